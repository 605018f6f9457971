//! Exercises: prepared cases that are none, with something wrong in them, by which it is seen whether whoever
//! confirms still looks. All of it is made up from data, in memory and anew for each look; the rules, the
//! letter and the page are those of any case.

mod moments;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use automation::rules::{self, Chain, day};
use automation::{CaseFacts, Reason, Told, procedure};
use casefile::hold::Standing;
use casefile::model::{CaseNumber, Country, Headline, Name, NameKind, PartialDate, Script, Sex};
use casefile::{Case, CaseEvent, CaseId, Particulars, Person, PersonEvent, PersonId};
use jiff::Span;
use kernel::{
    BlindIndex, Class, Date, EventSet, Fault, FileId, MACHINE, NewEvent, Recorded, Refusal, Sealed,
    State, Ts, fold,
};
use law::{Dictionary, LawDates, Value, Words};
use serde::Deserialize;
use uuid::Uuid;

use crate::basis::Basis;
use crate::events::Answered;
use crate::ids::ExerciseId;
use crate::library::library;
use crate::light::{Answers, Prepared, prepare};
use crate::state::{Exercise, MetExercise, PointAnswer};
use moments::{APPLIED, Moments};

/// Running numbers of exercises that were met without one begin here, where no unit comes to in a year, and there are
/// so many of them.
const NUMBERS_FROM: u64 = 900_000;
const NUMBERS: u64 = 90_000;

/// Numbers of passports have two letters and seven digits, and they last so many years more and up to so many days.
const LETTERS: u8 = 26;
const PASSPORT_DIGITS: u64 = 10_000_000;
const PASSPORT_YEARS: i64 = 4;
const PASSPORT_DAYS: u64 = 300;

/// Exercises that a system reads from a folder of its own, as each of its matters has some: their texts, or
/// what is wrong with them. A system hands this in with `kernel::inventory::submit!`.
#[derive(Debug, Clone, Copy)]
pub struct ExerciseFolder {
    /// Whose.
    pub system: &'static str,
    /// The files: `[[exercise]]` tables.
    pub files: fn() -> Result<Vec<&'static str>, String>,
}

kernel::inventory::collect!(ExerciseFolder);

/// An exercise, as its file says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its code, one in the house.
    pub code: String,
    /// Code of the kind of case that it looks like.
    pub case_type: String,
    /// Who seems to apply.
    pub applicant: Applicant,
    /// What is wrong in it.
    pub fault: Planted,
    /// What that is and where it was to be seen, for whoever went through it.
    pub words: Words,
    /// What sources seem to tell.
    #[serde(rename = "fact")]
    pub facts: Vec<Said>,
    /// What whoever seems to apply said beside that.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What seems to be attached.
    #[serde(default)]
    pub documents: Vec<Made>,
}

/// An answer in an application that was never written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Code of the question.
    pub question: String,
    /// What was said ...
    #[serde(default)]
    pub value: Option<String>,
    /// ... or the day, so many days after the exercise is met.
    #[serde(default)]
    pub days: Option<i64>,
}

/// A document that there is none of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Code of the place where it seems to be attached.
    pub place: String,
    /// Code of the kind of document.
    pub kind: String,
    /// Names of the facts that it tells, as whoever is no applicant tells them.
    #[serde(default)]
    pub tells: Vec<String>,
    /// Does it say what the number of their passport is, and its last day?
    #[serde(default)]
    pub passport: bool,
}

/// Somebody who does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Day of birth.
    pub born: Date,
    /// Code of the sex.
    pub sex: String,
    /// Code of the nationality.
    pub nationality: String,
}

/// A fault, and how it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Planted {
    /// Where sources differ the wrong one is proposed: answered otherwise, it is found.
    Source {
        /// Name of the fact.
        of: String,
        /// Code of the source.
        proposed: String,
    },
    /// The letter is made out to somebody else.
    Name {
        /// Their family name.
        family_name: String,
        /// Their given names.
        given_names: String,
    },
    /// What would be granted goes against what sources tell: the facts themselves are such.
    Terms {
        /// Name of the field of the letter.
        field: String,
        /// Name of the fact that it goes against.
        against: String,
    },
}

