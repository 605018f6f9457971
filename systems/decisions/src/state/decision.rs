//! A decision as known now.

use std::collections::BTreeMap;

use automation::{KnownRuling, Rulings};
use casefile::{CaseId, PersonId, TaskId};
use kernel::{BlindIndex, Date, Fault, Kernel, MACHINE, Meta, Refusal, Row, State, Ts, UserId};
use uuid::Uuid;

use crate::compose::Corrects;
use crate::events::{DecisionEvent, Halt, Origin, Processing};
use crate::ids::DecisionId;
use crate::library::{LetterKind, Library, Tongue};
use crate::model::{Amendment, Fields, Lack, Original, Sheet, lacks};
use crate::rows;

/// A decision as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Decision {
    /// No such decision.
    #[default]
    Unknown,
    /// A decision.
    Known(Box<KnownDecision>),
}

/// What is known of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDecision {
    /// The case it is about.
    pub case: CaseId,
    /// The case's number.
    pub number: String,
    /// Whom it concerns.
    pub applicant: PersonId,
    /// Code of the kind of letter.
    pub letter: String,
    /// The version of the kind.
    pub version: Date,
    /// The language of the authentic text.
    pub language: Tongue,
    /// The language of the translation beside it.
    pub translation: Option<Tongue>,
    /// What it came from.
    pub origin: Origin,
    /// When it was begun.
    pub begun: Ts,
    /// Who began it.
    pub drafter: UserId,
    /// What people wrote, by section.
    pub written: BTreeMap<String, Written>,
    /// What the decision said that it corrects; nothing once erased, or where it corrects none.
    pub original: Option<Original>,
    /// What of that is to say something else, by field.
    pub amended: BTreeMap<String, Amended>,
    /// The last second look that somebody asked for.
    pub second_look: Option<SecondLook>,
    /// How far it is.
    pub stage: Stage,
    /// Whether it reached the person.
    pub reached: Reached,
    /// The decision that corrects a clerical error of it.
    pub corrected_by: Option<DecisionId>,
    /// What is counted of the end that it brought to its case.
    pub settled: Option<Settled>,
}

/// What is counted of a case that came to its end by a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Code of the kind of case.
    pub case_type: String,
    /// Code of the unit that had it.
    pub unit: String,
    /// How much of a person it took.
    pub processing: Processing,
    /// The day.
    pub on: Date,
}

/// What somebody wrote in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text; nothing once erased.
    pub text: Option<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

impl Written {
    /// Did the machine prepare it, and has nobody confirmed it since?
    #[must_use]
    pub fn is_prepared(&self) -> bool {
        self.by == MACHINE && self.text.as_ref().is_some_and(|text| !text.trim().is_empty())
    }
}

/// What a field of a correction is to say instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// What, and why; nothing once erased.
    pub said: Option<Amendment>,
    /// Who said so.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

/// A second look that an official in doubt asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLook {
    /// What they were in doubt about; nothing once erased.
    pub question: Option<String>,
    /// The task of whoever looks.
    pub task: TaskId,
    /// Who asked.
    pub by: UserId,
    /// When.
    pub at: Ts,
    /// What a colleague answered.
    pub answer: Option<SecondLookAnswer>,
}

/// What a colleague said who looked a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLookAnswer {
    /// The words; nothing once erased.
    pub said: Option<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

/// A step by which somebody stood for the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The fields as they were; nothing once erased.
    pub fields: Option<Fields>,
    /// Codes of what was looked at.
    pub checked: Vec<String>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

/// How far a decision is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Somebody writes it.
    Draft {
        /// Why it came back, when it did; nothing once erased.
        returned: Option<Option<String>>,
        /// Why it could not be archived, when it was signed before.
        halted: Option<Halt>,
    },
    /// It lies before the decision-maker.
    Presented {
        /// By whom it was presented.
        presented: Given,
    },
    /// It is decided, and about to be archived.
    Signed {
        /// By whom it was presented.
        presented: Option<Given>,
        /// By whom it was decided.
        signed: Given,
        /// Code of the mode of service.
        mode: String,
    },
    /// It binds.
    Archived {
        /// By whom it was presented.
        presented: Option<Given>,
        /// By whom it was decided.
        signed: Given,
        /// Code of the mode of service.
        mode: String,
        /// Since when it binds.
        at: Ts,
        /// Its documents, the authentic text first.
        sheets: Vec<Sheet>,
    },
}

/// Code of the last stage.
pub(crate) const ARCHIVED: &str = "archived";

impl Stage {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Stage::Draft { halted: Some(_), .. } => "halted",
            Stage::Draft { .. } => "draft",
            Stage::Presented { .. } => "presented",
            Stage::Signed { .. } => "signed",
            Stage::Archived { .. } => ARCHIVED,
        }
    }
}

