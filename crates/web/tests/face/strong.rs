//! Signing in by a provider, with the simulated one over real HTTP: there and back, and everything that
//! can go wrong on the way.

use kernel::{User, UserId};
use outside::http::Address;
use outside::openid::{Provider, Settings};
use outside::{Answer, Limits};
use registers_simulator::{Fault, Order, Register, Settings as Made, Simulator, serve};
use testkit::{Browser, Shown, World};
use tokio::net::TcpListener;
use web::{Config, StrongSignIn};

use crate::{notes, setup};

const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 1_000_000 };

/// A house whose way in is the simulated provider.
struct House {
    world: World,
    router: axum::Router,
    simulator: Simulator,
    outside: String,
}

impl House {
    async fn new(world: World) -> House {
        let now = || 1_772_438_400;
        assert_eq!(world.now().micros() / 1_000_000, now(), "one clock");
        let made = Made { seed: 7, today: "2026-03-02".parse().unwrap(), now };
        let simulator = Simulator::new(made).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let outside = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
        let settings = Settings {
            issuer: format!("{outside}/identity"),
            client: "uma".to_owned(),
            secret: None,
            back: "http://127.0.0.1:9/sign-in/return".to_owned(),
            gate: None,
            levels: Vec::new(),
        };
        let provider = Provider::new(settings).unwrap();
        let strong = Some(StrongSignIn { provider, role: "writer" });
        let config = Config { strong, ..Config::default() };
        let router = web::router(world.kernel.clone(), vec![notes::system()], config).unwrap();
        House { world, router, simulator, outside }
    }

    fn order(&self, fault: Option<Fault>) {
        self.simulator.order(Order { register: Register::Identity, fault });
    }

    async fn ask(&self, path: &str) -> Answer {
        self.outside.parse::<Address>().unwrap().get(path, LIMITS).await.unwrap()
    }

    /// References of people of the world.
    async fn people(&self) -> Vec<String> {
        let answer = self.ask("/world/people").await;
        let people: Vec<serde_json::Value> = serde_json::from_slice(&answer.body).unwrap();
        people.iter().map(|p| p["reference"].as_str().unwrap().to_owned()).collect()
    }

    /// Presses the button that leads away, and chooses on the provider's page; the address that leads back.
    async fn away(&self, browser: &mut Browser, page: &str, who: &str) -> String {
        let page = browser.get(page).await;
        let href = page.body.split("href=\"").find(|part| part.starts_with("/sign-in/strong"));
        let href = href.unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let to = browser.get(&href).await;
        assert_eq!(to.status, 303, "{}", to.body);
        self.chosen(to.location(), who).await
    }

    async fn chosen(&self, to: &str, who: &str) -> String {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let rest = to.strip_prefix(&self.outside).unwrap();
        let (path, query) = rest.split_once('?').unwrap();
        let host = self.outside.strip_prefix("http://").unwrap();
        let body = format!("{query}&who={who}");
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
        location.strip_prefix("http://127.0.0.1:9").unwrap().to_owned()
    }

    /// Signs in as somebody; where that leads.
    async fn sign_in(&self, browser: &mut Browser, page: &str, who: &str) -> Shown {
        let back = self.away(browser, page, who).await;
        browser.get(&back).await
    }

    async fn users(&self) -> Vec<(UserId, User)> {
        self.world.kernel.enabled_users().await.unwrap()
    }
}

async fn in_houses<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    setup().for_both(|world| async { test(House::new(world).await).await }).await;
}

