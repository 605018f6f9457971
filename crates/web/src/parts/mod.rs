//! Components: small pieces of markup that look and behave the same everywhere.
//!
//! Each is a value with a `new` that takes what it cannot do without, and shows itself in a
//! template as `{{ web::parts::Tag::new(..) }}` or through the shorter methods of [`Ui`].

mod act_button;
mod list;
mod say;
mod show;

pub use act_button::ActButton;
pub use list::{FilterField, FilterPanel, Pager, Tab, Tabs};
pub use say::{Empty, ErrorSummary, Notice, Presence, Tag, Tone};
pub use show::{Progress, SummaryList, SummaryRow, TaskItem, TaskList, Timeline, TimelineItem};

use crate::html::Html;
use crate::ui::{AsTs, Ui};

#[derive(askama::Template)]
#[template(path = "parts/token.html")]
struct Token<'a> {
    csrf: &'a str,
}

#[derive(askama::Template)]
#[template(path = "parts/time.html")]
struct Time {
    machine: String,
    words: String,
}

#[derive(askama::Template)]
#[template(path = "parts/live.html")]
struct Live<'a> {
    ui: &'a Ui,
    id: &'a str,
}

#[derive(askama::Template)]
#[template(path = "parts/guard.html")]
struct Hidden<'a> {
    csrf: &'a str,
    once: String,
    seen: Option<i64>,
}

impl Ui {
    /// The hidden input that every posted form needs.
    #[must_use]
    pub fn token(&self) -> Html {
        Html::part(&Token { csrf: self.csrf() })
    }

    /// Hidden inputs of a hand-made act form: token, done-once token, and the version seen.
    #[must_use]
    pub fn act_token(&self, seen: Option<i64>) -> Html {
        Html::part(&Hidden { csrf: self.csrf(), once: self.once().to_string(), seen })
    }

    /// Date and time of day, readable by machines too.
    #[must_use]
    pub fn time(&self, at: impl AsTs) -> Html {
        let at = at.as_ts();
        Html::part(&Time { machine: at.to_string(), words: self.when(at) })
    }

    /// A status or class in a word: colour and text, never colour alone.
    #[must_use]
    pub fn tag(&self, tone: Tone, key: &str) -> Html {
        Tag::new(tone, self.t(key)).html()
    }

    /// Attributes that make a GET form refresh only the element with this id. Without scripts the
    /// form loads the whole page.
    #[must_use]
    pub fn live(&self, id: &str) -> Html {
        Html::part(&Live { ui: self, id })
    }
}

/// Makes a component show itself in templates without a call.
macro_rules! shows_itself {
    ($($name:ident),*) => {$(
        impl $name {
            /// The markup.
            #[must_use]
            pub fn html(&self) -> crate::html::Html {
                crate::html::Html::part(self)
            }
        }
        impl askama::filters::HtmlSafe for $name {}
    )*};
}
pub(crate) use shows_itself;
