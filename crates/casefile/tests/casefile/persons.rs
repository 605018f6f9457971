//! Persons over HTTP: contacts that are held back, names, what changed, two who edit at once.

use casefile::acts::{AddAddress, EndNonDisclosure, ReclassifyPerson, RecordNonDisclosure};
use casefile::model::{AddressUse, TypedAddress};
use casefile::{Person, PersonId};
use kernel::{Class, Right};

use crate::office::{Office, in_offices, moved, refused};

const STREET: &str = "Piilopirtti 7";

async fn with_address(office: &Office) -> PersonId {
    let person = office.person("Rahimi", Class::Normal).await;
    let typed = TypedAddress {
        lines: STREET.to_owned(),
        postal_code: "96100".to_owned(),
        town: "Rovaniemi".to_owned(),
        municipality: "698".to_owned(),
        country: "FIN".to_owned(),
    };
    let r#use = AddressUse::Residence;
    let address = AddAddress { person, r#use, typed, from: None, until: None };
    office.run("leila", address).await.unwrap();
    person
}

#[tokio::test]
async fn undisclosed_contacts_show_to_nobody_without_clearance_until_the_last_day() {
    in_offices(|office| async move {
        let person = with_address(&office).await;
        let page = format!("/persons/{person}");
        let mut aino = office.browser("aino").await;
        assert!(aino.get(&page).await.has(STREET));
        let path = format!("{page}/non-disclosure");
        moved(&aino.fill(&path, &[("until", "9.3.2026"), ("reason", "A threat")]).await);
        for login in ["aino", "leila", "sari", "oskari", "maria"] {
            let mut browser = office.browser(login).await;
            let shown = browser.get(&page).await;
            assert_eq!(shown.has(STREET), login == "maria", "{login}: {}", shown.body);
            assert_eq!(shown.has("A threat"), login == "maria", "{login}");
            assert!(shown.has("non-disclosure order until"), "{login}");
            for elsewhere in ["/persons?q=Piilopirtti", "/persons?q=rahimi", "/cases"] {
                assert!(!browser.get(elsewhere).await.body.contains("Rovaniemi"), "{elsewhere}");
            }
        }
        // Neither the contact's own form nor a try to end the order helps who may not see it.
        let known = office.kernel().peek::<Person>(person).await.unwrap().0;
        let contact = *known.known().unwrap().contacts.keys().next().unwrap();
        let end = aino.get(&format!("{page}/contacts/{contact}/end")).await;
        assert_eq!(end.status, 404);
        let disclose = || EndNonDisclosure { person, reason: "Asked".to_owned() };
        assert_eq!(refused(office.run("aino", disclose()).await), "clearance-missing");
        let until = "2026-03-03".parse().unwrap();
        let shorter = RecordNonDisclosure { person, until, reason: "Shorter".to_owned() };
        assert_eq!(refused(office.run("aino", shorter).await), "clearance-missing");

        office.world.days_pass(8);
        let mut aino = office.browser("aino").await;
        assert!(aino.get(&page).await.has(STREET), "the last day is over");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_may_see_what_is_held_back_may_disclose_it() {
    in_offices(|office| async move {
        let person = with_address(&office).await;
        let until = "2027-03-09".parse().unwrap();
        let hold = RecordNonDisclosure { person, until, reason: "A threat".to_owned() };
        office.run("leila", hold).await.unwrap();
        let disclose = EndNonDisclosure { person, reason: "At her own wish".to_owned() };
        office.run("maria", disclose).await.unwrap();
        let mut aino = office.browser("aino").await;
        assert!(aino.get(&format!("/persons/{person}")).await.has(STREET));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_person_who_becomes_protected_is_found_no_more_and_comes_back() {
    in_offices(|office| async move {
        let person = office.person("Karzai", Class::Normal).await;
        let found = |shown: testkit::Shown| shown.has(&person.to_string());
        let mut aino = office.browser("aino").await;
        assert!(found(aino.get("/persons?q=karzai").await));
        let classify = |class| ReclassifyPerson { person, class, reason: "A threat".to_owned() };
        let clerk = office.run("leila", classify(Class::Protected)).await;
        assert!(matches!(clerk, Err(kernel::NotDone::NotAllowed)), "{clerk:?}");
        // An officer who learns of a danger acts at once, and sees the person no more.
        let path = format!("/persons/{person}/class");
        let pairs = [("class", "protected"), ("reason", "A threat")];
        moved(&aino.fill(&path, &pairs).await);
        assert_eq!(aino.get(&format!("/persons/{person}")).await.status, 404);
        assert!(!found(aino.get("/persons?q=karzai").await));
        let back = office.run("aino", classify(Class::Normal)).await;
        assert_eq!(refused(back), "person-unknown");
        let mut maria = office.browser("maria").await;
        let shown = maria.get(&format!("/persons/{person}")).await;
        assert!(shown.has("Ordinary → Protected"), "{}", shown.body);
        office.run("maria", classify(Class::Normal)).await.unwrap();
        assert!(found(aino.get("/persons?q=karzai").await));
        let mikael = office.who("mikael").await;
        assert!(!mikael.may(Right("casefile.audit")));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_before_and_after_and_why_stands_on_the_page() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let mut aino = office.browser("aino").await;
        let page = format!("/persons/{person}");
        let names = [
            ("kind", "current"),
            ("family", "Haddad"),
            ("given", "Amina"),
            ("original_family", "حداد"),
            ("original_given", "امینه"),
            ("from", "1.6.2025"),
            ("until", ""),
            ("reason", "Marriage certificate"),
        ];
        moved(&aino.fill(&format!("{page}/names/new"), &names).await);
        let shown = aino.get(&page).await;
        for words in ["Haddad Amina", "Former name", "until 31 May 2025", "Reason: ", "→"] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        // The former name still finds her.
        assert!(aino.get("/persons?q=rahimi").await.has("Haddad Amina"));
        let mistaken = [("kind", "mistaken"), ("from", ""), ("until", ""), ("reason", "A slip")];
        moved(&aino.fill(&format!("{page}/names/2"), &mistaken).await);
        assert!(!aino.get("/persons?q=rahimi").await.has("Haddad Amina"));
        assert_eq!(aino.get(&format!("{page}/names/0")).await.status, 404, "the current name");
        assert_eq!(aino.get(&format!("{page}/names/77")).await.status, 404);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_who_edit_one_person_the_second_is_told_what_changed() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let path = format!("/persons/{person}/contacts/new");
        let mut aino = office.browser("aino").await;
        let hidden = aino.get(&path).await.hidden();
        let mut mikael = office.browser("mikael").await;
        let pairs = [("what", "phone"), ("value", "0401234567"), ("from", ""), ("until", "")];
        moved(&mikael.fill(&path, &pairs).await);
        let mine = [("what", "email"), ("value", "amina@example.org"), ("from", ""), ("until", "")];
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all: Vec<(&str, &str)> = hidden.chain(mine).collect();
        let stale = aino.post(&path, &all).await;
        assert_eq!(stale.status, 409);
        assert!(stale.has("Add a telephone number or e-mail"), "{}", stale.body);
        assert!(stale.has("amina@example.org"), "what was typed is kept");
        office.world.verify().await;
    })
    .await;
}
