//! Notices by mail, over real SMTP to a small server of the test's own.

use std::sync::LazyLock;

use automation::facts::Saying;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casefile::acts::AddContact;
use casefile::mail::{Relay, use_relay};
use law::Value;
use testkit::Post;

use crate::office::{House, in_houses};

static POST: LazyLock<Post> = LazyLock::new(|| {
    let post = Post::open();
    let (host, from) = ("127.0.0.1".to_owned(), "noreply@uma.example".to_owned());
    use_relay(Relay { host, port: post.port, from });
    post
});

/// A hut asked for online by somebody with this address; its decision.
async fn decided(house: &House, address: &str) -> decisions::DecisionId {
    let case = house.hut_in_order("fi").await;
    let (state, _) = house.kernel().peek::<casefile::Case>(case).await.unwrap();
    let person = state.known().unwrap().applicant;
    let (what, value) = ("email".to_owned(), address.to_owned());
    let act = AddContact { person, what, value, from: None, until: None };
    house.run(&house.officer, act).await.unwrap();
    let online = Saying::new("applied_online", "case", Value::Bool(true), house.world.now());
    house.tell(case, vec![online]).await;
    let id = house.rule(case).await;
    house.world.settle().await;
    id
}

#[tokio::test]
async fn whoever_applied_online_is_told_by_mail_and_the_days_run_from_then() {
    LazyLock::force(&POST);
    in_houses(|house| async move {
        let address = format!("amina{}@example.org", house.world.engine().name().len());
        let id = decided(&house, &address).await;
        let decision = house.decision(id).await.unwrap();
        assert_eq!(decision.reached.attempts.len(), 1, "{:?}", decision.stage);
        assert_eq!(decision.reached.attempts[0].mode, "electronic-ordinary");
        let ours = POST.to(&address);
        assert_eq!(ours.len(), 1, "{ours:?}");
        assert!(ours[0].contains(&format!("decision-{id}@uma.example")), "{}", ours[0]);
        let (_, body) = ours[0].split_once("\n\n").unwrap();
        let body = STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap();
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains(&decision.number) && body.contains("annettu päätös"), "{body}");
        assert!(
            !body.contains("Amina") && !body.contains("oleskelulupa"),
            "it says no more: {body}"
        );
        house.world.days_pass(3);
        house.world.settle().await;
        let served = house.decision(id).await.unwrap().reached.served.unwrap();
        assert_eq!((served.0.to_string(), served.1), ("2026-03-05".to_owned(), true));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_no_relay_takes_is_a_failed_attempt_for_an_official() {
    LazyLock::force(&POST);
    in_houses(|house| async move {
        let id = decided(&house, "nobody@example.org").await;
        let decision = house.decision(id).await.unwrap();
        let attempt = &decision.reached.attempts[0];
        let why = attempt.failed.clone().unwrap().unwrap();
        assert!(why.contains("no such user"), "{why}");
        house.world.days_pass(30);
        house.world.settle().await;
        assert!(house.decision(id).await.unwrap().reached.served.is_none());
    })
    .await;
}
