//! A plain slip in what was given, corrected: by a new document that says both, with the right to stay, once.

use casefile::{Case, CaseId, Person};
use decisions::acts::{
    AmendField, CorrectDecision, DraftDecision, SignDecision, TellTerms, WriteSection,
};
use decisions::archive::{Proof, prove_all};
use decisions::{Basis, DecisionId, Stage};
use kernel::{Done, NotDone, Who};

use crate::office::{House, in_houses};
use crate::paper;

const GRANT: &str = "residence-grant";
const CHECKED: [&str; 5] = ["identity", "facts", "hearing", "language", "clerical"];

fn refused(code: &str, result: Result<Done, NotDone>) {
    let error = result.unwrap_err();
    assert!(matches!(&error, NotDone::Refused(r) if r.code == code), "{code}: {error:?}");
}

/// Signing it with the fields as they stand now.
async fn sign(house: &House, who: &Who, id: DecisionId) -> Result<Done, NotDone> {
    let known = house.decision(id).await.unwrap();
    let basis = Basis::look(house.kernel(), known.case).await.unwrap();
    let letter = known.kind(basis.library).unwrap();
    let fields = basis.fields_of(&known, letter, house.world.now().date()).unwrap().digest();
    let checked = CHECKED.map(str::to_owned).to_vec();
    house.run(who, SignDecision { decision: id, checked, fields }).await
}

/// A grant of an official, given: it ends on a day that somebody typed wrongly.
async fn granted(house: &House) -> (CaseId, DecisionId) {
    let person = house.person("fi").await;
    let case = house.case(person, "general-matter").await;
    let decision = DecisionId(house.kernel().next_id());
    let act = DraftDecision { decision, case, letter: GRANT.to_owned() };
    house.run(&house.officer, act).await.unwrap();
    let terms = TellTerms {
        decision,
        kind: "fixed-term".into(),
        from: "2026-04-01".parse().unwrap(),
        until: Some("2027-03-13".parse().unwrap()),
        work: Some("none".into()),
        type_code: None,
        occupation: None,
    };
    house.run(&house.officer, terms).await.unwrap();
    sign(house, &house.officer, decision).await.unwrap();
    house.world.settle().await;
    (case, decision)
}

async fn begun(house: &House, of: DecisionId) -> DecisionId {
    let decision = DecisionId(house.kernel().next_id());
    house.run(&house.officer, CorrectDecision { decision, of }).await.unwrap();
    decision
}

async fn amend(house: &House, id: DecisionId, field: &str, value: &str) -> Result<Done, NotDone> {
    let (field, value) = (field.to_owned(), Some(value.to_owned()));
    let reason = "Typed wrongly.".to_owned();
    house.run(&house.officer, AmendField { decision: id, field, value, reason }).await
}

/// Kind, first and last day of every right that a case gave.
async fn rights(house: &House, case: CaseId) -> Vec<(String, String, String)> {
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    let applicant = state.known().unwrap().applicant;
    let (person, _) = house.kernel().peek::<Person>(applicant).await.unwrap();
    let rights = person.known().unwrap().residence_rights.iter();
    let until = |right: &casefile::ResidenceRight| right.until.map(|day| day.to_string());
    let told = rights.map(|right| {
        let until = until(right).unwrap_or_default();
        (right.what.clone(), right.from.to_string(), until)
    });
    told.collect()
}

fn right(what: &str, until: &str) -> Vec<(String, String, String)> {
    vec![(what.to_owned(), "2026-04-01".to_owned(), until.to_owned())]
}

