//! Made-up people and cases, the same for the same seed: for demos, measurements and tests.

mod family;

use std::collections::BTreeMap;

use jiff::Span;
use kernel::{Changes, Class, Date, Fault, NewStream, Refusal, Sealed, Ts, UserId};
use serde::Deserialize;
use uuid::Uuid;

use crate::acts::{CASE_NUMBER, LOOK_INTO};
use crate::case_type::GENERAL_MATTER;
use crate::clock::{self, Clock, is_working_day};
use crate::events::{CaseEvent, Outcome, Particulars, PersonEvent, Priority};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{
    CaseNumber, Country, DocumentKind, Headline, Name, NameKind, PartialDate, Script, Sex,
    TravelDocument,
};

/// The oldest case is this old; the others follow evenly until today.
const DAYS: i64 = 300;
/// Cases younger than this are often open, older ones seldom.
const YOUNG_DAYS: i64 = 75;
/// Writing a note takes a while.
const NOTE_SECONDS: i64 = 240;
/// Streams of one batch stay well within a database's memory for one transaction.
const BATCH_CASES: usize = 100;

/// A name part in Latin letters and, where people write otherwise, in their own.
type Part = (String, String);

/// People of one nationality.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    /// Code of the nationality.
    country: String,
    /// How many of a hundred and twenty applicants.
    share: u32,
    /// Family names.
    family: Vec<Part>,
    /// Given names of women.
    women: Vec<Part>,
    /// Given names of men.
    men: Vec<Part>,
}

/// A matter that arises again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Matter {
    /// Its headline.
    headline: String,
    /// What the official notes first.
    first: String,
    /// What the official notes last.
    last: String,
    /// Does the matter wait for the applicant in between?
    #[serde(default)]
    waits: bool,
}

#[derive(Deserialize)]
struct PeopleFile {
    people: Vec<People>,
}

#[derive(Deserialize)]
struct MattersFile {
    matters: Vec<Matter>,
}

/// An official who handles cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Who.
    pub id: UserId,
    /// Code of their unit.
    pub unit: String,
}

/// What one official has recorded: new streams to load in their name.
#[derive(Debug)]
pub struct Batch {
    /// In whose name.
    pub by: UserId,
    /// Cases in it.
    pub cases: u32,
    /// Persons and cases.
    pub streams: Vec<NewStream>,
}

/// Made-up people, each with a case.
#[derive(Debug)]
pub struct Population {
    random: fastrand::Rng,
    cases: u32,
    made: u32,
    now: Ts,
    officials: Vec<Official>,
    people: Vec<People>,
    matters: Vec<Matter>,
    /// Last number by unit and year.
    numbers: BTreeMap<(String, i16), u64>,
}

impl Population {
    /// As many cases, opened in the last ten months before `now` by these officials. Nothing comes
    /// out when there are none of them.
    ///
    /// # Errors
    /// A bug when the files with names and matters cannot be read.
    pub fn new(
        seed: u64,
        cases: u32,
        now: Ts,
        officials: &[Official],
    ) -> Result<Population, Fault> {
        let people: Result<PeopleFile, _> =
            toml::from_str(include_str!("../population/people.toml"));
        let matters: Result<MattersFile, _> =
            toml::from_str(include_str!("../population/matters.toml"));
        Ok(Population {
            random: fastrand::Rng::with_seed(seed),
            cases: if officials.is_empty() { 0 } else { cases },
            made: 0,
            now,
            officials: officials.to_vec(),
            people: people.map_err(Fault::bug)?.people,
            matters: matters.map_err(Fault::bug)?.matters,
            numbers: BTreeMap::new(),
        })
    }
}

impl Iterator for Population {
    type Item = Result<Batch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.made < self.cases).then(|| self.batch())
    }
}

impl Population {
    fn batch(&mut self) -> Result<Batch, Fault> {
        let official = self.random.choice(&self.officials).cloned();
        let official = official.ok_or_else(empty)?;
        // Small houses show every official's hand, too.
        let share = usize::try_from(self.cases).unwrap_or(usize::MAX) / 40;
        let size = self.random.usize(1..=share.clamp(1, BATCH_CASES));
        let mut batch = Batch { by: official.id, cases: 0, streams: Vec::with_capacity(size * 2) };
        let size = u32::try_from(size).unwrap_or(1);
        while self.made < self.cases && batch.cases < size {
            let opened = self.opened();
            let class = if self.random.u8(0..100) < 3 { Class::Protected } else { Class::Normal };
            let person = PersonId(self.id(opened));
            batch.streams.extend(self.person(person, class, opened)?);
            batch.streams.push(self.case(person, class, opened, &official)?);
            batch.cases += 1;
            self.made += 1;
        }
        Ok(batch)
    }

