//! Ruling on a case: what has to be read, and the pure function that rules. Acts of systems that run
//! cases call both, so that a grant and what follows from it are one commit.

use std::collections::{BTreeMap, BTreeSet};

use casefile::{APPLICANT, Case, CaseEvent, CaseId, KnownCase, case_processing};
use kernel::{Changes, Ctx, Date, Fault, Read, Refusal, Sealed, StreamKey};
use law::{Facts, Grade, LawDates, RuleSet};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::events::RulingEvent;
use crate::ids::{InstallationId, ParameterId, RuleSetId, RulingId};
use crate::model::{Outcome, Packed, PartRole, Reason, Ruling};
use crate::procedure::{self, Procedure};
use crate::rules::{self, Answered, Chain, day};
use crate::state::{CaseFacts, GovernedRuleSet, Installation, Recorded, VerifiedParameter};

/// The outcome that rules may come to.
const GRANT: &str = "grant";

/// Which case, and the dates that the law applies by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The case.
    pub case: CaseId,
    /// Day of filing; the day it was opened when nothing else is known.
    pub filing: Option<Date>,
    /// Day the permit starts.
    pub permit_start: Option<Date>,
    /// Day of the event in question.
    pub event: Option<Date>,
}

impl Asked {
    /// About a case whose dates are its own.
    #[must_use]
    pub const fn about(case: CaseId) -> Asked {
        Asked { case, filing: None, permit_start: None, event: None }
    }
}

/// Everything a ruling needs to know, read in the transaction that records it.
pub struct RulingInputs {
    asked: Asked,
    case: Case,
    procedure: Option<&'static Procedure>,
    facts: Facts,
    facts_version: i64,
    dates: LawDates,
    chain: Chain,
    installation: Installation,
    rule_sets: BTreeMap<String, GovernedRuleSet>,
    parameters: BTreeMap<String, VerifiedParameter>,
    /// An official has the case before them: whatever the rules say, they decide.
    confirming: bool,
}

impl RulingInputs {
    /// Reads it. A stop, a new key or a new decision that comes in between makes the act run again,
    /// so that the very next case after a stop goes to a person.
    ///
    /// # Errors
    /// A fault when the database is away or the law does not load.
    pub async fn read(read: &mut Read<'_>, asked: Asked) -> Result<RulingInputs, Fault> {
        let told = read.fold::<CaseFacts>(asked.case).await?;
        RulingInputs::read_on(read, asked, &told).await
    }

    /// The same on facts that the act itself records, for an official who answers what was open: the
    /// ruling says that a person decides.
    ///
    /// # Errors
    /// As [`RulingInputs::read`].
    pub async fn read_confirming(
        read: &mut Read<'_>,
        asked: Asked,
        told: &CaseFacts,
    ) -> Result<RulingInputs, Fault> {
        let inputs = RulingInputs::read_on(read, asked, told).await?;
        Ok(RulingInputs { confirming: true, ..inputs })
    }

    async fn read_on(
        read: &mut Read<'_>,
        asked: Asked,
        told: &CaseFacts,
    ) -> Result<RulingInputs, Fault> {
        let law = rules::law()?;
        let case = read.fold::<Case>(asked.case).await?;
        let today = read.at().date();
        let opened = case.known().map_or(today, |known| known.opened.date());
        let dates = LawDates {
            filing: day(asked.filing.unwrap_or(opened)),
            decision: day(today),
            permit_start: asked.permit_start.map(day),
            event: asked.event.map(day),
        };
        let facts = told.facts(today, &law.dictionary);
        let kind = case.known().map_or("", |known| known.case_type.as_str());
        let procedure = procedure::of(kind)?;
        let chain = procedure
            .map_or_else(Chain::default, |procedure| Chain::new(law, procedure, &facts, &dates));
        let installation = read.guard::<Installation>(InstallationId::this()).await?;
        let (mut rule_sets, mut parameters) = (BTreeMap::new(), BTreeMap::new());
        for link in &chain.links {
            let state = read.guard::<GovernedRuleSet>(RuleSetId::of(&link.name)).await?;
            rule_sets.insert(link.name.clone(), state);
            for parameter in link.set.into_iter().flat_map(RuleSet::parameters) {
                if !parameters.contains_key(&parameter.name) {
                    // A verification is never taken back, so nothing has to hold still.
                    let id = ParameterId::of(&parameter.name);
                    let state = read.fold::<VerifiedParameter>(id).await?;
                    parameters.insert(parameter.name.clone(), state);
                }
            }
        }
        let facts_version = told.version;
        Ok(RulingInputs {
            asked,
            case,
            procedure,
            facts,
            facts_version,
            dates,
            chain,
            installation,
            rule_sets,
            parameters,
            confirming: false,
        })
    }