/// What a source seems to tell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Name of the fact.
    pub fact: String,
    /// Code of the source.
    pub source: String,
    /// The value as law files write it ...
    #[serde(default)]
    pub value: Option<String>,
    /// ... or the day, so many days after the exercise is met ...
    #[serde(default)]
    pub days: Option<i64>,
    /// ... or the day on which it seems to have been applied for.
    #[serde(default)]
    pub applied: bool,
}

/// How exercises are used, of `exercises.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// One in so many cases, until a lead says otherwise; zero is never.
    pub every: u32,
    /// The most a lead may say.
    pub every_max: u32,
    /// How a unit did is shown from so many exercises on.
    pub shown_from: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What sources tell in each of them, unless it says otherwise.
    #[serde(default)]
    usual: Vec<Said>,
    /// What is said in the application of each of them, and attached to it, likewise.
    #[serde(default)]
    answers: Vec<Answer>,
    #[serde(default)]
    documents: Vec<Made>,
    exercise: Vec<Plan>,
}

impl File {
    fn plans(self) -> impl Iterator<Item = Plan> {
        let File { usual, answers, documents, exercise } = self;
        exercise.into_iter().map(move |mut plan| {
            let said = |fact: &str| plan.facts.iter().any(|said| said.fact == fact);
            let more: Vec<Said> = usual.iter().filter(|u| !said(&u.fact)).cloned().collect();
            plan.facts.extend(more);
            let said = |code: &str| plan.answers.iter().any(|answer| answer.question == code);
            let more: Vec<Answer> =
                answers.iter().filter(|a| !said(&a.question)).cloned().collect();
            plan.answers.extend(more);
            let there = |code: &str| plan.documents.iter().any(|made| made.place == code);
            let more: Vec<Made> = documents.iter().filter(|d| !there(&d.place)).cloned().collect();
            plan.documents.extend(more);
            plan
        })
    }
}

static USUAL: LazyLock<Result<Usual, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../exercises.toml")).map_err(|error| error.to_string())
});

static PLANS: LazyLock<Result<Vec<Plan>, String>> = LazyLock::new(|| {
    let mut plans: Vec<Plan> = Vec::new();
    for folder in kernel::inventory::iter::<ExerciseFolder>() {
        for text in (folder.files)()? {
            let file: Result<File, _> = toml::from_str(text);
            plans.extend(file.map_err(|error| format!("{}: {error}", folder.system))?.plans());
        }
    }
    plans.sort_by(|a, b| a.code.cmp(&b.code));
    let codes: BTreeSet<&String> = plans.iter().map(|plan| &plan.code).collect();
    if codes.len() < plans.len() {
        return Err("two exercises have one code".to_owned());
    }
    Ok(plans)
});

/// How exercises are used.
///
/// # Errors
/// A bug when the file does not read.
pub fn usual() -> Result<Usual, Fault> {
    USUAL.as_ref().copied().map_err(Fault::message)
}

/// Every exercise of the house, in the order of their codes.
///
/// # Errors
/// A bug when a file is faulty, which a test of every house sees to.
pub fn plans() -> Result<&'static [Plan], Fault> {
    PLANS.as_deref().map_err(Fault::message)
}

/// An exercise by its code.
///
/// # Errors
/// As [`plans`].
pub fn plan(code: &str) -> Result<Option<&'static Plan>, Fault> {
    Ok(plans()?.iter().find(|plan| plan.code == code))
}

/// Which exercise comes before a case for an official, if one does: drawn by the server's keys, so that
/// nobody sees it coming, and the same whenever it is asked.
///
/// # Errors
/// As [`plans`].
pub(crate) fn drawn(
    blind: &BlindIndex,
    id: ExerciseId,
    case_type: &str,
    every: u32,
) -> Result<Option<&'static Plan>, Fault> {
    let draw = |what: &str, of: u128| blind.id(&format!("exercise {what}\0{id}")).as_u128() % of;
    if every == 0 || draw("comes", u128::from(every)) != 0 {
        return Ok(None);
    }
    let fitting: Vec<&Plan> = plans()?.iter().filter(|plan| plan.case_type == case_type).collect();
    let many = u128::try_from(fitting.len()).unwrap_or_default();
    if many == 0 {
        return Ok(None);
    }
    Ok(usize::try_from(draw("which", many)).ok().and_then(|n| fitting.get(n).copied()))
}

