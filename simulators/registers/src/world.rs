//! The made-up world: who lives in it, who employs and who teaches. The same seed and day make the same
//! world everywhere.

use std::collections::{HashMap, HashSet};

use fastrand::Rng;
use jiff::Span;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::identity::{Identity, check_digit};
use crate::life::{Ground, Home, Life, Marital, Studies, Work, term_year};
use crate::names::{self, Guest, Names, School, Stuff, Trade, Tuition};

/// Households that live in the world.
const HOUSEHOLDS: u32 = 400;
/// Companies there.
const COMPANIES: u32 = 60;
/// People abroad who were admitted to a school and meet everything that the law asks.
const ADMITTED: u32 = 1_200;
/// Euros a month that their schools pay them for living.
const SCHOLARSHIP_EUROS: std::ops::Range<i64> = 820..1_300;
/// How the references of people abroad begin of whom more is known than what is drawn.
const GUEST: &str = "G-";
/// The kind of school they were admitted to.
const UNIVERSITY: &str = "university_degree";

/// A company.
#[derive(Debug, Clone)]
pub(crate) struct Company {
    pub(crate) business_id: String,
    pub(crate) name: String,
    pub(crate) trade: Trade,
    pub(crate) standing: &'static str,
    pub(crate) registered: Date,
    /// Until when it may do no business; few.
    pub(crate) prohibited_until: Option<Date>,
    pub(crate) neglects_taxes: bool,
    pub(crate) turnover_euros: i64,
}

/// The world.
#[derive(Debug)]
pub struct World {
    seed: u64,
    today: Date,
    stuff: Stuff,
    people: Vec<Life>,
    by_key: HashMap<String, Vec<usize>>,
    by_reference: HashMap<String, usize>,
    companies: Vec<Company>,
}

/// Whom a register finds by name and birth date.
pub(crate) enum Found {
    One(Box<Life>),
    /// Nobody can tell which of them is meant.
    Several(usize),
}

impl World {
    /// Makes the world of a seed, as it is on a day, with more guests than those of its file.
    ///
    /// # Errors
    /// When the file it is made of cannot be read, or a guest's school is none.
    pub fn new(seed: u64, today: Date, guests: Vec<Guest>) -> Result<World, String> {
        let mut stuff = names::read()?;
        stuff.guests.extend(guests);
        let known = |name: &str| stuff.schools.iter().any(|school| school.name == name);
        let lost = stuff.guests.iter().find(|g| !g.school.is_empty() && !known(&g.school));
        if let Some(guest) = lost {
            return Err(format!("there is no school `{}`", guest.school));
        }
        let mut world = World {
            seed,
            today,
            stuff,
            people: Vec::new(),
            by_key: HashMap::new(),
            by_reference: HashMap::new(),
            companies: Vec::new(),
        };
        let mut rng = world.rng("companies");
        world.companies = (0..COMPANIES).filter_map(|_| world.company(&mut rng, None)).collect();
        for n in 0..HOUSEHOLDS {
            world.household(n);
        }
        world.namesake();
        world.invite();
        world.admitted();
        for (place, life) in world.people.iter().enumerate() {
            world.by_key.entry(life.identity.key()).or_default().push(place);
            world.by_reference.insert(life.reference.clone(), place);
        }
        Ok(world)
    }

    /// The day it is.
    pub(crate) const fn today(&self) -> Date {
        self.today
    }

    /// Everybody who lives in it.
    pub(crate) fn people(&self) -> &[Life] {
        &self.people
    }

    /// The people abroad of whom more is known than what is drawn.
    pub(crate) fn guests(&self) -> impl Iterator<Item = &Life> {
        self.people.iter().filter(|life| life.reference.starts_with(GUEST))
    }

    /// Somebody who lives in it, by the name registers use among themselves.
    pub(crate) fn person(&self, reference: &str) -> Option<&Life> {
        self.people.get(*self.by_reference.get(reference)?)
    }

    pub(crate) fn companies(&self) -> &[Company] {
        &self.companies
    }

    pub(crate) fn schools(&self) -> &[School] {
        &self.stuff.schools
    }

