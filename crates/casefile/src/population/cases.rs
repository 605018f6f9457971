//! How the made-up cases go on: opened, taken, waiting for the applicant, closed.

use jiff::Span;
use kernel::{Changes, Class, Fault, FileId, NewFile, NewStream, Sealed, Ts, UserId};
use serde::Deserialize;

use super::{Official, Population, empty, made};
use crate::acts::LOOK_INTO;
use crate::case_begin::CASE_NUMBER;
use crate::case_task;
use crate::case_type::{self, GENERAL_MATTER};
use crate::clock::{self, Clock};
use crate::events::{CaseEvent, Document, Outcome, Party, Priority};
use crate::ids::{CaseId, PersonId, TaskId};
use crate::model::{CaseNumber, Headline, OrganisationKind};

/// Cases younger than this are often open, older ones seldom.
const YOUNG_DAYS: i64 = 75;
/// Of a hundred open cases so many have been left alone; of the others something was noted in the last
/// days.
const QUIET_PERCENT: u8 = 4;
const FOLLOW_UP_DAYS: i64 = 20;
/// How a case stands as it goes on: status words of general matters.
const RECEIVED: &str = "received";
const WAITING: &str = "waiting-for-customer";
const PREPARED: &str = "being-prepared";
const DECIDED: &str = "decided";
/// Whom a stopped case waits for.
const CUSTOMER: &str = "customer";
/// Writing a note takes a while.
pub(super) const NOTE_SECONDS: i64 = 240;

/// A matter that arises again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Matter {
    /// Its headline.
    headline: String,
    /// Code of its kind.
    #[serde(default = "general_matter")]
    kind: String,
    /// What the official notes first.
    first: String,
    /// What the official notes last.
    last: String,
    /// What the letter is called that it begins with.
    #[serde(default = "letter")]
    letter: String,
    /// Does the matter wait for the applicant in between?
    #[serde(default)]
    waits: bool,
    /// An organisation of this kind is a party to it.
    #[serde(default)]
    party: Option<OrganisationKind>,
}

fn letter() -> String {
    "Letter of the applicant".to_owned()
}

fn general_matter() -> String {
    GENERAL_MATTER.to_owned()
}

/// What cases are about, and what is noted while they are open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Matters {
    matters: Vec<Matter>,
    follow_ups: Vec<String>,
}

/// The matters of the file.
///
/// # Errors
/// A bug when the file cannot be read.
pub(super) fn read() -> Result<Matters, Fault> {
    toml::from_str(include_str!("../../population/matters.toml")).map_err(Fault::bug)
}

impl Population {
    pub(super) fn case(
        &mut self,
        applicant: PersonId,
        class: Class,
        opened: Ts,
        official: &Official,
    ) -> Result<(NewStream, NewFile), Fault> {
        let id = CaseId(self.id(opened));
        let matter = self.random.choice(&self.matters.matters).cloned().ok_or_else(empty)?;
        let mut story = Story::open(self, id, opened, official, (applicant, class), &matter)?;
        let (letter, event) = self.letter(id, opened, &matter)?;
        let party = matter.party.and_then(|kind| Some((kind, self.organisation(kind)?)));
        let party = party.map(|(kind, id)| CaseEvent::PartyAdded {
            party: Party::Organisation(id),
            role: kind.code(),
        });
        story.push(opened, &[vec![event], party.into_iter().collect()].concat());
        let age = (self.now.micros() - opened.micros()) / 86_400_000_000;
        let taken = self.chance(if age < 14 { 35 } else { 99 });
        if taken {
            let at = self.later(opened, 1..10);
            let note = format!("{} ({})", matter.first, self.reference());
            story.take(at, official.id, &note);
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
        } else if taken {
            self.follow_up(&mut story)?;
        }
        Ok((NewStream { stages: story.stages }, letter))
    }

    /// What was noted on a case that is still open: of most there is something from the last weeks.
    fn follow_up(&mut self, story: &mut Story) -> Result<(), Fault> {
        if self.chance(QUIET_PERCENT) {
            return Ok(());
        }
        let ago = Span::new().days(self.random.i64(0..FOLLOW_UP_DAYS));
        let day = self.now.date().saturating_sub(ago);
        let at = self.in_office_hours(day);
        if at > story.at() {
            let note = self.random.choice(&self.matters.follow_ups).cloned().ok_or_else(empty)?;
            story.push(at, &[story.note(&note)]);
        }
        Ok(())
    }

