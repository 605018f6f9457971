//! Values that texts show.

use fluent_bundle::FluentValue;

/// A value for a variable of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words: a name, a reference, a date already written out.
    Text(String),
    /// A count, which also chooses the plural form.
    Number(i64),
}

impl Arg {
    /// The same value kept apart from the direction of the words around it.
    ///
    /// Marks (U+2068, U+2069) are put only where the direction may differ, so that what is
    /// copied from an ordinary page holds no invisible characters.
    #[must_use]
    pub(crate) fn isolated(self, page_is_rtl: bool) -> Arg {
        match self {
            Arg::Text(text) if page_is_rtl || text.chars().any(is_rtl) => {
                Arg::Text(format!("\u{2068}{text}\u{2069}"))
            }
            other => other,
        }
    }
}

/// Is the character written from right to left, or does it change the direction?
const fn is_rtl(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

impl From<&Arg> for FluentValue<'static> {
    fn from(arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Text(text) => FluentValue::String(text.clone().into()),
            Arg::Number(n) => FluentValue::from(*n),
        }
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Arg {
        Arg::Text(text.clone())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Arg {
        Arg::Text((*text).to_owned())
    }
}

impl From<i64> for Arg {
    fn from(n: i64) -> Arg {
        Arg::Number(n)
    }
}

impl From<&i64> for Arg {
    fn from(n: &i64) -> Arg {
        Arg::Number(*n)
    }
}

impl From<i32> for Arg {
    fn from(n: i32) -> Arg {
        Arg::Number(n.into())
    }
}

impl From<u32> for Arg {
    fn from(n: u32) -> Arg {
        Arg::Number(n.into())
    }
}

impl From<&u32> for Arg {
    fn from(n: &u32) -> Arg {
        Arg::Number((*n).into())
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Arg {
        Arg::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<&usize> for Arg {
    fn from(n: &usize) -> Arg {
        Arg::from(*n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_turn_the_line_is_isolated() {
        assert_eq!(Arg::from("Åsa").isolated(false), Arg::from("Åsa"));
        assert_eq!(Arg::from("سارة").isolated(false), Arg::from("\u{2068}سارة\u{2069}"));
        assert_eq!(
            Arg::from("a\u{202E}b").isolated(false),
            Arg::from("\u{2068}a\u{202E}b\u{2069}")
        );
        assert_eq!(Arg::from("Åsa").isolated(true), Arg::from("\u{2068}Åsa\u{2069}"));
        assert_eq!(Arg::from(3).isolated(true), Arg::from(3));
    }
}
