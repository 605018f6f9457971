//! Registers that fail at random while people apply: slow, down, out of order, in another shape, contradicting
//! themselves. In the end, when they are well, every application is one case, every question has its answer,
//! nobody is granted a permit who would not be if the registers had been well all the time, whoever meets
//! everything and was never contradicted is granted one, and everybody else is before one official.

use std::collections::BTreeMap;

use automation::Rulings;
use casefile::{Case, CaseId, KnownCase, Status, TaskState};
use fastrand::Rng;
use kernel::Engine;
use permits::{Application, ApplicationId, KnownApplication};
use registers::CaseAsks;
use registers_simulator::{Fault, Register};
use web::Lang;

use crate::House;
use crate::apply::{DEGREE, EMPLOYED, EXCHANGE, EXTENDED_WORK, Form, Page, SPECIALIST};

/// Who fails: all that the permits of those who apply ask.
const ASKED: [Register; 8] = [
    Register::Population,
    Register::Income,
    Register::Trade,
    Register::Tax,
    Register::Study,
    Register::Benefits,
    Register::Criminal,
    Register::EntryBans,
];
/// How long is waited for an answer here, in milliseconds: what is slow takes longer.
const ANSWER_MS: u32 = 150;
/// When registers are well again, the longest that a question rests is a day.
const ROUNDS_MAX: usize = 60;