    /// When the next case is opened: cases follow one another in time, in office hours.
    fn opened(&mut self) -> Ts {
        let ago = DAYS - DAYS * i64::from(self.made) / i64::from(self.cases.max(1));
        let mut day = self.now.date().saturating_sub(Span::new().days(ago.max(1)));
        while !is_working_day(day) {
            day = day.saturating_sub(Span::new().days(1));
        }
        self.in_office_hours(day)
    }

    fn in_office_hours(&mut self, day: Date) -> Ts {
        let seconds = self.random.i64(8 * 3600..16 * 3600);
        Ts::start_of(day).plus_seconds(seconds).min(self.now)
    }

    fn id(&mut self, at: Ts) -> Uuid {
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        let random = self.random.u128(..).to_le_bytes();
        let random: [u8; 10] = std::array::from_fn(|n| random.get(n).copied().unwrap_or(0));
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(0..100) < percent
    }

    /// The applicant, and their family after them.
    fn person(&mut self, id: PersonId, class: Class, at: Ts) -> Result<Vec<NewStream>, Fault> {
        let people = self.people()?;
        let particulars = self.particulars(&people, at)?;
        let registered =
            PersonEvent::Registered { particulars: Sealed::new(id, particulars.clone()), class };
        let mut changes = Changes::one(id, &registered);
        if people.country != "XXA" && self.chance(85) {
            let document = Sealed::new(id, self.passport(&people, at.date())?);
            changes =
                changes.record(id, &PersonEvent::DocumentAdded { document, number_hash: None });
        }
        let changes = self.told(id, &people.country, at, changes)?;
        let (changes, family) = self.family((id, class), &particulars, at, changes)?;
        let applicant = NewStream { stages: vec![(at, changes)] };
        Ok(std::iter::once(applicant).chain(family).collect())
    }

    fn people(&mut self) -> Result<People, Fault> {
        let all: u32 = self.people.iter().map(|p| p.share).sum();
        let mut drawn = self.random.u32(0..all.max(1));
        let found = self.people.iter().find(|p| {
            let here = drawn < p.share;
            drawn = drawn.saturating_sub(p.share);
            here
        });
        found.cloned().ok_or_else(empty)
    }

    fn particulars(&mut self, people: &People, at: Ts) -> Result<Particulars, Fault> {
        let woman = self.random.bool();
        let family = self.random.choice(&people.family).ok_or_else(empty)?;
        let given = if woman { &people.women } else { &people.men };
        let given = self.random.choice(given).ok_or_else(empty)?;
        let mut names =
            vec![made(Name::new(&family.0, &given.0, Script::Latin, NameKind::Current))?];
        if !given.1.is_empty() {
            names.push(made(Name::new(&family.1, &given.1, Script::Original, NameKind::Current))?);
        }
        Ok(Particulars {
            names,
            born: self.born(at.date().year()),
            sex: if woman { Sex::F } else { Sex::M },
            nationalities: vec![made(Country::new(&people.country))?],
        })
    }

    fn born(&mut self, now: i16) -> PartialDate {
        let year = now - self.random.i16(18..60);
        let (month, day) = (self.random.i8(1..=12), self.random.i8(1..=28));
        match self.random.u8(0..100) {
            0..=2 => PartialDate::Year(year),
            3 => PartialDate::Month(year, month),
            _ => Date::new(year, month, day).map_or(PartialDate::Year(year), PartialDate::Day),
        }
    }

    fn passport(&mut self, people: &People, today: Date) -> Result<TravelDocument, Fault> {
        let letter = self.random.uppercase();
        let number = format!("{letter}{:07}", self.random.u32(0..10_000_000));
        let issued = today.saturating_sub(Span::new().days(self.random.i64(60..3_000)));
        let until = issued.saturating_add(Span::new().years(10));
        let issuer = made(Country::new(&people.country))?;
        let (from, to) = (Some(issued), Some(until));
        made(TravelDocument::new(DocumentKind::Passport, &number, issuer, from, to))
    }

    fn case(
        &mut self,
        applicant: PersonId,
        class: Class,
        opened: Ts,
        official: &Official,
    ) -> Result<NewStream, Fault> {
        let id = CaseId(self.id(opened));
        let matter = self.random.choice(&self.matters).cloned().ok_or_else(empty)?;
        let mut story = Story::open(self, id, opened, official, (applicant, class), &matter)?;
        let age = (self.now.micros() - opened.micros()) / 86_400_000_000;
        let taken = self.chance(if age < 14 { 35 } else { 99 });
        if taken {
            let at = self.later(opened, 1..10);
            story.take(at, official.id, &matter);
        }
        let waits = taken && matter.waits;
        let mut last = story.at();
        if waits {
            let at = self.later(last, 0..3);
            story.stop(at)?;
            last = self.later(at, 4..25);
        }
        let finished = taken && self.chance(if age < YOUNG_DAYS { 45 } else { 98 });
        if finished && last < self.now {
            if waits {
                story.resume(last)?;
            }
            let at = self.later(last, 0..6);
            let outcome = if self.chance(6) { Outcome::Withdrawn } else { Outcome::Done };
            story.close(at, &matter, outcome)?;
        }
        Ok(NewStream { stages: story.stages })
    }

