//! Names: Doc 9303, part 3, section 4.6 and part 4, section 4.2.2.3: the primary identifier, two fillers,
//! the secondary one.

/// Names as the lines have them: letters A to Z, blanks between parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The primary identifier: the family name, where there is one.
    pub primary: String,
    /// The secondary identifier: given names; empty when there is but one.
    pub secondary: String,
    /// The field is full to its end: the name may be longer than what stands here.
    pub cut: bool,
}

impl Names {
    /// Reads the field; nothing when it holds none.
    pub(crate) fn read(field: &[u8]) -> Option<Names> {
        if !field.iter().all(|sign| sign.is_ascii_uppercase() || *sign == b'<') {
            return None;
        }
        let cut = field.last().is_some_and(|sign| *sign != b'<');
        let filled = field.iter().rposition(|sign| *sign != b'<')? + 1;
        let text = std::str::from_utf8(field.get(..filled)?).ok()?;
        let (primary, secondary) = text.split_once("<<").unwrap_or((text, ""));
        // One separator, and no empty part on either side of a filler.
        let parts = |name: &str| !name.is_empty() && name.split('<').all(|part| !part.is_empty());
        if !parts(primary) || !(secondary.is_empty() || parts(secondary)) {
            return None;
        }
        let blank = |name: &str| name.replace('<', " ");
        Some(Names { primary: blank(primary), secondary: blank(secondary), cut })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: &str) -> Option<(String, String, bool)> {
        Names::read(field.as_bytes()).map(|n| (n.primary, n.secondary, n.cut))
    }

    #[test]
    fn one_name_two_names_and_names_that_were_cut() {
        let some = |p: &str, s: &str, cut| Some((p.to_owned(), s.to_owned(), cut));
        assert_eq!(read("ERIKSSON<<ANNA<MARIA<<<<"), some("ERIKSSON", "ANNA MARIA", false));
        assert_eq!(read("ARKFREITH<<<<<<"), some("ARKFREITH", "", false));
        assert_eq!(read("VAN<DER<MUELLEN<<JAN<P"), some("VAN DER MUELLEN", "JAN P", true));
        assert_eq!(read("NILAVADHANANANDA<<CHA"), some("NILAVADHANANANDA", "CHA", true));
        for bad in ["<<<<", "", "A<<B<<C<", "<<ANNA", "A1<<B", "<A<<B", "A<<<B", "a<<b"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
