//! The streams of this system. What has a name of its own gets its id from that name, so that
//! nobody has to look it up.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

kernel::id!(
    /// A rule set over all its versions: whether it may decide.
    RuleSetId, "rule-set"
);
kernel::id!(
    /// One version of a rule set as its text, for ever the same.
    ArchiveId, "rule-archive"
);
kernel::id!(
    /// A parameter of the law: which of its values somebody here compared with the source.
    ParameterId, "law-parameter"
);
kernel::id!(
    /// The installation: for trial or in earnest, and whose signatures count.
    InstallationId, "installation"
);
kernel::id!(
    /// A ruling, on the stream of its case.
    RulingId, "ruling"
);

impl RuleSetId {
    /// The stream of a rule set by its name.
    #[must_use]
    pub fn of(name: &str) -> RuleSetId {
        RuleSetId(named("rule-set", name))
    }
}

impl ArchiveId {
    /// The stream of a version by its content hash.
    #[must_use]
    pub fn of(hash: &str) -> ArchiveId {
        ArchiveId(named("rule-archive", hash))
    }
}

impl ParameterId {
    /// The stream of a parameter by its name.
    #[must_use]
    pub fn of(name: &str) -> ParameterId {
        ParameterId(named("law-parameter", name))
    }
}

impl InstallationId {
    /// The one stream of the installation.
    #[must_use]
    pub fn this() -> InstallationId {
        InstallationId(named("installation", "this"))
    }
}

fn named(kind: &str, name: &str) -> Uuid {
    let hash: [u8; 32] =
        Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize().into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_id_and_another_name_another() {
        assert_eq!(RuleSetId::of("a"), RuleSetId::of("a"));
        assert_ne!(RuleSetId::of("a"), RuleSetId::of("b"));
        assert_ne!(RuleSetId::of("a").0, ParameterId::of("a").0);
    }
}
