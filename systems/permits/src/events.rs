//! What happens to an application.

use std::collections::BTreeMap;

use casefile::model::Language;
use casefile::{CaseId, MessageId};
use decisions::library::Tongue;
use kernel::{Date, EventSet, FileId, Kind, Sealed, UserId};
use serde::{Deserialize, Serialize};

use crate::ids::OrderId;
use crate::looked::Seen;
use crate::payments::{RefundGround, Standing};

/// The answers of one page, by question.
pub type Page = BTreeMap<String, Said>;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The answer: text as typed, a day as `2026-11-23`, a number with a point, a code.
    pub value: String,
    /// Where it comes from, when it was not typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Source>,
}

/// Where an answer comes from that was not typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The machine readable lines of a passport.
    PassportCode,
    /// The same, where a name fills its place and may be cut.
    PassportCodeCut,
    /// The application for the permit that its owner holds.
    EarlierApplication,
    /// The permit that was given to them here.
    PermitHeld,
    /// The terms that their employer confirmed.
    EmployerPart,
    /// The register of studies, where their school enters whom it has admitted.
    School,
}

impl Source {
    /// Code for texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Source::PassportCode => "passport-code",
            Source::PassportCodeCut => "passport-code-cut",
            Source::EarlierApplication => "earlier-application",
            Source::PermitHeld => "permit-held",
            Source::EmployerPart => "employer-part",
            Source::School => "school",
        }
    }
}

/// A file that belongs to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    /// The stored file.
    pub file: FileId,
    /// The name its sender gave it.
    pub name: Sealed<String>,
    /// Media type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// What was seen in it, where it has text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Sealed<Seen>>,
}

impl AttachedFile {
    /// What was seen in it; nothing where it has no text, and once erased.
    pub(crate) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()?.get()
    }
}

/// The confirmation that an application came in: what page, document and message tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its language.
    pub language: Tongue,
    /// SHA-256 of what was received, hex.
    pub received: String,
    /// How long such cases had taken lately; nothing when too few were decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasted: Option<LastedThen>,
    /// The message that tells it; none where writing to whoever applied was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// The document.
    pub file: FileId,
    /// SHA-256 of the document, hex.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
}

/// How long cases had taken by some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastedThen {
    /// How many cases.
    pub cases: usize,
    /// The day on which the first of them was decided.
    pub since: Date,
    /// Half of them took at most so many days.
    pub half_days: i64,
    /// Nine in ten of them took at most so many.
    pub most_days: i64,
}

