//! Who applies: made up from one seed, with what they say, what registers know of them and the passport they
//! show. Whether one may be granted a permit without a person follows from how they were made: a student's
//! application without a planted fault may, and nothing else. No table of the law is asked.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use fastrand::Rng;
use jiff::Span;
use jiff::civil::{Date, date};
use registers_simulator::{Guest, Tuition};
use serde::{Deserialize, Serialize};

use super::faults::{self, Fault};

/// The day on which the first are sent.
pub(super) const FIRST_DAY: Date = date(2026, 3, 2);
/// Days over which they are sent.
pub(super) const SENDING_DAYS: i64 = 10;
/// Days after which the last have shown who they are.
pub(super) const VISIT_DAYS_MAX: i64 = 45;

/// Of ten thousand applications so many are of each type. The groups are what the Finnish Immigration Service
/// told of 2025: extended permits 50,852, first permits for work 11,324, for studies 13,000 to 14,000. How
/// each group falls into two types was not found; that is our choice.
pub(super) const MIX: [(&str, u32); 6] = [
    ("extended-work", 3_360),
    ("extended-study", 3_360),
    ("employed-person", 1_197),
    ("specialist", 299),
    ("student-degree", 1_338),
    ("student-exchange", 446),
];

/// Schools of the simulated world: name, months of studies, whether there is a fee.
const DEGREES: [(&str, i64, bool); 3] = [
    ("Kaarnan yliopisto", 24, true),
    ("Niityn ammattikorkeakoulu", 42, true),
    ("Rannikon yliopisto", 48, false),
];
const EXCHANGE: (&str, i64, bool) = ("Havun yliopisto", 5, false);
/// The first day of studies: of the term that the simulated world goes by.
const BEGINS: Date = date(2026, 9, 1);
/// The permit that is extended.
const HELD: Held = Held { from: date(2025, 9, 1), until: date(2026, 8, 31) };
const COUNTRIES: [&str; 12] =
    ["GHA", "LKA", "NPL", "IND", "BGD", "VNM", "NGA", "PAK", "CHN", "KEN", "TUR", "BRA"];
/// Parts of names. A family name is the number of the applicant in them, so that nobody is anybody else.
const SYLLABLES: [&str; 20] = [
    "ba", "de", "fi", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "ya",
    "ze", "ri", "sho", "tu",
];
const GIVEN: [&str; 16] = [
    "Adwoa", "Nimal", "Sunita", "Chen", "Lan", "Bisi", "Ayse", "Caio", "Meera", "Tariq", "Wanjiru",
    "Rosa", "Binh", "Karan", "Elif", "Yara",
];

/// Answers by page and question, as the form keeps them.
pub(super) type Said = BTreeMap<String, BTreeMap<String, String>>;

/// An application as it is filled in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Form {
    /// The number of the application, from which its id follows.
    pub(super) n: u32,
    /// The number of whoever applies: two applications may be of one person.
    pub(super) who: u32,
    /// Code of the type.
    pub(super) permit: String,
    pub(super) said: Said,
    /// Places with an attachment.
    pub(super) slots: Vec<String>,
    /// What an employer offers, who tells it before the application is sent.
    pub(super) offer: Option<Offer>,
    /// The permit that this house gave them before.
    pub(super) held: Option<Held>,
}

impl Form {
    /// An answer that is there.
    pub(super) fn answer(&self, page: &str, question: &str) -> Result<&str> {
        let answer = self.said.get(page).and_then(|page| page.get(question));
        answer.map(String::as_str).with_context(|| format!("{page} says no {question}"))
    }
}

/// A permit for a time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) from: Date,
    pub(super) until: Date,
}

/// The terms of employment, as the employer tells them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Offer {
    /// Euros a month, and what the collective agreement wants at least.
    pub(super) pay: i64,
    pub(super) agreement_pay: i64,
    pub(super) hours: u32,
}

/// Where somebody shows who they are, and the passport they show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Visit {
    pub(super) n: u32,
    /// At a service point in Finland, and not at a mission.
    pub(super) in_finland: bool,
    /// The clerk doubts that it is them.
    pub(super) doubted: bool,
    /// What the passport says.
    pub(super) born: Date,
    pub(super) expires: Date,
}

