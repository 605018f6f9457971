//! What programs call: the same acts, rights and errors as people have, done once, told in JSON.

use kernel::{EnableUser, Run, Who};
use serde_json::{Value, json};
use testkit::{Browser, Shown};
use uuid::Uuid;

use crate::Face;

impl Face {
    /// A program that acts for the n-th persona.
    async fn program(&self, n: usize) -> Browser {
        let kernel = &self.world.kernel;
        let token = kernel.make_token(&Who::machine(), self.people[n], "A test", 30).await.unwrap();
        let mut browser = Browser::new(&self.router);
        browser.headers.push(("authorization", format!("Bearer {token}")));
        browser
    }
}

async fn call(
    program: &mut Browser,
    path: &str,
    headers: &[(&'static str, &str)],
    body: &Value,
) -> Shown {
    let before = program.headers.clone();
    program.headers.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let shown = program.post_bytes(path, "application/json", body.to_string().into_bytes()).await;
    program.headers = before;
    shown
}

fn told(shown: &Shown) -> Value {
    serde_json::from_str(&shown.body).unwrap_or_else(|_| panic!("{shown:?}"))
}

fn key(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

#[tokio::test]
async fn an_act_is_done_once_however_often_it_is_called() {
    let mut face = Face::new().await;
    let note = face.note("called").await;
    let path = format!("/api/v1{note}/amend");
    let mut program = face.program(0).await;
    let text = json!({ "text": "by a program" });
    let first =
        call(&mut program, &path, &[("idempotency-key", &key(1)), ("if-match", "\"1\"")], &text)
            .await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.headers["content-type"], "application/json");
    assert_eq!((&told(&first)["version"], &told(&first)["page"]), (&json!(2), &json!(note)));
    let again =
        call(&mut program, &path, &[("idempotency-key", &key(1)), ("if-match", "\"1\"")], &text)
            .await;
    assert_eq!(told(&again), told(&first), "the same call is the same act");
    let stale =
        call(&mut program, &path, &[("idempotency-key", &key(2)), ("if-match", "\"1\"")], &text)
            .await;
    assert_eq!((stale.status.as_u16(), &stale.headers["etag"]), (412, &"\"2\"".parse().unwrap()));
    assert!(face.browser.get(&note).await.has("by a program"));
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_told_to_programs() {
    let mut face = Face::new().await;
    let note = face.note("wrong").await;
    let path = format!("/api/v1{note}/amend");
    let mut program = face.program(0).await;
    let text = json!({ "text": "x" });
    let (once, seen) = (key(1), "\"1\"");
    let good = [("idempotency-key", once.as_str()), ("if-match", seen)];
    for (headers, body, status, code) in [
        (&good[1..], text.clone(), 400, "no-key"),
        (&[("idempotency-key", "7"), good[1]], text.clone(), 400, "no-key"),
        (&good[..1], text.clone(), 428, "no-version"),
        (&[good[0], ("if-match", "new")], text.clone(), 400, "version-wrong"),
        (&good, json!([1]), 400, "not-object"),
        (&good, json!({}), 422, "fields"),
        (&good, json!({ "text": "x", "loud": true }), 422, "fields"),
        (&good, json!({ "text": 7 }), 422, "fields"),
    ] {
        let shown = call(&mut program, &path, headers, &body).await;
        assert_eq!(shown.status, status, "{body}: {}", shown.body);
        assert_eq!(shown.headers["content-type"], "application/problem+json");
        let told = told(&shown);
        assert_eq!((&told["code"], &told["status"]), (&json!(code), &json!(status)), "{told}");
        assert!(!told["title"].as_str().unwrap().contains('⟦'), "{told}");
    }
    let missing = told(&call(&mut program, &path, &good, &json!({})).await);
    assert_eq!(missing["errors"][0]["field"], "text");
    assert_eq!(missing["errors"][0]["code"], "missing");
    let other =
        told(&call(&mut program, &path, &good, &json!({ "text": "x", "loud": true })).await);
    assert_eq!(other["errors"][0]["detail"], "There is no field loud.");
    let form = program.post(&path, &[("text", "x")]).await;
    assert_eq!(form.status, 400, "a form is no call: {}", form.body);
    assert!(face.browser.get(&note).await.has("first"), "nothing was done");
    let nowhere = format!("/api/v1/notes/{}/amend", Uuid::from_u128(9));
    assert_eq!(call(&mut program, &nowhere, &good, &text).await.status, 404);
}

#[tokio::test]
async fn only_a_token_that_holds_opens_and_it_opens_what_its_user_may() {
    let mut face = Face::new().await;
    let note = face.note("closed").await;
    let path = format!("/api/v1{note}/amend");
    let (once, text) = (key(1), json!({ "text": "x" }));
    let headers = [("idempotency-key", once.as_str()), ("if-match", "\"1\"")];
    let mut nobody = Browser::new(&face.router);
    let shown = call(&mut nobody, &path, &headers, &text).await;
    assert_eq!(
        (shown.status.as_u16(), &shown.headers["www-authenticate"]),
        (401, &"Bearer".parse().unwrap())
    );
    for wrong in ["Bearer uma_wrong", "Bearer", "Basic eDp5"] {
        nobody.headers = vec![("authorization", wrong.to_owned())];
        assert_eq!(call(&mut nobody, &path, &headers, &text).await.status, 401, "{wrong}");
    }
    // A session opens nothing here, so that no page elsewhere can call in somebody's name.
    let by_cookie = call(&mut face.browser, &path, &headers, &text).await;
    assert_eq!(by_cookie.status, 401);
    let mut reader = face.program(2).await;
    assert_eq!(call(&mut reader, &path, &headers, &text).await.status, 403);
    let kernel = face.world.kernel.clone();
    let mut ended = face.program(0).await;
    assert_eq!(kernel.end_tokens(&Who::machine(), face.people[0]).await.unwrap(), 1);
    assert_eq!(call(&mut ended, &path, &headers, &text).await.status, 401);
    let mut disabled = face.program(1).await;
    let act = EnableUser { id: face.people[1], enabled: false };
    kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    assert_eq!(call(&mut disabled, &path, &headers, &text).await.status, 401);
    let mut old = face.program(0).await;
    face.world.seconds_pass(31 * 86_400);
    assert_eq!(call(&mut old, &path, &headers, &text).await.status, 401);
    for (name, days) in [("", 30), ("A test", 0), ("A test", 367), (&*"x".repeat(101), 30)] {
        assert!(kernel.make_token(&Who::machine(), face.people[0], name, days).await.is_err());
    }
}

#[tokio::test]
async fn the_description_is_made_from_the_forms() {
    let face = Face::new().await;
    let shown = Browser::new(&face.router).get("/api/v1/openapi.json").await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let document = told(&shown);
    assert_eq!(document["openapi"], "3.1.0");
    let amend = &document["paths"]["/api/v1/notes/{id}/amend"]["post"];
    assert_eq!(amend["operationId"], "note-amend");
    let body = &amend["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["text"]));
    assert_eq!(body["additionalProperties"], json!(false));
    assert!(!amend["summary"].as_str().unwrap().is_empty());
    let write = &document["paths"]["/api/v1/notes/write"];
    assert!(write.is_null(), "a form with files is not called: {write}");
}
