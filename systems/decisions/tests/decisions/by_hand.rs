//! What people write, present, sign, serve and correct, through the kernel.

use casefile::{Case, CaseId, Status};
use decisions::acts::{
    DraftDecision, PresentDecision, PresumeReceived, RecordReceived, RecordSent, RecordUndelivered,
    RedirectDecision, SignDecision, TellTerms, WriteSection,
};
use decisions::archive::{Proof, prove_all, prove_house};
use decisions::library::library;
use decisions::{Basis, DecisionId, Stage};
use kernel::{NotDone, Who};

use crate::office::{House, in_houses};
use crate::paper;

pub async fn drafted(house: &House, case: CaseId, letter: &str) -> DecisionId {
    let decision = DecisionId(house.kernel().next_id());
    let letter = letter.to_owned();
    let act = DraftDecision { decision, case, letter };
    house.run(&house.officer, act).await.unwrap();
    decision
}

/// The digest of the fields as they stand now.
pub async fn seen(house: &House, case: CaseId, letter: &str) -> String {
    let today = house.world.now().date();
    let basis = Basis::look(house.kernel(), case).await.unwrap();
    let letter = library().unwrap().letter(letter, today).unwrap();
    basis.fields(letter, today).unwrap().digest()
}

pub fn all(items: &[&str]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

pub const CHECKED: [&str; 5] = ["identity", "facts", "hearing", "grounds", "language"];

pub async fn terms(house: &House, decision: DecisionId, until: &str) {
    let act = TellTerms {
        decision,
        kind: "fixed-term".into(),
        from: "2026-04-01".parse().unwrap(),
        until: Some(until.parse().unwrap()),
        work: Some("unlimited".into()),
        type_code: None,
        occupation: None,
    };
    house.run(&house.officer, act).await.unwrap();
}

pub async fn signed(
    house: &House,
    who: &Who,
    decision: DecisionId,
    fields: String,
) -> Result<kernel::Done, NotDone> {
    house.run(who, SignDecision { decision, checked: all(&CHECKED), fields }).await
}

pub fn refused(code: &str, result: Result<kernel::Done, NotDone>) {
    let error = result.unwrap_err();
    assert!(matches!(&error, NotDone::Refused(r) if r.code == code), "{code}: {error:?}");
}

async fn granted(house: &House) -> (CaseId, DecisionId) {
    let person = house.person("sv").await;
    let case = house.case(person, "general-matter").await;
    let id = drafted(house, case, "residence-grant").await;
    terms(house, id, "2027-03-31").await;
    let fields = seen(house, case, "residence-grant").await;
    signed(house, &house.officer, id, fields).await.unwrap();
    house.world.settle().await;
    (case, id)
}

#[tokio::test]
async fn a_grant_is_drafted_signed_archived_and_served_by_letter() {
    in_houses(|house| async move {
        let (case, id) = granted(&house).await;
        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { sheets, mode, .. } = &decision.stage else { panic!() };
        assert_eq!((sheets[0].language.code(), mode.as_str()), ("sv", "letter"));
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert!(matches!(state.known().unwrap().status, Status::Closed { .. }));

        let on = house.world.now().date();
        house.run(&house.officer, RecordSent { decision: id, on, to: None }).await.unwrap();
        house.world.days_pass(6);
        house.world.settle().await;
        assert!(house.decision(id).await.unwrap().reached.served.is_none());
        house.world.days_pass(1);
        house.world.settle().await;
        let served = house.decision(id).await.unwrap().reached.served.unwrap();
        assert_eq!(served.0.to_string(), "2026-03-09");
        assert_eq!((served.1, served.2.unwrap().to_string()), (true, "2026-04-08".to_owned()));
        let presumed = PresumeReceived { decision: id };
        refused("decision-not-sent", house.run(&Who::machine(), presumed).await);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_not_signed() {
    in_houses(|house| async move {
        let person = house.person("fi").await;
        let case = house.case(person, "general-matter").await;
        let id = drafted(&house, case, "residence-grant").await;
        terms(&house, id, "2027-03-31").await;
        let fields = seen(&house, case, "residence-grant").await;
        terms(&house, id, "2028-03-31").await;
        refused("fields-moved", signed(&house, &house.officer, id, fields).await);
        let fields = seen(&house, case, "residence-grant").await;
        let unchecked = SignDecision { decision: id, checked: all(&["facts"]), fields };
        refused("checklist-open", house.run(&house.officer, unchecked).await);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_takes_two_people_and_its_receipt_is_shown() {
    in_houses(|house| async move {
        let person = house.person("fi").await;
        let case = house.case(person, "general-matter").await;
        let id = drafted(&house, case, "residence-refusal").await;
        let fields = || seen(&house, case, "residence-refusal");
        let present =
            PresentDecision { decision: id, checked: all(&CHECKED), fields: fields().await };
        refused("decision-lacks", house.run(&house.officer, present.clone()).await);
        for section in ["hearing", "assessment", "provisions"] {
            let (section, text) = (section.to_owned(), format!("Kirjoitettu: {section}"));
            let act = WriteSection { decision: id, section, text };
            house.run(&house.officer, act).await.unwrap();
        }
        house.run(&house.officer, present).await.unwrap();
        refused("decision-own", signed(&house, &house.officer, id, fields().await).await);
        signed(&house, &house.colleague, id, fields().await).await.unwrap();
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { mode, .. } = &decision.stage else { panic!("{:?}", decision.stage) };
        assert_eq!(mode, "letter-receipt");

        let on = house.world.now().date();
        let send = || RecordSent { decision: id, on, to: Some("post".into()) };
        house.run(&house.officer, send()).await.unwrap();
        house.world.days_pass(30);
        house.world.settle().await;
        assert!(house.decision(id).await.unwrap().reached.served.is_none(), "never presumed");
        let failed = RecordUndelivered { decision: id, reason: "Not collected".into() };
        house.run(&house.officer, failed).await.unwrap();
        // The police bring it instead, with instructions that say so.
        let redirect = RedirectDecision { decision: id, mode: "police".into() };
        house.run(&house.officer, redirect).await.unwrap();
        refused("instructions-not-ready", house.run(&house.officer, send()).await);
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        let newest = decision.sheets().last().unwrap();
        let said = paper::words(&paper::bytes(house.kernel(), newest.file).await).join("\n");
        assert!(said.contains("Poliisi on antanut") && said.contains("Valitusosoitus"), "{said}");
        assert_eq!(prove_all(house.kernel(), id).await.unwrap(), [Proof::Holds; 2]);
        let today = house.world.now().date();
        let again = RecordSent { on: today, ..send() };
        house.run(&house.officer, again).await.unwrap();
        let received = RecordReceived { decision: id, on: today };
        house.run(&house.officer, received).await.unwrap();
        let decision = house.decision(id).await.unwrap();
        let modes: Vec<&str> = decision.reached.attempts.iter().map(|a| a.mode.as_str()).collect();
        assert_eq!(modes, ["letter-receipt", "police"]);
        assert!(!decision.reached.served.unwrap().1);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn bytes_that_somebody_changed_are_found() {
    in_houses(|house| async move {
        let (_, id) = granted(&house).await;
        let decision = house.decision(id).await.unwrap();
        let Stage::Archived { sheets, .. } = &decision.stage else { panic!() };
        let cut = "DELETE FROM file_chunk WHERE file_id = $1";
        house.world.tamper(cut, vec![sheets[0].file.into()]).await.unwrap();
        assert_eq!(prove_all(house.kernel(), id).await.unwrap(), [Proof::Changed]);
        let (_, sound) = granted(&house).await;
        let proven = prove_house(house.kernel(), &mut |_| {}).await.unwrap();
        assert_eq!((proven.documents, proven.wrong), (2, vec![(id, Proof::Changed)]));
        assert_eq!(prove_all(house.kernel(), sound).await.unwrap(), [Proof::Holds]);
    })
    .await;
}
