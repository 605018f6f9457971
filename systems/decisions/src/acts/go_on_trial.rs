//! Records what became of some more decisions of a trial, or that it cannot go on.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::{Portion, TrialEnd, TrialEvent};
use crate::ids::TrialId;
use crate::state::Trial;

/// A trial goes on.
#[derive(Debug, Clone)]
pub struct GoOnTrial {
    /// Which.
    pub trial: TrialId,
    /// Where it stood when these decisions were looked at.
    pub from: Option<String>,
    /// What became of them, or why none could be looked at.
    pub found: Result<Portion, TrialEnd>,
}

impl Act for GoOnTrial {
    const NAME: &'static str = "trial.go_on";
    const RIGHT: Right = Right::MACHINE;
    type State = Trial;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.trial.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, trial: &Trial, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        // Another run of the job went on from there.
        if trial.running()?.next != self.from {
            return Err(Refusal::new("trial-over"));
        }
        let event = match &self.found {
            Ok(portion) => TrialEvent::WentOn { portion: portion.clone() },
            Err(why) => TrialEvent::Ended { why: *why },
        };
        Ok(Changes::one(self.trial, &event))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Who;
    use testkit::given;

    use super::*;

    const TRIAL: TrialId = TrialId(Uuid::from_u128(7));

    fn portion(next: Option<&str>, same: u32) -> Portion {
        Portion { next: next.map(str::to_owned), same, ..Portion::default() }
    }

    fn act(from: Option<&str>, portion: Portion) -> GoOnTrial {
        GoOnTrial { trial: TRIAL, from: from.map(str::to_owned), found: Ok(portion) }
    }

    fn ordered() -> TrialEvent {
        TrialEvent::Ordered { rows: String::new(), decisions: 3 }
    }

    fn went_on(portion: Portion) -> TrialEvent {
        TrialEvent::WentOn { portion }
    }

    #[test]
    fn what_was_looked_at_counts_once() {
        let machine = Who::machine();
        let given = |events: &[TrialEvent]| given::<Trial>(events.to_vec()).as_who(&machine);
        let first = portion(Some("b"), 2);
        given(&[ordered()]).when(act(None, first.clone()), ()).then([went_on(first.clone())]);
        let before = [ordered(), went_on(first.clone())];
        given(&before).when(act(None, first), ()).then_refused("trial-over");
        let last = portion(None, 1);
        given(&before).when(act(Some("b"), last.clone()), ()).then([went_on(last)]);
    }

    #[test]
    fn it_is_over_when_it_was_tried_on_all_or_there_are_no_more() {
        for (next, same) in [(None, 1), (Some("c"), 3)] {
            let over = [ordered(), went_on(portion(next, same))];
            let given = given::<Trial>(over).as_who(&Who::machine());
            given.when(act(next, portion(None, 1)), ()).then_refused("trial-over");
        }
    }

    #[test]
    fn it_ends_when_whoever_ordered_it_may_no_longer_or_its_rows_do_not_fit_any_more() {
        for why in [TrialEnd::NotAllowed, TrialEnd::Outdated] {
            let act = GoOnTrial { trial: TRIAL, from: None, found: Err(why) };
            let given = given::<Trial>([ordered()]).as_who(&Who::machine());
            given.when(act, ()).then([TrialEvent::Ended { why }]);
        }
    }
}
