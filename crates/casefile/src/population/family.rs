//! Whom the made-up people live with, where, what they speak, and who acts for them.

use kernel::{Changes, Class, Fault, NewStream, Sealed, Ts};
use uuid::Uuid;

use super::{Population, empty, made};
use crate::events::{Particulars, PersonEvent};
use crate::ids::PersonId;
use crate::model::{
    AddressUse, Agent, Contact, Language, Languages, Municipality, Name, NameKind,
    OrganisationKind, PartialDate, Reach, Relation, RelationKind, Representation,
    RepresentativeRole, Script, Sex, TypedAddress, Validity,
};

/// Of a hundred applicants so many live with a spouse, and so many of those with children.
const WITH_SPOUSE_PERCENT: u8 = 30;
const WITH_CHILDREN_PERCENT: u8 = 60;
/// Of a hundred applicants so many have counsel.
const WITH_COUNSEL_PERCENT: u8 = 6;
/// Children of one family at most.
const CHILDREN_ITEMS_MAX: usize = 3;
/// Grown up: older children have files of their own.
const CHILD_YEARS_MAX: i16 = 17;

/// Streets that every town has.
const STREETS: &[&str] = &["Koulukatu", "Asemakatu", "Kirkkokatu", "Rantatie", "Myllytie"];
/// Towns where many live: code of the municipality and a postal code of it.
const TOWNS: &[(&str, &str)] = &[
    ("091", "00530"),
    ("049", "02770"),
    ("092", "01300"),
    ("837", "33100"),
    ("853", "20100"),
    ("564", "90100"),
    ("398", "15110"),
    ("905", "65100"),
];

/// The language most spoken where somebody is from, as far as the names of this population tell.
fn spoken(country: &str) -> &'static str {
    match country {
        "UKR" => "uk",
        "IND" => "hi",
        "RUS" => "ru",
        "CHN" => "zh",
        "IRQ" | "SYR" | "MAR" | "EGY" => "ar",
        "IRN" => "fa",
        "AFG" => "prs",
        "SOM" => "so",
        "VNM" => "vi",
        "THA" => "th",
        "TUR" => "tr",
        "PAK" => "ur",
        "BGD" => "bn",
        "NPL" => "ne",
        "LKA" => "si",
        "PHL" => "tl",
        "ETH" => "am",
        "ERI" => "ti",
        "FRA" | "COD" => "fr",
        "BRA" => "pt",
        "COL" | "PER" | "ESP" => "es",
        _ => "en",
    }
}

impl Population {
    /// Where a person lives, how they are called, and what they speak.
    pub(super) fn told(
        &mut self,
        id: PersonId,
        country: &str,
        at: Ts,
        changes: Changes,
    ) -> Result<Changes, Fault> {
        let mut changes = changes;
        if self.chance(80) {
            let contact = Contact { reach: self.home()?, validity: Validity::default() };
            changes = self.contact(id, at, contact, changes);
        }
        if self.chance(70) {
            // Numbers beginning with 04577 are kept free for works of fiction.
            let number = format!("04577{:05}", self.random.u32(0..100_000));
            let contact =
                Contact { reach: made(Reach::phone(&number))?, validity: Validity::default() };
            changes = self.contact(id, at, contact, changes);
        }
        if self.chance(85) {
            let code = if self.chance(60) { "fi" } else { "en" };
            let spoken = vec![made(Language::new(spoken(country)))?];
            let (contact, interpreter) = (made(Language::new(code))?, Some(self.chance(40)));
            let languages = Sealed::new(id, Languages { contact, spoken, interpreter });
            changes = changes.record(id, &PersonEvent::LanguagesRecorded { languages });
        }
        if self.chance(WITH_COUNSEL_PERCENT) {
            changes = self.counsel(id, at, changes)?;
        }
        Ok(changes)
    }

    /// A law office that acts for them in all matters.
    fn counsel(&mut self, person: PersonId, at: Ts, changes: Changes) -> Result<Changes, Fault> {
        let office = self.organisation(OrganisationKind::Representative).ok_or_else(empty)?;
        let representation = Representation {
            agent: Agent::Organisation(office),
            role: RepresentativeRole::Counsel,
            case: None,
            validity: made(Validity::new(Some(at.date()), None))?,
            basis: "Power of attorney seen".to_owned(),
        };
        let representation = Sealed::new(person, representation);
        let added = PersonEvent::RepresentativeAdded { id: self.id(at), representation };
        Ok(changes.record(person, &added))
    }

