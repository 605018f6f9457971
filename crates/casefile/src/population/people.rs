//! Who the made-up people are: names as people of their nationality have them, and passports.

use jiff::Span;
use kernel::{Changes, Class, Date, Fault, NewStream, Sealed, Ts};
use serde::Deserialize;

use super::{Population, empty, made};
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::{
    Country, DocumentKind, Name, NameKind, PartialDate, Script, Sex, TravelDocument,
};

/// A name part in Latin letters and, where people write otherwise, in their own.
type Part = (String, String);

/// People of one nationality.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// Code of the nationality.
    pub(super) country: String,
    /// How many of a hundred and twenty applicants.
    share: u32,
    /// Family names.
    family: Vec<Part>,
    /// Given names of women.
    pub(super) women: Vec<Part>,
    /// Given names of men.
    pub(super) men: Vec<Part>,
}

#[derive(Deserialize)]
struct PeopleFile {
    people: Vec<People>,
}

/// The people of the file.
///
/// # Errors
/// A bug when the file cannot be read.
pub(super) fn read() -> Result<Vec<People>, Fault> {
    let file: Result<PeopleFile, _> = toml::from_str(include_str!("../../population/people.toml"));
    Ok(file.map_err(Fault::bug)?.people)
}

impl Population {
    /// The applicant, and their family after them.
    pub(super) fn person(
        &mut self,
        id: PersonId,
        class: Class,
        at: Ts,
    ) -> Result<Vec<NewStream>, Fault> {
        let people = self.people()?;
        let particulars = self.particulars(&people, at)?;
        let registered =
            PersonEvent::Registered { particulars: Sealed::new(id, particulars.clone()), class };
        let mut changes = Changes::one(id, &registered);
        if people.country != "XXA" && self.chance(85) {
            let document = Sealed::new(id, self.passport(&people, at.date())?);
            changes = changes.record(id, &PersonEvent::DocumentAdded { document });
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
}
