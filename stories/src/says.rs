//! What sources tell of a case from outside the story, by doors of their own.

use automation::facts::{Saying, record};
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Run, Who};
use law::{Value, facts};
use uuid::Uuid;

use crate::House;

/// What a source says of a case: the fact, who says so, and what, as law files write it.
pub type Said<'a> = (&'a str, &'a str, &'a str);

/// Sources tell something of a case.
struct Says {
    case: CaseId,
    said: Vec<(String, String, Value)>,
}

impl Act for Says {
    const NAME: &'static str = "story.says";
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
        let law = &automation::rules::law().unwrap().dictionary;
        let about = case.open()?.applicant;
        self.said.iter().try_fold(Changes::new(), |changes, (fact, source, value)| {
            let saying = Saying::new(fact, source, value.clone(), ctx.at);
            Ok(changes.and(record(self.case, about, saying, law)?))
        })
    }
}

impl House {
    /// Sources tell what they know of a case.
    pub async fn sources_say(&self, case: &str, said: &[Said<'_>]) {
        let law = &automation::rules::law().unwrap().dictionary;
        let read = |(fact, source, value): &Said<'_>| {
            let value = law.facts.get(*fact).unwrap().kind.read(value).unwrap();
            ((*fact).to_owned(), (*source).to_owned(), value)
        };
        let case = case.trim_start_matches("/cases/").parse().unwrap();
        let act = Says { case, said: said.iter().map(read).collect() };
        self.world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    }

    /// A clerk at a mission abroad has compared passport and face, noticed nothing, and recorded who somebody is.
    pub async fn mission_proves_identity(&self, case: &str) {
        let clerk = "identity_step";
        let said = [
            (facts::IDENTITY_PROVEN.name(), clerk, "true"),
            (facts::APPLIED_ABROAD.name(), clerk, "true"),
            (facts::TRAVEL_DOCUMENT_VALID.name(), "passport_check", "true"),
            (facts::VULNERABLE.name(), clerk, "false"),
        ];
        self.sources_say(case, &said).await;
    }

    /// The fee is paid.
    pub async fn fee_is_paid(&self, case: &str) {
        self.sources_say(case, &[(facts::FEE_PAID.name(), "payment", "true")]).await;
    }
}
