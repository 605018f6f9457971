//! Parties, links, moves and protection of cases, on both engines and through the pages.

use casefile::acts::{
    AddParty, AssignCase, ChangeUnit, LinkCase, ProtectCase, RemoveParty, SetStatus, UnlinkCase,
};
use casefile::{Case, CaseId, LinkKind, PARTIES, Party, PartyLine, PersonId};
use kernel::{Class, ListQuery, State as _};

use crate::office::{Office, in_offices, moved, refused};

/// Roles of a person in the cases that a colleague sees.
async fn roles(office: &Office, login: &str, person: PersonId) -> Vec<String> {
    let filters = vec![("party".to_owned(), person.to_string())];
    let query = ListQuery { filters, limit: 50, ..ListQuery::default() };
    let page = PARTIES.page(office.kernel(), &office.who(login).await, &query).await.unwrap();
    page.rows.iter().map(|row| PartyLine::read(row).unwrap().role).collect()
}

#[tokio::test]
async fn the_person_shows_every_case_they_are_a_party_to() {
    in_offices(|office| async move {
        let case = office.case().await;
        let spouse = office.person("Haddad", Class::Normal).await;
        let mut aino = office.browser("aino").await;
        let found = aino.get(&format!("/cases/{case}/parties/find?q=haddad")).await;
        let form = format!("/cases/{case}/parties/new?party=person:{spouse}");
        assert!(found.has(&form), "{}", found.body);
        moved(&aino.fill(&form, &[("role", "spouse")]).await);
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("Spouse") && page.has("Haddad Amina"), "{}", page.body);
        assert!(aino.get(&format!("/persons/{spouse}")).await.has("HEL-2026-000001"));
        assert_eq!(roles(&office, "aino", spouse).await, ["spouse"]);
        assert_eq!(roles(&office, "oskari", spouse).await, [""; 0], "another unit's case");

        let add = |person, role: &str| AddParty {
            case,
            party: Party::Person(person),
            role: role.to_owned(),
        };
        assert_eq!(refused(office.run("aino", add(spouse, "spouse")).await), "party-known");
        assert_eq!(refused(office.run("aino", add(spouse, "pirate")).await), "role-unknown");
        let hidden = office.person("Karzai", Class::Protected).await;
        assert_eq!(refused(office.run("aino", add(hidden, "child")).await), "person-unknown");
        office.run("maria", add(hidden, "child")).await.unwrap();
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("Child") && !page.has("Karzai"), "{}", page.body);

        let path = format!("/cases/{case}/parties/person:{spouse}/spouse/remove");
        moved(&aino.fill(&path, &[("reason", "Divorced")]).await);
        assert!(aino.get(&format!("/cases/{case}")).await.has("Divorced"));
        assert_eq!(roles(&office, "aino", spouse).await, [""; 0]);
        let reason = "Again".to_owned();
        let again =
            RemoveParty { case, party: Party::Person(spouse), role: "spouse".into(), reason };
        assert_eq!(refused(office.run("aino", again).await), "party-unknown");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn linked_cases_know_of_one_another_and_forget_together() {
    in_offices(|office| async move {
        let (one, two) = (office.case().await, office.case().await);
        let mut aino = office.browser("aino").await;
        let form = format!("/cases/{one}/links/new");
        let typed = [("other", "hel-2026-2"), ("relation", "earlier")];
        moved(&aino.fill(&form, &typed).await);
        assert!(aino.get(&format!("/cases/{one}")).await.has("Earlier case"));
        assert!(aino.get(&format!("/cases/{two}")).await.has("Follow-up case"));
        let itself =
            aino.fill(&form, &[("other", "HEL-2026-000001"), ("relation", "family")]).await;
        assert_eq!(itself.status, 422);
        assert!(itself.has("the case itself"), "{}", itself.body);

        // What may not be seen is as unknown as what is not there.
        let person = office.person("Noor", Class::Normal).await;
        let theirs = office.open("oskari", person, "A secret plan").await;
        let number = office.known(theirs).await.number.to_string();
        let there = aino.fill(&form, &[("other", &number), ("relation", "family")]).await;
        let nowhere =
            aino.fill(&form, &[("other", "TKU-2026-000777"), ("relation", "family")]).await;
        assert_eq!(there.status, nowhere.status);
        let told = |body: &str| body.replace(&number, "").replace("TKU-2026-000777", "").len();
        assert_eq!(told(&there.body), told(&nowhere.body));
        let act = LinkCase { case: one, other: theirs, relation: LinkKind::Family };
        assert_eq!(refused(office.run("aino", act).await), "case-unknown");

        // Sari sees both units: to aino the link is not there.
        office.run("sari", act).await.unwrap();
        let page = aino.get(&format!("/cases/{one}")).await;
        assert!(!page.has(&number) && !page.has("secret plan"), "{}", page.body);
        let unlink = |other| UnlinkCase { case: one, other, reason: "A namesake".to_owned() };
        assert_eq!(refused(office.run("aino", unlink(theirs)).await), "link-unknown");
        office.run("aino", unlink(two)).await.unwrap();
        assert!(!office.known(two).await.linked.contains_key(&one));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_that_moves_waits_in_the_queue_of_the_other_unit() {
    in_offices(|office| async move {
        let case = office.case().await;
        let to = Some(office.who("aino").await.user);
        office.run("aino", AssignCase { case, to }).await.unwrap();
        let mut aino = office.browser("aino").await;
        let form = format!("/cases/{case}/unit");
        let left = aino.fill(&form, &[("unit", "TKU"), ("reason", "They moved")]).await;
        assert_eq!(moved(&left), "/cases");
        assert_eq!(aino.get(&format!("/cases/{case}")).await.status, 404);
        let mut oskari = office.browser("oskari").await;
        let page = oskari.get(&format!("/cases/{case}")).await;
        assert!(page.has("They moved"), "{}", page.body);
        assert!(oskari.get("/work").await.has("HEL-2026-000001"));
        assert_eq!(office.known(case).await.handler, None);
        // The numbers of the unit go on from where they were.
        let next = office.case().await;
        assert_eq!(office.known(next).await.number.as_str(), "HEL-2026-000002");
        let nowhere = ChangeUnit { case, unit: "XXX".into(), reason: "x".into() };
        assert_eq!(refused(office.run("oskari", nowhere).await), "unit-unknown");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn protection_takes_the_plain_rows_and_those_without_clearance_away() {
    in_offices(|office| async move {
        let case = office.case().await;
        let to = Some(office.who("aino").await.user);
        office.run("aino", AssignCase { case, to }).await.unwrap();
        let protect = |class| {
            let reason = "A threat".to_owned();
            ProtectCase { case, class, compartment: None, reason }
        };
        let own = office.run("aino", protect(Class::Protected)).await;
        assert_eq!(refused(own), "class-above-own");
        office.run("maria", protect(Class::Protected)).await.unwrap();
        assert_eq!(office.known(case).await.handler, None, "aino sees it no longer");
        assert_eq!(office.browser("aino").await.get(&format!("/cases/{case}")).await.status, 404);
        let (state, _) = office.kernel().peek::<Case>(case).await.unwrap();
        assert!(
            !format!("{:?}", state.rows(case.0, office.kernel().blind()))
                .contains("Address of residence")
        );
        let leila = office.run("leila", protect(Class::Normal)).await;
        assert!(matches!(leila, Err(kernel::NotDone::NotAllowed)), "{leila:?}");
        office.run("maria", protect(Class::Normal)).await.unwrap();
        assert_eq!(office.browser("aino").await.get(&format!("/cases/{case}")).await.status, 200);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_cases_of_an_applicant_in_danger_are_protected_with_them() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let (one, two) = (
            office.open("aino", person, "Lost card").await,
            office.open("aino", person, "New passport").await,
        );
        let other = office.case().await;
        let to = Some(office.who("aino").await.user);
        office.run("aino", AssignCase { case: one, to }).await.unwrap();
        let reclassify = |class| {
            let reason = "A threat".to_owned();
            casefile::acts::ReclassifyPerson { person, class, reason }
        };
        office.run("maria", reclassify(Class::Protected)).await.unwrap();
        office.world.settle().await;
        for case in [one, two] {
            let known = office.known(case).await;
            assert_eq!((known.class, known.handler), (Class::Protected, None));
            assert_eq!(
                office.browser("aino").await.get(&format!("/cases/{case}")).await.status,
                404
            );
        }
        assert_eq!(office.known(other).await.class, Class::Normal);
        let page = office.browser("maria").await.get(&format!("/cases/{one}")).await;
        assert!(page.has("Follows the protection of the applicant"), "{}", page.body);

        office.run("maria", reclassify(Class::Normal)).await.unwrap();
        office.world.settle().await;
        assert_eq!(office.known(one).await.class, Class::Protected, "an official looks first");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_status_word_is_shown_filtered_and_stale_when_someone_was_faster() {
    in_offices(|office| async move {
        let (case, other): (CaseId, CaseId) = (office.case().await, office.case().await);
        let mut aino = office.browser("aino").await;
        let form = format!("/cases/{case}/status");
        let mut hidden = aino.get(&form).await.hidden();
        moved(&aino.fill(&form, &[("status", "ready-to-decide")]).await);
        let list = aino.get("/cases?word=ready-to-decide").await;
        assert!(list.has(&case.to_string()) && !list.has(&other.to_string()), "{}", list.body);
        hidden.push(("status".to_owned(), "being-prepared".to_owned()));
        let late: Vec<_> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(aino.post(&form, &late).await.status, 409);
        let lost = SetStatus { case, status: "lost".to_owned() };
        assert_eq!(refused(office.run("aino", lost).await), "status-unknown");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_long_history_opens_at_its_end_and_goes_back() {
    in_offices(|office| async move {
        let case = office.case().await;
        for n in 1..=120 {
            let text = format!("Note number {n:03}");
            office.run("aino", casefile::acts::AddNote { case, text }).await.unwrap();
        }
        let mut aino = office.browser("aino").await;
        let mut page = aino.get(&format!("/cases/{case}")).await;
        let mut seen = Vec::new();
        loop {
            seen.extend((1..=120).filter(|n| page.has(&format!("Note number {n:03}"))));
            let Some((_, rest)) = page.body.split_once("rel=\"next\" href=\"") else { break };
            page = aino.get(rest.split_once('"').unwrap().0).await;
        }
        assert_eq!(seen.len(), 120, "each once: {seen:?}");
        assert!(seen[0] > 70 && seen.contains(&1) && seen.contains(&120));
    })
    .await;
}
