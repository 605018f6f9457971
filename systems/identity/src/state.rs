//! What is known of identity steps, visits and captures: folds over their events.

use std::collections::{BTreeMap, BTreeSet};

use casefile::CaseId;
use casefile::awaited::{Awaited, AwaitedRows, Awaits};
use kernel::{BlindIndex, Date, FileId, Meta, Refusal, Row, State, Ts, UserId, Who};
use uuid::Uuid;

use crate::events::{CaptureEvent, IdentityEvent, VisitEvent};
use crate::ids::{CaptureId, VisitId};
use crate::model::{Answer, Booking, Noticed, Part, Passport, Trouble, What};
use crate::rows;

/// The identity step of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum IdentityStep {
    /// Nobody has to show who they are in it.
    #[default]
    NotWanted,
    /// Somebody has to, or had to.
    Known(Box<KnownStep>),
}

/// What is known of an identity step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownStep {
    /// Where its applicant sees it.
    pub visit: VisitId,
    /// The last day for it.
    pub until: Date,
    /// Days for which a reminder is planned and was not given.
    pub remind: BTreeSet<Date>,
    /// When the applicant was last reminded.
    pub reminded: Option<Ts>,
    /// The day for which the reminder was planned that was tried last by mail, and whether that was sent.
    pub mailed: Option<(Date, bool)>,
    /// The last day went by without a visit.
    pub lapsed: bool,
    /// What was said of the passport in the application; nothing once erased.
    pub applied: Option<Passport>,
    /// The passport that was shown.
    pub shown: Option<Shown>,
    /// Attachments whose originals were seen; nothing when nobody looked.
    pub originals: Option<Vec<FileId>>,
    /// What devices were asked for, oldest first.
    pub captures: BTreeMap<CaptureId, Taken>,
    /// Code of the reason why something is not taken, or kept though it is poor.
    pub excused: BTreeMap<What, String>,
    /// What a clerk doubts.
    pub doubt: Option<Doubt>,
    /// Where, when and by whom it was proven.
    pub proven: Option<Proof>,
    /// The case is pending no longer.
    pub ended: bool,
}

/// A passport that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it says; nothing once erased.
    pub passport: Option<Passport>,
    /// A name may be cut in it.
    pub cut: bool,
    /// What its differences mean.
    pub answers: BTreeMap<Part, Answer>,
}

/// What a device was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What.
    pub what: What,
    /// Key of the place where the device stands.
    pub place: String,
    /// How it stands.
    pub standing: Standing,
}

/// How a capture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The device is being asked.
    Asked,
    /// It lies in the vault.
    Kept {
        /// Of a hundred.
        quality: u8,
        /// Is that enough?
        good: bool,
    },
    /// The device took nothing.
    Failed {
        /// Why.
        trouble: Trouble,
    },
}

/// What a clerk doubts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// In the clerk's words; nothing once erased.
    pub note: Option<String>,
    /// When.
    pub at: Ts,
    /// What an official found: is nothing left of it?
    pub cleared: Option<bool>,
}

/// That somebody has shown who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Key of the mission or service point.
    pub place: String,
    /// When.
    pub at: Ts,
    /// By whom it was found.
    pub by: UserId,
    /// Whether something made them think of a vulnerable position; nothing when they said neither.
    pub noticed: Option<Noticed>,
    /// What that was, in their words; nothing once erased.
    pub note: Option<String>,
}

/// What is missing before identity is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The passport was not read.
    Passport,
    /// A difference is not answered.
    Difference,
    /// A difference is doubtful, or a doubt is open.
    Doubt,
    /// Nobody looked at originals.
    Originals,
    /// This was neither taken well nor excused.
    Capture(What),
}

impl Lack {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Lack::Passport => "passport",
            Lack::Difference => "difference",
            Lack::Doubt => "doubt",
            Lack::Originals => "originals",
            Lack::Capture(what) => what.code(),
        }
    }
}