    /// Companies that pay people.
    pub(crate) fn working_companies(&self) -> Vec<&Company> {
        self.companies.iter().filter(|company| company.standing == "active").collect()
    }

    /// Whom a name and birth date mean. Whoever is not of the world is a stranger, of whom the same is
    /// told whenever they are asked about.
    pub(crate) fn find(&self, identity: &Identity) -> Found {
        let key = identity.key();
        match self.by_key.get(&key).map(Vec::as_slice) {
            Some([one]) => {
                let life = self.people.get(*one).cloned();
                Found::One(Box::new(life.unwrap_or_else(|| self.stranger(identity, &key))))
            }
            Some(several) => Found::Several(several.len()),
            None => Found::One(Box::new(self.stranger(identity, &key))),
        }
    }

    /// A company by its id; one that nobody made up is somebody's small company.
    pub(crate) fn find_company(&self, business_id: &str) -> Option<Company> {
        let known = self.companies.iter().find(|company| company.business_id == business_id);
        known.cloned().or_else(|| {
            let mut rng = self.rng(&format!("company {business_id}"));
            // Ids are given out before a company is registered: some are not.
            if rng.u8(0..100) < 5 {
                return None;
            }
            self.company(&mut rng, Some(business_id))
        })
    }

    /// Randomness that belongs to one thing of this world.
    pub(crate) fn rng(&self, of: &str) -> Rng {
        let hash = Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(of).finalize();
        let seed = hash.iter().take(8).fold(0_u64, |seed, byte| (seed << 8) | u64::from(*byte));
        Rng::with_seed(seed)
    }

    fn stranger(&self, identity: &Identity, key: &str) -> Life {
        let mut rng = self.rng(key);
        let reference = format!("S-{:08}", rng.u32(0..100_000_000));
        let sex = if rng.bool() { 'F' } else { 'M' };
        let mut life = Life::alone(reference, identity.clone(), sex);
        if rng.u8(0..100) < 50 {
            life.home = self.home(&mut rng, identity);
        }
        life.live(self, &mut rng);
        life
    }

    fn home(&self, rng: &mut Rng, identity: &Identity) -> Option<Home> {
        // The first are drawn more often.
        let many = self.stuff.municipalities.len();
        let place = rng.usize(0..many).min(rng.usize(0..many));
        let citizen = identity.nationalities.iter().any(|code| code == "FIN");
        let since = if citizen {
            identity.born
        } else {
            let days = rng.i64(60..2_500);
            self.today.saturating_sub(Span::new().days(days)).max(identity.born)
        };
        let ground = match rng.u8(0..100) {
            _ if citizen => Ground::FinnishCitizen,
            0..=7 => Ground::Refugee,
            8..=14 => Ground::SubsidiaryProtection,
            _ => Ground::OtherPermit,
        };
        let municipality = self.stuff.municipalities.get(place)?.clone();
        Some(Home { municipality, since, ground, protected: rng.u8(0..100) < 1, died: None })
    }

    fn company(&self, rng: &mut Rng, id: Option<&str>) -> Option<Company> {
        let parts = &self.stuff.companies;
        let (first, second) = (rng.choice(&parts.first)?, rng.choice(&parts.second)?);
        let name = format!("{first}{} Oy", second.to_lowercase());
        let trades = &self.stuff.trades;
        let own = trades.iter().find(|trade| trade.second == *second);
        let trade = own.or_else(|| trades.iter().find(|trade| trade.second.is_empty()))?.clone();
        let business_id = id.map_or_else(|| business_id(rng), str::to_owned);
        let standing = match rng.u8(0..100) {
            0..=89 => "active",
            90..=93 => "liquidation",
            94..=96 => "bankruptcy",
            _ => "struck_off",
        };
        let until = self.today.saturating_add(Span::new().days(rng.i64(30..900)));
        Some(Company {
            business_id,
            name,
            trade,
            standing,
            registered: self.today.saturating_sub(Span::new().days(rng.i64(200..9_000))),
            prohibited_until: (rng.u8(0..100) < 3).then_some(until),
            neglects_taxes: rng.u8(0..100) < 6,
            turnover_euros: rng.i64(60_000..9_000_000),
        })
    }