/// An exercise as it lies before somebody.
pub struct Laid {
    /// Whose pages these are.
    pub id: ExerciseId,
    /// Which.
    pub plan: &'static Plan,
    /// When it was met.
    pub met: Ts,
    /// When it seems to have been applied for.
    pub applied: Ts,
    /// What it rests on, with the answers.
    pub basis: Basis,
    /// What sources told before the answers.
    pub before: CaseFacts,
    /// What is prepared, with the fault in it.
    pub prepared: Prepared,
    /// Why an official confirms it.
    pub reasons: Vec<Reason>,
}

/// Lays an exercise before whoever met it, with what they answered; nothing when nobody did, or when there is
/// no such exercise any more.
///
/// # Errors
/// A bug when its file does not fit to the house, which a test of every house sees to.
pub fn lay(id: ExerciseId, exercise: &Exercise) -> Result<Option<Laid>, Fault> {
    let Exercise::Met(met) = exercise else { return Ok(None) };
    plan(&met.exercise)?.map(|plan| plan.lay(id, met)).transpose()
}

impl Laid {
    /// The documents that it seems to have.
    pub fn documents(&self) -> impl Iterator<Item = (FileId, &'static Made)> {
        let id = self.id;
        self.plan.documents.iter().map(move |made| (FileId(id.of_its(&made.place)), made))
    }

    /// The number of the passport of whoever seems to apply, and its last day.
    #[must_use]
    pub fn passport(&self) -> (String, Date) {
        let drawn = self.id.of_its("number of passport");
        let digits = drawn.as_u64_pair().1 % PASSPORT_DIGITS;
        let letters = drawn.as_bytes().iter().rev().take(2);
        let letters: String = letters.map(|byte| char::from(b'A' + byte % LETTERS)).collect();
        let more = i64::try_from(digits % PASSPORT_DAYS).unwrap_or_default();
        let more = Span::new().years(PASSPORT_YEARS).days(more);
        (format!("{letters}{digits:07}"), self.met.date().saturating_add(more))
    }

    /// What was said to a question beside the facts, as forms keep it.
    #[must_use]
    pub fn said(&self, question: &str) -> Option<String> {
        let answer = self.plan.answers.iter().find(|answer| answer.question == question)?;
        let on = |days| self.met.date().saturating_add(Span::new().days(days)).to_string();
        answer.value.clone().or_else(|| answer.days.map(on))
    }

    /// What a source tells of a fact: of whoever seems to apply, or of others, as far as those tell it.
    #[must_use]
    pub fn told(&self, fact: &str, by_applicant: bool) -> Option<&Value> {
        let sources: Vec<_> = self.before.sources(fact).collect();
        let such = sources.iter().find(|(source, _)| APPLIED.contains(source) == by_applicant);
        such.or(sources.first()).and_then(|(_, told)| told.value.as_ref())
    }
}

impl Plan {
    fn lay(&'static self, id: ExerciseId, met: &MetExercise) -> Result<Laid, Fault> {
        let (library, law, today) = (library()?, rules::law()?, met.at.date());
        let mut basis = Basis {
            library,
            law,
            case: self.case(id, met)?,
            person: self.person(id, met.at)?,
            told: self.told(Moments { id, met: met.at }, &law.dictionary)?,
            standing: Standing::Free,
        };
        let dates = LawDates::all_on(day(today));
        let reasons = self.reasons(&basis, &dates, today)?;
        let mut prepared = prepare(&basis, dates, Some(&met.answers), today)?;
        match &self.fault {
            Planted::Source { of, proposed } => {
                let points = prepared.points.iter_mut().filter(|point| point.name == *of);
                points.for_each(|point| point.proposed = Some(proposed.clone()));
            }
            Planted::Name { family_name, given_names } => {
                let name = Value::text(&format!("{given_names} {family_name}"));
                let known = prepared.fields.known.get_mut("applicant_name");
                known.into_iter().for_each(|field| field.value = name.clone());
            }
            Planted::Terms { .. } => {}
        }
        let before = std::mem::replace(&mut basis.told, prepared.told.clone());
        let (met, applied) = (met.at, Moments { id, met: met.at }.opened());
        Ok(Laid { id, plan: self, met, applied, basis, before, prepared, reasons })
    }

