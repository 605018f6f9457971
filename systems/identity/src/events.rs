//! What happens until somebody has shown who they are: on the stream of the case the step itself, on that of
//! the visit what its applicant chose, on that of a capture what becomes of it.

use std::collections::BTreeMap;

use casefile::{CaseId, TaskId};
use kernel::{Date, EventSet, FileId, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};

use crate::ids::{CaptureId, VisitId};
use crate::model::{Answer, Booking, Noticed, Part, Passport, Trouble, What};

/// What happens to the identity step of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum IdentityEvent {
    /// The case waits until its applicant has shown who they are.
    #[serde(rename = "identity.awaited")]
    Awaited {
        /// Where the applicant sees it.
        visit: VisitId,
        /// The last day for it.
        until: Date,
        /// The days on which somebody who has not come is reminded, in order.
        remind: Vec<Date>,
        /// What was said of the passport in the application.
        applied: Sealed<Passport>,
    },
    /// The applicant was reminded.
    #[serde(rename = "identity.reminded")]
    Reminded {
        /// The day for which it was planned.
        planned: Date,
    },
    /// A mail went with a reminder, or no relay takes mail for the applicant.
    #[serde(rename = "identity.reminder_mailed")]
    ReminderMailed {
        /// The day for which the reminder was planned.
        planned: Date,
        /// Why not, in the words of the relay; nothing when it was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<Sealed<String>>,
    },
    /// The last day went by without a visit: a task waits for an official.
    #[serde(rename = "identity.lapsed")]
    Lapsed {
        /// The task.
        task: TaskId,
    },
    /// A clerk read the passport that was shown; what was found out of an earlier one counts no more.
    #[serde(rename = "identity.passport_read")]
    PassportRead {
        /// What it says.
        passport: Sealed<Passport>,
        /// A name fills its place in the lines and may be cut.
        cut: bool,
    },
    /// What the differences mean.
    #[serde(rename = "identity.differences_answered")]
    DifferencesAnswered {
        /// Each by its part.
        answers: BTreeMap<Part, Answer>,
        /// In the clerk's words.
        note: Option<Sealed<String>>,
    },
    /// A clerk saw the originals of attachments; only these count from now on.
    #[serde(rename = "identity.originals_seen")]
    OriginalsSeen {
        /// The attachments.
        documents: Vec<FileId>,
    },
    /// A device is asked to take something.
    #[serde(rename = "identity.capture_asked")]
    CaptureAsked {
        /// Which capture it becomes.
        capture: CaptureId,
        /// What.
        what: What,
        /// Key of the place where it stands.
        place: String,
    },
    /// It was taken and lies in the vault.
    #[serde(rename = "identity.captured")]
    Captured {
        /// Which capture.
        capture: CaptureId,
        /// Quality of a hundred, as the device tells it.
        quality: u8,
        /// Is that enough?
        good: bool,
        /// Fingerprint of the sealed thing: SHA-256, hex.
        sha256: String,
    },
    /// The device took nothing.
    #[serde(rename = "identity.capture_failed")]
    CaptureFailed {
        /// Which capture.
        capture: CaptureId,
        /// Why.
        trouble: Trouble,
    },
    /// Something is not taken, or kept though it is poor.
    #[serde(rename = "identity.capture_excused")]
    CaptureExcused {
        /// What.
        what: What,
        /// Code of the reason, of the law's file.
        reason: String,
        /// In the clerk's words.
        note: Option<Sealed<String>>,
    },
    /// A clerk doubts; a task waits for an official.
    #[serde(rename = "identity.doubted")]
    Doubted {
        /// In the clerk's words.
        note: Sealed<String>,
        /// The task.
        task: TaskId,
    },
    /// An official settled the doubt.
    #[serde(rename = "identity.doubt_settled")]
    DoubtSettled {
        /// Nothing is left of it.
        cleared: bool,
        /// In the official's words.
        note: Sealed<String>,
    },
    /// The applicant has shown who they are; the fact stands beside this event.
    #[serde(rename = "identity.proven")]
    Proven {
        /// Key of the mission or service point.
        place: String,
        /// Whether something made the clerk think of a vulnerable position; nothing when they said neither.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        noticed: Option<Noticed>,
        /// What that was, in the clerk's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Sealed<String>>,
    },
    /// What was proven was wrong; the step begins again.
    #[serde(rename = "identity.corrected")]
    Corrected {
        /// In the official's words.
        reason: Sealed<String>,
    },
    /// The case is pending no longer.
    #[serde(rename = "identity.ended")]
    Ended {},
    /// The case is pending again.
    #[serde(rename = "identity.resumed")]
    Resumed {},
}

