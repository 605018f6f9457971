//! Codes that people read out, write down and type: each follows from what it is of and the server's keys, so that
//! nobody guesses it and it stands nowhere.

use kernel::BlindIndex;

/// Letters of a code: none that is mistaken for another when it is read out.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters in a code: five bits each, far more than anybody tries.
const CODE_CHARS: usize = 16;
/// Letters that are written together.
const TOGETHER: usize = 4;

/// The code of something.
#[must_use]
pub(crate) fn of(what: &str, blind: &BlindIndex) -> String {
    let digits = blind.hash(what);
    let bytes = digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| usize::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let letters = bytes.filter_map(|byte| LETTERS.get(byte % LETTERS.len()));
    letters.take(CODE_CHARS).map(|letter| char::from(*letter)).collect()
}

/// A code as people write it.
#[must_use]
pub(crate) fn written(code: &str) -> String {
    let parts: Vec<String> =
        code.as_bytes().chunks(TOGETHER).map(|part| String::from_utf8_lossy(part).into()).collect();
    parts.join("-")
}

/// A code as somebody typed it, or nothing when it is none.
#[must_use]
pub(crate) fn typed(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = letters.take(CODE_CHARS + 1).flat_map(char::to_uppercase).collect();
    let known = code.bytes().all(|letter| LETTERS.contains(&letter));
    (code.len() == CODE_CHARS && known).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = of("a thing", &BlindIndex::new([1; 32]));
        assert_eq!(code.len(), CODE_CHARS);
        assert_ne!(code, of("another", &BlindIndex::new([1; 32])));
        assert_ne!(code, of("a thing", &BlindIndex::new([2; 32])), "nobody else knows it");
        let shown = written(&code);
        assert_eq!(shown.len(), CODE_CHARS + 3);
        for as_typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " ")] {
            assert_eq!(typed(&as_typed).as_deref(), Some(code.as_str()), "{as_typed}");
        }
        for wrong in ["", "ABCD", &shown[1..], &format!("{shown}A"), "ABCD-EFGH-JKLM-NPQ0"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }
}
