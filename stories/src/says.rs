//! What sources tell of a case from outside the story, whatever they are asked by.

use automation::facts::{Saying, record};
use casefile::{Case, CaseId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Run, Who};
use law::Value;
use uuid::Uuid;

use crate::House;

/// Sources tell something of a case: the fact, who says so, and what, as law files write it.
struct Says {
    case: CaseId,
    said: Vec<(&'static str, &'static str, Value)>,
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
    /// Sources tell what they know of a case, each value as law files write it.
    pub async fn sources_say(
        &self,
        case: &str,
        said: &[(&'static str, &'static str, &'static str)],
    ) {
        let law = &automation::rules::law().unwrap().dictionary;
        let read = |(fact, source, value): &(&'static str, &'static str, &'static str)| {
            let value = law.facts.get(*fact).unwrap().kind.read(value).unwrap();
            (*fact, *source, value)
        };
        let case = case.trim_start_matches("/cases/").parse().unwrap();
        let act = Says { case, said: said.iter().map(read).collect() };
        self.world.kernel.run(&Who::machine(), act, Run::default()).await.unwrap();
    }
}
