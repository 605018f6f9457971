//! Why a person decides: coded, so that it can be counted and said in every language.

use serde::{Deserialize, Serialize};

/// One reason for which a case goes to a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Reason {
    /// Cases of this kind are always decided by a person.
    NotAutomated,
    /// A rule set does not hold on the day it applies by.
    NotInForce {
        /// Its name.
        rule_set: String,
    },
    /// The version in use was not stored, so the ruling could not be proven later.
    NotStored {
        /// Its name.
        rule_set: String,
    },
    /// A rule set is stopped.
    Suspended {
        /// Its name.
        rule_set: String,
    },
    /// No implementation decision holds today for these versions and this kind of case.
    NoImplementation,
    /// The implementation decision does not allow the outcome.
    OutcomeNotAllowed,
    /// A rule set was not read in the act or on the authority's page.
    NotPrimary {
        /// Its name.
        rule_set: String,
    },
    /// Nobody here has compared the value of a parameter with its source.
    ParameterUnverified {
        /// Its name.
        parameter: String,
    },
    /// The matter has another party.
    OtherParty,
    /// An official has the case in hand: it is not decided over their head.
    InHand,
    /// A fact is not known, or not well enough.
    UnknownFact {
        /// Its name.
        fact: String,
        /// Code of why: `absent`, `conflict`, `source`, `old`, `not-valid`.
        missing: String,
    },
    /// A fact is missing by which the matter's own rules are chosen.
    RulesUnchosen {
        /// Its name.
        fact: String,
    },
    /// A reason of the hand-over table holds, or is not known not to.
    HandOver {
        /// Code of its finding.
        finding: String,
    },
    /// A rule set does not grant.
    ConditionsOpen {
        /// Its name.
        rule_set: String,
    },
    /// The case was sorted to be looked at by a person.
    NotSortedAutomatic,
    /// An official has it before them and answers for it.
    OfficialConfirms,
    /// The rules met something they cannot answer exactly.
    NoAnswer {
        /// Name of the rule set.
        rule_set: String,
    },
}

impl Reason {
    /// Code for rows and texts: `automation-reason-<code>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Reason::NotAutomated => "not-automated",
            Reason::NotInForce { .. } => "not-in-force",
            Reason::NotStored { .. } => "not-stored",
            Reason::Suspended { .. } => "suspended",
            Reason::NoImplementation => "no-implementation",
            Reason::OutcomeNotAllowed => "outcome-not-allowed",
            Reason::NotPrimary { .. } => "not-primary",
            Reason::ParameterUnverified { .. } => "parameter-unverified",
            Reason::OtherParty => "other-party",
            Reason::InHand => "in-hand",
            Reason::UnknownFact { .. } => "unknown-fact",
            Reason::RulesUnchosen { .. } => "rules-unchosen",
            Reason::HandOver { .. } => "hand-over",
            Reason::ConditionsOpen { .. } => "conditions-open",
            Reason::NotSortedAutomatic => "not-sorted-automatic",
            Reason::OfficialConfirms => "official-confirms",
            Reason::NoAnswer { .. } => "no-answer",
        }
    }

    /// Of which rule set, parameter, fact or finding; empty when it goes without saying.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Reason::NotInForce { rule_set }
            | Reason::NotStored { rule_set }
            | Reason::Suspended { rule_set }
            | Reason::NotPrimary { rule_set }
            | Reason::ConditionsOpen { rule_set }
            | Reason::NoAnswer { rule_set } => rule_set,
            Reason::ParameterUnverified { parameter } => parameter,
            Reason::UnknownFact { fact, .. } | Reason::RulesUnchosen { fact } => fact,
            Reason::HandOver { finding } => finding,
            Reason::NotAutomated
            | Reason::NoImplementation
            | Reason::OutcomeNotAllowed
            | Reason::OtherParty
            | Reason::InHand
            | Reason::NotSortedAutomatic
            | Reason::OfficialConfirms => "",
        }
    }

    /// Does it follow from facts and rules alone, so that a replay must find it again?
    #[must_use]
    pub const fn is_of_rules(&self) -> bool {
        matches!(
            self,
            Reason::UnknownFact { .. }
                | Reason::HandOver { .. }
                | Reason::ConditionsOpen { .. }
                | Reason::NotSortedAutomatic
                | Reason::NoAnswer { .. }
        )
    }
}
