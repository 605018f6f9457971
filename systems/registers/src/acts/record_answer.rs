//! A register answered: the question is over, and the answer becomes facts, in one commit.

use automation::facts::{Saying, record, withdraw};
use automation::{CaseFacts, rules};
use casefile::{Case, CaseId, Party};
use kernel::{Act, Changes, Ctx, Date, Fault, Read, Refusal, Right, Subject, Ts};
use law::Dictionary;
use uuid::Uuid;

use super::OFFICIAL;
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
    type Inputs = (Case, CaseFacts, &'static Dictionary);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let (case, facts) = (read.fold(self.case).await?, read.fold(self.case).await?);
        Ok((case, facts, &rules::law()?.dictionary))
    }

    fn decide(
        &self,
        asks: &CaseAsks,
        (case, known, law): &Self::Inputs,
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
        for fact in self.found_out(known, ask.register.source()) {
            changes = changes.and(withdraw(self.case, known, fact, OFFICIAL)?);
        }
        Ok(changes)
    }
}

impl RecordAnswer {
    /// Facts of the answer of which an official found out how they are, from another answer than this: they have to
    /// look again. What they found out was found out of all that the register said.
    fn found_out<'a>(
        &'a self,
        known: &'a CaseFacts,
        source: &'a str,
    ) -> impl Iterator<Item = &'static str> + 'a {
        let before = |name: &str| known.told_by(name, source).and_then(|told| told.value.as_ref());
        let differs = self.reply.facts.iter().any(|(name, value)| before(name) != Some(value));
        let by_official = move |name: &&'static str| {
            differs && before(name).is_some() && known.settled_by(name) == Some(OFFICIAL)
        };
        self.reply.facts.iter().map(|(name, _)| *name).filter(by_official)
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
            .when(act, (case(false), CaseFacts::default(), dictionary()))
            .then_all([on(CASE, &answered), on(CASE, &fact)]);
    }

    #[test]
    fn an_answer_counts_once_and_not_on_a_closed_case() {
        let over = AskEvent::Answered { ask: ASK, found: Found::One, facts: vec![] };
        let twice = given::<CaseAsks>([asked(), over]);
        twice
            .when(act(vec![]), (case(false), CaseFacts::default(), dictionary()))
            .then_refused("register-ask-over");
        let closed = given::<CaseAsks>([asked()]);
        closed
            .when(act(vec![]), (case(true), CaseFacts::default(), dictionary()))
            .then_refused("case-closed");
    }

    #[test]
    fn a_value_that_the_law_does_not_know_is_refused_whole() {
        let act = act(vec![("pay_monthly", Value::Bool(true))]);
        given::<CaseAsks>([asked()])
            .when(act, (case(false), CaseFacts::default(), dictionary()))
            .then_refused("fact-wrong");
    }

    #[test]
    fn what_an_official_found_out_is_open_again_once_the_register_says_otherwise() {
        let vis = AskEvent::Asked {
            ask: ASK,
            register: crate::model::Register::Vis,
            about: casefile::Party::Person(PERSON),
            role: casefile::APPLICANT.into(),
            on: "2026-03-02".parse().unwrap(),
        };
        let told = |fact: &str, source: &str, value| FactEvent::Recorded {
            fact: fact.into(),
            source: source.into(),
            value: Sealed::new(PERSON, value),
            retrieved: Ts::from_micros(5),
            valid_from: None,
            valid_until: None,
        };
        let one = || Value::List([Value::text("SIS: S-1")].into());
        let settled = FactEvent::Settled {
            fact: "vis_hit".into(),
            source: OFFICIAL.into(),
            reason: Sealed::new(PERSON, "Another person.".to_owned()),
        };
        let known = given::<CaseFacts>([
            told("vis_hit", "vis", Value::Bool(true)),
            told("vis_hits", "vis", one()),
            told("vis_hit", OFFICIAL, Value::Bool(false)),
            settled,
        ]);
        let known = known.state(CASE.0);
        let kinds = |hits: Value| {
            let act = act(vec![("vis_hit", Value::Bool(true)), ("vis_hits", hits)]);
            let inputs = (case(false), known.clone(), dictionary());
            let changes = given::<CaseAsks>([vis.clone()]).when(act, inputs).outcome().unwrap();
            let events = changes.into_events().unwrap();
            events.iter().map(|event| event.kind.to_string()).collect::<Vec<_>>()
        };
        let same = ["register.answered", "fact.recorded", "fact.recorded"];
        assert_eq!(kinds(one()), same);
        let two = Value::List([Value::text("SIS: S-1"), Value::text("SIS: S-2")].into());
        assert_eq!(kinds(two), [&same[..], &["fact.withdrawn"]].concat());
    }
}
