//! The nouns: what a passport says, what devices take, what a difference means.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use casefile::model::fold;
use kernel::{Date, Ts};
use serde::{Deserialize, Serialize};

/// Declares an enum whose values have stable codes for events, rows, forms and texts.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $code)] $value,)+
        }

        impl $name {
            /// All of them, in the order of pages.
            pub const ALL: &'static [$name] = &[$($name::$value),+];
            /// Their codes, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// Stable code for rows, forms and texts.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$value => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(code: &str) -> Result<$name, ()> {
                $name::ALL.iter().copied().find(|value| value.code() == code).ok_or(())
            }
        }
    };
}

coded! {
    /// A part of a passport's data page.
    Part {
        /// Family name.
        FamilyName = "family-name",
        /// Given names.
        GivenNames = "given-names",
        /// Date of birth.
        Born = "born",
        /// Sex.
        Sex = "sex",
        /// Nationality.
        Nationality = "nationality",
        /// Number of the document.
        Number = "number",
        /// Who issued it.
        Issuer = "issuer",
        /// Its last day.
        Expires = "expires",
    }
}

coded! {
    /// What a difference between passport and application means, as the clerk found out.
    Answer {
        /// The same, spelled or set apart in another way.
        Spelling = "spelling",
        /// A newer document than the one applied with.
        Renewed = "renewed",
        /// The applicant had typed it wrongly.
        Mistyped = "mistyped",
        /// It may be another person.
        Doubtful = "doubtful",
    }
}

coded! {
    /// Whether something at the visit made a clerk think that somebody may be in a vulnerable position.
    Noticed {
        /// Nothing did.
        Nothing = "nothing",
        /// Something did.
        Something = "something",
    }
}

coded! {
    /// What a device takes.
    What {
        /// The signature.
        Signature = "signature",
        /// The face.
        Face = "face",
        /// Fingerprints.
        Fingerprints = "fingerprints",
    }
}

coded! {
    /// Why a device took nothing.
    Trouble {
        /// None is connected here.
        NotConnected = "not-connected",
        /// It does not answer.
        Down = "down",
    }
}

/// What a passport says, or what was said of it: each part as text, days as `2026-11-26`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passport(pub BTreeMap<Part, String>);

impl Passport {
    /// One of these parts; those that are empty are not there.
    #[must_use]
    pub fn new<'a>(parts: impl IntoIterator<Item = (Part, Option<&'a str>)>) -> Passport {
        let said =
            parts.into_iter().filter_map(|(part, said)| Some((part, said?.trim().to_owned())));
        Passport(said.filter(|(_, said)| !said.is_empty()).collect())
    }

    /// What it says.
    #[must_use]
    pub fn get(&self, part: Part) -> Option<&str> {
        self.0.get(&part).map(String::as_str)
    }

    /// A part that is a day.
    #[must_use]
    pub fn day(&self, part: Part) -> Option<Date> {
        self.get(part)?.parse().ok()
    }

    /// Family name and given names.
    #[must_use]
    pub fn name(&self) -> String {
        let parts =
            [Part::FamilyName, Part::GivenNames].map(|part| self.get(part).unwrap_or_default());
        parts.join(" ").trim().to_owned()
    }

    /// The parts that both have and that say something else.
    #[must_use]
    pub fn differs(&self, other: &Passport) -> Vec<Part> {
        let differ = |part: &Part| match (self.get(*part), other.get(*part)) {
            (Some(one), Some(two)) => comparable(*part, one) != comparable(*part, two),
            _ => false,
        };
        Part::ALL.iter().copied().filter(differ).collect()
    }

    /// Is a name here the same as far as it goes there, where it may be cut?
    #[must_use]
    pub fn begins(&self, part: Part, cut: &Passport) -> bool {
        let named = [Part::FamilyName, Part::GivenNames].contains(&part);
        let both = self.get(part).zip(cut.get(part)).filter(|_| named);
        both.is_some_and(|(whole, cut)| comparable(part, whole).starts_with(&comparable(part, cut)))
    }

    /// Is it quite another person's: neither name nor birth date is the same?
    #[must_use]
    pub fn is_of_another(&self, other: &Passport) -> bool {
        let differ = self.differs(other);
        [Part::FamilyName, Part::Born].iter().all(|part| differ.contains(part))
    }

    /// The texts it is looked for by; see [`by_number`] and [`by_name`].
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let number = self.get(Part::Number).map(by_number);
        let name = self.day(Part::Born).map(|born| by_name(&self.name(), born));
        number.into_iter().chain(name).collect()
    }
}

/// A text of a part as it is compared: folded letters and digits, in names whatever stands between them.
fn comparable(part: Part, text: &str) -> String {
    match part {
        Part::FamilyName | Part::GivenNames => {
            fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
        }
        _ => text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect(),
    }
}

/// What a document is looked for by.
#[must_use]
pub fn by_number(number: &str) -> String {
    format!("identity document:{}", comparable(Part::Number, number))
}

/// What a person is looked for by: the words of the name in whatever order, and the birth date.
#[must_use]
pub fn by_name(name: &str, born: Date) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_unstable();
    format!("identity person:{born}:{}", words.join(" "))
}

/// The whole years between a birth date and a day.
#[must_use]
pub fn age(born: Date, on: Date) -> i16 {
    let had = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i16::from(!had)
}

/// A time that is kept for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Key of the mission or service point.
    pub place: String,
    /// When it begins.
    pub begins: Ts,
    /// Which of the seats of those who are received at once, from one.
    pub seat: u16,
}

impl Booking {
    /// What only one visit may hold.
    #[must_use]
    pub fn seat_of_place(&self) -> String {
        format!("{} {} {}", self.place, self.begins, self.seat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passport(family: &str, born: &str, number: &str) -> Passport {
        Passport::new([
            (Part::FamilyName, Some(family)),
            (Part::GivenNames, Some("Amina")),
            (Part::Born, Some(born)),
            (Part::Number, Some(number)),
            (Part::Sex, None),
        ])
    }

    #[test]
    fn codes_read_back() {
        for part in Part::ALL {
            assert_eq!(part.code().parse(), Ok(*part));
        }
        assert_eq!("nothing".parse::<What>(), Err(()));
    }

    #[test]
    fn signs_between_letters_are_no_difference_and_letters_are() {
        let one = passport("El-Amin", "1994-02-17", "P 1234567");
        assert_eq!(one.differs(&passport("EL AMIN", "1994-02-17", "p1234567")), []);
        let two = passport("El Amine", "1994-02-18", "P1234567");
        assert_eq!(one.differs(&two), [Part::FamilyName, Part::Born]);
        assert!(one.is_of_another(&two));
        assert!(!one.is_of_another(&passport("Nagy", "1994-02-17", "P1")));
        assert_eq!(one.differs(&Passport::default()), [], "what was not said differs from nothing");
    }

    #[test]
    fn a_person_is_looked_for_by_words_in_any_order_and_the_day() {
        let born = "1994-02-17".parse().unwrap();
        assert_eq!(by_name("RAHIMI  Amina", born), by_name("amina rahimi", born));
        assert_ne!(by_name("Rahimi", born), by_name("Amina Rahimi", born));
        assert_eq!(passport("Rahimi", "1994-02-17", "P-1").keys()[0], by_number("p 1"));
    }

    #[test]
    fn a_year_is_full_on_the_birthday() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(age(day("2020-03-03"), day("2026-03-02")), 5);
        assert_eq!(age(day("2020-03-02"), day("2026-03-02")), 6);
    }
}
