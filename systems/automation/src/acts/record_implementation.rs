//! Records a signed implementation decision: outside its dates nothing is decided without a person.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::rule_set_draft;
use crate::demo;
use crate::events::RuleSetEvent;
use crate::ids::{InstallationId, RuleSetId};
use crate::limits::{BASE64, FILE};
use crate::model::{Covered, Implementation, signed_by};
use crate::rights::{APPROVE, AUTHOR};
use crate::state::{GovernedRuleSet, Installation};

/// Records a decision on a rule set.
#[derive(Debug, Clone)]
pub struct RecordImplementation {
    /// Name of the rule set.
    pub rule_set: String,
    /// The file, as it was signed.
    pub file: String,
    /// The signature over it, base64.
    pub signature: String,
    /// The key that signed, base64.
    pub key: String,
}

/// What recording has to know.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The installation, with the keys it trusts.
    pub installation: Installation,
    /// Hashes of the stored versions of every other rule set that the decision covers.
    pub others: BTreeMap<String, BTreeSet<String>>,
}

impl Act for RecordImplementation {
    const NAME: &'static str = "rule_set.record_implementation";
    const RIGHT: Right = APPROVE;
    type State = GovernedRuleSet;
    type Inputs = Recording;

    fn stream(&self) -> Uuid {
        RuleSetId::of(&self.rule_set).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Recording, Fault> {
        let installation = read.guard(InstallationId::this()).await?;
        let mut others = BTreeMap::new();
        // What does not read is refused for that.
        let covers = Implementation::read(&self.file).map(|i| i.covers).unwrap_or_default();
        for name in covers.into_iter().map(|covered| covered.rule_set) {
            if name != self.rule_set && !others.contains_key(&name) {
                let state = read.fold::<GovernedRuleSet>(RuleSetId::of(&name)).await?;
                others.insert(name, state.stored.keys().cloned().collect());
            }
        }
        Ok(Recording { installation, others })
    }

    fn decide(
        &self,
        governed: &GovernedRuleSet,
        Recording { installation, others }: &Recording,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if ctx.who.may(AUTHOR) && !ctx.who.is_machine() {
            return Err(Refusal::new("rules-own"));
        }
        signed_by(&self.file, &self.signature, &self.key)?;
        let known = installation.keys.contains_key(&self.key);
        match (demo::is_demo_key(&self.key), installation.demo) {
            (true, true) => {}
            (true, false) => return Err(Refusal::new("key-of-demo").at("key")),
            (false, _) if !known => return Err(Refusal::new("key-unknown").at("key")),
            (false, _) => {}
        }
        let implementation = Box::new(Implementation::read(&self.file)?);
        if implementation.rule_set != self.rule_set {
            return Err(Refusal::new("implementation-of-other").at("file"));
        }
        if governed.recorded.iter().any(|other| other.file == self.file) {
            return Err(Refusal::new("implementation-known").at("file"));
        }
        if implementation.valid_until < ctx.today {
            return Err(Refusal::new("date-past").at("file"));
        }
        let is_stored = |covered: &&Covered| match others.get(&covered.rule_set) {
            Some(hashes) => hashes.contains(&covered.hash),
            None => {
                covered.rule_set == self.rule_set && governed.stored.contains_key(&covered.hash)
            }
        };
        if let Some(missing) = implementation.covers.iter().find(|covered| !is_stored(covered)) {
            let refusal = Refusal::new("implementation-covers-unknown").at("file");
            return Err(refusal.with("rules", &missing.rule_set).with("hash", &missing.hash));
        }
        let (file, signature, key) = (self.file.clone(), self.signature.clone(), self.key.clone());
        let recorded =
            RuleSetEvent::ImplementationRecorded { implementation, file, signature, key };
        Ok(Changes::one(RuleSetId::of(&self.rule_set), &recorded))
    }
}

impl FormAct for RecordImplementation {
    fn fields() -> Vec<Field> {
        vec![
            Field::long_text("file", FILE).rows(20),
            Field::text("signature", BASE64),
            Field::text("key", BASE64),
        ]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        rule_set_draft(request, Self::NAME).await.map(|(draft, _)| draft)
    }

    fn read(form: &mut Reader<'_>) -> Option<RecordImplementation> {
        let (rule_set, file) = (form.param("name"), form.text("file"));
        let (signature, key) = (form.text("signature"), form.text("key"));
        // Forms cut off the last line end; what was signed has one.
        let file = format!("{}\n", file?);
        Some(RecordImplementation { rule_set: rule_set?, file, signature: signature?, key: key? })
    }

