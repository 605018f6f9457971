//! Takes a file out of an application again.

use kernel::{Act, Changes, Ctx, Done, Fault, FileId, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{ID, Own, SLOT, TYPE, own_draft, path};
use crate::events::ApplicationEvent;
use crate::ids::ApplicationId;
use crate::rights::APPLY;
use crate::state::Application;

/// Takes a file out.
#[derive(Debug, Clone)]
pub struct RemoveAttachment {
    /// Of which application.
    pub application: ApplicationId,
    /// Code of its place.
    pub slot: String,
    /// Which.
    pub file: FileId,
}

impl Act for RemoveAttachment {
    const NAME: &'static str = "application.remove_attachment";
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
        let known = application.draft_of(ctx.who)?;
        if known.attachment(&self.slot, self.file).is_none() {
            // It is out already, which is what was wanted.
            return Ok(Changes::new());
        }
        let (slot, file) = (self.slot.clone(), self.file);
        let removed = ApplicationEvent::AttachmentRemoved { slot, file };
        Ok(Changes::one(self.application, &removed))
    }
}

impl FormAct for RemoveAttachment {
    fn fields() -> Vec<Field> {
        Vec::new()
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, application, permit, .. } = own_draft(request, Self::NAME).await?;
        let slot: String = request.param(SLOT)?;
        let attachment = application.attachment(&slot, request.param("file")?);
        let name = attachment.and_then(|a| a.file.name.get()).cloned().unwrap_or_default();
        Ok(Draft::new()
            .arg("name", name)
            .crumb(request.ui.t("application-attachments"), path(&permit.code, id, "attachments")))
    }

    fn read(form: &mut Reader<'_>) -> Option<RemoveAttachment> {
        let (application, slot) = (form.param(ID)?, form.param(SLOT)?);
        Some(RemoveAttachment { application, slot, file: form.param("file")? })
    }

    fn after(done: &Done, request: &Request) -> String {
        let permit = request.params.get(TYPE).unwrap_or_default();
        path(permit, ApplicationId(done.stream), "attachments")
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::super::tests::{amina, application_id, attached, begun, bela};
    use super::*;

    fn act() -> RemoveAttachment {
        let (application, slot) = (application_id(), "means".to_owned());
        RemoveAttachment { application, slot, file: FileId(Uuid::from_u128(1)) }
    }

    #[test]
    fn a_file_goes_once() {
        let removed = ApplicationEvent::AttachmentRemoved { slot: act().slot, file: act().file };
        let given = |events: Vec<ApplicationEvent>| given::<Application>(events).as_who(&amina());
        given(vec![begun(), attached("means", 1)]).when(act(), ()).then([removed.clone()]);
        given(vec![begun(), attached("means", 1), removed]).when(act(), ()).then_nothing();
    }

    #[test]
    fn what_was_sent_stays_and_what_is_others_too() {
        let sent = [begun(), attached("means", 1), ApplicationEvent::Submitted {}];
        given::<Application>(sent)
            .as_who(&amina())
            .when(act(), ())
            .then_refused("application-sent");
        let theirs = given::<Application>([begun(), attached("means", 1)]).as_who(&bela());
        theirs.when(act(), ()).then_refused("application-unknown");
    }
}
