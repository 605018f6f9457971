//! What is known of an application: a fold over its events.

use std::collections::BTreeMap;

use casefile::model::Language;
use casefile::{CaseId, MessageId};
use kernel::{BlindIndex, FileId, Meta, Refusal, Row, State, Subject, Ts, UserId, Who};
use uuid::Uuid;

use crate::events::{ApplicationEvent, AttachedFile, Page, Receipt};
use crate::ids::{ApplicationId, OrderId};
use crate::payments::{RefundGround, Standing};
use crate::rows;

/// An application as known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Application {
    /// No such application.
    #[default]
    Unknown,
    /// An application.
    Known(Box<KnownApplication>),
}

/// What is known of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownApplication {
    /// Whose it is.
    pub owner: UserId,
    /// Code of the type of permit.
    pub permit: String,
    /// The pages that were answered, by code. Of erased ones the answers are gone.
    pub answered: BTreeMap<String, AnsweredPage>,
    /// Files, oldest first.
    pub attachments: Vec<Attachment>,
    /// How often answers or files changed.
    pub changes: u64,
    /// The language in which its owner read it when they declared it true last; nothing where that was not told.
    pub language: Option<Language>,
    /// Payments of the fee, oldest first.
    pub payments: Vec<Payment>,
    /// What the applicant wrote to the officials of the case, oldest first.
    pub messages: Vec<WrittenMessage>,
    /// How far it is.
    pub stage: Stage,
    /// When it was sent.
    pub sent: Option<Ts>,
    /// When its applicant was given the confirmation that it came in, and that.
    pub receipt: Option<(Ts, Receipt)>,
    /// When it was begun.
    pub begun: Ts,
    /// When something last happened.
    pub changed: Ts,
}

/// What an applicant wrote to the officials of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenMessage {
    /// Which message.
    pub id: MessageId,
    /// When.
    pub at: Ts,
    /// Its words; nothing once erased.
    pub text: Option<String>,
}

/// A page that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnsweredPage {
    /// What was said.
    pub answers: Page,
    /// The applicant says that it is right; what was filled in for them has yet to be confirmed.
    pub confirmed: bool,
}

/// A file of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Code of its place.
    pub slot: String,
    /// The file.
    pub file: AttachedFile,
}

/// Code of an application that is a case.
pub(crate) const INSTITUTED: &str = "instituted";

/// Code of a payment that is to be given back.
pub(crate) const TO_REFUND: &str = "to-refund";

/// A payment of the fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Which.
    pub order: OrderId,
    /// How much, in cents of euros.
    pub cents: i64,
    /// The parameter of the law that says so.
    pub fee: String,
    /// How often the application had been changed by then.
    pub changes: u64,
    /// What whoever takes it calls it, and where it is paid.
    pub opened: Option<OpenedPayment>,
    /// How it stands.
    pub standing: Standing,
    /// What an official had given back.
    pub refund: Option<Refund>,
    /// When it was ordered.
    pub ordered: Ts,
    /// When something last happened to it.
    pub changed: Ts,
}

/// What is given back of a payment: all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Why.
    pub ground: RefundGround,
    /// In the official's words; nothing once erased.
    pub note: Option<String>,
    /// The official.
    pub by: UserId,
    /// When that was ordered.
    pub ordered: Ts,
    /// Whether it was given back, and when that was known; nothing while it is asked for.
    pub settled: Option<(bool, Ts)>,
}

/// A payment as whoever takes it knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedPayment {
    /// What they call it.
    pub payment: String,
    /// Where it is paid.
    pub pay_url: String,
}

impl Payment {
    /// Is it still waited for?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// Is it paid, and neither given back nor about to be?
    #[must_use]
    pub fn pays(&self) -> bool {
        let kept = self
            .refund
            .as_ref()
            .is_none_or(|refund| refund.settled.is_some_and(|(given, _)| !given));
        self.standing == Standing::Paid && kept
    }

    /// Is it to be given back, and was not yet?
    #[must_use]
    pub fn is_going_back(&self) -> bool {
        self.refund.as_ref().is_some_and(|refund| refund.settled.is_none())
    }

