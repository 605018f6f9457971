//! What a template speaks through: language, dates, rights and links of one request.

use std::fmt;
use std::sync::Arc;

use kernel::{Date, Right, Ts, Who};
use uuid::Uuid;

use crate::lang::Lang;
use crate::texts::{Arg, AsArg, Texts, format};

/// The view of one request: every template holds one as `ui`.
#[derive(Clone)]
pub struct Ui {
    pub(crate) inner: Arc<UiParts>,
}

pub(crate) struct UiParts {
    pub(crate) lang: Lang,
    pub(crate) texts: Arc<Texts>,
    pub(crate) who: Who,
    pub(crate) now: Ts,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) csrf: String,
    pub(crate) nonce: String,
    pub(crate) next_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
    pub(crate) look: Look,
}

/// How the user wants pages to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Colours.
    pub scheme: Scheme,
    /// How much stands on a page.
    pub density: Density,
}

/// Light or dark colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How much stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// For people who work here all day.
    #[default]
    Desk,
    /// For reading at ease and for touch.
    Roomy,
    /// For kiosks and weak sight.
    Large,
}

impl Scheme {
    /// All.
    pub const ALL: [Scheme; 3] = [Scheme::Auto, Scheme::Light, Scheme::Dark];

    /// Code in the cookie and in `data-color-scheme`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Scheme::Auto => "auto",
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }
}

impl Density {
    /// All.
    pub const ALL: [Density; 3] = [Density::Desk, Density::Roomy, Density::Large];

    /// Code in the cookie and in `data-size`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Density::Desk => "sm",
            Density::Roomy => "md",
            Density::Large => "lg",
        }
    }
}

impl Ui {
    /// The text for a key, `key` or `key.attribute`; add variables with [`Text::arg`].
    #[must_use]
    pub fn t(&self, key: impl Into<String>) -> Text {
        Text { ui: self.clone(), key: key.into(), args: Vec::new() }
    }

    /// The text for a key made of a prefix and a code: `ui.code("case-status-", status)`.
    #[must_use]
    pub fn code(&self, prefix: &str, code: impl fmt::Display) -> Text {
        self.t(format!("{prefix}{code}"))
    }

