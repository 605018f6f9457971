//! What a system writes to whoever applied online: a pure function that returns the event, and the job that
//! tells of it by mail.

use kernel::{Changes, Ctx, Sealed};

use crate::acts::{MAIL, Mailing};
use crate::events::MessageEvent;
use crate::ids::{CaseId, MessageId};

/// Writes to whoever applied; a mail tells them that there is a message. That writing to them is not stopped
/// is for the caller to ask ([`crate::hold::look`]).
#[must_use]
pub fn send(case: CaseId, text: &str, ctx: &Ctx<'_>) -> (MessageId, Changes) {
    let message = MessageId(ctx.ids.next());
    let text = Sealed::new(case, text.to_owned());
    let sent = Changes::one(case, &MessageEvent::Sent { message, text });
    (message, sent.job(MAIL, &Mailing { case, message }, None))
}
