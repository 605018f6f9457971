//! Messages between whoever applied and the officials of the case: asked, answered, told of by mail; and what
//! comes too late, twice, at once or from somebody else.

use std::sync::Arc;
use std::sync::LazyLock;

use casefile::acts::AddContact;
use casefile::mail::{Relay, use_relay};
use casefile::{CaseId, Messages, TaskState};
use kernel::{Class, MACHINE, Profile, Run, Who};
use testkit::{Browser, Post, Shown};

use crate::house::{AMINA, House, in_houses, led, sent};

/// The relay that takes the mails of all tests of a process.
pub static POST: LazyLock<Post> = LazyLock::new(|| {
    let post = Post::open();
    let (host, from) = ("127.0.0.1".to_owned(), "noreply@uma.example".to_owned());
    use_relay(Relay { host, port: post.port, from });
    post
});

const ASKED: &str = "When do I hear from you?";

/// Amina's application that is a case; she is reached at this address.
async fn case(house: &House, address: &str) -> (Browser, String, CaseId) {
    LazyLock::force(&POST);
    let mut amina = house.browser(&house.amina).await;
    let path = sent(&mut amina, AMINA).await;
    house.world.settle().await;
    let (id, case, _) = house.case(&path).await;
    let (what, value) = ("email".to_owned(), address.to_owned());
    let act = AddContact { person: case.applicant, what, value, from: None, until: None };
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    (amina, path, id)
}

async fn colleague(house: &House, name: &str, unit: &str) -> Who {
    let profile = Profile {
        unit: unit.to_owned(),
        roles: ["officer".to_owned()].into(),
        units: std::collections::BTreeSet::new(),
        clearance: Class::Normal,
        compartments: std::collections::BTreeSet::new(),
    };
    house.world.user_with(name, profile).await
}

/// What people wrote: the confirmation of receipt came by itself.
async fn messages(house: &House, case: CaseId) -> Messages {
    let (messages, _) = house.kernel().peek::<Messages>(case).await.unwrap();
    let mut messages = Arc::unwrap_or_clone(messages);
    messages.all.retain(|message| message.by != Some(MACHINE));
    messages
}

fn refused(shown: &Shown, words: &str) {
    assert!(shown.status == 422 && shown.has(words), "{words}: {} {}", shown.status, shown.body);
}

/// What a form holds when it is opened, with a text typed.
async fn opened(browser: &mut Browser, form: &str, text: &str) -> Vec<(String, String)> {
    let mut pairs = browser.get(form).await.form(form).unwrap();
    pairs.retain(|(name, _)| name != "text");
    pairs.push(("text".to_owned(), text.to_owned()));
    pairs
}

async fn press(browser: &mut Browser, form: &str, pairs: &[(String, String)]) -> Shown {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(form, &pairs).await
}

