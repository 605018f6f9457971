//! Paying the fee, with the simulated payments over real HTTP in both directions: the return, the message
//! and the question may come in any order, twice or not at all, and the fee is paid once.

use axum::Router;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Run, Who};
use outside::{Address, Answer, Limits};
use permits::payments::Standing;
use permits::{ApplicationId, KnownApplication, Lines, Payment, Payments};
use registers_simulator::{Fault, Order, Register, Settings, Simulator, serve};
use sha2::Sha256;
use testkit::{Browser, Setup, Shown, World};
use tokio::net::TcpListener;
use web::{Persona, System};

use crate::house::{AMINA, House, complete, led};

const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 1_000_000 };

/// A house whose applicants pay, and whoever takes the payments.
pub struct Paying {
    pub house: House,
    simulator: Simulator,
    /// Where payments are taken.
    there: String,
    payments: Payments,
    router: Router,
}

pub fn systems(payments: &Payments) -> Vec<System> {
    let lines = Lines { payments: Some(payments.clone()), ..Lines::default() };
    let permits = permits::connected(&lines, &registers::Registers::unconnected());
    let mut systems = crate::house::systems();
    systems.retain(|system| system.name != "permits");
    systems.push(permits);
    systems
}

pub fn setup(payments: &Payments) -> Setup {
    let tables: Vec<_> = systems(payments).iter().flat_map(|s| s.migrations).copied().collect();
    let payments = payments.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut systems(&payments)))
}

/// Whoever takes payments, on a port of this machine: the simulator, and its address.
pub async fn simulated() -> (Simulator, String) {
    let settings =
        Settings { seed: 7, today: "2026-03-02".parse().unwrap(), now: || 1_772_438_400 };
    let simulator = Simulator::new(settings).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
    (simulator, there)
}

/// Runs a test in a house that people pay in, on each engine.
async fn in_houses<F: Future<Output = ()>>(test: impl Fn(Paying) -> F) {
    for engine in [kernel::Engine::Sqlite, kernel::Engine::Postgres] {
        let (simulator, there) = simulated().await;
        // Messages come over the wire, so somebody has to listen; who it is, is known later.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("http://{}", listener.local_addr().unwrap());
        let payments = Payments::new(&there, &simulator.payment_secret(), &here).unwrap();
        let world = setup(&payments).world(engine).await;
        let paying = Paying::new(world, (simulator, there, payments)).await;
        let router = paying.router.clone();
        let served = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        test(paying).await;
        served.abort();
    }
}

