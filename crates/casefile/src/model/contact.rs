//! Where and how a person is reached: addresses, mail addresses, telephone numbers.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::country::Country;
use super::municipality::Municipality;
use super::text;
use super::validity::Validity;

/// Lines of an address above the postal code: name of a house or company, street, flat, district.
const LINES_MAX: usize = 4;
/// Most characters of such a line; the Universal Postal Union (S42) recommends fewer than fifty.
const LINE_CHARS_MAX: usize = 100;
/// Most characters of a postal code: the longest in use have ten, with a hyphen.
const POSTAL_CODE_CHARS_MAX: usize = 12;
/// Most digits of a telephone number with its country code: ITU-T E.164, clause 6.
const PHONE_DIGITS_MAX: usize = 15;
/// Fewest digits that can be one: short numbers of small countries have four and a country code.
const PHONE_DIGITS_MIN: usize = 6;
/// RFC 5321, section 4.5.3.1: the part before `@`, and the whole.
const MAILBOX_BYTES_MAX: usize = 64;
const EMAIL_BYTES_MAX: usize = 254;

/// What an address is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressUse {
    /// Where they live.
    Residence,
    /// Where they stay for some time.
    Temporary,
    /// Where letters go, when that is elsewhere.
    Post,
}

impl std::str::FromStr for AddressUse {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<AddressUse, Refusal> {
        match code {
            "residence" => Ok(AddressUse::Residence),
            "temporary" => Ok(AddressUse::Temporary),
            "post" => Ok(AddressUse::Post),
            _ => Err(Refusal::new("address-use-unknown").at("use")),
        }
    }
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Lines above the postal code.
    pub lines: Vec<String>,
    /// Postal code; empty where there are none.
    pub postal_code: String,
    /// Post town or city.
    pub town: String,
    /// Municipality, in Finland.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Municipality>,
    /// Country.
    pub country: Country,
}

/// An address as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedAddress {
    /// Lines, one below the other.
    pub lines: String,
    /// Postal code.
    pub postal_code: String,
    /// Post town.
    pub town: String,
    /// Code of the municipality; empty when none was chosen.
    pub municipality: String,
    /// Code of the country.
    pub country: String,
}

impl TypedAddress {
    /// Checks and normalises it.
    ///
    /// # Errors
    /// `country-unknown`, `address-empty`, `address-lines`, `address-line-long`,
    /// `address-unreadable`, `postal-code-malformed`, `municipality-unknown`,
    /// `municipality-abroad`.
    pub fn check(&self) -> Result<Address, Refusal> {
        let country = Country::new(&self.country).map_err(|r| r.at("country"))?;
        let mut lines = Vec::new();
        for typed in self.lines.lines().filter(|line| !line.trim().is_empty()) {
            lines.push(part(typed, "lines")?);
        }
        lines.retain(|line| !line.is_empty());
        if lines.len() > LINES_MAX {
            return Err(Refusal::new("address-lines").with("max", LINES_MAX).at("lines"));
        }
        let town = part(&self.town, "town")?;
        if lines.is_empty() && town.is_empty() {
            return Err(Refusal::new("address-empty").at("lines"));
        }
        let finnish = country.code() == "FIN";
        let postal_code = postal_code(&self.postal_code, finnish)?;
        let municipality = match self.municipality.trim() {
            "" => None,
            _ if !finnish => return Err(Refusal::new("municipality-abroad").at("municipality")),
            code => Some(Municipality::new(code)?),
        };
        Ok(Address { lines, postal_code, town, municipality, country })
    }
}

fn part(typed: &str, field: &'static str) -> Result<String, Refusal> {
    let line = text::line(typed).map_err(|_| Refusal::new("address-unreadable").at(field))?;
    if line.chars().count() > LINE_CHARS_MAX {
        return Err(Refusal::new("address-line-long").with("max", LINE_CHARS_MAX).at(field));
    }
    Ok(line)
}

fn postal_code(typed: &str, finnish: bool) -> Result<String, Refusal> {
    let code = typed.trim().to_uppercase();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
    let fits = code.chars().count() <= POSTAL_CODE_CHARS_MAX && code.chars().all(known);
    let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    if !fits || (finnish && !code.is_empty() && !digits) {
        return Err(Refusal::new("postal-code-malformed").at("postal_code"));
    }
    Ok(code)
}

/// One way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Reach {
    /// At an address.
    Address {
        /// What it is to them.
        r#use: AddressUse,
        /// The address.
        address: Address,
    },
    /// By mail over the net.
    Email {
        /// The mail address.
        address: String,
    },
    /// By telephone.
    Phone {
        /// The number with its country code: `+358401234567`.
        number: String,
    },
}

