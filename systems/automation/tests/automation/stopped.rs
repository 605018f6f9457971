//! Stops: effective for the very next case, also for one that is being ruled on at that moment.

use automation::acts::{ResumeRuleSet, SuspendRuleSet};
use automation::ruling::{Asked, RulingInputs};
use automation::{GovernedRuleSet, RuleSetId, Rulings};
use casefile::CaseId;
use kernel::{Act, Changes, Ctx, Fault, Kernel, NotDone, Read, Refusal, Right, Run, Who};
use uuid::Uuid;

use crate::huts::RULES;
use crate::office::{House, in_houses};

fn stop() -> SuspendRuleSet {
    SuspendRuleSet { rule_set: RULES.into(), reason: "Sums were wrong".into() }
}

fn resume() -> ResumeRuleSet {
    ResumeRuleSet { rule_set: RULES.into(), reason: "The sums were mended".into() }
}

#[tokio::test]
async fn after_a_stop_the_next_case_goes_to_a_person_until_another_person_resumes() {
    in_houses(|house| async move {
        let (before, after) = (house.hut_in_order().await, house.hut_in_order().await);
        assert_eq!(house.ruled(before).await.0, "grant");
        let denied = house.run(&house.author, stop()).await.unwrap_err();
        assert!(matches!(denied, NotDone::NotAllowed), "an author stops nothing: {denied:?}");
        house.run(&house.quality, stop()).await.unwrap();
        assert_eq!(house.ruled(after).await, ("route", vec!["suspended"]));
        let own = house.run(&house.quality, resume()).await.unwrap_err();
        assert!(matches!(&own, NotDone::Refused(r) if r.code == "rule-set-suspended-by-you"));
        house.run(&house.other_quality, resume()).await.unwrap();
        let later = house.hut_in_order().await;
        assert_eq!(house.ruled(later).await.0, "grant");
        // What went to a person stays there until it is ruled on again.
        assert_eq!(house.newest(after).await.1, "route");
        house.world.verify().await;
    })
    .await;
}

/// Stops the rules after everything was read and before anything is written.
struct SlowRuling {
    case: CaseId,
    kernel: Kernel,
    stopper: Who,
}

impl Act for SlowRuling {
    const NAME: &'static str = "test.slow_ruling";
    const RIGHT: Right = Right::MACHINE;
    type State = Rulings;
    type Inputs = RulingInputs;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<RulingInputs, Fault> {
        let inputs = RulingInputs::read(read, Asked::about(self.case)).await?;
        if read.attempt() == 1 {
            self.kernel.run(&self.stopper, stop(), Run::default()).await.unwrap();
        }
        Ok(inputs)
    }

    fn decide(
        &self,
        _: &Rulings,
        inputs: &RulingInputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        Ok(inputs.rule(ctx)?.changes())
    }
}

#[tokio::test]
async fn a_stop_between_reading_and_writing_is_seen() {
    in_houses(|house| async move {
        let case = house.hut_in_order().await;
        let kernel = house.world.beside().await;
        let act = SlowRuling { case, kernel, stopper: house.quality.clone() };
        house.run(&Who::machine(), act).await.unwrap();
        let (_, outcome, reasons) = house.newest(case).await;
        assert_eq!((outcome, reasons), ("route", vec!["suspended"]));
        let (rulings, _) = house.kernel().peek::<Rulings>(case).await.unwrap();
        assert_eq!(rulings.0.len(), 1, "what was read before the stop was not written");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn no_ruling_that_races_with_a_stop_grants_after_it() {
    in_houses(|house| async move {
        let mut cases = Vec::new();
        for _ in 0..8 {
            cases.push(house.hut_in_order().await);
        }
        let rule = |case: CaseId| Box::pin(house.rule(case));
        let (a, b, c, stopped, d, e, f, g, h) = tokio::join!(
            rule(cases[0]),
            rule(cases[1]),
            rule(cases[2]),
            Box::pin(house.run(&house.quality, stop())),
            rule(cases[3]),
            rule(cases[4]),
            rule(cases[5]),
            rule(cases[6]),
            rule(cases[7]),
        );
        stopped.unwrap();
        for ruled in [a, b, c, d, e, f, g, h] {
            ruled.unwrap();
        }
        let id = RuleSetId::of(RULES);
        let (governed, _) = house.kernel().peek::<GovernedRuleSet>(id).await.unwrap();
        for case in cases {
            let (rulings, _) = house.kernel().peek::<Rulings>(case).await.unwrap();
            let ruling = &rulings.newest().unwrap().ruling;
            let read = ruling.basis.iter().find(|(stream, _)| *stream == id.0).unwrap().1;
            let stopped = read >= governed.version;
            assert_eq!(ruling.outcome.code(), if stopped { "route" } else { "grant" });
        }
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_stop_of_a_rule_set_that_is_asked_as_well_stops_it_too() {
    in_houses(|house: House| async move {
        for rule_set in ["hut-permit", "hand-over", "light-processing"] {
            let act = SuspendRuleSet { rule_set: rule_set.into(), reason: "Look again".into() };
            house.run(&house.quality, act).await.unwrap();
            let case = house.hut_in_order().await;
            assert_eq!(house.ruled(case).await, ("route", vec!["suspended"]), "{rule_set}");
            let act = ResumeRuleSet { rule_set: rule_set.into(), reason: "Looked".into() };
            house.run(&house.other_quality, act).await.unwrap();
        }
    })
    .await;
}