impl Paying {
    pub async fn new(
        world: World,
        (simulator, there, payments): (Simulator, String, Payments),
    ) -> Paying {
        let house = House::new(world).await;
        let people = [&house.amina, &house.bela, &house.officer].map(|who| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-applicant",
        });
        let config = web::Config { demo: true, personas: people.into(), ..web::Config::default() };
        let kernel = house.kernel().clone();
        let router = web::router(kernel, systems(&payments), config).unwrap();
        Paying { house, simulator, there, payments, router }
    }

    async fn amina(&self) -> Browser {
        Browser::signed_in(&self.router, self.house.amina.user).await
    }

    fn order(&self, fault: Option<Fault>) {
        self.simulator.order(Order { register: Register::Payments, fault });
    }

    async fn application(&self, path: &str) -> KnownApplication {
        self.house.application(path).await
    }

    async fn payment(&self, path: &str) -> Payment {
        self.application(path).await.payments.last().unwrap().clone()
    }

    /// Where the page leads whoever pays.
    async fn pay_url(&self, browser: &mut Browser, path: &str) -> String {
        let page = browser.get(&format!("{path}/fee")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let url = page.body.split("href=\"").find(|part| part.starts_with(&self.there));
        url.unwrap_or_else(|| panic!("{}", page.body)).split('"').next().unwrap().to_owned()
    }

    /// Presses a button on the page of whoever takes payments.
    async fn press(&self, url: &str, button: &str) {
        let at: Address = self.there.parse().unwrap();
        let path = url.strip_prefix(&self.there).unwrap();
        let answer = at.post_form(path, format!("press={button}"), None, LIMITS).await.unwrap();
        assert_eq!(answer.status, 303);
    }

    /// Waits until whoever takes payments says that it was heard.
    async fn heard(&self, payment: &str) {
        let at: Address = self.there.parse().unwrap();
        for _ in 0..400 {
            let path = format!("/payments/v1/payments/{payment}");
            let Answer { body, .. } = at.get(&path, LIMITS).await.unwrap();
            let shown: serde_json::Value = serde_json::from_slice(&body).unwrap();
            if shown["heard"] == true {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{payment} was never heard of");
    }

    /// A message about a payment, as whoever takes them sends it.
    async fn tell(&self, told: &serde_json::Value, secret: &str) -> Shown {
        let body = told.to_string();
        let secret: Vec<u8> = (0..secret.len() / 2)
            .map(|n| u8::from_str_radix(&secret[2 * n..2 * n + 2], 16).unwrap())
            .collect();
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        mac.update(body.as_bytes());
        let digits: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut sender = Browser::new(&self.router);
        sender.cookies.clear();
        sender.headers.push(("payment-signature", format!("hmac-sha256={digits}")));
        sender.post_bytes("/payments/told", "application/json", body.into_bytes()).await
    }

    /// Sending is pressed: where that leads.
    async fn send(&self, browser: &mut Browser, path: &str) {
        let to = led(&browser.fill(&format!("{path}/send"), &[("true", "yes")]).await);
        assert_eq!(to, format!("{path}/fee"));
    }

    async fn settle(&self) {
        self.house.world.settle().await;
    }
}

fn message(payment: &Payment, status: &str) -> serde_json::Value {
    serde_json::json!({
        "payment": payment.opened.as_ref().unwrap().payment, "reference": payment.order.to_string(),
        "amount_cents": payment.cents, "currency": "EUR", "status": status, "at": 1,
    })
}

#[tokio::test]
async fn whoever_pays_and_comes_back_has_sent_the_application_and_the_case_knows_it() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        let send = amina.get(&format!("{path}/send")).await;
        assert!(send.has("600"), "what it costs stands before the button: {}", send.body);
        assert!(send.has("has not been compared with the decree") && send.has("1336/2025"));
        paying.send(&mut amina, &path).await;
        let url = paying.pay_url(&mut amina, &path).await;
        let page = amina.get(&format!("{path}/fee")).await;
        assert!(page.has("has not been paid yet") && page.has("600"), "{}", page.body);
        assert!(amina.get("/applications").await.has("has not been paid yet"));
        assert!(amina.get(&path).await.has(&format!("{path}/fee\"")), "a way to go on paying");
        for lang in ["fi", "sv", "en"] {
            amina = amina.reading(lang);
            amina.finds_small(&format!("{path}/send")).await;
            amina.finds_small(&format!("{path}/fee")).await;
        }
        let order = paying.payment(&path).await;
        assert_eq!((order.cents, order.standing), (60_000, Standing::Open));
        paying.press(&url, "pay").await;
        // Back before anybody told us.
        let back = amina.get(&format!("{path}/fee?payment=x&status=cancelled")).await;
        assert_eq!(back.location(), format!("{path}/sent"), "what the address says counts nothing");
        let payment = paying.payment(&path).await;
        paying.heard(&payment.opened.as_ref().unwrap().payment).await;
        let (message, secret) = (message(&payment, "paid"), paying.simulator.payment_secret());
        assert_eq!(paying.tell(&message, &secret).await.status, 200);
        paying.settle().await;
        let (_, _, facts) = paying.house.case(&path).await;
        let told = facts.told_by("fee_paid", "payment").unwrap();
        assert_eq!(told.value, Some(law::Value::Bool(true)));
        assert_eq!(paying.application(&path).await.payments.len(), 1);
        paying.house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_never_comes_back_has_sent_it_as_well() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        let url = paying.pay_url(&mut amina, &path).await;
        paying.press(&url, "pay").await;
        let payment = paying.payment(&path).await;
        paying.heard(&payment.opened.as_ref().unwrap().payment).await;
        assert_eq!(
            paying.application(&path).await.stage.code(),
            "submitted",
            "by the message alone"
        );
    })
    .await;
}

