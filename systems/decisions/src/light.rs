//! Light processing: what is prepared for an official, what they have to answer before they can confirm
//! it, and what it comes to with their answers. Pure, so that page and act never differ.

use std::collections::BTreeMap;

use automation::rules::{self, Chain, day, is_met, open_conditions};
use automation::{CaseFacts, FactEvent, FactState, Told, procedure};
use casefile::{CaseId, KnownCase};
use kernel::{Changes, Date, Fault, Refusal, Sealed, Subject, UserId};
use law::{Answer, Dictionary, FactEntry, Facts, Kind, LawDates, Value};
use sha2::{Digest, Sha256};

use crate::basis::Basis;
use crate::library::{DecidedBy, LetterKind, Outcome};
use crate::model::{Fields, Lack, lacks};
use crate::state::PointAnswer;

/// The class of a case that an official confirms.
pub const LIGHT: &str = "light";
/// Source of what an official finds out.
pub(crate) const OFFICIAL: &str = "official";
/// It does not stand against granting.
pub(crate) const FITS: &str = "fits";
/// It stands against granting.
pub(crate) const AGAINST: &str = "against";
/// Points that one case may have: whoever has more before them is not in light processing.
const POINTS_ITEMS_MAX: usize = 20;

/// What is asked at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Which of several sources is right.
    Source,
    /// What is so, as no source says it.
    Value,
    /// Whether what needs an official stands against granting.
    Weigh,
}

impl Ask {
    /// Code for addresses and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Ask::Source => "source",
            Ask::Value => "value",
            Ask::Weigh => "weigh",
        }
    }
}

/// Something an official has to answer before they can confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its name: a fact, or a rule set and its condition with a point between them.
    pub name: String,
    /// What is asked.
    pub ask: Ask,
    /// A hash of what is asked: an answer to something else does not count.
    pub digest: String,
    /// What may be answered, where that is one of several.
    pub options: Vec<String>,
    /// What is proposed.
    pub proposed: Option<String>,
    /// Code of what the rules found, of what they left to an official.
    pub finding: Option<String>,
    /// What was answered to this very question.
    pub answer: Option<PointAnswer>,
}

impl Point {
    /// What was answered to this very question, as far as it was not erased.
    fn said(&self) -> Option<(&str, kernel::Ts)> {
        let answer = self.answer.as_ref()?;
        Some((answer.said.as_ref()?.right.as_str(), answer.at))
    }

    /// Is it answered?
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.said().is_some()
    }

    /// May this be answered? Values are looked at in the dictionary.
    pub(crate) fn allows(&self, right: &str, law: &Dictionary) -> bool {
        match self.ask {
            Ask::Source | Ask::Weigh => self.options.iter().any(|option| option == right),
            Ask::Value => law.facts.get(&self.name).is_some_and(|fact| read(fact, right).is_some()),
        }
    }
}

/// What is prepared, and what it comes to with the answers.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What has to be answered.
    pub points: Vec<Point>,
    /// The facts with the answers.
    pub told: CaseFacts,
    /// The letter; none when officials write none for such a case.
    pub letter: Option<&'static LetterKind>,
    /// What it rests on.
    pub fields: Fields,
    /// What it lacks that nobody can answer here.
    pub lacking: Vec<Lack>,
    /// With the answers the rules grant.
    pub grants: bool,
    /// Codes of what the rules of the matter found that is not met, or not known to be.
    pub open: Vec<String>,
}

