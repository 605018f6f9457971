//! Made-up colleagues to try the house as, for demos and tests.

use std::collections::BTreeSet;

use kernel::{AddUser, Class, Kernel, NotDone, Profile, Run, UserId, Who};

/// Somebody to sign in as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// Text key of what they do.
    pub key: &'static str,
    /// Name as shown.
    pub name: &'static str,
    /// What they would type to sign in.
    pub login: &'static str,
    /// Code of their unit.
    pub unit: &'static str,
    /// Codes of the units they see besides.
    pub units: &'static [&'static str],
    /// Their role.
    pub role: &'static str,
    /// Highest class they see.
    pub clearance: Class,
}

impl Persona {
    /// Do they have cases of their own?
    #[must_use]
    pub fn handles_cases(&self) -> bool {
        self.role == "officer"
    }
}

const fn persona(
    key: &'static str,
    name: &'static str,
    login: &'static str,
    unit: &'static str,
    role: &'static str,
) -> Persona {
    Persona { key, name, login, unit, units: &[], role, clearance: Class::Normal }
}

/// Two colleagues of one unit, one of another, one who sees the protected, and those around them.
pub const PERSONAS: &[Persona] = &[
    persona("casefile-persona-officer", "Aino Virtanen", "aino", "HEL", "officer"),
    persona("casefile-persona-officer", "Mikael Lindström", "mikael", "HEL", "officer"),
    Persona {
        clearance: Class::Protected,
        ..persona("casefile-persona-protected", "Maria Niemi", "maria", "HEL", "officer")
    },
    persona("casefile-persona-officer", "Oskari Mäkelä", "oskari", "TKU", "officer"),
    persona("casefile-persona-clerk", "Leila Hassan", "leila", "HEL", "clerk"),
    Persona {
        units: &["TKU"],
        ..persona("casefile-persona-lead", "Sari Korhonen", "sari", "HEL", "lead")
    },
    persona("casefile-persona-auditor", "Johanna Nyström", "johanna", "LAW", "auditor"),
];

/// Adds the personas that are not there yet; all of them with their ids.
///
/// # Errors
/// A fault when the database is away.
pub async fn add(kernel: &Kernel) -> Result<Vec<(UserId, Persona)>, NotDone> {
    let mut added = Vec::with_capacity(PERSONAS.len());
    for persona in PERSONAS {
        let id = match kernel.user_by_login(persona.login).await? {
            Some(id) => id,
            None => add_one(kernel, persona).await?,
        };
        added.push((id, *persona));
    }
    Ok(added)
}

async fn add_one(kernel: &Kernel, persona: &Persona) -> Result<UserId, NotDone> {
    let id = UserId(kernel.next_id());
    let profile = Profile {
        unit: persona.unit.to_owned(),
        roles: BTreeSet::from([persona.role.to_owned()]),
        units: persona.units.iter().map(|u| (*u).to_owned()).collect(),
        clearance: persona.clearance,
        compartments: BTreeSet::new(),
    };
    let (name, login) = (persona.name.to_owned(), persona.login.to_owned());
    let act = AddUser { id, name, login, password_hash: None, profile };
    kernel.run(&Who::machine(), act, Run::default()).await?;
    Ok(id)
}
