//! Writes to the officials of one's own case. It lands there by itself.

use casefile::MessageId;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::withdraw_application::Pending;
use super::{ID, Own, own, path};
use crate::events::ApplicationEvent;
use crate::ids::ApplicationId;
use crate::limits::MESSAGES_ITEMS_MAX;
use crate::rights::APPLY;
use crate::state::Application;

/// Writes to the officials of the case.
#[derive(Debug, Clone)]
pub struct WriteMessage {
    /// Of which application.
    pub application: ApplicationId,
    /// The words.
    pub text: String,
}

impl Act for WriteMessage {
    const NAME: &'static str = "application.write_message";
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
        match pending.0 {
            Some(true) => {}
            Some(false) => return Err(Refusal::new("message-case-closed")),
            None => return Err(Refusal::new("message-no-case")),
        }
        if self.text.trim().is_empty() {
            return Err(Refusal::new("message-empty").at("text"));
        }
        if known.messages.len() >= MESSAGES_ITEMS_MAX {
            return Err(Refusal::new("messages-many").with("max", MESSAGES_ITEMS_MAX));
        }
        let message = MessageId(ctx.ids.next());
        let text = Sealed::new(known.subject(), self.text.clone());
        Ok(Changes::one(self.application, &ApplicationEvent::MessageWritten { message, text }))
    }
}

impl FormAct for WriteMessage {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("text", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let Own { id, permit, application, .. } = own(request, Self::NAME).await?;
        let ui = &request.ui;
        let number = application.stage.case().map_or("", |(_, number)| number).to_owned();
        Ok(Draft::new()
            .arg("number", number)
            .crumb(ui.t("application-mine"), "/applications")
            .crumb(ui.t("application-messages"), path(&permit.code, id, "messages")))
    }

    fn read(form: &mut Reader<'_>) -> Option<WriteMessage> {
        let (application, text) = (form.param(ID), form.text("text"));
        Some(WriteMessage { application: application?, text: text? })
    }

    fn after(done: &Done, request: &Request) -> String {
        let permit = request.params.get(super::TYPE).unwrap_or_default();
        path(permit, ApplicationId(done.stream), "messages")
    }
}

#[cfg(test)]
mod tests {
    use casefile::CaseId;
    use kernel::Subject;
    use testkit::given;

    use super::super::tests::{amina, application_id, begun, bela};
    use super::*;

    fn act(text: &str) -> WriteMessage {
        WriteMessage { application: application_id(), text: text.to_owned() }
    }

    fn case() -> Vec<ApplicationEvent> {
        let number = "HEL-2026-000001".to_owned();
        let case = CaseId(Uuid::from_u128(1));
        vec![begun(), ApplicationEvent::Submitted {}, ApplicationEvent::Instituted { case, number }]
    }

    fn written(n: usize) -> ApplicationEvent {
        let message = MessageId(Uuid::from_u128(5000 + u128::try_from(n).unwrap()));
        let text = Sealed::new(Subject(amina().user.0), "When do I hear?".to_owned());
        ApplicationEvent::MessageWritten { message, text }
    }

    #[test]
    fn whoever_applied_writes_sealed_with_their_own_key() {
        let given = given::<Application>(case()).as_who(&amina());
        let when = given.when(act("When do I hear?"), Pending(Some(true)));
        let events = when.outcome().unwrap().into_events().unwrap();
        assert_eq!(events[0].kind, "application.message_written");
        assert_eq!(events[0].body["text"]["$seal"]["subject"], amina().user.0.to_string());
    }

    #[test]
    fn nothing_is_written_where_nobody_reads_it() {
        let given = |events: Vec<ApplicationEvent>| given::<Application>(events).as_who(&amina());
        given(case()).when(act("  "), Pending(Some(true))).then_refused("message-empty");
        given(case()).when(act("x"), Pending(Some(false))).then_refused("message-case-closed");
        given(vec![begun()]).when(act("x"), Pending(None)).then_refused("message-no-case");
        let many = case().into_iter().chain((0..MESSAGES_ITEMS_MAX).map(written)).collect();
        given(many).when(act("x"), Pending(Some(true))).then_refused("messages-many");
        let theirs = testkit::given::<Application>(case()).as_who(&bela());
        theirs.when(act("x"), Pending(Some(true))).then_refused("application-unknown");
    }
}
