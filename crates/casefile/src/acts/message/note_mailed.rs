//! A mail told whoever applied that there is a message, or no relay takes mail for them.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;

use crate::events::MessageEvent;
use crate::ids::{CaseId, MessageId};
use crate::state::Messages;

/// Records what came of telling of a message.
#[derive(Debug, Clone)]
pub struct NoteMailed {
    /// In which case.
    pub case: CaseId,
    /// Which message.
    pub message: MessageId,
    /// Why no relay takes it, in its words; nothing when it was sent.
    pub failed: Option<String>,
}

impl Act for NoteMailed {
    const NAME: &'static str = "case.note_mailed";
    const RIGHT: Right = Right::MACHINE;
    type State = Messages;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, messages: &Messages, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if messages.get(self.message).is_none_or(|message| message.mailed.is_some()) {
            return Ok(Changes::new());
        }
        let failed = self.failed.clone().map(|why| Sealed::new(self.case, why));
        let mailed = MessageEvent::Mailed { message: self.message, failed };
        Ok(Changes::one(self.case, &mailed))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::case_id;

    #[test]
    fn a_mail_is_noted_once() {
        let message = MessageId(Uuid::from_u128(1));
        let text = Sealed::new(case_id(), "In May.".to_owned());
        let sent = MessageEvent::Sent { message, text };
        let act = NoteMailed { case: case_id(), message, failed: None };
        let mailed = MessageEvent::Mailed { message, failed: None };
        given::<Messages>([sent.clone()]).when(act.clone(), ()).then([mailed.clone()]);
        given::<Messages>([sent, mailed]).when(act.clone(), ()).then_nothing();
        given::<Messages>([]).when(act, ()).then_nothing();
    }
}