/// Somebody who applies.
#[derive(Debug, Clone)]
pub(super) struct Applicant {
    pub(super) form: Form,
    /// An application of the same person that was sent before.
    pub(super) before: Option<Form>,
    /// Whom registers know.
    pub(super) guests: Vec<Guest>,
    /// Days after the first on which it is sent.
    pub(super) sent: i64,
    /// Days after the first on which they show who they are, and how; nothing when they never come.
    pub(super) visit: Option<(i64, Visit)>,
    /// What was planted.
    pub(super) faults: Vec<Fault>,
}

impl Applicant {
    /// The truth: may it be granted without a person?
    pub(super) fn may_be_granted(&self) -> bool {
        self.is_student() && self.faults.is_empty()
    }

    /// Is it of a type for which the authority published that it decides without a person?
    pub(super) fn is_student(&self) -> bool {
        matches!(self.form.permit.as_str(), "student-degree" | "student-exchange")
    }

    pub(super) fn say(&mut self, page: &str, question: &str, answer: impl Into<String>) {
        let page = self.form.said.entry(page.to_owned()).or_default();
        page.insert(question.to_owned(), answer.into());
    }
}

/// So many applicants of all types.
pub(super) fn population(seed: u64, count: u32) -> Vec<Applicant> {
    (0..count).map(|n| applicant(seed, n)).collect()
}

/// Students who meet everything, for measuring what a grant takes.
pub(super) fn students(seed: u64, count: u32) -> Vec<Applicant> {
    (0..count).map(|n| student(&mut rng(seed, n), n, "student-degree")).collect()
}

/// Randomness of one applicant, so that more of them change nobody.
fn rng(seed: u64, n: u32) -> Rng {
    Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (u64::from(n) << 20))
}

fn applicant(seed: u64, n: u32) -> Applicant {
    let mut rng = rng(seed, n);
    // The first have each fault alone, so that a small population has them all.
    if let Some(fault) = usize::try_from(n).ok().and_then(|n| Fault::ALL.get(n)) {
        let exchange = *fault == Fault::Mobility;
        let permit = if exchange { "student-exchange" } else { "student-degree" };
        let mut student = student(&mut rng, n, permit);
        faults::plant_one(*fault, &mut student, &mut rng);
        return student;
    }
    let all: u32 = MIX.iter().map(|(_, share)| share).sum();
    let mut drawn = rng.u32(0..all);
    let drawn = MIX.iter().find(|(_, share)| {
        let here = drawn < *share;
        drawn = drawn.saturating_sub(*share);
        here
    });
    match drawn.map_or("student-degree", |(permit, _)| permit) {
        permit @ ("student-degree" | "student-exchange") => {
            let mut student = student(&mut rng, n, permit);
            faults::plant(&mut student, &mut rng);
            student
        }
        permit => other(&mut rng, n, permit),
    }
}

/// A student who meets everything; one in eight meets the limits exactly.
fn student(rng: &mut Rng, n: u32, permit: &str) -> Applicant {
    let exchange = permit == "student-exchange";
    let drawn = DEGREES.get(rng.usize(0..DEGREES.len())).copied().filter(|_| !exchange);
    let (school, months, fee) = drawn.unwrap_or(EXCHANGE);
    let exactly = rng.u8(0..8) == 0;
    let cents = if exactly { 80_000 } else { rng.i64(80_000..150_000) };
    let ends = ends(BEGINS, months);
    let spare = if exactly { 0 } else { rng.i64(1..2_000) };
    let tuition = match (fee, rng.bool()) {
        (false, _) => Tuition::NotRequired,
        (true, true) => Tuition::Paid,
        (true, false) => Tuition::Scholarship,
    };
    let mut applicant = somebody(rng, n, permit, ends.saturating_add(Span::new().days(spare)));
    if let Some(guest) = applicant.guests.first_mut() {
        guest.school = school.to_owned();
        (guest.tuition, guest.scholarship_cents, guest.covered) = (tuition, Some(cents), true);
    }
    let begin = if exchange { "exchange-begin" } else { "degree-begin" };
    let studies = if exchange { "exchange-studies" } else { "degree-studies" };
    let first = BEGINS.to_string();
    let (months, means) = (months.to_string(), euros(cents));
    let mut said = vec![
        (studies, "school", school),
        (studies, "admitted", "yes"),
        (begin, "studies_start", &first),
        (begin, "months", &months),
        (begin, "begun", "no"),
        ("means", "means", &means),
        ("tuition", "tuition", code(tuition)),
        ("insurance", "insurance", "public_card"),
    ];
    said.push(if exchange {
        (studies, "mobility", "no")
    } else {
        (studies, "degree", "university_degree")
    });
    said.extend(exchange.then_some((studies, "home_school", "A school at home")));
    said.extend(CIRCUMSTANCES);
    said.into_iter().for_each(|(page, question, answer)| applicant.say(page, question, answer));
    attach(&mut applicant, &["means", "insurance"]);
    applicant
}

