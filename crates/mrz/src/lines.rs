//! The lines in a text: typed, pasted with what stood around them, or sent by a reader in one piece.

/// Signs looked at: a page of text that somebody pasted; more is no data page.
const CHARS_MAX: usize = 4_000;

/// Lines of a layout: how many, and how long each.
pub(crate) type Shape = (usize, usize);

/// The shapes there are, the longest line first.
pub(crate) const SHAPES: [Shape; 3] = [(2, 44), (2, 36), (3, 30)];

/// The lines of a text, in capitals and without blanks: those that follow one another in a shape that
/// documents have. Every such run is given, the last one first, as the lines stand at the bottom.
pub(crate) fn found(text: &str) -> Vec<Vec<Vec<u8>>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in text.split(['\n', '\r']) {
        let signs = cleaned(line);
        if !signs.is_empty() {
            lines.push(signs);
        }
        if lines.iter().map(Vec::len).sum::<usize>() > CHARS_MAX {
            return Vec::new();
        }
    }
    if let [all] = lines.as_slice() {
        // A reader sends the lines without ends.
        let shape = SHAPES.iter().find(|(count, length)| count * length == all.len());
        if let Some((_, length)) = shape {
            lines = all.chunks(*length).map(<[u8]>::to_vec).collect();
        }
    }
    let mut runs = Vec::new();
    for (count, length) in SHAPES {
        let fits = |run: &&[Vec<u8>]| run.iter().all(|line| line.len() == length);
        runs.extend(lines.windows(count).rev().filter(fits).map(<[Vec<u8>]>::to_vec));
    }
    runs
}

/// A line as documents have it. Signs of other alphabets become one that no line holds, so that they are
/// pointed at rather than lost.
fn cleaned(line: &str) -> Vec<u8> {
    let mut signs = Vec::with_capacity(line.len());
    for sign in line.chars().filter(|sign| !sign.is_whitespace() && !is_unseen(*sign)) {
        match sign {
            '\u{ab}' => signs.extend(*b"<<"),
            '\u{2039}' | '\u{ff1c}' | '\u{3008}' => signs.push(b'<'),
            sign => signs.push(
                u8::try_from(sign)
                    .ok()
                    .filter(u8::is_ascii)
                    .map_or(b'?', |b| b.to_ascii_uppercase()),
            ),
        }
    }
    signs
}

/// Marks that are copied along from a screen: of direction and of the beginning of a file.
const fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_among_other_words_and_in_one_piece() {
        let (one, two) = ("P".repeat(44), "1".repeat(44));
        let pasted = format!("Passport\n\u{feff}{one}\r\n {two} \nScan 1");
        assert_eq!(found(&pasted).len(), 1);
        assert_eq!(found(&format!("{one}{two}")), found(&format!("{one}\n{two}")));
        assert!(
            found("").is_empty()
                && found(&one).is_empty()
                && found(&"x\n".repeat(5_000)).is_empty()
        );
        assert_eq!(cleaned("p‹« é"), b"P<<<?");
    }
}
