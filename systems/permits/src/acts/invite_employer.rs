//! Asks an employer for their part: there is a code from then on, which whoever applies hands on. They may ask again
//! until it is decided, as a code gets into wrong hands or terms are given wrongly: what is confirmed by the new code
//! counts from then on.

use casefile::Case;
use jiff::ToSpan as _;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, Own, TYPE, own, path, permit_of};
use crate::employer::{self, EmployerPart, EmployerPartEvent};
use crate::ids::{ApplicationId, EmployerPartId};
use crate::limits::{CODE_DAYS, PARTS_ITEMS_MAX};
use crate::rights::APPLY;
use crate::rows;
use crate::state::{Application, Stage};

/// Asks an employer for their part.
#[derive(Debug, Clone, Copy)]
pub struct InviteEmployer {
    /// The id the part gets.
    pub part: EmployerPartId,
    /// For which application.
    pub application: ApplicationId,
}

/// What asking has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inviting {
    /// The application.
    pub application: Application,
    /// How many parts were asked for in it.
    pub parts: usize,
    /// Its case is closed: it is decided.
    pub decided: bool,
}

impl Act for InviteEmployer {
    const NAME: &'static str = "employer_part.invite";
    const RIGHT: Right = APPLY;
    type State = EmployerPart;
    type Inputs = Inviting;

    fn stream(&self) -> Uuid {
        self.part.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Inviting, Fault> {
        let application = read.fold::<Application>(self.application).await?;
        let parts = rows::parts_read(read, self.application).await?;
        let case = application.known().and_then(|known| known.stage.case());
        let decided = match case.map(|(case, _)| case) {
            Some(case) => read.fold_unseen::<Case>(case).await?.open().is_err(),
            None => false,
        };
        Ok(Inviting { application, parts, decided })
    }

    fn decide(
        &self,
        part: &EmployerPart,
        Inviting { application, parts, decided }: &Inviting,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.of(ctx.who)?;
        if matches!(known.stage, Stage::Withdrawn { .. }) {
            return Err(Refusal::new("application-withdrawn"));
        }
        if *decided {
            return Err(Refusal::new("employer-decided"));
        }
        if part.known().is_some() {
            // Pressed twice.
            return Ok(Changes::new());
        }
        if !employer::has_part(permit_of(known)?) {
            return Err(Refusal::new("employer-none"));
        }
        if *parts >= PARTS_ITEMS_MAX {
            return Err(Refusal::new("employer-many").with("max", PARTS_ITEMS_MAX));
        }
        let until = ctx.today.saturating_add(CODE_DAYS.days());
        let (application, permit) = (self.application, known.permit.clone());
        let invited = EmployerPartEvent::Invited { application, permit, owner: known.owner, until };
        Ok(Changes::one(self.part, &invited))
    }
}

impl FormAct for InviteEmployer {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("part")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, permit, .. } = own(request, Self::NAME).await?;
        Ok(Draft::new()
            .value("part", request.kernel.next_id())
            .crumb(request.ui.t("employer-part"), path(&permit.code, id, "employer")))
    }

    fn read(form: &mut Reader<'_>) -> Option<InviteEmployer> {
        let (part, application) = (form.reference("part"), form.param(ID));
        Some(InviteEmployer { part: part?, application: application? })
    }

    fn after(_: &Done, request: &Request) -> String {
        let part = |name| request.params.get(name).unwrap_or_default();
        format!("/apply/{}/{}/employer", part(TYPE), part(ID))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, application_id, bela};
    use super::*;
    use crate::events::ApplicationEvent;

    fn act() -> InviteEmployer {
        InviteEmployer { part: EmployerPartId(Uuid::from_u128(900)), application: application_id() }
    }

    fn application(permit: &str, further: &[ApplicationEvent]) -> Application {
        let begun = ApplicationEvent::Begun { owner: amina().user, permit: permit.into() };
        let events = [begun].into_iter().chain(further.iter().cloned());
        given::<Application>(events).state(application_id().0)
    }

    fn asking(application: Application, parts: usize) -> Inviting {
        Inviting { application, parts, decided: false }
    }

    fn invited() -> EmployerPartEvent {
        EmployerPartEvent::Invited {
            application: application_id(),
            permit: "specialist".into(),
            owner: amina().user,
            until: "2026-04-01".parse().unwrap(),
        }
    }

    #[test]
    fn whoever_applies_for_work_asks_their_employer_once_a_press() {
        let inputs = || asking(application("specialist", &[]), 0);
        let given = |events: &[EmployerPartEvent]| given::<EmployerPart>(events.to_vec());
        given(&[]).as_who(&amina()).when(act(), inputs()).then([invited()]);
        given(&[invited()]).as_who(&amina()).when(act(), inputs()).then_nothing();
        given(&[]).as_who(&bela()).when(act(), inputs()).then_refused("application-unknown");
    }

    #[test]
    fn students_have_no_employer_nor_has_what_was_taken_back_and_codes_have_an_end() {
        for (application, parts, code) in [
            (application("student-degree", &[]), 0, "employer-none"),
            (
                application("specialist", &[ApplicationEvent::Withdrawn {}]),
                0,
                "application-withdrawn",
            ),
            (application("specialist", &[]), PARTS_ITEMS_MAX, "employer-many"),
        ] {
            let given = given::<EmployerPart>([]).as_who(&amina());
            given.when(act(), asking(application, parts)).then_refused(code);
        }
        let decided = Inviting { decided: true, ..asking(application("specialist", &[]), 1) };
        let given = given::<EmployerPart>([]).as_who(&amina());
        given.when(act(), decided).then_refused("employer-decided");
    }
}