#[tokio::test]
async fn an_applicant_asks_an_official_answers_and_a_mail_says_that_there_is_a_message() {
    in_houses(|house| async move {
        let address = format!("asks.{}@example.org", house.world.engine().name());
        let (mut amina, path, id) = case(&house, &address).await;
        let page = amina.get(&format!("{path}/messages")).await;
        assert!(page.has("Your application has been received") && page.has("HEL-2026-000001"));
        let write = format!("{path}/messages/new");
        assert_eq!(led(&amina.fill(&write, &[("text", ASKED)]).await), format!("{path}/messages"));
        assert!(amina.get(&format!("{path}/messages")).await.has(ASKED));
        house.world.settle().await;
        // It is work for an official, and stands in the case.
        let (_, file, _) = house.case(&path).await;
        let tasks: Vec<_> = file.tasks.values().map(|task| task.what.as_str()).collect();
        assert_eq!(tasks, ["answer-message"]);
        let mut officer = house.browser(&house.officer).await;
        let page = officer.get(&format!("/cases/{id}")).await;
        assert!(page.has("Answer the applicant’s message"), "{}", page.body);
        assert!(page.has(ASKED) && page.has("The applicant wrote"), "{}", page.body);
        assert!(page.has("A message came from the applicant"), "{}", page.body);
        // A second question asks for nobody else.
        led(&amina.fill(&write, &[("text", "And may I work meanwhile?")]).await);
        house.world.settle().await;
        assert_eq!(house.case(&path).await.1.tasks.len(), 1);
        let answer = format!("/cases/{id}/messages/new");
        let to = led(&officer.fill(&answer, &[("text", "In May.\nNot yet.")]).await);
        assert_eq!(to, format!("/cases/{id}/messages"));
        house.world.settle().await;
        let (_, file, _) = house.case(&path).await;
        assert!(file.tasks.values().all(|task| task.state == TaskState::Done), "it is answered");
        let page = amina.get(&format!("{path}/messages")).await;
        assert!(page.has("The authority wrote") && page.has("Not yet."), "{}", page.body);
        assert!(!page.has("Aino"), "who wrote is the authority's matter");
        assert!(amina.get(&format!("{path}/sent")).await.has("The authority wrote to you on"));
        assert!(amina.get("/applications").await.has("The authority wrote to you on"));
        let mails = POST.to(&address);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(!mails[0].contains("May") && mails[0].contains("message-"), "{}", mails[0]);
        let page = officer.get(&format!("/cases/{id}/messages")).await;
        assert!(page.has("who was told of it by e-mail") && page.has("Aino"), "{}", page.body);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_else_reads_or_writes() {
    in_houses(|house| async move {
        let (mut amina, path, id) = case(&house, "a@example.org").await;
        let write = format!("{path}/messages/new");
        led(&amina.fill(&write, &[("text", ASKED)]).await);
        house.world.settle().await;
        let mut bela = house.browser(&house.bela).await;
        for page in [format!("{path}/messages"), write] {
            assert_eq!(bela.get(&page).await.status, 404, "{page}");
        }
        let officials = format!("/cases/{id}/messages");
        assert_eq!(bela.get(&officials).await.status, 403, "a page of officials");
        let stranger = colleague(&house, "Sirkka Turku", "TKU").await;
        let act = casefile::acts::SendMessage { case: id, text: "x".to_owned() };
        assert!(house.kernel().run(&stranger, act, Run::default()).await.is_err());
        let act = permits::acts::WriteMessage {
            application: path.split('/').nth(3).unwrap().parse().unwrap(),
            text: "x".to_owned(),
        };
        assert!(house.kernel().run(&house.bela, act, Run::default()).await.is_err());
        assert_eq!(messages(&house, id).await.all.len(), 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_empty_too_long_too_early_or_too_late_is_said_and_what_crosses_the_end_is_kept() {
    in_houses(|house| async move {
        LazyLock::force(&POST);
        let mut amina = house.browser(&house.amina).await;
        let path = sent(&mut amina, AMINA).await;
        let write = format!("{path}/messages/new");
        refused(&amina.fill(&write, &[("text", ASKED)]).await, "There is no case yet");
        assert_eq!(amina.get(&format!("{path}/messages")).await.status, 404);
        house.world.settle().await;
        let (id, ..) = house.case(&path).await;
        assert_eq!(amina.fill(&write, &[("text", "  ")]).await.status, 422);
        assert_eq!(amina.fill(&write, &[("text", &"x".repeat(100_000))]).await.status, 422);
        // She writes while an official closes the case.
        led(&amina.fill(&write, &[("text", ASKED)]).await);
        let mut officer = house.browser(&house.officer).await;
        led(&officer.fill(&format!("/cases/{id}/close"), &[("outcome", "done")]).await);
        house.world.seconds_pass(1);
        house.world.settle().await;
        assert_eq!(messages(&house, id).await.all.len(), 1, "it is in the file");
        let page = amina.get(&format!("{path}/messages")).await;
        assert!(page.has("closed before your message arrived"), "{}", page.body);
        assert!(page.has("not write any more"), "{}", page.body);
        refused(&amina.fill(&write, &[("text", ASKED)]).await, "nobody would answer");
        let answer = officer.fill(&format!("/cases/{id}/messages/new"), &[("text", "x")]).await;
        assert_eq!(answer.status, 422);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn pressed_twice_is_written_once_and_two_officials_see_each_other() {
    in_houses(|house| async move {
        let (mut amina, path, id) = case(&house, "nobody@example.org").await;
        let write = format!("{path}/messages/new");
        let pairs = opened(&mut amina, &write, ASKED).await;
        led(&press(&mut amina, &write, &pairs).await);
        led(&press(&mut amina, &write, &pairs).await);
        house.world.settle().await;
        assert_eq!(messages(&house, id).await.all.len(), 1);
        let two = colleague(&house, "Mikael Berg", "HEL").await;
        let mut aino = house.browser(&house.officer).await;
        let mut mikael = Browser::signed_in(&house.router_for(&[&two]), two.user).await;
        let answer = format!("/cases/{id}/messages/new");
        let first = opened(&mut aino, &answer, "In May.").await;
        let second = opened(&mut mikael, &answer, "In June.").await;
        led(&press(&mut aino, &answer, &first).await);
        led(&press(&mut aino, &answer, &first).await);
        let late = press(&mut mikael, &answer, &second).await;
        assert!(
            late.status != 303 && late.has("In June."),
            "what was typed is kept: {}",
            late.body
        );
        house.world.settle().await;
        let all = messages(&house, id).await.all.clone();
        assert_eq!(all.len(), 2, "nobody is answered twice over");
        assert_eq!(all[1].mailed, Some(false), "and no relay takes mail for nobody");
        let page = aino.get(&format!("/cases/{id}/messages")).await;
        assert!(page.has("the e-mail did not arrive"), "{}", page.body);
        house.world.verify().await;
    })
    .await;
}