const CIRCUMSTANCES: [(&str, &str, &str); 6] = [
    ("circumstances", "abroad", "yes"),
    ("circumstances", "d_visa", "no"),
    ("circumstances", "family", "no"),
    ("background", "protection", "no"),
    ("background", "removal", "no"),
    ("background", "refused", "no"),
];

/// Somebody who works, or whose permit is extended. What registers say of them is drawn by the simulated
/// world; an official decides whatever it is. Of five employers four answer, one in ten of them otherwise than
/// the applicant did. Of ten whose permit is extended nine were given it by this house; the tenth brings one that it
/// has not in its file.
fn other(rng: &mut Rng, n: u32, permit: &str) -> Applicant {
    let expires = FIRST_DAY.saturating_add(Span::new().days(rng.i64(400..3_000)));
    let mut applicant = somebody(rng, n, permit, expires);
    applicant.guests.clear();
    let (paid, hours) = (rng.i64(1_400..4_800), rng.u32(15..40));
    if permit != "extended-study" && rng.u8(0..5) > 0 {
        let less = if rng.u8(0..10) == 0 { rng.i64(50..400) } else { 0 };
        let agreement_pay = rng.i64(1_300..2_400);
        applicant.form.offer = Some(Offer { pay: paid - less, agreement_pay, hours });
    }
    let (pay, hours) = (paid.to_string(), hours.to_string());
    let credits = rng.i64(10..70).to_string();
    let means = rng.i64(500..1_500).to_string();
    let assisted = if rng.u8(0..10) == 0 { "yes" } else { "no" };
    if permit.starts_with("extended") && rng.u8(0..10) > 0 {
        applicant.form.held = Some(HELD);
    }
    let ends = HELD.until.to_string();
    let job = [
        ("job", "employer", "Lumme Data Oy"),
        ("job", "tasks", "Writes and tests programs."),
        ("job", "work_starts", "2026-06-01"),
    ];
    let pay = [("pay", "pay", pay.as_str()), ("pay", "hours", hours.as_str())];
    let held = [
        ("present-permit", "in_force", "yes"),
        ("present-permit", "permit_ends", ends.as_str()),
        ("assistance", "assistance", assisted),
    ];
    let said: Vec<(&str, &str, &str)> = match permit {
        "employed-person" => [&job[..], &pay, &CIRCUMSTANCES].concat(),
        "specialist" => {
            let expert = [
                ("expertise", "special", "yes"),
                ("expertise", "education", "A degree in the field."),
                ("expertise", "fast_track", "no"),
            ];
            [&job[..], &expert, &pay, &CIRCUMSTANCES].concat()
        }
        "extended-work" => {
            [&held[..], &job, &[("work-goes-on", "continues", "yes")], &pay].concat()
        }
        _ => {
            let progress = [
                ("progress", "school", "Kaarnan yliopisto"),
                ("progress", "right", "yes"),
                ("progress", "credits", credits.as_str()),
                ("means", "means", means.as_str()),
            ];
            [&held[..], &progress].concat()
        }
    };
    said.into_iter().for_each(|(page, question, answer)| applicant.say(page, question, answer));
    attach(
        &mut applicant,
        match permit {
            "employed-person" => &["contract"],
            "specialist" => &["contract", "qualification"],
            "extended-work" => &["payslips"],
            _ => &["transcript", "means"],
        },
    );
    applicant
}

