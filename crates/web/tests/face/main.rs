//! The face of the house on a small system: every bad input a user can send, and every good one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is how a test says that something is wrong"
)]

mod browser;
mod forms;
mod notes;
mod pages;
mod signing_in;

use axum::Router;
use kernel::Engine;
use testkit::{Setup, World};
use web::{Config, Persona};

use browser::Browser;

/// A world with the notes system, its router in demo mode, and a browser signed in as a writer.
struct Face {
    world: World,
    router: Router,
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
    let config = Config { demo: true, mirror: true, personas, ..Config::default() };
    let router = web::router(world.kernel.clone(), vec![notes::system()], config).unwrap();
    let browser = Browser::new(&router);
    let mut face = Face { world, router, browser };
    face.browser = face.sign_in(0).await;
    face
}

impl Face {
    async fn new() -> Face {
        face_on(setup().world(Engine::Sqlite).await).await
    }

    /// A browser signed in as the n-th persona.
    async fn sign_in(&self, n: usize) -> Browser {
        let mut browser = Browser::new(&self.router);
        let page = browser.get("/sign-in").await;
        let users: Vec<String> =
            page.hidden().into_iter().filter(|(name, _)| name == "user").map(|(_, v)| v).collect();
        let csrf = page.hidden().into_iter().find(|(name, _)| name == "csrf").unwrap().1;
        let to = browser.post("/sign-in/persona", &[("csrf", &csrf), ("user", &users[n])]).await;
        assert_eq!(to.status, 303, "{}", to.body);
        browser
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
