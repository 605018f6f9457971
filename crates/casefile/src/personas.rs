//! Made-up colleagues to try the house as, for demos and tests.

use std::collections::BTreeSet;

use kernel::{AddUser, Class, Fault, Kernel, NotDone, Profile, Run, UserId, Who};
use serde::Deserialize;

use crate::acts::SetCompetences;
use crate::competence;
use crate::model::Compartment;

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// Name as shown.
    pub name: String,
    /// What they would type to sign in.
    pub login: String,
    /// Code of their unit; empty for those who come from outside.
    pub unit: String,
    /// Codes of the units they see besides.
    #[serde(default)]
    pub units: BTreeSet<String>,
    /// Their role.
    pub role: String,
    /// Highest class they see.
    #[serde(default)]
    pub clearance: Class,
    /// Codes of what they know.
    #[serde(default)]
    pub competences: BTreeSet<String>,
    /// Codes of the compartments they are in.
    #[serde(default)]
    pub compartments: BTreeSet<String>,
}

impl Persona {
    /// Do they have cases of their own?
    #[must_use]
    pub fn handles_cases(&self) -> bool {
        self.role == "officer"
    }

    /// Text key of what they do.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match (self.role.as_str(), self.clearance) {
            ("lead", _) => "casefile-persona-lead",
            ("clerk", _) => "casefile-persona-clerk",
            ("applicant", _) => "casefile-persona-applicant",
            ("auditor", _) => "casefile-persona-auditor",
            ("duty-desk", _) => "casefile-persona-duty-desk",
            ("identity-clerk", _) => "casefile-persona-identity-clerk",
            ("biometrics-examiner", _) => "casefile-persona-biometrics-examiner",
            ("rule-author", _) => "casefile-persona-rule-author",
            ("rule-approver", _) => "casefile-persona-rule-approver",
            ("quality-owner", _) => "casefile-persona-quality-owner",
            (_, Class::Normal) => "casefile-persona-officer",
            (_, Class::Protected | Class::Secret) => "casefile-persona-protected",
        }
    }
}

#[derive(Deserialize)]
struct File {
    personas: Vec<Persona>,
}

/// The personas, in the order of the sign-in page.
///
/// # Errors
/// A bug when their file cannot be read.
pub fn personas() -> Result<Vec<Persona>, Fault> {
    let file: Result<File, _> = toml::from_str(include_str!("../population/personas.toml"));
    file.map(|file| file.personas).map_err(Fault::bug)
}

/// Adds the personas that are not there yet; all of them with their ids.
///
/// # Errors
/// A fault when the database is away.
pub async fn add(kernel: &Kernel) -> Result<Vec<(UserId, Persona)>, NotDone> {
    let mut added = Vec::new();
    for persona in personas()? {
        let id = match kernel.user_by_login(&persona.login).await? {
            Some(id) => id,
            None => add_one(kernel, &persona).await?,
        };
        added.push((id, persona));
    }
    Ok(added)
}

async fn add_one(kernel: &Kernel, persona: &Persona) -> Result<UserId, NotDone> {
    let id = UserId(kernel.next_id());
    let profile = Profile {
        unit: persona.unit.clone(),
        roles: BTreeSet::from([persona.role.clone()]),
        units: persona.units.clone(),
        clearance: persona.clearance,
        compartments: persona
            .compartments
            .iter()
            .filter_map(|code| Compartment::coded(code).map(|compartment| compartment.id))
            .collect(),
    };
    let (name, login) = (persona.name.clone(), persona.login.clone());
    let act = AddUser { id, name, login, password_hash: None, profile };
    kernel.run(&Who::machine(), act, Run::default()).await?;
    // Of those of systems that are not in this house nobody has to know anything.
    let known = persona.competences.iter().filter(|code| competence::all().contains(code));
    let competences: BTreeSet<String> = known.cloned().collect();
    if !competences.is_empty() {
        let act = SetCompetences { official: id, competences };
        kernel.run(&Who::machine(), act, Run::default()).await?;
    }
    Ok(id)
}
