//! One line of text as people type it, made regular.

use unicode_normalization::UnicodeNormalization;

/// Why a text is no line for people to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Control characters, line breaks inside, or the mark of a character that was lost.
    Unreadable,
    /// Characters that turn the direction of what follows, so that the text shown is not the text stored.
    Direction,
}

/// The text in NFC, without invisible marks, trimmed, each run of white space one space.
///
/// # Errors
/// When characters stand in it that no line for people has.
pub(super) fn line(typed: &str) -> Result<String, Unfit> {
    let composed: String = typed.trim().chars().filter(|c| !is_invisible(*c)).nfc().collect();
    if composed.chars().any(is_unreadable) {
        return Err(Unfit::Unreadable);
    }
    if composed.chars().any(turns_direction) {
        return Err(Unfit::Direction);
    }
    let mut regular = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !regular.is_empty() {
            regular.push(' ');
        }
        regular.push_str(word);
    }
    Ok(regular)
}

/// Marks that come with pasted text and show nothing: soft hyphen, zero-width space, byte order
/// mark, direction marks. The joiners U+200C and U+200D stay: Persian and Indic names need them.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Characters of no script: controls, private use, non-characters, and what a decoder puts in
/// place of bytes it could not read.
fn is_unreadable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}')
        || matches!(c, '\u{f0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (Unicode Annex 9).
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_and_composition_become_regular() {
        assert_eq!(line("  A\u{30a}sa \u{a0}  Ek\u{2028}man\n").unwrap(), "Åsa Ek man");
        assert_eq!(line("\u{feff}Li\u{200b}").unwrap(), "Li");
    }

    #[test]
    fn what_deceives_the_eye_is_refused() {
        assert_eq!(line("a\u{202e}b"), Err(Unfit::Direction));
        for bad in ["a\u{0}b", "a\nb", "a\u{fffd}", "\u{e001}", "\u{ffff}"] {
            assert_eq!(line(bad), Err(Unfit::Unreadable), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_regular_line_stays_as_it_is(typed in any::<String>()) {
            if let Ok(once) = line(&typed) {
                prop_assert_eq!(line(&once), Ok(once.clone()));
            }
        }
    }
}
