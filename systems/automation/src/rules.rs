//! The only caller of the law: which rule sets a case is asked of, and what they answer.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kernel::{Date, Fault};
use law::{
    Answer, Condition, Day, Decimal, Facts, Finding, Law, LawDates, Missing, NoRuling, Outcome,
    RuleSet, State, Value, seal,
};

use crate::model::{Part, PartRole, Reason};
use crate::procedure::Procedure;

/// The rule set of reasons for which a person takes over, whatever the matter.
pub const HAND_OVER: &str = "hand-over";
/// The rule set that sorts cases by how much work they are.
pub const CLASS: &str = "light-processing";
/// The class of a case that needs nobody.
pub const AUTOMATIC: &str = "automatic";
/// The class of a case nobody sorted.
pub const FULL: &str = "full";

/// The decision of every rule set that gives its outcome: its finding only says so.
const OUTCOME: &str = "Outcome";
/// Source of what the machine derives from a case.
const FROM_CASE: &str = "case";
/// Source of what one rule set tells another.
const FROM_RULING: &str = "ruling";

/// Rule sets beside those that ship, such as an agency's own. A system hands them in with
/// `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct LawFiles {
    /// Whose.
    pub system: &'static str,
    /// Paths as in `law/`, and texts.
    pub files: &'static [(&'static str, &'static str)],
}

kernel::inventory::collect!(LawFiles);

static LAW: LazyLock<Result<Law, String>> = LazyLock::new(|| {
    let own = kernel::inventory::iter::<LawFiles>().flat_map(|more| more.files.iter().copied());
    Law::load(law::shipped::FILES.iter().copied().chain(own))
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
});

/// The law of the house, read once.
///
/// # Errors
/// A bug when it does not load, which a test of every house sees to.
pub fn law() -> Result<&'static Law, Fault> {
    LAW.as_ref().map_err(Fault::message)
}

/// A date as the law counts it.
#[must_use]
pub fn day(date: Date) -> Day {
    Day::new(date.year(), date.month(), date.day()).unwrap_or(Day::FIRST)
}

/// A rule set that a case is asked of; none when no version is in force.
#[derive(Debug, Clone)]
pub struct Link {
    /// What for.
    pub role: PartRole,
    /// Its name.
    pub name: String,
    /// The version in force.
    pub set: Option<&'static RuleSet>,
}

/// The rule sets that a case is asked of, in order.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// Each of them.
    pub links: Vec<Link>,
    /// The fact that must be known before the matter's own rules can be chosen, when it is not.
    pub unchosen: Option<String>,
}

impl Chain {
    /// For a case with these facts on these dates.
    #[must_use]
    pub fn new(law: &'static Law, procedure: &Procedure, facts: &Facts, dates: &LawDates) -> Chain {
        let link = |role, name: &str| {
            let set = law.in_force(name, dates);
            Link { role, name: name.to_owned(), set }
        };
        let own = procedure.own_for(facts);
        let unchosen = match (own, procedure.own.first()) {
            (None, Some(first)) => Some(first.fact.clone().unwrap_or_default()),
            _ => None,
        };
        let links = own
            .map(|name| link(PartRole::Own, name))
            .into_iter()
            .chain(procedure.automatic.as_deref().map(|name| link(PartRole::Automatic, name)))
            .chain([link(PartRole::HandOver, HAND_OVER), link(PartRole::Class, CLASS)]);
        Chain { links: links.collect(), unchosen }
    }
}

/// What a rule set answered, and what it was told beside the case's facts.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What it was asked for.
    pub role: PartRole,
    /// The rule set.
    pub set: &'static RuleSet,
    /// What it was told besides.
    pub derived: Facts,
    /// Its answer.
    pub answer: Result<Answer, NoRuling>,
}

impl Answered {
    /// The part of the ruling that is kept.
    #[must_use]
    pub fn part(&self) -> Part {
        Part {
            role: self.role,
            rule_set: self.set.name.to_string(),
            valid_from: self.set.valid_from,
            hash: self.set.hash.to_string(),
            seal: seal(&self.answer),
            rows: rows(&self.answer),
        }
    }
}

/// The rows that answered, from 1, for each decision in order of evaluation.
#[must_use]
pub fn rows(answer: &Result<Answer, NoRuling>) -> Vec<Vec<usize>> {
    let steps = answer.iter().flat_map(|answer| &answer.evaluation.steps);
    steps.map(|step| step.rows.iter().map(|row| row + 1).collect()).collect()
}

/// Asks every rule set of a chain, each with the answers of those before it. `open` says whether
/// anything at all may be decided without a person.
#[must_use]
pub fn ask(chain: &Chain, facts: &Facts, dates: &LawDates, open: bool) -> Vec<Answered> {
    let mut answered: Vec<Answered> = Vec::with_capacity(chain.links.len());
    for link in &chain.links {
        let Some(set) = link.set else { continue };
        let derived = derived(link.role, facts, dates, &answered, open);
        let mut told = facts.clone();
        told.0.extend(derived.0.iter().map(|(name, fact)| (name.clone(), fact.clone())));
        let answer = set.rule(&told, dates);
        answered.push(Answered { role: link.role, set, derived, answer });
    }
    answered
}

