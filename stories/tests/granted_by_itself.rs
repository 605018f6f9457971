//! A degree student from abroad of whom registers know all that the law asks is granted a permit without a
//! person, from sending to the letter in the archive; and what makes an official decide instead.

use registers_simulator::Register;
use stories::{DEGREE, House, Page, tell, tell_on};

/// What a page may weigh on a slow line, styles and scripts being there already.
const PAGE_BYTES_MAX: usize = 5 * 1024;

/// Nimal Perera, whom the registers know as well.
const NIMAL: &[Page<'static>] = &[
    (
        "names",
        &[("family_name", "Perera"), ("given_names", "Nimal"), ("born", "2.11.1999"), ("sex", "M")],
    ),
    ("nationality", &[("nationality", "LKA")]),
    (
        "passport",
        &[
            ("passport_number", "N7654321"),
            ("passport_issuer", "LKA"),
            ("passport_expires", "28.2.2030"),
        ],
    ),
    (
        "degree-studies",
        &[
            ("degree", "university_degree"),
            ("school", "Niityn ammattikorkeakoulu"),
            ("admitted", "yes"),
        ],
    ),
    ("degree-begin", &[("studies_start", "1.9.2026"), ("months", "42"), ("begun", "no")]),
    ("means", &[("means", "850")]),
    ("tuition", &[("tuition", "paid")]),
];

