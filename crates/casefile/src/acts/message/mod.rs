//! Verbs on messages between whoever applied and the officials of a case.

mod note_mailed;
mod receive_message;
mod send_message;

pub use note_mailed::NoteMailed;
pub use receive_message::ReceiveMessage;
pub use send_message::SendMessage;
pub(crate) use send_message::{MAIL, Mailing};

/// The task of whoever answers what an applicant wrote.
pub(crate) const ANSWER: &str = "answer-message";
