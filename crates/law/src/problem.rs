//! Why a law file is refused: always with file, decision, row and column, in words for a lawyer.

use std::fmt;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Should be mended; the rule set still loads.
    Warning,
    /// The rule set is refused.
    Error,
}

/// One thing that is wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// How bad it is.
    pub level: Level,
    /// Stable code, such as `unknown-name`.
    pub code: &'static str,
    /// File the problem is in (a path inside the law folder, or the name the caller gave).
    pub file: Box<str>,
    /// Line of the file, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Decision (table) name; empty when the whole file is meant.
    pub decision: Box<str>,
    /// Row number in the table, from 1.
    pub row: Option<usize>,
    /// Column heading.
    pub column: Option<Box<str>>,
    /// What is wrong and what to do, in one or two sentences.
    pub message: Box<str>,
}

impl Problem {
    /// An error that refuses the file.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<Box<str>>) -> Self {
        Self {
            level: Level::Error,
            code,
            file: Box::default(),
            line: 0,
            decision: Box::default(),
            row: None,
            column: None,
            message: message.into(),
        }
    }

    /// A warning; the file still loads.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<Box<str>>) -> Self {
        Self { level: Level::Warning, ..Self::error(code, message) }
    }

    /// A note: nothing is wrong.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<Box<str>>) -> Self {
        Self { level: Level::Note, ..Self::error(code, message) }
    }

    /// The same problem, placed in a file.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        if self.file.is_empty() {
            self.file = file.into();
        }
        self
    }

    /// The same problem, placed on a line.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        if self.line == 0 {
            self.line = line;
        }
        self
    }

    /// The same problem, placed in a decision.
    #[must_use]
    pub fn in_decision(mut self, decision: &str) -> Self {
        if self.decision.is_empty() {
            self.decision = decision.into();
        }
        self
    }

    /// The same problem, placed in a row (from 1).
    #[must_use]
    pub fn in_row(mut self, row: usize) -> Self {
        self.row.get_or_insert(row);
        self
    }

    /// The same problem, placed in a column.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> Self {
        self.column.get_or_insert_with(|| column.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        write!(f, "{level} [{}]", self.code)?;
        if !self.file.is_empty() {
            write!(f, " {}", self.file)?;
            if self.line > 0 {
                write!(f, ":{}", self.line)?;
            }
        }
        if !self.decision.is_empty() {
            write!(f, ", decision {}", self.decision)?;
        }
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Problem {}
