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
async fn a_key_stands_for_one_act_of_one_user() {
    let mut face = Face::new().await;
    let note = face.note("keyed").await;
    let (once, text) = (key(1), json!({ "text": "once" }));
    let headers = [("idempotency-key", once.as_str()), ("if-match", "\"1\"")];
    let amend = |note: &str| format!("/api/v1{note}/amend");
    let (mut one, mut two) = (face.program(0).await, face.program(1).await);
    assert_eq!(call(&mut one, &amend(&note), &headers, &text).await.status, 200);
    let by_another = call(&mut two, &amend(&note), &headers, &text).await;
    let said = [("name", "new"), ("text", "once"), ("tone", "loud")];
    let another_act = written(&mut one, &headers[..1], &said, ("a.txt", b"text")).await;
    for shown in [by_another, another_act] {
        assert_eq!(shown.status, 422, "{}", shown.body);
        assert_eq!(told(&shown)["errors"][0]["code"], "command-other");
    }
    assert_eq!(told(&call(&mut one, &amend(&note), &headers, &text).await)["version"], 2);
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
    let body = &document["paths"]["/api/v1/notes/write"]["post"]["requestBody"]["content"];
    let parts = &body["multipart/form-data"];
    assert_eq!(parts["schema"]["required"], json!(["name", "text", "tone"]));
    assert_eq!(parts["schema"]["properties"]["file"]["format"], "binary");
    assert_eq!(parts["encoding"]["file"]["contentType"], "application/pdf, text/plain");
    assert!(body["application/json"].is_null(), "files come as parts: {body}");
}

/// A note as a program sends it, with a file.
async fn written(
    program: &mut Browser,
    headers: &[(&'static str, &str)],
    pairs: &[(&str, &str)],
    file: (&str, &[u8]),
) -> Shown {
    let before = program.headers.clone();
    program.headers.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let pairs: Vec<(String, String)> = pairs.iter().map(owned).collect();
    let shown = program.post_files("/api/v1/notes/write", &pairs, &[file]).await;
    program.headers = before;
    shown
}

#[tokio::test]
async fn files_come_as_parts_and_are_kept_once() {
    let mut face = Face::new().await;
    let mut program = face.program(0).await;
    let (once, said) = (key(1), [("name", "parts"), ("text", "x"), ("tone", "loud")]);
    let headers = [("idempotency-key", once.as_str())];
    let letter: (&str, &[u8]) = ("letter.pdf", b"%PDF-1.7\nby a program");
    let first = written(&mut program, &headers, &said, letter).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let again = written(&mut program, &headers, &said, letter).await;
    assert_eq!(told(&again), told(&first), "the same call is the same note");
    let note = told(&first)["page"].as_str().unwrap().to_owned();
    let page = face.browser.get(&note).await;
    assert!(page.has("parts") && page.has("Attachment"), "{}", page.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_told_and_it_is_not_kept() {
    let face = Face::new().await;
    let mut program = face.program(0).await;
    let (once, good) = (key(1), [("name", "files"), ("text", "x"), ("tone", "loud")]);
    let headers = [("idempotency-key", once.as_str())];
    let pdf: (&str, &[u8]) = ("letter.pdf", b"%PDF-1.7\n");
    let large = [b"%PDF-1.7\n".as_slice(), &[b' '; 100_001]].concat();
    for (pairs, file, code) in [
        (&good[..], ("letter.pdf", &b"MZ\x90\x00\x03"[..]), "file-type"),
        (&good[..], ("letter.pdf", &large[..]), "file-large"),
        (&[good[0], good[1], good[2], ("csrf", "x")], pdf, "field"),
    ] {
        let shown = written(&mut program, &headers, pairs, file).await;
        assert_eq!(shown.status, 422, "{code}: {}", shown.body);
        assert_eq!(told(&shown)["errors"][0]["code"], code, "{}", shown.body);
    }
    let keyless = written(&mut program, &[], &good, pdf).await;
    assert_eq!((keyless.status.as_u16(), &told(&keyless)["code"]), (400, &json!("no-key")));
    let mut nobody = Browser::new(&face.router);
    assert_eq!(written(&mut nobody, &headers, &good, pdf).await.status, 401);
}

#[tokio::test]
async fn where_there_is_nothing_programs_are_told_so_as_well() {
    let face = Face::new().await;
    let mut program = face.program(0).await;
    for nowhere in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/notes/write/more"] {
        let shown = program.get(nowhere).await;
        assert_eq!(shown.status, 404, "{nowhere}");
        assert_eq!(shown.headers["content-type"], "application/problem+json", "{nowhere}");
    }
}
