//! What is told of a case from outside the story: what a clerk who proves who somebody is and a service of
//! payments record by doors of their own.

use automation::facts::{Saying, record};
use automation::rules;
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Run, Who};
use law::typed::Key;
use law::{Value, facts};
use uuid::Uuid;

use crate::House;

/// A source tells something of a case.
struct Tell {
    case: CaseId,
    said: Vec<(&'static str, &'static str, bool)>,
}

impl Act for Tell {
    const NAME: &'static str = "story.tell";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let (about, law) = (case.open()?.applicant, &rules::law().unwrap().dictionary);
        self.said.iter().try_fold(Changes::new(), |changes, (fact, source, value)| {
            let saying = Saying::new(fact, source, Value::Bool(*value), ctx.at);
            Ok(changes.and(record(self.case, about, saying, law)?))
        })
    }
}

impl House {
    /// A clerk at a mission abroad has compared passport and face, and recorded who somebody is.
    pub async fn mission_proves_identity(&self, case: &str) {
        let by_clerk = |fact: Key<bool>| (fact.name(), "identity_step", true);
        let passport = (facts::TRAVEL_DOCUMENT_VALID.name(), "passport_check", true);
        let said =
            vec![by_clerk(facts::IDENTITY_PROVEN), by_clerk(facts::APPLIED_ABROAD), passport];
        self.tell(case, said).await;
    }

    /// The fee is paid.
    pub async fn fee_is_paid(&self, case: &str) {
        self.tell(case, vec![(facts::FEE_PAID.name(), "payment", true)]).await;
    }

    async fn tell(&self, case: &str, said: Vec<(&'static str, &'static str, bool)>) {
        let case = case.trim_start_matches("/cases/").parse().unwrap();
        self.world.kernel.run(&Who::machine(), Tell { case, said }, Run::default()).await.unwrap();
    }
}
