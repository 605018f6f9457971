//! Saying something: what is wrong, what happened, how it stands, that there is nothing.

use askama::Template;

use super::shows_itself;
use crate::ui::Ui;

/// What a message or tag means; each has a colour and is told in words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// To know.
    Info,
    /// Good, done.
    Success,
    /// Look here.
    Warning,
    /// Wrong, overdue, refused.
    Danger,
    /// The house's own colour.
    Accent,
}

impl Tone {
    /// All.
    pub const ALL: [Tone; 6] =
        [Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger, Tone::Accent];

    /// The `data-color` value.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
            Tone::Accent => "accent",
        }
    }
}

/// A status or class in a word.
#[derive(Template)]
#[template(path = "parts/tag.html")]
pub struct Tag {
    tone: Tone,
    text: String,
}

impl Tag {
    /// A tag with its words.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Tag {
        Tag { tone, text: text.into() }
    }
}

/// A message in a box.
#[derive(Template)]
#[template(path = "parts/notice.html")]
pub struct Notice {
    tone: Tone,
    title: String,
    lines: Vec<String>,
    live: bool,
}

impl Notice {
    /// A message.
    #[must_use]
    pub fn new(tone: Tone, line: impl Into<String>) -> Notice {
        Notice { tone, title: String::new(), lines: vec![line.into()], live: false }
    }

    /// A heading above it.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Notice {
        self.title = title.into();
        self
    }

    /// One more line.
    #[must_use]
    pub fn line(mut self, line: impl Into<String>) -> Notice {
        self.lines.push(line.into());
        self
    }

    /// Read out when it appears.
    #[must_use]
    pub const fn live(mut self) -> Notice {
        self.live = true;
        self
    }
}

/// What is wrong with a form, each line a link to its field. Shows nothing when nothing is.
#[derive(Template)]
#[template(path = "parts/error_summary.html")]
pub struct ErrorSummary {
    title: String,
    links: Vec<(Option<String>, String)>,
    quiet: bool,
}

impl ErrorSummary {
    /// Errors in the order of the page: id of the field, when it concerns one, and words.
    #[must_use]
    pub fn new(ui: &Ui, links: Vec<(Option<String>, String)>) -> ErrorSummary {
        ErrorSummary {
            title: ui.t("web-errors").arg("n", links.len()).plain(),
            links,
            quiet: false,
        }
    }

    /// Neither read out nor given the focus: for showing what one looks like.
    #[must_use]
    pub const fn quiet(mut self) -> ErrorSummary {
        self.quiet = true;
        self
    }
}

/// There is nothing to show, and what to do about it.
#[derive(Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    title: String,
    text: String,
    link: Option<(String, String)>,
}

impl Empty {
    /// What there is nothing of.
    #[must_use]
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Empty {
        Empty { title: title.into(), text: text.into(), link: None }
    }

    /// A way on.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Empty {
        self.link = Some((label.into(), href.into()));
        self
    }

    /// The list's filters leave nothing.
    #[must_use]
    pub fn filtered(ui: &Ui) -> Empty {
        Empty::new(ui.t("web-empty-filtered"), ui.t("web-empty-filtered.text"))
            .link(ui.t("web-filter-clear"), ui.path())
    }

    /// The user may not see this part.
    #[must_use]
    pub fn not_allowed(ui: &Ui) -> Empty {
        Empty::new(ui.t("web-not-allowed"), ui.t("web-not-allowed.text"))
    }
}

/// Who else has this open right now.
#[derive(Template)]
#[template(path = "parts/presence.html")]
pub struct Presence {
    text: String,
}

impl Presence {
    /// Names of the others; nobody shows nothing.
    #[must_use]
    pub fn new(ui: &Ui, names: &[String]) -> Presence {
        let text = match names {
            [] => String::new(),
            [one] => ui.t("web-presence-one").arg("name", one).to_string(),
            [one, rest @ ..] => {
                ui.t("web-presence-many").arg("name", one).arg("n", rest.len()).to_string()
            }
        };
        Presence { text }
    }
}

shows_itself!(Tag, Notice, ErrorSummary, Empty, Presence);
