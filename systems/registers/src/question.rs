//! A question as registers take it: who is meant, and for which day.

use casefile::model::{PartialDate, Script};
use casefile::{Case, CaseId, Organisation, Party, Person};
use kernel::{Date, Fault, Kernel};
use serde::Serialize;

use crate::application_file::{self, ApplicationFile};
use crate::model::{GivenUp, Register};
use crate::state::Ask;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) register: Register,
    /// What the party is in the case: other facts follow from the same answer.
    pub(crate) role: String,
    pub(crate) on: Date,
    pub(crate) subject: Subject,
}

/// Who or what is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Person(Identity),
    Company(String),
    /// Somebody with what they apply for.
    Applicant(Box<ApplicationFile>),
}

/// A person as registers find one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Family name; empty when there is none.
    pub family_name: String,
    /// Given names; empty when there are none.
    pub given_names: String,
    /// Birth date.
    pub born: Date,
    /// Codes of three letters.
    pub nationalities: Vec<String>,
}

#[derive(Serialize)]
struct OfPerson<'a> {
    person: &'a Identity,
    on: Date,
}

#[derive(Serialize)]
struct OfApplicant<'a> {
    #[serde(flatten)]
    file: &'a ApplicationFile,
    on: Date,
}

#[derive(Serialize)]
struct OfCompany<'a> {
    business_id: &'a str,
    on: Date,
}

impl Question {
    /// What goes over the line.
    pub(crate) fn body(&self) -> Result<Vec<u8>, serde_json::Error> {
        match &self.subject {
            Subject::Person(person) => serde_json::to_vec(&OfPerson { person, on: self.on }),
            Subject::Company(business_id) => {
                serde_json::to_vec(&OfCompany { business_id, on: self.on })
            }
            Subject::Applicant(file) => serde_json::to_vec(&OfApplicant { file, on: self.on }),
        }
    }
}

/// The question as the house knows its subject now, or why it cannot be asked.
///
/// # Errors
/// A fault when the database is away.
pub(crate) async fn of(
    kernel: &Kernel,
    case: CaseId,
    ask: &Ask,
) -> Result<Result<Question, GivenUp>, Fault> {
    let (case, _) = kernel.peek::<Case>(case).await?;
    let Ok(known) = case.open() else { return Ok(Err(GivenUp::CaseClosed)) };
    if !known.has_party(ask.about, &ask.role) {
        return Ok(Err(GivenUp::NoParty));
    }
    let subject = match (ask.about, ask.register) {
        (Party::Person(id), Register::Vis) => {
            let (person, _) = kernel.peek::<Person>(id).await?;
            let file = application_file::of(known, &person, ask.on);
            file.map(|file| Subject::Applicant(Box::new(file)))
        }
        (Party::Person(id), _) => {
            identity(&kernel.peek::<Person>(id).await?.0).map(Subject::Person)
        }
        (Party::Organisation(id), _) => company(&kernel.peek::<Organisation>(id).await?.0),
    };
    Ok(subject.map(|subject| Question {
        register: ask.register,
        role: ask.role.clone(),
        on: ask.on,
        subject,
    }))
}

/// By what registers find somebody.
pub(crate) fn identity(person: &Person) -> Result<Identity, GivenUp> {
    let particulars = person.known().and_then(|known| known.particulars.as_ref());
    let particulars = particulars.ok_or(GivenUp::Erased)?;
    let PartialDate::Day(born) = particulars.born else { return Err(GivenUp::BirthDate) };
    let latin = particulars.names.iter().find(|name| name.script() == Script::Latin);
    let name = latin.or(particulars.names.first()).ok_or(GivenUp::Erased)?;
    let codes = particulars.nationalities.iter().map(|country| country.code().to_owned());
    Ok(Identity {
        family_name: name.family().to_owned(),
        given_names: name.given().to_owned(),
        born,
        nationalities: codes.collect(),
    })
}

fn company(organisation: &Organisation) -> Result<Subject, GivenUp> {
    let details = organisation.known().and_then(|known| known.details.as_ref());
    let business_id = details.ok_or(GivenUp::Erased)?.business_id.as_ref();
    let finnish = business_id.filter(|id| id.country().code() == "FIN");
    finnish.map(|id| Subject::Company(id.number().to_owned())).ok_or(GivenUp::BusinessId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_the_line() {
        let identity = Identity {
            family_name: "Rahimi".into(),
            given_names: "Amina".into(),
            born: "1994-02-03".parse().unwrap(),
            nationalities: vec!["AFG".into()],
        };
        let question = Question {
            register: Register::Population,
            role: "applicant".into(),
            on: "2026-03-02".parse().unwrap(),
            subject: Subject::Person(identity),
        };
        assert_eq!(
            String::from_utf8(question.body().unwrap()).unwrap(),
            r#"{"person":{"family_name":"Rahimi","given_names":"Amina","born":"1994-02-03","nationalities":["AFG"]},"on":"2026-03-02"}"#
        );
    }
}