/// Kind of [`IdentityEvent::Lapsed`], for reactions.
pub(crate) const LAPSED: &str = "identity.lapsed";
/// Kind of [`IdentityEvent::Proven`], for reactions.
pub const PROVEN: &str = "identity.proven";

impl EventSet for IdentityEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "identity.awaited", schema: 1 },
        Kind { name: "identity.reminded", schema: 1 },
        Kind { name: "identity.reminder_mailed", schema: 1 },
        Kind { name: LAPSED, schema: 1 },
        Kind { name: "identity.passport_read", schema: 1 },
        Kind { name: "identity.differences_answered", schema: 1 },
        Kind { name: "identity.originals_seen", schema: 1 },
        Kind { name: "identity.capture_asked", schema: 1 },
        Kind { name: "identity.captured", schema: 1 },
        Kind { name: "identity.capture_failed", schema: 1 },
        Kind { name: "identity.capture_excused", schema: 1 },
        Kind { name: "identity.doubted", schema: 1 },
        Kind { name: "identity.doubt_settled", schema: 1 },
        Kind { name: PROVEN, schema: 1 },
        Kind { name: "identity.corrected", schema: 1 },
        Kind { name: "identity.ended", schema: 1 },
        Kind { name: "identity.resumed", schema: 1 },
    ];
}

/// What happens to a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum VisitEvent {
    /// Somebody has to come.
    #[serde(rename = "visit.wanted")]
    Wanted {
        /// In which case.
        case: CaseId,
        /// The user who applied.
        owner: UserId,
    },
    /// They mean to come there.
    #[serde(rename = "visit.place_chosen")]
    PlaceChosen {
        /// Key of the mission or service point.
        place: String,
    },
    /// A time is kept for them.
    #[serde(rename = "visit.time_booked")]
    TimeBooked {
        /// When and where.
        booking: Booking,
    },
    /// No time is kept for them any more.
    #[serde(rename = "visit.time_released")]
    TimeReleased {},
}

impl EventSet for VisitEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "visit.wanted", schema: 1 },
        Kind { name: "visit.place_chosen", schema: 1 },
        Kind { name: "visit.time_booked", schema: 1 },
        Kind { name: "visit.time_released", schema: 1 },
    ];
}

/// What happens to a capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CaptureEvent {
    /// It lies in the vault.
    #[serde(rename = "capture.kept")]
    Kept {
        /// Of which case.
        case: CaseId,
        /// What it is.
        what: What,
        /// The sealed file. Its key is that of the capture, and so is the key of this reference.
        file: Sealed<FileId>,
        /// Media type of the content.
        media_type: String,
        /// Quality of a hundred.
        quality: u8,
    },
    /// It is kept until a day.
    #[serde(rename = "capture.retained")]
    Retained {
        /// The last day.
        until: Date,
    },
    /// Its key is destroyed.
    #[serde(rename = "capture.erased")]
    Erased {},
}

impl EventSet for CaptureEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "capture.kept", schema: 1 },
        Kind { name: "capture.retained", schema: 1 },
        Kind { name: "capture.erased", schema: 1 },
    ];
}
