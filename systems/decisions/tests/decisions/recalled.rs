//! A wrong letter that nobody has yet, recalled: it is not opened, serves nothing, and another takes its place.

use casefile::acts::ReopenCase;
use casefile::{Case, CaseId, Person};
use decisions::acts::{
    AmendField, CorrectDecision, DraftDecision, NoteOpened, RecallDecision, RecordReceived,
    RecordSent, RecordUndelivered, RedirectDecision, SignDecision, TellTerms,
};
use decisions::{Basis, DecisionId};
use kernel::{Done, NotDone, Who};

use crate::office::{House, in_houses};

fn refused(code: &str, result: &Result<Done, NotDone>) {
    assert!(matches!(result, Err(NotDone::Refused(r)) if r.code == code), "{code}: {result:?}");
}

async fn sign(house: &House, id: DecisionId) {
    let known = house.decision(id).await.unwrap();
    let basis = Basis::look(house.kernel(), known.case).await.unwrap();
    let letter = known.kind(basis.library).unwrap();
    let fields = basis.fields_of(&known, letter, house.world.now().date()).unwrap().digest();
    let checked = ["identity", "facts", "hearing", "language", "clerical"].map(str::to_owned);
    let act = SignDecision { decision: id, checked: checked.to_vec(), fields };
    house.run(&house.officer, act).await.unwrap();
    house.world.settle().await;
}

/// A grant that was given and is to go by a mode.
async fn given_by(house: &House, mode: &str) -> (CaseId, DecisionId) {
    let person = house.person("fi").await;
    let case = house.case(person, "general-matter").await;
    let decision = DecisionId(house.kernel().next_id());
    let act = DraftDecision { decision, case, letter: "residence-grant".into() };
    house.run(&house.officer, act).await.unwrap();
    let terms = TellTerms {
        decision,
        kind: "fixed-term".into(),
        from: "2026-04-01".parse().unwrap(),
        until: Some("2027-03-31".parse().unwrap()),
        work: Some("unlimited".into()),
        type_code: None,
        occupation: None,
    };
    house.run(&house.officer, terms).await.unwrap();
    sign(house, decision).await;
    if mode != "letter" {
        let act = RedirectDecision { decision, mode: mode.to_owned() };
        house.run(&house.officer, act).await.unwrap();
        house.world.settle().await;
    }
    (case, decision)
}

async fn sent(house: &House, decision: DecisionId) {
    let on = house.world.now().date();
    house.run(&house.officer, RecordSent { decision, on, to: None }).await.unwrap();
}

async fn recall(house: &House, decision: DecisionId) -> Result<Done, NotDone> {
    let reason = "Made out to another".to_owned();
    house.run(&house.officer, RecallDecision { decision, reason }).await
}

async fn rights(house: &House, case: CaseId) -> Vec<String> {
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    let applicant = state.known().unwrap().applicant;
    let (person, _) = house.kernel().peek::<Person>(applicant).await.unwrap();
    let rights = &person.known().unwrap().residence_rights;
    rights.iter().filter_map(|right| right.until).map(|day| day.to_string()).collect()
}

