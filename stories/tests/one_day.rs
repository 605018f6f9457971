//! One day at the office, from a person nobody knows to a case that is closed, and who saw it.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use stories::{House, tell};

/// What the case is about.
const MATTER: &str = "Residence certificate lost";
/// What Amina Rahimi brings with her.
const CERTIFICATE: &[u8] = b"%PDF-1.7\nResidence certificate";
/// What Aino writes into the file.
const NOTE: &str = "Asked for a new certificate. Mikael knows the register.";

#[tokio::test]
async fn a_case_from_the_first_visit_to_the_auditor() {
    tell(|house| async move {
        let (person, case) = leila_registers_a_person_and_opens_a_case(&house).await;
        house.minutes_pass(40);
        aino_takes_what_is_next_and_gives_it_to_mikael(&house, &case).await;
        oskari_of_another_unit_finds_nothing(&house, &case).await;
        house.minutes_pass(150);
        let document = mikael_reads_all_of_it_and_closes(&house, &case).await;

        // In the night the server is started anew, and nothing is lost.
        let house = house.restarts().await;
        house.minutes_pass(12 * 60);
        johanna_sees_every_look(&house, &person, &case, &document).await;
        house.is_sound().await;
    })
    .await;
}

/// Nobody knows Amina Rahimi yet. Leila types her name in two scripts, finds her by either, and
/// opens a case.
async fn leila_registers_a_person_and_opens_a_case(house: &House) -> (String, String) {
    let mut leila = house.colleague("leila").await;
    leila.searches("Rahimi").await.says("casefile-find-none");
    let amina = [
        ("family", "Rahimi"),
        ("given", "Amina"),
        ("original_family", "رحیمی"),
        ("original_given", "امینه"),
        ("born-year", "1994"),
        ("born-month", "2"),
        ("sex", "F"),
        ("nationality", "AFG"),
    ];
    let person = leila.fills("/persons/new", &amina).await;
    let page = leila.opens(&person).await.shows("Rahimi Amina").shows("رحیمی امینه");
    page.says("name-current-original").says("country-afg");
    for words in ["rahimi", "amina rah", "امینه"] {
        let found = leila.searches(words).await.shows("Rahimi Amina");
        assert!(found.links("/persons/").contains(&person));
    }

    let id = person.trim_start_matches("/persons/");
    let case = leila.fills(&format!("/cases/new?person={id}"), &[("headline", MATTER)]).await;
    let page = leila.opens(&case).await.shows(MATTER).says("status-word-received");
    page.says("task-look-into").says("clock-general-matter");
    house.settles().await;
    (person, case)
}

/// Aino takes what is next in the queue, attaches the certificate, writes what she did, and gives
/// the case to a colleague.
async fn aino_takes_what_is_next_and_gives_it_to_mikael(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    aino.opens("/work").await.says("work-none").shows(MATTER);
    assert_eq!(aino.presses("/work", "/work/take-next").await, case);
    aino.opens("/work").await.shows(MATTER).says("casefile-queue-empty");
    aino.attaches(&format!("{case}/documents/new"), "todistus.pdf", CERTIFICATE).await;
    aino.fills(&format!("{case}/notes/new"), &[("text", NOTE)]).await;
    let assign = format!("{case}/assign");
    let mikael = aino.opens(&assign).await.option("Mikael Lindström");
    aino.fills(&assign, &[("to", &mikael)]).await;
    aino.opens(case).await.shows("Mikael Lindström");
}

/// Oskari has heard of the case; for his unit it does not exist.
async fn oskari_of_another_unit_finds_nothing(house: &House, case: &str) {
    let mut oskari = house.colleague("oskari").await;
    oskari.finds_nothing_at(case).await;
    oskari.opens("/cases").await.hides(MATTER);
    oskari.opens("/work").await.hides(MATTER);
}

/// Mikael finds it among his cases, reads the note and the document, and closes it. The document's
/// address.
async fn mikael_reads_all_of_it_and_closes(house: &House, case: &str) -> String {
    let mut mikael = house.colleague("mikael").await;
    mikael.opens("/work").await.shows(MATTER);
    let page = mikael.opens(case).await.shows(NOTE).shows("Aino Virtanen").shows("todistus.pdf");
    let documents = page.links(&format!("{case}/documents/"));
    let about = documents.into_iter().find(|link| link.ends_with("/about")).unwrap();
    let document = about.trim_end_matches("/about").to_owned();
    mikael.opens(&about).await.shows("todistus.pdf");
    mikael.opens(&document).await.shows("Residence certificate");
    mikael.fills(&format!("{case}/close"), &[("outcome", "done")]).await;
    let page = mikael.opens(case).await.says("case-status-closed").says("case-close-outcome-done");
    page.says("event-case-closed").says("clock-ended");
    mikael.opens("/work").await.says("work-none");
    house.settles().await;
    document
}

/// Johanna, who audits, sees every look at the case, the person and the document: Oskari's among
/// them, and her own.
async fn johanna_sees_every_look(house: &House, person: &str, case: &str, document: &str) {
    let mut johanna = house.colleague("johanna").await;
    let audit = |path: &str| format!("/audit?subject={}", path.rsplit('/').next().unwrap());
    let looks = johanna.opens(&audit(case)).await.shows("Leila Hassan").shows("Aino Virtanen");
    let looks = looks.shows("Mikael Lindström").shows("Oskari Mäkelä").says("audit-denied");
    looks.says("look-case").says("act-case-close");
    johanna.opens(&audit(person)).await.shows("Leila Hassan").hides("Oskari Mäkelä");
    johanna.opens(&audit(document)).await.shows("Mikael Lindström").hides("Oskari Mäkelä");
    johanna.opens(&audit(case)).await.shows("Johanna Nyström");
}