    fn household(&mut self, n: u32) {
        let mut rng = self.rng(&format!("household {n}"));
        let Some(members) = self.members(&mut rng, n) else { return };
        self.people.extend(members);
    }

    /// One or two adults, and their children.
    fn members(&self, rng: &mut Rng, n: u32) -> Option<Vec<Life>> {
        let names = rng.choice(&self.stuff.names)?;
        let family = rng.choice(&names.family)?;
        let pair = rng.u8(0..100) < 55;
        let woman_first = rng.bool();
        let reference = |m: usize| format!("P-{n:05}-{m}");
        let mut members = Vec::new();
        for m in 0..(1 + usize::from(pair)) {
            let sex = if (m == 0) == woman_first { 'F' } else { 'M' };
            let identity = self.identity(rng, names, family, (sex, 20..50))?;
            members.push(Life::alone(reference(m), identity, sex));
        }
        let home = self.home(rng, &members.first()?.identity)?;
        let adults = members.len();
        // The youngest parent was twenty when the eldest child was born.
        let youngest = members.iter().map(|adult| adult.identity.born.year()).max()?;
        let eldest = (self.today.year() - youngest - 20).min(16);
        let children = match (eldest > 1, pair) {
            (false, _) => 0,
            (true, true) => rng.usize(0..4),
            (true, false) => usize::from(rng.u8(0..100) < 15),
        };
        for m in adults..(adults + children) {
            let sex = if rng.bool() { 'F' } else { 'M' };
            let identity = self.identity(rng, names, family, (sex, 1..eldest))?;
            members.push(Life::alone(reference(m), identity, sex));
        }
        let young: Vec<(String, Date)> = members
            .iter()
            .skip(adults)
            .map(|child| (child.reference.clone(), child.identity.born))
            .collect();
        for (m, life) in members.iter_mut().enumerate() {
            life.home = Some(Home { since: home.since.max(life.identity.born), ..home.clone() });
            if m < adults {
                life.children.clone_from(&young);
                life.marital = match (pair, rng.u8(0..100)) {
                    (true, _) => Marital::Married,
                    (false, 0..=20) => Marital::Divorced,
                    (false, _) => Marital::Unmarried,
                };
                life.spouse = pair.then(|| reference(1 - m));
            }
            life.live(self, rng);
        }
        Some(members)
    }

    fn identity(
        &self,
        rng: &mut Rng,
        names: &Names,
        family: &str,
        (sex, ages): (char, std::ops::Range<i16>),
    ) -> Option<Identity> {
        let given = if sex == 'F' { &names.women } else { &names.men };
        let given = rng.choice(given)?.clone();
        let born = Date::new(self.today.year() - rng.i16(ages), rng.i8(1..=12), rng.i8(1..=28));
        Some(Identity {
            family_name: family.to_owned(),
            given_names: given,
            born: born.ok()?.min(self.today),
            nationalities: vec![names.country.clone()],
        })
    }

    /// The people abroad of whom more is known than what is drawn, after all others.
    fn invite(&mut self) {
        let guests: Vec<Life> =
            self.stuff.guests.iter().enumerate().map(|(n, g)| self.guest(n, g)).collect();
        self.people.extend(guests);
    }

    fn guest(&self, n: usize, guest: &Guest) -> Life {
        let identity = Identity {
            family_name: guest.family_name.clone(),
            given_names: guest.given_names.clone(),
            born: guest.born,
            nationalities: vec![guest.country.clone()],
        };
        let mut life = Life::alone(format!("{GUEST}{n:05}"), identity, guest.sex);
        life.covered = guest.covered;
        life.conviction = guest.convicted;
        life.vis = guest.vis;
        life.ban = guest.banned.map(|from| (from, from.saturating_add(Span::new().years(2))));
        life.studies = self.studies_of(guest);
        life.work = self.work_of(guest);
        life.home = (guest.protected || guest.died.is_some()).then(|| Home {
            municipality: self.stuff.municipalities.first().cloned().unwrap_or_default(),
            since: self.today.saturating_sub(Span::new().years(1)),
            ground: Ground::OtherPermit,
            protected: guest.protected,
            died: guest.died,
        });
        life
    }

