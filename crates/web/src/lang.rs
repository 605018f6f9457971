//! The languages pages are offered in, and how one is chosen.

use unic_langid::{LanguageIdentifier, langid};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Finnish.
    #[default]
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
    /// A mirror for tests: English texts laid out from right to left, as Arabic will be.
    Ar,
}

impl Lang {
    /// The languages offered to people.
    pub const OFFERED: [Lang; 3] = [Lang::Fi, Lang::Sv, Lang::En];

    /// The code for the `lang` attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Fi => "fi",
            Lang::Sv => "sv",
            Lang::En => "en",
            Lang::Ar => "ar",
        }
    }

    /// The writing direction for the `dir` attribute.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Lang::Ar => "rtl",
            Lang::Fi | Lang::Sv | Lang::En => "ltr",
        }
    }

    /// Text key of the language's own name, such as `web-lang-fi`.
    #[must_use]
    pub const fn name_key(self) -> &'static str {
        match self {
            Lang::Fi => "web-lang-fi",
            Lang::Sv => "web-lang-sv",
            Lang::En => "web-lang-en",
            Lang::Ar => "web-lang-ar",
        }
    }

    /// The name Fluent takes plural rules from.
    #[must_use]
    pub fn fluent(self) -> LanguageIdentifier {
        match self {
            Lang::Fi => langid!("fi-FI"),
            Lang::Sv => langid!("sv-FI"),
            Lang::En | Lang::Ar => langid!("en-GB"),
        }
    }

    /// Reads a code; the mirror only when it is allowed.
    #[must_use]
    pub fn from_code(code: &str, mirror: bool) -> Option<Lang> {
        let known = Lang::OFFERED.into_iter().find(|l| l.code() == code);
        known.or((mirror && code == "ar").then_some(Lang::Ar))
    }

    /// The best offered language of an `Accept-Language` header: highest weight, earliest first.
    #[must_use]
    pub fn negotiate(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        // A browser sends a handful; more than 20 is noise.
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or("").trim().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or("");
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(Some(1.0), |q| q.parse::<f32>().ok())
                .unwrap_or(0.0);
            let Some(lang) = Lang::from_code(primary, false) else { continue };
            if weight > 0.0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_offered_language_wins() {
        assert_eq!(Lang::negotiate("de, sv;q=0.8, en;q=0.9"), Some(Lang::En));
        assert_eq!(Lang::negotiate("fi-FI,fi;q=0.9,en;q=0.8"), Some(Lang::Fi));
        assert_eq!(Lang::negotiate("de;q=1, ru"), None);
        assert_eq!(Lang::negotiate("sv;q=0, en;q=x"), None);
        assert_eq!(Lang::negotiate("ar"), None, "the mirror is never negotiated");
    }

    #[test]
    fn the_mirror_needs_leave() {
        assert_eq!(Lang::from_code("ar", false), None);
        assert_eq!(Lang::from_code("ar", true), Some(Lang::Ar));
        assert_eq!(Lang::Ar.dir(), "rtl");
    }
}