    /// Code of how it stands, for rows and texts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.refund.as_ref().map(|refund| refund.settled) {
            None => self.standing.code(),
            Some(None) => TO_REFUND,
            Some(Some((true, _))) => "refunded",
            Some(Some((false, _))) => "refund-refused",
        }
    }
}

/// How far an application is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Nobody but its owner knows of it.
    Draft,
    /// It was sent and is about to become a case.
    Submitted {
        /// When it was sent.
        at: Ts,
    },
    /// It is a case.
    Instituted {
        /// When it was sent.
        at: Ts,
        /// The case.
        case: CaseId,
        /// Its number.
        number: String,
    },
    /// It was taken back.
    Withdrawn {
        /// When.
        at: Ts,
        /// The case it had become, and its number.
        case: Option<(CaseId, String)>,
    },
}

impl Stage {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted { .. } => "submitted",
            Stage::Instituted { .. } => INSTITUTED,
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }

    /// The case, and its number.
    #[must_use]
    pub fn case(&self) -> Option<(CaseId, &str)> {
        match self {
            Stage::Instituted { case, number, .. } => Some((*case, number)),
            Stage::Withdrawn { case: Some((case, number)), .. } => Some((*case, number)),
            Stage::Draft | Stage::Submitted { .. } | Stage::Withdrawn { case: None, .. } => None,
        }
    }
}

impl Application {
    /// The application, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&KnownApplication> {
        match self {
            Application::Unknown => None,
            Application::Known(known) => Some(known),
        }
    }

    /// The application, when it is somebody's own: anybody else's is not there.
    ///
    /// # Errors
    /// `application-unknown`.
    pub fn of(&self, who: &Who) -> Result<&KnownApplication, Refusal> {
        let own = self.known().filter(|known| known.owner == who.user);
        own.ok_or_else(|| Refusal::new("application-unknown"))
    }

    /// The application, when it is somebody's own and not sent yet.
    ///
    /// # Errors
    /// `application-unknown`, `application-sent`, `application-withdrawn`.
    pub fn draft_of(&self, who: &Who) -> Result<&KnownApplication, Refusal> {
        let own = self.of(who)?;
        match own.stage {
            Stage::Draft => Ok(own),
            Stage::Submitted { .. } | Stage::Instituted { .. } => {
                Err(Refusal::new("application-sent"))
            }
            Stage::Withdrawn { .. } => Err(Refusal::new("application-withdrawn")),
        }
    }
}

