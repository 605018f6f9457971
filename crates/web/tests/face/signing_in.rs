//! Signing in and out, and forms whose session ends in the middle.

use kernel::{AddUser, Profile, Run, UserId, Who};

use crate::Face;
use testkit::Browser;

async fn add_user(face: &Face, login: &str, password: &str) {
    let hash = kernel::hash_password(password).await.unwrap();
    let profile = Profile {
        unit: "helsinki".into(),
        roles: ["writer".to_owned()].into(),
        units: Default::default(),
        clearance: Default::default(),
        compartments: Default::default(),
    };
    let id = UserId(face.world.kernel.next_id());
    let add = AddUser {
        id,
        name: "Aino".into(),
        login: login.into(),
        password_hash: Some(hash),
        profile,
    };
    face.world.kernel.run(&Who::machine(), add, Run::default()).await.unwrap();
}

#[tokio::test]
async fn with_name_and_password() {
    let face = Face::new().await;
    add_user(&face, "aino", "correct horse").await;
    let mut browser = Browser::new(&face.router);
    let wrong = sign_in(&mut browser, "/sign-in", "aino", "wrong").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.has("The user name or password is wrong") && wrong.has("<title>Error: "));
    assert!(
        wrong.has("value=\"aino\"") && !wrong.has("value=\"wrong\""),
        "the name stays, the secret never"
    );
    let right = sign_in(&mut browser, "/sign-in?next=%2Fnotes", "aino", "correct horse").await;
    assert_eq!((right.status.as_u16(), right.location()), (303, "/notes"));
    assert!(browser.get("/notes").await.has("<bdi>Aino</bdi>"));
    let csrf = browser.get("/notes/write").await.hidden()[0].1.clone();
    assert_eq!(browser.post("/sign-out", &[("csrf", &csrf)]).await.location(), "/sign-in");
    assert!(browser.get("/notes").await.location().starts_with("/sign-in"));
}

/// The form for name and password is the last on the page.
async fn sign_in(browser: &mut Browser, path: &str, login: &str, password: &str) -> testkit::Shown {
    let hidden = browser.get(path).await.hidden();
    let of = |name: &str| hidden.iter().rev().find(|(n, _)| n == name).unwrap().1.clone();
    let (csrf, next) = (of("csrf"), of("next"));
    let pairs = [("csrf", &*csrf), ("next", &*next), ("login", login), ("password", password)];
    browser.post("/sign-in", &pairs).await
}

#[tokio::test]
async fn too_many_tries_have_to_wait_and_are_told_so() {
    let face = Face::new().await;
    let mut browser = Browser::new(&face.router);
    for _ in 0..5 {
        assert_eq!(sign_in(&mut browser, "/sign-in", "nobody", "x").await.status, 422);
    }
    let wait = sign_in(&mut browser, "/sign-in", "nobody", "x").await;
    assert_eq!(wait.status, 429);
    assert!(wait.has("Wait 15 minutes") && wait.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let face = Face::new().await;
    add_user(&face, "aino", "correct horse").await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "evil"] {
        let mut browser = Browser::new(&face.router);
        let path = format!(
            "/sign-in?next={}",
            form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()
        );
        assert_eq!(
            sign_in(&mut browser, &path, "aino", "correct horse").await.location(),
            "/",
            "{next}"
        );
    }
}

