//! Rights: what a user may do, and which rows they may see.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::refusal::Fault;
use crate::time::Ts;

crate::id!(
    /// A user: a person or machine that signs in.
    UserId, "user"
);

/// The user that jobs, reactions and commands act as.
pub const MACHINE: UserId = UserId(Uuid::from_u128(1));

/// A permission, declared on every act and every route: a role holds it for a section of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right(pub &'static str);

impl Right {
    /// For pages and acts open to everyone, signed in or not.
    pub const PUBLIC: Right = Right("public");
    /// For whoever is signed in.
    pub const SIGNED_IN: Right = Right("signed-in");
    /// For the machine itself: jobs and reactions. No person holds it.
    pub const MACHINE: Right = Right("machine");
}

/// Which roles hold a right; each system declares its own.
#[derive(Debug, Clone, Copy)]
pub struct RightGrant {
    /// The right.
    pub right: Right,
    /// Codes of the roles that hold it.
    pub roles: &'static [&'static str],
}

/// How protected a thing is. The order is the order of protection.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Ordinary official secrecy.
    #[default]
    Normal,
    /// A non-disclosure order or protected identity.
    Protected,
    /// A victim of trafficking, or security: seen inside its compartment alone.
    Secret,
}

impl Class {
    /// All, least protected first.
    pub const ALL: [Class; 3] = [Class::Normal, Class::Protected, Class::Secret];

    /// The number stored in rows; higher is more protected.
    #[must_use]
    pub const fn level(self) -> i64 {
        match self {
            Class::Normal => 0,
            Class::Protected => 1,
            Class::Secret => 2,
        }
    }

    /// The class of a stored number.
    ///
    /// # Errors
    /// Corrupt when no class has it.
    pub fn of_level(level: i64) -> Result<Class, Fault> {
        let found = Class::ALL.into_iter().find(|class| class.level() == level);
        found.ok_or_else(|| Fault::message(format!("no class has the level {level}")))
    }

    /// Stable code for texts and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Class::Normal => "normal",
            Class::Protected => "protected",
            Class::Secret => "secret",
        }
    }
}

/// Who may see a thing: its unit, class and, when set, compartment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Code of the unit it belongs to; empty means every unit.
    pub unit: String,
    /// How protected it is.
    pub class: Class,
    /// The compartment one must be in.
    pub compartment: Option<Uuid>,
}

/// Someone who acts: their rights and what they may see, fixed at sign-in.
#[derive(Debug, Clone)]
pub struct Who {
    /// The user.
    pub user: UserId,
    /// Display name.
    pub name: Arc<str>,
    /// Rights held.
    pub rights: Arc<BTreeSet<Right>>,
    /// Code of their own unit.
    pub unit: Arc<str>,
    /// Codes of units whose rows they see.
    pub units: Arc<BTreeSet<String>>,
    /// Highest class they see.
    pub clearance: Class,
    /// Compartments they are in.
    pub compartments: Arc<BTreeSet<Uuid>>,
    /// The session, when a person acts through the web.
    pub session: Option<Uuid>,
    /// For whom they act, when not for themselves.
    pub on_behalf_of: Option<Uuid>,
}

impl Who {
    /// The machine: jobs, reactions and the command line. Sees everything, is named in every event.
    #[must_use]
    pub fn machine() -> Who {
        Who {
            user: MACHINE,
            name: "uma".into(),
            rights: Arc::new(BTreeSet::from([Right::MACHINE])),
            unit: "".into(),
            units: Arc::default(),
            clearance: Class::Secret,
            compartments: Arc::default(),
            session: None,
            on_behalf_of: None,
        }
    }

    /// Nobody in particular: a visitor before sign-in.
    #[must_use]
    pub fn visitor() -> Who {
        let nobody = UserId(Uuid::nil());
        let rights = Arc::default();
        Who { user: nobody, rights, clearance: Class::Normal, name: "".into(), ..Who::machine() }
    }

    /// Is this the machine?
    #[must_use]
    pub fn is_machine(&self) -> bool {
        self.rights.contains(&Right::MACHINE)
    }

    /// Is somebody signed in?
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        !self.user.0.is_nil()
    }

    /// Does the user hold the right?
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        right == Right::PUBLIC
            || self.is_machine()
            || (right == Right::SIGNED_IN && self.is_signed_in())
            || self.rights.contains(&right)
    }

    /// May the user see a thing with this access? The same rule as the SQL predicate of lists.
    #[must_use]
    pub fn sees(&self, access: &Access) -> bool {
        self.is_machine()
            || (access.class <= self.clearance
                && (access.unit.is_empty() || self.units.contains(&access.unit))
                && access.compartment.is_none_or(|c| self.compartments.contains(&c)))
    }
}

/// What surrounds a decision: who, when, and the ids it may hand out.
pub struct Ctx<'a> {
    /// Who acts.
    pub who: &'a Who,
    /// The instant, the same for everything this act records.
    pub at: Ts,
    /// The date in Finland.
    pub today: crate::time::Date,
    /// Source of new ids.
    pub ids: &'a dyn crate::id::Ids,
}
