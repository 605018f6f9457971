//! A register answered: the question is over, and the answer becomes facts, in one commit.

use automation::facts::{Saying, record};
use automation::rules;
use casefile::{Case, CaseId, Party};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Subject, Ts};
use law::Dictionary;
use uuid::Uuid;

use crate::adapters::Reply;
use crate::events::AskEvent;
use crate::ids::AskId;
use crate::state::CaseAsks;

/// Records what a register answered.
#[derive(Debug, Clone)]
pub struct RecordAnswer {
    /// Of which case.
    pub case: CaseId,
    /// Which question.
    pub ask: AskId,
    /// What it says.
    pub reply: Reply,
    /// When it was retrieved.
    pub retrieved: Ts,
    /// The last day on which it counts.
    pub fresh_until: Date,
}

impl Act for RecordAnswer {
    const NAME: &'static str = "register.record";
    const RIGHT: Right = Right::MACHINE;
    type State = CaseAsks;
    type Inputs = (Case, &'static Dictionary);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        Ok((read.fold(self.case).await?, &rules::law()?.dictionary))
    }

    fn decide(
        &self,
        asks: &CaseAsks,
        (case, law): &Self::Inputs,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let ask = asks.open(self.ask).ok_or_else(|| Refusal::new("register-ask-over"))?;
        let applicant = case.open()?.applicant;
        // What a register says of a company is about whoever the case is about.
        let about: Subject = match ask.about {
            Party::Person(person) => person.into(),
            Party::Organisation(_) => applicant.into(),
        };
        let facts = self.reply.facts.iter().map(|(name, _)| (*name).to_owned()).collect();
        let answered = AskEvent::Answered { ask: self.ask, found: self.reply.found, facts };
        let mut changes = Changes::one(self.case, &answered);
        for (fact, value) in &self.reply.facts {
            let source = ask.register.source();
            let mut saying = Saying::new(fact, source, value.clone(), self.retrieved);
            saying.valid.1 = Some(self.fresh_until);
            changes = changes.and(record(self.case, about, saying, law)?);
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use automation::FactEvent;
    use casefile::CaseEvent;
    use casefile::model::{CaseNumber, Headline};
    use kernel::{Class, Sealed};
    use law::{Decimal, Value};
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{ASK, CASE, PERSON, asked};
    use crate::model::Found;

    fn dictionary() -> &'static Dictionary {
        &rules::law().unwrap().dictionary
    }

    fn act(facts: Vec<(&'static str, Value)>) -> RecordAnswer {
        RecordAnswer {
            case: CASE,
            ask: ASK,
            reply: Reply { found: Found::One, facts },
            retrieved: Ts::from_micros(5),
            fresh_until: "2026-03-09".parse().unwrap(),
        }
    }

    fn opened() -> CaseEvent {
        CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 7).unwrap(),
            headline: Sealed::new(PERSON, Headline::new("Permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        }
    }

    fn case(closed: bool) -> Case {
        let end = closed.then_some(CaseEvent::Closed { outcome: casefile::Outcome::Done });
        given::<Case>([opened()]).and(end).state(CASE.0)
    }

    #[test]
    fn the_answer_and_its_facts_are_one_commit() {
        let pay = Value::Num(Decimal::parse("2650.00").unwrap());
        let act = act(vec![("pay_monthly", pay.clone())]);
        let facts = vec!["pay_monthly".to_owned()];
        let answered = AskEvent::Answered { ask: ASK, found: Found::One, facts };
        let fact = FactEvent::Recorded {
            fact: "pay_monthly".into(),
            source: "income_register".into(),
            value: Sealed::new(PERSON, pay),
            retrieved: Ts::from_micros(5),
            valid_from: None,
            valid_until: Some("2026-03-09".parse().unwrap()),
        };
        given::<CaseAsks>([asked()])
            .when(act, (case(false), dictionary()))
            .then_all([on(CASE, &answered), on(CASE, &fact)]);
    }

    #[test]
    fn an_answer_counts_once_and_not_on_a_closed_case() {
        let over = AskEvent::Answered { ask: ASK, found: Found::One, facts: vec![] };
        let twice = given::<CaseAsks>([asked(), over]);
        twice.when(act(vec![]), (case(false), dictionary())).then_refused("register-ask-over");
        let closed = given::<CaseAsks>([asked()]);
        closed.when(act(vec![]), (case(true), dictionary())).then_refused("case-closed");
    }

    #[test]
    fn a_value_that_the_law_does_not_know_is_refused_whole() {
        let act = act(vec![("pay_monthly", Value::Bool(true))]);
        given::<CaseAsks>([asked()])
            .when(act, (case(false), dictionary()))
            .then_refused("fact-wrong");
    }
}
