//! A grant says what work it allows, of which type the permit is, and why, where others are parties: what no source
//! tells an official says before anything is signed.

use stories::{EMPLOYED, House, SPECIALIST, Said, tell_on};

/// A day on which letters say so.
const DAY: &str = "2026-12-01";

const IN_ORDER: &[Said<'static>] = &[
    ("identity_proven", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
    ("refusal_ground", "register_checks", "none"),
    ("employer_status", "employer_register", "in_order"),
];

/// What work a specialist may do no source tells: it is asked on the page where the case is confirmed. Whoever employs is
/// a party, so the letter gives reasons.
#[tokio::test]
async fn of_a_specialist_an_official_says_what_work_the_permit_allows() {
    tell_on(DAY, |house| async move {
        let companies = house.companies().await;
        let job = [
            ("employer", "Tuuli Turbiinit Oy"),
            ("employer_code", companies.company.as_str()),
            ("tasks", "Designs the control of wind turbines"),
            ("work_starts", "1.2.2027"),
        ];
        let application = house.is_applied_for(&SPECIALIST, &[("job", &job)]).await;
        let case = house.the_case().await;
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("specialist_task", "official", "true"),
            ("employer_id", "employer_part", companies.company.as_str()),
            ("terms_complete", "employer_part", "true"),
            ("pay_monthly", "employer_part", "5200"),
            ("work_ends", "employer_part", "2028-05-31"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;

        let light = is_taken(&house, &case).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&light).await.says("light-unanswered");
        let reason = "The contract is for all her work as a specialist";
        let said = [("right", "unlimited"), ("reason", reason)];
        aino.fills(&format!("{light}/value/granted_work"), &said).await;
        is_confirmed(&house, &light, &case).await;

        house.colleague("amina").await.opens_the_decision_on(&application).await;
        // The type, and the pay, by which the employer's word is weighed.
        let page = words(&house, &application).await;
        assert!(page.contains("(A)") && page.contains("5200"), "{page}");
        // The right to stay is kept with its type.
        let person = aino.opens(&case).await.links("/persons/").remove(0);
        aino.opens(&person).await.says("residence-right-fixed-term").shows("(A)");
        house.is_sound().await;
    })
    .await;
}

/// An employed person works in the occupation that the decision names. Nobody else is a party: no reasons are needed.
#[tokio::test]
async fn of_an_employed_person_the_letter_names_the_occupation() {
    tell_on(DAY, |house| async move {
        let application = house.is_applied_for(&EMPLOYED, &[]).await;
        let case = house.the_case().await;
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("pay_monthly", "income_register", "2400"),
            ("agreement_pay", "employer_part", "2080"),
            ("terms_complete", "employer_part", "true"),
            ("occupation", "employer_part", "7121"),
            ("labour_availability", "availability_test", "not_available"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        let light = is_taken(&house, &case).await;
        is_confirmed(&house, &light, &case).await;
        house.colleague("amina").await.opens_the_decision_on(&application).await;
        let page = words(&house, &application).await;
        assert!(page.contains("7121") && page.contains("(A)"), "{page}");
        assert!(!page.contains("2400"), "nobody else is a party: {page}");
        house.is_sound().await;
    })
    .await;
}

/// Aino takes the next case, which is this one; the page on which it is confirmed.
async fn is_taken(house: &House, case: &str) -> String {
    house.has_no_exercises().await;
    let mut aino = house.colleague("aino").await;
    let light = case.replace("/cases/", "/light/");
    assert_eq!(aino.presses("/work", "/work/take-next").await, light);
    light
}

/// Nothing is open any more: she confirms.
async fn is_confirmed(house: &House, light: &str, case: &str) {
    let mut aino = house.colleague("aino").await;
    aino.opens(light).await.says("light-ready");
    aino.fills(light, &[]).await;
    house.settles().await;
    aino.opens(case).await.says("case-status-closed").says("letter-residence-grant");
}

/// The words of the decision, as whoever applied reads them.
async fn words(house: &House, application: &str) -> String {
    let mut amina = house.colleague("amina").await;
    let page = amina.opens(&format!("{application}/decision")).await;
    let words = page.links(&format!("{application}/words/")).remove(0);
    amina.opens(&words).await.page.body.clone()
}