#[tokio::test]
async fn when_nobody_tells_we_ask_until_it_is_known() {
    let (simulator, there) = simulated().await;
    for engine in [kernel::Engine::Sqlite, kernel::Engine::Postgres] {
        // Nobody listens where the message goes.
        let secret = simulator.payment_secret();
        let payments = Payments::new(&there, &secret, "http://127.0.0.1:9").unwrap();
        let world = setup(&payments).world(engine).await;
        let parts = (simulator.clone(), there.clone(), payments);
        let paying = Paying::new(world, parts).await;
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        paying.settle().await;
        let opened = paying.payment(&path).await.opened.unwrap();
        paying.press(&opened.pay_url, "pay").await;
        paying.order(Some(Fault::Down));
        paying.house.world.seconds_pass(31);
        paying.settle().await;
        assert_eq!(paying.payment(&path).await.standing, Standing::Open, "it waits");
        paying.order(None);
        paying.house.world.seconds_pass(31);
        paying.settle().await;
        assert_eq!(paying.payment(&path).await.standing, Standing::Paid);
        assert_eq!(paying.application(&path).await.stage.code(), "instituted");
    }
}

#[tokio::test]
async fn whoever_turns_back_keeps_the_draft_and_pays_anew() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        let url = paying.pay_url(&mut amina, &path).await;
        // Pressed twice: one payment.
        paying.send(&mut amina, &path).await;
        assert_eq!(paying.pay_url(&mut amina, &path).await, url);
        paying.press(&url, "cancel").await;
        let back = amina.get(&format!("{path}/fee")).await;
        assert!(back.has("No money was taken") && back.has(&format!("{path}/send")));
        assert_eq!(amina.get(&path).await.status, 200, "the draft is there");
        for lang in ["fi", "sv"] {
            amina = amina.reading(lang);
            assert_eq!(amina.get(&format!("{path}/fee")).await.status, 200);
        }
        paying.send(&mut amina, &path).await;
        let again = paying.pay_url(&mut amina, &path).await;
        assert_ne!(again, url);
        paying.press(&again, "pay").await;
        let sent = amina.get(&format!("{path}/fee")).await;
        assert_eq!(sent.location(), format!("{path}/sent"));
    })
    .await;
}

#[tokio::test]
async fn nobody_but_whoever_takes_payments_says_that_something_is_paid() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        paying.pay_url(&mut amina, &path).await;
        let (payment, secret) = (paying.payment(&path).await, paying.simulator.payment_secret());
        let paid = message(&payment, "paid");
        assert_eq!(paying.tell(&paid, &"ab".repeat(32)).await.status, 401);
        let mut other = paid.clone();
        other["reference"] = "019c0000-0000-7000-8000-000000000000".into();
        assert_eq!(paying.tell(&other, &secret).await.status, 200, "signed, and of nothing here");
        other["reference"] = "no id".into();
        assert_eq!(paying.tell(&other, &secret).await.status, 200);
        assert_eq!(paying.tell(&serde_json::json!({ "odd": 1 }), &secret).await.status, 401);
        assert_eq!(paying.payment(&path).await.standing, Standing::Open);
        // The fee of another form: less than what this one costs.
        let mut less = paid.clone();
        less["amount_cents"] = 23_000.into();
        assert_eq!(paying.tell(&less, &secret).await.status, 200);
        assert_eq!(paying.payment(&path).await.standing, Standing::Wrong);
        let page = amina.get(&format!("{path}/fee")).await;
        assert!(page.has("does not fit this application"), "{}", page.body);
        assert_eq!(paying.application(&path).await.stage.code(), "draft");
    })
    .await;
}

#[tokio::test]
async fn payments_that_are_down_lose_nothing() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        for fault in [Fault::Down, Fault::Error { status: 503 }, Fault::WrongSchema] {
            paying.order(Some(fault));
            paying.send(&mut amina, &path).await;
            let page = amina.get(&format!("{path}/fee")).await;
            assert!(page.has("does not answer"), "{fault:?}: {}", page.body);
            paying.settle().await;
        }
        paying.order(None);
        let url = paying.pay_url(&mut amina, &path).await;
        assert_eq!(paying.application(&path).await.payments.len(), 1);
        paying.press(&url, "pay").await;
        assert!(amina.get(&format!("{path}/fee")).await.location().ends_with("/sent"));
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_while_paying_is_read_again_before_it_is_sent_and_not_paid_twice() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        let url = paying.pay_url(&mut amina, &path).await;
        led(&amina.fill(&format!("{path}/means"), &[("means", "950")]).await);
        paying.press(&url, "pay").await;
        let page = amina.get(&format!("{path}/fee")).await;
        assert!(page.has("The fee has been paid") && page.has("you do not pay again"));
        let send = amina.get(&format!("{path}/send")).await;
        assert!(!send.has("600"), "nothing more is to be paid");
        paying.send(&mut amina, &path).await;
        assert_eq!(paying.application(&path).await.stage.code(), "submitted");
        assert_eq!(paying.application(&path).await.payments.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_law_names_no_fee_for_is_sent_without() {
    in_houses(|paying| async move {
        // The decree for the next year is not known here.
        paying.house.world.days_pass(330);
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, ("Rahimi", "Amina", "1994-02-17", "P7")).await;
        paying.send(&mut amina, &path).await;
        assert_eq!(amina.get(&format!("{path}/fee")).await.location(), format!("{path}/sent"));
        assert!(paying.application(&path).await.payments.is_empty());
    })
    .await;
}