#[tokio::test]
async fn a_student_is_granted_a_permit_without_a_person() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        nobody_has_anything_to_do_yet(&house, &case).await;
        // Six weeks later she is at the mission.
        house.minutes_pass(42 * 24 * 60);
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino_finds_it_decided(&house, &case).await;
        adwoa_sees_that_it_is_decided(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// The act was amended on 1.8.2026 and nobody has read it: in earnest those rules are never automatic. On
/// trial they are, as in the demo.
#[tokio::test]
async fn on_trial_rules_that_nobody_has_read_yet_decide_too() {
    tell_on("2026-11-26", |house| async move {
        house.is_on_trial().await;
        let begin = [("studies_start", "1.9.2027"), ("months", "24"), ("begun", "no")];
        adwoa_applies(&house, &[("degree-begin", &begin)]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino_finds_it_decided(&house, &case).await;
        house.is_sound().await;
    })
    .await;
}

/// Another school, another length, a fee that is paid: what the form says has to be what the school says.
#[tokio::test]
async fn another_student_of_whom_all_is_known_is_granted_one_too() {
    tell(|house| async move {
        house.is_on_trial().await;
        adwoa_applies(&house, NIMAL).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-granted").says("case-status-closed");
        let decision = page.links("/decisions/").remove(0);
        aino.opens(&decision).await.says("decision-stage-archived").shows("Nimal Perera");
        house.is_sound().await;
    })
    .await;
}

/// Adwoa's twin, of whom registers know the same: her name and her passport alone are others.
const TWIN: [Page<'static>; 2] = [
    (
        "names",
        &[("family_name", "Mensah"), ("given_names", "Kakra"), ("born", "14.5.2001"), ("sex", "F")],
    ),
    (
        "passport",
        &[
            ("passport_number", "G0123457"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.1.2031"),
        ],
    ),
];

/// Both are granted a permit by themselves when both write the same; one fact changed, an official reads which.
#[tokio::test]
async fn the_same_student_with_one_fact_changed_goes_to_an_official_who_reads_which() {
    tell(|house| async move {
        house.is_on_trial().await;
        let adwoa = applies_and_comes(&house, &[]).await;
        let as_known = applies_and_comes(&house, &TWIN).await;
        let mut aino = house.colleague("aino").await;
        for case in [adwoa, as_known] {
            aino.opens(&case).await.says("automation-granted").says("case-status-closed");
        }
        house.is_sound().await;
    })
    .await;
    tell(|house| async move {
        house.is_on_trial().await;
        let adwoa = applies_and_comes(&house, &[]).await;
        let more: Page<'_> = ("means", &[("means", "1000")]);
        let [names, passport] = TWIN;
        let other = applies_and_comes(&house, &[names, passport, more]).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&adwoa).await.says("automation-granted").says("case-status-closed");
        let page = aino.opens(&other).await.says("automation-routed").lacks("case-status-closed");
        let page = page.says("processing-light").says("task-confirm-decision");
        let why = page.links("/automation/rulings/").remove(0);
        let facts = page.links("/automation/cases/").remove(0);
        let why = aino.opens(&why).await.says("automation-missing-conflict");
        why.names_fact("means_monthly");
        let told = aino.opens(&facts).await.says("automation-contradictory");
        told.names_fact("means_monthly").shows("1000").shows("900");
        aino.opens("/work?show=queue").await.shows("HEL-2026-000002").hides("HEL-2026-000001");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_answer_that_differs_puts_the_case_before_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        let with_family = [("abroad", "yes"), ("d_visa", "no"), ("family", "yes")];
        adwoa_applies(&house, &[("circumstances", &with_family)]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        // The tables of the permit itself are met; the family decides.
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").says("processing-light");
        let page = page.says("task-confirm-decision").says_of_law("auto-family");
        let why = page.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says("automation-why").shows("Migri automated decisions");
        aino.opens("/work?show=queue").await.shows("HEL-2026-000001");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_register_that_is_down_is_waited_for_and_the_case_goes_on_by_itself() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.goes_down(Register::Study);
        adwoa_applies(&house, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino_sees_that_it_waits(&house, &case).await;
        house.minutes_pass(10);
        house.settles().await;
        // The server is started anew meanwhile.
        let house = house.restarts().await;
        house.comes_back(Register::Study);
        house.minutes_pass(60);
        house.settles().await;
        aino_finds_it_decided(&house, &case).await;
        house.is_sound().await;
    })
    .await;
}

/// No condition hangs on the population register, but it knows whom a non-disclosure order protects.
#[tokio::test]
async fn a_register_that_no_condition_hangs_on_is_waited_for_as_well() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.goes_down(Register::Population);
        adwoa_applies(&house, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino_sees_that_it_waits(&house, &case).await;
        house.comes_back(Register::Population);
        house.minutes_pass(10);
        house.settles().await;
        aino_finds_it_decided(&house, &case).await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_entry_ban_that_is_issued_before_identity_is_proven_is_seen() {
    tell(|house| async move {
        house.is_on_trial().await;
        adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        // On the next day, when no answer is old yet.
        house.says_otherwise(Register::EntryBans);
        house.minutes_pass(24 * 60);
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        page.says_of_law("handover-hit").lacks("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn after_a_stop_the_very_next_case_goes_to_a_person() {
    tell(|house| async move {
        house.is_on_trial().await;
        let mut henrik = house.colleague("henrik").await;
        let rules = "/automation/rules/automatic-student-first";
        henrik.fills(&format!("{rules}/stop"), &[("reason", "The sums are being checked")]).await;
        adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        page.says("task-confirm-decision").lacks("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_an_official_has_in_hand_is_not_decided_over_their_head() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.has_no_exercises().await;
        adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        // The fee is not paid, so Aino has it, and asks for it.
        let mut aino = house.colleague("aino").await;
        aino.presses("/work", "/work/take-next").await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        let page = aino.opens(&case).await.says("automation-reason-in-hand");
        page.lacks("case-status-closed").lacks("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn in_earnest_nothing_is_granted_that_nobody_has_verified_here() {
    tell(|house| async move {
        house.is_in_earnest().await;
        adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-reason-no-implementation");
        page.says("processing-light").says("task-confirm-decision");
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_while_its_decision_is_in_the_making_is_not_decided() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = adwoa_applies(&house, &[]).await;
        let case = the_registers_have_answered(&house).await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        // The last fact is there, and nothing has followed from it yet.
        house.mission_proves_identity(&case).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/withdraw"), &[]).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("case-status-closed");
        page.says("case-close-outcome-withdrawn").lacks("event-decided-given");
        amina.opens("/applications").await.says("application-stage-withdrawn");
        house.is_sound().await;
    })
    .await;
}

/// Somebody applies as Adwoa does but for what differs, pays and shows who they are; the case.
async fn applies_and_comes(house: &House, differing: &[Page<'_>]) -> String {
    let before = house.cases().await;
    adwoa_applies(house, differing).await;
    let new: Vec<String> = house.cases().await.difference(&before).cloned().collect();
    let [case] = new.as_slice() else { panic!("one case: {new:?}") };
    house.fee_is_paid(case).await;
    house.mission_proves_identity(case).await;
    house.settles().await;
    case.clone()
}

/// Amina fills Adwoa's form in, with the answers that differ, and sends it.
async fn adwoa_applies(house: &House, differing: &[Page<'_>]) -> String {
    house.is_applied_for(&DEGREE, differing).await
}

/// Nobody asked them: each register that the permit needs was asked once and has answered.
async fn the_registers_have_answered(house: &House) -> String {
    let case = house.the_case().await;
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(&case).await.says("register-name-study").says("register-name-benefits");
    let page = page.says("register-name-checks").says("register-name-population");
    page.says("register-found-one").says("automation-routed").lacks("registers-in-turn");
    case
}

/// Identity is not proven: the case says why it is not decided, and is on no official's list.
async fn nobody_has_anything_to_do_yet(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("automation-routed");
    page.lacks("task-examine-application").lacks("task-confirm-decision");
    aino.opens("/work?show=queue").await.hides("HEL-2026-000001");
    no_lead_is_alarmed(house).await;
}

/// What waits for something outside is not said to be without a next action.
async fn no_lead_is_alarmed(house: &House) {
    let mut sari = house.colleague("sari").await;
    sari.opens("/deadlines").await.shows("HEL-2026-000001");
    sari.opens("/deadlines?idle=1").await.hides("HEL-2026-000001");
}

async fn aino_sees_that_it_waits(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("register-trouble-down").lacks("case-status-closed");
    page.lacks("task-examine-application").lacks("task-confirm-decision");
    no_lead_is_alarmed(house).await;
}

/// Decided, sealed, archived and closed; the page of the ruling shows each condition with its fact; the
/// letter is a PDF.
async fn aino_finds_it_decided(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("case-status-closed").says("event-decided-given");
    let page = page.says("automation-granted").says("processing-automatic");
    let page = page.says("letter-residence-grant-automatic");
    let why = page.links("/automation/rulings/").remove(0);
    let decision = page.links("/decisions/").remove(0);
    let why = aino.opens(&why).await.says("automation-granted").says("automation-for-trial");
    let why = why.says("fact-source-study-register").says("fact-source-kela");
    why.says("fact-source-identity-step")
        .shows("719/2018 s. 7(3)")
        .says("automation-repeated-same");
    let page = aino.opens(&decision).await.says("decision-stage-archived");
    let page = page.says("decision-proof-holds").shows("Adwoa Mensah");
    let document = page.links(&format!("{case}/documents/")).remove(0);
    let (kind, bytes) = aino.downloads(document.trim_end_matches("/about")).await;
    assert!(kind == "application/pdf" && bytes > 10_000, "{document}: {kind}, {bytes}");
}

async fn adwoa_sees_that_it_is_decided(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    amina.opens("/applications").await.says("application-status-decided");
    amina.opens(&format!("{application}/sent")).await.says("application-status-decided");
    // She reads why, in words, and has the document.
    let page = amina.opens_the_decision_on(application).await.says_of_law("means-enough");
    let page = page
        .says("application-decision.trial")
        .says("application-decision.rules")
        .says("fact-source-study-register");
    let document =
        page.shows("719/2018 s. 7(3)").links(&format!("{application}/decision/")).remove(0);
    let (kind, bytes) = amina.downloads(&document).await;
    assert!(kind == "application/pdf" && bytes > 10_000, "{document}: {kind}, {bytes}");
    house.colleague("thanh").await.finds_nothing_at(&document).await;
    let pages = [format!("{application}/sent"), format!("{application}/decision")];
    for page in pages.iter().map(String::as_str).chain(["/applications"]) {
        let bytes = amina.weighs(page).await;
        assert!(bytes <= PAGE_BYTES_MAX, "{page} weighs {bytes} bytes");
    }
    // What was decided is not taken back.
    let page = amina.fills_in_vain(&format!("{application}/withdraw"), &[]).await;
    page.says("refusal-application-decided");
}