impl Prepared {
    /// How many points are not answered.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.points.iter().filter(|point| !point.is_answered()).count()
    }

    /// Can it be granted as it stands?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.unanswered() == 0 && self.grants && self.letter.is_some() && self.lacking.is_empty()
    }

    /// Was everything as proposed?
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.points.iter().all(|point| {
            point.answer.as_ref().is_some_and(|answer| answer.as_proposed != Some(false))
        })
    }

    /// What the answers record on the case.
    #[must_use]
    pub fn facts(&self, case: CaseId, about: impl Into<Subject>, before: &CaseFacts) -> Changes {
        let about = about.into();
        let mut changes = Changes::new();
        for point in &self.points {
            let Some(answer) = &point.answer else { continue };
            let Some(said) = &answer.said else { continue };
            let fact = point.name.clone();
            let reason = Sealed::new(about, said.reason.clone());
            let settled = |source: &str| FactEvent::Settled {
                fact: fact.clone(),
                source: source.to_owned(),
                reason: reason.clone(),
            };
            match point.ask {
                Ask::Source => changes = changes.record(case, &settled(&said.right)),
                Ask::Value => {
                    let told = self.told.told_by(&fact, OFFICIAL);
                    let Some(value) = told.and_then(|told| told.value.clone()) else { continue };
                    changes = changes.record(
                        case,
                        &FactEvent::Recorded {
                            fact: fact.clone(),
                            source: OFFICIAL.to_owned(),
                            value: Sealed::new(about, value),
                            retrieved: answer.at,
                            valid_from: None,
                            valid_until: None,
                        },
                    );
                    if before.sources(&fact).any(|(source, _)| source != OFFICIAL) {
                        changes = changes.record(case, &settled(OFFICIAL));
                    }
                }
                Ask::Weigh => {}
            }
        }
        changes
    }
}

/// What somebody answered so far, by the name of what was asked.
pub type Answers = BTreeMap<String, PointAnswer>;

/// Prepares a case for an official: what the rules leave open on the dates that its newest ruling applied
/// law by, and what it comes to with what they answered so far.
///
/// # Errors
/// A bug when the procedures or the law do not load.
pub fn prepare(
    basis: &Basis,
    dates: LawDates,
    answers: Option<&Answers>,
    today: Date,
) -> Result<Prepared, Fault> {
    let law = &basis.law.dictionary;
    let kind = basis.case.known().map_or("", |case| case.case_type.as_str());
    let mut work = Work {
        basis,
        kind,
        has_own: procedure::of(kind)?.is_none_or(|procedure| !procedure.own.is_empty()),
        answers,
        dates: LawDates { decision: day(today), ..dates },
        today,
        told: basis.told.clone(),
        points: Vec::new(),
    };
    work.differences(law);
    loop {
        let before = work.points.len();
        let parts = work.ask()?;
        let letter = letter(basis, today);
        let fields = letter.map_or_else(Fields::default, |letter| work.fields(letter));
        let lacking = letter.map_or_else(Vec::new, |letter| {
            lacks((basis.library, letter), &fields, &BTreeMap::new(), today)
        });
        work.open_facts(&parts, law);
        work.open_fields(&lacking, law);
        // What is weighed depends on what is right: it is asked when that is answered and the rules grant.
        if work.points.iter().all(Point::is_answered) && work.grants(&parts) {
            work.open_weighing(&parts);
        }
        let moved = work.points.iter().skip(before).any(Point::is_answered);
        if moved && work.points.len() < POINTS_ITEMS_MAX {
            continue;
        }
        let asked = |lack: &Lack| work.points.iter().any(|point| point.name == lack.of());
        let lacking = lacking.into_iter().filter(|lack| !asked(lack)).collect();
        let grants = work.grants(&parts);
        let open = work.matter(&parts);
        let open = open.into_iter().flat_map(open_conditions);
        let open = open.filter_map(|(_, found)| Some(found?.code.to_string())).collect();
        let Work { told, points, .. } = work;
        return Ok(Prepared { points, told, letter, fields, lacking, grants, open });
    }
}

/// Has an official this case before them?
///
/// # Errors
/// `light-not-taken` when nobody has it, `light-others` when a colleague has.
pub fn held(case: &KnownCase, official: UserId) -> Result<(), Refusal> {
    if case.handler == Some(official) || case.has_task(official) {
        return Ok(());
    }
    let taken = |task: &casefile::Task| matches!(task.state, casefile::TaskState::Taken(_));
    if case.handler.is_some() || case.tasks.values().any(taken) {
        return Err(Refusal::new("light-others"));
    }
    Err(Refusal::new("light-not-taken"))
}

/// The letter by which an official grants such a case.
fn letter(basis: &Basis, today: Date) -> Option<&'static LetterKind> {
    let decided = basis.library.decided(&basis.case.known()?.case_type)?;
    let mut letters = decided.by_hand.iter().filter_map(|kind| basis.library.letter(kind, today));
    let grants = |letter: &&LetterKind| {
        letter.outcome == Outcome::Grant && letter.decided_by == DecidedBy::Person
    };
    letters.find(grants)
}

