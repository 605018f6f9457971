//! What is wrong with an application, planted so that the right answer is known: none of these may be granted
//! without a person. Each says what the act or the published conditions want instead.

use fastrand::Rng;
use jiff::Span;
use jiff::civil::Date;
use registers_simulator::{Guest, Tuition};

use super::people::{Applicant, FIRST_DAY, Form, euros};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Less to live on than 800 euros a month, by a cent or by much.
    MeansLow,
    /// Nobody but the applicant says what there is to live on.
    MeansUnknown,
    /// The applicant says another sum than the school.
    MeansDiffer,
    /// The fee of the studies is not paid.
    TuitionUnpaid,
    /// It is not paid, and the applicant says that it is.
    TuitionSaidPaid,
    /// No public system pays for care, though the applicant says so.
    NotInsured,
    /// One pays, and the applicant says otherwise.
    InsuranceDiffers,
    /// The passport ends before the studies do.
    PassportShort,
    /// So does the passport that is shown, and another day was typed.
    PassportShorterThanSaid,
    /// An entry ban.
    Banned,
    /// An entry ban that is given after the application was sent.
    BannedLater,
    /// A judgment in the criminal records.
    Convicted,
    /// Nobody ever comes to show who they are.
    NeverCame,
    /// The clerk doubts that it is them.
    Doubted,
    /// They come to a service point in Finland.
    InFinland,
    /// The applicant says another length of the studies than the school.
    LengthDiffers,
    /// No school knows them.
    NotAdmitted,
    /// Two people of this name and birth date.
    Namesake,
    /// A non-disclosure order.
    Protected,
    /// Under eighteen.
    Minor,
    /// Under eighteen by the passport, and another birth date was typed.
    MinorByPassport,
    /// Banned under the birth date of the passport, and another one was typed.
    BannedByPassport,
    /// Family applies at the same time.
    Family,
    /// A D visa is applied for as well.
    DVisa,
    /// Was refused before, as the applicant says.
    RefusedBefore,
    /// Has sought protection, as the applicant says.
    Protection,
    /// Has been ordered removed, as the applicant says.
    Removal,
    /// Has another case here.
    OtherCase,
    /// The studies have begun.
    Begun,
    /// They have, and the applicant says that they have not.
    BegunUnsaid,
    /// They begin between sending and decision.
    BegunLater,
    /// The studies take longer than planned.
    OverTarget,
    /// Studies at no university.
    OtherDegree,
    /// Exchange in a mobility programme of the Union.
    Mobility,
}

impl Fault {
    /// All of them.
    pub(super) const ALL: [Fault; 34] = [
        Fault::MeansLow,
        Fault::MeansUnknown,
        Fault::MeansDiffer,
        Fault::TuitionUnpaid,
        Fault::TuitionSaidPaid,
        Fault::NotInsured,
        Fault::InsuranceDiffers,
        Fault::PassportShort,
        Fault::PassportShorterThanSaid,
        Fault::Banned,
        Fault::BannedLater,
        Fault::Convicted,
        Fault::NeverCame,
        Fault::Doubted,
        Fault::InFinland,
        Fault::LengthDiffers,
        Fault::NotAdmitted,
        Fault::Namesake,
        Fault::Protected,
        Fault::Minor,
        Fault::MinorByPassport,
        Fault::BannedByPassport,
        Fault::Family,
        Fault::DVisa,
        Fault::RefusedBefore,
        Fault::Protection,
        Fault::Removal,
        Fault::OtherCase,
        Fault::Begun,
        Fault::BegunUnsaid,
        Fault::BegunLater,
        Fault::OverTarget,
        Fault::OtherDegree,
        Fault::Mobility,
    ];

    /// Can it be planted in an application of this type?
    fn fits(self, applicant: &Applicant) -> bool {
        let exchange = applicant.form.permit == "student-exchange";
        match self {
            Fault::Mobility => exchange,
            // An exchange is short and free, and no degree.
            Fault::OtherDegree | Fault::OverTarget => !exchange,
            _ => true,
        }
    }
}

/// Of a hundred students so many have no fault, and of the others so many have two. In 2024 and 2025 the
/// Finnish Immigration Service granted four in five of all; here fewer are good, so that much is planted.
const GOOD: u8 = 65;
const TWO: u8 = 25;

