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

/// What a text can show, owned or borrowed, as templates hand it over.
pub trait AsArg {
    /// The value.
    fn as_arg(&self) -> Arg;
}

impl<T: AsArg + ?Sized> AsArg for &T {
    fn as_arg(&self) -> Arg {
        (**self).as_arg()
    }
}

impl AsArg for Arg {
    fn as_arg(&self) -> Arg {
        self.clone()
    }
}

impl AsArg for str {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.to_owned())
    }
}

impl AsArg for String {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.clone())
    }
}

impl AsArg for std::sync::Arc<str> {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.to_string())
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl AsArg for $number {
            fn as_arg(&self) -> Arg {
                Arg::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}
numbers!(i8, i16, i32, i64, u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_turn_the_line_is_isolated() {
        assert_eq!("Åsa".as_arg().isolated(false), "Åsa".as_arg());
        assert_eq!("سارة".as_arg().isolated(false), "\u{2068}سارة\u{2069}".as_arg());
        assert_eq!("a\u{202E}b".as_arg().isolated(false), "\u{2068}a\u{202E}b\u{2069}".as_arg());
        assert_eq!("Åsa".as_arg().isolated(true), "\u{2068}Åsa\u{2069}".as_arg());
        assert_eq!(3_i64.as_arg().isolated(true), 3_i64.as_arg());
    }
}
