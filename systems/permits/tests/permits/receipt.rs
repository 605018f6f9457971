//! The confirmation that an application came in: page, document and message from one record, in the reader's
//! language, once, told of by mail; and whoever is shown it can check it.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casefile::Messages;
use kernel::{CHUNK, FileId};
use permits::Receipt;
use sha2::{Digest, Sha256};
use testkit::Browser;

use crate::house::{AMINA, House, Person, complete, in_houses, led, sent};
use crate::messages::POST;

async fn bytes(house: &House, file: FileId) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut n = 0;
    while let Some(chunk) = house.kernel().file_chunk(file, n).await.unwrap() {
        bytes.extend_from_slice(&chunk);
        n += 1;
    }
    assert!(bytes.len() < 10 * CHUNK);
    bytes
}

async fn receipt(house: &House, path: &str) -> Receipt {
    house.application(path).await.receipt.unwrap().1
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What stands in a mail.
fn words_of(mail: &str) -> String {
    let (_, body) = mail.split_once("\n\n").unwrap();
    let body = STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap();
    String::from_utf8(body).unwrap()
}

/// Sends an application of somebody who wants to be told at an address.
async fn sent_by(browser: &mut Browser, who: Person<'_>, address: &str) -> String {
    let path = complete(browser, who).await;
    led(&browser.fill(&format!("{path}/contact"), &[("email", address)]).await);
    led(&browser.fill(&format!("{path}/send"), &[("true", "yes")]).await);
    path
}

/// The check code that stands in a text.
fn code(text: &str) -> &str {
    let code = text.split_once("Check code: ").unwrap().1;
    code.trim_start_matches("<bdi>").get(..19).unwrap()
}

#[tokio::test]
async fn page_document_and_message_tell_the_same_once_and_a_mail_tells_of_it() {
    LazyLock::force(&POST);
    in_houses(|house| async move {
        let her = "amina.rahimi@example.com";
        let before = POST.to(her).len();
        let mut amina = house.browser(&house.amina).await;
        let path = sent_by(&mut amina, AMINA, her).await;
        assert!(!amina.get(&format!("{path}/sent")).await.has("Check code"), "nothing is yet");
        assert_eq!(amina.get(&format!("{path}/receipt")).await.status, 404);
        house.world.settle().await;
        let receipt = receipt(&house, &path).await;
        let (case, file, _) = house.case(&path).await;
        // What was received is what its hash is of.
        let received = amina.get(&format!("{path}/received")).await;
        assert_eq!(hex(&received.body), receipt.received);
        for words in ["\"means\": \"900\"", "Rahimi", "passport.pdf", "2026-03-02T"] {
            assert!(received.has(words), "{words}: {}", received.body);
        }
        let page = amina.get(&format!("{path}/sent")).await;
        assert!(page.has(&format!("href=\"{path}/receipt\"")) && page.has(&receipt.received));
        let code = code(&page.body).to_owned();
        let (length, headers) = amina.length(&format!("{path}/receipt")).await;
        assert_eq!(headers["content-type"], "application/pdf");
        let pdf = bytes(&house, receipt.file).await;
        assert_eq!((length, hex(&pdf)), (pdf.len(), receipt.sha256.clone()));
        let words = testkit::pdf_words(&pdf).join(" ").replace('\n', " ");
        let attached = &house.application(&path).await.attachments[0].file.sha256;
        for told in [
            "HEL-2026-000001",
            "Amina Rahimi",
            &receipt.received,
            &code,
            "passport.pdf",
            attached,
            "We cannot say yet how long it takes",
            "visit a Finnish mission or a service point",
        ] {
            assert!(words.contains(told), "{told}: {words}");
        }
        assert!(!words.contains("Automated decision"), "nothing is decided: {words}");
        // The message, and the mail that says nothing but that there is one.
        let (messages, _) = house.kernel().peek::<Messages>(case).await.unwrap();
        assert_eq!(messages.all.len(), 1);
        assert_eq!(Some(messages.all[0].id), receipt.message);
        let text = messages.all[0].text.clone().unwrap();
        for told in ["HEL-2026-000001", &receipt.received, &code] {
            assert!(text.contains(told), "{told}: {text}");
        }
        let page = amina.get(&format!("{path}/messages")).await;
        assert!(page.has(&receipt.received) && page.has(&format!("href=\"{path}/receipt\"")));
        assert_eq!(messages.all[0].mailed, Some(true));
        let mails = POST.to(her);
        assert_eq!(mails.len(), before + 1, "{mails:?}");
        let body = words_of(&mails[before]);
        for kept in ["Rahimi", "900", code.as_str(), receipt.received.as_str(), "passport"] {
            assert!(!body.contains(kept), "{kept}: {body}");
        }
        // It lies in the file of the case as well.
        assert_eq!(file.documents.iter().filter(|d| d.2.sha256 == receipt.sha256).count(), 1);
        house.world.days_pass(2);
        house.world.settle().await;
        assert_eq!(house.kernel().peek::<Messages>(case).await.unwrap().0.all.len(), 1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn it_is_in_the_language_in_which_the_application_was_read() {
    in_houses(|house| async move {
        LazyLock::force(&POST);
        let mails = ["Asiassasi", "Det finns ett nytt meddelande", "There is a new message"];
        for (n, (lang, title, message)) in [
            ("fi", "Hakemuksesi on vireillä", "Olemme vastaanottaneet hakemuksesi"),
            ("sv", "Din ansökan är anhängig", "Vi har tagit emot din ansökan"),
            ("en", "Your application is pending", "We received your application"),
        ]
        .into_iter()
        .enumerate()
        {
            let mut amina = house.browser(&house.amina).await.reading(lang);
            let number = format!("P100000{n}");
            let (who, address) =
                (("Rahimi", "Amina", "1994-02-17", &*number), format!("amina.{lang}@example.com"));
            let path = sent_by(&mut amina, who, &address).await;
            house.world.settle().await;
            // She is written to in that language alone.
            let mail = words_of(POST.to(&address).last().unwrap());
            let said: Vec<bool> = mails.iter().map(|words| mail.contains(words)).collect();
            assert_eq!(said, [0, 1, 2].map(|place| place == n), "{mail}");
            let receipt = receipt(&house, &path).await;
            assert_eq!(receipt.language.code(), lang);
            let words = testkit::pdf_words(&bytes(&house, receipt.file).await).join("\n");
            assert!(words.contains(title) && !words.contains('⟦'), "{words}");
            assert!(amina.get(&format!("{path}/messages")).await.has(message));
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_shown_one_checks_it_and_nobody_else_learns_anything() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let path = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let receipt = receipt(&house, &path).await;
        let page = amina.get(&format!("{path}/sent")).await;
        let code = code(&page.body).to_owned();
        let mut school = testkit::Browser::new(&house.router());
        assert_eq!(school.get("/receipts").await.status, 200);
        let ask = |number: &str, code: &str| format!("/receipts?number={number}&code={code}");
        let ours = school.get(&ask("hel-2026-000001", &code.to_lowercase())).await;
        assert!(ours.has("The confirmation is ours") && ours.has(&receipt.received));
        assert!(!ours.has("Rahimi") && !ours.has("Degree"), "{}", ours.body);
        for (number, code) in [
            ("HEL-2026-000002", code.as_str()),
            ("HEL-2026-000001", "2345-6789-ABCD-EFGH"),
            ("HEL-2026-000001", ""),
        ] {
            let none = school.get(&ask(number, code)).await;
            assert_eq!(none.status, 422, "{number} {code}");
            assert!(!none.has(&receipt.received));
        }
        let mut bela = house.browser(&house.bela).await;
        for part in ["receipt", "received"] {
            assert_eq!(bela.get(&format!("{path}/{part}")).await.status, 404, "{part}");
        }
        // A draft was not received.
        let draft = complete(&mut amina, ("Rahimi", "Amina", "1994-02-17", "P9")).await;
        for part in ["receipt", "received"] {
            assert_eq!(amina.get(&format!("{draft}/{part}")).await.status, 404, "{part}");
        }
        // What was taken back was received all the same.
        led(&amina.fill(&format!("{path}/withdraw"), &[]).await);
        house.world.settle().await;
        let received = amina.get(&format!("{path}/received")).await;
        assert_eq!(hex(&received.body), receipt.received);
        house.world.verify().await;
    })
    .await;
}