impl IdentityStep {
    /// The step, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownStep> {
        match self {
            IdentityStep::NotWanted => None,
            IdentityStep::Known(known) => Some(known),
        }
    }

    /// The step, when it waits: for acts.
    ///
    /// # Errors
    /// `identity-unknown`, `identity-proven`, `case-closed`.
    pub fn waiting(&self) -> Result<&KnownStep, Refusal> {
        let known = self.known().ok_or_else(|| Refusal::new("identity-unknown"))?;
        match known.code() {
            "over" => Err(Refusal::new("case-closed")),
            "proven" => Err(Refusal::new("identity-proven")),
            _ => Ok(known),
        }
    }
}

impl Awaits for IdentityStep {
    const WHAT: &'static str = "identity-visit";
    const ROWS: AwaitedRows = rows::AWAITED;

    fn awaits(&self) -> bool {
        self.known().is_some_and(|step| step.waits() && !step.lapsed && !step.is_doubted())
    }
}

kernel::inventory::submit! { Awaited::of::<IdentityStep>() }

impl KnownStep {
    fn new(
        (visit, until): (VisitId, Date),
        remind: Vec<Date>,
        applied: Option<Passport>,
    ) -> KnownStep {
        KnownStep {
            visit,
            until,
            remind: remind.into_iter().collect(),
            reminded: None,
            mailed: None,
            lapsed: false,
            applied,
            shown: None,
            originals: None,
            captures: BTreeMap::new(),
            excused: BTreeMap::new(),
            doubt: None,
            proven: None,
            ended: false,
        }
    }

