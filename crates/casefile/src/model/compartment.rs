//! Compartments: circles of officials who keep something about a person to themselves.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kernel::Who;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authority::AuthorityWords;

/// A kind of act that a compartment may stop for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// Removing them from the country.
    Removal,
    /// Writing to an address of theirs.
    Letter,
    /// Telling their family, employer or school something of them or of their cases.
    Notice,
    /// Deciding against them, or letting a case of theirs lapse.
    AdverseDecision,
}

impl ActKind {
    /// All of them.
    pub const ALL: [ActKind; 4] =
        [ActKind::Removal, ActKind::Letter, ActKind::Notice, ActKind::AdverseDecision];

    /// Stable code, for texts and rows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ActKind::Removal => "removal",
            ActKind::Letter => "letter",
            ActKind::Notice => "notice",
            ActKind::AdverseDecision => "adverse-decision",
        }
    }
}

impl std::str::FromStr for ActKind {
    type Err = ();

    fn from_str(code: &str) -> Result<ActKind, ()> {
        ActKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// A compartment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compartment {
    /// Its code, for configuration.
    pub code: String,
    /// Its id, in events and rows.
    pub id: Uuid,
    /// Its name; its members alone read it.
    pub words: AuthorityWords,
    /// What it may stop.
    pub stops: BTreeSet<ActKind>,
}

static COMPARTMENTS: LazyLock<Vec<Compartment>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        compartment: Vec<Compartment>,
    }
    let file = include_str!("../../registers/compartments.toml");
    toml::from_str::<File>(file).map(|file| file.compartment).unwrap_or_default()
});

impl Compartment {
    /// All of them, in the order of the register.
    #[must_use]
    pub fn all() -> &'static [Compartment] {
        &COMPARTMENTS
    }

    /// A compartment by its id.
    #[must_use]
    pub fn of(id: Uuid) -> Option<&'static Compartment> {
        Compartment::all().iter().find(|compartment| compartment.id == id)
    }

    /// A compartment by its code.
    #[must_use]
    pub fn coded(code: &str) -> Option<&'static Compartment> {
        Compartment::all().iter().find(|compartment| compartment.code == code)
    }

    /// Those somebody is in.
    pub fn of_member(who: &Who) -> impl Iterator<Item = &'static Compartment> {
        Compartment::all().iter().filter(|compartment| who.compartments.contains(&compartment.id))
    }

    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: &str) -> &str {
        match lang {
            "fi" => &self.words.fi,
            "sv" => &self.words.sv,
            _ => &self.words.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_reads_and_every_compartment_can_stop_something() {
        assert!(Compartment::all().len() >= 3);
        let codes: BTreeSet<&str> = Compartment::all().iter().map(|c| c.code.as_str()).collect();
        let ids: BTreeSet<Uuid> = Compartment::all().iter().map(|c| c.id).collect();
        assert_eq!((codes.len(), ids.len()), (Compartment::all().len(), Compartment::all().len()));
        assert!(Compartment::all().iter().all(|c| !c.stops.is_empty()));
        assert_eq!(Compartment::coded("security").unwrap().name("sv"), "Säkerhet");
    }

    #[test]
    fn a_kind_is_read_from_the_code_it_is_stored_by() {
        for kind in ActKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