impl KnownApplication {
    /// Whose key seals what is said in it.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        Subject(self.owner.0)
    }

    /// One that was begun at a moment.
    pub(crate) fn new(owner: UserId, permit: String, at: Ts) -> KnownApplication {
        KnownApplication {
            owner,
            permit,
            answered: BTreeMap::new(),
            attachments: Vec::new(),
            changes: 0,
            language: None,
            payments: Vec::new(),
            messages: Vec::new(),
            stage: Stage::Draft,
            sent: None,
            receipt: None,
            begun: at,
            changed: at,
        }
    }

    fn take(&mut self, event: ApplicationEvent, (at, by): (Ts, UserId)) {
        self.changed = at;
        if matches!(self.stage, Stage::Draft) && !is_of_sending(&event) {
            self.changes += 1;
        }
        match event {
            ApplicationEvent::GroupAnswered { group, answers } => {
                let answers = answers.into_option().unwrap_or_default();
                self.answered.insert(group, AnsweredPage { answers, confirmed: true });
            }
            ApplicationEvent::GroupFilled { group, answers } => {
                let answers = answers.into_option().unwrap_or_default();
                self.answered.insert(group, AnsweredPage { answers, confirmed: false });
            }
            ApplicationEvent::AttachmentAdded { slot, file } => {
                self.attachments.push(Attachment { slot, file });
            }
            ApplicationEvent::AttachmentRemoved { slot, file } => {
                self.attachments.retain(|a| (&a.slot, a.file.file) != (&slot, file));
            }
            ApplicationEvent::Declared { language } => self.language = Some(language),
            ApplicationEvent::PaymentOrdered { order, cents, fee, changes } => {
                let (opened, standing) = (None, Standing::Open);
                let (ordered, changed) = (at, at);
                self.payments.push(Payment {
                    order,
                    cents,
                    fee,
                    changes,
                    opened,
                    standing,
                    refund: None,
                    ordered,
                    changed,
                });
            }
            ApplicationEvent::PaymentOpened { order, payment, pay_url } => {
                let opened = Some(OpenedPayment { payment, pay_url });
                self.pay(order, |payment| (payment.opened, payment.changed) = (opened, at));
            }
            ApplicationEvent::PaymentSettled { order, standing } => {
                self.pay(order, |payment| (payment.standing, payment.changed) = (standing, at));
            }
            ApplicationEvent::RefundOrdered { order, ground, note } => {
                let note = note.into_option();
                let refund = Refund { ground, note, by, ordered: at, settled: None };
                self.pay(order, |payment| payment.refund = Some(refund));
            }
            ApplicationEvent::RefundSettled { order, given } => self.pay(order, |payment| {
                payment.refund.iter_mut().for_each(|refund| refund.settled = Some((given, at)));
            }),
            ApplicationEvent::MessageWritten { message: id, text } => {
                self.messages.push(WrittenMessage { id, at, text: text.into_option() });
            }
            ApplicationEvent::ReceiptMade { receipt } => self.receipt = Some((at, receipt)),
            ApplicationEvent::Submitted {} => {
                (self.stage, self.sent) = (Stage::Submitted { at }, Some(at));
            }
            ApplicationEvent::Instituted { case, number } => {
                self.stage = match self.stage {
                    Stage::Submitted { at } => Stage::Instituted { at, case, number },
                    _ => Stage::Instituted { at, case, number },
                };
            }
            ApplicationEvent::Withdrawn {} => {
                let case = self.stage.case().map(|(case, number)| (case, number.to_owned()));
                self.stage = Stage::Withdrawn { at, case };
            }
            // It is begun once.
            ApplicationEvent::Begun { .. } => {}
        }
    }

    fn pay(&mut self, order: OrderId, change: impl FnOnce(&mut Payment)) {
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.order == order) {
            change(payment);
        }
    }

    /// A payment.
    #[must_use]
    pub fn payment(&self, order: OrderId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.order == order)
    }

    /// The payment that is waited for.
    #[must_use]
    pub fn open_payment(&self) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.is_open())
    }

    /// The payment by which the fee is paid and was not given back.
    #[must_use]
    pub fn paid(&self) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.pays())
    }

    /// A file in its place.
    #[must_use]
    pub fn attachment(&self, slot: &str, file: FileId) -> Option<&Attachment> {
        self.attachments.iter().find(|a| a.slot == slot && a.file.file == file)
    }
}

impl State for Application {
    const STREAM: &'static str = "application";
    type Event = ApplicationEvent;

    fn apply(&mut self, event: ApplicationEvent, meta: Meta<'_>) {
        match (event, &mut *self) {
            (ApplicationEvent::Begun { owner, permit }, application) => {
                let known = KnownApplication::new(owner, permit, meta.at());
                *application = Application::Known(Box::new(known));
            }
            (event, Application::Known(known)) => {
                known.take(event, (meta.at(), UserId(meta.actor())));
            }
            // Nothing is recorded before it is begun; the acts see to it.
            (_, Application::Unknown) => {}
        }
    }

    fn rows(&self, stream: Uuid, _: &BlindIndex) -> Vec<Row> {
        self.known().map_or_else(Vec::new, |known| rows::application(ApplicationId(stream), known))
    }
}

/// Is it about sending and paying, and nothing that was said in the application?
const fn is_of_sending(event: &ApplicationEvent) -> bool {
    matches!(
        event,
        ApplicationEvent::Declared { .. }
            | ApplicationEvent::PaymentOrdered { .. }
            | ApplicationEvent::PaymentOpened { .. }
            | ApplicationEvent::PaymentSettled { .. }
            | ApplicationEvent::RefundOrdered { .. }
            | ApplicationEvent::RefundSettled { .. }
    )
}
