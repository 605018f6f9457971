//! What happens when a process starts: the rule sets it ships are stored as they are, and the
//! installation says what it is. Run again it does nothing.

use std::collections::BTreeSet;

use kernel::{Act, Cause, Date, Fault, Kernel, NotDone, Run, Who};
use law::RuleSet;

use crate::acts::{RecordImplementation, StartInstallation, StoreRuleSet, VerifyParameter};
use crate::demo;
use crate::ids::{InstallationId, ParameterId, RuleSetId};
use crate::procedure::{self, Procedure};
use crate::rules::{self, CLASS, HAND_OVER};
use crate::state::{GovernedRuleSet, Installation, VerifiedParameter};

/// A key whose signatures count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The public key, base64 of 32 bytes.
    pub key: String,
    /// Whose it is: name and office.
    pub holder: String,
}

/// Stores the rule sets and says what the installation is: for trial or in earnest, and whose
/// signatures count.
///
/// # Errors
/// A fault when the database is away or the law does not load; refused when a key is none.
pub async fn start(kernel: &Kernel, demo: bool, keys: &[TrustedKey]) -> Result<(), NotDone> {
    let law = rules::law()?;
    let names: Vec<&str> = law.decisions().collect();
    for name in names {
        for set in law.versions(name) {
            let (state, _) = kernel.peek::<GovernedRuleSet>(RuleSetId::of(name)).await?;
            if !state.stored.contains_key(&*set.hash) {
                by_itself(kernel, StoreRuleSet::of(set)).await?;
            }
        }
    }
    let act = StartInstallation { demo, keys: keys.to_vec() };
    by_itself(kernel, act).await?;
    if demo { deploy_for_trial(kernel).await } else { Ok(()) }
}

/// For trial, every rule set that says whether a person is needed gets one implementation decision for all
/// kinds of case it is asked about, and verified parameters, signed with the key that everybody knows.
async fn deploy_for_trial(kernel: &Kernel) -> Result<(), NotDone> {
    let today = kernel.now().date();
    let procedures = procedure::all()?;
    let names: BTreeSet<&str> = procedures.iter().filter_map(|p| p.automatic.as_deref()).collect();
    for name in names {
        let asking = procedures.iter().filter(|p| p.automatic.as_deref() == Some(name));
        let (mut kinds, mut sets): (Vec<&str>, Vec<&RuleSet>) = (Vec::new(), Vec::new());
        for procedure in asking {
            kinds.push(&procedure.case_type);
            for set in sets_of(procedure, today)? {
                if !sets.iter().any(|known| known.hash == set.hash) {
                    sets.push(set);
                }
            }
        }
        for set in &sets {
            verify_for_trial(kernel, set).await?;
        }
        let (installation, _) = kernel.peek::<Installation>(InstallationId::this()).await?;
        let (state, _) = kernel.peek::<GovernedRuleSet>(RuleSetId::of(name)).await?;
        let covered = state.in_force(today, &installation).is_some_and(|recorded| {
            let implementation = &recorded.implementation;
            kinds.iter().all(|kind| implementation.case_types.iter().any(|known| known == kind))
                && sets.iter().all(|set| implementation.covers(&set.name, &set.hash))
        });
        if !covered {
            let covers: Vec<(&str, &str)> =
                sets.iter().map(|set| (&*set.name, &*set.hash)).collect();
            let file = demo::implementation(name, &kinds, &covers, today);
            let (signature, key) = (demo::sign(&file), demo::public_key());
            let rule_set = name.to_owned();
            by_itself(kernel, RecordImplementation { rule_set, file, signature, key }).await?;
        }
    }
    Ok(())
}

/// The versions a procedure may ask that have begun by a day.
fn sets_of(procedure: &Procedure, today: Date) -> Result<Vec<&'static RuleSet>, Fault> {
    let law = rules::law()?;
    let names = procedure.rule_sets().chain([HAND_OVER, CLASS]);
    let begun = |set: &&RuleSet| set.valid_from <= rules::day(today);
    Ok(names.flat_map(|name| law.versions(name).filter(begun)).collect())
}

async fn verify_for_trial(kernel: &Kernel, set: &RuleSet) -> Result<(), NotDone> {
    for parameter in set.parameters() {
        let id = ParameterId::of(&parameter.name);
        let (known, _) = kernel.peek::<VerifiedParameter>(id).await?;
        for row in &parameter.rows {
            if !known.is_verified(row.valid_from, &row.value, true) {
                let act = VerifyParameter {
                    parameter: parameter.name.clone(),
                    valid_from: row.valid_from,
                    value: row.value.clone(),
                    source: row.cite.join("; "),
                };
                by_itself(kernel, act).await?;
            }
        }
    }
    Ok(())
}

async fn by_itself<A: Act>(kernel: &Kernel, act: A) -> Result<(), NotDone> {
    let run = Run { cause: Cause::Person, ..Run::default() };
    kernel.run(&Who::machine(), act, run).await.map(drop)
}