#[tokio::test]
async fn nobody_pays_for_others_nor_looks_at_it() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        let mut bela = Browser::signed_in(&paying.router, paying.house.bela.user).await;
        assert_eq!(bela.get(&format!("{path}/fee")).await.status, 404);
        let id: ApplicationId = path.split('/').nth(3).unwrap().parse().unwrap();
        let act = permits::acts::SubmitApplication { application: id, changes: 0, language: None };
        let kernel = paying.house.kernel();
        assert!(kernel.run(&paying.house.bela, act.clone(), Run::default()).await.is_err());
        assert!(kernel.run(&Who::visitor(), act, Run::default()).await.is_err());
        drop(paying.payments);
    })
    .await;
}

/// An officer who gives a fee back: the ground and words.
async fn gives_back(paying: &Paying, path: &str, payment: &Payment, ground: &str) -> Shown {
    let mut officer = Browser::signed_in(&paying.router, paying.house.officer.user).await;
    let id = path.split('/').nth(3).unwrap();
    let form = format!("/fees/{id}/{}/refund", payment.order);
    officer.fill(&form, &[("ground", ground), ("note", "The wrong form was chosen.")]).await
}

/// What whoever takes payments gave back of one: reference and cents.
async fn given_back(paying: &Paying, payment: &Payment) -> Vec<(String, i64)> {
    let at: Address = paying.there.parse().unwrap();
    let id = &payment.opened.as_ref().unwrap().payment;
    let answer = at.get(&format!("/payments/v1/payments/{id}"), LIMITS).await.unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let refunds = shown["refunds"].as_array().unwrap().iter();
    let told = |one: &serde_json::Value| {
        (one["reference"].as_str().unwrap().to_owned(), one["amount_cents"].as_i64().unwrap())
    };
    refunds.map(told).collect()
}

/// Amina's application, paid and a case.
async fn paid_and_sent(paying: &Paying, amina: &mut Browser) -> String {
    let path = complete(amina, AMINA).await;
    paying.send(amina, &path).await;
    let url = paying.pay_url(amina, &path).await;
    paying.press(&url, "pay").await;
    assert!(amina.get(&format!("{path}/fee")).await.location().ends_with("/sent"));
    paying.settle().await;
    path
}

