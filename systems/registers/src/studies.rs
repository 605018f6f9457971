//! What the register of studies says to somebody who asks about themselves while they fill in a form: no question of a
//! case, and nothing of the answer is kept here.

use kernel::{Date, Ts};

use crate::adapters;
use crate::connections::Registers;
use crate::model::{Register, Trouble};
use crate::question::{Identity, Question, Subject};

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Studies {
    /// They have one place.
    One(StudyPlace),
    /// It knows nobody of that name and birth date, or no place that they have.
    Nobody,
    /// It knows several people, and nothing tells which of them is meant.
    Several,
    /// They have several places: for which of them a permit is, it does not know.
    Many,
    /// It does not answer, or not in a way that can be read.
    Away,
}

/// A place to study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyPlace {
    /// What the school is called.
    pub school: String,
    /// Code of the kind of studies, as the law's fact `study_kind` has it.
    pub kind: &'static str,
    /// Are they admitted? Not known while that depends on a condition.
    pub admitted: Option<bool>,
    /// The first day.
    pub starts: Date,
    /// Whole months from the first day to the last.
    pub months: i64,
    /// Code of how it stands with the tuition fee, as the law's fact `tuition_status` has it.
    pub tuition: &'static str,
    /// Have they begun to study?
    pub begun: bool,
}

impl Registers {
    /// What the register of studies says of whoever asks, on a day: they wait, so it is asked once, and not at all
    /// while it rests.
    pub async fn studies(&self, of: Identity, on: Date, now: Ts) -> Studies {
        self.look(of, on, now).await.unwrap_or(Studies::Away)
    }

    async fn look(&self, of: Identity, on: Date, now: Ts) -> Result<Studies, Trouble> {
        let register = Register::Study;
        if !self.is_ready(register, now) {
            return Err(Trouble::Down);
        }
        let (role, subject) = (casefile::APPLICANT.to_owned(), Subject::Person(of));
        let answer = self.ask_once(&Question { register, role, on, subject }).await?;
        adapters::look_at_studies(&answer, on)
    }
}