/// What follows from the case and from the answers so far.
fn derived(
    role: PartRole,
    facts: &Facts,
    dates: &LawDates,
    answered: &[Answered],
    open: bool,
) -> Facts {
    use law::facts as f;
    let mut derived = Facts::default();
    let told = facts.0.get(f::FACTS_CONTRADICT.name());
    let contradict = told.is_some_and(|fact| fact.value == Value::Bool(true))
        || facts.0.values().any(|fact| fact.conflict);
    derived.put(f::FACTS_CONTRADICT, &contradict, FROM_CASE, dates.decision);
    let sorting = role == PartRole::Class;
    let matter = |of: &&Answered| matches!(of.role, PartRole::Own | PartRole::Automatic);
    let rules = answered.iter().filter(|of| of.role == PartRole::Own || (sorting && matter(of)));
    let rules: Vec<&Answered> = rules.collect();
    if !rules.is_empty() {
        let grants = rules.iter().all(|of| grants(&of.answer));
        let ruling = if grants { f::Ruling::Grant } else { f::Ruling::Route };
        derived.put(f::RULING, &ruling, FROM_RULING, dates.decision);
    }
    if sorting {
        // What is open because sources differ is answered with that difference.
        let differs = |name: &str| facts.0.get(name).is_some_and(|fact| fact.conflict);
        let because_of = |finding: Option<&Finding>| {
            finding.is_some_and(|finding| finding.facts.iter().any(|(name, _)| differs(name)))
        };
        let all = rules.iter().flat_map(|of| of.answer.iter().flat_map(open_conditions));
        let undone = all.filter(|(_, finding)| !because_of(*finding));
        let undone = Decimal::parse(&undone.count().to_string()).unwrap_or(Decimal::ZERO);
        derived.put(f::OPEN_CONDITIONS, &undone, FROM_RULING, dates.decision);
        // What is handed over is nobody's to sort as needing no person.
        let mut handed = answered.iter().filter(|of| of.role == PartRole::HandOver);
        let open = open && handed.all(|of| grants(&of.answer));
        derived.put(f::AUTOMATION_OPEN, &open, FROM_RULING, dates.decision);
    }
    derived
}

/// The conditions of an answer that are not met or not known to be, each with what was found.
pub fn open_conditions(answer: &Answer) -> impl Iterator<Item = (&Condition, Option<&Finding>)> {
    let open = |c: &&Condition| !matches!(c.state, State::Met | State::NotApplicable);
    let found = |c: &Condition| answer.findings.iter().find(|found| found.decision == c.name);
    answer.conditions.iter().filter(open).map(move |condition| (condition, found(condition)))
}

/// Do the rules say that it is to be granted, whoever may decide so? With another party in the matter an
/// answer never grants by itself.
#[must_use]
pub fn is_met(answer: &Answer) -> bool {
    let outcome = answer.values.iter().find(|(name, _)| &**name == OUTCOME);
    let given = outcome.and_then(|(_, value)| value.entry("outcome").unwrap_or(value).as_str());
    given == Some("grant")
}

fn grants(answer: &Result<Answer, NoRuling>) -> bool {
    answer.as_ref().is_ok_and(|answer| answer.outcome == Some(Outcome::Grant))
}

/// An answer with what it was asked for and told besides: what reasons follow from.
pub type Heard<'a> = (PartRole, &'a str, &'a Facts, &'a Result<Answer, NoRuling>);

/// Why the rules do not let the case pass without a person: each reason once, in order.
#[must_use]
pub fn reasons<'a>(heard: impl IntoIterator<Item = Heard<'a>>) -> BTreeSet<Reason> {
    let mut found = BTreeSet::new();
    let mut sorted = None;
    for (role, name, derived, answer) in heard {
        let rule_set = name.to_owned();
        let Ok(answer) = answer else {
            found.insert(Reason::NoAnswer { rule_set });
            continue;
        };
        if role == PartRole::Class {
            sorted = Some((derived, class(answer)));
            continue;
        }
        let granted = answer.outcome == Some(Outcome::Grant);
        let holding = answer.findings.iter().filter(|finding| &*finding.decision != OUTCOME);
        let mut holding = holding
            .map(|finding| Reason::HandOver { finding: finding.code.to_string() })
            .peekable();
        if role == PartRole::HandOver && !granted && holding.peek().is_some() {
            // Its rows speak of what is unknown too.
            found.extend(holding);
            continue;
        }
        found.extend(answer.unknown.iter().map(|(fact, missing)| Reason::UnknownFact {
            fact: fact.to_string(),
            missing: missing_code(*missing).to_owned(),
        }));
        if !granted {
            found.insert(Reason::ConditionsOpen { rule_set });
        }
    }
    // What is held back by the house itself was never sorted as needing nobody.
    let open = |derived: &Facts| {
        let fact = derived.0.get(law::facts::AUTOMATION_OPEN.name());
        fact.is_some_and(|fact| fact.value == Value::Bool(true))
    };
    if found.is_empty()
        && sorted.is_some_and(|(derived, class)| open(derived) && class != AUTOMATIC)
    {
        found.insert(Reason::NotSortedAutomatic);
    }
    found
}

/// The class an answer sorts a case into.
#[must_use]
pub fn class(answer: &Answer) -> &str {
    let given = answer.values.iter().find_map(|(_, value)| value.entry("class")?.as_str());
    given.unwrap_or(FULL)
}

/// Code of why a fact counts as unknown.
#[must_use]
pub const fn missing_code(missing: Missing) -> &'static str {
    match missing {
        Missing::Absent => "absent",
        Missing::Conflict => "conflict",
        Missing::Source => "source",
        Missing::Old => "old",
        Missing::NotValid => "not-valid",
    }
}
