//! An official in doubt asks for a second look, on both engines: a task for a colleague, two persons until it is answered,
//! and one again after that.

use casefile::{Case, CaseId, KnownCase, TaskState};
use decisions::acts::PresentDecision;
use decisions::{DecisionId, Stage};
use testkit::Shown;

use crate::by_hand::{CHECKED, all, drafted, refused, seen, signed, terms};
use crate::office::{House, in_houses};

const LETTER: &str = "residence-grant";

fn moved(shown: &Shown) {
    assert_eq!(shown.status, 303, "{}", shown.body);
}

/// A grant that lacks nothing, and that Aino is in doubt about.
async fn doubted(house: &House) -> (CaseId, DecisionId) {
    let person = house.person("fi").await;
    let case = house.case(person, "general-matter").await;
    let id = drafted(house, case, LETTER).await;
    terms(house, id, "2027-03-31").await;
    let mut aino = house.browser(&house.officer).await;
    let page = aino.get(&format!("/decisions/{id}")).await;
    assert!(page.has("Ask for a second look"), "{}", page.body);
    let ask = format!("/decisions/{id}/second-look");
    assert_eq!(aino.fill(&ask, &[("question", " ")]).await.status, 422);
    moved(&aino.fill(&ask, &[("question", "Is this a family?")]).await);
    (case, id)
}

async fn known(house: &House, case: CaseId) -> KnownCase {
    let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
    state.known().unwrap().clone()
}

fn looks(case: &KnownCase) -> Vec<TaskState> {
    let tasks = case.tasks.values().filter(|task| task.what == "second-look");
    tasks.map(|task| task.state).collect()
}

#[tokio::test]
async fn whoever_is_in_doubt_decides_alone_again_once_a_colleague_has_answered() {
    in_houses(|house| async move {
        let (case, id) = doubted(&house).await;
        assert_eq!(looks(&known(&house, case).await), [TaskState::Open]);
        let fields = seen(&house, case, LETTER).await;
        let own = signed(&house, &house.officer, id, fields.clone()).await;
        refused("decision-second-look-own", own);
        let mut mikael = house.browser(&house.colleague).await;
        for (lang, words) in [
            ("fi", "pyysi toista arviota"),
            ("sv", "bad om en andra bedömning"),
            ("en", "one person presents the decision and another decides it"),
        ] {
            mikael = mikael.reading(lang);
            let page = mikael.get(&format!("/decisions/{id}")).await;
            assert!(page.has(words) && page.has("Is this a family?"), "{words}: {}", page.body);
        }
        let mut aino = house.browser(&house.officer).await;
        let answer = format!("/decisions/{id}/second-look/answer");
        let own = aino.fill(&answer, &[("answer", "I think so")]).await;
        assert_eq!(own.status, 422, "whoever asked does not answer");
        moved(&mikael.fill(&answer, &[("answer", "Yes, by marriage")]).await);
        assert_eq!(looks(&known(&house, case).await), [TaskState::Done]);
        let page = aino.get(&format!("/decisions/{id}")).await;
        assert!(page.has("Yes, by marriage"), "{}", page.body);
        signed(&house, &house.officer, id, fields).await.unwrap();
        house.world.settle().await;
        let decision = house.decision(id).await.unwrap();
        assert!(matches!(decision.stage, Stage::Archived { presented: None, .. }));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_colleague_may_decide_instead_of_answering() {
    in_houses(|house| async move {
        let (case, id) = doubted(&house).await;
        let fields = seen(&house, case, LETTER).await;
        let early = signed(&house, &house.colleague, id, fields.clone()).await;
        refused("decision-not-presented", early);
        let checked = all(&CHECKED);
        let act = PresentDecision { decision: id, checked, fields: fields.clone() };
        house.run(&house.officer, act).await.unwrap();
        signed(&house, &house.colleague, id, fields).await.unwrap();
        house.world.settle().await;
        let Stage::Archived { presented: Some(presented), signed, .. } =
            house.decision(id).await.unwrap().stage
        else {
            panic!("it is not archived")
        };
        assert_eq!((presented.by, signed.by), (house.officer.user, house.colleague.user));
        assert_eq!(looks(&known(&house, case).await), [TaskState::Done]);
        house.world.verify().await;
    })
    .await;
}
