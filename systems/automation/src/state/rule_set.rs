//! Whether a rule set may decide: its stored versions, the decisions to use it, stops, reviews.

use std::collections::{BTreeMap, VecDeque};

use kernel::{Date, Meta, State, Ts, UserId};
use law::Day;

use crate::demo;
use crate::events::RuleSetEvent;
use crate::model::Implementation;
use crate::state::Installation;

/// Reviews kept in the fold: more than any decision counts over.
const REVIEWS_KEPT: usize = 1000;

/// A rule set as this house governs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GovernedRuleSet {
    /// Stored versions by hash, with their first day.
    pub stored: BTreeMap<String, Day>,
    /// Implementation decisions, oldest first.
    pub recorded: Vec<Recorded>,
    /// The stop, while there is one.
    pub suspension: Option<Suspension>,
    /// Whether people agreed with what they looked at since it last began to decide, oldest first.
    pub reviews: VecDeque<bool>,
    /// Its version, for the basis of rulings.
    pub version: i64,
}

/// An implementation decision as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What it says.
    pub implementation: Implementation,
    /// The file as it was signed.
    pub file: String,
    /// The key that signed, base64.
    pub key: String,
    /// Who recorded it.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

impl Recorded {
    /// Does its signature count in this installation?
    #[must_use]
    pub fn is_honoured(&self, installation: &Installation) -> bool {
        let demo = demo::is_demo_key(&self.key);
        (demo && installation.demo) || (!demo && installation.keys.contains_key(&self.key))
    }

    /// Is it signed for trial?
    #[must_use]
    pub fn is_demo(&self) -> bool {
        demo::is_demo_key(&self.key)
    }
}

/// A stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// Who stopped it; nobody when it stopped by itself.
    pub by: Option<UserId>,
    /// When.
    pub at: Ts,
    /// Why.
    pub reason: String,
}

impl GovernedRuleSet {
    /// The implementation decision in force on a day: the latest that holds and is honoured.
    #[must_use]
    pub fn in_force(&self, day: Date, installation: &Installation) -> Option<&Recorded> {
        let mut latest = self.recorded.iter().rev();
        latest.find(|r| r.implementation.holds_on(day) && r.is_honoured(installation))
    }

    /// Disagreements among the last so many reviews, one more included.
    #[must_use]
    pub fn disagreements(&self, counted: usize, one_more: bool) -> usize {
        let last = self.reviews.iter().rev().copied();
        let last = std::iter::once(one_more).chain(last).take(counted);
        last.filter(|agrees| !agrees).count()
    }
}

impl State for GovernedRuleSet {
    const STREAM: &'static str = "rule-set";
    type Event = RuleSetEvent;

    fn apply(&mut self, event: RuleSetEvent, meta: Meta<'_>) {
        self.version = meta.version();
        let (by, at) = (UserId(meta.actor()), meta.at());
        match event {
            RuleSetEvent::Stored { hash, valid_from } => {
                self.stored.insert(hash, valid_from);
            }
            RuleSetEvent::ImplementationRecorded { implementation, file, key, .. } => {
                self.recorded.push(Recorded { implementation: *implementation, file, key, by, at });
            }
            RuleSetEvent::Suspended { by_itself, reason } => {
                let by = (!by_itself).then_some(by);
                self.suspension.get_or_insert(Suspension { by, at, reason });
            }
            RuleSetEvent::Resumed { .. } => {
                self.suspension = None;
                self.reviews.clear();
            }
            RuleSetEvent::Reviewed { agrees, .. } => {
                self.reviews.push_back(agrees);
                if self.reviews.len() > REVIEWS_KEPT {
                    self.reviews.pop_front();
                }
            }
        }
    }
}
