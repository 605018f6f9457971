//! What officials may grant: no first permit before its applicant has shown who they are.

use automation::CaseFacts;
use casefile::CaseId;
use casefile::acts::{OpenCase, RegisterPerson, Typed};
use casefile::model::Sex;
use decisions::acts::{DraftDecision, SignDecision, TellTerms};
use decisions::library::library;
use decisions::{Basis, Decision, DecisionId};
use identity::acts::CorrectIdentity;
use kernel::{Class, Done, NotDone, Run};
use testkit::Browser;

use crate::house::{AMINA, House, in_houses};

const GRANT: &str = "residence-grant";

/// A grant with its terms, ready to be signed as far as terms go.
async fn drafted(house: &House, case: CaseId) -> DecisionId {
    let decision = DecisionId(house.kernel().next_id());
    let act = DraftDecision { decision, case, letter: GRANT.to_owned() };
    house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
    let terms = TellTerms {
        decision,
        kind: "fixed-term".into(),
        from: "2026-04-01".parse().unwrap(),
        until: Some("2027-03-31".parse().unwrap()),
        work: Some("limited".into()),
        type_code: None,
        occupation: None,
    };
    house.kernel().run(&house.officer, terms, Run::default()).await.unwrap();
    decision
}

/// Signing it as the fields stand now.
async fn signing(house: &House, case: CaseId, decision: DecisionId) -> SignDecision {
    let today = house.world.now().date();
    let basis = Basis::look(house.kernel(), case).await.unwrap();
    let letter = library().unwrap().letter(GRANT, today).unwrap();
    let fields = basis.fields(letter, today).unwrap().digest();
    let checked = letter.checklist.clone();
    SignDecision { decision, checked, fields }
}

async fn sign(house: &House, act: SignDecision) -> Result<Done, NotDone> {
    house.kernel().run(&house.officer, act, Run::default()).await
}

fn refused(result: &Result<Done, NotDone>, code: &str) {
    assert!(matches!(result, Err(NotDone::Refused(r)) if r.code == code), "{code}: {result:?}");
}

async fn stage(house: &House, decision: DecisionId) -> String {
    let (decision, _) = house.kernel().peek::<Decision>(decision).await.unwrap();
    decision.known().unwrap().stage.code().to_owned()
}

async fn says(official: &mut Browser, decision: DecisionId, words: &str) -> bool {
    let page = official.get(&format!("/decisions/{decision}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.has(words)
}

fn taken_back(case: CaseId) -> CorrectIdentity {
    CorrectIdentity { case, reason: "Her sister came".into() }
}

#[tokio::test]
async fn no_official_grants_a_first_permit_before_identity_is_proven() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let decision = drafted(&house, case).await;
        let mut officer = house.browser(&house.officer).await.reading("en");
        for words in ["has not been proven in person", "where a clerk proves it"] {
            assert!(says(&mut officer, decision, words).await, "{words}");
        }
        refused(&sign(&house, signing(&house, case, decision).await).await, "prerequisite-missing");
        let form = format!("/decisions/{decision}/sign");
        let ticked = ["identity", "facts", "hearing", "language"].map(|item| ("checked", item));
        let shown = officer.fill(&form, &ticked).await;
        assert!(shown.status == 422 && shown.has("nobody may sign"), "{}", shown.body);
        assert_eq!(stage(&house, decision).await, "draft");

        house.proven(case, AMINA).await;
        assert!(!says(&mut officer, decision, "has not been proven in person").await);
        sign(&house, signing(&house, case, decision).await).await.unwrap();
        house.world.settle().await;
        assert_eq!(stage(&house, decision).await, "archived");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn identity_that_is_taken_back_before_signing_or_archiving_grants_nothing() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        house.proven(case, AMINA).await;
        let decision = drafted(&house, case).await;
        let seen = signing(&house, case, decision).await;
        house.kernel().run(&house.officer, taken_back(case), Run::default()).await.unwrap();
        refused(&sign(&house, seen).await, "prerequisite-missing");
        house.world.settle().await;

        // At once: whichever comes first, nothing is given.
        house.proven(case, AMINA).await;
        let seen = signing(&house, case, decision).await;
        let back = house.kernel().run(&house.officer, taken_back(case), Run::default());
        let (signed, back) = tokio::join!(sign(&house, seen), back);
        back.unwrap();
        if signed.is_err() {
            refused(&signed, "prerequisite-missing");
        }
        house.world.settle().await;
        let stage = stage(&house, decision).await;
        assert_eq!(stage, if signed.is_ok() { "halted" } else { "draft" });
        let (facts, _) = house.kernel().peek::<CaseFacts>(case).await.unwrap();
        assert!(facts.told_by("identity_proven", "identity_step").is_some());
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_extension_is_granted_by_an_official_who_looked() {
    in_houses(|house| async move {
        let person = casefile::PersonId(house.kernel().next_id());
        let typed = Typed {
            latin: ("Rahimi".to_owned(), "Amina".to_owned()),
            original: (String::new(), String::new()),
            born: ("1994".to_owned(), "2".to_owned(), String::new()),
            sex: Sex::F,
            nationalities: vec!["AFG".to_owned()],
        };
        let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
        house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
        let case = CaseId(house.kernel().next_id());
        let (headline, case_type) = ("Aalto".to_owned(), "extended-study".to_owned());
        let act = OpenCase { case, applicant: person, headline, case_type };
        house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
        let decision = drafted(&house, case).await;
        let mut officer = house.browser(&house.officer).await.reading("en");
        assert!(!says(&mut officer, decision, "has not been proven in person").await);
        sign(&house, signing(&house, case, decision).await).await.unwrap();
        house.world.settle().await;
        assert_eq!(stage(&house, decision).await, "archived");
    })
    .await;
}