#[tokio::test]
async fn the_first_time_makes_a_user_and_every_other_time_finds_them() {
    in_houses(|house| async move {
        let people = house.people().await;
        let mut browser = Browser::new(&house.router);
        let asked = browser.get("/notes/write").await;
        assert_eq!(asked.location(), "/sign-in?next=%2Fnotes%2Fwrite");
        let back = house.sign_in(&mut browser, asked.location(), &people[2]).await;
        assert_eq!((back.status.as_u16(), back.location()), (303, "/notes/write"));
        assert_eq!(browser.get("/notes/write").await.status, 200, "signed in, with the role");
        let users = house.users().await;
        let [(first, User::Known { login, password, profile, name, .. })] = users.as_slice() else {
            panic!("{users:?}")
        };
        assert_eq!((password, profile.unit.as_str()), (&None, ""));
        assert_eq!(profile.roles, ["writer".to_owned()].into());
        assert!(name.as_ref().is_some_and(|name| name.contains(' ')), "{name:?}");
        assert!(login.is_none());
        let stored = house.world.kernel.peek::<User>(*first).await.unwrap().0;
        let User::Known { login: Some(login), .. } = &*stored else { panic!("{stored:?}") };
        assert!(login.starts_with("strong:") && !login.contains(&people[2]), "{login}");

        // Out, and in again in another browser: the same user. Somebody else: another.
        let csrf = browser.get("/notes/write").await.hidden()[0].1.clone();
        assert_eq!(browser.post("/sign-out", &[("csrf", &csrf)]).await.location(), "/sign-in");
        assert!(browser.get("/notes/write").await.location().starts_with("/sign-in"));
        let mut other = Browser::new(&house.router);
        house.sign_in(&mut other, "/sign-in", &people[2]).await;
        assert_eq!(house.users().await.len(), 1);
        let token = browser.cookies.get("uma-session").cloned();
        house.sign_in(&mut browser, "/sign-in", &people[3]).await;
        assert_eq!(house.users().await.len(), 2);
        assert_ne!(browser.cookies.get("uma-session").cloned(), token, "a session of its own");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn two_windows_at_once_make_one_user() {
    in_houses(|house| async move {
        let who = &house.people().await[4];
        let mut browsers = Vec::new();
        for _ in 0..4 {
            let mut browser = Browser::new(&house.router);
            let back = house.away(&mut browser, "/sign-in", who).await;
            browsers.push((browser, back));
        }
        let came = browsers.iter_mut().map(|(browser, back)| browser.get(back));
        for shown in futures_util::future::join_all(came).await {
            assert_eq!(shown.location(), "/", "{}", shown.body);
        }
        assert_eq!(house.users().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_turns_back_is_told_so_and_goes_on_from_where_they_were() {
    in_houses(|house| async move {
        let mut browser = Browser::new(&house.router);
        let page = "/sign-in?next=%2Fnotes%2Fwrite";
        let back = house.sign_in(&mut browser, page, "").await;
        assert_eq!(back.status, 200);
        assert!(back.has("You were not identified") && back.has("next=%2Fnotes%2Fwrite"));
        assert!(browser.get("/notes/write").await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_is_down_lets_nobody_in_and_nothing_is_lost() {
    in_houses(|house| async move {
        let people = house.people().await;
        let mut browser = Browser::new(&house.router);
        house.order(Some(Fault::Down));
        let there = browser.get("/sign-in/strong?next=%2Fnotes").await;
        assert_eq!(there.status, 503);
        assert!(there.has("does not answer") && there.has("next=%2Fnotes"), "{}", there.body);
        house.order(None);
        let back = house.away(&mut browser, "/sign-in?next=%2Fnotes", &people[2]).await;
        house.order(Some(Fault::Error { status: 500 }));
        assert_eq!(browser.get(&back).await.status, 503);
        house.order(None);
        // The code was not exchanged, so the same address lets them in once the provider is back.
        assert_eq!(browser.get(&back).await.location(), "/notes");
        // What it said of itself is old by now, so it is asked again.
        house.world.seconds_pass(3600);
        for lang in ["fi", "sv"] {
            let mut reader = Browser::new(&house.router).reading(lang);
            house.order(Some(Fault::Down));
            assert_eq!(reader.get("/sign-in/strong").await.status, 503);
            house.order(None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_way_back_serves_one_browser_once_and_not_for_long() {
    in_houses(|house| async move {
        let people = house.people().await;
        let mut browser = Browser::new(&house.router);
        let back = house.away(&mut browser, "/sign-in?next=%2Fnotes", &people[2]).await;
        // In another browser, which has begun as well: somebody was lured into signing in as another.
        let mut lured = Browser::new(&house.router);
        for _ in 0..2 {
            let late = lured.get(&back).await;
            assert_eq!(late.status, 400);
            assert!(late.has("no longer counts"), "{}", late.body);
            house.away(&mut lured, "/sign-in", &people[3]).await;
        }
        let cut = back.replacen("state=", "state=A", 1);
        assert!(browser.get(&cut).await.has("no longer counts"));
        assert_eq!(browser.get(&back).await.location(), "/notes");
        // Back in the browser: whoever is in goes on; whoever is out again begins again.
        assert_eq!(browser.get(&back).await.location(), "/notes");
        browser.cookies.remove("uma-session");
        let spent = browser.get(&back).await;
        assert!(spent.status == 400 && spent.has("no longer counts"));
        let late = house.away(&mut browser, "/sign-in?next=%2Fnotes", &people[2]).await;
        house.world.seconds_pass(15 * 60);
        let late = browser.get(&late).await;
        assert!(late.status == 400 && late.has("no longer counts") && late.has("next=%2Fnotes"));
    })
    .await;
}

#[tokio::test]
async fn clocks_that_differ_and_answers_that_make_no_sense_are_told_apart() {
    in_houses(|house| async move {
        let people = house.people().await;
        let mut browser = Browser::new(&house.router);
        let back = house.away(&mut browser, "/sign-in", &people[2]).await;
        let query = back.split_once('?').unwrap().1.to_owned();
        let state = query.split('&').find(|pair| pair.starts_with("state=")).unwrap().to_owned();
        let odd = browser.get(&format!("/sign-in/return?{state}&error=odd")).await;
        assert!(odd.status == 400 && odd.has("could not be confirmed"), "{}", odd.body);
        let away = format!("/sign-in/return?{state}&error=temporarily_unavailable");
        assert_eq!(browser.get(&away).await.status, 503);
        assert!(browser.get("/sign-in/return").await.has("no longer counts"));
        // Ours is ten minutes ahead by now: their token holds for five.
        house.world.seconds_pass(10 * 60);
        let ahead = browser.get(&back).await;
        assert!(ahead.status == 400 && ahead.has("differs from ours"), "{}", ahead.body);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_led_to_another_site_and_nobody_who_may_not_enter_enters() {
    in_houses(|house| async move {
        let people = house.people().await;
        for next in ["%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example"] {
            let mut browser = Browser::new(&house.router);
            let page = format!("/sign-in?next={next}");
            assert_eq!(house.sign_in(&mut browser, &page, &people[2]).await.location(), "/");
        }
        let [(id, _)] = house.users().await[..] else { panic!() };
        let disable = kernel::EnableUser { id, enabled: false };
        let machine = kernel::Who::machine();
        house.world.kernel.run(&machine, disable, kernel::Run::default()).await.unwrap();
        let mut browser = Browser::new(&house.router);
        assert_eq!(house.sign_in(&mut browser, "/sign-in", &people[2]).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_is_there_after_signing_in_again() {
    in_houses(|house| async move {
        let people = house.people().await;
        let mut browser = Browser::new(&house.router);
        house.sign_in(&mut browser, "/sign-in", &people[2]).await;
        let mut form = browser.get("/notes/write").await.hidden();
        form.push(("name".to_owned(), "Åsa".to_owned()));
        form.push(("text".to_owned(), "typed before".to_owned()));
        browser.cookies.remove("uma-signing-in");
        // The provider's clock stands: the session ends by hand.
        let session = browser.cookies.get("uma-session").cloned().unwrap();
        let who = house.world.kernel.session(&session).await.unwrap().unwrap();
        house.world.kernel.sign_out(&who, &session).await.unwrap();
        let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let ended = browser.post("/notes/write", &pairs).await;
        let page = ended.location().to_owned();
        assert!(browser.get(&page).await.has("Your session had ended"));
        assert_eq!(house.sign_in(&mut browser, &page, &people[2]).await.location(), "/resume");
        assert!(browser.get("/resume").await.has("typed before"));
    })
    .await;
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let world = setup().world(kernel::Engine::Sqlite).await;
    let systems = vec![notes::system()];
    let router = web::router(world.kernel.clone(), systems, Config::default()).unwrap();
    let mut browser = Browser::new(&router);
    assert!(!browser.get("/sign-in").await.has("/sign-in/strong"));
    assert_eq!(browser.get("/sign-in/strong").await.status, 404);
    assert_eq!(browser.get("/sign-in/return").await.status, 404);
}
