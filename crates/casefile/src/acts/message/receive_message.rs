//! Takes in what an applicant wrote, and asks for an official when none has been asked for yet.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use super::ANSWER;
use crate::case_task;
use crate::case_type;
use crate::events::MessageEvent;
use crate::ids::{CaseId, MessageId};
use crate::state::{Case, KnownCase, Messages, Status, TaskState};

/// Takes in a message. Done again it does nothing.
#[derive(Debug, Clone)]
pub struct ReceiveMessage {
    /// In which case.
    pub case: CaseId,
    /// Which message.
    pub message: MessageId,
    /// Its words.
    pub text: String,
}

impl Act for ReceiveMessage {
    const NAME: &'static str = "case.receive_message";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = Messages;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Messages, Fault> {
        read.fold(self.case).await
    }

    fn decide(&self, case: &Case, messages: &Messages, ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let Some(known) = case.known() else { return Ok(Changes::new()) };
        if messages.get(self.message).is_some() {
            return Ok(Changes::new());
        }
        let (message, text) = (self.message, Sealed::new(self.case, self.text.clone()));
        let received = Changes::one(self.case, &MessageEvent::Received { message, text });
        // What crosses the end of the case is in its file; its writer is told that it came too late.
        if known.status != Status::Open || is_asked_for(known) {
            return Ok(received);
        }
        let kind = case_type::known(&known.case_type)?;
        let (_, added) = case_task::add(self.case, kind, ANSWER, known.legal_date(), ctx);
        Ok(received.and(added))
    }
}

/// Has an official been asked for, who has not answered yet?
fn is_asked_for(known: &KnownCase) -> bool {
    known.tasks.values().any(|task| task.what == ANSWER && task.state != TaskState::Done)
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened};
    use crate::events::CaseEvent;

    fn act(n: u128) -> ReceiveMessage {
        let message = MessageId(Uuid::from_u128(n));
        ReceiveMessage { case: case_id(), message, text: "When do I hear?".to_owned() }
    }

    fn received(n: u128) -> MessageEvent {
        let text = Sealed::new(case_id(), act(n).text);
        MessageEvent::Received { message: act(n).message, text }
    }

    fn kinds(events: Vec<CaseEvent>, before: &[MessageEvent]) -> Vec<String> {
        let messages = given::<Messages>(before.to_vec()).state(case_id().0);
        let when = given::<Case>(events).when(act(2), messages);
        when.outcome().unwrap().into_events().unwrap().into_iter().map(|e| e.kind).collect()
    }

    #[test]
    fn what_comes_in_asks_for_one_official_until_they_have_answered() {
        assert_eq!(kinds(vec![opened()], &[]), ["message.received", "case.task_added"]);
        let asked = given::<Case>([opened()]).when(act(1), Messages::default());
        let asked = asked.outcome().unwrap().into_events().unwrap();
        let task: CaseEvent = serde_json::from_value(serde_json::json!({
            "kind": "case.task_added", "body": asked[1].body,
        }))
        .unwrap();
        assert_eq!(kinds(vec![opened(), task.clone()], &[received(1)]), ["message.received"]);
        let CaseEvent::TaskAdded { task: id, .. } = task.clone() else { panic!() };
        let done = CaseEvent::TaskDone { task: id };
        let again = kinds(vec![opened(), task, done], &[received(1)]);
        assert_eq!(again, ["message.received", "case.task_added"]);
    }

    #[test]
    fn twice_is_once_and_what_crosses_the_end_of_a_case_is_kept() {
        assert!(kinds(vec![opened()], &[received(2)]).is_empty());
        assert_eq!(kinds(vec![opened(), closed()], &[]), ["message.received"]);
        given::<Case>([]).when(act(1), Messages::default()).then_nothing();
    }
}