/// A try to bring it to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Code of the mode.
    pub mode: String,
    /// The day it was sent.
    pub on: Date,
    /// When that was recorded.
    pub at: Ts,
    /// Who recorded it.
    pub by: UserId,
    /// Where to; nothing once erased, or when nobody said.
    pub to: Option<String>,
    /// What went wrong; nothing once erased.
    pub failed: Option<Option<String>>,
}

/// Whether a decision reached the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    /// The mode it was redirected to, with the instructions that name it once they are there.
    pub redirected: Option<(String, Option<Vec<Sheet>>)>,
    /// Every try, oldest first.
    pub attempts: Vec<Attempt>,
    /// The day it counts as received, whether by presumption, and the last day to appeal.
    pub served: Option<(Date, bool, Option<Date>)>,
    /// When whom it concerns opened it first, where it is received in another way.
    pub opened: Option<Ts>,
    /// That it was recalled.
    pub recalled: Option<Recalled>,
}

/// That a decision goes to nobody any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// Why; nothing once erased.
    pub reason: Option<String>,
    /// Who recalled it.
    pub by: UserId,
    /// When.
    pub at: Ts,
}

impl Reached {
    /// Has whom it concerns got it? It was received, or they have opened it. Until then nobody tells them what it says.
    #[must_use]
    pub const fn is_theirs(&self) -> bool {
        self.served.is_some() || self.opened.is_some()
    }

    /// The try that is under way.
    #[must_use]
    pub fn under_way(&self) -> Option<&Attempt> {
        let over = self.served.is_some() || self.recalled.is_some();
        self.attempts.last().filter(|attempt| attempt.failed.is_none() && !over)
    }
}

impl Decision {
    /// The decision, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownDecision> {
        match self {
            Decision::Unknown => None,
            Decision::Known(known) => Some(known),
        }
    }

    /// The decision, for acts.
    ///
    /// # Errors
    /// `decision-unknown`.
    pub fn there(&self) -> Result<&KnownDecision, Refusal> {
        self.known().ok_or_else(|| Refusal::new("decision-unknown"))
    }
}

/// The decision at the beginning of a row of corrections: what the rules had said when it was made stands behind each of
/// them. It is the decision itself where it corrects none.
///
/// # Errors
/// A fault when the database is away.
pub async fn corrected_first(
    kernel: &Kernel,
    known: &KnownDecision,
) -> Result<KnownDecision, Fault> {
    let mut first = known.clone();
    while let Some((of, _)) = first.corrects() {
        let (decision, _) = kernel.peek::<Decision>(of).await?;
        let Some(before) = decision.known() else { break };
        first = before.clone();
    }
    Ok(first)
}

