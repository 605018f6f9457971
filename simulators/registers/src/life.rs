//! What is true of somebody: the one truth that all registers tell their parts of.

use fastrand::Rng;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::world::World;

/// Everything registers may know of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Life {
    /// By which registers name them to each other.
    pub(crate) reference: String,
    pub(crate) identity: Identity,
    pub(crate) sex: char,
    /// Where and since when they live in the country; nothing while abroad.
    pub(crate) home: Option<Home>,
    pub(crate) marital: Marital,
    pub(crate) spouse: Option<String>,
    /// Children: reference and birth date.
    pub(crate) children: Vec<(String, Date)>,
    pub(crate) work: Option<Work>,
    pub(crate) studies: Option<Studies>,
    /// Care that a public system of another country pays for, proved to the one here.
    pub(crate) covered: bool,
    pub(crate) conviction: Option<Date>,
    /// An entry ban from when until when.
    pub(crate) ban: Option<(Date, Date)>,
    /// What the Visa Information System finds of them beside that, where it is said and not drawn.
    pub(crate) vis: Option<VisHit>,
}

/// What the Visa Information System finds of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisHit {
    /// Something that the authority verifies itself, by its reference.
    Referenced,
    /// Something of which the authority learns only that it has to be verified further.
    Further,
}

/// A home in the country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) municipality: String,
    pub(crate) since: Date,
    pub(crate) ground: Ground,
    pub(crate) protected: bool,
    /// The day of death.
    pub(crate) died: Option<Date>,
}

/// On what ground somebody lives in the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ground {
    FinnishCitizen,
    Refugee,
    SubsidiaryProtection,
    OtherPermit,
}

/// Married or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Marital {
    Unmarried,
    Married,
    Divorced,
}

/// Work at a company of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) employer: String,
    pub(crate) occupation: String,
    pub(crate) since: Date,
    pub(crate) until: Option<Date>,
    pub(crate) gross_cents: i64,
}

/// Studies at a school of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Studies {
    pub(crate) institution: String,
    pub(crate) programme: String,
    pub(crate) kind: String,
    pub(crate) begins: Date,
    pub(crate) ends: Date,
    pub(crate) target_ends: Date,
    pub(crate) mobility: bool,
    pub(crate) tuition: &'static str,
    /// Cents a month that the school pays for living.
    pub(crate) scholarship_cents: Option<i64>,
    pub(crate) credits: Vec<(Date, i64)>,
}

/// Whole years between two days.
pub(crate) fn years(from: Date, to: Date) -> i16 {
    let before = (to.month(), to.day()) < (from.month(), from.day());
    to.year() - from.year() - i16::from(before)
}

impl Life {
    /// Somebody with no family and no home yet: the rest is drawn.
    pub(crate) fn alone(reference: String, identity: Identity, sex: char) -> Life {
        Life {
            reference,
            identity,
            sex,
            home: None,
            marital: Marital::Unmarried,
            spouse: None,
            children: Vec::new(),
            work: None,
            studies: None,
            covered: false,
            conviction: None,
            ban: None,
            vis: None,
        }
    }

    /// Draws what somebody does for a living, and the little that a few have done.
    pub(crate) fn live(&mut self, world: &World, rng: &mut Rng) {
        let age = years(self.identity.born, world.today());
        let learns = if age < 30 { 65 } else { 20 };
        if (17..45).contains(&age) && rng.u8(0..100) < learns {
            self.studies = studies(world, rng);
        }
        let works = if self.studies.is_some() { 25 } else { 75 };
        if (17..68).contains(&age) && self.home.is_some() && rng.u8(0..100) < works {
            self.work = work(world, rng, self.studies.is_some());
        }
        if age >= 18 && rng.u8(0..100) < 2 {
            self.conviction = Some(ago(world.today(), rng.i64(100..3_000)));
        }
        if self.home.is_none() && rng.u8(0..100) < 2 {
            let from = ago(world.today(), rng.i64(30..900));
            self.ban = Some((from, from.saturating_add(Span::new().years(2))));
        }
    }
}

fn ago(today: Date, days: i64) -> Date {
    today.saturating_sub(Span::new().days(days))
}

fn work(world: &World, rng: &mut Rng, beside: bool) -> Option<Work> {
    let company = rng.choice(world.working_companies())?;
    let trade = &company.trade;
    let [low, high] = trade.pay;
    // To the next ten euros; beside studies a part of the week.
    let gross = (rng.i64(low..=high) / 10) * if beside { 500 } else { 1_000 };
    let since = ago(world.today(), rng.i64(20..1_500));
    let ended = rng.u8(0..100) < 6;
    let until = ended.then(|| ago(world.today(), rng.i64(1..19)));
    let (employer, occupation) = (company.business_id.clone(), trade.occupation.clone());
    Some(Work { employer, occupation, since, until, gross_cents: gross })
}

fn studies(world: &World, rng: &mut Rng) -> Option<Studies> {
    let school = rng.choice(world.schools())?.clone();
    let programme = rng.choice(&school.programmes)?.clone();
    let today = world.today();
    let day = Span::new().days(1);
    // Terms begin in autumn: the next one, or one of those before.
    let next = term_year(today);
    let years_ago = if school.kind == "exchange" { 0 } else { rng.i16(0..3) };
    let begins = Date::new(next - years_ago, 9, 1).ok()?;
    let target_ends = begins.saturating_add(Span::new().months(school.months)).saturating_sub(day);
    let longer = if rng.u8(0..100) < 5 { 18 } else { 0 };
    let ends = target_ends.saturating_add(Span::new().months(longer));
    let tuition = match (school.tuition, rng.u8(0..100)) {
        (false, _) => "not_required",
        (true, 0..=69) => "paid",
        (true, 70..=89) => "scholarship",
        (true, _) => "unpaid",
    };
    let [low, high] = school.credits_yearly;
    let mut credits = Vec::new();
    let mut day = begins.saturating_add(Span::new().months(3));
    while day < today.min(ends) {
        credits.push((day, rng.i64(low..=high) / 4));
        day = day.saturating_add(Span::new().months(3));
    }
    Some(Studies {
        institution: school.name,
        programme,
        mobility: school.kind == "exchange" && rng.u8(0..100) < 30,
        kind: school.kind,
        begins,
        ends,
        target_ends,
        tuition,
        scholarship_cents: None,
        credits,
    })
}

/// The year whose autumn term begins next.
pub(crate) fn term_year(today: Date) -> i16 {
    if today.month() < 9 { today.year() } else { today.year() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_whole() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(years(day("2008-03-02"), day("2026-03-02")), 18);
        assert_eq!(years(day("2008-03-03"), day("2026-03-02")), 17);
        assert_eq!(years(day("2004-02-29"), day("2022-02-28")), 17);
    }
}
