//! A case of light processing: an application for work in which two things are told in two ways. An
//! official says what is right and confirms, in one sitting and on one page.

use stories::{EMPLOYED, House, SPECIALIST, Said, tell};

/// What employer, registers and authorities tell of it.
const SAID: &[Said<'static>] = &[
    // He wrote 2400; what is paid is less.
    ("pay_monthly", "income_register", "2150"),
    // The employer counts a lower pay of the agreement than a colleague has found in it.
    ("agreement_pay", "employer_part", "2080"),
    ("agreement_pay", "official", "2140"),
    ("terms_complete", "employer_part", "true"),
    ("employer_status", "employer_register", "in_order"),
    ("labour_availability", "availability_test", "not_available"),
    ("identity_proven", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
    ("refusal_ground", "register_checks", "none"),
    ("discretion_needed", "case", "false"),
    ("granted_kind", "case", "fixed-term"),
    ("granted_from", "case", "2026-05-01"),
    ("granted_until", "case", "2027-04-30"),
    ("granted_work", "case", "limited"),
];

#[tokio::test]
async fn a_worker_whose_pay_is_told_in_two_ways_is_confirmed_in_one_sitting() {
    tell(|house| async move {
        house.has_no_exercises().await;
        house.is_applied_for(&EMPLOYED, &[]).await;
        let case = house.the_case().await;
        house.sources_say(&case, SAID).await;
        house.settles().await;
        let light = aino_takes_the_next_case(&house, &case).await;
        oskari_and_mikael_confirm_nothing(&house, &light).await;
        aino_answers_and_confirms(&house, &light).await;
        house.settles().await;
        it_is_decided(&house, &case).await;
        sari_sees_the_share_of_her_unit(&house).await;
        house.is_sound().await;
    })
    .await;
}

/// What is told of a specialist whose employer has given the terms.
const SPECIAL: &[Said<'static>] = &[
    ("identity_proven", "identity_step", "true"),
    ("applied_abroad", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
    ("refusal_ground", "register_checks", "none"),
    ("employer_status", "employer_register", "in_order"),
    ("specialist_task", "official", "true"),
];

/// Sari wants exercises: before his case Aino meets somebody who seems to have written and attached what one does.
#[tokio::test]
async fn an_exercise_has_an_application_and_attachments_like_a_case() {
    tell(|house| async move {
        let slow = [("special", "yes"), ("education", "Engineer"), ("fast_track", "no")];
        let application = house.is_filled_in(&SPECIALIST, &[("expertise", &slow)]).await;
        let code = house.employer_is_invited(&application).await;
        let companies = house.companies().await;
        house.employer_gives_terms(&code, &companies).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        house.sources_say(&case, SPECIAL).await;
        house.settles().await;
        let mut sari = house.colleague("sari").await;
        sari.fills("/lead/light/HEL/exercises", &[("every", "1")]).await;
        let mut aino = house.colleague("aino").await;
        let exercise = aino.presses("/work", "/work/take-next").await;
        let light = aino.presses("/work", "/work/take-next").await;
        assert_eq!(light, case.replace("/cases/", "/light/"));
        assert_ne!(exercise, light);
        let mut labels = Vec::new();
        for path in [&exercise, &light] {
            let page = aino.opens(path).await.says("application-of-case");
            let page = page.says("application-of-case.read").says("application-attachments");
            let page = page.says("application-of-case.terms");
            let said = page.page.body.split_once("id=\"application\"").unwrap().1;
            let said = said.split_once("id=\"facts\"").unwrap().0.to_owned();
            let documents = page.links(&format!("{path}/documents/"));
            assert_eq!(documents.len(), 4, "{path}: {documents:?}");
            for document in documents {
                let (media, bytes) = aino.downloads(&document).await;
                assert!(media == "application/pdf" && bytes > 0, "{document}: {media}, {bytes}");
            }
            let terms = said.split("<dt>").skip(1).map(|rest| rest.split("</dt>").next().unwrap());
            labels.push(terms.map(str::to_owned).collect::<Vec<_>>());
        }
        assert_eq!(labels[0], labels[1], "the same is asked, and the same places are there");
        assert!(labels[0].len() > 20, "{labels:?}");
        house.is_sound().await;
    })
    .await;
}

/// The queue says that it is light, and taking it leads straight to the page.
async fn aino_takes_the_next_case(house: &House, case: &str) -> String {
    let mut aino = house.colleague("aino").await;
    aino.opens("/work?show=queue").await.says("processing-light");
    let light = case.replace("/cases/", "/light/");
    assert_eq!(aino.presses("/work", "/work/take-next").await, light);
    light
}

/// For Oskari's unit there is no such case; Mikael sees that a colleague has it.
async fn oskari_and_mikael_confirm_nothing(house: &House, light: &str) {
    let mut oskari = house.colleague("oskari").await;
    oskari.finds_nothing_at(light).await;
    let mut mikael = house.colleague("mikael").await;
    mikael.opens(light).await.says("light-of-others");
}

/// She sees both differences and cannot confirm; the register is right about the pay, and her colleague
/// about the agreement; then one press is enough.
async fn aino_answers_and_confirms(house: &House, light: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(light).await.says("light-prepared").says("light-why");
    let page = page.says("automation-reason-not-automated").says("light-unanswered");
    // What he wrote and attached is on the page, too.
    let page = page.shows("Kofi Mensah").shows("Builds roofs").shows("contract.pdf");
    let documents = page.links(&format!("{light}/documents/"));
    let [_, _, contract] = documents.as_slice() else { panic!("{documents:?}") };
    let (media, bytes) = aino.downloads(contract).await;
    assert!(media == "application/pdf" && bytes > 0, "{media}, {bytes}");
    aino.fills_in_vain(light, &[]).await.says("light-points");
    house.minutes_pass(1);
    let pay = format!("{light}/source/pay_monthly");
    aino.fills(&pay, &[("right", "income_register")]).await;
    let agreement = format!("{light}/source/agreement_pay");
    let reason = "Read in the agreement of 2026, group II";
    aino.fills(&agreement, &[("right", "official"), ("reason", reason)]).await;
    aino.opens(light).await.says("light-ready").shows(reason);
    aino.fills(light, &[]).await;
}

async fn it_is_decided(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("case-status-closed").says("event-decided-given");
    let page = page.says("event-light-confirmed").says("letter-residence-grant");
    let decision = page.links("/decisions/").remove(0);
    let page = aino.opens(&decision).await.says("decision-stage-archived");
    page.says("decision-proof-holds").shows("Kofi Mensah");
}

async fn sari_sees_the_share_of_her_unit(house: &House) {
    let mut sari = house.colleague("sari").await;
    sari.opens("/lead/light").await.says("light-lead-confirmed").shows("60 s");
}
