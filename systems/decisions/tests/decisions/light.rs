//! Light processing on both engines: an official answers where sources differ, confirms on one page, and
//! what was prepared is decided once; what cannot be granted goes the full way.

use std::collections::BTreeMap;

use automation::acts::RuleCase;
use automation::facts::Saying;
use automation::ruling::Asked;
use automation::{CaseFacts, FactState, Rulings};
use casefile::acts::{About, AddDocument, AssignCase, Attached};
use casefile::{Case, CaseId, Status};
use decisions::acts::{
    AnswerPoint, ConfirmLight, LeaveLight, OpenSitting, ReturnDecision, SignDecision,
};
use decisions::light::prepare;
use decisions::{
    Basis, CaseDecisions, DecisionId, End, Light, Sitting, SittingId, Sittings, Stage,
};
use kernel::{NotDone, Ts, Who};
use law::{Decimal, Value};
use testkit::{Browser, Shown};

use crate::huts::HUT;
use crate::islands::ISLAND;
use crate::office::{House, in_houses, in_order};

fn euros(text: &str) -> Value {
    Value::Num(Decimal::parse(text).unwrap())
}

/// A hut whose owner says other things than the bank and the school: ruled on, and Aino has it.
pub async fn differing(house: &House) -> CaseId {
    differing_of(house, HUT).await
}

/// What sources say of a hut of which its owner says other things than the bank and the school.
pub fn sayings(at: Ts) -> Vec<Saying> {
    let differing = [
        Saying::new("means_monthly", "application", euros("650"), at),
        Saying::new("hut_swims", "application", Value::Bool(false), at),
    ];
    in_order(at).into_iter().chain(differing).collect()
}

async fn differing_of(house: &House, kind: &str) -> CaseId {
    let person = house.person("fi").await;
    let case = house.case(person, kind).await;
    house.tell(case, sayings(house.world.now())).await;
    ruled(house, case).await;
    let to = Some(house.officer.user);
    house.run(&house.officer, AssignCase { case, to }).await.unwrap();
    case
}

pub async fn ruled(house: &House, case: CaseId) -> String {
    let act = RuleCase { asked: Asked::about(case) };
    house.run(&Who::machine(), act).await.unwrap();
    let (rulings, _) = house.kernel().peek::<Rulings>(case).await.unwrap();
    rulings.newest().unwrap().ruling.class.clone()
}

/// Aino opens the case and says which sources are right, all in the kernel.
pub async fn answered(house: &House, case: CaseId) {
    let sitting = SittingId::of(case, house.officer.user);
    let act = OpenSitting { case, sitting, asked: ["means_monthly".to_owned()].into() };
    house.run(&house.officer, act).await.unwrap();
    for (point, right) in [("means_monthly", "bank_statement"), ("hut_swims", "swimming_school")] {
        let (point, right) = (point.to_owned(), right.to_owned());
        let digest = digest(house, case, &point).await;
        let act = AnswerPoint { case, sitting, point, digest, right, reason: String::new() };
        house.run(&house.officer, act).await.unwrap();
    }
}

async fn digest(house: &House, case: CaseId, point: &str) -> String {
    let basis = Basis::look(house.kernel(), case).await.unwrap();
    let (rulings, _) = house.kernel().peek::<Rulings>(case).await.unwrap();
    let today = house.world.now().date();
    let prepared = prepare(&basis, rulings.newest().unwrap().ruling.dates, None, today).unwrap();
    prepared.points.iter().find(|p| p.name == point).unwrap().digest.clone()
}

