//! A button that does an act without a form of its own.

use askama::Template;

use super::shows_itself;
use crate::form::text_key;
use crate::ui::Ui;

/// A button that posts an act at once: take this task, mark as read.
#[derive(Template)]
#[template(path = "parts/act_button.html")]
pub struct ActButton {
    path: String,
    csrf: String,
    once: String,
    seen: Option<i64>,
    values: Vec<(&'static str, String)>,
    label: String,
    about: String,
    variant: &'static str,
}

impl ActButton {
    /// A button for the act at a path; its label is the act's `.submit` text.
    #[must_use]
    pub fn new(ui: &Ui, act: &str, path: impl Into<String>) -> ActButton {
        ActButton {
            path: path.into(),
            csrf: ui.csrf().to_owned(),
            once: ui.once().to_string(),
            seen: None,
            values: Vec::new(),
            label: ui.t(format!("act-{}.submit", text_key(act))).plain(),
            about: String::new(),
            variant: "secondary",
        }
    }

    /// The version the user looks at.
    #[must_use]
    pub const fn seen(mut self, version: i64) -> ActButton {
        self.seen = Some(version);
        self
    }

    /// A field of the act, filled in.
    #[must_use]
    pub fn value(mut self, field: &'static str, value: impl std::fmt::Display) -> ActButton {
        self.values.push((field, value.to_string()));
        self
    }

    /// What it is about, for those who only hear: a page has several buttons of the same name.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> ActButton {
        self.about = about.into();
        self
    }

    /// The main thing to do on this page.
    #[must_use]
    pub const fn primary(mut self) -> ActButton {
        self.variant = "primary";
        self
    }

    /// A quiet one, in a row of a table.
    #[must_use]
    pub const fn quiet(mut self) -> ActButton {
        self.variant = "tertiary";
        self
    }
}

shows_itself!(ActButton);