impl KnownDecision {
    /// Its kind of letter in its version.
    ///
    /// # Errors
    /// `letter-unknown`.
    pub fn kind<'a>(&self, library: &'a Library) -> Result<&'a LetterKind, Refusal> {
        let kind = library.version(&self.letter, self.version);
        kind.ok_or_else(|| Refusal::new("letter-unknown"))
    }

    /// The second look that nobody has answered yet.
    #[must_use]
    pub fn open_look(&self) -> Option<&SecondLook> {
        self.second_look.as_ref().filter(|look| look.answer.is_none())
    }

    /// Does it take one person to present it and another to decide? Its kind says so, or an official in doubt.
    #[must_use]
    pub fn takes_two(&self, letter: &LetterKind) -> bool {
        letter.four_eyes || self.open_look().is_some()
    }

    /// What people wrote, as far as it was not erased.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<String, String> {
        let texts = self.written.iter();
        texts.filter_map(|(code, w)| Some((code.clone(), w.text.clone()?))).collect()
    }

    /// What it lacks as long as its fields are these: what any such letter would, and what was prepared in it that nobody
    /// has confirmed.
    ///
    /// # Errors
    /// `letter-unknown`.
    pub fn lacks(
        &self,
        library: &Library,
        fields: &Fields,
        today: Date,
    ) -> Result<Vec<Lack>, Refusal> {
        let letter = self.kind(library)?;
        let day = self.said_on(today);
        let mut lacking = lacks((library, letter), fields, &self.texts(), day);
        let prepared = self.written.iter().filter(|(_, written)| written.is_prepared());
        lacking.extend(prepared.map(|(section, _)| Lack::Unconfirmed(section.clone())));
        Ok(lacking)
    }

    /// Every document it was given by, the authentic text first, and the instructions that came after.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        let given = match &self.stage {
            Stage::Archived { sheets, .. } => sheets.as_slice(),
            Stage::Draft { .. } | Stage::Presented { .. } | Stage::Signed { .. } => &[],
        };
        let later = self.reached.redirected.iter().filter_map(|(_, sheets)| sheets.as_ref());
        given.iter().chain(later.flatten())
    }

    /// The mode that its instructions name; nothing while it is not given, while instructions for another mode are
    /// being made, or once it was recalled.
    #[must_use]
    pub fn served_by(&self) -> Option<&str> {
        if self.reached.recalled.is_some() {
            return None;
        }
        match (&self.stage, &self.reached.redirected) {
            (Stage::Archived { .. }, Some((mode, Some(_)))) => Some(mode),
            (Stage::Archived { mode, .. }, None) => Some(mode),
            _ => None,
        }
    }

    /// The ruling it rests on: the one that led to it by itself, or else what the rules had said last when
    /// somebody stood for it. A correction rests on none.
    #[must_use]
    pub fn ruling<'a>(&self, rulings: &'a Rulings) -> Option<&'a KnownRuling> {
        let stood = match &self.stage {
            Stage::Draft { .. } => None,
            Stage::Presented { presented } => Some(presented.at),
            Stage::Signed { signed, .. } | Stage::Archived { signed, .. } => Some(signed.at),
        };
        match &self.origin {
            Origin::Ruling { ruling, .. } => rulings.0.get(ruling),
            Origin::Hand => {
                rulings.0.values().rev().find(|known| stood.is_none_or(|stood| known.at <= stood))
            }
            Origin::Correction { .. } => None,
        }
    }

    /// The last day to open it, while it waits to be received by being opened.
    #[must_use]
    pub fn open_until(&self, library: &Library) -> Option<Date> {
        let attempt = self.reached.under_way()?;
        library.mode(&attempt.mode, attempt.on)?.fetch_until(attempt.on)
    }

    /// The number of the implementation decision, of what no person decided.
    #[must_use]
    pub fn implementation(&self) -> Option<&str> {
        match &self.origin {
            Origin::Ruling { implementation, .. } => Some(implementation),
            Origin::Hand | Origin::Correction { .. } => None,
        }
    }

    /// The day of the decision that it corrects.
    #[must_use]
    pub const fn corrects(&self) -> Option<(DecisionId, Date)> {
        match &self.origin {
            Origin::Correction { of, day } => Some((*of, *day)),
            Origin::Hand | Origin::Ruling { .. } => None,
        }
    }

    /// The day whose words it is said in, of one that is made on a day: a correction keeps those of what it corrects.
    #[must_use]
    pub fn said_on(&self, today: Date) -> Date {
        self.corrects().map_or(today, |(_, day)| day)
    }

    /// The fields of a correction: what was given, but for what is amended. Nothing of other decisions.
    #[must_use]
    pub fn as_corrected(&self) -> Option<Fields> {
        let amended = self.amended.iter();
        let amended = amended.filter_map(|(name, a)| Some((name, a.said.as_ref()?, a.at)));
        Some(self.original.as_ref()?.amended(amended))
    }

    /// Would it, as a correction, say only what was given?
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        let same =
            |original: &Original| self.amended.is_empty() && original.written == self.texts();
        self.original.as_ref().is_some_and(same)
    }

    /// What its letter says of what it corrects.
    #[must_use]
    pub fn correction(&self) -> Option<Corrects<'_>> {
        let (_, day) = self.corrects()?;
        let said = self.amended.values().filter_map(|amended| amended.said.as_ref());
        let mut reasons: Vec<&str> = Vec::new();
        for reason in said.map(|said| said.reason.as_str()) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        Some(Corrects { day, before: self.original.as_ref(), reasons })
    }

    /// What a draft is, by whom and when; nothing of any other event.
    pub(crate) fn drafted(event: &DecisionEvent, (by, at): (UserId, Ts)) -> Option<KnownDecision> {
        let DecisionEvent::Drafted {
            case,
            number,
            applicant,
            letter,
            version,
            language,
            translation,
            origin,
        } = event
        else {
            return None;
        };
        Some(KnownDecision {
            case: *case,
            number: number.clone(),
            applicant: *applicant,
            letter: letter.clone(),
            version: *version,
            language: *language,
            translation: *translation,
            origin: origin.clone(),
            begun: at,
            drafter: by,
            written: BTreeMap::new(),
            original: None,
            amended: BTreeMap::new(),
            second_look: None,
            stage: Stage::Draft { returned: None, halted: None },
            reached: Reached::default(),
            corrected_by: None,
            settled: None,
        })
    }

    fn take(&mut self, event: DecisionEvent, meta: Meta<'_>) {
        let (by, at) = (UserId(meta.actor()), meta.at());
        match event {
            DecisionEvent::Written { section, text } => {
                self.written.insert(section, Written { text: text.into_option(), by, at });
                // Whoever writes works on a draft; why it was stopped is settled with it.
                self.stage = Stage::Draft { returned: self.returned(), halted: None };
            }
            DecisionEvent::TakenOver { original } => self.original = original.into_option(),
            DecisionEvent::Amended { field, said } => {
                self.amend(field, Amended { said: said.into_option(), by, at });
            }
            DecisionEvent::Presented { fields, checked } => {
                let presented = Given { fields: fields.into_option(), checked, by, at };
                self.stage = Stage::Presented { presented };
            }
            DecisionEvent::SecondLookAsked { question, task } => {
                let question = question.into_option();
                self.second_look = Some(SecondLook { question, task, by, at, answer: None });
            }
            DecisionEvent::SecondLookAnswered { answer } => {
                let answer = SecondLookAnswer { said: answer.into_option(), by, at };
                self.second_look.iter_mut().for_each(|look| look.answer = Some(answer.clone()));
            }
            DecisionEvent::Returned { reason } => {
                let returned = Some(reason.into_option());
                self.stage = Stage::Draft { returned, halted: None };
            }
            DecisionEvent::Signed { fields, checked, mode } => {
                let presented = match &self.stage {
                    Stage::Presented { presented } => Some(presented.clone()),
                    Stage::Draft { .. } | Stage::Signed { .. } | Stage::Archived { .. } => None,
                };
                let signed = Given { fields: fields.into_option(), checked, by, at };
                self.stage = Stage::Signed { presented, signed, mode };
            }
            DecisionEvent::Halted { why } => {
                self.stage = Stage::Draft { returned: None, halted: Some(why) };
            }
            DecisionEvent::Archived { sheets } => {
                if let Stage::Signed { presented, signed, mode } = self.stage.clone() {
                    self.stage = Stage::Archived { presented, signed, mode, at, sheets };
                }
            }
            DecisionEvent::Settled { case_type, unit, processing } => {
                self.settled = Some(Settled { case_type, unit, processing, on: at.date() });
            }
            DecisionEvent::Redirected { mode } => self.reached.redirected = Some((mode, None)),
            DecisionEvent::Instructed { mode, sheets } => {
                self.reached.redirected = Some((mode, Some(sheets)));
            }
            DecisionEvent::Sent { mode, on, to } => {
                let to = to.and_then(kernel::Sealed::into_option);
                self.reached.attempts.push(Attempt { mode, on, at, by, to, failed: None });
            }
            DecisionEvent::Undelivered { reason, .. } => {
                if let Some(last) = self.reached.attempts.last_mut() {
                    last.failed = Some(reason.into_option());
                }
            }
            DecisionEvent::Served { on, presumed, appeal_until, .. } => {
                self.reached.served = Some((on, presumed, appeal_until));
            }
            DecisionEvent::Opened {} => self.reached.opened = self.reached.opened.or(Some(at)),
            DecisionEvent::Recalled { reason } => {
                let reason = reason.into_option();
                self.reached.recalled = Some(Recalled { reason, by, at });
            }
            DecisionEvent::Corrected { by } => self.corrected_by = Some(by),
            // It is drafted once.
            DecisionEvent::Drafted { .. } => {}
        }
    }

    /// A field is to say something else, or again what was given.
    fn amend(&mut self, field: String, amended: Amended) {
        let said = amended.said.as_ref().zip(self.original.as_ref());
        if said.is_some_and(|(said, original)| original.says(&field, &said.value)) {
            self.amended.remove(&field);
        } else {
            self.amended.insert(field, amended);
        }
        self.stage = Stage::Draft { returned: self.returned(), halted: None };
    }

    fn returned(&self) -> Option<Option<String>> {
        match &self.stage {
            Stage::Draft { returned, .. } => returned.clone(),
            Stage::Presented { .. } | Stage::Signed { .. } | Stage::Archived { .. } => None,
        }
    }
}

impl State for Decision {
    const STREAM: &'static str = "decision";
    type Event = DecisionEvent;

    fn apply(&mut self, event: DecisionEvent, meta: Meta<'_>) {
        if let Some(drafted) = KnownDecision::drafted(&event, (UserId(meta.actor()), meta.at())) {
            *self = Decision::Known(Box::new(drafted));
            return;
        }
        match (event, &mut *self) {
            (event, Decision::Known(known)) => known.take(event, meta),
            // Nothing is recorded before the draft; the acts see to it.
            (_, Decision::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        let Some(known) = self.known() else { return Vec::new() };
        let settled = known.settled.as_ref().map(|settled| rows::settled(stream, settled));
        std::iter::once(rows::decision(stream, known)).chain(settled).collect()
    }
}