    /// A moment in office hours so many days later, or now when that is to come.
    fn later(&mut self, at: Ts, days: std::ops::Range<i64>) -> Ts {
        let mut day = at.date().saturating_add(Span::new().days(self.random.i64(days)));
        while !is_working_day(day) {
            day = day.saturating_add(Span::new().days(1));
        }
        let later = self.in_office_hours(day);
        if later <= at { at.plus_seconds(self.random.i64(60..1800)).min(self.now) } else { later }
    }
}

fn empty() -> Fault {
    Fault::message("there is nothing to draw from")
}

fn made<T>(value: Result<T, Refusal>) -> Result<T, Fault> {
    value.map_err(|refusal| Fault::message(format!("made up wrongly: {}", refusal.code)))
}

/// A case as it goes on.
struct Story {
    case: CaseId,
    task: TaskId,
    clock: Clock,
    stages: Vec<(Ts, Changes)>,
}

impl Story {
    fn open(
        population: &mut Population,
        case: CaseId,
        at: Ts,
        official: &Official,
        (applicant, class): (PersonId, Class),
        matter: &Matter,
    ) -> Result<Story, Fault> {
        let today = at.date();
        let last = population.numbers.entry((official.unit.clone(), today.year())).or_default();
        *last += 1;
        let number = made(CaseNumber::new(&official.unit, today.year(), *last))?;
        let rule = clock::rule_on(GENERAL_MATTER, today)
            .ok_or_else(|| Fault::message(format!("no time limit on {today}")))?;
        let clock = clock::start(&rule, today);
        let task = TaskId(population.id(at));
        let headline = Sealed::new(case, made(Headline::new(&matter.headline))?);
        let unit = official.unit.clone();
        let due = clock.due().unwrap_or(today);
        let urgent = population.chance(5);
        let priority = if urgent { Priority::Urgent } else { Priority::Normal };
        let changes = Changes::one(
            case,
            &CaseEvent::Opened {
                number: number.clone(),
                headline,
                applicant,
                unit,
                class,
                case_type: GENERAL_MATTER.into(),
                status: "received".into(),
            },
        )
        .record(
            case,
            &CaseEvent::ClockStarted { name: GENERAL_MATTER.into(), rule, clock: clock.clone() },
        )
        .record(case, &CaseEvent::TaskAdded { task, what: LOOK_INTO.into(), priority, due })
        .claim(CASE_NUMBER, number.to_string(), case);
        Ok(Story { case, task, clock, stages: vec![(at, changes)] })
    }

    fn at(&self) -> Ts {
        self.stages.last().map_or_else(|| Ts::from_micros(0), |(at, _)| *at)
    }

    fn push(&mut self, at: Ts, events: &[CaseEvent]) {
        let changes = events.iter().fold(Changes::new(), |c, e| c.record(self.case, e));
        self.stages.push((at.max(self.at()), changes));
    }

    fn note(&self, text: &str) -> CaseEvent {
        CaseEvent::NoteAdded { text: Sealed::new(self.case, text.to_owned()) }
    }

    fn take(&mut self, at: Ts, official: UserId, matter: &Matter) {
        let (task, first) = (self.task, self.note(&matter.first));
        let assigned = CaseEvent::Assigned { handler: Some(official) };
        self.push(at, &[assigned, CaseEvent::TaskTaken { task, by: official }]);
        self.push(at.plus_seconds(NOTE_SECONDS), &[first]);
    }

    fn stop(&mut self, at: Ts) -> Result<(), Fault> {
        self.clock = made(self.clock.stop(at.date()))?;
        self.push(at, &[self.clock_changed()]);
        Ok(())
    }

    fn resume(&mut self, at: Ts) -> Result<(), Fault> {
        self.clock = made(self.clock.resume(at.date()))?;
        self.push(at, &[self.clock_changed()]);
        Ok(())
    }

    fn close(&mut self, at: Ts, matter: &Matter, outcome: Outcome) -> Result<(), Fault> {
        self.clock = made(self.clock.end(at.date()))?;
        let (task, last) = (self.task, self.note(&matter.last));
        let done = CaseEvent::TaskDone { task };
        self.push(at, &[last]);
        let closed = CaseEvent::Closed { outcome };
        self.push(at.plus_seconds(NOTE_SECONDS), &[closed, self.clock_changed(), done]);
        Ok(())
    }

    fn clock_changed(&self) -> CaseEvent {
        let (name, clock) = (GENERAL_MATTER.into(), self.clock.clone());
        CaseEvent::ClockChanged { name, clock, waits_for: None, reason: None }
    }
}