#[tokio::test]
async fn a_wrong_letter_is_recalled_and_a_correction_takes_its_place() {
    in_houses(|house| async move {
        let (case, id) = given_by(&house, "electronic-verifiable").await;
        sent(&house, id).await;
        assert_eq!(rights(&house, case).await, ["2027-03-31"]);
        recall(&house, id).await.unwrap();
        assert!(rights(&house, case).await.is_empty(), "what was registered with it is taken back");
        let machine = Who::machine();
        refused("decision-recalled", &house.run(&machine, NoteOpened { decision: id }).await);
        refused("decision-recalled", &recall(&house, id).await);
        let again = RedirectDecision { decision: id, mode: "police".into() };
        refused("decision-recalled", &house.run(&house.officer, again).await);
        house.world.days_pass(30);
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        assert!(decision.reached.served.is_none() && decision.reached.attempts.len() == 1);

        let other = DecisionId(house.kernel().next_id());
        house.run(&house.officer, CorrectDecision { decision: other, of: id }).await.unwrap();
        let amend = AmendField {
            decision: other,
            field: "granted_until".into(),
            value: Some("2027-04-30".into()),
            reason: "A slip".into(),
        };
        house.run(&house.officer, amend).await.unwrap();
        sign(&house, other).await;
        assert_eq!(rights(&house, case).await, ["2027-04-30"]);
        sent(&house, other).await;
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn of_a_correction_that_is_recalled_what_it_corrected_is_registered_again() {
    in_houses(|house| async move {
        let (case, id) = given_by(&house, "letter").await;
        let corrected = |of, until: &'static str| {
            let house = &house;
            async move {
                let decision = DecisionId(house.kernel().next_id());
                house.run(&house.officer, CorrectDecision { decision, of }).await.unwrap();
                let (field, reason) = ("granted_until".to_owned(), "A slip".to_owned());
                let value = Some(until.to_owned());
                let amend = AmendField { decision, field, value, reason };
                house.run(&house.officer, amend).await.unwrap();
                sign(house, decision).await;
                decision
            }
        };
        let wrong = corrected(id, "2027-06-30").await;
        assert_eq!(rights(&house, case).await, ["2027-06-30"]);
        recall(&house, wrong).await.unwrap();
        assert_eq!(rights(&house, case).await, ["2027-03-31"]);
        let right = corrected(wrong, "2027-04-30").await;
        assert_eq!(rights(&house, case).await, ["2027-04-30"]);
        assert_eq!(house.decision(wrong).await.unwrap().corrected_by, Some(right));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_is_taken_up_again_and_decided_anew_after_a_recall() {
    in_houses(|house| async move {
        let (case, id) = given_by(&house, "letter").await;
        recall(&house, id).await.unwrap();
        let reopen = ReopenCase { case, reason: "The letter was wrong".into() };
        house.run(&house.officer, reopen).await.unwrap();
        let decision = DecisionId(house.kernel().next_id());
        let act = DraftDecision { decision, case, letter: "residence-grant".into() };
        house.run(&house.officer, act).await.unwrap();
        sign(&house, decision).await;
        assert_eq!(house.decision(decision).await.unwrap().stage.code(), "archived");
        assert_eq!(rights(&house, case).await, ["2027-03-31"]);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn opening_and_recalling_at_once_one_of_them_wins() {
    in_houses(|house| async move {
        for mode in ["electronic-verifiable", "electronic-ordinary"] {
            for turn in 0..4 {
                let (_, id) = given_by(&house, mode).await;
                sent(&house, id).await;
                let machine = Who::machine();
                let open = house.run(&machine, NoteOpened { decision: id });
                let (opened, recalled) = if turn % 2 == 0 {
                    tokio::join!(open, recall(&house, id))
                } else {
                    let (recalled, opened) = tokio::join!(recall(&house, id), open);
                    (opened, recalled)
                };
                assert_ne!(opened.is_ok(), recalled.is_ok(), "{mode}: {opened:?} {recalled:?}");
                let reached = house.decision(id).await.unwrap().reached;
                let has = reached.served.is_some() || reached.opened.is_some();
                assert_eq!((has, reached.recalled.is_some()), (opened.is_ok(), recalled.is_ok()));
                if opened.is_ok() {
                    let code = if reached.served.is_some() {
                        "decision-served"
                    } else {
                        "decision-opened"
                    };
                    refused(code, &recalled);
                } else {
                    refused("decision-recalled", &opened);
                }
            }
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_posted_is_recalled_only_once_it_came_back() {
    in_houses(|house| async move {
        let (case, id) = given_by(&house, "letter").await;
        sent(&house, id).await;
        refused("recall-posted", &recall(&house, id).await);
        let back = RecordUndelivered { decision: id, reason: "Moved away".into() };
        house.run(&house.officer, back).await.unwrap();
        recall(&house, id).await.unwrap();
        assert!(rights(&house, case).await.is_empty());
        let (_, handed) = given_by(&house, "mission").await;
        sent(&house, handed).await;
        let on = house.world.now().date();
        house.run(&house.officer, RecordReceived { decision: handed, on }).await.unwrap();
        refused("decision-served", &recall(&house, handed).await);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn officials_see_that_it_was_recalled_and_from_when_others_may_be_carried_out() {
    in_houses(|house| async move {
        let (case, id) = given_by(&house, "letter").await;
        let mut aino = house.browser(&house.officer).await.reading("en");
        let page = format!("/decisions/{id}");
        let shown = aino.get(&page).await;
        assert!(shown.has("from 2 March 2026") && shown.has("Recall"), "{}", shown.body);
        assert!(shown.has("Not verified") || shown.has("unverified"), "{}", shown.body);
        let form = format!("{page}/recall");
        let empty = aino.fill(&form, &[]).await;
        assert_eq!(empty.status, 422, "{}", empty.body);
        let done = aino.fill(&form, &[("reason", "Made out to another")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let shown = aino.get(&page).await;
        for words in ["Recalled on 2 March 2026", "Why it was recalled: Made out to another"] {
            assert!(shown.has(words), "{words}: {}", shown.body);
        }
        assert!(!shown.has("May be carried out"), "{}", shown.body);
        assert!(aino.get(&format!("/cases/{case}")).await.has("Decision recalled"));
    })
    .await;
}