#[tokio::test]
async fn personas_are_for_the_demo_alone() {
    let face = Face::new().await;
    let kernel = face.world.kernel.clone();
    let router = web::router(kernel, vec![crate::notes::system()], web::Config::default()).unwrap();
    let mut browser = Browser::new(&router);
    assert!(!browser.get("/sign-in").await.has("uma-persona"));
    assert_eq!(browser.post("/sign-in/persona", &[]).await.status, 404);
    assert_eq!(browser.get("/gallery").await.status, 404);
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_is_kept_for_the_same_user_alone() {
    for same in [true, false] {
        let mut face = Face::new().await;
        let form = face.browser.get("/notes/write").await.hidden();
        face.world.seconds_pass(kernel::IDLE_SECONDS + 1);
        let mut pairs: Vec<(&str, &str)> =
            form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        pairs.extend([("name", "Åsa <b>"), ("text", "line one\nline two"), ("tone", "loud")]);
        let ended = face.browser.post("/notes/write", &pairs).await;
        assert_eq!(ended.location(), "/sign-in?ended=1");
        let page = face.browser.get(ended.location()).await;
        assert!(page.has("Your session had ended"), "{}", page.body);
        assert!(!page.has("Åsa") && !page.has("line one"), "a visitor sees nothing of it");

        let users: Vec<String> =
            page.hidden().into_iter().filter(|(n, _)| n == "user").map(|(_, v)| v).collect();
        let csrf = page.hidden()[0].1.clone();
        let user = &users[usize::from(!same)];
        let signed =
            face.browser.post("/sign-in/persona", &[("csrf", &csrf), ("user", user)]).await;
        if !same {
            assert_eq!(signed.location(), "/", "another user is not led to it");
            assert_eq!(face.browser.get("/resume").await.location(), "/", "and gets nothing");
            assert!(face.browser.cookies.contains_key("uma-parked"), "it waits for who typed it");
            sign_out(&mut face.browser).await;
            let signed = sign_in_as(&mut face.browser, &users[0]).await;
            assert_eq!(signed.location(), "/resume");
            continue;
        }
        assert_eq!(signed.location(), "/resume");
        face.browser.get("/resume").await;
        let resumed = face.browser.get("/resume").await;
        assert!(
            resumed.has("Åsa &#60;b&#62;") && resumed.has("line one\nline two"),
            "{}",
            resumed.body
        );
        let csrf = resumed.hidden()[0].1.clone();
        let mut again: Vec<(&str, &str)> =
            pairs.iter().copied().filter(|(n, _)| *n != "csrf").collect();
        again.extend([("csrf", csrf.as_str()), ("resume", "1")]);
        let form = face.browser.post("/notes/write", &again).await;
        assert_eq!(form.status, 200);
        assert!(form.has("Åsa &#60;b&#62;") && form.has("before your session ended"));
        assert!(face.browser.get("/resume").await.has("line one"), "kept until it is sent");
        let hidden = form.hidden();
        let mut send: Vec<(&str, &str)> =
            hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        send.extend([("name", "Åsa <b>"), ("text", "line one"), ("tone", "loud")]);
        assert_eq!(face.browser.post("/notes/write", &send).await.status, 303);
        assert_eq!(face.browser.get("/resume").await.location(), "/", "sent, and no longer kept");
        assert!(!face.browser.cookies.contains_key("uma-parked"));
    }
}

async fn sign_out(browser: &mut Browser) {
    let hidden = browser.get("/notes").await.form("/sign-out").unwrap();
    let csrf = hidden.iter().find(|(n, _)| n == "csrf").unwrap().1.clone();
    assert_eq!(browser.post("/sign-out", &[("csrf", &csrf)]).await.status, 303);
}

async fn sign_in_as(browser: &mut Browser, user: &str) -> testkit::Shown {
    let csrf = browser.get("/sign-in").await.hidden()[0].1.clone();
    browser.post("/sign-in/persona", &[("csrf", &csrf), ("user", user)]).await
}

/// A form as a tab holds it: what its page put there unseen, and what was typed.
async fn typed(browser: &mut Browser, text: &str) -> Vec<(String, String)> {
    let mut form = browser.get("/notes/write").await.hidden();
    for (name, value) in [("name", "Åsa"), ("text", text), ("tone", "loud")] {
        form.push((name.to_owned(), value.to_owned()));
    }
    form
}

fn pairs(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

#[tokio::test]
async fn what_another_tab_sends_after_signing_out_is_kept() {
    let mut face = Face::new().await;
    let me = face.people[0].to_string();
    let form = typed(&mut face.browser, "in the other tab").await;
    sign_out(&mut face.browser).await;
    assert!(face.browser.get("/notes").await.location().starts_with("/sign-in"));
    let ended = face.browser.post("/notes/write", &pairs(&form)).await;
    assert_eq!(ended.location(), "/sign-in?ended=1");
    assert_eq!(sign_in_as(&mut face.browser, &me).await.location(), "/resume");
    let resumed = face.browser.get("/resume").await;
    assert!(resumed.has("in the other tab"));

    // Or it is thrown away.
    let hidden = resumed.form("/resume").unwrap();
    assert_eq!(face.browser.post("/resume", &pairs(&hidden)).await.location(), "/");
    assert_eq!(face.browser.get("/resume").await.location(), "/");
}

#[tokio::test]
async fn a_form_that_nobody_can_be_found_for_says_how_to_keep_what_was_typed() {
    let mut face = Face::new().await;
    let form = typed(&mut face.browser, "typed long ago").await;
    face.browser.cookies.remove("uma-session");
    let lost = face.browser.post("/notes/write", &pairs(&form)).await;
    assert_eq!(lost.status, 401);
    assert!(lost.has("press Back") && lost.has("target=\"_blank\""), "{}", lost.body);
    assert!(!face.browser.cookies.contains_key("uma-parked"), "kept for nobody");
    let blank: Vec<_> = pairs(&form).into_iter().take(4).map(|(n, _)| (n, "")).collect();
    let empty = face.browser.post("/notes/write", &blank).await;
    assert!(empty.location().starts_with("/sign-in"), "nothing was typed");

    // Back, after signing in elsewhere: the form of the old session comes again.
    sign_in_as(&mut face.browser, &face.people[0].to_string()).await;
    let again = face.browser.post("/notes/write", &pairs(&form)).await;
    assert_eq!(again.status, 400, "not done unseen");
    assert!(again.has("out and in again") && again.has("typed long ago"), "{}", again.body);
    let mut send = again.hidden();
    send.extend(form.iter().filter(|(n, _)| ["name", "text", "tone"].contains(&&**n)).cloned());
    assert_eq!(face.browser.post("/notes/write", &pairs(&send)).await.status, 303);
}

#[tokio::test]
async fn files_of_a_form_from_before_are_asked_for_again() {
    let mut face = Face::new().await;
    let form = typed(&mut face.browser, "with a file").await;
    let note = face.note("amended").await;
    let amend = format!("{note}/amend");
    let mut short = face.browser.get(&amend).await.hidden();
    short.push(("text".to_owned(), "without a file".to_owned()));
    sign_out(&mut face.browser).await;
    sign_in_as(&mut face.browser, &face.people[0].to_string()).await;
    let body = crate::forms::multipart(&form, "letter.pdf", b"%PDF-1.7\nhello");
    let kind = "multipart/form-data; boundary=XX";
    let again = face.browser.post_bytes("/notes/write", kind, body).await;
    assert_eq!(again.status, 400);
    assert!(again.has("with a file") && again.has("Choose files again"), "{}", again.body);
    assert!(!again.has("letter.pdf"), "nothing was stored");
    let again = face.browser.post(&amend, &pairs(&short)).await;
    assert!(again.has("without a file") && !again.has("Choose files again"), "{}", again.body);
}

#[tokio::test]
async fn a_button_without_a_page_leads_back_to_the_page_it_stands_on() {
    let mut face = Face::new().await;
    face.world.seconds_pass(kernel::IDLE_SECONDS + 1);
    for (referer, next) in [
        ("http://uma.test/notes?q=1", "%2Fnotes%3Fq%3D1"),
        ("http://evil.test/notes", "%2F"),
        ("", "%2F"),
    ] {
        face.browser.headers = vec![("referer", referer.to_owned())];
        let ended = face.browser.post("/press", &[]).await;
        assert_eq!(ended.location(), format!("/sign-in?next={next}"), "{referer}");
    }
}

#[tokio::test]
async fn a_script_that_asks_for_a_part_is_told_to_load_the_sign_in_page() {
    let mut face = Face::new().await;
    face.world.seconds_pass(kernel::IDLE_SECONDS + 1);
    face.browser.headers = vec![("hx-request", "true".to_owned())];
    let ended = face.browser.get("/notes?q=1").await;
    assert_eq!((ended.status.as_u16(), ended.location()), (401, ""));
    assert_eq!(ended.headers["hx-redirect"], "/sign-in?next=%2Fnotes%3Fq%3D1");
}
