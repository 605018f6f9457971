//! What happens to a decision, from its draft to its service.

use automation::RulingId;
use casefile::{CaseId, PersonId, TaskId};
use kernel::{Date, EventSet, Kind, Sealed};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;
use crate::library::Tongue;
use crate::model::{Amendment, Fields, Original, Sheet};

/// What a decision came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An official began it.
    Hand,
    /// A ruling that grants led to it.
    Ruling {
        /// Which.
        ruling: RulingId,
        /// Number of the implementation decision it was made under.
        implementation: String,
    },
    /// It corrects a clerical error of another.
    Correction {
        /// The other.
        of: DecisionId,
        /// The day of the other.
        day: Date,
    },
}

/// How much of a person a decision took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Processing {
    /// None.
    Automatic,
    /// One who confirmed what was prepared.
    Light,
    /// Whatever it needed.
    Full,
}

impl Processing {
    /// All, the lightest first.
    pub const ALL: [Processing; 3] = [Processing::Automatic, Processing::Light, Processing::Full];

    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Processing::Automatic => "automatic",
            Processing::Light => "light",
            Processing::Full => "full",
        }
    }
}

/// Why what was signed could not be archived; a person looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Halt {
    /// The case was closed meanwhile.
    CaseClosed,
    /// What is known is not what it was.
    FactsMoved,
    /// There is a newer ruling.
    RuledAgain,
    /// Rules it rests on were stopped.
    RulesStopped,
    /// It cannot be done to this person now.
    Stopped,
    /// Something the letter needs is not known.
    Incomplete,
    /// Nobody approved the letter or one of its phrases.
    Unapproved,
    /// The right to stay cannot be recorded.
    Right,
    /// What it corrects was corrected by another meanwhile.
    Corrected,
}

impl Halt {
    /// Code for rows and texts.
    #[must_use]
    pub fn code(self) -> String {
        casefile::code(self)
    }
}