    /// Code of how it stands, for rows and texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match (self.ended, self.proven.is_some()) {
            (true, _) => "over",
            (false, true) => "proven",
            (false, false) => "waiting",
        }
    }

    /// Does it wait?
    #[must_use]
    pub fn waits(&self) -> bool {
        self.code() == "waiting"
    }

    /// The parts in which the passport differs from the application.
    #[must_use]
    pub fn differences(&self) -> Vec<Part> {
        let Some(Shown { passport: Some(passport), cut, .. }) = &self.shown else {
            return Vec::new();
        };
        let Some(applied) = &self.applied else { return Vec::new() };
        let mut differ = applied.differs(passport);
        differ.retain(|part| !(*cut && applied.begins(*part, passport)));
        differ
    }

    /// The birth date, by the passport or else by what was said.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        let shown = self.shown.as_ref().and_then(|shown| shown.passport.as_ref());
        [shown, self.applied.as_ref()].into_iter().flatten().find_map(|p| p.day(Part::Born))
    }

    /// The newest capture of something.
    #[must_use]
    pub fn newest(&self, what: What) -> Option<(CaptureId, &Taken)> {
        let of = self.captures.iter().rev().find(|(_, taken)| taken.what == what);
        of.map(|(id, taken)| (*id, taken))
    }

    /// How often something was taken that was too poor.
    #[must_use]
    pub fn poor(&self, what: What) -> usize {
        let poor = |taken: &&Taken| {
            taken.what == what && matches!(taken.standing, Standing::Kept { good: false, .. })
        };
        self.captures.values().filter(poor).count()
    }

    /// Is something dealt with: taken well, or excused?
    #[must_use]
    pub fn is_dealt_with(&self, what: What) -> bool {
        let good = |(_, taken): (CaptureId, &Taken)| {
            matches!(taken.standing, Standing::Kept { good: true, .. })
        };
        self.excused.contains_key(&what) || self.newest(what).is_some_and(good)
    }

    /// Is a doubt open, or did an official find that it is right?
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.doubt.as_ref().is_some_and(|doubt| doubt.cleared != Some(true))
    }

    /// What is missing before identity is proven.
    #[must_use]
    pub fn lacks(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        match &self.shown {
            None => lacks.push(Lack::Passport),
            Some(shown) => {
                let open = |part: &Part| !shown.answers.contains_key(part);
                if self.differences().iter().any(open) {
                    lacks.push(Lack::Difference);
                }
            }
        }
        let cleared = self.doubt.as_ref().is_some_and(|doubt| doubt.cleared == Some(true));
        let answers = self.shown.iter().flat_map(|shown| shown.answers.values());
        if self.is_doubted() || (!cleared && answers.copied().any(|a| a == Answer::Doubtful)) {
            lacks.push(Lack::Doubt);
        }
        if self.originals.is_none() {
            lacks.push(Lack::Originals);
        }
        let undone = What::ALL.iter().filter(|what| !self.is_dealt_with(**what));
        lacks.extend(undone.map(|what| Lack::Capture(*what)));
        lacks
    }

    /// The next day on which something is to be done when nobody comes.
    #[must_use]
    pub fn next_day(&self) -> Option<Date> {
        if !self.waits() {
            return None;
        }
        let over = self.until.tomorrow().ok().filter(|_| !self.lapsed);
        self.remind.first().copied().into_iter().chain(over).min()
    }

    fn take(&mut self, event: IdentityEvent, meta: Meta<'_>) {
        match event {
            IdentityEvent::Reminded { planned } => {
                self.remind.retain(|day| *day > planned);
                self.reminded = Some(meta.at());
            }
            IdentityEvent::ReminderMailed { planned, failed } => {
                self.mailed = Some((planned, failed.is_none()));
            }
            IdentityEvent::Lapsed { .. } => {
                self.lapsed = true;
                self.remind.clear();
            }
            IdentityEvent::PassportRead { passport, cut } => {
                let (passport, answers) = (passport.into_option(), BTreeMap::new());
                self.shown = Some(Shown { passport, cut, answers });
            }
            IdentityEvent::DifferencesAnswered { answers, .. } => {
                if let Some(shown) = &mut self.shown {
                    shown.answers = answers;
                }
            }
            IdentityEvent::OriginalsSeen { documents } => self.originals = Some(documents),
            IdentityEvent::Doubted { note, .. } => {
                let (note, at) = (note.into_option(), meta.at());
                self.doubt = Some(Doubt { note, at, cleared: None });
            }
            IdentityEvent::DoubtSettled { cleared, .. } => {
                if let Some(doubt) = &mut self.doubt {
                    doubt.cleared = Some(cleared);
                }
            }
            IdentityEvent::Proven { place, noticed, note } => {
                let (at, by) = (meta.at(), UserId(meta.actor()));
                let note = note.and_then(kernel::Sealed::into_option);
                self.proven = Some(Proof { place, at, by, noticed, note });
            }
            IdentityEvent::Corrected { .. } => self.begin_again(),
            IdentityEvent::Ended {} => self.ended = true,
            IdentityEvent::Resumed {} => self.ended = false,
            event => self.take_capture(event),
        }
    }

    fn take_capture(&mut self, event: IdentityEvent) {
        let mut stands = |capture: CaptureId, standing| {
            if let Some(taken) = self.captures.get_mut(&capture) {
                taken.standing = standing;
            }
        };
        match event {
            IdentityEvent::CaptureAsked { capture, what, place } => {
                self.excused.remove(&what);
                let standing = Standing::Asked;
                self.captures.insert(capture, Taken { what, place, standing });
            }
            IdentityEvent::Captured { capture, quality, good, .. } => {
                stands(capture, Standing::Kept { quality, good });
            }
            IdentityEvent::CaptureFailed { capture, trouble } => {
                stands(capture, Standing::Failed { trouble });
            }
            IdentityEvent::CaptureExcused { what, reason, .. } => {
                self.excused.insert(what, reason);
            }
            _ => {}
        }
    }

    /// Nothing that was found counts any more; the last day and what was applied with do.
    fn begin_again(&mut self) {
        let remind = std::mem::take(&mut self.remind).into_iter().collect();
        let (reminded, mailed) = (self.reminded, self.mailed);
        let (lapsed, ended) = (self.lapsed, self.ended);
        let fresh = KnownStep::new((self.visit, self.until), remind, self.applied.take());
        *self = KnownStep { reminded, mailed, lapsed, ended, ..fresh };
    }
}

impl State for IdentityStep {
    const STREAM: &'static str = "case";
    type Event = IdentityEvent;

    fn apply(&mut self, event: IdentityEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (IdentityEvent::Awaited { visit, until, remind, applied }, step) => {
                let known = KnownStep::new((visit, until), remind, applied.into_option());
                *step = IdentityStep::Known(Box::new(known));
            }
            (event, IdentityStep::Known(known)) => known.take(event, meta),
            // Nothing is recorded before it is awaited; the acts see to it.
            (_, IdentityStep::NotWanted) => {}
        }
    }

    fn rows(&self, stream: Uuid, blind: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::step(CaseId(stream), known, blind))
    }
}

