//! What happens to letters on a case's stream, and what is known of them.

use std::collections::BTreeMap;

use kernel::{BlindIndex, EventSet, Kind, Meta, Row, State, Ts};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows;

kernel::id!(
    /// A letter, on the stream of its case.
    LetterId, "letter"
);

/// What happens to letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LetterEvent {
    #[serde(rename = "letters.sent")]
    Sent { letter: LetterId, request: Uuid },
    #[serde(rename = "letters.returned")]
    Returned { letter: LetterId },
}

impl EventSet for LetterEvent {
    const KINDS: &'static [Kind] =
        &[Kind { name: "letters.sent", schema: 1 }, Kind { name: "letters.returned", schema: 1 }];
}

/// The letters of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters(pub BTreeMap<LetterId, Letter>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub request: Uuid,
    pub sent: Ts,
    pub came_back: bool,
}

impl State for Letters {
    const STREAM: &'static str = "case";
    type Event = LetterEvent;

    fn apply(&mut self, event: LetterEvent, meta: Meta<'_>) {
        match event {
            LetterEvent::Sent { letter, request } => {
                self.0.insert(letter, Letter { request, sent: meta.at(), came_back: false });
            }
            LetterEvent::Returned { letter } => {
                if let Some(letter) = self.0.get_mut(&letter) {
                    letter.came_back = true;
                }
            }
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.0.iter().map(|(id, letter)| rows::letter(stream, *id, letter)).collect()
    }
}
