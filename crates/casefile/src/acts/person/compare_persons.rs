//! Says whether two records are of one person: the same takes two officials, and every verdict may
//! be undone by a later one.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed, UserId};
use uuid::Uuid;
use web::parts::SummaryList;
use web::{Draft, Field, FormAct, Html, Limit, Problem, Reader, Request};

use super::{alive, other_draft};
use crate::acts::known;
use crate::events::{PersonEvent, from_code};
use crate::ids::PersonId;
use crate::model::{Comparison, Grounds, Verdict};
use crate::rights::WORK;
use crate::state::Person;
use crate::words;

/// Gives a verdict on two persons.
#[derive(Debug, Clone)]
pub struct ComparePersons {
    /// One.
    pub person: PersonId,
    /// The other.
    pub other: PersonId,
    /// What the official finds: same, different or undecided.
    pub found: Verdict,
    /// Why.
    pub grounds: Grounds,
}

impl Act for ComparePersons {
    const NAME: &'static str = "person.compare";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Person;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Person, Fault> {
        read.guard::<Person>(self.other).await
    }

    fn decide(&self, person: &Person, other: &Person, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = known(person)?;
        if self.person == self.other {
            return Err(Refusal::new("comparison-self").at("other"));
        }
        let other = other.known().ok_or_else(|| Refusal::new("person-unknown").at("other"))?;
        alive(known)?;
        alive(other)?;
        let verdict = self.verdict(known.comparisons.get(&self.other), ctx.who.user)?;
        let compared = |of: PersonId, to: PersonId| {
            let grounds = Sealed::new(of, self.grounds.clone());
            PersonEvent::Compared { other: to, verdict, grounds }
        };
        let (here, there) = (self.person, self.other);
        Ok(Changes::one(here, &compared(here, there)).record(there, &compared(there, here)))
    }
}

impl ComparePersons {
    /// What the finding makes of how the question stood.
    fn verdict(&self, now: Option<&Comparison>, by: UserId) -> Result<Verdict, Refusal> {
        let same = matches!(self.found, Verdict::Same | Verdict::SameProposed);
        match now {
            Some(c) if same && c.verdict == Verdict::SameProposed => {
                if c.by == by {
                    return Err(Refusal::new("comparison-own").at("found"));
                }
                Ok(Verdict::Same)
            }
            Some(c) if same && c.verdict == Verdict::Same => {
                Err(Refusal::new("nothing-changed").at("found"))
            }
            Some(_) | None if same => Ok(Verdict::SameProposed),
            Some(c) if c.verdict == self.found => Err(Refusal::new("nothing-changed").at("found")),
            Some(_) | None => Ok(self.found),
        }
    }
}

/// Two records side by side.
#[derive(askama::Template)]
#[template(path = "acts/person/compare_persons.html")]
struct Both<'a> {
    sides: Vec<(String, &'a PersonId, SummaryList)>,
}

impl FormAct for ComparePersons {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("other"),
            Field::radios("found", &["same", "different", "undecided"]),
            Field::long_text("reasons", Limit::NOTE),
            Field::long_text("evidence", Limit::NOTE).optional(),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, (id, person), (other_id, other)) = other_draft(request, Self::NAME).await?;
        let ui = &request.ui;
        let name = |person: &Person| person.shown().unwrap_or_default();
        let sides = vec![
            (name(&person), &id, words::summary(ui, &person)),
            (name(&other), &other_id, words::summary(ui, &other)),
        ];
        Ok(draft.aside(Html::render(&Both { sides })?))
    }

    fn read(form: &mut Reader<'_>) -> Option<ComparePersons> {
        let (person, other) = (form.param("id"), form.reference("other"));
        let found = form.choice::<String>("found");
        let (reasons, evidence) = (form.text("reasons"), form.text("evidence"));
        let (person, other, found) = (person?, other?, from_code(&found?)?);
        let grounds = Grounds { reasons: reasons?, evidence: evidence? };
        Some(ComparePersons { person, other, found, grounds })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{colleague_id, officer, other_id, person_id, registered};

    fn act(found: Verdict) -> ComparePersons {
        let grounds = Grounds { reasons: "Same scar".into(), evidence: "Photo".into() };
        ComparePersons { person: person_id(), other: other_id(), found, grounds }
    }

    fn other() -> Person {
        given::<Person>([registered()]).state(other_id().0)
    }

    fn compared(of: PersonId, other: PersonId, verdict: Verdict) -> PersonEvent {
        let grounds = Sealed::new(of, act(verdict).grounds);
        PersonEvent::Compared { other, verdict, grounds }
    }

    fn here(verdict: Verdict) -> PersonEvent {
        compared(person_id(), other_id(), verdict)
    }

    fn both(verdict: Verdict) -> [kernel::NewEvent; 2] {
        let there = compared(other_id(), person_id(), verdict);
        [on(person_id(), &here(verdict)), on(other_id(), &there)]
    }

    #[test]
    fn the_first_who_finds_them_the_same_proposes_it() {
        given::<Person>([registered()])
            .as_who(&officer())
            .when(act(Verdict::Same), other())
            .then_all(both(Verdict::SameProposed));
    }

    #[test]
    fn nobody_confirms_what_they_proposed() {
        given::<Person>([registered(), here(Verdict::SameProposed)])
            .as_who(&officer())
            .when(act(Verdict::Same), other())
            .then_refused("comparison-own");
    }

    #[test]
    fn what_was_found_the_same_may_be_undone() {
        let given = || given::<Person>([registered(), here(Verdict::Same)]).as_who(&officer());
        given().when(act(Verdict::Different), other()).then_all(both(Verdict::Different));
        given().when(act(Verdict::Undecided), other()).then_all(both(Verdict::Undecided));
        given().when(act(Verdict::Same), other()).then_refused("nothing-changed");
    }

    #[test]
    fn nobody_is_compared_with_themselves_or_with_nobody() {
        let own = ComparePersons { other: person_id(), ..act(Verdict::Different) };
        let given = || given::<Person>([registered()]);
        given().when(own, other()).then_refused("comparison-self");
        given().when(act(Verdict::Same), Person::Unknown).then_refused("person-unknown");
    }

    #[test]
    fn of_two_officials_the_second_confirms() {
        let by = |user| Comparison {
            verdict: Verdict::SameProposed,
            by: user,
            at: kernel::Ts::from_micros(0),
            grounds: None,
        };
        let found = act(Verdict::Same);
        let proposed = by(colleague_id());
        assert_eq!(found.verdict(Some(&proposed), officer().user), Ok(Verdict::Same));
        assert!(found.verdict(Some(&proposed), colleague_id()).is_err());
    }
}