/// Plants one alone, where it fits.
pub(super) fn plant_one(fault: Fault, applicant: &mut Applicant, rng: &mut Rng) {
    if fault.fits(applicant) {
        put(fault, applicant, rng);
        applicant.faults.push(fault);
    }
}

/// Plants none, one or two.
pub(super) fn plant(applicant: &mut Applicant, rng: &mut Rng) {
    if rng.u8(0..100) < GOOD {
        return;
    }
    let wanted = if rng.u8(0..100) < TWO { 2 } else { 1 };
    while applicant.faults.len() < wanted {
        let fault = rng.choice(Fault::ALL).filter(|fault| fault.fits(applicant));
        if let Some(fault) = fault.filter(|fault| !applicant.faults.contains(fault)) {
            plant_one(fault, applicant, rng);
        }
    }
}

fn put(fault: Fault, a: &mut Applicant, rng: &mut Rng) {
    match fault {
        Fault::MeansLow | Fault::MeansUnknown | Fault::MeansDiffer => means(fault, a, rng),
        Fault::TuitionUnpaid | Fault::TuitionSaidPaid => {
            let said = if fault == Fault::TuitionUnpaid { "unpaid" } else { "paid" };
            a.say("tuition", "tuition", said);
            known(a, |guest| guest.tuition = Tuition::Unpaid);
        }
        Fault::NotInsured => known(a, |guest| guest.covered = false),
        Fault::InsuranceDiffers => a.say("insurance", "insurance", "none"),
        Fault::PassportShort | Fault::PassportShorterThanSaid => passport(fault, a, rng),
        Fault::Banned | Fault::BannedLater | Fault::Convicted => crime(fault, a, rng),
        Fault::NeverCame => a.visit = None,
        Fault::Doubted => shown(a, |visit| visit.doubted = true),
        Fault::InFinland => shown(a, |visit| visit.in_finland = true),
        Fault::LengthDiffers => a.say(begin(a), "months", "11"),
        Fault::NotAdmitted => known(a, |guest| guest.school.clear()),
        Fault::Namesake => a.guests.extend(a.guests.first().cloned()),
        Fault::Protected => known(a, |guest| guest.protected = true),
        Fault::Minor | Fault::MinorByPassport | Fault::BannedByPassport => born(fault, a, rng),
        Fault::Family => a.say("circumstances", "family", "yes"),
        Fault::DVisa => a.say("circumstances", "d_visa", "yes"),
        Fault::RefusedBefore => a.say("background", "refused", "yes"),
        Fault::Protection => a.say("background", "protection", "yes"),
        Fault::Removal => a.say("background", "removal", "yes"),
        Fault::OtherCase => a.before = Some(before(a)),
        Fault::Begun | Fault::BegunUnsaid => {
            let said = if fault == Fault::Begun { "yes" } else { "no" };
            a.say(begin(a), "begun", said);
            known(a, |guest| guest.begins = Some(jiff::civil::date(2026, 1, 12)));
        }
        Fault::BegunLater => {
            let first = meanwhile(a);
            known(a, |guest| guest.begins = Some(first));
        }
        Fault::OverTarget => over(a),
        Fault::OtherDegree => {
            a.say("degree-studies", "degree", "other_degree");
            a.say("degree-begin", "months", "30");
            a.say("tuition", "tuition", "not_required");
            known(a, |guest| {
                guest.school = "Tuulen ammattiopisto".to_owned();
                guest.tuition = Tuition::NotRequired;
            });
        }
        Fault::Mobility => {
            a.say("exchange-studies", "mobility", "yes");
            known(a, |guest| guest.mobility = true);
        }
    }
}

/// Changes what registers know.
fn known(a: &mut Applicant, change: impl Fn(&mut Guest)) {
    a.guests.iter_mut().for_each(change);
}

/// Changes what is shown.
fn shown(a: &mut Applicant, change: impl Fn(&mut super::people::Visit)) {
    if let Some((_, visit)) = &mut a.visit {
        change(visit);
    }
}

fn begin(a: &Applicant) -> &'static str {
    if a.form.permit == "student-exchange" { "exchange-begin" } else { "degree-begin" }
}

