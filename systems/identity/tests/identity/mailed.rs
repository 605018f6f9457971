//! Reminders go by mail too, over SMTP to a server of the test's own, and say nothing that others may not know.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casefile::acts::{AddContact, RecordLanguages};
use casefile::mail::{Relay, use_relay};
use casefile::model::Languages;
use kernel::Run;
use testkit::Post;

use crate::house::{AMINA, House, in_houses};

static POST: LazyLock<Post> = LazyLock::new(|| {
    let post = Post::open();
    let (host, from) = ("127.0.0.1".to_owned(), "noreply@uma.example".to_owned());
    use_relay(Relay { host, port: post.port, from });
    post
});

/// A case that waits, whose applicant is reached at this address.
async fn waiting_at(house: &House, address: &str) -> casefile::CaseId {
    LazyLock::force(&POST);
    let (case, _) = house.waiting(AMINA).await;
    let person = house.file(case).await.applicant;
    let (what, value) = ("email".to_owned(), address.to_owned());
    let act = AddContact { person, what, value, from: None, until: None };
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    case
}

async fn days_pass(house: &House, days: i64) {
    house.world.days_pass(days);
    house.world.settle().await;
}

fn said(mail: &str) -> String {
    let (_, body) = mail.split_once("\n\n").unwrap();
    let body = STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap();
    String::from_utf8(body).unwrap()
}

#[tokio::test]
async fn each_reminder_goes_by_mail_once_and_says_nothing_of_its_reader() {
    in_houses(|house| async move {
        let address = format!("amina.{}@example.org", house.world.engine().name());
        let case = waiting_at(&house, &address).await;
        days_pass(&house, 61).await;
        assert!(POST.to(&address).is_empty());
        days_pass(&house, 1).await;
        days_pass(&house, 1).await;
        let mails = POST.to(&address);
        assert_eq!(mails.len(), 1, "{mails:?}");
        // She applied in English.
        let (body, number) = (said(&mails[0]), house.file(case).await.number.to_string());
        assert!(body.contains("waits for you") && body.contains(&number), "{body}");
        assert!(!body.contains("odotamme sinulta") && !body.contains("väntar på dig"), "{body}");
        for secret in ["Amina", "Rahimi", "P1234567", "oleskelulupa", "passport", "http"] {
            assert!(!body.contains(secret) && !mails[0].contains(secret), "{secret}: {body}");
        }
        let languages =
            Languages { contact: "sv".parse().unwrap(), spoken: vec![], interpreter: Some(false) };
        let person = house.file(case).await.applicant;
        let act = RecordLanguages { person, languages };
        house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
        days_pass(&house, 23).await;
        let mails = POST.to(&address);
        assert_eq!(mails.len(), 2, "{mails:?}");
        let second = said(&mails[1]);
        assert!(second.contains("väntar på dig") && !second.contains("waits for you"), "{second}");
        assert_eq!(house.kinds(case, "identity.reminder_mailed").await.len(), 2);
        let mut officer = house.browser(&house.officer).await;
        assert!(officer.get(&format!("/cases/{case}")).await.has("was also sent by e-mail"));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_no_relay_takes_is_told_to_an_official_and_whoever_came_gets_nothing() {
    in_houses(|house| async move {
        let late = waiting_at(&house, "nobody@example.org").await;
        days_pass(&house, 62).await;
        let mut officer = house.browser(&house.officer).await;
        let page = officer.get(&format!("/cases/{late}")).await;
        assert!(page.has("did not arrive: check the address"), "{}", page.body);
        let address = format!("came.{}@example.org", house.world.engine().name());
        let two = ("Rahimi", "Amina", "1994-02-17", "P2");
        let (came, _) = house.waiting(two).await;
        let person = house.file(came).await.applicant;
        let (what, value) = ("email".to_owned(), address.clone());
        let act = AddContact { person, what, value, from: None, until: None };
        house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
        house.proven(came, two).await;
        days_pass(&house, 90).await;
        assert!(POST.to(&address).is_empty());
        house.world.verify().await;
    })
    .await;
}