    fn after(_: &Done, request: &Request) -> String {
        format!("/automation/rules/{}", request.params.get("name").unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{RULES, file, person, recorded};

    fn with(installation: Installation) -> Recording {
        Recording { installation, others: BTreeMap::new() }
    }

    fn trial() -> Recording {
        with(Installation { demo: true, ..Installation::default() })
    }

    /// The version that the decision covers is stored.
    fn stored() -> RuleSetEvent {
        RuleSetEvent::Stored { hash: "ab".into(), valid_from: law::Day::FIRST }
    }

    fn act(file: &str) -> RecordImplementation {
        RecordImplementation {
            rule_set: RULES.into(),
            file: file.to_owned(),
            signature: demo::sign(file),
            key: demo::public_key(),
        }
    }

    fn approver() -> kernel::Who {
        person(1, &[APPROVE])
    }

    #[test]
    fn a_signed_decision_is_recorded_as_it_was_signed_and_once() {
        let given = || given::<GovernedRuleSet>([stored()]).as_who(&approver());
        given().when(act(&file()), trial()).then([recorded(&file())]);
        let twice = given().and([recorded(&file())]);
        twice.when(act(&file()), trial()).then_refused("implementation-known");
    }

    #[test]
    fn who_writes_rules_approves_none() {
        let author = person(1, &[APPROVE, AUTHOR]);
        let given = given::<GovernedRuleSet>([stored()]).as_who(&author);
        given.when(act(&file()), trial()).then_refused("rules-own");
    }

    #[test]
    fn a_demo_signature_counts_on_trial_alone() {
        let given = given::<GovernedRuleSet>([stored()]).as_who(&approver());
        given.when(act(&file()), Recording::default()).then_refused("key-of-demo");
    }

    #[test]
    fn what_was_changed_after_signing_or_signed_by_others_is_refused() {
        let given = || given::<GovernedRuleSet>([stored()]).as_who(&approver());
        let changed = RecordImplementation { file: file().replace("100", "1"), ..act(&file()) };
        given().when(changed, trial()).then_refused("signature-wrong");
        let garbled = RecordImplementation { signature: "x".into(), ..act(&file()) };
        given().when(garbled, trial()).then_refused("signature-unreadable");
        let other = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let base64 = |bytes: &[u8]| {
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
        };
        let signature = base64(&ed25519_dalek::Signer::sign(&other, file().as_bytes()).to_bytes());
        let key = base64(&other.verifying_key().to_bytes());
        let unknown = RecordImplementation { signature, key: key.clone(), ..act(&file()) };
        given().when(unknown.clone(), trial()).then_refused("key-unknown");
        let keys = [(key, "Director".to_owned())].into();
        let trusting = Installation { keys, ..Installation::default() };
        assert!(given().when(unknown, with(trusting)).outcome().is_ok());
    }

    #[test]
    fn a_decision_that_leaves_out_what_the_law_asks_for_is_refused() {
        let lines: [(&str, &str); 8] = [
            ("grounds = ", "grounds"),
            ("decision_maker = ", "decision_maker"),
            ("contact = ", "contact"),
            ("non_discrimination = ", "non_discrimination"),
            ("inquiry = ", "inquiry"),
            ("reasoning = ", "reasoning"),
            ("information = ", "information"),
            ("responsibilities = ", "responsibilities"),
        ];
        for (start, duty) in lines {
            let emptied: Vec<String> = file()
                .lines()
                .map(|line| match line.starts_with(start) {
                    true => format!("{start}\" \""),
                    false => line.to_owned(),
                })
                .collect();
            let given = given::<GovernedRuleSet>([stored()]).as_who(&approver());
            let refusal =
                given.when(act(&emptied.join("\n")), trial()).then_refused("implementation-lacks");
            assert_eq!(refusal.args, [("duty", duty.to_owned())]);
        }
        let own = file().replace("Kokeilun hyväksyjä", "Kokeilun laatija");
        let given = || given::<GovernedRuleSet>([stored()]).as_who(&approver());
        given().when(act(&own), trial()).then_refused("implementation-lacks");
        let adverse = file().replace("allows = [\"grant\"]", "allows = [\"refuse\"]");
        given().when(act(&adverse), trial()).then_refused("implementation-lacks");
        given().when(act("number = "), trial()).then_refused("implementation-unreadable");
    }

    #[test]
    fn a_decision_of_another_rule_set_or_of_yesterday_is_refused() {
        let other = RecordImplementation { rule_set: "hand-over".into(), ..act(&file()) };
        let given = || given::<GovernedRuleSet>([stored()]).as_who(&approver());
        given().when(other, trial()).then_refused("implementation-of-other");
        given().days_pass(400).when(act(&file()), trial()).then_refused("date-past");
    }

    #[test]
    fn a_decision_that_covers_a_version_nobody_stored_is_refused_whatever_rules_it_is_of() {
        let other_hash = file().replace("hash = \"ab\"", "hash = \"cd\"");
        let given = || given::<GovernedRuleSet>([stored()]).as_who(&approver());
        let code = "implementation-covers-unknown";
        let refusal = given().when(act(&other_hash), trial()).then_refused(code);
        let args = |rules: &str| [("rules", rules.to_owned()), ("hash", "cd".to_owned())];
        assert_eq!(refusal.args, args(RULES));
        let covers = "\n[[covers]]\nrule_set = \"hand-over\"\nhash = \"cd\"\n";
        let of_two = format!("{}{covers}", file());
        let knowing = |hashes: &[&str]| {
            let hashes = hashes.iter().map(|hash| (*hash).to_owned()).collect();
            Recording { others: [("hand-over".to_owned(), hashes)].into(), ..trial() }
        };
        let refusal = given().when(act(&of_two), knowing(&["ab"])).then_refused(code);
        assert_eq!(refusal.args, args("hand-over"));
        given().when(act(&of_two), knowing(&[])).then_refused(code);
        given().when(act(&of_two), knowing(&["ab", "cd"])).then([recorded(&of_two)]);
    }
}
