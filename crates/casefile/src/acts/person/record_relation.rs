//! Records what two persons are to each other, on both streams at once.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::{alive, other_draft};
use crate::acts::known;
use crate::events::PersonEvent;
use crate::ids::PersonId;
use crate::model::{PartialDate, Relation, RelationKind, Validity};
use crate::rights::WORK;
use crate::state::{KnownPerson, Person};

/// Records a relation.
#[derive(Debug, Clone)]
pub struct RecordRelation {
    /// Of whom.
    pub person: PersonId,
    /// To whom.
    pub other: PersonId,
    /// What the other is to the person.
    pub kind: RelationKind,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Where that is known from.
    pub source: String,
}

impl Act for RecordRelation {
    const NAME: &'static str = "person.record_relation";
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
            return Err(Refusal::new("relation-self").at("other"));
        }
        let other = other.known().ok_or_else(|| Refusal::new("person-unknown").at("other"))?;
        alive(known)?;
        alive(other)?;
        if born_before_parent(self.kind, known, other) {
            return Err(Refusal::new("relation-born-before").at("kind"));
        }
        if self.from.is_some_and(|from| from > ctx.today) {
            return Err(Refusal::new("date-future").at("from"));
        }
        let validity = Validity::new(self.from, self.until)?;
        let now = known.relations.values().filter(|(other, _)| *other == self.other);
        for (_, relation) in now.filter(|(_, r)| !r.validity.is_over_on(ctx.today)) {
            if relation.kind == self.kind {
                return Err(Refusal::new("relation-known").at("kind"));
            }
            if !relation.kind.goes_with(self.kind) {
                return Err(Refusal::new("relation-contradicts").at("kind"));
            }
        }
        let id = ctx.ids.next();
        let recorded = |of: PersonId, to: PersonId, kind| {
            let relation = Relation { kind, validity, source: self.source.clone() };
            PersonEvent::RelationRecorded { id, other: to, relation: Sealed::new(of, relation) }
        };
        let (here, there) = (self.person, self.other);
        Ok(Changes::one(here, &recorded(here, there, self.kind))
            .record(there, &recorded(there, here, self.kind.inverse())))
    }
}

/// Is the child older than the parent, as far as both dates of birth are known?
fn born_before_parent(kind: RelationKind, known: &KnownPerson, other: &KnownPerson) -> bool {
    let (parent, child) = match kind {
        RelationKind::Child => (known, other),
        RelationKind::Parent => (other, known),
        _ => return false,
    };
    let born = |known: &KnownPerson| known.particulars.as_ref().map(|p| p.born);
    let (child, parent) = (born(child), born(parent));
    let (child, parent) =
        (child.and_then(PartialDate::latest), parent.and_then(PartialDate::earliest));
    child.zip(parent).is_some_and(|(child, parent)| child < parent)
}

impl FormAct for RecordRelation {
    fn fields() -> Vec<Field> {
        vec![
            Field::hidden("other"),
            Field::select(
                "kind",
                &[
                    "spouse",
                    "registered_partner",
                    "cohabiting_partner",
                    "child",
                    "parent",
                    "guardian",
                    "ward",
                    "sibling",
                    "dependant",
                    "supporter",
                    "relative",
                ],
            ),
            Field::date("from").optional(),
            Field::date("until").optional(),
            Field::text("source", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, ..) = other_draft(request, Self::NAME).await?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordRelation> {
        let (person, other, kind) =
            (form.param("id"), form.reference("other"), form.choice("kind"));
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let source = form.text("source");
        Some(RecordRelation {
            person: person?,
            other: other?,
            kind: kind?,
            from: from?,
            until: until?,
            source: source?,
        })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{other_id, person_id, registered};

    fn act(kind: RelationKind) -> RecordRelation {
        let (person, other, source) = (person_id(), other_id(), "Certificate".to_owned());
        RecordRelation { person, other, kind, from: None, until: None, source }
    }

    fn other() -> Person {
        given::<Person>([registered()]).state(other_id().0)
    }

    fn recorded(kind: RelationKind) -> PersonEvent {
        let source = "Certificate".to_owned();
        let relation = Relation { kind, validity: Validity::default(), source };
        let relation = Sealed::new(person_id(), relation);
        PersonEvent::RelationRecorded { id: Uuid::from_u128(1), other: other_id(), relation }
    }

    #[test]
    fn each_stream_says_what_the_other_is() {
        let when = given::<Person>([registered()]).when(act(RelationKind::Child), other());
        let events = when.outcome().unwrap().into_events().unwrap();
        let said = |n: usize| {
            let e: &kernel::NewEvent = &events[n];
            (e.stream, e.body["relation"]["$seal"]["plain"]["kind"].clone())
        };
        assert_eq!(said(0), (person_id().0, "child".into()));
        assert_eq!(said(1), (other_id().0, "parent".into()));
        assert_eq!(events[0].body["id"], events[1].body["id"]);
    }

    #[test]
    fn nobody_is_related_to_themselves_or_to_nobody() {
        let own = RecordRelation { other: person_id(), ..act(RelationKind::Sibling) };
        given::<Person>([registered()]).when(own, other()).then_refused("relation-self");
        given::<Person>([registered()])
            .when(act(RelationKind::Sibling), Person::Unknown)
            .then_refused("person-unknown");
    }

    #[test]
    fn a_relation_is_recorded_once_and_none_that_contradicts_it() {
        let given = || given::<Person>([registered(), recorded(RelationKind::Child)]);
        given().when(act(RelationKind::Child), other()).then_refused("relation-known");
        given().when(act(RelationKind::Spouse), other()).then_refused("relation-contradicts");
        given().when(act(RelationKind::Ward), other()).outcome().unwrap();
    }

    #[test]
    fn no_child_is_older_than_their_parent() {
        let born = PartialDate::Year(1978);
        let elder = crate::events::Particulars { born, ..crate::acts::person::amina() };
        let particulars = Sealed::new(other_id(), elder);
        let class = kernel::Class::Normal;
        let elder = || {
            given::<Person>([PersonEvent::Registered { particulars: particulars.clone(), class }])
                .state(other_id().0)
        };
        let given = || given::<Person>([registered()]);
        given().when(act(RelationKind::Child), elder()).then_refused("relation-born-before");
        given().when(act(RelationKind::Parent), elder()).outcome().unwrap();
    }

    #[test]
    fn after_it_ended_it_may_be_recorded_anew() {
        let ended = PersonEvent::RelationEnded {
            id: Uuid::from_u128(1),
            last: "2020-01-01".parse().unwrap(),
        };
        let given = given::<Person>([registered(), recorded(RelationKind::Spouse), ended]);
        given.when(act(RelationKind::Spouse), other()).outcome().unwrap();
    }

    #[test]
    fn it_does_not_begin_tomorrow_or_end_before_it_begins() {
        let day = |text: &str| Some(text.parse().unwrap());
        let given = || given::<Person>([registered()]);
        let future = RecordRelation { from: day("2030-01-01"), ..act(RelationKind::Spouse) };
        given().when(future, other()).then_refused("date-future");
        let (from, until) = (day("2020-01-02"), day("2020-01-01"));
        let reversed = RecordRelation { from, until, ..act(RelationKind::Spouse) };
        given().when(reversed, other()).then_refused("dates-reversed");
    }
}
