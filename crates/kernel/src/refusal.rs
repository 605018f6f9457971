//! Two ways not to do a thing: a refusal is for people, a fault is for us.

use std::fmt;

use uuid::Uuid;

/// Why an act was not done, as a value the page translates: text key `refusal-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, such as `case-closed`.
    pub code: &'static str,
    /// Values the text shows, by name.
    pub args: Vec<(&'static str, String)>,
    /// The form field it concerns, when it concerns one.
    pub field: Option<&'static str>,
}

impl Refusal {
    /// A refusal with a code and nothing else.
    #[must_use]
    pub const fn new(code: &'static str) -> Refusal {
        Refusal { code, args: Vec::new(), field: None }
    }

    /// Adds a value for the text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Refusal {
        self.args.push((name, value.to_string()));
        self
    }

    /// Names the form field that has to change.
    #[must_use]
    pub const fn at(mut self, field: &'static str) -> Refusal {
        self.field = Some(field);
        self
    }
}

/// What kind of trouble a fault is; it decides the page shown and whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A store is away or full: a clear page, recovers by itself.
    Unavailable,
    /// Stored bytes do not read back as what was written: an alarm.
    Corrupt,
    /// A mistake of ours.
    Bug,
}

/// Something we have to mend. Shown to people only as a reference.
pub struct Fault {
    /// What kind of trouble.
    pub kind: FaultKind,
    source: anyhow::Error,
}

impl Fault {
    /// A mistake of ours.
    pub fn bug(source: impl Into<anyhow::Error>) -> Fault {
        Fault { kind: FaultKind::Bug, source: source.into() }
    }

    /// A store that is away or full.
    pub fn unavailable(source: impl Into<anyhow::Error>) -> Fault {
        Fault { kind: FaultKind::Unavailable, source: source.into() }
    }

    /// Stored bytes that cannot be what was written.
    pub fn corrupt(what: impl fmt::Display) -> Fault {
        Fault { kind: FaultKind::Corrupt, source: anyhow::anyhow!("{what}") }
    }

    /// The same fault, told with where it happened.
    #[must_use]
    pub fn context(self, what: impl fmt::Display) -> Fault {
        Fault { kind: self.kind, source: anyhow::anyhow!("{what}: {:#}", self.source) }
    }

    /// A mistake of ours, in words.
    pub fn message(what: impl fmt::Display) -> Fault {
        Fault { kind: FaultKind::Bug, source: anyhow::anyhow!("{what}") }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {:#}", self.kind, self.source)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.source)
    }
}

impl std::error::Error for Fault {}

impl From<serde_json::Error> for Fault {
    fn from(source: serde_json::Error) -> Fault {
        Fault { kind: FaultKind::Corrupt, source: source.into() }
    }
}

/// Everything that can come of running an act besides success.
#[derive(Debug)]
pub enum NotDone {
    /// The act said no.
    Refused(Refusal),
    /// The user lacks the right.
    NotAllowed,
    /// There is no such thing, or the user must not know that there is.
    NotFound,
    /// Someone changed it since the user looked: the versions then and now.
    Stale {
        /// The stream that moved.
        stream: Uuid,
        /// The version the user saw.
        seen: i64,
        /// The version now.
        now: i64,
    },
    /// A value that must be unique is taken (claim kind).
    Taken(String),
    /// Something we have to mend.
    Fault(Fault),
}

impl From<Fault> for NotDone {
    fn from(fault: Fault) -> NotDone {
        NotDone::Fault(fault)
    }
}

impl From<Refusal> for NotDone {
    fn from(refusal: Refusal) -> NotDone {
        NotDone::Refused(refusal)
    }
}
