//! Employers as parties: named by the applicant or added by an official, asked about at once, and weighed by an official
//! while there are several.

use casefile::acts::{AddParty, RegisterOrganisation, RemoveParty};
use casefile::model::{OrganisationKind, TypedAddress, TypedOrganisation};
use casefile::{CaseId, Organisation, OrganisationId, Party};
use kernel::{Act, Run};
use law::Value;
use registers::{CaseAsks, Register};
use testkit::Browser;

use crate::house::{AMINA, House, begun, in_houses, led};

const EMPLOYER: &str = "employer";

/// Amina applies for work and gives the business ID of her employer, as people write it; its address.
async fn applied(amina: &mut Browser) -> String {
    let application = begun(amina, "employed-person", AMINA).await;
    let job = [
        ("employer", "Leipomo Oy"),
        ("employer_code", "FI02446831"),
        ("tasks", "Bakes bread"),
        ("work_starts", "2026-06-01"),
    ];
    for (page, answers) in [
        ("job", &job[..]),
        ("pay", &[("pay", "1700"), ("hours", "38")]),
        ("circumstances", &[("abroad", "yes"), ("d_visa", "no"), ("family", "no")]),
        ("background", &[("protection", "no"), ("removal", "no"), ("refused", "no")]),
    ] {
        led(&amina.fill(&format!("{application}/{page}"), answers).await);
    }
    for slot in ["passport", "photograph", "contract"] {
        let path = format!("{application}/attachments/{slot}");
        led(&amina.attach(&path, &format!("{slot}.pdf"), &testkit::pdf(&[slot])).await);
    }
    led(&amina.fill(&format!("{application}/send"), &[("true", "yes")]).await);
    application
}

async fn does<A: Act>(house: &House, act: A) {
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    house.world.settle().await;
}

/// Companies that the trade register is asked about.
async fn asked(house: &House, case: CaseId) -> Vec<Party> {
    let (asks, _) = house.kernel().peek::<CaseAsks>(case).await.unwrap();
    let of = asks.0.values().filter(|ask| ask.register == Register::Trade);
    of.map(|ask| ask.about).collect()
}

#[tokio::test]
async fn an_employer_is_asked_about_at_once_and_two_are_for_an_official_to_weigh() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = applied(&mut amina).await;
        house.world.settle().await;
        let (case, file, facts) = house.case(&application).await;
        let parties: Vec<_> = file.all_parties().filter(|(_, role)| *role == EMPLOYER).collect();
        let [(named, _)] = parties[..] else { panic!("{parties:?}") };
        assert_eq!(asked(&house, case).await, [named]);
        let Party::Organisation(company) = named else { panic!("{named:?}") };
        let (company, _) = house.kernel().peek::<Organisation>(company).await.unwrap();
        let details = company.known().unwrap().details.clone().unwrap();
        assert_eq!(details.business_id.unwrap().number(), "0244683-1");
        assert_eq!(details.name, "Leipomo Oy");
        let said = facts.told_by("employer_id", "applicant").unwrap();
        assert_eq!(said.value, Some(Value::text("0244683-1")));

        // The same company again is the same record.
        let again = applied(&mut amina).await;
        house.world.settle().await;
        let (_, file, _) = house.case(&again).await;
        assert!(file.has_party(named, EMPLOYER));

        // An official adds another: it is asked about at once, and the case is one to be weighed until one is left.
        let organisation = OrganisationId(house.kernel().next_id());
        let none = String::new;
        let address = TypedAddress {
            lines: "Leipätie 1".to_owned(),
            postal_code: "00520".to_owned(),
            town: "Helsinki".to_owned(),
            municipality: none(),
            country: "FIN".to_owned(),
        };
        let typed = TypedOrganisation {
            kind: OrganisationKind::Employer,
            name: "Pohjolan Leipä Oy".to_owned(),
            since: None,
            business_id: "0112038-9".to_owned(),
            address,
            phone: none(),
            email: none(),
        };
        does(&house, RegisterOrganisation { organisation, typed }).await;
        let (party, role) = (Party::Organisation(organisation), EMPLOYER.to_owned());
        does(&house, AddParty { case, party, role: role.clone() }).await;
        assert_eq!(asked(&house, case).await, [named, party]);
        let weighed = |facts: &automation::CaseFacts| {
            facts.told_by("discretion_needed", "case").and_then(|told| told.value.clone())
        };
        assert_eq!(weighed(&house.case(&application).await.2), Some(Value::Bool(true)));
        let reason = "Another company.".to_owned();
        does(&house, RemoveParty { case, party, role, reason }).await;
        assert_eq!(weighed(&house.case(&application).await.2), None);
        house.world.verify().await;
    })
    .await;
}
