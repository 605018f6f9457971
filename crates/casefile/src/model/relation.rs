//! What two persons are to each other.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::validity::Validity;

/// What the other is to the person on whose stream it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Married to each other.
    Spouse,
    /// In a registered partnership.
    RegisteredPartner,
    /// Living together as if married.
    CohabitingPartner,
    /// The person's child.
    Child,
    /// The person's parent.
    Parent,
    /// Has custody of the person.
    Guardian,
    /// Is in the person's custody.
    Ward,
    /// Brother or sister.
    Sibling,
    /// Lives on the person's support.
    Dependant,
    /// Supports the person.
    Supporter,
    /// Another relative.
    Relative,
}

impl RelationKind {
    /// All, in the order of forms and of the page.
    pub const ALL: [RelationKind; 11] = [
        RelationKind::Spouse,
        RelationKind::RegisteredPartner,
        RelationKind::CohabitingPartner,
        RelationKind::Child,
        RelationKind::Parent,
        RelationKind::Guardian,
        RelationKind::Ward,
        RelationKind::Sibling,
        RelationKind::Dependant,
        RelationKind::Supporter,
        RelationKind::Relative,
    ];

    /// What the person is to the other.
    #[must_use]
    pub const fn inverse(self) -> RelationKind {
        match self {
            RelationKind::Child => RelationKind::Parent,
            RelationKind::Parent => RelationKind::Child,
            RelationKind::Guardian => RelationKind::Ward,
            RelationKind::Ward => RelationKind::Guardian,
            RelationKind::Dependant => RelationKind::Supporter,
            RelationKind::Supporter => RelationKind::Dependant,
            same => same,
        }
    }

    /// Can two persons be both to each other at one time? Nobody is the parent of their own parent,
    /// or of their spouse.
    #[must_use]
    pub fn goes_with(self, other: RelationKind) -> bool {
        use RelationKind::{Child, CohabitingPartner, Parent, RegisteredPartner, Sibling, Spouse};
        let kin = |kind| matches!(kind, Child | Parent | Sibling);
        let couple = |kind| matches!(kind, Spouse | RegisteredPartner | CohabitingPartner);
        let clash = (kin(self) && (kin(other) || couple(other))) || (couple(self) && kin(other));
        self == other || !clash
    }

    /// Stable code for texts and forms.
    #[must_use]
    pub fn code(self) -> String {
        crate::events::code(self)
    }
}

impl std::str::FromStr for RelationKind {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<RelationKind, Refusal> {
        let found = RelationKind::ALL.into_iter().find(|kind| kind.code() == code);
        found.ok_or_else(|| Refusal::new("relation-kind-unknown").at("kind"))
    }
}

/// A relation to another person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// What the other is to this person.
    pub kind: RelationKind,
    /// From when until when.
    pub validity: Validity,
    /// Where that is known from: a certificate, a register, what somebody said.
    pub source: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_of_the_other_side_is_the_same() {
        for kind in RelationKind::ALL {
            assert_eq!(kind.inverse().inverse(), kind);
            assert_eq!(kind.code().parse::<RelationKind>().unwrap(), kind);
        }
        assert_eq!(RelationKind::Child.inverse(), RelationKind::Parent);
        assert!("friend".parse::<RelationKind>().is_err());
    }

    #[test]
    fn nobody_is_the_child_of_their_child() {
        assert!(!RelationKind::Child.goes_with(RelationKind::Parent));
        assert!(!RelationKind::Parent.goes_with(RelationKind::Spouse));
        assert!(RelationKind::Parent.goes_with(RelationKind::Guardian));
        assert!(RelationKind::Spouse.goes_with(RelationKind::Dependant));
        for a in RelationKind::ALL {
            for b in RelationKind::ALL {
                assert_eq!(a.goes_with(b), b.goes_with(a));
            }
        }
    }
}