/// What its authentic document says.
async fn says(house: &House, id: DecisionId) -> String {
    let decision = house.decision(id).await.unwrap();
    let sheet = decision.sheets().next().unwrap();
    let words = paper::words(&paper::bytes(house.kernel(), sheet.file).await).join("\n");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_wrong_day_is_said_anew_in_a_document_that_says_both_and_the_right_follows() {
    in_houses(|house| async move {
        let (case, id) = granted(&house).await;
        let before = house.decision(id).await.unwrap();
        assert_eq!(rights(&house, case).await, right("fixed-term", "2027-03-13"));
        let other = begun(&house, id).await;
        refused("correction-changes-nothing", sign(&house, &house.officer, other).await);
        amend(&house, other, "granted_until", "2027-03-31").await.unwrap();
        amend(&house, other, "granted_work", "unlimited").await.unwrap();
        refused("field-same", amend(&house, other, "granted_work", "unlimited").await);
        refused("field-not-corrected", amend(&house, other, "case_number", "HEL-2026-9").await);
        sign(&house, &house.colleague, other).await.unwrap();
        house.world.settle().await;

        let (after, correction) =
            (house.decision(id).await.unwrap(), house.decision(other).await.unwrap());
        assert_eq!(after.corrected_by, Some(other));
        assert_eq!(after.stage, before.stage, "what was given stays as it is");
        assert_eq!(correction.stage.code(), "archived");
        assert_eq!(rights(&house, case).await, right("fixed-term", "2027-03-31"));
        let said = says(&house, other).await;
        for words in [
            "Korjaa päätöksen",
            "Tämä korjaa virheen",
            "2.3.2026",
            "Päätöksessä luki:",
            "päättyy 13.3.2027",
            "Oikein on:",
            "päättyy 31.3.2027",
            "Mistä virhe johtuu: Typed wrongly.",
            "51",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(
            says(&house, id).await.contains("päättyy 13.3.2027"),
            "the old one says what it said"
        );
        assert_eq!(prove_all(house.kernel(), id).await.unwrap(), [Proof::Holds]);
        assert_eq!(prove_all(house.kernel(), other).await.unwrap(), [Proof::Holds]);
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert_eq!(state.known().unwrap().documents.len(), 2);

        // What was corrected is corrected again from its correction, and nowhere else.
        let again = CorrectDecision { decision: DecisionId(house.kernel().next_id()), of: id };
        refused("decision-corrected", house.run(&house.officer, again).await);
        let third = begun(&house, other).await;
        let kept = house.decision(third).await.unwrap().as_corrected().unwrap();
        assert_eq!(kept.day("granted_until").unwrap().to_string(), "2027-03-31");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_rules_decided_is_corrected_by_an_official() {
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        house.world.settle().await;
        assert_eq!(rights(&house, case).await, right("fixed-term", "2027-03-31"));
        let other = begun(&house, id).await;
        amend(&house, other, "granted_until", "2027-04-30").await.unwrap();
        // A permit that ends before it begins is no correction.
        amend(&house, other, "granted_from", "2027-05-01").await.unwrap();
        refused("dates-reversed", sign(&house, &house.officer, other).await);
        amend(&house, other, "granted_from", "2026-04-01").await.unwrap();
        sign(&house, &house.officer, other).await.unwrap();
        house.world.settle().await;
        assert_eq!(house.decision(other).await.unwrap().stage.code(), "archived");
        assert_eq!(rights(&house, case).await, right("fixed-term", "2027-04-30"));
        // The facts of the case say so too, by the official.
        let basis = Basis::look(house.kernel(), case).await.unwrap();
        let letter = basis.library.letter(GRANT, house.world.now().date()).unwrap();
        let fields = basis.fields(letter, house.world.now().date()).unwrap();
        assert_eq!(fields.day("granted_until").unwrap().to_string(), "2027-04-30");
        assert_eq!(fields.known["granted_until"].source, "official");
        // Why stands behind the correction as behind what it corrects.
        let mut aino = house.browser(&house.officer).await;
        let ruling = format!("/automation/rulings/{case}/");
        for decision in [id, other] {
            assert!(aino.get(&format!("/decisions/{decision}")).await.has(&ruling), "{decision}");
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_corrections_at_once_one_is_given() {
    in_houses(|house| async move {
        let (case, id) = granted(&house).await;
        let (one, two) = (begun(&house, id).await, begun(&house, id).await);
        amend(&house, one, "granted_until", "2027-03-31").await.unwrap();
        amend(&house, two, "granted_until", "2027-06-30").await.unwrap();
        let (first, second) =
            tokio::join!(sign(&house, &house.officer, one), sign(&house, &house.colleague, two));
        first.unwrap();
        second.unwrap();
        house.world.settle().await;
        let (one, two) = (house.decision(one).await.unwrap(), house.decision(two).await.unwrap());
        let mut stages = [one.stage.code(), two.stage.code()];
        stages.sort_unstable();
        assert_eq!(stages, ["archived", "halted"]);
        let until = if one.stage.code() == "archived" { "2027-03-31" } else { "2027-06-30" };
        assert_eq!(rights(&house, case).await, right("fixed-term", until));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_people_wrote_is_written_anew_and_said_to_be() {
    in_houses(|house| async move {
        let (_, id) = granted(&house).await;
        let other = begun(&house, id).await;
        let (section, text) =
            ("reasons".to_owned(), "Hakemus hyväksyttiin sellaisenaan.".to_owned());
        let act = WriteSection { decision: other, section, text };
        house.run(&house.officer, act).await.unwrap();
        sign(&house, &house.officer, other).await.unwrap();
        house.world.settle().await;
        let correction = house.decision(other).await.unwrap();
        assert!(matches!(correction.stage, Stage::Archived { .. }));
        let said = says(&house, other).await;
        assert!(said.contains("Teksti on kirjoitettu uudelleen kohdassa Perustelut"), "{said}");
        house.world.verify().await;
    })
    .await;
}
