//! Faults on demand: what can be wrong with a register, one at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Longest delay taken, in milliseconds: every client has given up before.
const DELAY_MS_MAX: u32 = 120_000;

/// A register, by the first part of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Register {
    /// People, families, homes.
    Population,
    /// Pay and employment.
    Income,
    /// Companies.
    Trade,
    /// Duties of employers.
    Tax,
    /// Admissions, rights to study, credits.
    Study,
    /// Care and assistance: the social insurance institution.
    Benefits,
    /// Criminal records.
    Criminal,
    /// Entry bans.
    EntryBans,
    /// For whom somebody may act.
    Mandates,
    /// What the systems of the Union know of whoever applies.
    Vis,
    /// Who somebody is, proved: the identity provider.
    Identity,
    /// Payment of fees.
    Payments,
    /// The maker of residence permit cards.
    Cards,
}

impl Register {
    /// All of them.
    pub const ALL: [Register; 13] = [
        Register::Population,
        Register::Income,
        Register::Trade,
        Register::Tax,
        Register::Study,
        Register::Benefits,
        Register::Criminal,
        Register::EntryBans,
        Register::Mandates,
        Register::Vis,
        Register::Identity,
        Register::Payments,
        Register::Cards,
    ];

    /// Is it asked a question, and answers with a record? The others are services with pages.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        !matches!(self, Register::Identity | Register::Payments | Register::Cards)
    }

    /// The first part of its addresses.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Register::Population => "population",
            Register::Income => "income",
            Register::Trade => "trade",
            Register::Tax => "tax",
            Register::Study => "study",
            Register::Benefits => "benefits",
            Register::Criminal => "criminal",
            Register::EntryBans => "entry-bans",
            Register::Mandates => "mandates",
            Register::Vis => "vis",
            Register::Identity => "identity",
            Register::Payments => "payments",
            Register::Cards => "cards",
        }
    }

    /// The register an address belongs to.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Register> {
        let first = path.trim_start_matches('/').split('/').next()?;
        Register::ALL.into_iter().find(|register| register.path() == first)
    }
}

/// What is wrong with a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// It answers, after a while.
    Slow {
        /// Milliseconds.
        delay_ms: u32,
    },
    /// It closes the connection without an answer.
    Down,
    /// It answers that it cannot.
    Error {
        /// HTTP status, 500 to 599.
        status: u16,
    },
    /// It answers in another shape than documented.
    WrongSchema,
    /// It answers in shape, and says otherwise than before.
    Contradictory,
}

impl Fault {
    /// What is wrong with the order, as a code.
    pub(crate) const fn flaw(self) -> Option<&'static str> {
        match self {
            Fault::Slow { delay_ms } if delay_ms > DELAY_MS_MAX => Some("delay-long"),
            Fault::Error { status } if status < 500 || status > 599 => Some("status-no-error"),
            _ => None,
        }
    }
}

/// An order: a register, and what is wrong with it from now on; nothing mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Which register.
    pub register: Register,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// What is wrong now.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<BTreeMap<Register, Fault>>);

impl Faults {
    pub(crate) fn of(&self, register: Register) -> Option<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&register).copied()
    }

    pub(crate) fn set(&self, order: Order) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match order.fault {
            Some(fault) => faults.insert(order.register, fault),
            None => faults.remove(&order.register),
        };
    }

    /// Every register with what is wrong.
    pub(crate) fn all(&self) -> Vec<Order> {
        let order = |register| Order { register, fault: self.of(register) };
        Register::ALL.map(order).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_belong_to_registers() {
        for register in Register::ALL {
            let path = format!("/{}/v1/query", register.path());
            assert_eq!(Register::of_path(&path), Some(register));
        }
        assert_eq!(Register::of_path("/faults"), None);
        assert_eq!(Register::of_path("/"), None);
    }

    #[test]
    fn one_fault_at_a_time_until_it_is_mended() {
        let faults = Faults::default();
        let (register, down) = (Register::Income, Some(Fault::Down));
        faults.set(Order { register, fault: down });
        faults.set(Order { register, fault: Some(Fault::WrongSchema) });
        assert_eq!(faults.of(register), Some(Fault::WrongSchema));
        assert_eq!(faults.of(Register::Trade), None);
        faults.set(Order { register, fault: None });
        assert!(faults.all().iter().all(|order| order.fault.is_none()));
    }

    #[test]
    fn orders_out_of_bounds_have_a_flaw() {
        assert_eq!(Fault::Slow { delay_ms: 120_001 }.flaw(), Some("delay-long"));
        assert_eq!(Fault::Error { status: 404 }.flaw(), Some("status-no-error"));
        assert_eq!(Fault::Error { status: 503 }.flaw(), None);
    }
}