    /// Was the fault found by whoever confirmed with these answers?
    #[must_use]
    pub fn is_found(&self, answers: &Answers, prepared: &Prepared) -> bool {
        match &self.fault {
            Planted::Source { of, proposed } => {
                let said = answers.get(of).and_then(|answer| answer.said.as_ref());
                said.is_some_and(|said| said.right != *proposed)
            }
            // Confirmed with answers by which it is not granted, it went the full way.
            Planted::Name { .. } | Planted::Terms { .. } => !prepared.is_ready(),
        }
    }

    fn case(&self, id: ExerciseId, met: &MetExercise) -> Result<Case, Fault> {
        let case = CaseId(id.0);
        let opened = Moments { id, met: met.at }.opened();
        let high = || NUMBERS_FROM + id.0.as_u64_pair().0 % NUMBERS;
        let running = met.running.unwrap_or_else(high);
        let headline = format!("{} {}", self.applicant.family_name, self.applicant.given_names);
        let event = CaseEvent::Opened {
            number: made(CaseNumber::new(&met.unit, opened.date().year(), running))?,
            headline: Sealed::new(case, made(Headline::new(&headline))?),
            applicant: PersonId(id.0),
            unit: met.unit.clone(),
            class: Class::Normal,
            case_type: self.case_type.clone(),
            status: "received".to_owned(),
        };
        folded(id.0, &event, opened)
    }

    fn person(&self, id: ExerciseId, at: Ts) -> Result<Person, Fault> {
        let Applicant { family_name, given_names, born, sex, nationality } = &self.applicant;
        let name = Name::new(family_name, given_names, Script::Latin, NameKind::Current);
        let particulars = Particulars {
            names: vec![made(name)?],
            born: PartialDate::Day(*born),
            sex: made(Sex::from_code(sex))?,
            nationalities: vec![made(Country::new(nationality))?],
        };
        let particulars = Sealed::new(PersonId(id.0), particulars);
        folded(id.0, &PersonEvent::Registered { particulars, class: Class::Normal }, at)
    }

    fn told(&self, moments: Moments, law: &Dictionary) -> Result<CaseFacts, Fault> {
        let mut told = CaseFacts::default();
        for said in &self.facts {
            let value = said.read(moments, law).ok_or_else(|| {
                Fault::message(format!("exercise {}: {} says nothing", self.code, said.fact))
            })?;
            let retrieved = moments.told(&said.source);
            let value = Told { value: Some(value), retrieved, valid_from: None, valid_until: None };
            told.tell(&said.fact, &said.source, value);
        }
        Ok(told)
    }

    fn reasons(&self, basis: &Basis, dates: &LawDates, today: Date) -> Result<Vec<Reason>, Fault> {
        let Some(procedure) = procedure::of(&self.case_type)? else { return Ok(Vec::new()) };
        let facts = basis.told.facts(today, &basis.law.dictionary);
        let chain = Chain::new(basis.law, procedure, &facts, dates);
        let answered = rules::ask(&chain, &facts, dates, false);
        let heard = answered.iter().map(|a| (a.role, &*a.set.name, &a.derived, &a.answer));
        let mut reasons: BTreeSet<Reason> = rules::reasons(heard);
        reasons.extend(procedure.automatic.is_none().then_some(Reason::NotAutomated));
        let parties = answered.iter().any(|a| a.set.parties > 1);
        reasons.extend(parties.then_some(Reason::OtherParty));
        Ok(reasons.into_iter().collect())
    }
}

impl Said {
    fn read(&self, moments: Moments, law: &Dictionary) -> Option<Value> {
        let kind = law.facts.get(&self.fact)?.kind;
        let on = |date: Date| Some(Value::Date(day(date)));
        match (&self.value, self.days, self.applied) {
            (Some(value), None, false) => kind.read(value),
            (None, Some(days), false) => {
                on(moments.met.date().saturating_add(Span::new().days(days)))
            }
            (None, None, true) => on(moments.opened().date()),
            _ => None,
        }
    }
}

/// A state of something that stands nowhere, by the one event of it.
fn folded<S: State, E: EventSet>(stream: Uuid, event: &E, at: Ts) -> Result<S, Fault> {
    let NewEvent { kind, schema, body, .. } = NewEvent::encode(S::STREAM, stream, event)?;
    fold(&[Recorded {
        stream,
        version: 1,
        id: stream,
        kind,
        schema,
        at,
        actor: MACHINE.0,
        on_behalf_of: None,
        act: String::new(),
        body,
        hash: [0; 32],
    }])
}