    /// The letter that the case began with.
    fn letter(
        &mut self,
        case: CaseId,
        at: Ts,
        matter: &Matter,
    ) -> Result<(NewFile, CaseEvent), Fault> {
        let text = format!("{}\n\n{}\n\n{}\n", matter.headline, matter.first, self.reference());
        let file = FileId(self.id(at));
        let file = NewFile::new(file, case, at, "text/plain", text.into_bytes())?;
        let stored = file.stored();
        let document = Document {
            file: stored.id,
            name: Sealed::new(case, format!("{} {}.txt", matter.letter, self.reference())),
            media_type: stored.media_type.clone(),
            size: stored.size,
            sha256: stored.sha256.clone(),
            kind: "other".to_owned(),
            language: Some("en".to_owned()),
            sender: None,
            arrived: None,
        };
        Ok((file, CaseEvent::DocumentAdded { document, replaces: None }))
    }

    /// What a sender or an office writes on its papers, so that one is told from another.
    fn reference(&mut self) -> String {
        let letter = self.random.uppercase();
        format!("{letter}{:06}", self.random.u32(0..1_000_000))
    }
}

/// A case as it goes on.
struct Story {
    case: CaseId,
    /// Code of its kind, which is also the name of its time limit.
    kind: &'static str,
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
        let kind = case_type::of(&matter.kind);
        let kind = kind.ok_or_else(|| Fault::message(format!("no kind {}", matter.kind)))?;
        let rule = clock::rule_on(&kind.code, today)
            .ok_or_else(|| Fault::message(format!("no time limit on {today}")))?;
        let clock = clock::start(&rule, today);
        let task = TaskId(population.id(at));
        let headline = Sealed::new(case, made(Headline::new(&matter.headline))?);
        let unit = official.unit.clone();
        let what = kind.first_task.as_deref().unwrap_or(LOOK_INTO);
        let mut added = case_task::added(task, kind, what, clock.due(), today);
        let urgent = population.chance(5);
        if let CaseEvent::TaskAdded { priority, .. } = &mut added
            && urgent
        {
            *priority = Priority::Urgent;
        }
        let changes = Changes::one(
            case,
            &CaseEvent::Opened {
                number: number.clone(),
                headline,
                applicant,
                unit,
                class,
                case_type: kind.code.clone(),
                status: RECEIVED.into(),
            },
        )
        .record(
            case,
            &CaseEvent::ClockStarted { name: kind.code.clone(), rule, clock: clock.clone() },
        )
        .record(case, &added)
        .claim(CASE_NUMBER, number.to_string(), case);
        Ok(Story { case, kind: &kind.code, task, clock, stages: vec![(at, changes)] })
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

    fn take(&mut self, at: Ts, official: UserId, note: &str) {
        let (task, first) = (self.task, self.note(note));
        let assigned = CaseEvent::Assigned { handler: Some(official) };
        let taken = CaseEvent::TaskTaken { task, by: official };
        self.push(at, &[assigned, taken, status(PREPARED)]);
        self.push(at.plus_seconds(NOTE_SECONDS), &[first]);
    }

    fn stop(&mut self, at: Ts) -> Result<(), Fault> {
        self.clock = made(self.clock.stop(at.date()))?;
        let reason = Some(Sealed::new(self.case, "Asked the customer for more".to_owned()));
        let stopped = self.clock_changed(Some(CUSTOMER.to_owned()), reason);
        self.push(at, &[stopped, status(WAITING)]);
        Ok(())
    }

    fn resume(&mut self, at: Ts) -> Result<(), Fault> {
        self.clock = made(self.clock.resume(at.date()))?;
        self.push(at, &[self.clock_changed(None, None), status(PREPARED)]);
        Ok(())
    }

    fn close(&mut self, at: Ts, matter: &Matter, outcome: Outcome) -> Result<(), Fault> {
        self.clock = made(self.clock.end(at.date()))?;
        let (task, last) = (self.task, self.note(&matter.last));
        let done = CaseEvent::TaskDone { task };
        match outcome {
            Outcome::Done => self.push(at, &[last, status(DECIDED)]),
            _ => self.push(at, &[last]),
        }
        let closed = CaseEvent::Closed { outcome };
        self.push(at.plus_seconds(NOTE_SECONDS), &[closed, self.clock_changed(None, None), done]);
        Ok(())
    }

    fn clock_changed(
        &self,
        waits_for: Option<String>,
        reason: Option<Sealed<String>>,
    ) -> CaseEvent {
        let (name, clock) = (self.kind.to_owned(), self.clock.clone());
        CaseEvent::ClockChanged { name, clock, waits_for, reason }
    }
}

fn status(word: &str) -> CaseEvent {
    CaseEvent::StatusSet { status: word.to_owned() }
}
