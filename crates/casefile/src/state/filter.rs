//! What is known of a saved filter: a fold over its events.

use kernel::{Access, BlindIndex, Class, Meta, Row, State, UserId, Who};
use uuid::Uuid;

use crate::events::FilterEvent;
use crate::ids::FilterId;
use crate::rights::LEAD;
use crate::rows;

/// A saved filter as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SavedFilter {
    /// There is none, or none any more.
    #[default]
    Unknown,
    /// It is kept.
    Known(KnownFilter),
}

/// A filter that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFilter {
    /// Name of the list.
    pub list: String,
    /// What it is called.
    pub name: String,
    /// Filters and order as they stand in the address.
    pub query: String,
    /// Who saved it.
    pub owner: UserId,
    /// The unit that shares it.
    pub unit: Option<String>,
}

impl SavedFilter {
    /// The filter, if it is kept.
    #[must_use]
    pub const fn known(&self) -> Option<&KnownFilter> {
        match self {
            SavedFilter::Unknown => None,
            SavedFilter::Known(known) => Some(known),
        }
    }
}

impl KnownFilter {
    /// May somebody rename and remove it: their own, or as a lead what a unit of theirs shares?
    #[must_use]
    pub fn is_kept_by(&self, who: &Who) -> bool {
        match &self.unit {
            Some(unit) => who.may(LEAD) && who.units.contains(unit),
            None => who.user == self.owner,
        }
    }

    /// May somebody see it?
    #[must_use]
    pub fn is_shown_to(&self, who: &Who) -> bool {
        self.unit.is_some() || who.user == self.owner
    }
}

impl State for SavedFilter {
    const STREAM: &'static str = "filter";
    type Event = FilterEvent;

    fn apply(&mut self, event: FilterEvent, _: Meta<'_>) {
        match (&mut *self, event) {
            (_, FilterEvent::Saved { list, name, query, owner, unit }) => {
                *self = SavedFilter::Known(KnownFilter { list, name, query, owner, unit });
            }
            (SavedFilter::Known(known), FilterEvent::Renamed { name }) => known.name = name,
            (_, FilterEvent::Removed {}) => *self = SavedFilter::Unknown,
            (SavedFilter::Unknown, FilterEvent::Renamed { .. }) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let row = self.known().map(|known| rows::filter(FilterId(stream), known));
        row.into_iter().collect()
    }

    fn access(&self) -> Option<Access> {
        let unit = self.known()?.unit.clone()?;
        Some(Access { unit, class: Class::Normal, compartment: None })
    }
}
