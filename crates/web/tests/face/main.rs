//! The face of the house on a small system: every bad input a user can send, and every good one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is how a test says that something is wrong"
)]

mod api;
mod forms;
mod notes;
mod pages;
mod signing_in;
mod strong;

use axum::Router;
use kernel::{Engine, UserId};
use testkit::{Browser, Setup, World};
use web::{Config, Persona};

/// A world with the notes system, its router in demo mode, and a browser signed in as a writer.
struct Face {
    world: World,
    router: Router,
    people: Vec<UserId>,
    browser: Browser,
}

fn setup() -> Setup {
    Setup::new().registry(|registry| *registry = web::registry(&mut [notes::system()]))
}

async fn face_on(world: World) -> Face {
    let mut personas = Vec::new();
    for (name, roles) in
        [("Maija Virtanen", &["writer"][..]), ("Sara Nyström", &["writer"]), ("Omar Haddad", &[])]
    {
        let who = world.user(name, "helsinki", roles).await;
        personas.push(Persona { user: who.user, name: name.to_owned(), key: "notes-persona" });
    }
    let people = personas.iter().map(|p| p.user).collect();
    let config = Config { demo: true, mirror: true, personas, ..Config::default() };
    let router = web::router(world.kernel.clone(), vec![notes::system()], config).unwrap();
    let browser = Browser::new(&router);
    let mut face = Face { world, router, people, browser };
    face.browser = face.sign_in(0).await;
    face
}

impl Face {
    async fn new() -> Face {
        face_on(setup().world(Engine::Sqlite).await).await
    }

    /// A browser signed in as the n-th persona.
    async fn sign_in(&self, n: usize) -> Browser {
        Browser::signed_in(&self.router, self.people[n]).await
    }

    /// Writes a note; its address.
    async fn note(&mut self, name: &str) -> String {
        let done = self
            .browser
            .fill("/notes/write", &[("name", name), ("text", "first"), ("tone", "plain")])
            .await;
        assert_eq!(done.status, 303, "{}", done.body);
        done.location().to_owned()
    }
}