/// The decision that was confirmed on a case.
pub async fn confirmed(house: &House, case: CaseId) -> DecisionId {
    let (decisions, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
    let Light::Confirmed(decision) = decisions.1 else { panic!("{decisions:?}") };
    decision
}

async fn sitting(house: &House, case: CaseId) -> Sitting {
    let id = SittingId::of(case, house.officer.user);
    let (sittings, _) = house.kernel().peek::<Sittings>(id).await.unwrap();
    sittings.0.last().unwrap().clone()
}

fn refused(code: &str, result: Result<kernel::Done, NotDone>) {
    let error = result.unwrap_err();
    assert!(matches!(&error, NotDone::Refused(r) if r.code == code), "{code}: {error:?}");
}

fn moved(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

async fn answers(aino: &mut Browser, case: CaseId, point: &str, right: &str, reason: &str) {
    let path = format!("/light/{case}/source/{point}");
    let to = moved(&aino.fill(&path, &[("right", right), ("reason", reason)]).await);
    assert_eq!(to, format!("/light/{case}#points"));
}

#[tokio::test]
async fn what_differs_is_answered_and_one_press_decides() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get(&format!("/light/{case}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for words in [
            "2 points are not answered",
            "What is prepared",
            "Why an official confirms it",
            "Which source is right?",
            "Can swim",
            "The letter as a PDF",
            "By confirming you say:",
        ] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        // Not only the page says so.
        let early = aino.fill(&format!("/light/{case}"), &[]).await;
        assert_eq!(early.status, 422);
        assert!(early.has("Points not answered yet: 2. Answer them first."), "{}", early.body);
        house.world.seconds_pass(30);
        answers(&mut aino, case, "means_monthly", "bank_statement", "").await;
        let path = format!("/light/{case}/source/hut_swims");
        let mute = aino.fill(&path, &[("right", "application")]).await;
        assert_eq!(mute.status, 422, "another answer than proposed needs a reason");
        answers(&mut aino, case, "hut_swims", "swimming_school", "").await;
        let page = aino.get(&format!("/light/{case}")).await;
        assert!(page.has("Everything is answered and the rules grant."), "{}", page.body);
        let (bytes, headers) = aino.length(&format!("/light/{case}/letter")).await;
        assert_eq!(headers["content-type"], "application/pdf");
        assert!(bytes > 1000, "{bytes}");
        house.world.seconds_pass(40);
        let to = moved(&aino.fill(&format!("/light/{case}"), &[]).await);
        assert_eq!(to, format!("/cases/{case}"));
        let decision = confirmed(&house, case).await;
        house.world.settle().await;
        let known = house.decision(decision).await.unwrap();
        let Stage::Archived { signed, .. } = &known.stage else { panic!("{:?}", known.stage) };
        assert_eq!(signed.by, house.officer.user);
        assert_eq!(signed.checked, ["identity", "facts", "hearing", "language"]);
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert!(matches!(state.known().unwrap().status, Status::Closed { .. }));
        let (facts, _) = house.kernel().peek::<CaseFacts>(case).await.unwrap();
        let law = &automation::rules::law().unwrap().dictionary;
        let state = facts.state("means_monthly", house.world.now().date(), law);
        assert!(matches!(state, FactState::Agreed("bank_statement", _)), "{state:?}");
        let sat = sitting(&house, case).await;
        let (end, at) = sat.end.unwrap();
        assert_eq!(end, End::Confirmed { decision, unchanged: true });
        assert_eq!((at.micros() - sat.opened.micros()) / 1_000_000, 70);
        assert_eq!(sat.asked, ["hut_swims".to_owned(), "means_monthly".to_owned()].into());
        let page = aino.get(&format!("/light/{case}")).await;
        assert!(page.has("This case is decided already"), "{}", page.body);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_rules_do_not_grant_with_the_answers_goes_the_full_way() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        aino.get(&format!("/light/{case}")).await;
        answers(&mut aino, case, "means_monthly", "bank_statement", "").await;
        answers(&mut aino, case, "hut_swims", "application", "She says so herself").await;
        let page = aino.get(&format!("/light/{case}")).await;
        assert!(page.has("With these answers it cannot be granted here."), "{}", page.body);
        assert!(page.has("Take to full processing"), "{}", page.body);
        moved(&aino.fill(&format!("/light/{case}"), &[]).await);
        house.world.settle().await;
        let (decisions, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
        assert_eq!(*decisions, CaseDecisions(BTreeMap::new(), Light::Left(None)));
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        let known = state.known().unwrap();
        assert!(matches!(known.status, Status::Open));
        assert_eq!(known.tasks.len(), 1);
        assert_eq!(sitting(&house, case).await.end.unwrap().0, End::Left { by_rules: true });
        // What was answered stays.
        let (facts, _) = house.kernel().peek::<CaseFacts>(case).await.unwrap();
        let law = &automation::rules::law().unwrap().dictionary;
        let state = facts.state("hut_swims", house.world.now().date(), law);
        assert!(matches!(state, FactState::Agreed("application", _)), "{state:?}");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_becomes_known_meanwhile_is_shown_anew_and_nothing_is_lost() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        aino.get(&format!("/light/{case}")).await;
        answers(&mut aino, case, "means_monthly", "bank_statement", "").await;
        answers(&mut aino, case, "hut_swims", "swimming_school", "").await;
        let page = aino.get(&format!("/light/{case}")).await;
        let shown = page.form(&format!("/light/{case}")).unwrap();
        let pairs: Vec<(&str, &str)> =
            shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // The bank has other news.
        let news = Saying::new("means_monthly", "bank_statement", euros("790"), house.world.now());
        house.tell(case, vec![news]).await;
        let stale = aino.post(&format!("/light/{case}"), &pairs).await;
        assert_eq!(stale.status, 409, "{}", stale.body);
        assert!(stale.has("What is known has changed since you answered."), "{}", stale.body);
        assert!(stale.has("One point is not answered."), "the other answer stays: {}", stale.body);
        refused("light-unanswered", house.run(&house.officer, ConfirmLight { case }).await);
        answers(&mut aino, case, "means_monthly", "bank_statement", "").await;
        moved(&aino.fill(&format!("/light/{case}"), &[]).await);
        house.world.settle().await;
        let known = house.decision(confirmed(&house, case).await).await.unwrap();
        assert!(matches!(known.stage, Stage::Archived { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_document_that_is_opened_is_kept_in_the_sitting_once() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        let content = testkit::pdf(&["Means"]);
        let mut writer = house.kernel().begin_file(case, 100_000).await.unwrap();
        writer.write(&content).await.unwrap();
        let stored = writer.finish("application/pdf").await.unwrap();
        let file = stored.id;
        let files = vec![Attached { file: stored, name: "means.pdf".to_owned() }];
        let act = AddDocument { case, files, about: About::default() };
        house.run(&house.officer, act).await.unwrap();
        let path = format!("/light/{case}/documents/{file}");
        // Who only looks at it has no sitting; the look itself is in the audit record.
        let mut mikael = house.browser(&house.colleague).await;
        assert_eq!(mikael.length(&path).await.0, content.len());
        let id = SittingId::of(case, house.colleague.user);
        let (sittings, _) = house.kernel().peek::<Sittings>(id).await.unwrap();
        assert_eq!(*sittings, Sittings::default());
        aino.get(&format!("/light/{case}")).await;
        house.world.seconds_pass(20);
        let (bytes, headers) = aino.length(&path).await;
        assert_eq!(
            (bytes, &headers["content-type"]),
            (content.len(), &"application/pdf".parse().unwrap())
        );
        let opened = house.world.now();
        house.world.seconds_pass(20);
        aino.length(&path).await;
        let sat = sitting(&house, case).await;
        assert_eq!(sat.documents, BTreeMap::from([(file, opened)]));
        // Of the case alone, and by whoever may decide.
        let other = house.case(house.person("fi").await, HUT).await;
        let vain = format!("/light/{other}/documents/{file}");
        assert_eq!(aino.get(&vain).await.status, 404);
        let mut tiina = house.browser(&house.quality).await;
        assert!(tiina.get(&path).await.status.is_client_error());
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_colleague_has_is_theirs() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut mikael = house.browser(&house.colleague).await;
        let page = mikael.get(&format!("/light/{case}")).await;
        assert!(page.has("A colleague has this case."), "{}", page.body);
        assert!(!page.body.contains("name=\"right\""), "nothing to answer: {}", page.body);
        let vain = mikael.fill(&format!("/light/{case}"), &[]).await;
        assert_eq!(vain.status, 422);
        assert!(vain.has("A colleague has this case. Nothing was changed."), "{}", vain.body);
        let id = SittingId::of(case, house.colleague.user);
        let (sittings, _) = house.kernel().peek::<Sittings>(id).await.unwrap();
        assert_eq!(*sittings, Sittings::default(), "who only looks has opened nothing");
        // Nobody answers in another's name.
        let digest = digest(&house, case, "hut_swims").await;
        answered(&house, case).await;
        let act = AnswerPoint {
            case,
            sitting: SittingId::of(case, house.officer.user),
            point: "hut_swims".into(),
            digest,
            right: "application".into(),
            reason: "So it is".into(),
        };
        refused("light-others", house.run(&house.colleague, act).await);
        // Who may not decide finds no such page.
        let mut tiina = house.browser(&house.quality).await;
        assert!(tiina.get(&format!("/light/{case}")).await.status.is_client_error());
    })
    .await;
}

#[tokio::test]
async fn an_official_may_take_it_to_full_processing_with_a_reason() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        aino.get(&format!("/light/{case}")).await;
        let path = format!("/light/{case}/leave");
        assert_eq!(aino.fill(&path, &[("reason", "")]).await.status, 422);
        moved(&aino.fill(&path, &[("reason", "Her sister applies too")]).await);
        let page = aino.get(&format!("/light/{case}")).await;
        assert!(page.has("This case was taken to full processing."), "{}", page.body);
        refused("light-no-longer", house.run(&house.officer, ConfirmLight { case }).await);
        let again = LeaveLight { case, reason: "Twice".into() };
        refused("light-no-longer", house.run(&house.officer, again).await);
        assert_eq!(sitting(&house, case).await.end.unwrap().0, End::Left { by_rules: false });
    })
    .await;
}

#[tokio::test]
async fn rules_decide_nothing_beside_what_an_official_confirmed() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        answered(&house, case).await;
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        // The sources agree now, and nobody has the case in hand: asked again before the archive is
        // reached, the rules grant.
        house.run(&house.officer, AssignCase { case, to: None }).await.unwrap();
        assert_eq!(ruled(&house, case).await, "automatic");
        house.world.settle().await;
        let (decisions, _) = house.kernel().peek::<CaseDecisions>(case).await.unwrap();
        assert_eq!(decisions.0.len(), 1, "{decisions:?}");
        let known = house.decision(confirmed(&house, case).await).await.unwrap();
        assert!(matches!(known.stage, Stage::Archived { .. }), "{:?}", known.stage);
        refused("case-closed", house.run(&house.officer, ConfirmLight { case }).await);
    })
    .await;
}

