//! From the form to the letter with nothing told behind the house's back: a student fills the form in, pays at the bank,
//! comes to the mission, and is granted a permit at that moment by nobody.

use stories::{DEGREE, House, tell_of_fees};
use testkit::Passport;

/// The passport that Adwoa applies with, and shows.
const PASSPORT: Passport<'static> = Passport {
    country: "GHA",
    family: "Mensah",
    given: "Adwoa",
    number: "G0123456",
    born: "2001-05-14",
    expires: "2031-01-31",
    sex: 'F',
};

#[tokio::test]
async fn a_student_applies_pays_comes_and_has_the_permit() {
    tell_of_fees(|house| async move {
        house.is_on_trial().await;
        let application = amina_sends_what_is_not_paid(&house).await;
        adwoa_pays(&house, &application).await;
        let case = house.the_case().await;
        it_waits_for_her_alone(&house, &case).await;
        // Three weeks later she is in Abuja, where Leena compares her with her passport.
        house.minutes_pass(21 * 24 * 60);
        let mut desk = house.mission(&case).await;
        desk.reads(&PASSPORT).await;
        desk.proves(&house).await;
        it_is_granted(&house, &case).await;
        she_reads_why(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// Before the fee is paid there is no case.
async fn amina_sends_what_is_not_paid(house: &House) -> String {
    let application = house.is_filled_in(&DEGREE, &[]).await;
    let mut amina = house.colleague("amina").await;
    let to = amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
    assert_eq!(to, format!("{application}/fee"));
    house.settles().await;
    assert!(house.cases().await.is_empty(), "nothing is paid");
    application
}

async fn adwoa_pays(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let bank = house.pay_page(&mut amina, application).await;
    house.payer_presses(&bank, "pay").await;
    house.payments_are_asked_about().await;
    amina.opens(&format!("{application}/sent")).await.shows("HEL-2026-000001");
}

/// The registers have answered, and no official has anything to do.
async fn it_waits_for_her_alone(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("register-found-one").says("automation-routed");
    let page = page.lacks("registers-in-turn").lacks("case-status-closed");
    page.lacks("task-examine-application").lacks("task-confirm-decision");
}

async fn it_is_granted(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("event-identity-proven").says("automation-granted");
    let page = page.says("case-status-closed").says("letter-residence-grant-automatic");
    let decision = page.links("/decisions/").remove(0);
    let why = page.links("/automation/rulings/").remove(0);
    let page = aino.opens(&decision).await.says("decision-stage-archived");
    page.says("decision-proof-holds").shows("Adwoa Mensah");
    // Each fact is of whom the law wants to hear it.
    let why = aino.opens(&why).await.says("automation-repeated-same");
    let why = why.says("fact-source-payment").says("fact-source-identity-step");
    why.says("fact-source-passport-check").says("fact-source-study-register");
}

async fn she_reads_why(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let page = amina.opens_the_decision_on(application).await;
    page.says("application-decision.rules").says_of_law("means-enough");
}