/// Somebody who applies.
#[derive(Debug, Clone, Copy)]
struct Applicant {
    form: &'static Form,
    /// Family name, given name, birth date, sex.
    names: [&'static str; 4],
    country: &'static str,
    passport: &'static str,
    /// Does their family apply as well?
    family: &'static str,
    /// Granted by itself when every register is well.
    meets: bool,
}

impl Applicant {
    /// Is their employer asked about as soon as there is a case?
    fn comes_for_work(&self) -> bool {
        [EMPLOYED.permit, SPECIALIST.permit].contains(&self.form.permit)
    }
}

const fn applicant(
    form: &'static Form,
    names: [&'static str; 4],
    (country, passport): (&'static str, &'static str),
    family: &'static str,
    meets: bool,
) -> Applicant {
    Applicant { form, names, country, passport, family, meets }
}

/// Who applies while registers fail: those of whom the registers know that they meet everything, those who do
/// not, people of whom they know little, and those whose employer is asked about as well.
const APPLICANTS: [Applicant; 10] = [
    applicant(&DEGREE, ["Perera", "Nimal", "2.11.1999", "M"], ("LKA", "N1000002"), "no", true),
    applicant(&EXCHANGE, ["Souza", "Camila", "9.12.2003", "F"], ("BRA", "F1000003"), "no", true),
    applicant(&DEGREE, ["Tamang", "Sunita", "21.8.2003", "F"], ("NPL", "N1000004"), "no", false),
    applicant(&EXCHANGE, ["Souza", "Ines", "10.4.2008", "F"], ("BRA", "F1000005"), "no", false),
    applicant(&DEGREE, ["Rahimi", "Amina", "17.2.1994", "F"], ("AFG", "P1000006"), "no", false),
    applicant(&DEGREE, ["Nguyen", "Thanh", "1.1.2000", "M"], ("VNM", "C1000007"), "yes", false),
    applicant(&EXTENDED_WORK, ["Iyer", "Meera", "8.8.1988", "F"], ("IND", "Z1000009"), "no", false),
    applicant(&EXCHANGE, ["Okafor", "Chidi", "3.3.2002", "M"], ("NGA", "A1000008"), "no", false),
    applicant(&EMPLOYED, ["Mensah", "Kofi", "3.6.1990", "M"], ("GHA", "G1000010"), "no", false),
    applicant(&SPECIALIST, ["Iyer", "Asha", "17.4.1993", "F"], ("IND", "Z1000011"), "no", false),
];

/// Who applies when all of them are well again: the house goes on.
const LAST: Applicant =
    applicant(&DEGREE, ["Mensah", "Adwoa", "14.5.2001", "F"], ("GHA", "G1000001"), "no", true);

/// An application that was sent.
#[derive(Debug, Clone, Copy)]
struct Sent {
    application: ApplicationId,
    applicant: Applicant,
    /// A register may have contradicted itself about them.
    contradicted: bool,
}

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// Applications that were sent.
    pub sent: usize,
    /// Permits that were granted by themselves.
    pub granted: usize,
    /// Cases before an official.
    pub official: usize,
    /// Faults that were ordered.
    pub faults: usize,
}

/// Everybody who applies, in some order: also among the first few there is somebody whose employer is asked about.
fn in_some_order(dice: &mut Rng) -> [Applicant; APPLICANTS.len()] {
    let mut all = APPLICANTS;
    dice.shuffle(&mut all);
    if let Some(worker) = all.iter().position(Applicant::comes_for_work) {
        all.swap(0, worker);
    }
    all
}

/// So many people apply in a house while registers fail as a seed says; what came of it.
///
/// # Panics
/// When a case is lost, doubled, stuck or wrongly granted.
pub async fn registers_fail(engine: Engine, seed: u64, applicants: usize) -> Came {
    let mut dice = Rng::with_seed(seed);
    let mut house = House::hasty(Lang::En, engine, ANSWER_MS).await;
    house.is_on_trial().await;
    let company = house.companies().await.company;
    let (mut came, mut sent) = (Came::default(), Vec::new());
    for applicant in in_some_order(&mut dice).into_iter().take(applicants) {
        let (faults, contradicts) = house.something_fails(&mut dice);
        came.faults += faults;
        sent.push(house.sends(applicant, &company).await);
        for one in &mut sent {
            one.contradicted |= contradicts;
            // Somebody pays and comes to a mission, whichever register is away.
            if dice.bool() {
                house.is_shown_and_paid(one.application).await;
            }
        }
        house.minutes_pass(dice.i64(0..20));
        house.settles().await;
        if dice.u8(0..4) == 0 {
            house = house.restarts().await;
        }
    }
    ASKED.into_iter().for_each(|register| house.comes_back(register));
    sent.push(house.sends(LAST, &company).await);
    for one in &sent {
        house.is_shown_and_paid(one.application).await;
    }
    house.comes_to_rest(&sent).await;
    (came.sent, came.granted) = (sent.len(), house.granted_of(&sent).await);
    came.official = came.sent - came.granted;
    assert_eq!(house.cases().await.len(), sent.len(), "a case is lost or doubled: {seed}");
    house.is_sound().await;
    came
}

impl House {
    /// How many of those who applied were granted a permit; each has a case of their own, and it ended as it must.
    async fn granted_of(&self, sent: &[Sent]) -> usize {
        let (mut cases, mut granted) = (BTreeMap::new(), 0);
        for one in sent {
            let (case, known) = self.case_of(one.application).await;
            assert!(cases.insert(case, one.application).is_none(), "two applications are one case");
            granted += usize::from(self.ended_well(case, &known, one).await);
        }
        granted
    }

    /// Each register may get a fault, or be well again; how many are faulty, and whether one contradicts itself.
    fn something_fails(&self, dice: &mut Rng) -> (usize, bool) {
        let fault = |dice: &mut Rng| match dice.u8(0..8) {
            0 => Some(Fault::Slow { delay_ms: 4 * ANSWER_MS }),
            1 => Some(Fault::Down),
            2 => Some(Fault::Error { status: dice.u16(500..505) }),
            3 => Some(Fault::WrongSchema),
            4 => Some(Fault::Contradictory),
            _ => None,
        };
        let (mut faults, mut contradicts) = (0, false);
        for register in ASKED {
            match fault(dice) {
                Some(fault) => {
                    self.goes_wrong(register, fault);
                    faults += 1;
                    contradicts |= fault == Fault::Contradictory;
                }
                None => self.comes_back(register),
            }
        }
        (faults, contradicts)
    }