#[tokio::test]
async fn a_fee_for_the_wrong_form_is_given_back_once_and_the_case_and_the_applicant_know_it() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = paid_and_sent(&paying, &mut amina).await;
        let payment = paying.payment(&path).await;
        assert!(amina.get(&format!("{path}/sent")).await.has("Paid on 2 March 2026"));
        let mut officer = Browser::signed_in(&paying.router, paying.house.officer.user).await;
        let (case, ..) = paying.house.case(&path).await;
        let page = officer.get(&format!("/cases/{case}")).await;
        let form = "/refund\"";
        assert!(page.has("600") && page.body.contains(form), "{}", page.body);
        // Found by its reference too; of what is none nothing is found.
        let found = officer.get(&format!("/fees?reference={}", payment.order)).await;
        assert!(found.has("HEL-2026-000001") && !found.has("Rahimi"), "{}", found.body);
        assert!(officer.get("/fees?reference=nothing").await.has("No payment has this reference"));
        // Whoever takes payments is away: it is asked for until it is given back.
        paying.order(Some(Fault::Down));
        led(&gives_back(&paying, &path, &payment, "wrong-form").await);
        paying.settle().await;
        assert!(amina.get(&format!("{path}/sent")).await.has("It is being paid back to you"));
        let id = path.split('/').nth(3).unwrap();
        let again = officer.get(&format!("/fees/{id}/{}/refund", payment.order)).await;
        assert!(again.status == 422 && again.has("is being given back"), "{}", again.body);
        let (_, _, facts) = paying.house.case(&path).await;
        let told = facts.told_by("fee_paid", "payment").unwrap();
        assert_eq!(told.value, Some(law::Value::Bool(false)), "it pays for nothing any more");
        paying.order(None);
        paying.house.world.seconds_pass(60);
        paying.settle().await;
        let payment = paying.payment(&path).await;
        let refund = payment.refund.as_ref().unwrap();
        assert!(refund.settled.is_some_and(|(given, _)| given) && !payment.pays());
        assert_eq!(given_back(&paying, &payment).await, [(payment.order.to_string(), 60_000)]);
        let sent = amina.get(&format!("{path}/sent")).await;
        assert!(sent.has("It was paid back to you on"), "{}", sent.body);
        assert!(!sent.has("The wrong form was chosen."), "these words are for the file");
        let page = officer.get(&format!("/cases/{case}")).await;
        assert!(page.has("The wrong form was chosen.") && page.has("Given back"), "{}", page.body);
        assert!(!page.body.contains(form));
        paying.house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_twice_or_for_nothing_is_given_back_too() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        // She turns back, pays anew, and then the first payment arrives as well.
        paying.send(&mut amina, &path).await;
        let first = paying.pay_url(&mut amina, &path).await;
        paying.press(&first, "cancel").await;
        let page = amina.get(&format!("{path}/fee")).await;
        assert!(page.has("The fee was not paid"), "{}", page.body);
        let early = paying.payment(&path).await;
        paying.send(&mut amina, &path).await;
        let second = paying.pay_url(&mut amina, &path).await;
        paying.press(&second, "pay").await;
        let to = amina.get(&format!("{path}/fee")).await.location().to_owned();
        assert!(to.ends_with("/sent"), "{to}");
        let once = gives_back(&paying, &path, &paying.payment(&path).await, "paid-twice").await;
        assert!(once.status == 422 && once.has("not paid twice"), "{}", once.body);
        let (paid, secret) = (message(&early, "paid"), paying.simulator.payment_secret());
        assert_eq!(paying.tell(&paid, &secret).await.status, 200);
        paying.settle().await;
        let early = paying.application(&path).await.payments[0].clone();
        assert_eq!(early.standing, Standing::Paid, "late is paid");
        led(&gives_back(&paying, &path, &early, "paid-twice").await);
        paying.settle().await;
        // To the provider it was cancelled, so they will not give it back; that is said, and the other pays.
        let early = paying.application(&path).await.payments[0].clone();
        assert_eq!(early.refund.unwrap().settled.map(|(given, _)| given), Some(false));
        let (_, _, facts) = paying.house.case(&path).await;
        let told = facts.told_by("fee_paid", "payment").unwrap();
        assert_eq!(told.value, Some(law::Value::Bool(true)));
        assert!(amina.get(&format!("{path}/sent")).await.has("could not be paid back by itself"));
        paying.house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_was_paid_and_thrown_away_is_found_and_given_back() {
    in_houses(|paying| async move {
        let mut amina = paying.amina().await;
        let path = complete(&mut amina, AMINA).await;
        paying.send(&mut amina, &path).await;
        let url = paying.pay_url(&mut amina, &path).await;
        led(&amina.fill(&format!("{path}/means"), &[("means", "950")]).await);
        paying.press(&url, "pay").await;
        assert!(amina.get(&format!("{path}/fee")).await.has("The fee has been paid"));
        led(&amina.fill(&format!("{path}/withdraw"), &[]).await);
        let payment = paying.payment(&path).await;
        let mut officer = Browser::signed_in(&paying.router, paying.house.officer.user).await;
        let found = officer.get(&format!("/fees?reference={}", payment.order)).await;
        assert!(found.has("No case came of it"), "{}", found.body);
        led(&gives_back(&paying, &path, &payment, "not-begun").await);
        paying.settle().await;
        assert_eq!(given_back(&paying, &paying.payment(&path).await).await.len(), 1);
        assert!(amina.get(&format!("{path}/sent")).await.has("It was paid back to you on"));
        // Nobody else gives anything back.
        let mut bela = Browser::signed_in(&paying.router, paying.house.bela.user).await;
        assert_ne!(bela.get("/fees").await.status, 200);
        paying.house.world.verify().await;
    })
    .await;
}
