//! What becomes of a case as facts come in: ruled on once for all that came at once, never twice on the
//! same, and before an official only when nothing more comes by itself.

use std::sync::Arc;

use automation::facts::{Saying, record};
use automation::{Outcome, Rulings, rules};
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Run, Ts, Who};
use law::Value;
use permits::acts::WeighCase;
use registers::CaseAsks;
use uuid::Uuid;

use crate::house::{AMINA, House, in_houses, sent};

/// Records what sources say, in one commit.
pub struct Tell {
    case: CaseId,
    sayings: Vec<Saying>,
}

pub fn told(case: CaseId, sayings: Vec<Saying>) -> Tell {
    Tell { case, sayings }
}

/// What a clerk records of somebody who was there.
pub fn identity_shown() -> Vec<Saying> {
    let at = "2026-03-02T08:00:00Z".parse::<Ts>().unwrap();
    let yes = |fact, source| Saying::new(fact, source, Value::Bool(true), at);
    vec![
        yes("identity_proven", "identity_step"),
        yes("applied_abroad", "identity_step"),
        yes("travel_document_valid", "passport_check"),
    ]
}

impl Act for Tell {
    const NAME: &'static str = "weighed.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (about, law) = (case.open()?.applicant, &rules::law().unwrap().dictionary);
        self.sayings.iter().cloned().try_fold(Changes::new(), |changes, saying| {
            Ok(changes.and(record(self.case, about, saying, law)?))
        })
    }
}

async fn run<A: Act>(house: &House, act: A) {
    house.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
}

async fn rulings(house: &House, case: CaseId) -> Arc<Rulings> {
    house.kernel().peek::<Rulings>(case).await.unwrap().0
}

#[tokio::test]
async fn facts_that_come_at_once_are_ruled_on_once_and_the_same_is_not_ruled_on_again() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (case, _, facts) = house.case(&application).await;
        // At institution: twenty facts of the application, eight of the file, one ruling.
        assert!(facts.names().count() > 20);
        assert_eq!(rulings(&house, case).await.0.len(), 1);
        run(&house, told(case, identity_shown())).await;
        house.world.settle().await;
        assert_eq!(rulings(&house, case).await.0.len(), 2, "three facts, one ruling");
        // Two commits that nobody has answered yet are answered together.
        for fact in ["fee_paid", "photo_accepted"] {
            let saying = Saying::new(fact, "payment", Value::Bool(true), house.world.now());
            run(&house, told(case, vec![saying])).await;
        }
        house.world.settle().await;
        assert_eq!(rulings(&house, case).await.0.len(), 3);
        // Asked again on the same, nothing is recorded.
        run(&house, WeighCase { case }).await;
        assert_eq!(rulings(&house, case).await.0.len(), 3);
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_registers_or_a_visit_is_before_nobody() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let (case, known, _) = house.case(&application).await;
        assert!(known.tasks.is_empty());
        let (asks, _) = house.kernel().peek::<CaseAsks>(case).await.unwrap();
        let codes: Vec<&str> = asks.0.values().map(|ask| ask.register.code()).collect();
        assert_eq!(codes, ["population", "study", "benefits", "checks"], "as the type says");
        run(&house, told(case, identity_shown())).await;
        house.world.settle().await;
        // No register is connected here: the case waits for them, whoever was at the mission.
        let (case, known, _) = house.case(&application).await;
        assert!(known.tasks.is_empty(), "{:?}", known.tasks);
        let newest = rulings(&house, case).await.newest().unwrap().ruling.clone();
        assert!(matches!(newest.outcome, Outcome::RouteToOfficial { .. }));
    })
    .await;
}
