//! Made-up people and cases, the same for the same seed: for demos, measurements and tests.
//!
//! [`Population`] draws batches; who the people are stands in `people`, how their cases go on in
//! `cases`, whom they live with in `family`, where they work and study in `organisations`. A new kind of
//! fact is one more method there, drawn from the same source of chance.

mod cases;
mod family;
mod organisations;
mod people;

use std::collections::BTreeMap;

use jiff::Span;
use kernel::{Class, Date, Fault, NewFile, NewStream, Refusal, Ts, UserId};
use uuid::Uuid;

use self::cases::Matters;
use self::organisations::Organisation;
use self::people::People;
use crate::clock::is_working_day;
use crate::ids::{OrganisationId, PersonId};
use crate::model::OrganisationKind;

/// The oldest case is this old; the others follow evenly until today.
const DAYS: i64 = 300;
/// Streams of one batch stay well within a database's memory for one transaction.
const BATCH_CASES: usize = 100;

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
    /// Organisations, persons and cases.
    pub streams: Vec<NewStream>,
    /// Files of the cases.
    pub files: Vec<NewFile>,
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
    matters: Matters,
    /// Employers and schools to be registered before the first case.
    unregistered: Vec<Organisation>,
    /// Those registered.
    organisations: Vec<(OrganisationKind, OrganisationId)>,
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
        Ok(Population {
            random: fastrand::Rng::with_seed(seed),
            cases: if officials.is_empty() { 0 } else { cases },
            made: 0,
            now,
            officials: officials.to_vec(),
            people: people::read()?,
            matters: cases::read()?,
            unregistered: organisations::read()?,
            organisations: Vec::new(),
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
        let mut batch = Batch {
            by: official.id,
            cases: 0,
            streams: Vec::with_capacity(size * 2),
            files: Vec::with_capacity(size),
        };
        let size = u32::try_from(size).unwrap_or(1);
        if self.made == 0 {
            let first = self.opened();
            batch.streams.extend(self.register_organisations(first)?);
        }
        while self.made < self.cases && batch.cases < size {
            let opened = self.opened();
            let class = if self.random.u8(0..100) < 3 { Class::Protected } else { Class::Normal };
            let person = PersonId(self.id(opened));
            batch.streams.extend(self.person(person, class, opened)?);
            let (case, file) = self.case(person, class, opened, &official)?;
            batch.streams.push(case);
            batch.files.push(file);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seed: u64) -> String {
        let official = Official { id: UserId(Uuid::from_u128(1)), unit: "HEL".into() };
        let now = Ts::from_micros(1_795_000_000_000_000);
        let batches = Population::new(seed, 150, now, &[official]).unwrap();
        format!("{:?}", batches.map(Result::unwrap).collect::<Vec<_>>())
    }

    #[test]
    fn one_seed_makes_the_same_population_and_another_another() {
        assert_eq!(told(7), told(7));
        assert_ne!(told(7), told(8));
    }

    #[test]
    fn numbers_are_handed_out_once_and_dates_lie_before_now() {
        let official = Official { id: UserId(Uuid::from_u128(1)), unit: "HEL".into() };
        let now = Ts::from_micros(1_795_000_000_000_000);
        let mut population = Population::new(3, 400, now, &[official]).unwrap();
        let (mut cases, mut files) = (0, 0);
        for batch in &mut population {
            let batch = batch.unwrap();
            cases += batch.cases;
            files += batch.files.len();
            let mut stages = batch.streams.iter().flat_map(|s| &s.stages);
            assert!(stages.all(|(at, _)| *at <= now.plus_seconds(2 * cases::NOTE_SECONDS)));
            for stream in &batch.streams {
                assert!(stream.stages.is_sorted_by_key(|(at, _)| *at));
            }
        }
        assert_eq!((cases, files), (400, 400));
        assert_eq!(population.numbers.values().sum::<u64>(), 400);
    }
}