fn means(fault: Fault, a: &mut Applicant, rng: &mut Rng) {
    match fault {
        Fault::MeansLow => {
            let cents = if rng.bool() { 79_999 } else { rng.i64(20_000..79_999) };
            a.say("means", "means", euros(cents));
            known(a, |guest| guest.scholarship_cents = Some(cents));
        }
        Fault::MeansUnknown => known(a, |guest| guest.scholarship_cents = None),
        _ => a.say("means", "means", euros(rng.i64(160_000..300_000))),
    }
}

/// It ends within the studies; typed is that day, or one long after.
fn passport(fault: Fault, a: &mut Applicant, rng: &mut Rng) {
    let ends = FIRST_DAY.saturating_add(Span::new().days(rng.i64(190..310)));
    shown(a, |visit| visit.expires = ends);
    if fault == Fault::PassportShort {
        a.say("passport", "passport_expires", ends.to_string());
    } else {
        a.say("passport", "passport_expires", "2040-01-31");
    }
}

fn crime(fault: Fault, a: &mut Applicant, rng: &mut Rng) {
    let before = FIRST_DAY.saturating_sub(Span::new().days(rng.i64(1..700)));
    if fault == Fault::Convicted {
        return known(a, |guest| guest.convicted = Some(before));
    }
    let from = if fault == Fault::Banned { before } else { meanwhile(a) };
    known(a, |guest| guest.banned = Some(from));
}

/// The day after the application was sent; they come a day later, when what registers said is not old yet.
fn meanwhile(a: &mut Applicant) -> Date {
    let sent = a.sent;
    if let Some((day, _)) = &mut a.visit {
        *day = sent + 2;
    }
    FIRST_DAY.saturating_add(Span::new().days(sent + 1))
}

/// Another birth date: typed as it is, or only in the passport that the clerk reads.
fn born(fault: Fault, a: &mut Applicant, rng: &mut Rng) {
    let year = if fault == Fault::BannedByPassport { 1984 } else { rng.i16(2009..=2010) };
    let born = Date::new(year, rng.i8(1..=12), rng.i8(1..=28)).unwrap_or(FIRST_DAY);
    shown(a, |visit| visit.born = born);
    match fault {
        Fault::Minor => {
            a.say("names", "born", born.to_string());
            known(a, |guest| guest.born = born);
        }
        Fault::BannedByPassport => {
            let banned = Some(FIRST_DAY.saturating_sub(Span::new().days(90)));
            let real = a.guests.first().cloned();
            a.guests.extend(real.map(|guest| Guest { born, banned, ..guest }));
        }
        _ => {}
    }
}

/// Studies of a year more than planned, which the applicant says as well.
fn over(a: &mut Applicant) {
    const MORE_MONTHS: i64 = 12;
    let said = a.form.said.get("degree-begin").and_then(|page| page.get("months"));
    let months = said.and_then(|months| months.parse::<i64>().ok()).unwrap_or(24) + MORE_MONTHS;
    a.say("degree-begin", "months", months.to_string());
    a.say("passport", "passport_expires", "2040-01-31");
    shown(a, |visit| visit.expires = jiff::civil::date(2040, 1, 31));
    known(a, |guest| guest.over_months = MORE_MONTHS);
}

/// An application for work of the same person, sent before.
fn before(a: &Applicant) -> Form {
    /// Numbers above those of the population.
    const BEFORE: u32 = 1_000_000;
    let pages = ["names", "nationality", "passport", "contact", "circumstances", "background"];
    let mut form = a.form.clone();
    form.said.retain(|page, _| pages.contains(&page.as_str()));
    for (page, question, answer) in [
        ("job", "employer", "Lumme Data Oy"),
        ("job", "tasks", "Helps in the kitchen."),
        ("job", "work_starts", "2026-06-01"),
        ("pay", "pay", "1700"),
        ("pay", "hours", "37"),
    ] {
        let page = form.said.entry(page.to_owned()).or_default();
        page.insert(question.to_owned(), answer.to_owned());
    }
    let slots = ["passport", "photograph", "contract"].map(str::to_owned);
    Form { n: a.form.n + BEFORE, permit: "employed-person".to_owned(), slots: slots.into(), ..form }
}
