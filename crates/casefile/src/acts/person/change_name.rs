//! Changes what a recorded name is to its bearer and when it was borne, or takes out a mistaken one.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::NameKind;
use crate::rights::WORK;
use crate::state::Person;

/// Changes a name that is not the current one.
#[derive(Debug, Clone)]
pub struct ChangeName {
    /// Whose.
    pub person: PersonId,
    /// Its place among the names.
    pub place: usize,
    /// What it is from now on; nothing when it was never theirs.
    pub kind: Option<NameKind>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// The choice that says a name was never theirs.
const MISTAKEN: &str = "mistaken";

impl Act for ChangeName {
    const NAME: &'static str = "person.change_name";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, person: &Person, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let now = known(person)?.particulars.as_ref();
        let now = now.ok_or_else(|| Refusal::new("person-erased"))?;
        let name = now.names.get(self.place).ok_or_else(|| Refusal::new("name-unknown"))?;
        // The current name is changed by correcting the particulars: nobody is left without one.
        if name.kind() == NameKind::Current {
            return Err(Refusal::new("name-current").at("kind"));
        }
        let changed = match self.kind {
            Some(kind) => {
                let name = name.clone().as_kind(kind);
                Some(name.borne(self.from, self.until).map_err(|r| r.at("until"))?)
            }
            None => None,
        };
        let mut names = now.names.clone();
        names.splice(self.place..=self.place, changed);
        if names == now.names {
            return Err(Refusal::new("nothing-changed"));
        }
        let particulars = Sealed::new(self.person, Particulars { names, ..now.clone() });
        let reason = Sealed::new(self.person, self.reason.clone());
        Ok(Changes::one(self.person, &PersonEvent::Corrected { particulars, reason }))
    }
}

impl FormAct for ChangeName {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("kind", &["former", "alias", "married", "passport", MISTAKEN]),
            Field::date("from").optional(),
            Field::date("until").optional(),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, person) = person_draft(request, Self::NAME).await?;
        let place: usize = request.param("name")?;
        let names = person.known().and_then(|k| k.particulars.as_ref()).map(|p| &p.names);
        let name = names.and_then(|names| names.get(place));
        let name = name.filter(|n| n.kind() != NameKind::Current).ok_or(Problem::NotFound)?;
        let mut draft = draft.value("kind", name.kind().code()).arg("changed", name.shown());
        for (field, day) in [("from", name.valid_from()), ("until", name.valid_to())] {
            if let Some(day) = day {
                draft = draft.value(field, day);
            }
        }
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<ChangeName> {
        let (person, place) = (form.param("id"), form.param("name"));
        let kind = form.choice::<String>("kind");
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let reason = form.text("reason");
        // Whatever was offered and is no kind says that the name was mistaken.
        let kind = NameKind::from_code(&kind?).ok();
        let (from, until, reason) = (from?, until?, reason?);
        Some(ChangeName { person: person?, place: place?, kind, from, until, reason })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::person::amina;
    use crate::acts::tests::{person_id, registered};
    use crate::model::{Name, Script};

    fn alias() -> Name {
        Name::new("Karim", "Amina", Script::Latin, NameKind::Alias).unwrap()
    }

    fn corrected(more: Option<Name>, reason: &str) -> PersonEvent {
        let names = amina().names.into_iter().chain(more).collect();
        let particulars = Sealed::new(person_id(), Particulars { names, ..amina() });
        PersonEvent::Corrected { particulars, reason: Sealed::new(person_id(), reason.to_owned()) }
    }

    fn act(place: usize, kind: Option<NameKind>) -> ChangeName {
        let until = Some("2020-05-31".parse().unwrap());
        let reason = "As told".to_owned();
        ChangeName { person: person_id(), place, kind, from: None, until, reason }
    }

    #[test]
    fn an_alias_turns_out_to_be_a_former_name() {
        let until = Some("2020-05-31".parse().unwrap());
        let former = alias().as_kind(NameKind::Former).borne(None, until).unwrap();
        given::<Person>([registered(), corrected(Some(alias()), "Said")])
            .when(act(2, Some(NameKind::Former)), ())
            .then([corrected(Some(former), "As told")]);
    }

    #[test]
    fn a_mistaken_name_is_taken_out() {
        given::<Person>([registered(), corrected(Some(alias()), "Said")])
            .when(act(2, None), ())
            .then([corrected(None, "As told")]);
    }

    #[test]
    fn the_current_name_and_one_that_is_not_there_are_refused() {
        let given = || given::<Person>([registered()]);
        given().when(act(0, None), ()).then_refused("name-current");
        given().when(act(9, None), ()).then_refused("name-unknown");
    }
}