#[tokio::test]
async fn a_letter_of_two_persons_is_presented_by_one_and_decided_by_another() {
    in_houses(|house| async move {
        let case = differing_of(&house, ISLAND).await;
        answered(&house, case).await;
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        house.world.settle().await;
        // Presented, and nothing given yet.
        let id = confirmed(&house, case).await;
        let known = house.decision(id).await.unwrap();
        let Stage::Presented { presented } = &known.stage else { panic!("{:?}", known.stage) };
        assert_eq!(presented.by, house.officer.user);
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        let case_known = state.known().unwrap();
        assert!(matches!(case_known.status, Status::Open) && case_known.documents.is_empty());
        assert!(matches!(
            sitting(&house, case).await.end.unwrap().0,
            End::Confirmed { decision, unchanged: true } if decision == id
        ));
        refused("light-no-longer", house.run(&house.officer, ConfirmLight { case }).await);
        // Whoever presented it does not decide, and no ruling decides beside it.
        let sign = || SignDecision {
            decision: id,
            checked: ["identity", "facts", "hearing", "language"].map(str::to_owned).into(),
            fields: presented.fields.as_ref().unwrap().digest(),
        };
        refused("decision-own", house.run(&house.officer, sign()).await);
        house.run(&house.officer, AssignCase { case, to: None }).await.unwrap();
        ruled(&house, case).await;
        house.world.settle().await;
        assert!(matches!(house.decision(id).await.unwrap().stage, Stage::Presented { .. }));
        house.run(&house.colleague, sign()).await.unwrap();
        house.world.settle().await;
        let known = house.decision(id).await.unwrap();
        let Stage::Archived { presented: Some(presented), signed, .. } = &known.stage else {
            panic!("{:?}", known.stage)
        };
        assert_eq!((presented.by, signed.by), (house.officer.user, house.colleague.user));
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert!(matches!(state.known().unwrap().status, Status::Closed { .. }));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_second_person_sends_back_is_a_draft_and_nothing_is_given() {
    in_houses(|house| async move {
        let case = differing_of(&house, ISLAND).await;
        answered(&house, case).await;
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        let id = confirmed(&house, case).await;
        let back = ReturnDecision { decision: id, reason: "Ask the school once more".into() };
        house.run(&house.colleague, back).await.unwrap();
        house.world.settle().await;
        assert!(matches!(house.decision(id).await.unwrap().stage, Stage::Draft { .. }));
        let (state, _) = house.kernel().peek::<Case>(case).await.unwrap();
        assert!(matches!(state.known().unwrap().status, Status::Open));
    })
    .await;
}

#[tokio::test]
async fn what_was_confirmed_is_archived_after_a_restart() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        answered(&house, case).await;
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        let House { world, officer, colleague, quality } = house;
        let house = House { world: world.restart().await, officer, colleague, quality };
        house.world.settle().await;
        let known = house.decision(confirmed(&house, case).await).await.unwrap();
        assert!(matches!(known.stage, Stage::Archived { .. }), "{:?}", known.stage);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_sees_shares_by_unit_and_nobody_by_name() {
    in_houses(|house| async move {
        let lead = house.lead().await;
        let case = differing(&house).await;
        answered(&house, case).await;
        house.world.seconds_pass(50);
        house.run(&house.officer, ConfirmLight { case }).await.unwrap();
        let mut sari = house.browser(&lead).await;
        let page = sari.get("/lead/light").await;
        assert!(page.has("1 (100 %)"), "{}", page.body);
        assert!(page.has("50 s"), "{}", page.body);
        assert!(!page.has("Aino"), "{}", page.body);
        let mut aino = house.browser(&house.officer).await;
        assert!(aino.get("/lead/light").await.status.is_client_error());
    })
    .await;
}

#[tokio::test]
async fn work_lists_say_the_class_and_lead_to_the_page() {
    in_houses(|house| async move {
        let case = differing(&house).await;
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get("/work").await;
        assert!(page.has("Light processing"), "{}", page.body);
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.body.contains(&format!("href=\"/light/{case}\"")), "{}", page.body);
    })
    .await;
}
