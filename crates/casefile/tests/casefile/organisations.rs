//! Organisations and representatives over HTTP; the business id that only one may hold.

use casefile::acts::{AddParty, AddRepresentative, EndOrganisation, WithdrawRepresentative};
use casefile::model::{Agent, RepresentativeRole};
use casefile::{OrganisationId, Party, Person, PersonId};
use kernel::Class;
use testkit::Browser;

use crate::office::{in_offices, moved, refused};

const EMPLOYER: [(&str, &str); 11] = [
    ("kind", "employer"),
    ("name", "Pohjolan Leipä Oy"),
    ("since", "1.5.2001"),
    ("business_id", "112038-9"),
    ("lines", "Myllytie 3"),
    ("postal_code", "00100"),
    ("town", "Helsinki"),
    ("municipality", "091"),
    ("country", "FIN"),
    ("phone", "09 123 4567"),
    ("email", "palkat@example.org"),
];

fn with(
    form: &[(&'static str, &'static str)],
    field: &str,
    value: &'static str,
) -> Vec<(&'static str, &'static str)> {
    form.iter().map(|(n, v)| (*n, if *n == field { value } else { *v })).collect()
}

async fn registered(browser: &mut Browser, form: &[(&str, &str)]) -> OrganisationId {
    let page = moved(&browser.fill("/organisations/new", form).await);
    page.rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_employer_is_a_party_to_a_case_and_knows_its_cases() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let id = registered(&mut aino, &EMPLOYER).await;
        let form = format!("/cases/{case}/parties/new?party=organisation:{id}");
        for query in ["leip", "0112038-9"] {
            let found = aino.get(&format!("/cases/{case}/parties/find?q={query}")).await;
            assert!(found.has(&form), "{query}: {}", found.body);
        }
        let asked = aino.get(&form).await;
        assert!(asked.has("School") && !asked.has("Spouse"), "{}", asked.body);
        moved(&aino.fill(&form, &[("role", "employer")]).await);
        let shown = aino.get(&format!("/cases/{case}")).await;
        assert!(shown.has("Employer") && shown.has("Pohjolan Leipä Oy"), "{}", shown.body);
        let page = format!("/organisations/{id}");
        assert!(aino.get(&page).await.has("HEL-2026-000001"));
        let mut oskari = office.browser("oskari").await;
        assert!(!oskari.get(&page).await.has("HEL-2026-000001"), "another unit's case");

        let (last, reason) = ("2026-03-01".parse().unwrap(), "Bankrupt".to_owned());
        office.run("leila", EndOrganisation { organisation: id, last, reason }).await.unwrap();
        let found = aino.get(&format!("/cases/{case}/parties/find?q=leip")).await;
        assert!(!found.has(&form), "{}", found.body);
        let party = Party::Organisation(id);
        let late = AddParty { case, party, role: "school".to_owned() };
        assert_eq!(refused(office.run("aino", late).await), "organisation-unknown");
        let remove = format!("/cases/{case}/parties/{party}/employer/remove");
        moved(&aino.fill(&remove, &[("reason", "Another employer")]).await);
        assert!(!aino.get(&page).await.has("HEL-2026-000001"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_organisation_is_registered_found_renamed_and_ended() {
    in_offices(|office| async move {
        let mut leila = office.browser("leila").await;
        let wrong = with(&EMPLOYER, "business_id", "0112038-8");
        let shown = leila.fill("/organisations/new", &wrong).await;
        assert_eq!(shown.status, 422);
        assert!(shown.has("check digit"), "{}", shown.body);
        let id = registered(&mut leila, &EMPLOYER).await;
        let again = with(&EMPLOYER, "name", "Another Oy");
        let taken = leila.fill("/organisations/new", &again).await;
        assert!(taken.status == 409 || taken.status == 422, "{}", taken.status);
        assert!(taken.has("has this business id already"), "{}", taken.body);

        let page = format!("/organisations/{id}");
        let mut renamed = with(&EMPLOYER, "name", "شركة الخبز");
        renamed = with(&renamed, "since", "1.1.2026");
        renamed.push(("reason", "Trade register"));
        moved(&leila.fill(&format!("{page}/correct"), &renamed).await);
        let shown = leila.get(&page).await;
        for words in ["شركة الخبز", "Pohjolan Leipä Oy", "0112038-9", "+35891234567", "Reason: "]
        {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        for query in ["0112038-9", "FI01120389", "pohjolan", "leipa", "شركة"] {
            let found = leila.get(&format!("/organisations?q={query}")).await;
            assert!(found.has(&id.to_string()), "{query}: {}", found.body);
        }
        assert!(leila.get("/organisations?kind=employer").await.has(&id.to_string()));
        assert!(leila.get("/organisations?kind=school").await.has("No organisation found"));
        let person = [("name", "Eeva"), ("role", "Pay"), ("phone", ""), ("email", "e@example.org")];
        moved(&leila.fill(&format!("{page}/contact-persons/new"), &person).await);
        assert!(leila.get(&page).await.has("e@example.org"));
        let last = "2026-03-01".parse().unwrap();
        let reason = "Bankrupt".to_owned();
        office.run("leila", EndOrganisation { organisation: id, last, reason }).await.unwrap();
        assert!(leila.get(&page).await.has("Ended"));
        office.world.verify().await;
    })
    .await;
}

fn represented(person: PersonId, agent: Agent) -> AddRepresentative {
    AddRepresentative {
        person,
        agent,
        role: RepresentativeRole::Counsel,
        case: None,
        from: None,
        until: None,
        basis: "Appointed by a court".to_owned(),
    }
}

#[tokio::test]
async fn a_person_or_an_organisation_acts_for_somebody_until_it_is_withdrawn() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let counsel = office.person("Lakimies", Class::Normal).await;
        let case = office.open("aino", person, "Lost card").await;
        let mut aino = office.browser("aino").await;
        let firm = with(&EMPLOYER, "kind", "representative");
        let firm = registered(&mut aino, &firm).await;
        let page = format!("/persons/{person}");
        let choose = aino.get(&format!("/organisations?for={person}")).await;
        let form = format!("{page}/representatives/new?organisation={firm}");
        assert!(choose.has(&form), "{}", choose.body);
        let case_text = case.to_string();
        let pairs = [
            ("role", "agent"),
            ("case", case_text.as_str()),
            ("from", "1.3.2026"),
            ("until", ""),
            ("basis", "Power of attorney"),
        ];
        moved(&aino.fill(&form, &pairs).await);
        office.run("aino", represented(person, Agent::Person(counsel))).await.unwrap();
        let shown = aino.get(&page).await;
        for words in ["Pohjolan Leipä Oy", "Lakimies", "In this case only", "In all matters"] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        assert!(aino.get(&format!("/persons/{counsel}")).await.has("Acts for"));
        assert!(aino.get(&format!("/organisations/{firm}")).await.has("Rahimi"));

        let known = office.kernel().peek::<Person>(person).await.unwrap().0;
        let known = known.known().unwrap();
        let today = office.world.now().date();
        assert_eq!(known.represented_in(case, today).count(), 2);
        let other = casefile::CaseId(uuid::Uuid::from_u128(7));
        assert_eq!(known.represented_in(other, today).count(), 1);
        let (representative, _) =
            known.representatives.iter().find(|(_, r)| r.case.is_none()).unwrap();
        let withdraw = WithdrawRepresentative {
            person,
            representative: *representative,
            last: "2026-03-01".parse().unwrap(),
            reason: "In writing".to_owned(),
        };
        office.run("aino", withdraw).await.unwrap();
        assert!(!aino.get(&format!("/persons/{counsel}")).await.has("Acts for"));
        let own = represented(person, Agent::Person(person));
        assert_eq!(refused(office.run("aino", own).await), "representative-self");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_protected_representative_shows_to_nobody_without_clearance() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let hidden = office.person("Karzai", Class::Protected).await;
        let stranger = office.run("aino", represented(person, Agent::Person(hidden))).await;
        assert_eq!(refused(stranger), "representative-unknown");
        office.run("maria", represented(person, Agent::Person(hidden))).await.unwrap();
        office.run("maria", represented(hidden, Agent::Person(person))).await.unwrap();
        for (login, sees) in [("maria", true), ("aino", false)] {
            let shown = office.browser(login).await.get(&format!("/persons/{person}")).await;
            assert_eq!(shown.has("Karzai"), sees, "{login}: {}", shown.body);
            assert_eq!(shown.has("Acts for"), sees);
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn authorities_and_municipalities_are_looked_up_in_both_languages() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        let all = aino.get("/authorities").await;
        assert!(all.has("308 municipalities"), "{}", all.body);
        for (query, words) in [
            ("helsingfors", "Helsinki – Helsingfors"),
            ("091", "Helsinki"),
            ("ely", "its work is done by"),
            ("nairobi", "Embassy of Finland, Nairobi"),
            ("%3Cscript%3E", "Authorities"),
        ] {
            let found = aino.get(&format!("/authorities?q={query}")).await;
            assert_eq!(found.status, 200);
            assert!(found.has(words), "{query}: {}", found.body);
        }
    })
    .await;
}
