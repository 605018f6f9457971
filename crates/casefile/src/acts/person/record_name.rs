//! Records another name of a person: a new one, one borne before, an alias, one as a passport has it.

use kernel::{Act, Changes, Ctx, Date, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::{known, person_draft};
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::{Name, NameKind, Script};
use crate::rights::WORK;
use crate::state::Person;

/// Records a name.
#[derive(Debug, Clone)]
pub struct RecordName {
    /// Whose.
    pub person: PersonId,
    /// What it is to them.
    pub kind: NameKind,
    /// Family and given names in Latin letters; both empty when only the original is known.
    pub latin: (String, String),
    /// Family and given names in the original script; both empty when it is the same.
    pub original: (String, String),
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

impl Act for RecordName {
    const NAME: &'static str = "person.record_name";
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
        let new = self.names()?;
        if new.iter().all(|name| now.names.contains(name)) {
            return Err(Refusal::new("name-known").at("family"));
        }
        let mut names = now.names.clone();
        if self.kind == NameKind::Current {
            // Whoever takes a new name bore the one before until the day before.
            let last = self.from.and_then(|from| from.yesterday().ok());
            names = names.into_iter().map(|name| former(name, last)).collect::<Result<_, _>>()?;
            names.splice(0..0, new);
        } else {
            names.extend(new.into_iter().filter(|name| !now.names.contains(name)));
        }
        let particulars = Sealed::new(self.person, Particulars { names, ..now.clone() });
        let reason = Sealed::new(self.person, self.reason.clone());
        Ok(Changes::one(self.person, &PersonEvent::Corrected { particulars, reason }))
    }
}

impl RecordName {
    /// The name in each script it was typed in.
    fn names(&self) -> Result<Vec<Name>, Refusal> {
        let mut names = Vec::new();
        for ((family, given), script, field) in [
            (&self.latin, Script::Latin, "family"),
            (&self.original, Script::Original, "original_family"),
        ] {
            if !family.is_empty() || !given.is_empty() {
                let name = Name::new(family, given, script, self.kind).map_err(|r| r.at(field))?;
                names.push(name.borne(self.from, self.until).map_err(|r| r.at("until"))?);
            }
        }
        if names.is_empty() {
            return Err(Refusal::new("name-empty").at("family"));
        }
        Ok(names)
    }
}

/// A name that was current, borne until a day when that is known.
fn former(name: Name, last: Option<Date>) -> Result<Name, Refusal> {
    if name.kind() != NameKind::Current {
        return Ok(name);
    }
    let (from, until) = (name.valid_from(), name.valid_to().or(last));
    name.as_kind(NameKind::Former).borne(from, until).map_err(|r| r.at("from"))
}

impl FormAct for RecordName {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("kind", &["current", "former", "alias", "married", "passport"]),
            Field::text("family", Limit::NAME).optional(),
            Field::text("given", Limit::NAME).optional(),
            Field::text("original_family", Limit::NAME).optional(),
            Field::text("original_given", Limit::NAME).optional(),
            Field::date("from").optional(),
            Field::date("until").optional(),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = person_draft(request, Self::NAME).await?;
        Ok(draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordName> {
        let (person, kind) = (form.param("id"), form.choice("kind"));
        let latin = (form.text("family"), form.text("given"));
        let original = (form.text("original_family"), form.text("original_given"));
        let (from, until) = (form.maybe_date("from"), form.maybe_date("until"));
        let reason = form.text("reason");
        Some(RecordName {
            person: person?,
            kind: kind?,
            latin: (latin.0?, latin.1?),
            original: (original.0?, original.1?),
            from: from?,
            until: until?,
            reason: reason?,
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
    use crate::acts::person::amina;
    use crate::acts::tests::{person_id, registered};

    fn act(kind: NameKind, family: &str) -> RecordName {
        RecordName {
            person: person_id(),
            kind,
            latin: (family.into(), "Amina".into()),
            original: (String::new(), String::new()),
            from: Some("2020-06-01".parse().unwrap()),
            until: None,
            reason: "Marriage certificate".into(),
        }
    }

    fn corrected(names: Vec<Name>) -> PersonEvent {
        let particulars = Sealed::new(person_id(), Particulars { names, ..amina() });
        let reason = Sealed::new(person_id(), "Marriage certificate".to_owned());
        PersonEvent::Corrected { particulars, reason }
    }

    fn name(family: &str, kind: NameKind) -> Name {
        let name = Name::new(family, "Amina", Script::Latin, kind).unwrap();
        name.borne(Some("2020-06-01".parse().unwrap()), None).unwrap()
    }

    #[test]
    fn an_alias_stands_beside_the_name() {
        let mut names = amina().names;
        names.push(name("Karim", NameKind::Alias));
        given::<Person>([registered()])
            .when(act(NameKind::Alias, "Karim"), ())
            .then([corrected(names)]);
    }

    #[test]
    fn a_new_name_comes_first_and_the_one_before_was_borne_until_the_day_before() {
        let last = Some("2020-05-31".parse().unwrap());
        let before = amina().names.into_iter().map(|n| former(n, last).unwrap());
        let names: Vec<Name> =
            std::iter::once(name("Haddad", NameKind::Current)).chain(before).collect();
        assert_eq!(names[1].valid_to(), last);
        assert!(names[1..].iter().all(|n| n.kind() == NameKind::Former));
        given::<Person>([registered()])
            .when(act(NameKind::Current, "Haddad"), ())
            .then([corrected(names)]);
    }

    #[test]
    fn a_name_needs_a_word_and_days_in_order() {
        let nameless =
            RecordName { latin: (String::new(), String::new()), ..act(NameKind::Alias, "") };
        given::<Person>([registered()]).when(nameless, ()).then_refused("name-empty");
        let until = Some("2020-05-31".parse().unwrap());
        let reversed = RecordName { until, ..act(NameKind::Former, "Karim") };
        given::<Person>([registered()]).when(reversed, ()).then_refused("dates-reversed");
    }

    #[test]
    fn the_same_name_is_recorded_once() {
        let mut names = amina().names;
        names.push(name("Karim", NameKind::Alias));
        let given = given::<Person>([registered(), corrected(names)]);
        given.when(act(NameKind::Alias, "Karim"), ()).then_refused("name-known");
    }
}