    fn contact(&mut self, person: PersonId, at: Ts, contact: Contact, changes: Changes) -> Changes {
        let id: Uuid = self.id(at);
        let contact = Sealed::new(person, contact);
        changes.record(person, &PersonEvent::ContactAdded { id, contact })
    }

    /// A street that every town has.
    pub(super) fn street(&mut self) -> Result<&'static str, Fault> {
        self.random.choice(STREETS).copied().ok_or_else(empty)
    }

    fn home(&mut self) -> Result<Reach, Fault> {
        let street = self.street()?;
        let (code, postal_code) = self.random.choice(TOWNS).copied().ok_or_else(empty)?;
        let town = made(Municipality::new(code))?.name(false).to_owned();
        let (house, flat) = (self.random.u32(1..60), self.random.u32(1..40));
        let typed = TypedAddress {
            lines: format!("{street} {house} A {flat}"),
            postal_code: postal_code.to_owned(),
            town,
            municipality: code.to_owned(),
            country: "FIN".to_owned(),
        };
        Ok(Reach::Address { r#use: AddressUse::Residence, address: made(typed.check())? })
    }

    /// A spouse and children of some, each with a file of their own; what they are to each other
    /// stands on both streams.
    pub(super) fn family(
        &mut self,
        (id, class): (PersonId, Class),
        of: &Particulars,
        at: Ts,
        changes: Changes,
    ) -> Result<(Changes, Vec<NewStream>), Fault> {
        let (mut changes, mut streams) = (changes, Vec::new());
        if !self.chance(WITH_SPOUSE_PERCENT) {
            return Ok((changes, streams));
        }
        let sex = if of.sex == Sex::F { Sex::M } else { Sex::F };
        let spouse = Particulars { born: of.born, ..self.relative(of, sex)? };
        let mut kin = vec![(RelationKind::Spouse, spouse)];
        if self.chance(WITH_CHILDREN_PERCENT) {
            // Nobody here has become a parent before they were grown up.
            let born = of.born.earliest().map_or(at.date().year(), kernel::Date::year);
            let grown = at.date().year() - born - CHILD_YEARS_MAX - 1;
            let oldest = grown.clamp(0, CHILD_YEARS_MAX);
            for _ in 0..self.random.usize(1..=CHILDREN_ITEMS_MAX) {
                let sex = if self.random.bool() { Sex::F } else { Sex::M };
                let year = at.date().year() - self.random.i16(0..=oldest);
                let born = PartialDate::Year(year);
                kin.push((RelationKind::Child, Particulars { born, ..self.relative(of, sex)? }));
            }
        }
        for (kind, particulars) in kin {
            let (other, relation): (PersonId, Uuid) = (PersonId(self.id(at)), self.id(at));
            let says = |on: PersonId, to: PersonId, kind| {
                let source = "Passport".to_owned();
                let what = Relation { kind, validity: Validity::default(), source };
                PersonEvent::RelationRecorded {
                    id: relation,
                    other: to,
                    relation: Sealed::new(on, what),
                }
            };
            changes = changes.record(id, &says(id, other, kind));
            let particulars = Sealed::new(other, particulars);
            let registered = PersonEvent::Registered { particulars, class };
            let begun =
                Changes::one(other, &registered).record(other, &says(other, id, kind.inverse()));
            streams.push(NewStream { stages: vec![(at, begun)] });
        }
        Ok((changes, streams))
    }

    /// Somebody of the same family name and nationality.
    fn relative(&mut self, of: &Particulars, sex: Sex) -> Result<Particulars, Fault> {
        let country = of.nationalities.first().map_or("", |country| country.code());
        let people = self.people.iter().find(|people| people.country == country);
        let people = people.cloned().ok_or_else(empty)?;
        let given = if sex == Sex::F { &people.women } else { &people.men };
        let given = self.random.choice(given).cloned().ok_or_else(empty)?;
        let family = |script| of.names.iter().find(|name| name.script() == script);
        let mut names = Vec::new();
        for (script, given) in [(Script::Latin, &given.0), (Script::Original, &given.1)] {
            if let Some(family) = family(script).filter(|_| !given.is_empty()) {
                names.push(made(Name::new(family.family(), given, script, NameKind::Current))?);
            }
        }
        let born = PartialDate::Unknown;
        Ok(Particulars { names, born, sex, nationalities: of.nationalities.clone() })
    }
}
