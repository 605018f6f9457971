//! Markup that is already safe: what templates render to, and the only thing pages put in unescaped.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::reply::Problem;

/// Rendered markup. It can only be made from a template, which escapes what it is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Renders a template.
    ///
    /// # Errors
    /// A fault when a value's `Display` fails, which would be a bug.
    pub fn render(template: &impl Template) -> Result<Html, Problem> {
        Ok(Html(template.render()?))
    }

    /// Renders one of this crate's own components, whose values cannot fail to display.
    pub(crate) fn part(template: &impl Template) -> Html {
        Html(template.render().unwrap_or_else(|error| {
            tracing::error!(%error, "a component did not render");
            String::new()
        }))
    }

    /// Is there nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
