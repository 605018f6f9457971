//! A decision that was wrong is put right: a slip is corrected and both can be read, and a letter that nobody has opened
//! yet is recalled.

use stories::{EXTENDED_STUDY, House, Said, tell};

/// What is known of a student who stays on, and has too few credits for the rules to decide.
const KNOWN: &[Said<'static>] = &[
    ("identity_proven", "identity_step", "true"),
    ("travel_document_valid", "passport_check", "true"),
    ("refusal_ground", "register_checks", "none"),
    ("permit_in_force", "permit_register", "true"),
    ("study_right_valid", "study_register", "true"),
    ("credits_last_year", "study_register", "28"),
    ("means_monthly", "bank_statement", "850"),
    ("social_assistance", "kela", "false"),
];

/// What whoever signs a correction has looked at.
const CHECKED: [(&str, &str); 5] = [
    ("checked", "identity"),
    ("checked", "facts"),
    ("checked", "hearing"),
    ("checked", "language"),
    ("checked", "clerical"),
];

/// Aino grants a year and types one month too little: her decision, the case, and Amina's application.
async fn aino_grants(house: &House) -> (String, String, String) {
    let application = house.is_applied_for(&EXTENDED_STUDY, &[]).await;
    let case = house.the_case().await;
    house.sources_say(&case, KNOWN).await;
    house.settles().await;
    let mut aino = house.colleague("aino").await;
    let form = format!("{case}/decisions/new");
    let decision = aino.fills(&form, &[("letter", "residence-grant")]).await;
    let terms = [("kind", "fixed-term"), ("from", "2026-09-01"), ("until", "2027-07-31")];
    aino.fills(&format!("{decision}/terms"), &terms).await;
    // What the file had proposed of it gives way to her word.
    house.settles().await;
    aino.fills(&format!("{decision}/sign"), &CHECKED[..4]).await;
    house.settles().await;
    (decision, case, application)
}

#[tokio::test]
async fn a_wrong_day_is_corrected_and_its_owner_reads_both() {
    tell(|house| async move {
        let (decision, case, application) = aino_grants(&house).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&decision).await.says("decision-enforced").says("automation-grade-unverified");
        let correction = aino.fills(&format!("{decision}/correct"), &[]).await;
        let page = aino.opens(&correction).await.says("decision-amended");
        page.says("decision-amended.clerical").says("decision-amended.outcome");
        // Nothing is corrected yet, and what was granted is not said anew in one go.
        let sign = format!("{correction}/sign");
        aino.fills_in_vain(&sign, &CHECKED).await.says("refusal-correction-changes-nothing");
        let day = [("value", "2027-08-31")];
        let amend = format!("{correction}/amend/granted_until");
        let silent = aino.fills_in_vain(&amend, &day).await;
        silent.says_of_field("web-error-missing", "decision-amend-reason");
        let why = [day[0], ("reason", "The end of the permit was read from the wrong line.")];
        aino.fills(&amend, &why).await;
        let page = aino.opens(&correction).await.says("decision-is-amended");
        page.shows("read from the wrong line");
        aino.fills_in_vain(&sign, &CHECKED[..4]).await.says("refusal-checklist-open");
        aino.fills(&sign, &CHECKED).await;
        house.settles().await;
        aino.opens(&correction).await.says("decision-stage-archived").says("decision-proof-holds");
        aino.opens(&case).await.says("case-status-closed");

        let mut amina = house.colleague("amina").await;
        let page = amina.opens_the_decision_on(&application).await;
        let page = page.says_before("application-decision.corrects");
        let page = page.says_before("decision-holds-given");
        let documents = page.links(&format!("{application}/decision/"));
        // The new one and the old one, each with a translation for whoever reads neither language.
        assert!(matches!(documents.len(), 2 | 4), "{documents:?}");
        for document in &documents {
            let (kind, bytes) = amina.downloads(document).await;
            assert!(kind == "application/pdf" && bytes > 10_000, "{document}: {kind}, {bytes}");
        }
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_nobody_has_opened_is_recalled_and_nobody_opens_it() {
    tell(|house| async move {
        let (decision, case, application) = aino_grants(&house).await;
        let mut amina = house.colleague("amina").await;
        let page = format!("{application}/decision");
        let documents = amina.opens(&page).await.links(&format!("{page}/"));
        let mut aino = house.colleague("aino").await;
        let reason = [("reason", "The terms are those of another.")];
        aino.fills(&format!("{decision}/recall"), &reason).await;
        let shown = aino.opens(&decision).await.says("decision-service-recalled");
        assert!(shown.links(&format!("{decision}/recall")).is_empty(), "once");
        aino.opens(&case).await.says("event-decided-recalled");
        let shown = amina.opens(&page).await;
        assert!(shown.links(&format!("{page}/")).is_empty());
        shown.lacks("letter-residence-grant").hides("2027");
        amina.is_refused_at(&documents[0]).await;

        // Corrected, it is there again, and this time it is opened: it is recalled no more.
        let correction = aino.fills(&format!("{decision}/correct"), &[]).await;
        let amend = format!("{correction}/amend/granted_until");
        let why = [("value", "2027-08-31"), ("reason", "Those of another were taken.")];
        aino.fills(&amend, &why).await;
        aino.fills(&format!("{correction}/sign"), &CHECKED).await;
        house.settles().await;
        let documents = amina.opens(&page).await.links(&format!("{page}/"));
        assert!(matches!(documents.len(), 1 | 2), "with a translation or without: {documents:?}");
        let (kind, _) = amina.downloads(&documents[0]).await;
        assert_eq!(kind, "application/pdf");
        assert!(aino.opens(&correction).await.links(&format!("{correction}/recall")).is_empty());
        let vain = aino.fills_in_vain(&format!("{correction}/recall"), &reason).await;
        vain.says("refusal-decision-opened");
        house.is_sound().await;
    })
    .await;
}
