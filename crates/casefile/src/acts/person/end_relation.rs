//! Ends what two persons are to each other, on both streams at once.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::state::Person;

/// Ends a relation.
#[derive(Debug, Clone)]
pub struct EndRelation {
    /// Of whom.
    pub person: PersonId,
    /// Which.
    pub relation: Uuid,
    /// The last day it holds.
    pub last: Date,
}

/// The other person, when there is one whom the user may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other(Option<PersonId>);

impl Act for EndRelation {
    const NAME: &'static str = "person.end_relation";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Other;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Other, Fault> {
        let person = read.fold::<Person>(self.person).await?;
        let relation = person.known().and_then(|known| known.relations.get(&self.relation));
        let Some((other, _)) = relation else { return Ok(Other(None)) };
        let seen = read.guard::<Person>(*other).await?.known().is_some();
        Ok(Other(Some(*other).filter(|_| seen)))
    }

    fn decide(&self, person: &Person, other: &Other, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let relation = known(person)?.relations.get(&self.relation).zip(other.0);
        let ((_, relation), other) = relation.ok_or_else(|| Refusal::new("relation-unknown"))?;
        relation.validity.ending(self.last).map_err(|r| r.at("last"))?;
        if relation.validity.until() == Some(self.last) {
            return Err(Refusal::new("nothing-changed").at("last"));
        }
        let ended = PersonEvent::RelationEnded { id: self.relation, last: self.last };
        Ok(Changes::one(self.person, &ended).record(other, &ended))
    }
}

impl FormAct for EndRelation {
    fn fields() -> Vec<Field> {
        vec![Field::date("last")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let id: Uuid = request.param("relation")?;
        let relation = person.known().and_then(|known| known.relations.get(&id));
        let (other, relation) = relation.ok_or(Problem::NotFound)?;
        let opened = request.kernel.open::<Person>(&request.who, *other, Self::RIGHT, Self::NAME);
        let name = opened.await?.state.shown().unwrap_or_default();
        let kind = request.ui.code("relation-", relation.kind.code()).plain();
        let until = relation.validity.until().unwrap_or_else(|| request.ui.today());
        Ok(draft.arg("other", name).arg("kind", kind).value("last", until))
    }

    fn read(form: &mut Reader<'_>) -> Option<EndRelation> {
        let (person, relation) = (form.param("id"), form.param("relation"));
        let last = form.date("last");
        Some(EndRelation { person: person?, relation: relation?, last: last? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Sealed;
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::{monday, other_id, person_id, registered};
    use crate::model::{Relation, RelationKind, Validity};

    const ID: Uuid = Uuid::from_u128(1);

    fn recorded() -> PersonEvent {
        let validity = Validity::new(Some(monday()), None).unwrap();
        let relation = Relation { kind: RelationKind::Spouse, validity, source: "Said".into() };
        let relation = Sealed::new(person_id(), relation);
        PersonEvent::RelationRecorded { id: ID, other: other_id(), relation }
    }

    fn act(last: Date) -> EndRelation {
        EndRelation { person: person_id(), relation: ID, last }
    }

    #[test]
    fn a_marriage_ends_for_both() {
        let ended = PersonEvent::RelationEnded { id: ID, last: monday() };
        given::<Person>([registered(), recorded()])
            .when(act(monday()), Other(Some(other_id())))
            .then_all([on(person_id(), &ended), on(other_id(), &ended)]);
    }

    #[test]
    fn it_does_not_end_before_it_began() {
        let before = monday().yesterday().unwrap();
        let given = given::<Person>([registered(), recorded()]);
        given.when(act(before), Other(Some(other_id()))).then_refused("dates-reversed");
    }

    #[test]
    fn a_relation_to_somebody_hidden_is_as_if_it_were_not_there() {
        let given = given::<Person>([registered(), recorded()]);
        given.when(act(monday()), Other(None)).then_refused("relation-unknown");
    }
}
