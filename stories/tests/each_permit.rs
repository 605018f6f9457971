//! Each type of permit from the form to the decision; that of a degree student is told in
//! `granted_by_itself.rs`, and that of an employed person in `a_light_case.rs`.

use stories::{EMPLOYED, EXCHANGE, EXTENDED_STUDY, EXTENDED_WORK, House, SPECIALIST, Said, tell};

/// What is known of everybody here who comes for work or stays: who they are, and that nothing speaks
/// against them.
const IN_ORDER: &[Said<'static>] = &[
    ("identity_proven", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
    ("refusal_ground", "register_checks", "none"),
];

/// How a decision was made, as its applicant reads it.
const BY_RULES: &str = "application-decision.rules";
const BY_PERSON: &str = "application-decision.by-person";

/// An exchange student from abroad: registers know everything, and nobody had to look at it.
#[tokio::test]
async fn an_exchange_student_is_granted_a_permit_without_a_person() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = house.is_applied_for(&EXCHANGE, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("case-type-student-exchange");
        let page = page.says("case-status-closed").says("letter-residence-grant-automatic");
        let decision = page.links("/decisions/").remove(0);
        aino.opens(&decision).await.says("decision-proof-holds").shows("Camila Souza");
        its_applicant_reads(&house, &application, BY_RULES).await;
        house.is_sound().await;
    })
    .await;
}