    async fn sends(&self, applicant: Applicant, company: &str) -> Sent {
        let Applicant { form, names: [family, given, born, sex], country, .. } = applicant;
        let names = [("family_name", family), ("given_names", given), ("born", born), ("sex", sex)];
        let nationality = [("nationality", country)];
        let passport = [
            ("passport_number", applicant.passport),
            ("passport_issuer", country),
            ("passport_expires", "31.12.2033"),
        ];
        let alone = [("abroad", "yes"), ("d_visa", "no"), ("family", applicant.family)];
        let of_form =
            form.pages.iter().find(|(page, _)| *page == "job" && applicant.comes_for_work());
        let job: Vec<(&str, &str)> = of_form
            .into_iter()
            .flat_map(|(_, answers)| answers.iter().copied())
            .chain([("employer_code", company)])
            .collect();
        let mut differing: Vec<Page<'_>> = vec![
            ("names", &names),
            ("nationality", &nationality),
            ("passport", &passport),
            ("circumstances", &alone),
        ];
        if of_form.is_some() {
            differing.push(("job", &job));
        }
        let path = self.is_applied_for(form, &differing).await;
        let application = path.rsplit('/').next().unwrap().parse().unwrap();
        Sent { application, applicant, contradicted: false }
    }

    async fn application(&self, id: ApplicationId) -> KnownApplication {
        let (application, _) = self.world.kernel.peek::<Application>(id).await.unwrap();
        application.known().unwrap().clone()
    }

    async fn case_of(&self, application: ApplicationId) -> (CaseId, KnownCase) {
        let known = self.application(application).await;
        let (case, _) = known.stage.case().unwrap_or_else(|| panic!("{application} is no case"));
        let (state, _) = self.world.kernel.peek::<Case>(case).await.unwrap();
        (case, state.known().unwrap().clone())
    }

    /// They come to a mission and pay, unless the case has ended.
    async fn is_shown_and_paid(&self, application: ApplicationId) {
        let (case, known) = self.case_of(application).await;
        if known.status == Status::Open {
            let case = format!("/cases/{case}");
            self.fee_is_paid(&case).await;
            self.mission_proves_identity(&case).await;
        }
    }

    /// Time goes by until no question waits any more.
    async fn comes_to_rest(&self, sent: &[Sent]) {
        for _ in 0..ROUNDS_MAX {
            self.minutes_pass(60);
            self.settles().await;
            let mut waits = 0;
            for one in sent {
                let (case, known) = self.case_of(one.application).await;
                let (asks, _) = self.world.kernel.peek::<CaseAsks>(case).await.unwrap();
                let open = asks.0.values().filter(|ask| ask.is_open()).count();
                waits += if known.status == Status::Open { open } else { 0 };
            }
            if waits == 0 {
                return;
            }
        }
        panic!("questions wait although every register is well");
    }

    /// The case is granted to somebody who meets everything, or is before an official; true when granted.
    async fn ended_well(&self, case: CaseId, known: &KnownCase, sent: &Sent) -> bool {
        let (asks, _) = self.world.kernel.peek::<CaseAsks>(case).await.unwrap();
        let mut open_of = BTreeMap::new();
        for ask in asks.0.values() {
            *open_of.entry((ask.register, ask.on)).or_insert(0) += 1;
        }
        assert!(open_of.values().all(|n| *n == 1), "asked twice on one day: {case}");
        let employer = asks.0.values().any(|ask| ask.register == registers::Register::Trade);
        let works = sent.applicant.comes_for_work();
        assert_eq!(employer, works, "whoever employs somebody is asked about: {case}");
        let (rulings, _) = self.world.kernel.peek::<Rulings>(case).await.unwrap();
        let given: Vec<_> = rulings.0.values().map(|known| &known.ruling).collect();
        for (n, one) in given.iter().enumerate() {
            let before = given.get(..n).unwrap_or_default();
            assert!(!before.iter().any(|other| other.says_as(one)), "{case}: ruled twice on one");
        }
        let granted = known.status != Status::Open;
        let meets = sent.applicant.meets;
        assert!(!granted || meets, "wrongly granted: {sent:?}");
        assert!(granted || sent.contradicted || !meets, "not granted: {sent:?}");
        let tasks = known.tasks.values().filter(|task| {
            let decides = ["examine-application", "confirm-decision"].contains(&task.what.as_str());
            decides && task.state != TaskState::Done
        });
        let tasks = tasks.count();
        assert_eq!(tasks, usize::from(!granted), "{sent:?} is before one official or granted");
        granted
    }
}