/// A visit in which somebody shows who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Visit {
    /// No such visit.
    #[default]
    Unknown,
    /// A visit.
    Wanted {
        /// In which case.
        case: CaseId,
        /// Who applied.
        owner: UserId,
        /// Key of the mission or service point they mean to come to.
        place: Option<String>,
        /// The time that is kept for them.
        booked: Option<Booking>,
    },
}

impl Visit {
    /// The case and the chosen place, when it is somebody's own: anybody else's is not there.
    ///
    /// # Errors
    /// `visit-unknown`.
    pub fn of(&self, who: &Who) -> Result<(CaseId, Option<&str>), Refusal> {
        match self {
            Visit::Wanted { case, owner, place, .. } if *owner == who.user => {
                Ok((*case, place.as_deref()))
            }
            Visit::Wanted { .. } | Visit::Unknown => Err(Refusal::new("visit-unknown")),
        }
    }

    /// The chosen place.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Visit::Unknown => None,
            Visit::Wanted { place, .. } => place.as_deref(),
        }
    }

    /// The time that is kept for them.
    #[must_use]
    pub const fn booked(&self) -> Option<&Booking> {
        match self {
            Visit::Unknown => None,
            Visit::Wanted { booked, .. } => booked.as_ref(),
        }
    }
}

impl State for Visit {
    const STREAM: &'static str = "visit";
    type Event = VisitEvent;

    fn apply(&mut self, event: VisitEvent, _: Meta<'_>) {
        match (event, &mut *self) {
            (VisitEvent::Wanted { case, owner }, visit) => {
                *visit = Visit::Wanted { case, owner, place: None, booked: None };
            }
            (VisitEvent::PlaceChosen { place: new }, Visit::Wanted { place, .. }) => {
                *place = Some(new);
            }
            (VisitEvent::TimeBooked { booking }, Visit::Wanted { booked, .. }) => {
                *booked = Some(booking);
            }
            (VisitEvent::TimeReleased {}, Visit::Wanted { booked, .. }) => *booked = None,
            // Nobody chooses before it is wanted; the acts see to it.
            (_, Visit::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let Visit::Wanted { case, place, booked, .. } = self else { return Vec::new() };
        let id = VisitId(stream);
        let place = place.iter().map(|place| rows::visit(id, *case, place));
        place.chain(booked.iter().map(|booking| rows::booking(id, *case, booking))).collect()
    }
}

/// One thing in the vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Capture {
    /// No such thing.
    #[default]
    Unknown,
    /// It lies there.
    Kept(KeptCapture),
    /// Its key is destroyed.
    Erased,
}

/// What is known of a thing in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCapture {
    /// Of which case.
    pub case: CaseId,
    /// What it is.
    pub what: What,
    /// The sealed file; nothing once erased.
    pub file: Option<FileId>,
    /// Media type of its content.
    pub media_type: String,
    /// Of a hundred.
    pub quality: u8,
    /// When it was taken.
    pub at: Ts,
    /// The last day it is kept, once that is known.
    pub until: Option<Date>,
}

impl Capture {
    /// The thing, while it lies there.
    #[must_use]
    pub const fn kept(&self) -> Option<&KeptCapture> {
        match self {
            Capture::Kept(kept) => Some(kept),
            Capture::Unknown | Capture::Erased => None,
        }
    }
}

impl State for Capture {
    const STREAM: &'static str = "capture";
    type Event = CaptureEvent;

    fn apply(&mut self, event: CaptureEvent, meta: Meta<'_>) {
        match event {
            CaptureEvent::Kept { case, what, file, media_type, quality } => {
                let (file, at, until) = (file.into_option(), meta.at(), None);
                *self =
                    Capture::Kept(KeptCapture { case, what, file, media_type, quality, at, until });
            }
            CaptureEvent::Retained { until } => {
                if let Capture::Kept(kept) = self {
                    kept.until = Some(until);
                }
            }
            CaptureEvent::Erased {} => *self = Capture::Erased,
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.kept().into_iter().map(|kept| rows::capture(CaptureId(stream), kept)).collect()
    }
}
