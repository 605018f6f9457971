//! What was recorded of travel documents and rights to stay is put right, and its history stays.

use casefile::acts::{AddTravelDocument, EndTravelDocument, RecordResidenceRight};
use casefile::model::{DocumentEnd, DocumentKind};
use casefile::{KnownPerson, Person, PersonId, ResidenceRight};
use kernel::Class;

use crate::office::{Office, in_offices, moved, refused};

async fn known(office: &Office, person: PersonId) -> KnownPerson {
    let (state, _) = office.kernel().peek::<Person>(person).await.unwrap();
    state.known().unwrap().clone()
}

fn passport(person: PersonId, number: &str) -> AddTravelDocument {
    AddTravelDocument {
        person,
        kind: DocumentKind::Passport,
        number: number.to_owned(),
        issuer: "AFG".to_owned(),
        valid_from: None,
        valid_to: Some("2030-01-31".parse().unwrap()),
        anyway: false,
    }
}

/// Does a search for words or a number lead to a person?
async fn finds(office: &Office, words: &str, person: PersonId) -> bool {
    let shown = office.browser("aino").await.get(&format!("/search?q={words}")).await;
    let there = format!("/persons/{person}");
    let led = shown.headers.get("location").and_then(|to| to.to_str().ok());
    led.is_some_and(|to| to == there) || shown.has(&there)
}

#[tokio::test]
async fn a_wrong_number_is_corrected_and_finds_nobody_any_more() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        office.run("aino", passport(person, "P1234567")).await.unwrap();
        assert!(finds(&office, "P1234567", person).await);
        let form = format!("/persons/{person}/documents/0/correct");
        let mut aino = office.browser("aino").await;
        assert!(aino.get(&format!("/persons/{person}")).await.has(&form));
        assert!(aino.get(&form).await.has("P1234567"), "it starts from what is known");
        let number = |number: &'static str| {
            [
                ("kind", "passport"),
                ("number", number),
                ("issuer", "AFG"),
                ("valid_to", "31.1.2030"),
                ("reason", "A slip of the fingers"),
            ]
        };
        let same = aino.fill(&form, &number("P1234567")).await;
        assert!(same.has("Nothing was changed"), "{}", same.body);
        moved(&aino.fill(&form, &number("p 1234568")).await);
        assert!(finds(&office, "P1234568", person).await);
        assert!(!finds(&office, "P1234567", person).await);
        let page = aino.get(&format!("/persons/{person}")).await;
        for words in ["Travel document corrected", "P1234567", "A slip of the fingers"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        // The number is free again for whoever has it.
        let other = office.person("Haddad", Class::Normal).await;
        office.run("aino", passport(other, "P1234567")).await.unwrap();
        assert_eq!(
            refused(office.run("aino", passport(other, "P1234568")).await),
            "document-of-another"
        );
        assert_eq!(aino.get(&format!("/persons/{person}/documents/1/correct")).await.status, 404);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_document_is_told_of_and_may_be_found_again() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        office.run("aino", passport(person, "P1234567")).await.unwrap();
        let form = format!("/persons/{person}/documents/0/end");
        let mut aino = office.browser("aino").await;
        let lost = [("how", "lost"), ("on", "27.2.2026"), ("reason", "Left on a bus")];
        let later = [("how", "lost"), ("on", "27.2.2027"), ("reason", "Left on a bus")];
        assert_eq!(aino.fill(&form, &later).await.status, 422);
        moved(&aino.fill(&form, &lost).await);
        let page = aino.get(&format!("/persons/{person}")).await;
        for words in ["Lost", "Left on a bus", "Travel document counts no more"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        assert!(!page.has(&form));
        assert_eq!(known(&office, person).await.held_documents().count(), 0);
        assert!(finds(&office, "P1234567", person).await, "it still says who she may be");
        office.run("aino", passport(person, "P1234567")).await.unwrap();
        assert_eq!(known(&office, person).await.held_documents().count(), 1);
        // One that was never hers finds nobody.
        let (how, on) = (DocumentEnd::Mistaken, office.kernel().now().date());
        let reason = "Her sister's".to_owned();
        let end = EndTravelDocument { person, place: 1, how, on, reason };
        office.run("aino", end).await.unwrap();
        assert_eq!(known(&office, person).await.documents.len(), 1);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_right_to_stay_is_corrected_or_taken_away() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let (from, until) = ("2026-03-01".parse().unwrap(), Some("2027-02-28".parse().unwrap()));
        let what = "fixed-term".to_owned();
        let right = ResidenceRight {
            what,
            from,
            until,
            conditions: Vec::new(),
            type_code: Some("A".into()),
            case,
        };
        office.run("aino", RecordResidenceRight { person, right }).await.unwrap();
        let form = format!("/persons/{person}/residence-rights/0/correct");
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/persons/{person}")).await;
        assert!(page.has(&form) && page.has("(A)"));
        let id = case.to_string();
        let until = |until: &'static str| {
            let rest = [("what", "fixed-term"), ("from", "1.3.2026"), ("case", id.as_str())];
            let more = [("until", until), ("reason", "As the decision says")];
            rest.into_iter().chain(more).collect::<Vec<_>>()
        };
        let same = aino.fill(&form, &until("28.2.2027")).await;
        assert!(same.has("Nothing was changed"), "{}", same.body);
        assert_eq!(aino.fill(&form, &until("1.1.2026")).await.status, 422);
        moved(&aino.fill(&form, &until("28.2.2028")).await);
        let rights = known(&office, person).await.residence_rights;
        assert_eq!(rights[0].until, Some("2028-02-28".parse().unwrap()));
        let page = aino.get(&format!("/persons/{person}")).await;
        assert!(page.has("Right to stay corrected") && page.has("As the decision says"));
        let mut never = until("28.2.2028");
        never[0].1 = "mistaken";
        moved(&aino.fill(&form, &never).await);
        assert!(known(&office, person).await.residence_rights.is_empty());
        assert_eq!(aino.get(&form).await.status, 404);
        office.world.verify().await;
    })
    .await;
}
