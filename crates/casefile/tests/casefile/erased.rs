//! A person and a case whose data was erased: every page still opens, and nothing of it shows.

use casefile::acts::{AddContact, AddNote, RecordName, RecordNonDisclosure, RecordResidenceRight};
use casefile::model::NameKind;
use casefile::{CaseId, PersonId, ResidenceRight};
use kernel::Class;

use crate::office::{Office, in_offices, moved};

const SECRETS: [&str; 11] = [
    "Rahimi",
    "Amina",
    "امینه",
    "1994",
    "Address of residence",
    "Called at home",
    "letter.pdf",
    "+358401234567",
    "Karim",
    "A threat was reported",
    "Certificate seen",
];

async fn with_everything(office: &Office) -> (PersonId, CaseId) {
    let person = office.person("Rahimi", Class::Normal).await;
    let case = office.open("aino", person, "Address of residence").await;
    office.run("aino", AddNote { case, text: "Called at home".to_owned() }).await.unwrap();
    let mut aino = office.browser("aino").await;
    let path = format!("/cases/{case}/documents/new");
    moved(&aino.attach(&path, "letter.pdf", b"%PDF-1.7\nhello").await);
    let (what, from) = ("permanent".to_owned(), "2026-03-16".parse().unwrap());
    let right =
        ResidenceRight { what, from, until: None, conditions: Vec::new(), type_code: None, case };
    office.run("aino", RecordResidenceRight { person, right }).await.unwrap();
    let phone = AddContact {
        person,
        what: "phone".to_owned(),
        value: "040 123 4567".to_owned(),
        from: None,
        until: None,
    };
    office.run("aino", phone).await.unwrap();
    let name = RecordName {
        person,
        kind: NameKind::Alias,
        latin: ("Karim".to_owned(), String::new()),
        original: (String::new(), String::new()),
        from: None,
        until: None,
        reason: "Certificate seen".to_owned(),
    };
    office.run("aino", name).await.unwrap();
    let (until, reason) = ("2030-01-31".parse().unwrap(), "A threat was reported".to_owned());
    office.run("aino", RecordNonDisclosure { person, until, reason }).await.unwrap();
    (person, case)
}

#[tokio::test]
async fn what_was_erased_shows_nowhere_and_every_page_still_opens() {
    in_offices(|office| async move {
        let (person, case) = with_everything(&office).await;
        let file = office.known(case).await.documents[0].2.file;
        let mut aino = office.browser("aino").await;
        assert!(aino.get("/persons?q=rahimi").await.has("Rahimi Amina"));
        office.kernel().erase(person.into()).await.unwrap();
        office.kernel().erase(case.into()).await.unwrap();
        office.world.settle().await;
        for path in [
            format!("/persons/{person}"),
            format!("/cases/{case}"),
            format!("/cases/{case}/notes/new"),
            "/persons?q=rahimi".to_owned(),
            "/cases".to_owned(),
            "/work".to_owned(),
        ] {
            let shown = aino.get(&path).await;
            assert_eq!(shown.status, 200, "{path}: {}", shown.body);
            let main = shown.body.split_once("<main").unwrap().1;
            // The search that was typed stands in its own field.
            let main = main.replace("value=\"rahimi\"", "");
            for secret in SECRETS {
                assert!(!main.contains(secret), "{secret} at {path}: {main}");
            }
        }
        assert!(aino.get(&format!("/persons/{person}")).await.has("erased"));
        // Its content is gone with its key.
        let document = aino.get(&format!("/cases/{case}/documents/{file}")).await;
        assert_eq!(document.status, 404);
        // The work goes on where it can.
        moved(&aino.fill(&format!("/cases/{case}/close"), &[("outcome", "withdrawn")]).await);
        let correct = aino.get(&format!("/persons/{person}/correct")).await;
        assert_eq!(correct.status, 404, "there is nothing left to correct");
        office.world.verify().await;
    })
    .await;
}
