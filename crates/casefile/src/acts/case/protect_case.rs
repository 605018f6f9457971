//! Changes how protected a case is: with more protection its plain rows vanish in the same moment.

use kernel::{Act, Changes, Class, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::follow_applicant::will_see;
use super::given_back;
use crate::acts::case_draft;
use crate::events::CaseEvent;
use crate::ids::CaseId;
use crate::model::Compartment;
use crate::rights::CLASSIFY;
use crate::state::Case;

/// Changes how protected a case is.
#[derive(Debug, Clone)]
pub struct ProtectCase {
    /// Which case.
    pub case: CaseId,
    /// How protected it is to be.
    pub class: Class,
    /// The circle of those who are to see it.
    pub compartment: Option<Uuid>,
    /// Why.
    pub reason: String,
}

/// Will its handler still see it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandlerSees(pub bool);

impl Act for ProtectCase {
    const NAME: &'static str = "case.protect";
    const RIGHT: Right = CLASSIFY;
    type State = Case;
    type Inputs = HandlerSees;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<HandlerSees, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(known) = case.known() else { return Ok(HandlerSees(true)) };
        let Some(handler) = known.handler else { return Ok(HandlerSees(true)) };
        let (class, compartment) = (self.class, self.compartment);
        Ok(HandlerSees(will_see(read, handler, known, class, compartment).await?))
    }

    fn decide(&self, case: &Case, sees: &HandlerSees, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if (known.class, known.compartment) == (self.class, self.compartment) {
            return Err(Refusal::new("nothing-changed").at("class"));
        }
        let (unit, class, compartment) = (known.unit.clone(), self.class, self.compartment);
        // Else nobody who knows of the case could undo a mistake.
        if !ctx.who.sees(&kernel::Access { unit, class, compartment }) {
            return Err(Refusal::new("class-above-own").at("class"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let changed = CaseEvent::ProtectionChanged { class, compartment, reason, because_of: None };
        let changes = Changes::one(self.case, &changed);
        Ok(if sees.0 { changes } else { changes.and(given_back(self.case, known)) })
    }
}

impl FormAct for ProtectCase {
    fn fields() -> Vec<Field> {
        vec![
            Field::radios("class", &["normal", "protected", "secret"]),
            Field::drafted("compartment", Shown::Folded).optional(),
            Field::text("reason", Limit::LINE),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        // Members choose among their own; whoever is in none is not asked.
        let lang = request.ui.lang().code();
        let option = |c: &Compartment| (c.id.to_string(), c.name(lang).to_owned());
        let own = Compartment::of_member(&request.who).map(option).collect();
        let draft = draft.value("class", known.class.code()).options("compartment", own);
        Ok(match known.compartment {
            Some(compartment) => draft.value("compartment", compartment),
            None => draft,
        })
    }

    fn read(form: &mut Reader<'_>) -> Option<ProtectCase> {
        let (case, class) = (form.param("id"), form.choice::<String>("class"));
        let (compartment, reason) = (form.maybe_choice("compartment"), form.text("reason"));
        let class = Class::ALL.into_iter().find(|c| Some(c.code()) == class.as_deref());
        let compartment = compartment?;
        Some(ProtectCase { case: case?, class: class?, compartment, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Who;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, officer, opened};

    fn act(class: Class) -> ProtectCase {
        let reason = "A threat".to_owned();
        ProtectCase { case: case_id(), class, compartment: None, reason }
    }

    fn cleared() -> Who {
        Who { clearance: Class::Protected, ..officer() }
    }

    fn protected() -> CaseEvent {
        let reason = Sealed::new(case_id(), "A threat".into());
        let class = Class::Protected;
        CaseEvent::ProtectionChanged { class, compartment: None, reason, because_of: None }
    }

    #[test]
    fn a_handler_without_clearance_loses_the_case() {
        let given =
            given::<Case>([opened(), CaseEvent::Assigned { handler: Some(colleague_id()) }]);
        let given = given.as_who(&cleared());
        given
            .when(act(Class::Protected), HandlerSees(false))
            .then([protected(), CaseEvent::Assigned { handler: None }]);
    }

    #[test]
    fn nobody_protects_a_case_from_themselves() {
        let given = given::<Case>([opened()]).as_who(&officer());
        given.when(act(Class::Protected), HandlerSees(true)).then_refused("class-above-own");
    }

    #[test]
    fn the_same_protection_again_is_no_change() {
        let given = given::<Case>([opened(), protected()]).as_who(&cleared());
        given.when(act(Class::Protected), HandlerSees(true)).then_refused("nothing-changed");
    }
}
