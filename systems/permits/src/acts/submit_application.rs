//! Sends an application: from here on it is a matter before the authority.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, Own, TYPE, own, path, permit_of};
use crate::answers::Answers;
use crate::events::ApplicationEvent;
use crate::ids::ApplicationId;
use crate::rights::APPLY;
use crate::state::{Application, Stage};

/// Sends an application.
#[derive(Debug, Clone, Copy)]
pub struct SubmitApplication {
    /// Which.
    pub application: ApplicationId,
    /// How often it had been changed when it was read through: what is declared true is that.
    pub changes: u64,
}

impl Act for SubmitApplication {
    const NAME: &'static str = "application.submit";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(
        &self,
        application: &Application,
        (): &(),
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.of(ctx.who)?;
        match known.stage {
            Stage::Draft => {}
            // Sent from another device, or with a second press: it is sent, once.
            Stage::Submitted { .. } | Stage::Instituted { .. } => return Ok(Changes::new()),
            Stage::Withdrawn { .. } => return Err(Refusal::new("application-withdrawn")),
        }
        if known.changes != self.changes {
            return Err(Refusal::new("application-changed"));
        }
        let answers = Answers::new(permit_of(known)?, known);
        if answers.open_page().is_some() {
            return Err(Refusal::new("application-incomplete"));
        }
        if !answers.missing_files(known).is_empty() {
            return Err(Refusal::new("application-files-missing"));
        }
        Ok(Changes::one(self.application, &ApplicationEvent::Submitted {}))
    }
}

impl FormAct for SubmitApplication {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("changes"), Field::checkbox("true")]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, application, permit, .. } = own(request, Self::NAME).await?;
        let ui = &request.ui;
        Ok(Draft::new()
            .value("changes", application.changes)
            .arg("permit", ui.code("case-type-", &permit.code).plain())
            .crumb(ui.t("application-steps"), path(&permit.code, id, ""))
            .crumb(ui.t("application-check"), path(&permit.code, id, "check")))
    }

    fn read(form: &mut Reader<'_>) -> Option<SubmitApplication> {
        let (application, changes) = (form.param(ID), form.reference("changes"));
        let declared = form.checked("true");
        declared.filter(|declared| *declared)?;
        Some(SubmitApplication { application: application?, changes: changes? })
    }

    fn after(done: &Done, request: &Request) -> String {
        let permit = request.params.get(TYPE).unwrap_or_default();
        path(permit, ApplicationId(done.stream), "sent")
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseId;
    use testkit::given;

    use super::super::tests::{amina, application_id, begun, bela, complete};
    use super::*;

    fn act(changes: usize) -> SubmitApplication {
        let changes = u64::try_from(changes).unwrap();
        SubmitApplication { application: application_id(), changes }
    }

    /// Everything but the beginning is a change.
    fn all() -> SubmitApplication {
        act(complete().len() - 1)
    }

    #[test]
    fn what_is_complete_is_sent() {
        let given = given::<Application>(complete()).as_who(&amina());
        given.when(all(), ()).then([ApplicationEvent::Submitted {}]);
    }

    #[test]
    fn sent_again_is_sent_once() {
        let case = CaseId(Uuid::from_u128(1));
        let instituted = ApplicationEvent::Instituted { case, number: "HEL-2026-000001".into() };
        let mut events = complete();
        for event in [ApplicationEvent::Submitted {}, instituted] {
            events.push(event);
            let given = given::<Application>(events.clone()).as_who(&amina());
            given.when(all(), ()).then_nothing();
        }
    }

    #[test]
    fn nothing_is_sent_that_is_missing_something() {
        for n in 1..complete().len() {
            let mut events = complete();
            events.remove(n);
            let given = given::<Application>(events.clone()).as_who(&amina());
            let outcome = given.when(act(events.len() - 1), ()).outcome();
            let code = outcome.unwrap_err().code;
            assert!(["application-incomplete", "application-files-missing"].contains(&code));
        }
    }

    #[test]
    fn what_was_read_through_is_what_is_sent() {
        let given = given::<Application>(complete()).as_who(&amina());
        given.when(act(complete().len() - 2), ()).then_refused("application-changed");
    }

    #[test]
    fn nobody_sends_for_others_nor_what_was_taken_back() {
        given::<Application>(complete())
            .as_who(&bela())
            .when(all(), ())
            .then_refused("application-unknown");
        given::<Application>([begun(), ApplicationEvent::Withdrawn {}])
            .as_who(&amina())
            .when(act(0), ())
            .then_refused("application-withdrawn");
    }
}
