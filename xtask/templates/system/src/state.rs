//! The fold: what a record is, after all that happened to it.

use kernel::{BlindIndex, Meta, Row, State};
use uuid::Uuid;

use crate::events::@Name@Event;
use crate::rows;

/// A record; each variant carries what is known in that state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum @Name@ {
    /// There is none.
    #[default]
    Unknown,
    /// It was begun.
    Begun {
        /// What it is called.
        title: String,
    },
}

impl State for @Name@ {
    const STREAM: &'static str = "@name@";
    type Event = @Name@Event;

    fn apply(&mut self, event: @Name@Event, _: Meta<'_>) {
        match event {
            @Name@Event::Begun { title } => *self = @Name@::Begun { title },
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        rows::rows(self, stream)
    }
}
