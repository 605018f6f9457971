//! Shows the components and a small system of notes at 127.0.0.1:8090, on a database that goes
//! away with it: for work on styles. `cargo run -p web --example face`
#![expect(clippy::unwrap_used, reason = "an example may stop at the first trouble")]

#[path = "../tests/face/notes.rs"]
mod notes;

use kernel::Engine;
use testkit::Setup;
use web::{Config, Persona};

#[tokio::main]
async fn main() {
    let setup = Setup::new().registry(|r| *r = web::registry(&mut [notes::system()]));
    let world = setup.world(Engine::Sqlite).await;
    let mut personas = Vec::new();
    for name in ["Maija Virtanen", "Sara Nyström", "Omar Haddad"] {
        let who = world.user(name, "helsinki", &["writer"]).await;
        personas.push(Persona { user: who.user, name: name.to_owned(), key: "notes-persona" });
    }
    let config =
        Config { demo: true, mirror: true, search: Some("/notes"), personas, ..Config::default() };
    let router = web::router(world.kernel.clone(), vec![notes::system()], config).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await.unwrap();
    axum::serve(listener, router.into_make_service()).await.unwrap();
}