fn made<T>(value: Result<T, Refusal>) -> Result<T, Fault> {
    value.map_err(|refusal| Fault::message(format!("made up wrongly: {}", refusal.code)))
}

/// What is wrong with the exercises of the house as they would be met at a moment; nothing when all is well,
/// which a test of every house sees to.
///
/// # Errors
/// Every flaw, a line each.
pub fn check(at: Ts) -> Result<(), String> {
    let plans = plans().map_err(|fault| fault.to_string())?;
    let flaws: Vec<String> = plans
        .iter()
        .flat_map(|plan| plan.flaws(at).into_iter().map(move |flaw| (plan, flaw)))
        .map(|(plan, flaw)| format!("exercise {}: {flaw}", plan.code))
        .collect();
    if flaws.is_empty() { Ok(()) } else { Err(flaws.join("\n")) }
}

impl Plan {
    /// Would whoever answers as is proposed come to where it can be confirmed? Where no rules are in force yet on
    /// the day nobody would, whatever it says.
    fn is_passed_by(&'static self, laid: &Laid, mut met: MetExercise) -> bool {
        let dates = LawDates::all_on(day(met.at.date()));
        let in_force = |name: &str| laid.basis.law.in_force(name, &dates).is_some();
        let procedure = procedure::of(&self.case_type).ok().flatten();
        if !procedure.is_some_and(|procedure| procedure.rule_sets().all(in_force)) {
            return true;
        }
        for point in &laid.prepared.points {
            let right = point.proposed.clone().unwrap_or_default();
            let said = Some(Answered { right, reason: String::new() });
            let (digest, at) = (point.digest.clone(), met.at);
            let answer = PointAnswer { digest, said, as_proposed: Some(true), at };
            met.answers.insert(point.name.clone(), answer);
        }
        self.lay(ExerciseId(Uuid::nil()), &met).is_ok_and(|laid| laid.prepared.is_ready())
    }

    fn flaws(&'static self, at: Ts) -> Vec<String> {
        let mut flaws = Vec::new();
        if !self.words.complete() {
            flaws.push("words lack a language".to_owned());
        }
        let met = MetExercise {
            exercise: self.code.clone(),
            unit: "HEL".to_owned(),
            running: None,
            official: MACHINE,
            at,
            answers: Answers::new(),
            end: None,
        };
        let laid = match self.lay(ExerciseId(Uuid::nil()), &met) {
            Ok(laid) => laid,
            Err(fault) => return vec![fault.to_string()],
        };
        let prepared = &laid.prepared;
        if prepared.letter.is_none() {
            flaws.push("officials write no letter for it".to_owned());
        }
        // What nobody could confirm would not be missed either.
        if prepared.unanswered() == 0 && !prepared.is_ready() {
            flaws.push("nothing is asked, and it cannot be confirmed".to_owned());
        }
        if !matches!(self.fault, Planted::Source { .. }) && !self.is_passed_by(&laid, met) {
            flaws.push(
                "answered as proposed it cannot be confirmed, so that nobody misses it".to_owned(),
            );
        }
        if let Planted::Source { of, proposed } = &self.fault {
            let point = prepared.points.iter().find(|point| point.name == *of);
            if point
                .is_none_or(|point| point.options.len() < 2 || !point.options.contains(proposed))
            {
                flaws.push(format!("{of} has no sources that differ, one of them {proposed}"));
            }
        }
        let untold = |fact: &&String| laid.told(fact, false).is_none();
        for fact in self.documents.iter().flat_map(|made| &made.tells).filter(untold) {
            flaws.push(format!("a document tells {fact}, and nobody does"));
        }
        for answer in self.answers.iter().filter(|a| a.value.is_some() == a.days.is_some()) {
            flaws.push(format!("{} is answered with nothing, or twice", answer.question));
        }
        if let Planted::Terms { field, against } = &self.fault {
            let of = |name: &String| laid.before.names().any(|known| known == name.as_str());
            if !of(field) || !of(against) {
                flaws.push(format!("{field} or {against} is told by nobody"));
            }
        }
        flaws
    }
}
