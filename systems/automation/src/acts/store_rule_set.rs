//! Stores a version of a rule set as it is, so that rulings cite what nobody can change.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use law::{Day, RuleSet};
use uuid::Uuid;

use crate::events::{ArchiveEvent, RuleSetEvent};
use crate::ids::{ArchiveId, RuleSetId};
use crate::state::{Archive, GovernedRuleSet};

/// Stores a version.
#[derive(Debug, Clone)]
pub struct StoreRuleSet {
    /// Name of the rule set.
    pub rule_set: String,
    /// The version: its first day.
    pub valid_from: Day,
    /// Its content hash, hexadecimal.
    pub hash: String,
    /// Table, facts and parameters as one text.
    pub text: String,
}

impl StoreRuleSet {
    /// A version as the law has it.
    #[must_use]
    pub fn of(set: &RuleSet) -> StoreRuleSet {
        StoreRuleSet {
            rule_set: set.name.to_string(),
            valid_from: set.valid_from,
            hash: set.hash.to_string(),
            text: set.archive().to_owned(),
        }
    }
}

impl Act for StoreRuleSet {
    const NAME: &'static str = "rule_set.store";
    const RIGHT: Right = Right::MACHINE;
    type State = Archive;
    type Inputs = GovernedRuleSet;

    fn stream(&self) -> Uuid {
        ArchiveId::of(&self.hash).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<GovernedRuleSet, Fault> {
        read.fold(RuleSetId::of(&self.rule_set)).await
    }

    fn decide(
        &self,
        archive: &Archive,
        governed: &GovernedRuleSet,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let (hash, valid_from) = (self.hash.clone(), self.valid_from);
        let mut changes = Changes::new();
        if archive.stored.is_none() {
            let (rule_set, text) = (self.rule_set.clone(), self.text.clone());
            let stored = ArchiveEvent::Stored { rule_set, valid_from, hash: hash.clone(), text };
            changes = changes.record(ArchiveId::of(&hash), &stored);
        }
        if !governed.stored.contains_key(&hash) {
            let id = RuleSetId::of(&self.rule_set);
            changes = changes.record(id, &RuleSetEvent::Stored { hash, valid_from });
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use testkit::{given, on};

    use super::*;
    use crate::acts::tests::RULES;
    use crate::rules;

    #[test]
    fn a_version_is_stored_once_and_reads_as_what_it_was() {
        let set = rules::law().unwrap().versions(RULES).next().unwrap();
        let act = StoreRuleSet::of(set);
        let (hash, valid_from) = (act.hash.clone(), act.valid_from);
        let (rule_set, text) = (act.rule_set.clone(), act.text.clone());
        let stored = ArchiveEvent::Stored { rule_set, valid_from, hash: hash.clone(), text };
        let noted = RuleSetEvent::Stored { hash: hash.clone(), valid_from };
        let (archive, id) = (ArchiveId::of(&hash), RuleSetId::of(RULES));
        given::<Archive>([])
            .when(act.clone(), GovernedRuleSet::default())
            .then_all([on(archive, &stored), on(id, &noted)]);
        let governed = given::<GovernedRuleSet>([noted]).state(id.0);
        given::<Archive>([stored.clone()]).when(act, governed).then_nothing();
        let read = given::<Archive>([stored]).state(archive.0).rule_set().unwrap();
        assert_eq!(read.hash, set.hash);
    }

    #[test]
    fn a_text_that_was_changed_is_no_rule_set() {
        let set = rules::law().unwrap().versions(RULES).next().unwrap();
        let StoreRuleSet { rule_set, valid_from, hash, text } = StoreRuleSet::of(set);
        let text = text.replace("permanent_permit", "photo_accepted");
        let stored = ArchiveEvent::Stored { rule_set, valid_from, hash, text };
        assert!(given::<Archive>([stored]).state(Uuid::nil()).rule_set().is_none());
    }
}
