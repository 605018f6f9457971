//! The database goes away and comes back while people work.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use kernel::{Engine, Who};
use testkit::{Browser, Setup, World};
use uma::house;
use web::{Config, Persona};

fn setup() -> Setup {
    let tables: Vec<_> = house::systems().iter().flat_map(|s| s.migrations).copied().collect();
    Setup::new()
        .migrations(&tables)
        .registry(|registry| *registry = web::registry(&mut house::systems()))
}

async fn officer(world: &World) -> Browser {
    let who: Who = world.user("Aino Virtanen", "HEL", &["officer"]).await;
    let personas = vec![Persona {
        user: who.user,
        name: who.name.to_string(),
        key: "casefile-persona-officer",
    }];
    let config = Config { demo: true, personas, ..Config::default() };
    let router = web::router(world.kernel.clone(), house::systems(), config).unwrap();
    Browser::signed_in(&router, who.user).await.reading("en")
}

/// The server's door to a database: shut, nobody is in and nobody comes in.
struct Door {
    server: tokio_postgres::Client,
    database: String,
}

impl Door {
    async fn of(world: &World) -> Door {
        let mut config: tokio_postgres::Config = world.address().parse().unwrap();
        let database = config.get_dbname().unwrap().to_owned();
        config.dbname("postgres");
        let (server, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        Door { server, database }
    }

    async fn set(&self, open: bool) {
        let alter = format!("ALTER DATABASE \"{}\" ALLOW_CONNECTIONS {open}", self.database);
        self.server.batch_execute(&alter).await.unwrap();
        let out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        self.server.query(out, &[&self.database]).await.unwrap();
    }
}

#[tokio::test]
async fn pages_say_that_the_database_is_away_keep_what_was_typed_and_recover_by_themselves() {
    setup()
        .for_engine(Engine::Postgres, |world| async move {
            let mut aino = officer(&world).await;
            let path = "/persons/new";
            let mut form = aino.get(path).await.form(path).unwrap();
            form.extend(
                [("family", "Haddad"), ("given", "Rima"), ("sex", "F"), ("nationality", "SYR")]
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            );
            let pairs: Vec<(&str, &str)> =
                form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let door = Door::of(&world).await;
            door.set(false).await;

            let shown = aino.get("/persons").await;
            assert_eq!(shown.status, 503, "{}", shown.body);
            assert!(shown.has("The service does not answer just now"), "{}", shown.body);
            assert_eq!(aino.get("/health/ready").await.status, 503);
            assert_eq!(aino.get("/health/live").await.status, 200);
            let posted = aino.post(path, &pairs).await;
            assert_eq!(posted.status, 503, "{}", posted.body);

            door.set(true).await;
            assert_eq!(aino.get("/persons").await.status, 200);
            assert_eq!(aino.get("/health/ready").await.status, 200);
            // The browser still has the page: sent again, it is done, and once.
            let done = aino.post(path, &pairs).await;
            assert_eq!(done.status, 303, "{}", done.body);
            let again = aino.post(path, &pairs).await;
            assert_eq!((again.status, again.location()), (done.status, done.location()));
            world.verify().await;
        })
        .await;
}
