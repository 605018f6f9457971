//! Begins an application.

use std::collections::BTreeMap;

use casefile::case_type;
use casefile::clock::{self, Length};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Subject};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Html, Problem, Reader, Request, Ui, Variant};

use super::{TYPE, path};
use crate::earlier::Earlier;
use crate::events::ApplicationEvent;
use crate::fill::Form;
use crate::ids::ApplicationId;
use crate::lasted;
use crate::limits::DRAFTS_ITEMS_MAX;
use crate::permit::{self, PermitType};
use crate::rights::APPLY;
use crate::rows;
use crate::rules;
use crate::state::Application;

/// Begins an application for a type of permit.
#[derive(Debug, Clone)]
pub struct BeginApplication {
    /// The id the application gets.
    pub application: ApplicationId,
    /// Code of the type of permit.
    pub permit: String,
}

/// What there is of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beginner {
    /// How many applications of theirs are begun and not sent.
    pub drafts: usize,
    /// The permit they were given here, where such an application is for more of it.
    pub earlier: Option<Earlier>,
}

impl Act for BeginApplication {
    const NAME: &'static str = "application.begin";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = Beginner;

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Beginner, Fault> {
        let drafts = rows::drafts(read, read.who().user).await?;
        let extends = permit::of(&self.permit).ok().flatten().is_some_and(PermitType::extends);
        let earlier = if extends { Earlier::of(read).await? } else { None };
        Ok(Beginner { drafts, earlier })
    }

    fn decide(
        &self,
        application: &Application,
        beginner: &Beginner,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if application.known().is_some() {
            return Err(Refusal::new("application-unknown"));
        }
        let permit = permit::of(&self.permit).ok().flatten();
        let permit = permit.ok_or_else(|| Refusal::new("permit-unknown"))?;
        if beginner.drafts >= DRAFTS_ITEMS_MAX {
            return Err(Refusal::new("application-many").with("max", DRAFTS_ITEMS_MAX));
        }
        let (id, owner) = (self.application, ctx.who.user);
        let begun = ApplicationEvent::Begun { owner, permit: permit.code.clone() };
        let begun = Changes::one(id, &begun);
        let Some(earlier) = &beginner.earlier else { return Ok(begun) };
        let (owner, answered) = (Subject(owner.0), &BTreeMap::new());
        let form = Form { application: id, owner, permit, answered, today: ctx.today };
        Ok(begun.and(form.fill(earlier, None)))
    }
}

/// What somebody should know before they begin.
#[derive(askama::Template)]
#[template(path = "acts/before.html")]
struct Before<'a> {
    ui: &'a Ui,
    about: String,
    fee: String,
    /// How long the law gives for a decision; empty when it says nothing.
    takes: String,
    /// How long such cases took lately; nothing when nobody can say.
    lasted: Option<String>,
    needed: Vec<String>,
    /// Is it for more of a permit?
    extends: bool,
}

/// How long the law gives for a decision on such a case.
fn takes(ui: &Ui, code: &str) -> String {
    let clock = case_type::of(code).and_then(|kind| kind.clock.as_ref());
    let rule = clock.and_then(|name| clock::rule_on(name, ui.today()));
    let (key, n) = match rule.map(|rule| rule.length()) {
        Some(Length::CalendarDays(n)) => ("application-takes-days", n),
        Some(Length::WorkingDays(n)) => ("application-takes-working-days", n),
        Some(Length::Months(n)) => ("application-takes-months", n),
        None => return String::new(),
    };
    ui.t(key).arg("n", n).plain()
}

impl FormAct for BeginApplication {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("application")]
    }

    fn variants() -> Vec<Variant> {
        let variant = |permit: &PermitType| Variant {
            parts: vec![(TYPE, permit.code.clone())],
            heading: format!("case-type-{}", permit.code),
            key: web::form::text_key(Self::NAME),
            fields: Self::fields(),
            options: BTreeMap::new(),
        };
        permit::all().unwrap_or_default().iter().map(variant).collect()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let code: String = request.param(TYPE)?;
        let permit = permit::of(&code)?.ok_or(Problem::NotFound)?;
        let ui = &request.ui;
        let fee = rules::fee(permit, ui.today())?;
        let fee = fee.map_or_else(|| ui.t("application-fee-unknown").plain(), |fee| fee.words(ui));
        let slots = permit.attachments.iter().filter(|slot| slot.required);
        let needed = slots.map(|slot| ui.code("attach-", &slot.code).plain()).collect();
        let about = ui.t(format!("case-type-{code}.about")).plain();
        let lasted = lasted::of(&request.kernel, permit).await?;
        let lasted = lasted.map(|lasted| lasted::words(ui, &lasted));
        let takes = takes(ui, &code);
        let before = Before { ui, about, fee, takes, lasted, needed, extends: permit.extends() };
        Ok(Draft::new()
            .value("application", request.kernel.next_id())
            .arg("permit", ui.code("case-type-", &permit.code).plain())
            .aside(Html::render(&before)?)
            .crumb(ui.t("application-types"), "/apply"))
    }

    fn read(form: &mut Reader<'_>) -> Option<BeginApplication> {
        let (application, permit) = (form.reference("application"), form.param(TYPE));
        Some(BeginApplication { application: application?, permit: permit? })
    }

    fn after(done: &Done, request: &Request) -> String {
        let code = request.params.get(TYPE).unwrap_or_default();
        let first = permit::of(code).ok().flatten().and_then(|permit| permit.groups.first());
        let first = first.map_or("", |group| group.code.as_str());
        path(code, ApplicationId(done.stream), first)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, application_id, begun};
    use super::*;
    use crate::earlier::tests::earlier;

    fn act(permit: &str) -> BeginApplication {
        BeginApplication { application: application_id(), permit: permit.into() }
    }

    fn drafts(drafts: usize) -> Beginner {
        Beginner { drafts, earlier: None }
    }

    #[test]
    fn an_application_belongs_to_whoever_began_it() {
        let given = given::<Application>([]).as_who(&amina());
        given.when(act("student-degree"), drafts(0)).then([begun()]);
    }

    #[test]
    fn what_was_said_before_waits_to_be_confirmed() {
        let beginner = Beginner { drafts: 0, earlier: Some(earlier("2026-09-30")) };
        let given = given::<Application>([]).as_who(&amina());
        let outcome = given.when(act("extended-study"), beginner).outcome().unwrap();
        let events = outcome.into_events().unwrap();
        let kinds = events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>();
        assert_eq!(kinds[0], "application.begun");
        assert!(kinds[1..].iter().all(|kind| *kind == "application.group_filled"), "{kinds:?}");
    }

    #[test]
    fn there_is_no_application_for_a_permit_that_does_not_exist() {
        let given = given::<Application>([]).as_who(&amina());
        given.when(act("no-such"), drafts(0)).then_refused("permit-unknown");
    }

    #[test]
    fn nobody_begins_what_exists_nor_without_end() {
        let there = given::<Application>([begun()]).as_who(&amina());
        there.when(act("student-degree"), drafts(1)).then_refused("application-unknown");
        let many = given::<Application>([]).as_who(&amina());
        let many = many.when(act("student-degree"), drafts(DRAFTS_ITEMS_MAX));
        many.then_refused("application-many");
    }
}
