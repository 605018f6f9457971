//! What programs read of the case file, and do in it: under the rights of the user they act for.

use kernel::Class;
use serde_json::json;
use testkit::Browser;
use uuid::Uuid;

use crate::office::{Office, in_offices};

async fn program(office: &Office, login: &str) -> Browser {
    let user = office.who(login).await.user;
    Browser::program(&office.router(), office.kernel(), user).await
}

#[tokio::test]
async fn a_program_lists_opens_and_moves_what_its_user_sees_and_nothing_else() {
    in_offices(|office| async move {
        let case = office.case().await;
        let hidden = office.person("Karzai", Class::Protected).await;
        let protected = office.open("maria", hidden, "A new name").await;
        let mut aino = program(&office, "aino").await;

        let listed = aino.get("/api/v1/cases?status=open&limit=10").await.told();
        let ids: Vec<&str> =
            listed["rows"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [case.to_string()]);
        let tasks = aino.get("/api/v1/tasks?state=open&unit=HEL").await.told();
        assert_eq!(tasks["rows"][0]["case"], case.to_string());

        let address = format!("/cases/{case}/documents/new");
        office.browser("aino").await.attach(&address, "letter.pdf", b"%PDF-1.7\nhello").await;
        let whole = aino.get(&format!("/api/v1/cases/{case}")).await.told();
        let file = whole["documents"][0]["file"].as_str().unwrap().to_owned();
        let read = aino.get(&format!("/api/v1/cases/{case}/documents/{file}")).await;
        assert_eq!((read.status.as_u16(), read.body.as_str()), (200, "%PDF-1.7\nhello"));
        let of_another = format!("/api/v1/cases/{protected}/documents/{file}");
        assert_eq!(aino.get(&of_another).await.status, 404);

        let shown = aino.get(&format!("/api/v1/cases/{case}")).await;
        let tag = shown.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(shown.told()["status_word"], "received");
        let mut johanna = office.browser("johanna").await;
        let looks = johanna.get(&format!("/audit?subject={case}&kind=read")).await;
        assert!(looks.has("Aino Virtanen"), "{}", looks.body);

        aino.headers.push(("idempotency-key", Uuid::from_u128(1).to_string()));
        aino.headers.push(("if-match", tag));
        let body = json!({ "status": "being-prepared" }).to_string().into_bytes();
        let path = format!("/api/v1/cases/{case}/status");
        for _ in 0..2 {
            let done = aino.post_bytes(&path, "application/json", body.clone()).await;
            assert_eq!(done.status, 200, "{}", done.body);
        }
        assert_eq!(office.known(case).await.status_word, "being-prepared");

        for nothing in [format!("/api/v1/cases/{protected}"), "/api/v1/cases/x".to_owned()] {
            assert_eq!(aino.get(&nothing).await.status, 404, "{nothing}");
        }
        let bad = aino.get("/api/v1/cases?handler=nobody-at-all").await;
        assert_eq!(bad.status, 422, "{}", bad.body);
        assert_eq!(bad.headers["content-type"], "application/problem+json");
        let mut maria = program(&office, "maria").await;
        let seen = maria.get(&format!("/api/v1/cases/{protected}")).await.told();
        assert_eq!(seen["class"], "protected");
        office.world.verify().await;
    })
    .await;
}
