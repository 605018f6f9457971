//! Writes to whoever applied online. What they asked is answered by it; a mail tells them that there is a message.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use super::ANSWER;
use crate::acts::case_draft;
use crate::case_message;
use crate::events::CaseEvent;
use crate::hold::{self, ActKind, Standing};
use crate::ids::{CaseId, MessageId};
use crate::rights::WORK;
use crate::state::{Case, Messages, TaskState};

/// The job that tells of a message by mail.
pub(crate) const MAIL: &str = "casefile.message_mail";

/// Which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mailing {
    pub(crate) case: CaseId,
    pub(crate) message: MessageId,
}

/// Writes to whoever applied.
#[derive(Debug, Clone)]
pub struct SendMessage {
    /// In which case.
    pub case: CaseId,
    /// The words.
    pub text: String,
}

/// What was written before, and whether writing to them is stopped.
pub struct Correspondence {
    /// What was written.
    pub messages: Messages,
    /// Whether writing is stopped.
    pub writing: Standing,
}

impl Act for SendMessage {
    const NAME: &'static str = "case.send_message";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Option<Correspondence>;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Option<Correspondence>, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(known) = case.known() else { return Ok(None) };
        let writing = hold::look(read, known.applicant, ActKind::Letter).await?;
        Ok(Some(Correspondence { messages: read.fold(self.case).await?, writing }))
    }

    fn decide(
        &self,
        case: &Case,
        inputs: &Option<Correspondence>,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let Correspondence { messages, writing } =
            inputs.as_ref().ok_or_else(|| Refusal::new("case-unknown"))?;
        if !messages.online {
            return Err(Refusal::new("message-not-online"));
        }
        if self.text.trim().is_empty() {
            return Err(Refusal::new("message-empty").at("text"));
        }
        writing.free()?;
        let (_, sent) = case_message::send(self.case, &self.text, ctx);
        // Whoever had it in hand sees in the file that it is answered.
        let asked = known.tasks.iter().filter(|(_, task)| task.what == ANSWER);
        let undone = asked.filter(|(_, task)| task.state != TaskState::Done);
        Ok(undone.fold(sent, |changes, (task, _)| {
            changes.record(self.case, &CaseEvent::TaskDone { task: *task })
        }))
    }
}

impl FormAct for SendMessage {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("text", Limit::NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, _) = case_draft(request, Self::NAME).await?;
        let case: CaseId = request.param("id")?;
        Ok(draft.crumb(request.ui.t("messages"), format!("/cases/{case}/messages")))
    }

    fn read(form: &mut Reader<'_>) -> Option<SendMessage> {
        let (case, text) = (form.param("id"), form.text("text"));
        Some(SendMessage { case: case?, text: text? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}/messages", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened};
    use crate::events::{MessageEvent, Priority};
    use crate::ids::TaskId;

    fn act(text: &str) -> SendMessage {
        SendMessage { case: case_id(), text: text.to_owned() }
    }

    fn online(writing: Standing) -> Option<Correspondence> {
        let messages = given::<Messages>([MessageEvent::Begun {}]).state(case_id().0);
        Some(Correspondence { messages, writing })
    }

    fn task(n: u128, what: &str) -> CaseEvent {
        CaseEvent::TaskAdded {
            task: TaskId(Uuid::from_u128(n)),
            what: what.to_owned(),
            priority: Priority::Normal,
            due: "2026-03-02".parse().unwrap(),
            before_legal_date: None,
            urgent_days: None,
            competence: None,
            words: None,
            queue: None,
        }
    }

    #[test]
    fn what_was_asked_is_answered_and_a_mail_goes_by_itself() {
        let tasks = [opened(), task(1, "look-into"), task(2, ANSWER)];
        let when = given::<Case>(tasks).when(act("In May."), online(Standing::Free));
        let changes = when.outcome().unwrap();
        let jobs: Vec<_> = changes.jobs().iter().map(|job| job.kind).collect();
        let events = changes.into_events().unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!((kinds.as_slice(), jobs), (&["message.sent", "case.task_done"][..], vec![MAIL]));
        assert_eq!(events[1].body["task"], Uuid::from_u128(2).to_string());
    }

    #[test]
    fn nothing_is_written_in_vain_to_nobody_or_to_whom_nobody_may_write() {
        let given = || given::<Case>([opened()]);
        let free = || online(Standing::Free);
        given().when(act(" \n"), free()).then_refused("message-empty");
        let offline = Correspondence { messages: Messages::default(), writing: Standing::Free };
        given().when(act("x"), Some(offline)).then_refused("message-not-online");
        given().when(act("x"), online(Standing::Stopped)).then_refused("stopped-ask-duty-desk");
        given().and([closed()]).when(act("x"), free()).then_refused("case-closed");
    }
}
