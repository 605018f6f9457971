//! What the case file knows of an official: a fold over the events of their user.

use std::collections::BTreeSet;

use kernel::{BlindIndex, Date, Meta, Refusal, Row, State, UserId};
use uuid::Uuid;

use crate::events::OfficialEvent;
use crate::rows;

/// An official as known now; of a user without a word here, nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Official {
    /// The last absence that was recorded and not ended.
    pub absence: Option<Absence>,
    /// Codes of what they know.
    pub competences: BTreeSet<String>,
}

/// A while somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who gets what they hold; the queue when nobody is named.
    pub cover: Option<UserId>,
}

impl Absence {
    /// The longest that is recorded at once: a year's leave and a bit. Who is away for longer is no
    /// user any more.
    const DAYS_MAX: i32 = 400;

    /// An absence from one day to another, both included.
    ///
    /// # Errors
    /// `dates-reversed`, `absence-long`.
    pub fn new(from: Date, until: Date, cover: Option<UserId>) -> Result<Absence, Refusal> {
        if until < from {
            return Err(Refusal::new("dates-reversed"));
        }
        if (until - from).get_days() > Absence::DAYS_MAX {
            return Err(Refusal::new("absence-long").with("max", Absence::DAYS_MAX));
        }
        Ok(Absence { from, until, cover })
    }
}

impl Official {
    /// May a task that needs this be given to them?
    #[must_use]
    pub fn knows(&self, competence: Option<&str>) -> bool {
        competence.is_none_or(|code| self.competences.contains(code))
    }

    /// The absence that a day is part of.
    #[must_use]
    pub fn away_on(&self, day: Date) -> Option<Absence> {
        self.absence.filter(|absence| absence.from <= day && day <= absence.until)
    }
}

impl State for Official {
    const STREAM: &'static str = "user";
    type Event = OfficialEvent;

    fn apply(&mut self, event: OfficialEvent, _: Meta<'_>) {
        match event {
            OfficialEvent::AbsenceRecorded { from, until, cover } => {
                self.absence = Some(Absence { from, until, cover });
            }
            OfficialEvent::AbsenceEnded {} => self.absence = None,
            OfficialEvent::CompetencesSet { competences } => self.competences = competences,
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        rows::official(UserId(stream), self)
    }
}