/// A value as law files write it, for what an official may say of a fact.
pub(crate) fn read(fact: &FactEntry, right: &str) -> Option<Value> {
    let value = fact.kind.read(right)?;
    let known = match (&value, fact.kind) {
        (Value::Null | Value::NotApplicable, _) => false,
        (Value::Str(code), Kind::Code) => fact.codes.iter().any(|known| **known == **code),
        _ => true,
    };
    known.then_some(value)
}

/// May an official say what a fact is, in one field?
fn is_official(fact: &FactEntry) -> bool {
    let one =
        matches!(fact.kind, Kind::Bool | Kind::Code | Kind::Money | Kind::Number | Kind::Date);
    one && !fact.many && fact.sources.iter().any(|source| source == OFFICIAL)
}

fn digest(asked: &impl std::fmt::Debug) -> String {
    let hash: [u8; 32] = Sha256::digest(format!("{asked:?}")).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is found out on the way.
struct Work<'a> {
    basis: &'a Basis,
    kind: &'a str,
    /// The matter has rules of its own, beside those that say whether a person is needed.
    has_own: bool,
    answers: Option<&'a Answers>,
    dates: LawDates,
    today: Date,
    told: CaseFacts,
    points: Vec<Point>,
}

impl Work<'_> {
    /// Adds a point with its answer, once.
    fn point(&mut self, point: Point, law: &Dictionary) -> Option<Point> {
        if self.points.iter().any(|known| known.name == point.name) {
            return None;
        }
        let answer = self.answers.and_then(|answers| answers.get(&point.name));
        let answer = answer.filter(|answer| {
            let said = answer.said.as_ref();
            answer.digest == point.digest && said.is_some_and(|said| point.allows(&said.right, law))
        });
        let point = Point { answer: answer.cloned(), ..point };
        self.points.push(point.clone());
        Some(point)
    }

    /// Sources that differ: each is a point, whatever rules read it.
    fn differences(&mut self, law: &Dictionary) {
        let names: Vec<String> = self.told.names().map(str::to_owned).collect();
        for name in names {
            let FactState::Contradictory(said) = self.told.state(&name, self.today, law) else {
                continue;
            };
            let told = |(source, told): &(&str, &Told)| ((*source).to_owned(), (*told).clone());
            let said: Vec<(String, Told)> = said.iter().map(told).collect();
            let accepted = law.facts.get(&name).map_or(&[][..], |fact| fact.sources.as_slice());
            let rank = |(source, told): &&(String, Told)| {
                (accepted.contains(source), told.value.is_some(), told.retrieved)
            };
            let best = said.iter().max_by_key(rank).map(|(source, _)| source.clone());
            let values: Vec<String> =
                said.iter().map(|(source, told)| format!("{source}={:?}", told.value)).collect();
            let point = Point {
                name: name.clone(),
                ask: Ask::Source,
                digest: digest(&values),
                options: said.into_iter().map(|(source, _)| source).collect(),
                proposed: best,
                finding: None,
                answer: None,
            };
            let point = self.point(point, law);
            let right = point.as_ref().and_then(Point::said).map(|(right, _)| right.to_owned());
            if let Some(source) = right {
                self.told.settle(&name, &source);
            }
        }
    }

    /// What the rules answer on the facts as they are with the answers.
    fn ask(&self) -> Result<Vec<rules::Answered>, Fault> {
        let Some(procedure) = procedure::of(self.kind)? else { return Ok(Vec::new()) };
        let facts: Facts = self.told.facts(self.today, &self.basis.law.dictionary);
        let chain = Chain::new(self.basis.law, procedure, &facts, &self.dates);
        Ok(rules::ask(&chain, &facts, &self.dates, false))
    }

    fn fields(&self, letter: &LetterKind) -> Fields {
        let (basis, law) = (self.basis, &self.basis.law.dictionary);
        let Some(case) = basis.case.known() else { return Fields::default() };
        let from = (case, &basis.person, &self.told);
        Fields::import((basis.library, letter), from, (self.today, law))
    }

    /// Facts that a condition of the matter needs and no source tells, as far as an official may.
    fn open_facts(&mut self, parts: &[rules::Answered], law: &Dictionary) {
        let answers = self.matter(parts);
        let mut names = Vec::new();
        for (_, finding) in answers.iter().flat_map(|answer| open_conditions(answer)) {
            let Some(finding) = finding else { continue };
            let unknown = finding.facts.iter().filter(|(_, value)| *value == Value::Null);
            names.extend(unknown.map(|(name, _)| (name.to_string(), finding.code.to_string())));
        }
        for (name, finding) in names {
            self.open_fact(&name, Some(finding), law);
        }
    }

    /// What the letter prints and no source tells, likewise.
    fn open_fields(&mut self, lacking: &[Lack], law: &Dictionary) {
        for lack in lacking {
            if let Lack::Field(name) = lack {
                self.open_fact(name, None, law);
            }
        }
    }

    fn open_fact(&mut self, name: &str, finding: Option<String>, law: &Dictionary) {
        let Some(fact) = law.facts.get(name).filter(|fact| is_official(fact)) else { return };
        let said = self.told.sources(name);
        let said: Vec<String> =
            said.map(|(source, told)| format!("{source}={:?}", told.value)).collect();
        let point = Point {
            name: name.to_owned(),
            ask: Ask::Value,
            digest: digest(&said),
            options: match fact.kind {
                Kind::Bool => vec!["true".to_owned(), "false".to_owned()],
                Kind::Code => fact.codes.clone(),
                _ => Vec::new(),
            },
            proposed: None,
            finding,
            answer: None,
        };
        let others = !said.is_empty();
        let point = self.point(point, law);
        let Some((right, at)) = point.as_ref().and_then(Point::said) else { return };
        let value = read(fact, right);
        let told = Told { value, retrieved: at, valid_from: None, valid_until: None };
        self.told.tell(name, OFFICIAL, told);
        if others {
            self.told.settle(name, OFFICIAL);
        }
    }

    /// What stands between the case and a decision without a person: an official weighs it.
    fn open_weighing(&mut self, parts: &[rules::Answered]) {
        let law = &self.basis.law.dictionary;
        let automatic = parts.iter().filter(|part| part.role.code() == "automatic");
        let mut open = Vec::new();
        for part in automatic {
            for (condition, finding) in part.answer.iter().flat_map(open_conditions) {
                let read = finding.map(|finding| (&finding.code, &finding.facts));
                open.push((
                    format!("{}.{}", part.set.name, condition.name),
                    digest(&read),
                    finding.map(|finding| finding.code.to_string()),
                ));
            }
        }
        for (name, digest, finding) in open {
            let options = vec![FITS.to_owned(), AGAINST.to_owned()];
            let (ask, proposed, answer) = (Ask::Weigh, None, None);
            self.point(Point { name, ask, digest, options, proposed, finding, answer }, law);
        }
    }

    /// Do the rules of the matter grant, and does nothing that was weighed stand against it? Where those that ask for a
    /// person are all that judges it, what they leave open is what is weighed.
    fn grants(&self, parts: &[rules::Answered]) -> bool {
        let mut judges = self.judges(parts).peekable();
        let against = self.points.iter().any(|point| {
            point.ask == Ask::Weigh && point.said().is_some_and(|(right, _)| right == AGAINST)
        });
        let met = |part: &rules::Answered| {
            part.answer.as_ref().is_ok_and(|answer| !self.has_own || is_met(answer))
        };
        judges.peek().is_some() && judges.all(met) && !against
    }

    /// The rules of the matter itself: where it has none of its own, those that say whether a person is needed.
    fn judges<'p>(
        &self,
        parts: &'p [rules::Answered],
    ) -> impl Iterator<Item = &'p rules::Answered> + use<'p> {
        let role = if self.has_own { "own" } else { "automatic" };
        parts.iter().filter(move |part| part.role.code() == role)
    }

    /// What they answered.
    fn matter<'p>(&self, parts: &'p [rules::Answered]) -> Vec<&'p Answer> {
        self.judges(parts).filter_map(|part| part.answer.as_ref().ok()).collect()
    }
}
