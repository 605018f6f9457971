//! Travel documents and other documents that say who someone is.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::country::Country;

/// Most characters of a document number: ICAO 9303 has nine in the machine readable zone and lets
/// longer numbers run into the optional data; national cards stay below twenty.
const NUMBER_CHARS_MAX: usize = 20;

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A national passport.
    Passport,
    /// A national identity card.
    IdentityCard,
    /// A travel document of a refugee, a stateless person or an alien.
    TravelDocument,
    /// A residence permit card.
    ResidencePermitCard,
    /// Another document.
    Other,
}

impl DocumentKind {
    /// All, in the order of forms.
    pub const ALL: [DocumentKind; 5] = [
        DocumentKind::Passport,
        DocumentKind::IdentityCard,
        DocumentKind::TravelDocument,
        DocumentKind::ResidencePermitCard,
        DocumentKind::Other,
    ];

    /// Stable code for texts, forms and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DocumentKind::Passport => "passport",
            DocumentKind::IdentityCard => "identity_card",
            DocumentKind::TravelDocument => "travel_document",
            DocumentKind::ResidencePermitCard => "residence_permit_card",
            DocumentKind::Other => "other",
        }
    }

    /// The kind of a code.
    ///
    /// # Errors
    /// `document-kind-unknown`.
    pub fn from_code(code: &str) -> Result<DocumentKind, Refusal> {
        let found = DocumentKind::ALL.into_iter().find(|kind| kind.code() == code);
        found.ok_or_else(|| Refusal::new("document-kind-unknown").with("typed", code).at("kind"))
    }
}

impl std::str::FromStr for DocumentKind {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<DocumentKind, Refusal> {
        DocumentKind::from_code(code)
    }
}

/// Why a document counts no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentEnd {
    /// Nobody knows where it is.
    Lost,
    /// Somebody took it.
    Stolen,
    /// Its issuer or an authority took it back.
    Withdrawn,
    /// It is another person's, or was never seen.
    Mistaken,
}

impl std::str::FromStr for DocumentEnd {
    type Err = ();

    fn from_str(code: &str) -> Result<DocumentEnd, ()> {
        crate::events::from_code(code).ok_or(())
    }
}

/// A document as recorded from its data page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TravelDocument {
    kind: DocumentKind,
    number: String,
    issuer: Country,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Date>,
}

impl TravelDocument {
    /// A document; its number in upper case and without spaces.
    ///
    /// # Errors
    /// `document-number-malformed`, `dates-reversed`.
    pub fn new(
        kind: DocumentKind,
        number: &str,
        issuer: Country,
        valid_from: Option<Date>,
        valid_to: Option<Date>,
    ) -> Result<TravelDocument, Refusal> {
        let number: String = number.split_whitespace().collect();
        let number = number.to_ascii_uppercase();
        let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        let fits = (1..=NUMBER_CHARS_MAX).contains(&number.len());
        if !fits || !number.bytes().all(known) || number.bytes().all(|b| b == b'-') {
            let refusal = Refusal::new("document-number-malformed");
            return Err(refusal.with("max", NUMBER_CHARS_MAX).at("number"));
        }
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to <= from) {
            return Err(Refusal::new("dates-reversed").at("valid_to"));
        }
        Ok(TravelDocument { kind, number, issuer, valid_from, valid_to })
    }

    /// What kind of document it is.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Who issued it.
    #[must_use]
    pub const fn issuer(&self) -> &Country {
        &self.issuer
    }

    /// The first day it is valid, when it says so.
    #[must_use]
    pub const fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// The last day it is valid; some documents have none.
    #[must_use]
    pub const fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }

    /// Is the date within its validity, first and last day included? An end that the document does
    /// not state does not limit it.
    #[must_use]
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    fn passport(
        number: &str,
        from: Option<Date>,
        to: Option<Date>,
    ) -> Result<TravelDocument, Refusal> {
        TravelDocument::new(DocumentKind::Passport, number, Country::new("FIN")?, from, to)
    }

    #[test]
    fn first_and_last_day_are_valid() {
        let fp = passport(" fp 1234567 ", day("2021-05-01"), day("2026-05-01")).unwrap();
        assert_eq!(fp.number(), "FP1234567");
        for (date, valid) in [
            ("2021-04-30", false),
            ("2021-05-01", true),
            ("2026-05-01", true),
            ("2026-05-02", false),
        ] {
            assert_eq!(fp.is_valid_on(date.parse().unwrap()), valid, "{date}");
        }
        assert!(passport("1", None, None).unwrap().is_valid_on(Date::MAX));
    }

    #[test]
    fn a_number_or_a_span_that_no_document_has_is_refused() {
        for bad in ["", "---", "FP<12", "ÄB1", "123456789012345678901"] {
            let refusal = passport(bad, None, None).unwrap_err();
            assert_eq!(
                (refusal.code, refusal.field),
                ("document-number-malformed", Some("number"))
            );
        }
        let refusal = passport("1", day("2021-05-01"), day("2021-05-01")).unwrap_err();
        assert_eq!(refusal.code, "dates-reversed");
    }

    #[test]
    fn kinds_have_the_code_they_are_stored_by() {
        for kind in DocumentKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(DocumentKind::from_code(kind.code()).unwrap(), kind);
        }
    }

    proptest! {
        #[test]
        fn any_number_is_a_document_or_a_refusal(number in any::<String>()) {
            if let Ok(document) = passport(&number, None, None) {
                let stored = serde_json::to_string(&document).unwrap();
                prop_assert_eq!(serde_json::from_str::<TravelDocument>(&stored).unwrap(), document);
            }
        }
    }
}
