//! The nouns: what stands on a card, what it carries, how it stands, and what can be the trouble.

use std::collections::BTreeMap;

use casefile::{Person, ResidenceRight};
use identity::CaptureId;
use identity::model::{Part, Passport, What};
use kernel::Date;
use serde::{Deserialize, Serialize};

/// Declares an enum whose values have stable codes for events, rows and texts.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $code)] $value,)+
        }

        impl $name {
            /// Stable code for rows and texts.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$value => $code,)+ }
            }
        }
    };
}

coded! {
    /// For which right a card stands.
    Sort {
        /// The right that its decision gave.
        New = "new",
        /// The right that was held already.
        Renewal = "renewal",
    }
}

coded! {
    /// Why a card waits for an official.
    Lack {
        /// Something that it carries was neither taken nor excused.
        Pictures = "pictures",
        /// It is not known what is to stand on it.
        Content = "content",
        /// The maker does not take the order.
        Refused = "refused",
    }
}

coded! {
    /// Why the maker does not have it yet.
    Trouble {
        /// This installation has no maker of cards.
        NotConnected = "not-connected",
        /// No connection, or no answer in time.
        Down = "down",
        /// It answers that it cannot, or what cannot be read.
        Unwell = "unwell",
    }
}

coded! {
    /// How a card stands with its maker.
    Stage {
        /// It is ordered.
        Ordered = "ordered",
        /// It is made.
        Made = "made",
        /// It is on its way.
        Sent = "sent",
        /// It can be picked up.
        Ready = "ready",
        /// Its holder has it.
        HandedOver = "handed-over",
        /// It could not be made.
        Failed = "failed",
        /// It is not made.
        Cancelled = "cancelled",
    }
}

coded! {
    /// Why a card is not wanted any more.
    Withdrawal {
        /// Its decision was recalled.
        Recalled = "recalled",
        /// Its decision was corrected, and another card stands for that.
        Corrected = "corrected",
    }
}

impl Stage {
    /// Is there a card?
    #[must_use]
    pub const fn exists(self) -> bool {
        matches!(self, Stage::Made | Stage::Sent | Stage::Ready | Stage::HandedOver)
    }
}

/// What stands on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// As in the travel document.
    pub family_name: String,
    /// As in the travel document; empty when there are none.
    pub given_names: String,
    /// A day, or as much of it as is known.
    pub born: String,
    /// Code of the travel document.
    pub sex: String,
    /// Code of the country.
    pub nationality: String,
    /// Code of the kind of permit.
    pub kind: String,
    /// Code of its type, such as A or B; nothing when nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day; nothing when it does not end by itself.
    pub until: Option<Date>,
    /// Code of the right to work; nothing when nobody said.
    pub work: Option<String>,
    /// Number of the case.
    pub number: String,
}

impl Content {
    /// What is to stand on the card of a right: the person as the passport says that was shown, else as the house knows
    /// them; nothing when that is not known.
    #[must_use]
    pub fn of(
        (person, passport): (&Person, Option<&Passport>),
        right: &ResidenceRight,
        (work, number): (Option<&str>, &str),
    ) -> Option<Content> {
        let particulars = person.known()?.particulars.as_ref()?;
        let latin = |name: &&casefile::model::Name| name.script() == casefile::model::Script::Latin;
        let name = particulars.names.iter().find(latin).or(particulars.names.first())?;
        let said = |part: Part, known: &str| -> String {
            passport.and_then(|passport| passport.get(part)).unwrap_or(known).to_owned()
        };
        // A passport without given names says so by not having them.
        let given = match passport.filter(|passport| passport.get(Part::FamilyName).is_some()) {
            Some(passport) => passport.get(Part::GivenNames).unwrap_or_default(),
            None => name.given(),
        };
        let country = particulars.nationalities.first().map_or("", |country| country.code());
        let content = Content {
            family_name: said(Part::FamilyName, name.family()),
            given_names: given.to_owned(),
            born: said(Part::Born, &particulars.born.to_string()),
            sex: said(Part::Sex, particulars.sex.code()),
            nationality: said(Part::Nationality, country),
            kind: right.what.clone(),
            type_code: right.type_code.clone(),
            from: right.from,
            until: right.until,
            work: work.map(str::to_owned),
            number: number.to_owned(),
        };
        let named = !content.family_name.is_empty() || !content.given_names.is_empty();
        (named && !content.nationality.is_empty() && !content.born.is_empty()).then_some(content)
    }
}

/// What a card carries: captures in the vault, and codes of the reasons for what is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pictures {
    /// By what they are.
    #[serde(default)]
    pub taken: BTreeMap<What, CaptureId>,
    /// By what is not there, or poor.
    #[serde(default)]
    pub excused: BTreeMap<What, String>,
}

impl Pictures {
    /// Is something missing that is neither taken nor excused?
    #[must_use]
    pub fn lacks(&self, needs: &[What]) -> bool {
        let there = |what: &What| self.taken.contains_key(what) || self.excused.contains_key(what);
        !needs.iter().all(there)
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{Name, NameKind, PartialDate, Script, Sex};
    use casefile::{CaseId, Particulars, PersonEvent, PersonId};
    use kernel::{Class, Sealed};
    use testkit::given;
    use uuid::Uuid;

    use super::*;

    fn person() -> Person {
        let id = PersonId(Uuid::from_u128(3));
        let particulars = Particulars {
            names: vec![Name::new("Rahimi", "Amina", Script::Latin, NameKind::Current).unwrap()],
            born: PartialDate::Year(1994),
            sex: Sex::F,
            nationalities: vec![casefile::model::Country::new("AFG").unwrap()],
        };
        let particulars = Sealed::new(id, particulars);
        given::<Person>([PersonEvent::Registered { particulars, class: Class::Normal }]).state(id.0)
    }

    fn right() -> ResidenceRight {
        ResidenceRight {
            what: "fixed-term".into(),
            from: "2026-04-01".parse().unwrap(),
            until: None,
            conditions: vec![],
            type_code: Some("B".into()),
            case: CaseId(Uuid::from_u128(1)),
        }
    }

    #[test]
    fn the_passport_that_was_shown_says_who_it_is_for_and_else_the_record_does() {
        let of = |passport: Option<&Passport>| {
            let of = Content::of((&person(), passport), &right(), (Some("limited"), "HEL-1"));
            let content = of.unwrap();
            (content.family_name, content.given_names, content.born, content.work)
        };
        let work = Some("limited".to_owned());
        let known = ("Rahimi".to_owned(), "Amina".to_owned(), "1994".to_owned(), work.clone());
        assert_eq!(of(None), known);
        let shown = Passport::new([
            (Part::FamilyName, Some("RAHIMI AMINA")),
            (Part::Born, Some("1994-02-17")),
        ]);
        let said = ("RAHIMI AMINA".to_owned(), String::new(), "1994-02-17".to_owned(), work);
        assert_eq!(of(Some(&shown)), said);
        assert_eq!(Content::of((&Person::Unknown, None), &right(), (None, "")), None);
    }

    #[test]
    fn what_is_neither_taken_nor_excused_is_missing() {
        let needs = [What::Face, What::Fingerprints];
        let mut pictures = Pictures::default();
        assert!(pictures.lacks(&needs));
        pictures.taken.insert(What::Face, CaptureId(Uuid::from_u128(1)));
        assert!(pictures.lacks(&needs));
        pictures.excused.insert(What::Fingerprints, "child".into());
        assert!(!pictures.lacks(&needs));
    }
}
