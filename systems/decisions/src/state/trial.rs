//! A change of letters that is tried.

use kernel::{BlindIndex, Meta, Refusal, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::events::{NotSet, Portion, TrialEnd, TrialEvent};
use crate::ids::DecisionId;
use crate::rows;

/// A trial as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trial {
    /// Nobody ordered it.
    #[default]
    Unknown,
    /// Somebody did.
    Known(Box<KnownTrial>),
}

/// A trial that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTrial {
    /// The new rows.
    pub rows: String,
    /// On how many decisions at most.
    pub decisions: u32,
    /// Who ordered it.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// Where the list of decisions goes on.
    pub next: Option<String>,
    /// How many letters would say the same.
    pub same: u32,
    /// Those whose letters would say something else.
    pub changed: Vec<DecisionId>,
    /// Those whose letters could not be set.
    pub failed: Vec<NotSet>,
    /// How far it is.
    pub stage: TrialStage,
}

/// How far a trial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialStage {
    /// It goes on by itself.
    Running,
    /// It ended early.
    Ended(TrialEnd),
    /// It was tried on all decisions that it was ordered for.
    Done,
}

impl TrialStage {
    /// Code for texts and rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TrialStage::Running => "running",
            TrialStage::Ended(TrialEnd::Stopped) => "stopped",
            TrialStage::Ended(TrialEnd::NotAllowed) => "not-allowed",
            TrialStage::Ended(TrialEnd::Outdated) => "outdated",
            TrialStage::Done => "done",
        }
    }
}

impl KnownTrial {
    /// On how many decisions it was tried so far.
    #[must_use]
    pub fn tried(&self) -> u32 {
        let told = self.changed.len() + self.failed.len();
        self.same + u32::try_from(told).unwrap_or(u32::MAX)
    }

    /// Does it go on by itself?
    #[must_use]
    pub fn runs(&self) -> bool {
        self.stage == TrialStage::Running
    }

    fn go_on(&mut self, portion: Portion) {
        self.same += portion.same;
        self.changed.extend(portion.changed);
        self.failed.extend(portion.failed);
        if portion.next.is_none() || self.tried() >= self.decisions {
            self.stage = TrialStage::Done;
        }
        self.next = portion.next;
    }
}

impl Trial {
    /// The trial, once it was ordered.
    #[must_use]
    pub fn known(&self) -> Option<&KnownTrial> {
        match self {
            Trial::Unknown => None,
            Trial::Known(known) => Some(known),
        }
    }

    /// The trial while it goes on.
    ///
    /// # Errors
    /// `trial-over`.
    pub fn running(&self) -> Result<&KnownTrial, Refusal> {
        self.known().filter(|known| known.runs()).ok_or_else(|| Refusal::new("trial-over"))
    }
}

impl State for Trial {
    const STREAM: &'static str = "trial";
    type Event = TrialEvent;

    fn apply(&mut self, event: TrialEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (TrialEvent::Ordered { rows, decisions }, unknown) => {
                *unknown = Trial::Known(Box::new(KnownTrial {
                    rows,
                    decisions,
                    by: UserId(meta.actor()),
                    at: meta.at(),
                    next: None,
                    same: 0,
                    changed: Vec::new(),
                    failed: Vec::new(),
                    stage: TrialStage::Running,
                }));
            }
            (TrialEvent::WentOn { portion }, Trial::Known(known)) => known.go_on(portion),
            (TrialEvent::Ended { why }, Trial::Known(known)) => {
                known.stage = TrialStage::Ended(why);
            }
            (TrialEvent::Resumed, Trial::Known(known)) => known.stage = TrialStage::Running,
            // Nothing is recorded before somebody ordered it; the acts see to it.
            (_, Trial::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.known().map(|known| rows::trial(stream, known)).into_iter().collect()
    }
}