    fn studies_of(&self, guest: &Guest) -> Option<Studies> {
        let school = self.stuff.schools.iter().find(|school| school.name == guest.school)?;
        let next = Date::new(term_year(self.today), 9, 1).ok()?;
        let begins = guest.begins.unwrap_or(next);
        let last = |months| {
            let over = begins.saturating_add(Span::new().months(months));
            over.saturating_sub(Span::new().days(1))
        };
        Some(Studies {
            institution: school.name.clone(),
            programme: school.programmes.first()?.clone(),
            kind: school.kind.clone(),
            begins,
            ends: last(school.months + guest.over_months),
            target_ends: last(school.months),
            mobility: guest.mobility,
            tuition: guest.tuition.code(),
            scholarship_cents: guest.scholarship_cents,
            credits: credits_of(guest, begins, last(school.months + guest.over_months)),
        })
    }

    fn work_of(&self, guest: &Guest) -> Option<Work> {
        let (since, companies) = (guest.works_from?, self.working_companies());
        let company = companies.first()?;
        let (employer, occupation) =
            (company.business_id.clone(), company.trade.occupation.clone());
        Some(Work { employer, occupation, since, until: None, gross_cents: guest.pay_cents })
    }

    /// People abroad, drawn, each of whom was admitted to a university from the next term on and lacks nothing.
    fn admitted(&mut self) {
        let known = self.people.iter().map(|life| life.identity.key());
        let mut known: HashSet<String> = known.collect();
        for n in 0..ADMITTED {
            // Whoever has the name and birth date of another is nobody that registers can tell apart.
            let life = self.one_admitted(n).filter(|life| known.insert(life.identity.key()));
            self.people.extend(life);
        }
    }

    fn one_admitted(&self, n: u32) -> Option<Life> {
        let mut rng = self.rng(&format!("admitted {n}"));
        let abroad: Vec<&Names> = self.stuff.names.iter().filter(|n| n.country != "FIN").collect();
        let names = rng.choice(abroad)?;
        let (family, sex) = (rng.choice(&names.family)?, if rng.bool() { 'F' } else { 'M' });
        let identity = self.identity(&mut rng, names, family, (sex, 19..28))?;
        let schools = self.stuff.schools.iter().filter(|s| s.kind == UNIVERSITY && s.tuition);
        let school = rng.choice(schools.collect::<Vec<_>>())?.name.clone();
        let tuition = if rng.bool() { Tuition::Scholarship } else { Tuition::Paid };
        let scholarship_cents = Some(rng.i64(SCHOLARSHIP_EUROS) * 100);
        let mut life = Life::alone(format!("A-{n:05}"), identity, sex);
        life.covered = true;
        let guest = Guest { school, tuition, scholarship_cents, ..Guest::default() };
        life.studies = Some(self.studies_of(&guest)?);
        Some(life)
    }

    /// One more person with the name and birth date of the first: registers have such people.
    fn namesake(&mut self) {
        if let Some(first) = self.people.first().cloned() {
            let mut other = Life::alone("P-99999-0".into(), first.identity, first.sex);
            other.home = first.home;
            self.people.push(other);
        }
    }
}

/// A quarter of a year's credits at the end of each three months of the studies.
fn credits_of(guest: &Guest, begins: Date, ends: Date) -> Vec<(Date, i64)> {
    let quarter = |n: i64| begins.saturating_add(Span::new().months(3 * n));
    let days = (1..).map(quarter).take_while(|day| *day <= ends);
    let credits = days.map(|day| (day, guest.credits_yearly / 4));
    credits.filter(|(_, ects)| *ects > 0).collect()
}