/// What happens to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ApplicationEvent {
    /// Somebody began it.
    #[serde(rename = "application.begun")]
    Begun {
        /// Who.
        owner: UserId,
        /// Code of the type of permit.
        permit: String,
    },
    /// A page was answered; what was said on it before no longer counts.
    #[serde(rename = "application.group_answered")]
    GroupAnswered {
        /// Code of the page.
        group: String,
        /// All that was said on it.
        answers: Sealed<Page>,
    },
    /// A page was filled in for the applicant, who has yet to say that it is right.
    #[serde(rename = "application.group_filled")]
    GroupFilled {
        /// Code of the page.
        group: String,
        /// All that stands on it now.
        answers: Sealed<Page>,
    },
    /// A file was attached.
    #[serde(rename = "application.attachment_added")]
    AttachmentAdded {
        /// Code of its place.
        slot: String,
        /// The file.
        file: AttachedFile,
    },
    /// A file was taken out again.
    #[serde(rename = "application.attachment_removed")]
    AttachmentRemoved {
        /// Code of its place: one file may stand in several, as when all was scanned into one.
        slot: String,
        /// Which.
        file: FileId,
    },
    /// Its owner declared it true and had it sent.
    #[serde(rename = "application.declared")]
    Declared {
        /// The language in which they read it.
        language: Language,
    },
    /// It is to be sent, once the fee is paid.
    #[serde(rename = "application.payment_ordered")]
    PaymentOrdered {
        /// The payment.
        order: OrderId,
        /// How much, in cents of euros.
        cents: i64,
        /// The parameter of the law that says so.
        fee: String,
        /// How often it had been changed by then: what was declared true is that.
        changes: u64,
    },
    /// Whoever takes payments waits for the payer.
    #[serde(rename = "application.payment_opened")]
    PaymentOpened {
        /// The payment.
        order: OrderId,
        /// What they call it.
        payment: String,
        /// Where it is paid.
        pay_url: String,
    },
    /// How a payment ended. One that ended otherwise may still be paid.
    #[serde(rename = "application.payment_settled")]
    PaymentSettled {
        /// The payment.
        order: OrderId,
        /// How.
        standing: Standing,
    },
    /// An official has what was paid given back.
    #[serde(rename = "application.refund_ordered")]
    RefundOrdered {
        /// The payment.
        order: OrderId,
        /// Why.
        ground: RefundGround,
        /// In the official's words.
        note: Sealed<String>,
    },
    /// Whoever takes payments gave it back, or will not.
    #[serde(rename = "application.refund_settled")]
    RefundSettled {
        /// The payment.
        order: OrderId,
        /// Did they?
        given: bool,
    },
    /// It was sent: from here on it is a matter before the authority.
    #[serde(rename = "application.submitted")]
    Submitted {},
    /// It became a case.
    #[serde(rename = "application.instituted")]
    Instituted {
        /// The case.
        case: CaseId,
        /// Its number.
        number: String,
    },
    /// Its applicant was given the confirmation that it came in.
    #[serde(rename = "application.receipt_made")]
    ReceiptMade {
        /// The confirmation.
        receipt: Receipt,
    },
    /// The applicant wrote to the officials of the case.
    #[serde(rename = "application.message_written")]
    MessageWritten {
        /// Which message.
        message: MessageId,
        /// Its words.
        text: Sealed<String>,
    },
    /// The applicant took it back.
    #[serde(rename = "application.withdrawn")]
    Withdrawn {},
}

/// Kind of [`ApplicationEvent::RefundOrdered`], for reactions.
pub const REFUND_ORDERED: &str = "application.refund_ordered";
/// Kind of [`ApplicationEvent::RefundSettled`], for reactions.
pub const REFUND_SETTLED: &str = "application.refund_settled";
/// Kind of [`ApplicationEvent::Submitted`], for reactions.
pub const SUBMITTED: &str = "application.submitted";
/// Kind of [`ApplicationEvent::Instituted`], for reactions.
pub const INSTITUTED: &str = "application.instituted";
/// Kind of [`ApplicationEvent::MessageWritten`], for reactions.
pub const MESSAGE_WRITTEN: &str = "application.message_written";
/// Kind of [`ApplicationEvent::Withdrawn`], for reactions.
pub const WITHDRAWN: &str = "application.withdrawn";

impl EventSet for ApplicationEvent {
    const KINDS: &'static [Kind] = &[
        Kind { name: "application.begun", schema: 1 },
        Kind { name: "application.group_answered", schema: 1 },
        Kind { name: "application.group_filled", schema: 1 },
        Kind { name: "application.attachment_added", schema: 1 },
        Kind { name: "application.attachment_removed", schema: 1 },
        Kind { name: "application.declared", schema: 1 },
        Kind { name: "application.payment_ordered", schema: 1 },
        Kind { name: "application.payment_opened", schema: 1 },
        Kind { name: "application.payment_settled", schema: 1 },
        Kind { name: REFUND_ORDERED, schema: 1 },
        Kind { name: REFUND_SETTLED, schema: 1 },
        Kind { name: SUBMITTED, schema: 1 },
        Kind { name: INSTITUTED, schema: 1 },
        Kind { name: "application.receipt_made", schema: 1 },
        Kind { name: MESSAGE_WRITTEN, schema: 1 },
        Kind { name: WITHDRAWN, schema: 1 },
    ];
}