/// A specialist whose employer says on which terms; an official says that the task needs one, and confirms.
#[tokio::test]
async fn a_specialist_is_granted_a_permit_on_the_terms_that_the_employer_gave() {
    tell(|house| async move {
        let application = house.is_filled_in(&SPECIALIST, &[]).await;
        let code = house.employer_is_invited(&application).await;
        let companies = house.companies().await;
        house.employer_gives_terms(&code, &companies).await;
        let mut amina = house.colleague("amina").await;
        let asked = amina.opens(&format!("{application}/employer")).await;
        asked.says("employer-stage-confirmed").shows("5200");
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        // Whoever gave the terms is a party, and the trade register and the tax administration were asked about it.
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("party-role-employer").says("register-name-trade");
        // The fast track was asked for: fourteen days, for whoever shows in time who they are.
        page.lacks("clock-fast-track");
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("employer_status", "employer_register", "in_order"),
            ("specialist_task", "official", "true"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        aino.opens(&case).await.says("clock-fast-track");
        aino_confirms(&house, &case, "case-type-specialist").await;
        its_applicant_reads(&house, &application, BY_PERSON).await;
        house.is_sound().await;
    })
    .await;
}

/// She knows the business ID of her employer: it is a party and asked about before it has come itself, and stays one when it
/// comes.
#[tokio::test]
async fn an_employer_is_asked_about_by_the_business_id_that_the_applicant_gave() {
    tell(|house| async move {
        let companies = house.companies().await;
        let job = [
            ("employer", "Tuuli Turbiinit Oy"),
            ("employer_code", companies.company.as_str()),
            ("tasks", "Designs the control of wind turbines"),
            ("work_starts", "1.6.2026"),
        ];
        let application = house.is_filled_in(&SPECIALIST, &[("job", &job)]).await;
        let code = house.employer_is_invited(&application).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("party-role-employer").says("register-name-trade");
        page.shows("Tuuli Turbiinit Oy").lacks("register-found-no-company");
        let facts = case.replace("/cases/", "/automation/cases/") + "/facts";
        aino.opens(&facts).await.says("fact-source-employer-register");
        amina.opens(&format!("{application}/sent")).await.lacks("employer-unknown");
        house.employer_gives_terms(&code, &companies).await;
        let page = aino.opens(&case).await;
        assert_eq!(page.links("/organisations/0").len(), 1, "one company, one party");
        aino.opens(&facts).await.lacks("automation-contradictory");
        house.is_sound().await;
    })
    .await;
}

/// A nurse goes on working where she works: an official confirms what is prepared.
#[tokio::test]
async fn whoever_goes_on_working_is_granted_an_extension() {
    tell(|house| async move {
        let application = house.is_applied_for(&EXTENDED_WORK, &[]).await;
        let case = house.the_case().await;
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("permit_in_force", "permit_register", "true"),
            ("pay_monthly", "income_register", "2700"),
            ("employment_continues", "income_register", "true"),
            ("work_ends", "employer_part", "2028-04-30"),
            ("social_assistance", "kela", "false"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        aino_confirms(&house, &case, "case-type-extended-work").await;
        its_applicant_reads(&house, &application, BY_PERSON).await;
        house.is_sound().await;
    })
    .await;
}

/// A student who was ill has too few credits: no rule weighs that. Aino reads why, and grants.
#[tokio::test]
async fn a_student_with_few_credits_explains_and_an_official_decides() {
    tell(|house| async move {
        let application = house.is_applied_for(&EXTENDED_STUDY, &[]).await;
        let case = house.the_case().await;
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("permit_in_force", "permit_register", "true"),
            ("study_right_valid", "study_register", "true"),
            ("credits_last_year", "study_register", "28"),
            ("means_monthly", "bank_statement", "850"),
            ("social_assistance", "kela", "false"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("task-examine-application");
        page.says_of_law("progress-to-explain")
            .says("ask-progress-slow")
            .shows("I was in hospital in the autumn.")
            .lacks("case-status-closed");
        let decision = drafted(&house, &case, "residence-grant").await;
        let terms = [("kind", "fixed-term"), ("from", "2026-09-01"), ("until", "2027-08-31")];
        aino.fills(&format!("{decision}/terms"), &terms).await;
        // What the file proposed of them is taken back.
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let checked = ["identity", "facts", "hearing", "language"].map(|item| ("checked", item));
        aino.fills(&format!("{decision}/sign"), &checked).await;
        house.settles().await;
        aino.opens(&case).await.says("case-status-closed").says("letter-residence-grant");
        its_applicant_reads(&house, &application, BY_PERSON).await;
        house.is_sound().await;
    })
    .await;
}

/// The pay is less than the law asks for: he was told before he sent it. No rule refuses him; Aino writes
/// why, Mikael signs, and neither could have done it alone.
#[tokio::test]
async fn a_refusal_is_written_by_one_official_and_signed_by_another() {
    tell(|house| async move {
        let little = [("pay", "1200"), ("hours", "38")];
        let application = house.is_filled_in(&EMPLOYED, &[("pay", &little)]).await;
        let mut amina = house.colleague("amina").await;
        let check = amina.opens(&format!("{application}/check")).await;
        check.says("advice-unmet").says_of_law("pay-too-low").shows("1600");
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        house.sources_say(&case, IN_ORDER).await;
        let known = [
            ("pay_monthly", "employer_part", "1200"),
            ("employer_status", "employer_register", "excluded"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        aino_writes_and_mikael_signs(&house, &case).await;
        it_is_received_by_being_opened(&house, &case, &application).await;
        house.is_sound().await;
    })
    .await;
}

async fn aino_writes_and_mikael_signs(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("task-examine-application");
    page.lacks("case-status-closed").lacks("event-decided-given");
    let decision = drafted(house, case, "residence-refusal").await;
    aino.opens(&decision).await.says("decision-lacking");
    for section in ["hearing", "assessment", "provisions"] {
        let path = format!("{decision}/write/{section}");
        aino.fills(&path, &[("text", "What was asked, answered and weighed.")]).await;
    }
    let checked =
        ["identity", "facts", "hearing", "grounds", "language"].map(|item| ("checked", item));
    aino.fills(&format!("{decision}/present"), &checked).await;
    let sign = format!("{decision}/sign");
    aino.fills_in_vain(&sign, &checked).await.says("refusal-decision-own");
    let mut mikael = house.colleague("mikael").await;
    mikael.fills(&sign, &checked).await;
    house.settles().await;
    let page = mikael.opens(case).await.says("case-status-closed");
    page.says("letter-residence-refusal").says("event-decided-given");
}

/// A decision against somebody has to be shown to be received: by opening it, within the days that its notice says.
async fn it_is_received_by_being_opened(house: &House, case: &str, application: &str) {
    let mut aino = house.colleague("aino").await;
    let decision = aino.opens(case).await.links("/decisions/").remove(0);
    aino.opens(&decision).await.says("service-mode-electronic-verifiable");
    let mut amina = house.colleague("amina").await;
    let page = format!("{application}/decision");
    amina.opens(&page).await.lacks("application-decision.received-by-opening");
    aino.fills(&format!("{decision}/sent"), &[("on", "2026-03-02"), ("to", "amina@example.org")])
        .await;
    aino.opens(&decision).await.says("decision-service-sent");
    let shown = amina.opens(&page).await.says("application-decision.received-by-opening");
    shown.lacks("letter-residence-refusal").lacks("application-decision.by-person");
    aino.opens(&decision).await.says("decision-service-sent");
    // To read its words is to open it.
    let words = amina.opens(&page).await.links(&format!("{application}/words/")).remove(0);
    house.colleague("thanh").await.finds_nothing_at(&words).await;
    aino.opens(&decision).await.says("decision-service-sent");
    amina.opens(&words).await.shows("What was asked, answered and weighed.");
    aino.opens(&decision).await.says("decision-service-served");
    has_read(house, application, BY_PERSON).await;
    aino.opens(&decision).await.says("decision-service-served");
}

/// Aino begins a decision; its path.
async fn drafted(house: &House, case: &str, letter: &str) -> String {
    let mut aino = house.colleague("aino").await;
    aino.fills(&format!("{case}/decisions/new"), &[("letter", letter)]).await
}

/// Aino takes what is next, which leads to the prepared decision, and confirms it.
async fn aino_confirms(house: &House, case: &str, kind: &str) {
    house.has_no_exercises().await;
    let mut aino = house.colleague("aino").await;
    aino.opens(case).await.says(kind).says("processing-light").lacks("case-status-closed");
    let light = case.replace("/cases/", "/light/");
    assert_eq!(aino.presses("/work", "/work/take-next").await, light);
    aino.opens(&light).await.says("light-ready");
    aino.fills(&light, &[]).await;
    house.settles().await;
    let page = aino.opens(case).await.says("case-status-closed").says("event-light-confirmed");
    let decision = page.says("letter-residence-grant").links("/decisions/").remove(0);
    aino.opens(&decision).await.says("decision-stage-archived").says("decision-proof-holds");
}

/// The applicant reads that it is decided, opens the decision, and reads how.
async fn its_applicant_reads(house: &House, application: &str, how: &str) {
    house.colleague("amina").await.opens_the_decision_on(application).await;
    has_read(house, application, how).await;
}

/// Whoever has opened the decision reads how it was made.
async fn has_read(house: &House, application: &str, how: &str) {
    let mut amina = house.colleague("amina").await;
    amina.opens("/applications").await.says("application-status-decided");
    let page = amina.opens(&format!("{application}/decision")).await.says(how);
    let document = page.links(&format!("{application}/decision/")).remove(0);
    let (kind, bytes) = amina.downloads(&document).await;
    assert!(kind == "application/pdf" && bytes > 10_000, "{document}: {kind}, {bytes}");
}
