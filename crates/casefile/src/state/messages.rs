//! What was written between whoever applied and the officials of a case: a fold over its events.

use kernel::{Meta, State, Ts, UserId};

use crate::events::MessageEvent;
use crate::ids::MessageId;

/// The messages of a case, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    /// Does whoever applied read and write online?
    pub online: bool,
    /// What was written.
    pub all: Vec<Message>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// The official who wrote it; nothing when the applicant did.
    pub by: Option<UserId>,
    /// When it came in or was sent.
    pub at: Ts,
    /// Its words; nothing once erased.
    pub text: Option<String>,
    /// Whether the mail that tells of it was sent, once it was tried.
    pub mailed: Option<bool>,
}

impl Messages {
    /// A message.
    #[must_use]
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.all.iter().find(|message| message.id == id)
    }
}

impl State for Messages {
    const STREAM: &'static str = "case";
    type Event = MessageEvent;

    fn apply(&mut self, event: MessageEvent, meta: Meta<'_>) {
        self.online = true;
        let (id, text, by) = match event {
            MessageEvent::Begun {} => return,
            MessageEvent::Received { message, text } => (message, text, None),
            MessageEvent::Sent { message, text } => (message, text, Some(UserId(meta.actor()))),
            MessageEvent::Mailed { message, failed } => {
                let of = self.all.iter_mut().find(|of| of.id == message);
                return of.into_iter().for_each(|of| of.mailed = Some(failed.is_none()));
            }
        };
        let (text, at) = (text.into_option(), meta.at());
        self.all.push(Message { id, by, at, text, mailed: None });
    }
}