/// What happens to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum DecisionEvent {
    /// It is being made.
    #[serde(rename = "decision.drafted")]
    Drafted {
        /// The case it is about.
        case: CaseId,
        /// The case's number.
        number: String,
        /// Whom it concerns.
        applicant: PersonId,
        /// Code of the kind of letter.
        letter: String,
        /// The version of the kind: its first day.
        version: Date,
        /// The language of the authentic text.
        language: Tongue,
        /// The language of the translation beside it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        translation: Option<Tongue>,
        /// What it came from.
        origin: Origin,
    },
    /// It corrects another: it starts from what that one said.
    #[serde(rename = "decision.taken_over")]
    TakenOver {
        /// What that one said.
        original: Sealed<Original>,
    },
    /// A field of it is to say something else than what was given.
    #[serde(rename = "decision.amended")]
    Amended {
        /// Name of the field.
        field: String,
        /// What it is to say, and why.
        said: Sealed<Amendment>,
    },
    /// Somebody wrote in a section.
    #[serde(rename = "decision.written")]
    Written {
        /// Code of the section.
        section: String,
        /// All that stands there now; nothing when it was emptied.
        text: Sealed<String>,
    },
    /// The presenting official puts it before the decision-maker.
    #[serde(rename = "decision.presented")]
    Presented {
        /// The fields as they were.
        fields: Sealed<Fields>,
        /// Codes of what was looked at.
        checked: Vec<String>,
    },
    /// An official in doubt asks for a second look: from then on it takes two, until a colleague has answered.
    #[serde(rename = "decision.second_look_asked")]
    SecondLookAsked {
        /// What they are in doubt about.
        question: Sealed<String>,
        /// The task of whoever looks.
        task: TaskId,
    },
    /// A colleague looked and answered: it takes no more than it did before.
    #[serde(rename = "decision.second_look_answered")]
    SecondLookAnswered {
        /// What they say.
        answer: Sealed<String>,
    },
    /// It goes back to whoever drafts it.
    #[serde(rename = "decision.returned")]
    Returned {
        /// Why.
        reason: Sealed<String>,
    },
    /// The decision-maker decided so.
    #[serde(rename = "decision.signed")]
    Signed {
        /// The fields it rests on.
        fields: Sealed<Fields>,
        /// Codes of what was looked at.
        checked: Vec<String>,
        /// Code of the mode of service that its instructions name.
        mode: String,
    },
    /// What was signed could not be archived.
    #[serde(rename = "decision.halted")]
    Halted {
        /// Why.
        why: Halt,
    },
    /// It binds: these bytes are in the archive.
    #[serde(rename = "decision.archived")]
    Archived {
        /// The documents, the authentic text first.
        sheets: Vec<Sheet>,
    },
    /// The case came to its end by it: what is counted of that. Of protected cases nothing is.
    #[serde(rename = "decision.settled")]
    Settled {
        /// Code of the kind of case.
        case_type: String,
        /// Code of the unit that had it.
        unit: String,
        /// How much of a person it took.
        processing: Processing,
    },
    /// It is to reach the person by another mode than its instructions name.
    #[serde(rename = "decision.redirected")]
    Redirected {
        /// Code of the mode.
        mode: String,
    },
    /// New appeal instructions name that mode: they go with it from now on.
    #[serde(rename = "decision.instructed")]
    Instructed {
        /// Code of the mode.
        mode: String,
        /// The instructions, in the languages of the decision.
        sheets: Vec<Sheet>,
    },
    /// It was sent, or handed to whoever brings it.
    #[serde(rename = "decision.sent")]
    Sent {
        /// Code of the mode.
        mode: String,
        /// The day.
        on: Date,
        /// Where to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Sealed<String>>,
    },
    /// It did not arrive.
    #[serde(rename = "decision.undelivered")]
    Undelivered {
        /// Code of the mode.
        mode: String,
        /// What happened.
        reason: Sealed<String>,
    },
    /// It counts as received.
    #[serde(rename = "decision.served")]
    Served {
        /// Code of the mode.
        mode: String,
        /// The day.
        on: Date,
        /// By presumption, rather than shown.
        presumed: bool,
        /// The last day to appeal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Date>,
    },
    /// Whom it concerns opened it in the online service, though it is received in another way.
    #[serde(rename = "decision.opened")]
    Opened {},
    /// It goes to nobody any more: it was wrong, and nobody had it yet.
    #[serde(rename = "decision.recalled")]
    Recalled {
        /// Why.
        reason: Sealed<String>,
    },
    /// A clerical error of it was corrected by another.
    #[serde(rename = "decision.corrected")]
    Corrected {
        /// The other.
        by: DecisionId,
    },
}

impl EventSet for DecisionEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "decision.drafted", schema: 1 },
        Kind { name: "decision.taken_over", schema: 1 },
        Kind { name: "decision.amended", schema: 1 },
        Kind { name: "decision.written", schema: 1 },
        Kind { name: "decision.presented", schema: 1 },
        Kind { name: "decision.second_look_asked", schema: 1 },
        Kind { name: "decision.second_look_answered", schema: 1 },
        Kind { name: "decision.returned", schema: 1 },
        Kind { name: "decision.signed", schema: 1 },
        Kind { name: "decision.halted", schema: 1 },
        Kind { name: "decision.archived", schema: 1 },
        Kind { name: "decision.settled", schema: 1 },
        Kind { name: "decision.redirected", schema: 1 },
        Kind { name: "decision.instructed", schema: 1 },
        Kind { name: "decision.sent", schema: 1 },
        Kind { name: "decision.undelivered", schema: 1 },
        Kind { name: "decision.served", schema: 1 },
        Kind { name: "decision.opened", schema: 1 },
        Kind { name: "decision.recalled", schema: 1 },
        Kind { name: "decision.corrected", schema: 1 },
    ];
}
