//! What programs read of the case file, and do in it: under the rights of the user they act for.

use kernel::{Class, Who};
use serde_json::{Value, json};
use testkit::{Browser, Shown};
use uuid::Uuid;

use crate::office::{Office, in_offices};

async fn program(office: &Office, login: &str) -> Browser {
    let user = office.who(login).await.user;
    let token = office.kernel().make_token(&Who::machine(), user, "A test", 1).await.unwrap();
    let mut browser = Browser::new(&office.router());
    browser.headers.push(("authorization", format!("Bearer {token}")));
    browser
}

fn told(shown: &Shown) -> Value {
    assert_eq!(shown.status, 200, "{}", shown.body);
    serde_json::from_str(&shown.body).unwrap()
}

#[tokio::test]
async fn a_program_lists_opens_and_moves_what_its_user_sees_and_nothing_else() {
    in_offices(|office| async move {
        let case = office.case().await;
        let hidden = office.person("Karzai", Class::Protected).await;
        let protected = office.open("maria", hidden, "A new name").await;
        let mut aino = program(&office, "aino").await;

        let listed = told(&aino.get("/api/v1/cases?status=open&limit=10").await);
        let ids: Vec<&str> =
            listed["rows"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [case.to_string()]);
        let tasks = told(&aino.get("/api/v1/tasks?state=open&unit=HEL").await);
        assert_eq!(tasks["rows"][0]["case"], case.to_string());

        let shown = aino.get(&format!("/api/v1/cases/{case}")).await;
        let tag = shown.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(told(&shown)["status_word"], "received");
        let mut johanna = office.browser("johanna").await;
        let looks = johanna.get(&format!("/audit?subject={case}&kind=read")).await;
        assert!(looks.has("Aino Virtanen"), "{}", looks.body);

        aino.headers.push(("idempotency-key", Uuid::from_u128(1).to_string()));
        aino.headers.push(("if-match", tag));
        let body = json!({ "status": "being-prepared" }).to_string().into_bytes();
        let path = format!("/api/v1/cases/{case}/status");
        for _ in 0..2 {
            told(&aino.post_bytes(&path, "application/json", body.clone()).await);
        }
        assert_eq!(office.known(case).await.status_word, "being-prepared");

        for nothing in [format!("/api/v1/cases/{protected}"), "/api/v1/cases/x".to_owned()] {
            assert_eq!(aino.get(&nothing).await.status, 404, "{nothing}");
        }
        let bad = aino.get("/api/v1/cases?handler=nobody-at-all").await;
        assert_eq!(bad.status, 422, "{}", bad.body);
        assert_eq!(bad.headers["content-type"], "application/problem+json");
        let mut maria = program(&office, "maria").await;
        told(&maria.get(&format!("/api/v1/cases/{protected}")).await);
        office.world.verify().await;
    })
    .await;
}
