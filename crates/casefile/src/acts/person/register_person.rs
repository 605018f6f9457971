//! Registers a person who is not known here yet.

use std::collections::BTreeSet;

use kernel::{
    Act, AuditKind, Changes, Class, Ctx, Done, Fault, Read, Refusal, Right, Sealed, State as _,
};
use uuid::Uuid;
use web::form::Shown;
use web::parts::SummaryList;
use web::{Draft, Field, FormAct, Html, Problem, Reader, Request, Ui};

use super::particulars::{self, Typed};
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::rights::WORK;
use crate::rows;
use crate::state::Person;
use crate::words;

/// Registers a person.
#[derive(Debug, Clone)]
pub struct RegisterPerson {
    /// The id the person gets.
    pub person: PersonId,
    /// Who they are, as typed.
    pub typed: Typed,
    /// How protected.
    pub class: Class,
    /// The official has looked at those who may be the same and says that it is another.
    pub another: bool,
}

/// Whoever of the same name may have been born on the same day is shown before somebody is
/// registered; sameness is never concluded from that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike(BTreeSet<PersonId>);

impl Act for RegisterPerson {
    const NAME: &'static str = "person.register";
    const RIGHT: Right = WORK;
    type State = Person;
    type Inputs = Alike;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Alike, Fault> {
        let Ok(particulars) = self.typed.check(read.at().date()) else {
            return Ok(Alike(BTreeSet::new()));
        };
        let keys = rows::name_keys(&particulars.names, particulars.born);
        let mut alike = BTreeSet::new();
        for id in rows::read_with_keys(read, &keys).await? {
            if agrees(&read.fold::<Person>(id).await?, &particulars) {
                alike.insert(id);
            }
        }
        Ok(Alike(alike))
    }

    fn decide(&self, person: &Person, alike: &Alike, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        if person.known().is_some() {
            return Err(Refusal::new("person-exists"));
        }
        let particulars = self.typed.check(ctx.today)?;
        if !alike.0.is_empty() && !self.another {
            return Err(Refusal::new("person-maybe-known").at("another"));
        }
        let particulars = Sealed::new(self.person, particulars);
        Ok(Changes::one(self.person, &PersonEvent::Registered { particulars, class: self.class }))
    }
}

/// May this be the person who is about to be registered?
fn agrees(person: &Person, particulars: &Particulars) -> bool {
    let known = person.known().and_then(|known| known.particulars.as_ref());
    known.is_some_and(|p| p.born.agrees_with(particulars.born))
}

/// Those who may be the same as who was typed, as the page shows them.
#[derive(askama::Template)]
#[template(path = "acts/person/alike.html")]
struct AlikeList<'a> {
    ui: &'a Ui,
    found: Vec<(PersonId, String, SummaryList)>,
}

/// Whoever may be registered already under what was typed. What cannot be read finds nobody: the
/// form says what is wrong with it.
async fn alike(request: &Request) -> Result<Vec<(PersonId, String, SummaryList)>, Problem> {
    let Some(particulars) = particulars::posted(&request.form, request.ui.today()) else {
        return Ok(Vec::new());
    };
    let keys = rows::name_keys(&particulars.names, particulars.born);
    let mut found = Vec::new();
    for id in rows::with_keys(&request.kernel, &request.who, &keys).await? {
        let (person, _) = request.kernel.peek::<Person>(id).await?;
        let seen = person.access().is_some_and(|access| request.who.sees(&access));
        if seen && agrees(&person, &particulars) {
            let name = person.shown().unwrap_or_default();
            found.push((id, name, words::summary(&request.ui, &person)));
        }
    }
    Ok(found)
}

impl FormAct for RegisterPerson {
    fn fields() -> Vec<Field> {
        let mut fields = vec![Field::hidden("person")];
        fields.extend(particulars::fields());
        fields.push(Field::drafted("another", Shown::Open).optional());
        fields
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let draft = Draft::new().crumb(request.ui.t("casefile-persons"), "/persons");
        let countries = particulars::countries(&request.ui);
        let found = alike(request).await?;
        let draft = if found.is_empty() {
            draft
        } else {
            let entry = request.kernel.entry(&request.who, AuditKind::Search, "person.alike");
            let entry = entry.detail(format!("{} rows", found.len()));
            request.kernel.audit(entry).await?;
            let another = request.ui.t("persons-another").plain();
            draft
                .options("another", vec![("yes".to_owned(), another)])
                .aside(Html::render(&AlikeList { ui: &request.ui, found })?)
        };
        Ok(draft
            .value("person", request.kernel.next_id())
            .options("nationality", countries.clone())
            .options("second_nationality", countries.clone())
            .options("third_nationality", countries))
    }

    fn read(form: &mut Reader<'_>) -> Option<RegisterPerson> {
        let (person, typed) = (form.reference("person"), particulars::read(form));
        let another = form.maybe_choice::<String>("another")?.is_some();
        Some(RegisterPerson { person: person?, typed: typed?, class: Class::Normal, another })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/persons/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::person::particulars::tests::{amina, typed};

    fn act(typed: Typed) -> RegisterPerson {
        let (person, class) = (PersonId(Uuid::from_u128(1)), Class::Normal);
        RegisterPerson { person, typed, class, another: false }
    }

    fn registered() -> PersonEvent {
        let particulars = Sealed::new(PersonId(Uuid::from_u128(1)), amina());
        PersonEvent::Registered { particulars, class: Class::Normal }
    }

    #[test]
    fn a_person_is_registered_with_both_scripts() {
        given::<Person>([]).when(act(typed()), nobody()).then([registered()]);
    }

    fn nobody() -> Alike {
        Alike(BTreeSet::new())
    }

    #[test]
    fn whoever_may_be_known_already_is_looked_at_first() {
        let somebody = || Alike([PersonId(Uuid::from_u128(2))].into());
        given::<Person>([]).when(act(typed()), somebody()).then_refused("person-maybe-known");
        let another = RegisterPerson { another: true, ..act(typed()) };
        given::<Person>([]).when(another, somebody()).then([registered()]);
    }

    #[test]
    fn nobody_is_registered_twice_under_one_id() {
        given::<Person>([registered()]).when(act(typed()), nobody()).then_refused("person-exists");
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let typed = Typed { born: ("2030".into(), String::new(), String::new()), ..typed() };
        given::<Person>([]).when(act(typed), nobody()).then_refused("date-future");
    }
}