    /// For a case of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn of_case(asked: Asked, case: Case) -> RulingInputs {
        RulingInputs {
            asked,
            case,
            procedure: None,
            facts: Facts::default(),
            facts_version: 0,
            dates: LawDates::all_on(law::Day::FIRST),
            chain: Chain::default(),
            installation: Installation::default(),
            rule_sets: BTreeMap::new(),
            parameters: BTreeMap::new(),
            confirming: false,
        }
    }

    /// Rules on the case.
    ///
    /// # Errors
    /// `case-unknown`, `case-closed`.
    pub fn rule(&self, ctx: &Ctx<'_>) -> Result<Ruled, Refusal> {
        let known = self.case.open()?;
        let implementation = self.implementation(ctx.today);
        let held_back = self.held_back(known, implementation);
        let answered = rules::ask(&self.chain, &self.facts, &self.dates, held_back.is_empty());
        let heard = answered.iter().map(|a| (a.role, &*a.set.name, &a.derived, &a.answer));
        let mut reasons = held_back;
        reasons.append(&mut rules::reasons(heard));
        let id = RulingId(ctx.ids.next());
        let per_thousand =
            implementation.map_or(0, |r| r.implementation.quality.sample_per_thousand);
        let outcome = match implementation {
            Some(recorded) if reasons.is_empty() => Outcome::Grant {
                implementation: recorded.implementation.number.clone(),
                rule_set: recorded.implementation.rule_set.clone(),
            },
            _ => Outcome::RouteToOfficial { reasons: reasons.into_iter().collect() },
        };
        let sorted = answered.iter().find(|a| a.role == PartRole::Class);
        let class = sorted.and_then(|a| a.answer.as_ref().ok()).map_or(rules::FULL, rules::class);
        let processing = case_processing::set(known, class);
        let derived = answered.iter().map(|a| a.derived.clone()).collect();
        let packed = Packed { facts: self.facts.clone(), derived };
        let ruling = Ruling {
            id,
            case_type: known.case_type.clone(),
            outcome,
            class: class.to_owned(),
            dates: self.dates,
            packed: Sealed::new(known.applicant, packed),
            parts: answered.iter().map(Answered::part).collect(),
            basis: self.basis(),
            sampled: is_sampled(id, per_thousand),
        };
        Ok(Ruled { case: self.asked.case, ruling, answered, processing })
    }

    /// The implementation decision in force today for this kind of case and these very versions.
    fn implementation(&self, today: Date) -> Option<&Recorded> {
        let name = self.procedure?.automatic.as_deref()?;
        let recorded = self.rule_sets.get(name)?.in_force(today, &self.installation)?;
        let implementation = &recorded.implementation;
        let kind = self.case.known().map_or("", |known| known.case_type.as_str());
        let mut sets = self.chain.links.iter().filter_map(|link| link.set);
        let fits = implementation.rule_set == name
            && implementation.case_types.iter().any(|of| of == kind)
            && sets.all(|set| implementation.covers(&set.name, &set.hash));
        fits.then_some(recorded)
    }

    /// Why the house holds back, whatever the rules would answer.
    fn held_back(&self, known: &KnownCase, implementation: Option<&Recorded>) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        reasons.extend(self.confirming.then_some(Reason::OfficialConfirms));
        let automatic = self.procedure.and_then(|procedure| procedure.automatic.as_ref());
        let allows = |r: &Recorded| r.implementation.allows.iter().any(|outcome| outcome == GRANT);
        reasons.extend(match (automatic, implementation) {
            (None, _) => Some(Reason::NotAutomated),
            (Some(_), None) => Some(Reason::NoImplementation),
            (Some(_), Some(recorded)) if !allows(recorded) => Some(Reason::OutcomeNotAllowed),
            (Some(_), Some(_)) => None,
        });
        let ground = implementation.and_then(|r| r.implementation.other_party_ground.as_ref());
        if ground.is_none() && self.has_other_party(known) {
            reasons.insert(Reason::OtherParty);
        }
        if known.handler.is_some() {
            reasons.insert(Reason::InHand);
        }
        if let Some(fact) = &self.chain.unchosen {
            reasons.insert(Reason::RulesUnchosen { fact: fact.clone() });
        }
        for link in &self.chain.links {
            let rule_set = link.name.clone();
            let state = self.rule_sets.get(&link.name);
            if state.is_none_or(|state| state.suspension.is_some()) {
                reasons.insert(Reason::Suspended { rule_set: rule_set.clone() });
            }
            if let Some(set) = link.set {
                let trial = self.installation.demo && implementation.is_some_and(Recorded::is_demo);
                self.held_back_by(set, state, trial, &mut reasons);
            } else {
                reasons.insert(Reason::NotInForce { rule_set });
            }
        }
        reasons
    }

    /// Only what was read in the act or on the authority's page decides without a person. On trial its
    /// own implementation decision and its own verifications stand in for that reading; there nothing
    /// binds anybody, and everything that shows it says so.
    fn held_back_by(
        &self,
        set: &RuleSet,
        state: Option<&GovernedRuleSet>,
        trial: bool,
        reasons: &mut BTreeSet<Reason>,
    ) {
        let rule_set = set.name.to_string();
        if state.is_none_or(|state| !state.stored.contains_key(&*set.hash)) {
            reasons.insert(Reason::NotStored { rule_set: rule_set.clone() });
        }
        if set.grade != Grade::Primary && !trial {
            reasons.insert(Reason::NotPrimary { rule_set: rule_set.clone() });
        }
        for parameter in set.parameters() {
            let row = parameter.on(self.dates.get(parameter.applies_by));
            let verified = row.is_some_and(|row| {
                let known = self.parameters.get(&parameter.name);
                let demo = self.installation.demo;
                (row.grade == Grade::Primary || trial)
                    && known.is_some_and(|k| k.is_verified(row.valid_from, &row.value, demo))
            });
            if !verified {
                let parameter = parameter.name.clone();
                reasons.insert(Reason::ParameterUnverified { parameter });
            }
        }
    }

    /// Somebody whose own matter it is beside the applicant, in the case or by the rules.
    fn has_other_party(&self, known: &KnownCase) -> bool {
        let assisting = self.procedure.map_or(&[][..], |p| p.assisting_roles.as_slice());
        let helps = |role: &str| role == APPLICANT || assisting.iter().any(|known| known == role);
        let declared =
            self.chain.links.iter().filter_map(|link| link.set).any(|set| set.parties > 1);
        declared || known.all_parties().any(|(_, role)| !helps(role))
    }

    fn basis(&self) -> Vec<(Uuid, i64)> {
        let mut basis = vec![
            (self.asked.case.uuid(), self.facts_version),
            (InstallationId::this().uuid(), self.installation.version),
        ];
        let sets = self.rule_sets.iter();
        basis.extend(sets.map(|(name, state)| (RuleSetId::of(name).uuid(), state.version)));
        let parameters = self.parameters.iter();
        basis.extend(parameters.map(|(name, state)| (ParameterId::of(name).uuid(), state.version)));
        basis
    }
}