impl Reach {
    /// A mail address as typed; the domain in lower case.
    ///
    /// # Errors
    /// `email-malformed`.
    pub fn email(typed: &str) -> Result<Reach, Refusal> {
        let refuse = || Refusal::new("email-malformed").at("value");
        let (mailbox, domain) = typed.trim().rsplit_once('@').ok_or_else(refuse)?;
        let graphic = |s: &str| s.chars().all(|c| !c.is_whitespace() && !c.is_control());
        let label = |l: &str| {
            !l.is_empty()
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        let dots = !mailbox.starts_with('.') && !mailbox.ends_with('.') && !mailbox.contains("..");
        let good = !mailbox.is_empty()
            && mailbox.len() <= MAILBOX_BYTES_MAX
            && graphic(mailbox)
            && !mailbox.contains(['@', '<', '>', ',', ';', '"', '(', ')'])
            && dots
            && domain.contains('.')
            && domain.split('.').all(label);
        let address = format!("{mailbox}@{}", domain.to_lowercase());
        if good && address.len() <= EMAIL_BYTES_MAX {
            Ok(Reach::Email { address })
        } else {
            Err(refuse())
        }
    }

    /// A telephone number as typed: with a country code, or a Finnish one that begins with 0.
    ///
    /// Numbers are checked by their shape alone. Numbering plans change faster than any list of
    /// them, and an official must be able to record the number that a person answers.
    ///
    /// # Errors
    /// `phone-malformed`.
    pub fn phone(typed: &str) -> Result<Reach, Refusal> {
        let refuse = || Refusal::new("phone-malformed").at("value");
        let bare: String = typed.chars().filter(|c| !" -()./\u{a0}".contains(*c)).collect();
        let digits = if let Some(rest) = bare.strip_prefix('+') {
            rest.to_owned()
        } else if let Some(rest) = bare.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = bare.strip_prefix('0') {
            format!("358{rest}")
        } else {
            return Err(refuse());
        };
        let fits = (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len());
        // No country code begins with 0.
        if !fits || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
            return Err(refuse());
        }
        Ok(Reach::Phone { number: format!("+{digits}") })
    }

    /// Stable code of the way, for texts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Reach::Address { r#use: AddressUse::Residence, .. } => "residence",
            Reach::Address { r#use: AddressUse::Temporary, .. } => "temporary",
            Reach::Address { r#use: AddressUse::Post, .. } => "post",
            Reach::Email { .. } => "email",
            Reach::Phone { .. } => "phone",
        }
    }
}

/// A way to reach a person, and from when until when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contact {
    /// The way.
    pub reach: Reach,
    /// When it holds.
    pub validity: Validity,
}

impl Contact {
    /// May it be used on a day?
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.validity.holds_on(day)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A made-up home.
    pub(crate) fn home() -> TypedAddress {
        TypedAddress {
            lines: " Kotikatu 1 A 2 \n\n".into(),
            postal_code: "00100".into(),
            town: "Helsinki".into(),
            municipality: "091".into(),
            country: "FIN".into(),
        }
    }

    #[test]
    fn an_address_is_kept_line_by_line() {
        let address = home().check().unwrap();
        assert_eq!(address.lines, ["Kotikatu 1 A 2"]);
        assert_eq!(address.municipality.unwrap().code(), "091");
        let kabul = TypedAddress {
            lines: "کوچه ۷".into(),
            postal_code: String::new(),
            town: "کابل".into(),
            municipality: String::new(),
            country: "AFG".into(),
        };
        assert_eq!(kabul.check().unwrap().town, "کابل");
    }

    #[test]
    fn what_is_no_address_is_refused_at_its_field() {
        let long = "x".repeat(10_000);
        let many = "a\n".repeat(5);
        let of = |lines: &str, postal_code: &str, municipality: &str, country: &str| {
            let (lines, postal_code) = (lines.to_owned(), postal_code.to_owned());
            let (municipality, country) = (municipality.to_owned(), country.to_owned());
            TypedAddress { lines, postal_code, municipality, country, town: String::new() }
        };
        for (typed, code, field) in [
            (of("", "", "", "FIN"), "address-empty", "lines"),
            (of(&long, "", "", "FIN"), "address-line-long", "lines"),
            (of(&many, "", "", "FIN"), "address-lines", "lines"),
            (of("a\u{202e}b", "", "", "FIN"), "address-unreadable", "lines"),
            (of("Katu 1", "1234", "", "FIN"), "postal-code-malformed", "postal_code"),
            (of("Gata 1", "<script>", "", "SWE"), "postal-code-malformed", "postal_code"),
            (of("Katu 1", "", "588", "FIN"), "municipality-unknown", "municipality"),
            (of("Gata 1", "", "091", "SWE"), "municipality-abroad", "municipality"),
            (of("Katu 1", "", "", "QQQ"), "country-unknown", "country"),
        ] {
            let refused = typed.check().unwrap_err();
            assert_eq!((refused.code, refused.field), (code, Some(field)));
        }
    }

    #[test]
    fn mail_addresses_and_numbers_are_regular() {
        let email = |typed| Reach::email(typed).map_err(|r| r.code);
        let phone = |typed| Reach::phone(typed).map_err(|r| r.code);
        let address = "Amina.R+uma@example.org".to_owned();
        assert_eq!(email(" Amina.R+uma@Example.ORG "), Ok(Reach::Email { address }));
        for bad in ["", "amina", "a@b", "a b@example.org", "a@-x.org", ".a@x.org", "<a>@x.org"] {
            assert_eq!(email(bad), Err("email-malformed"), "{bad}");
        }
        for typed in ["040 123 4567", "+358 40 1234567", "00358-401234567"] {
            assert_eq!(phone(typed), Ok(Reach::Phone { number: "+358401234567".into() }));
        }
        for bad in ["", "12345", "+0123456789", "040x1234", "+1234567890123456", "+12"] {
            assert_eq!(phone(bad), Err("phone-malformed"), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_contact_or_a_refusal(typed in any::<String>()) {
            let _ = (Reach::email(&typed), Reach::phone(&typed));
            let address = TypedAddress { lines: typed.clone(), town: typed, ..home() };
            if let Ok(address) = address.check() {
                prop_assert!(address.lines.len() <= LINES_MAX);
            }
        }
    }
}
