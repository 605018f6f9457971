//! Takes an application back: a draft is thrown away, a case ends when no decision was given yet.

use casefile::{Case, Status};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, Own, own, path};
use crate::events::ApplicationEvent;
use crate::ids::ApplicationId;
use crate::rights::APPLY;
use crate::state::{Application, Stage};

/// Takes an application back.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawApplication {
    /// Which.
    pub application: ApplicationId,
}

/// Is the case it became still pending? Nothing when it became none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending(pub Option<bool>);

impl Pending {
    /// The case is not the applicant's to look at; that it is decided is no secret to them.
    pub(super) async fn read(read: &mut Read<'_>, id: ApplicationId) -> Result<Pending, Fault> {
        let application = read.fold::<Application>(id).await?;
        let Some((case, _)) = application.known().and_then(|known| known.stage.case()) else {
            return Ok(Pending(None));
        };
        let case = read.fold_unseen::<Case>(case).await?;
        Ok(Pending(case.known().map(|known| known.status == Status::Open)))
    }
}

impl Act for WithdrawApplication {
    const NAME: &'static str = "application.withdraw";
    const RIGHT: Right = APPLY;
    type State = Application;
    type Inputs = Pending;

    fn stream(&self) -> Uuid {
        self.application.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Pending, Fault> {
        Pending::read(read, self.application).await
    }

    fn decide(
        &self,
        application: &Application,
        pending: &Pending,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = application.of(ctx.who)?;
        match (&known.stage, pending.0) {
            // It was taken back already, which is what was wanted.
            (Stage::Withdrawn { .. }, _) => Ok(Changes::new()),
            (_, Some(false)) => Err(Refusal::new("application-decided")),
            (Stage::Draft | Stage::Submitted { .. } | Stage::Instituted { .. }, _) => {
                Ok(Changes::one(self.application, &ApplicationEvent::Withdrawn {}))
            }
        }
    }
}

impl FormAct for WithdrawApplication {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, permit, .. } = own(request, Self::NAME).await?;
        let ui = &request.ui;
        Ok(Draft::new()
            .arg("permit", ui.code("case-type-", &permit.code).plain())
            .crumb(ui.t("application-mine"), "/applications")
            .back(path(&permit.code, id, "")))
    }

    fn read(form: &mut Reader<'_>) -> Option<WithdrawApplication> {
        Some(WithdrawApplication { application: form.param(ID)? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/applications".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseId;
    use testkit::given;

    use super::super::tests::{amina, application_id, begun, bela};
    use super::*;

    fn act() -> WithdrawApplication {
        WithdrawApplication { application: application_id() }
    }

    fn case() -> Vec<ApplicationEvent> {
        let number = "HEL-2026-000001".to_owned();
        let case = CaseId(Uuid::from_u128(1));
        vec![begun(), ApplicationEvent::Submitted {}, ApplicationEvent::Instituted { case, number }]
    }

    #[test]
    fn it_can_be_taken_back_as_long_as_nothing_was_decided() {
        let given = |events: Vec<ApplicationEvent>| given::<Application>(events).as_who(&amina());
        for (events, pending) in
            [(vec![begun()], None), (case()[..2].to_vec(), None), (case(), Some(true))]
        {
            given(events).when(act(), Pending(pending)).then([ApplicationEvent::Withdrawn {}]);
        }
        given(case()).when(act(), Pending(Some(false))).then_refused("application-decided");
    }

    #[test]
    fn twice_is_once_and_nobody_takes_back_for_others() {
        let back = [begun(), ApplicationEvent::Withdrawn {}];
        given::<Application>(back).as_who(&amina()).when(act(), Pending(None)).then_nothing();
        let theirs = given::<Application>([begun()]).as_who(&bela());
        theirs.when(act(), Pending(None)).then_refused("application-unknown");
    }
}
