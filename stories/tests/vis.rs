//! The Visa Information System, from the day on which its articles apply, which is made up here: whoever applies for
//! a first permit is looked up, an official verifies what is found, and whoever applied is not told of it.

use registers::in_force::InForceFile;
use registers_simulator::Register;
use stories::{DEGREE, House, Page, tell_on};

kernel::inventory::submit! {
    InForceFile {
        system: "vis-story",
        toml: r#"
            [[register]]
            code = "vis"
            applies = true
            valid_from = "2026-12-07"
            known_from = "2026-11-28"
            citation = "made up for this story"
            grade = "unverified"
            last_checked = "2026-11-28"
        "#,
    }
}

/// The last day before the articles apply, and the first on which they do.
const BEFORE: &str = "2026-12-06";
const FROM_THEN_ON: &str = "2026-12-07";

/// From the next autumn on.
const BEGIN: Page<'static> =
    ("degree-begin", &[("studies_start", "1.9.2027"), ("months", "24"), ("begun", "no")]);

/// Esi Asante, of whom all is known that the law asks, and something is found in VIS.
const ESI: [Page<'static>; 3] = [
    (
        "names",
        &[("family_name", "Asante"), ("given_names", "Esi"), ("born", "9.7.2001"), ("sex", "F")],
    ),
    (
        "passport",
        &[
            ("passport_number", "G7654321"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.1.2032"),
        ],
    ),
    BEGIN,
];

#[tokio::test]
async fn as_long_as_its_articles_do_not_apply_vis_is_not_asked_and_nothing_waits_for_it() {
    tell_on(BEFORE, |house| async move {
        house.is_on_trial().await;
        // Nobody there would answer.
        house.goes_down(Register::Vis);
        let (case, application) = applies(&house, &ESI).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.lacks("register-name-vis").lacks("registers-in-turn");
        aino.opens("/registers").await.says("registers-not-yet").says("registers-not-yet-vis");
        comes(&house, &case).await;
        let page = is_granted(&house, &case).await;
        let why = page.into_iter().find(|link| link.starts_with("/automation/rulings/")).unwrap();
        aino.opens(&why).await.says_of_law("auto-vis-not-asked");
        // Whoever applied is not told either that nothing was asked.
        she_reads_why(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn of_whom_vis_finds_nothing_is_granted_a_permit_without_a_person_as_before() {
    tell_on(FROM_THEN_ON, |house| async move {
        house.is_on_trial().await;
        let (case, application) = applies(&house, &[BEGIN]).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("register-name-vis").says("register-found-one");
        comes(&house, &case).await;
        let links = is_granted(&house, &case).await;
        let why = links.into_iter().find(|link| link.starts_with("/automation/rulings/")).unwrap();
        aino.opens(&why).await.says_of_law("auto-vis-ok").says("fact-source-vis");
        she_reads_why(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_hit_is_an_officials_to_verify_and_whoever_applied_does_not_read_of_it() {
    tell_on(FROM_THEN_ON, |house| async move {
        house.is_on_trial().await;
        house.has_no_exercises().await;
        let (case, application) = applies(&house, &ESI).await;
        comes(&house, &case).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        let page = page.says("processing-full").says("task-examine-application");
        let page = page.lacks("task-confirm-decision").says("register-vis-hit");
        let why = page.links("/automation/rulings/").remove(0);
        let why = aino.opens(&why).await.says_of_law("auto-vis-hit").says_of_law("class-vis");
        why.says("fact-source-vis");
        she_reads_nothing_of_it(&house, &application).await;
        // She looks at both faces, and it is somebody else.
        let verify = format!("{case}/registers/verify-hit");
        aino.opens(&verify).await.shows("EES: E-");
        let reason = "Another face and another birth place";
        aino.fills(&verify, &[("of", "another"), ("reason", reason)]).await;
        house.settles().await;
        let links = is_granted(&house, &case).await;
        let why = links.into_iter().find(|link| link.starts_with("/automation/rulings/")).unwrap();
        aino.opens(&why).await.says_of_law("auto-vis-ok").says("fact-source-official");
        she_reads_nothing_of_it(&house, &application).await;
        she_reads_why(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn while_vis_is_down_the_case_waits_and_goes_on_by_itself() {
    tell_on(FROM_THEN_ON, |house| async move {
        house.is_on_trial().await;
        house.goes_down(Register::Vis);
        let (case, _) = applies(&house, &[BEGIN]).await;
        comes(&house, &case).await;
        let mut aino = house.colleague("aino").await;
        let page =
            aino.opens(&case).await.says("register-trouble-down").lacks("case-status-closed");
        page.lacks("task-examine-application").lacks("task-confirm-decision");
        house.comes_back(Register::Vis);
        house.minutes_pass(10);
        house.settles().await;
        is_granted(&house, &case).await;
        house.is_sound().await;
    })
    .await;
}

/// On the day of the grant VIS is asked once more, and what it finds then counts.
#[tokio::test]
async fn what_is_found_before_identity_is_proven_is_seen() {
    tell_on(FROM_THEN_ON, |house| async move {
        house.is_on_trial().await;
        let (case, application) = applies(&house, &[BEGIN]).await;
        house.fee_is_paid(&case).await;
        house.says_otherwise(Register::Vis);
        house.minutes_pass(24 * 60);
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        page.says_of_law("auto-vis-hit").lacks("letter-residence-grant-automatic");
        she_reads_nothing_of_it(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// Amina applies; the case, and the application.
async fn applies(house: &House, differing: &[Page<'_>]) -> (String, String) {
    let application = house.is_applied_for(&DEGREE, differing).await;
    (house.the_case().await, application)
}

/// She pays, and shows at the mission who she is.
async fn comes(house: &House, case: &str) {
    house.fee_is_paid(case).await;
    house.mission_proves_identity(case).await;
    house.settles().await;
}

/// Decided by itself; where the page of the case leads.
async fn is_granted(house: &House, case: &str) -> Vec<String> {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("automation-granted").says("case-status-closed");
    page.says("letter-residence-grant-automatic").links("/")
}

/// None of her pages says that anything was found, or that it was looked for.
async fn she_reads_nothing_of_it(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    for page in ["/applications".to_owned(), format!("{application}/sent")] {
        let page = amina.opens(&page).await.lacks("register-name-vis").lacks("fact-source-vis");
        page.hides_of_law("auto-vis-hit").hides_of_law("class-vis").lacks("register-vis-hit");
    }
}

/// She opens her decision and reads which conditions were met; that of VIS is not among them, and the letter does not
/// name it.
async fn she_reads_why(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let decision = format!("{application}/decision");
    let words = amina.opens(&decision).await.links(&format!("{application}/words/")).remove(0);
    amina.opens(&words).await.lacks("fact-source-vis").lacks("register-name-vis");
    let page = amina.opens(&decision).await.says_of_law("means-enough").lacks("fact-source-vis");
    let page = page.says_of_law("auto-sent-ok").hides_of_law("auto-vis-ok");
    page.hides_of_law("auto-vis-not-asked").lacks("register-name-vis");
}
