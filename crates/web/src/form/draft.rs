//! What a form starts from: values, options and surroundings that depend on data.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::html::Html;
use crate::request::Values;

/// What a form starts from. Everything has a sensible nothing.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub(crate) values: Values,
    pub(crate) options: BTreeMap<&'static str, Vec<(String, String)>>,
    pub(crate) seen: Option<(Uuid, i64)>,
    pub(crate) seen_above: i64,
    pub(crate) args: Vec<(&'static str, String)>,
    pub(crate) aside: Html,
    pub(crate) islands: Vec<&'static str>,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) back: Option<String>,
    pub(crate) second: Option<(&'static str, String)>,
    pub(crate) unasked: BTreeSet<&'static str>,
    pub(crate) notes: BTreeMap<&'static str, String>,
}

impl Draft {
    /// An empty form.
    #[must_use]
    pub fn new() -> Draft {
        Draft::default()
    }

    /// A value that a field holds at first.
    #[must_use]
    pub fn value(mut self, field: &str, value: impl std::fmt::Display) -> Draft {
        self.values.push(field, value.to_string());
        self
    }

    /// The options of a [`super::Field::drafted`] choice: code and label.
    #[must_use]
    pub fn options(mut self, field: &'static str, options: Vec<(String, String)>) -> Draft {
        self.options.insert(field, options);
        self
    }

    /// The stream and version the user looks at: the act is refused as stale when it moved since.
    #[must_use]
    pub const fn seen(mut self, stream: Uuid, version: i64) -> Draft {
        self.seen = Some((stream, version));
        self
    }

    /// The page shows the version so much higher: where how young a stream is would tell what it is.
    #[must_use]
    pub const fn seen_above(mut self, above: i64) -> Draft {
        self.seen_above = above;
        self
    }

    /// A variable of the form's own texts (title, intro, submit).
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl std::fmt::Display) -> Draft {
        self.args.push((name, value.to_string()));
        self
    }

    /// What stands between heading and fields: the case's header, a warning.
    #[must_use]
    pub fn aside(mut self, aside: Html) -> Draft {
        self.aside = aside;
        self
    }

    /// Loads an island for what stands there; see [`crate::Page::island`].
    #[must_use]
    pub fn island(mut self, name: &'static str) -> Draft {
        self.islands.push(name);
        self
    }

    /// Adds a step of the way here, outermost first; the last is also where Cancel leads.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Draft {
        let href = href.into();
        self.back = Some(href.clone());
        self.crumbs.push((label.into(), href));
        self
    }

    /// A second button, which posts the same form with `name` set: to do less, such as keeping it for
    /// later.
    #[must_use]
    pub fn second(mut self, name: &'static str, label: impl Into<String>) -> Draft {
        self.second = Some((name, label.into()));
        self
    }

    /// A field that is not asked for this time: it is neither shown nor read.
    #[must_use]
    pub fn unasked(mut self, field: &'static str) -> Draft {
        self.unasked.insert(field);
        self
    }

    /// Something to know about what a field holds, such as where that came from.
    #[must_use]
    pub fn note(mut self, field: &'static str, words: impl Into<String>) -> Draft {
        self.notes.insert(field, words.into());
        self
    }

    /// Where somebody goes who does nothing here; without a step of the way above the page.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Draft {
        self.back = Some(href.into());
        self
    }

    /// Is the field asked for?
    #[must_use]
    pub fn asks(&self, field: &str) -> bool {
        !self.unasked.contains(field)
    }

    pub(crate) fn options_of(&self, field: &str) -> &[(String, String)] {
        self.options.get(field).map_or(&[], Vec::as_slice)
    }
}