/// A ruling with everything it was made of.
pub struct Ruled {
    case: CaseId,
    processing: Option<CaseEvent>,
    /// The ruling, as it is kept.
    pub ruling: Ruling,
    /// What every rule set answered, with its whole trace.
    pub answered: Vec<Answered>,
}

impl Ruled {
    /// What keeps it, and what says of the case how much of an official it takes.
    #[must_use]
    pub fn changes(&self) -> Changes {
        let given = RulingEvent::Given(Box::new(self.ruling.clone()));
        let processing = self.processing.iter().map(|event| Changes::one(self.case, event));
        processing.fold(Changes::one(self.case, &given), Changes::and)
    }
}

/// Is a ruling looked at by a person afterwards? Its id decides, which knows nothing of the outcome.
#[must_use]
pub fn is_sampled(ruling: RulingId, per_thousand: u32) -> bool {
    /// A share is told in thousandths.
    const THOUSAND: u32 = 1000;
    let hash: [u8; 32] = Sha256::digest(ruling.0.as_bytes()).into();
    let drawn = hash.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % THOUSAND);
    drawn < per_thousand
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_as_large_as_decided_and_the_same_every_time() {
        let id = |n: u128| RulingId(Uuid::from_u128(n << 64 | n));
        let drawn = (0..20_000).filter(|n| is_sampled(id(*n), 50)).count();
        assert!((800..1200).contains(&drawn), "{drawn} of 20000 at 50 of 1000");
        assert!((0..100).all(|n| is_sampled(id(n), 1000) && !is_sampled(id(n), 0)));
    }
}