    /// Is there a text for the key?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.inner.texts.has(key)
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.inner.lang
    }

    /// Who looks at it.
    #[must_use]
    pub fn who(&self) -> &Who {
        &self.inner.who
    }

    /// Does the user hold the right? For leaving out what they cannot do.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.inner.who.may(right)
    }

    /// The instant the request came.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.inner.now
    }

    /// Today in Finland.
    #[must_use]
    pub fn today(&self) -> Date {
        self.inner.now.date()
    }

    /// The path of the page, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The nonce that lets a script or an `hx-` element work on this page.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.inner.nonce
    }

    /// The token that shows a form came from one of our pages.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.inner.csrf
    }

    /// A new token that makes a form posted twice be done once.
    #[must_use]
    pub fn once(&self) -> Uuid {
        (self.inner.next_id)()
    }

    /// How the user wants pages to look.
    #[must_use]
    pub fn look(&self) -> Look {
        self.inner.look
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, n: impl AsArg) -> String {
        match n.as_arg() {
            Arg::Number(n) => format::number(n, self.inner.lang),
            Arg::Text(text) => text,
        }
    }

    /// How many there are, counted up to a limit: a plus says that there are more.
    #[must_use]
    pub fn counted(&self, n: kernel::Counted) -> String {
        let rows = self.number(n.rows);
        if n.more { format!("{rows}+") } else { rows }
    }

    /// Keeps words apart from the direction of the page: only a page from right to left needs it.
    fn apart(&self, words: String) -> String {
        if self.inner.lang.dir() == "rtl" { format!("\u{2068}{words}\u{2069}") } else { words }
    }

    /// A date in words, such as 23 November 2026: Gregorian, Latin digits, in every language.
    #[must_use]
    pub fn date(&self, date: impl AsDate) -> String {
        self.date_as("web-date-long", "", date.as_date())
    }

    /// A date in short, for tables.
    #[must_use]
    pub fn date_short(&self, date: impl AsDate) -> String {
        self.date_as("web-date-short", ".short", date.as_date())
    }

    fn date_as(&self, key: &'static str, month: &str, date: Date) -> String {
        // Text, not numbers: a year takes no thousands mark.
        let words = self
            .t(key)
            .arg("day", date.day().to_string())
            .arg("month", self.t(format!("web-month-{}{month}", date.month())))
            .arg("year", date.year().to_string());
        self.apart(words.plain())
    }

    /// The time of day in Finland, such as 14.05.
    #[must_use]
    pub fn clock(&self, at: impl AsTs) -> String {
        self.time_of_day(at.as_ts().in_helsinki().time())
    }

    /// A time of day by whichever clock it stands, such as 14.05.
    #[must_use]
    pub fn time_of_day(&self, time: jiff::civil::Time) -> String {
        let minute = format!("{:02}", time.minute());
        self.t("web-clock").arg("hour", time.hour().to_string()).arg("minute", minute).plain()
    }

    /// Date and time of day in Finland.
    #[must_use]
    pub fn when(&self, at: impl AsTs) -> String {
        let at = at.as_ts();
        let words = self.t("web-when").arg("date", self.date_short(at.date()));
        self.apart(words.arg("time", self.clock(at)).plain())
    }

    /// This page's address with one query value set, others kept; an empty value takes it out.
    #[must_use]
    pub fn with_query(&self, name: &str, value: impl fmt::Display) -> String {
        let value = value.to_string();
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (n, v) in form_urlencoded::parse(self.inner.query.as_bytes()) {
            if n != name {
                out.append_pair(&n, &v);
            }
        }
        if !value.is_empty() {
            out.append_pair(name, &value);
        }
        let query = out.finish();
        if query.is_empty() {
            self.inner.path.clone()
        } else {
            format!("{}?{query}", self.inner.path)
        }
    }

    /// This page's path and query, for coming back to it.
    #[must_use]
    pub fn here(&self) -> String {
        self.with_query("", "")
    }
}

/// A date, owned or borrowed, as templates hand them over.
pub trait AsDate {
    /// The date.
    fn as_date(&self) -> Date;
}

impl AsDate for Date {
    fn as_date(&self) -> Date {
        *self
    }
}

impl<T: AsDate> AsDate for &T {
    fn as_date(&self) -> Date {
        (**self).as_date()
    }
}

impl AsDate for Ts {
    fn as_date(&self) -> Date {
        self.date()
    }
}

/// An instant, owned or borrowed, as templates hand them over.
pub trait AsTs {
    /// The instant.
    fn as_ts(&self) -> Ts;
}

impl AsTs for Ts {
    fn as_ts(&self) -> Ts {
        *self
    }
}

impl<T: AsTs> AsTs for &T {
    fn as_ts(&self) -> Ts {
        (**self).as_ts()
    }
}

/// A text about to be shown: displays as words, escaped by the template like any value.
#[derive(Clone)]
pub struct Text {
    ui: Ui,
    key: String,
    args: Vec<(&'static str, Arg)>,
}

impl Text {
    /// Gives a variable its value.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl AsArg) -> Text {
        self.args.push((name, value.as_arg()));
        self
    }

    /// Gives several variables their values.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = (&'static str, String)>) -> Text {
        self.args.extend(args.into_iter().map(|(n, v)| (n, Arg::Text(v))));
        self
    }

    /// The words without direction marks: for titles, attributes and files.
    #[must_use]
    pub fn plain(&self) -> String {
        self.ui.inner.texts.get(self.ui.inner.lang, &self.key, &self.args)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rtl = self.ui.inner.lang.dir() == "rtl";
        let args: Vec<_> = self.args.iter().map(|(n, a)| (*n, a.clone().isolated(rtl))).collect();
        f.write_str(&self.ui.inner.texts.get(self.ui.inner.lang, &self.key, &args))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.plain()
    }
}

impl AsArg for Text {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.plain())
    }
}