/// An id with its check digit; a few numbers have none and are drawn again.
fn business_id(rng: &mut Rng) -> String {
    loop {
        let seven = format!("{:07}", rng.u32(1_000_000..4_000_000));
        if let Some(check) = check_digit(&seven) {
            return format!("{seven}-{check}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::is_business_id;

    fn world(seed: u64) -> World {
        World::new(seed, "2026-03-02".parse().unwrap(), Vec::new()).unwrap()
    }

    #[test]
    fn one_seed_makes_one_world() {
        assert_eq!(world(7).people, world(7).people);
        assert_ne!(world(7).people, world(8).people);
    }

    #[test]
    fn spouses_and_children_are_people_who_know_of_each_other() {
        let world = world(7);
        let (mut couples, mut children) = (0, 0);
        for life in &world.people {
            if let Some(spouse) = &life.spouse {
                let spouse = world.person(spouse).unwrap();
                assert_eq!(spouse.spouse.as_ref(), Some(&life.reference));
                assert_eq!(spouse.children, life.children);
                couples += 1;
            }
            for (reference, born) in &life.children {
                let child = world.person(reference).unwrap();
                assert_eq!(child.identity.born, *born);
                assert!(child.identity.born > life.identity.born);
                children += 1;
            }
        }
        assert!(couples > 100 && children > 100, "{couples} {children}");
    }

    #[test]
    fn whoever_works_or_studies_does_so_where_there_is_something() {
        let world = world(7);
        let (mut working, mut studying) = (0, 0);
        for life in &world.people {
            if let Some(work) = &life.work {
                let employer = world.find_company(&work.employer).unwrap();
                assert_eq!(employer.standing, "active");
                assert!(is_business_id(&work.employer));
                working += 1;
            }
            if let Some(studies) = &life.studies {
                let school = world.schools().iter().find(|s| s.name == studies.institution);
                assert!(school.unwrap().programmes.contains(&studies.programme));
                assert!(studies.begins < studies.ends && studies.target_ends <= studies.ends);
                studying += 1;
            }
        }
        assert!(working > 100 && studying > 50, "{working} {studying}");
    }

    #[test]
    fn a_stranger_is_the_same_whenever_asked_about() {
        let somebody = Identity {
            family_name: "Rahimi".into(),
            given_names: "Amina".into(),
            born: "1999-02-03".parse().unwrap(),
            nationalities: vec!["AFG".into()],
        };
        let life = |world: &World| match world.find(&somebody) {
            Found::One(life) => *life,
            Found::Several(_) => panic!("nobody else has this name"),
        };
        assert_eq!(life(&world(7)), life(&world(7)));
        assert_ne!(life(&world(7)).reference, life(&world(8)).reference);
    }

    #[test]
    fn guests_live_abroad_and_study_from_the_next_term_on_or_work() {
        let world = world(7);
        let (mut met, mut working) = (0, 0);
        for guest in world.guests() {
            assert!(matches!(world.find(&guest.identity), Found::One(one) if *one == *guest));
            // One lived here, and died.
            assert!(guest.home.as_ref().is_none_or(|home| home.died.is_some()));
            let Some(studies) = &guest.studies else {
                assert!(guest.work.is_some(), "{}", guest.reference);
                working += 1;
                continue;
            };
            assert_eq!(studies.begins.to_string(), "2026-09-01");
            met += usize::from(guest.covered && studies.scholarship_cents.is_some());
        }
        assert!(met >= 1, "one of them meets everything");
        assert!(working >= 1, "one of them is employed and studies nothing");
    }

    #[test]
    fn many_abroad_were_admitted_and_lack_nothing() {
        let world = world(7);
        let admitted: Vec<_> =
            world.people.iter().filter(|life| life.reference.starts_with("A-")).collect();
        assert!(admitted.len() > 1_000, "{}", admitted.len());
        for life in admitted {
            assert!(matches!(world.find(&life.identity), Found::One(one) if *one == *life));
            let studies = life.studies.as_ref().unwrap();
            assert!(life.covered && life.home.is_none() && studies.kind == "university_degree");
            assert!(studies.scholarship_cents.unwrap() >= 82_000 && studies.tuition != "unpaid");
        }
    }

    #[test]
    fn namesakes_of_one_day_are_told_apart_by_nobody() {
        let world = world(7);
        let first = world.people.first().unwrap().identity.clone();
        assert!(matches!(world.find(&first), Found::Several(2)));
    }
}
