//! Organisations: who employs, teaches, represents.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

use super::business_id::BusinessId;
use super::contact::{Address, Reach, TypedAddress};
use super::text;
use super::validity::Validity;

/// Most characters of a name; the Finnish trade register takes no longer ones.
const NAME_CHARS_MAX: usize = 200;

/// What an organisation is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// It employs.
    Employer,
    /// It teaches.
    School,
    /// It represents people, such as a law office.
    Representative,
    /// Anything else.
    Other,
}

impl OrganisationKind {
    /// Stable code for texts, forms and rows.
    #[must_use]
    pub fn code(self) -> String {
        crate::events::code(self)
    }
}

impl std::str::FromStr for OrganisationKind {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<OrganisationKind, Refusal> {
        crate::events::from_code(code)
            .ok_or_else(|| Refusal::new("organisation-kind-unknown").at("kind"))
    }
}

/// A name an organisation bore before.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// From when until when.
    pub validity: Validity,
}

/// What is known of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What it is here.
    pub kind: OrganisationKind,
    /// Its name now.
    pub name: String,
    /// Since when it bears that name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Names before, oldest first.
    #[serde(default)]
    pub former: Vec<FormerName>,
    /// Its business id, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_id: Option<BusinessId>,
    /// Where it is.
    pub address: Address,
    /// How it is reached.
    #[serde(default)]
    pub reach: Vec<Reach>,
}

/// An organisation as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedOrganisation {
    /// What it is here.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: Option<Date>,
    /// Its business id; empty when it has none.
    pub business_id: String,
    /// Where it is; the country is that of the business id too.
    pub address: TypedAddress,
    /// Telephone number; empty when none is known.
    pub phone: String,
    /// Mail address; empty when none is known.
    pub email: String,
}

impl TypedOrganisation {
    /// Checks and normalises it.
    ///
    /// # Errors
    /// Those of its parts, and `organisation-name`.
    pub fn check(&self) -> Result<Details, Refusal> {
        let name = line(&self.name, "name")?;
        let address = self.address.check()?;
        let business_id = match self.business_id.trim() {
            "" => None,
            typed => Some(BusinessId::new(address.country.code(), typed)?),
        };
        let mut reach = Vec::new();
        if !self.phone.trim().is_empty() {
            reach.push(Reach::phone(&self.phone).map_err(|r| r.at("phone"))?);
        }
        if !self.email.trim().is_empty() {
            reach.push(Reach::email(&self.email).map_err(|r| r.at("email"))?);
        }
        let (kind, since) = (self.kind, self.since);
        Ok(Details { kind, name, since, former: Vec::new(), business_id, address, reach })
    }
}

/// Whom to ask for in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContactPerson {
    /// Their name.
    pub name: String,
    /// What they do there; empty when not known.
    pub role: String,
    /// How they are reached.
    pub reach: Vec<Reach>,
    /// From when until when.
    pub validity: Validity,
}

impl ContactPerson {
    /// A contact person as typed.
    ///
    /// # Errors
    /// `organisation-name`, `phone-malformed`, `email-malformed`.
    pub fn new(name: &str, role: &str, phone: &str, email: &str) -> Result<ContactPerson, Refusal> {
        let name = line(name, "name")?;
        let role = if role.trim().is_empty() { String::new() } else { line(role, "role")? };
        let mut reach = Vec::new();
        if !phone.trim().is_empty() {
            reach.push(Reach::phone(phone).map_err(|r| r.at("phone"))?);
        }
        if !email.trim().is_empty() {
            reach.push(Reach::email(email).map_err(|r| r.at("email"))?);
        }
        Ok(ContactPerson { name, role, reach, validity: Validity::default() })
    }
}

fn line(typed: &str, field: &'static str) -> Result<String, Refusal> {
    let refuse = || Refusal::new("organisation-name").with("max", NAME_CHARS_MAX).at(field);
    let line = text::line(typed).map_err(|_| refuse())?;
    let fits = (1..=NAME_CHARS_MAX).contains(&line.chars().count());
    if fits && line.chars().any(char::is_alphanumeric) { Ok(line) } else { Err(refuse()) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::home;

    /// A made-up employer.
    pub(crate) fn employer() -> TypedOrganisation {
        TypedOrganisation {
            kind: OrganisationKind::Employer,
            name: " Pohjolan  Leipä Oy ".into(),
            since: None,
            business_id: "0112038-9".into(),
            address: home(),
            phone: "040 123 4567".into(),
            email: String::new(),
        }
    }

    #[test]
    fn an_organisation_is_made_regular() {
        let details = employer().check().unwrap();
        assert_eq!(details.name, "Pohjolan Leipä Oy");
        assert_eq!(details.business_id.unwrap().claim(), "FIN:01120389");
        assert_eq!(details.reach.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let of = |name: &str, id: &str, phone: &str| {
            let (name, business_id, phone) = (name.into(), id.into(), phone.into());
            TypedOrganisation { name, business_id, phone, ..employer() }
        };
        for (typed, code, field) in [
            (of("", "", ""), "organisation-name", "name"),
            (of("--", "", ""), "organisation-name", "name"),
            (of("Oy", "0112038-8", ""), "business-id-check", "business_id"),
            (of("Oy", "", "call"), "phone-malformed", "phone"),
        ] {
            let refused = typed.check().unwrap_err();
            assert_eq!((refused.code, refused.field), (code, Some(field)));
        }
        let rtl = of("شركة النور", "", "");
        assert_eq!(rtl.check().unwrap().name, "شركة النور");
    }
}