/// Somebody with a name, a passport and a day on which they come.
fn somebody(rng: &mut Rng, n: u32, permit: &str, expires: Date) -> Applicant {
    let family = family_name(n);
    let given = GIVEN.get(rng.usize(0..GIVEN.len())).copied().unwrap_or_default();
    let born = Date::new(rng.i16(1985..=2006), rng.i8(1..=12), rng.i8(1..=28)).unwrap_or(FIRST_DAY);
    let (sex, country) =
        (if rng.bool() { 'F' } else { 'M' }, COUNTRIES.get(rng.usize(0..COUNTRIES.len())));
    let country = country.copied().unwrap_or("GHA");
    let sent = rng.i64(0..SENDING_DAYS);
    let shown = Visit { n, in_finland: false, doubted: false, born, expires };
    let guest = Guest {
        family_name: family.clone(),
        given_names: given.to_owned(),
        born,
        sex,
        country: country.to_owned(),
        ..Guest::default()
    };
    let form = Form {
        n,
        who: n,
        permit: permit.to_owned(),
        said: Said::new(),
        slots: vec!["passport".to_owned(), "photograph".to_owned()],
        offer: None,
        held: None,
    };
    let visit = Some((sent + rng.i64(0..=VISIT_DAYS_MAX - SENDING_DAYS), shown));
    let mut applicant =
        Applicant { form, before: None, guests: vec![guest], sent, visit, faults: Vec::new() };
    let (born, expires, sex) = (born.to_string(), expires.to_string(), sex.to_string());
    let (number, mail) = (format!("N{n:07}"), format!("{}.{n}@example.com", family.to_lowercase()));
    for (page, question, answer) in [
        ("names", "family_name", family.as_str()),
        ("names", "given_names", given),
        ("names", "born", &born),
        ("names", "sex", &sex),
        ("nationality", "nationality", country),
        ("passport", "passport_number", &number),
        ("passport", "passport_issuer", country),
        ("passport", "passport_expires", &expires),
        ("contact", "email", &mail),
    ] {
        applicant.say(page, question, answer);
    }
    applicant
}

fn attach(applicant: &mut Applicant, slots: &[&str]) {
    applicant.form.slots.extend(slots.iter().map(|slot| (*slot).to_owned()));
}

/// The number in syllables.
fn family_name(n: u32) -> String {
    let (mut rest, mut name) = (n, String::new());
    for _ in 0..4 {
        let syllable = usize::try_from(rest % 20).ok().and_then(|at| SYLLABLES.get(at));
        name.push_str(syllable.copied().unwrap_or_default());
        rest /= 20;
    }
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The last day of so many months.
pub(super) fn ends(begins: Date, months: i64) -> Date {
    begins.saturating_add(Span::new().months(months)).saturating_sub(Span::new().days(1))
}

/// An amount as the form keeps it.
pub(super) fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub(super) const fn code(tuition: Tuition) -> &'static str {
    match tuition {
        Tuition::NotRequired => "not_required",
        Tuition::Paid => "paid",
        Tuition::Scholarship => "scholarship",
        Tuition::Unpaid => "unpaid",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_makes_one_population_and_more_of_them_change_nobody() {
        let of = |count| population(7, count);
        let said = |all: &[Applicant]| all.iter().map(|a| a.form.said.clone()).collect::<Vec<_>>();
        assert_eq!(said(&of(50)), said(&of(80))[..50]);
        assert_ne!(said(&of(50)), said(&population(8, 50)));
    }

    #[test]
    fn types_come_as_often_as_was_told_and_nobody_is_somebody_else() {
        let all = population(7, 4_000);
        for (permit, share) in MIX {
            let count = all.iter().filter(|a| a.form.permit == permit).count();
            let wanted = usize::try_from(share).unwrap() * 4_000 / 10_000;
            assert!(count.abs_diff(wanted) < 120, "{permit}: {count}, {wanted}");
        }
        let names = all.iter().map(|a| a.form.said["names"]["family_name"].clone());
        assert_eq!(names.collect::<std::collections::BTreeSet<_>>().len(), 4_000);
    }

    #[test]
    fn the_truth_knows_both_kinds_and_every_fault_is_planted() {
        let all = population(7, 20_000);
        let students: Vec<&Applicant> = all.iter().filter(|a| a.is_student()).collect();
        let good = students.iter().filter(|a| a.may_be_granted()).count();
        assert!(good * 3 > students.len() && good * 10 < students.len() * 9);
        for fault in Fault::ALL {
            assert!(students.iter().any(|a| a.faults.contains(&fault)), "{fault:?}");
        }
        assert!(!all.iter().any(|a| !a.is_student() && a.may_be_granted()));
    }
}
