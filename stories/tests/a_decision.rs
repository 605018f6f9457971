//! A decision: from an application on an official's desk to the day on which nobody can appeal any more.

use stories::{EMPLOYED, House, tell};

/// What the case is about.
const MATTER: &str = "Residence permit for work";

#[tokio::test]
async fn a_permit_from_the_draft_to_the_day_it_is_final() {
    tell(|house| async move {
        let case = leila_opens_a_case(&house).await;
        let decision = aino_writes_looks_and_signs(&house, &case).await;
        oskari_of_another_unit_finds_nothing(&house, &decision).await;

        // In the night the server is started anew, and what was sealed is as it was.
        let house = house.restarts().await;
        house.minutes_pass(12 * 60);
        mikael_posts_it_and_the_days_run(&house, &decision).await;
        let house = seven_days_later_it_counts_as_received(house, &case, &decision).await;
        house.is_sound().await;
    })
    .await;
}

/// Leila registers Amina and opens the case.
async fn leila_opens_a_case(house: &House) -> String {
    let mut leila = house.colleague("leila").await;
    let amina = [
        ("family", "Rahimi"),
        ("given", "Amina"),
        ("born-year", "1994"),
        ("sex", "F"),
        ("nationality", "AFG"),
    ];
    let person = leila.fills("/persons/new", &amina).await;
    let id = person.trim_start_matches("/persons/");
    leila.fills(&format!("/cases/new?person={id}"), &[("headline", MATTER)]).await
}

/// Aino begins the decision from the page of the case. It says what it lacks, until she has said what is
/// granted; she looks at it, ticks what she checked, and signs. Within moments it is sealed, the case
/// is closed, and Amina may stay.
async fn aino_writes_looks_and_signs(house: &House, case: &str) -> String {
    let mut aino = house.colleague("aino").await;
    aino.opens(case).await.says("act-decision-draft");
    let form = format!("{case}/decisions/new");
    let decision = aino.fills(&form, &[("letter", "residence-grant")]).await;
    aino.opens(&decision).await.says("decision-lacking").shows("Amina Rahimi");
    let terms = [("kind", "fixed-term"), ("from", "2026-04-01"), ("until", "2027-03-31")];
    aino.fills(&format!("{decision}/terms"), &terms).await;
    aino.opens(&decision).await.says("act-decision-sign");
    let checked = ["identity", "facts", "hearing", "language"].map(|item| ("checked", item));
    aino.fills(&format!("{decision}/sign"), &checked).await;
    aino.opens(&decision).await.says("decision-archiving");
    house.settles().await;
    aino.opens(&decision).await.says("decision-stage-archived").says("decision-proof-holds");
    let page = aino.opens(case).await.says("case-status-closed").says("event-decided-given");
    page.says("letter-residence-grant");
    decision
}

/// For Oskari's unit neither case nor decision exists.
async fn oskari_of_another_unit_finds_nothing(house: &House, decision: &str) {
    let mut oskari = house.colleague("oskari").await;
    oskari.finds_nothing_at(decision).await;
    oskari.finds_nothing_at(&format!("{decision}/preview")).await;
    oskari.opens("/decisions").await.says("decisions-none");
}

/// Mikael finds it among what is to be served, and posts it.
async fn mikael_posts_it_and_the_days_run(house: &House, decision: &str) {
    let mut mikael = house.colleague("mikael").await;
    let list = mikael.opens("/decisions?view=waiting").await.says("letter-residence-grant");
    assert!(list.links("/decisions/").contains(&decision.to_owned()));
    mikael.opens(decision).await.says("decision-proof-holds").says("service-mode-letter");
    mikael.fills(&format!("{decision}/sent"), &[("on", "2026-03-02")]).await;
    mikael.opens(decision).await.says("decision-service-sent");
}

/// A letter counts as received on the seventh day; from the day after, thirty days run.
async fn seven_days_later_it_counts_as_received(house: House, case: &str, decision: &str) -> House {
    house.minutes_pass(7 * 24 * 60);
    house.settles().await;
    let mut aino = house.colleague("aino").await;
    aino.opens(decision).await.says("decision-service-served");
    aino.opens(case).await.says("event-decided-served");
    house
}

/// The pay is too low, and in a register there is a ground to refuse that the police told. Mikael refuses; what the
/// rules had found Amina reads as far as she is told of it, and of the police nothing.
#[tokio::test]
async fn whoever_is_refused_reads_what_the_rules_had_found_and_nothing_of_what_is_kept_from_them() {
    tell(|house| async move {
        house.is_on_trial().await;
        let little = [("pay", "1200"), ("hours", "38")];
        let application = house.is_filled_in(&EMPLOYED, &[("pay", &little)]).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        house.minutes_pass(95);
        let known = [
            ("identity_proven", "identity_step", "true"),
            ("travel_document_valid", "passport_check", "true"),
            ("pay_monthly", "employer_part", "1200"),
            ("employer_status", "employer_register", "excluded"),
            ("refusal_ground", "register_checks", "found"),
        ];
        house.sources_say(&case, &known).await;
        house.settles().await;
        two_officials_refuse(&house, &case).await;

        let mut amina = house.colleague("amina").await;
        let page = amina.opens_the_decision_on(&application).await;
        let page = page.says("application-decision.by-person");
        let page = page.says("application-decision.letter-binds");
        let page =
            page.says("application-decision.weighed").says("application-decision.weighed-what");
        // What was not met and what was met, each with its fact, the moment, the provision and the version.
        let page = page.says_of_law("pay-too-low").names_fact("pay_monthly").shows("1200");
        let page = page.says("automation-told-not-met").says_of_law("document-valid");
        let page = page.says("automation-told-met").says_with("fact-source-employer-part", &[]);
        let page = page.shows("Aliens Act s. 72(1)").shows_time("11", "35");
        // Nothing of the police, of the employer's standing, nor that anything is kept from her.
        let page = page.hides_of_law("refusal-ground-found").hides_of_law("employer-excluded");
        let page = page.lacks("fact-source-register-checks").lacks("fact-source-employer-register");
        page.hides("refusal_ground").hides("Aliens Act s. 36");
        house.is_sound().await;
    })
    .await;
}

/// Aino writes and presents, Mikael signs.
async fn two_officials_refuse(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let form = format!("{case}/decisions/new");
    let decision = aino.fills(&form, &[("letter", "residence-refusal")]).await;
    for section in ["hearing", "assessment", "provisions"] {
        let path = format!("{decision}/write/{section}");
        aino.fills(&path, &[("text", "What was asked, answered and weighed.")]).await;
    }
    let checked =
        ["identity", "facts", "hearing", "grounds", "language"].map(|item| ("checked", item));
    aino.fills(&format!("{decision}/present"), &checked).await;
    let mut mikael = house.colleague("mikael").await;
    mikael.fills(&format!("{decision}/sign"), &checked).await;
    house.settles().await;
}
