//! Families, records of one person, and persons who may be registered already.

use casefile::acts::{AddTravelDocument, ComparePersons, EndRelation, RecordRelation};
use casefile::model::{DocumentKind, Grounds, RelationKind, Verdict};
use casefile::{Person, PersonId};
use kernel::{Class, Done, NotDone, Row, State as _};

use crate::office::{Office, in_offices, moved, refused};

fn relation(person: PersonId, other: PersonId, kind: RelationKind) -> RecordRelation {
    let source = "Certificate seen".to_owned();
    RecordRelation { person, other, kind, from: None, until: None, source }
}

async fn compare(
    office: &Office,
    login: &str,
    (person, other): (PersonId, PersonId),
    found: Verdict,
) -> Result<Done, NotDone> {
    let grounds = Grounds { reasons: "One scar".to_owned(), evidence: String::new() };
    office.run(login, ComparePersons { person, other, found, grounds }).await
}

#[tokio::test]
async fn a_family_stands_on_both_pages_and_ends_on_both() {
    in_offices(|office| async move {
        let mother = office.person("Rahimi", Class::Normal).await;
        let child = office.person("Karimi", Class::Normal).await;
        let mut aino = office.browser("aino").await;
        let chosen = aino.get(&format!("/persons/{mother}/choose?for=relation&q=karimi")).await;
        let form = format!("/persons/{mother}/relations/new?other={child}");
        assert!(chosen.has(&form), "{}", chosen.body);
        let itself = format!("/persons/{mother}/choose?for=relation&q=rahimi");
        assert!(!aino.get(&itself).await.has("relations/new"), "nobody chooses themselves");
        let pasted = format!("/persons/{mother}/choose?for=relation&q=http://uma/persons/{child}");
        assert!(aino.get(&pasted).await.has(&form));
        let pairs =
            [("kind", "child"), ("from", "1.2.2020"), ("until", ""), ("source", "Certificate")];
        let done = aino.fill(&form, &pairs).await;
        moved(&done);
        let page = |id: PersonId| format!("/persons/{id}");
        assert!(aino.get(&page(mother)).await.has("Child: <a"));
        assert!(aino.get(&page(child)).await.has("Parent: <a"));
        let again = relation(child, mother, RelationKind::Parent);
        assert_eq!(refused(office.run("aino", again).await), "relation-known");
        let wed = relation(child, mother, RelationKind::Spouse);
        assert_eq!(refused(office.run("aino", wed).await), "relation-contradicts");
        let own = relation(child, child, RelationKind::Sibling);
        assert_eq!(refused(office.run("aino", own).await), "relation-self");

        let known = office.kernel().peek::<Person>(child).await.unwrap().0;
        let id = *known.known().unwrap().relations.keys().next().unwrap();
        let last = "2026-03-01".parse().unwrap();
        let end = || EndRelation { person: child, relation: id, last };
        office.run("aino", end()).await.unwrap();
        assert_eq!(refused(office.run("aino", end()).await), "nothing-changed");
        for id in [mother, child] {
            assert!(aino.get(&page(id)).await.has("Ended"));
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn of_a_relation_to_somebody_hidden_nothing_shows() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let person = office.person("Rahimi", Class::Normal).await;
        office.run("maria", relation(person, hidden, RelationKind::Spouse)).await.unwrap();
        compare(&office, "maria", (person, hidden), Verdict::Undecided).await.unwrap();
        let page = format!("/persons/{person}");
        let known = office.kernel().peek::<Person>(person).await.unwrap().0;
        let id = *known.known().unwrap().relations.keys().next().unwrap();
        for (login, sees) in [("maria", true), ("aino", false), ("leila", false)] {
            let mut browser = office.browser(login).await;
            let shown = browser.get(&page).await;
            for words in ["Karzai", "Spouse", "Certificate seen", "One scar", "relation recorded"] {
                assert_eq!(shown.has(words), sees, "{login} {words}: {}", shown.body);
            }
            assert_eq!(shown.has(&hidden.to_string()), sees);
            let end = browser.get(&format!("{page}/relations/{id}/end")).await;
            assert_eq!(end.status, if sees { 200 } else { 404 });
            assert_eq!(browser.get("/persons/undecided").await.has("Karzai"), sees);
            let pasted = browser.get(&format!("{page}/choose?for=relation&q={hidden}")).await;
            assert_eq!(pasted.has("relations/new"), sees);
        }
        let end = EndRelation { person, relation: id, last: "2026-03-01".parse().unwrap() };
        assert_eq!(refused(office.run("aino", end).await), "relation-unknown");
        let wed = office.run("aino", relation(person, hidden, RelationKind::Ward)).await;
        assert_eq!(refused(wed), "person-unknown");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn two_officials_find_them_the_same_and_a_third_undoes_it() {
    in_offices(|office| async move {
        let one = office.person("Rahimi", Class::Normal).await;
        let other = office.person("Rahimy", Class::Normal).await;
        let case = office.open("aino", other, "Lost card").await;
        let pair = (one, other);
        compare(&office, "aino", pair, Verdict::Same).await.unwrap();
        assert_eq!(
            refused(compare(&office, "aino", (other, one), Verdict::Same).await),
            "comparison-own",
            "nor from the other side"
        );
        let mut mikael = office.browser("mikael").await;
        let pairs = mikael.get("/persons/undecided").await;
        assert!(pairs.has("proposed as the same"), "{}", pairs.body);
        assert_eq!(pairs.body.matches("Rahimy").count() % 2, 0, "each pair stands once");
        let page = format!("/persons/{one}");
        assert!(!mikael.get(&page).await.has(&case.to_string()));
        let form = format!("/persons/{one}/compare?other={other}");
        let verdict = [("found", "same"), ("reasons", "One face"), ("evidence", "Photos")];
        moved(&mikael.fill(&form, &verdict).await);
        let shown = mikael.get(&page).await;
        assert!(shown.has("The same person as") && shown.has(&case.to_string()), "{}", shown.body);
        assert!(mikael.get(&format!("/persons/{other}")).await.has("The same person as"));
        assert!(!mikael.get("/persons/undecided").await.has("Rahimy"));

        compare(&office, "sari", (other, one), Verdict::Different).await.unwrap();
        let shown = mikael.get(&page).await;
        assert!(!shown.has("The same person as") && !shown.has(&case.to_string()));
        office.world.verify().await;
    })
    .await;
}

const NEW: [(&str, &str); 10] = [
    ("family", "AMINA"),
    ("given", "Rahimi"),
    ("original_family", ""),
    ("original_given", ""),
    ("born-year", "1994"),
    ("born-month", "2"),
    ("born-day", "17"),
    ("sex", "F"),
    ("nationality", "AFG"),
    ("second_nationality", ""),
];

#[tokio::test]
async fn whoever_may_be_registered_already_is_shown_before_they_are_saved() {
    in_offices(|office| async move {
        let known = office.person("Rahimi", Class::Normal).await;
        let mut leila = office.browser("leila").await;
        assert!(!leila.get("/persons/new").await.has("This is another person"));
        let shown = leila.fill("/persons/new", &NEW).await;
        assert_eq!(shown.status, 422);
        assert!(shown.has(&format!("/persons/{known}")), "{}", shown.body);
        assert!(shown.has("This is another person") && shown.has("value=\"AMINA\""));
        let hidden = shown.hidden();
        let hidden = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let all: Vec<_> = hidden.chain(NEW).chain([("another", "yes")]).collect();
        let new = moved(&leila.post("/persons/new", &all).await);
        assert_ne!(new, format!("/persons/{known}"));
        // Another year of birth is another person, and needs no question.
        let older = NEW.map(|(n, v)| if n == "born-year" { (n, "1969") } else { (n, v) });
        moved(&leila.fill("/persons/new", &older).await);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_protected_person_is_not_told_of_while_another_is_registered() {
    in_offices(|office| async move {
        let hidden = office.person("Rahimi", Class::Protected).await;
        let passport = |person, anyway| AddTravelDocument {
            person,
            kind: DocumentKind::Passport,
            number: "P-7654321".to_owned(),
            issuer: "AFG".to_owned(),
            valid_from: None,
            valid_to: None,
            anyway,
        };
        office.run("maria", passport(hidden, false)).await.unwrap();
        let mut leila = office.browser("leila").await;
        moved(&leila.fill("/persons/new", &NEW).await);
        let other = office.person("Haddad", Class::Normal).await;
        // Whoever may see the protected one is asked about the number; the other learns nothing.
        let cleared = office.run("maria", passport(other, false)).await;
        assert_eq!(refused(cleared), "document-of-another");
        office.run("leila", passport(other, false)).await.unwrap();
        let third = office.person("Omari", Class::Normal).await;
        let number = office.run("leila", passport(third, false)).await;
        assert_eq!(refused(number), "document-of-another", "the second is seen");
        // By its number the protected one is found by whoever may see them, and by nobody else.
        let path = "/persons?q=p7654321";
        let found = office.browser("maria").await.get(path).await;
        assert!(found.has(&hidden.to_string()) && found.has(&other.to_string()), "{}", found.body);
        let found = leila.get(path).await;
        assert!(!found.has(&hidden.to_string()) && found.has(&other.to_string()));
        // In rows there is a keyed hash of the number and nothing else.
        let person = office.kernel().peek::<Person>(hidden).await.unwrap().0;
        let rows: Vec<Row> = person.rows(hidden.0, office.kernel().blind());
        let rows = format!("{rows:?}");
        assert!(rows.contains("h:") && !rows.contains("7654321") && !rows.contains("n:"), "{rows}");
        office.world.verify().await;
    })
    .await;
}
