//! Who may be given the file of a case: its parties, and whoever acts for them.

use std::fmt;
use std::str::FromStr;

use kernel::{Date, State};
use uuid::Uuid;
use web::{Problem, Request};

use super::is_party;
use crate::events::Party;
use crate::ids::CaseId;
use crate::model::Agent;
use crate::state::{KnownCase, Organisation, Person};

/// Parts a party from a representation in forms; it stands in neither.
const THROUGH: char = '~';

/// To whom a file is given: a party, or somebody who acts for them by a representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct To {
    /// Whose right it is.
    pub party: Party,
    /// The representation by which somebody gets it for them.
    pub representation: Option<Uuid>,
}

/// In addresses and forms: the party, and the representation behind a tilde.
impl fmt::Display for To {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.representation {
            None => self.party.fmt(formatter),
            Some(representation) => write!(formatter, "{}{THROUGH}{representation}", self.party),
        }
    }
}

impl FromStr for To {
    type Err = ();

    fn from_str(text: &str) -> Result<To, ()> {
        let (party, representation) = match text.split_once(THROUGH) {
            None => (text, None),
            Some((party, id)) => (party, Some(id.parse().map_err(|_| ())?)),
        };
        Ok(To { party: party.parse()?, representation })
    }
}

impl Agent {
    /// The same as a party.
    #[must_use]
    pub const fn party(self) -> Party {
        match self {
            Agent::Person(person) => Party::Person(person),
            Agent::Organisation(organisation) => Party::Organisation(organisation),
        }
    }
}

/// Everybody to whom the file may be given on a day, as far as the user may see them, and what they
/// are called in a list.
pub(crate) async fn choices(
    request: &Request,
    id: CaseId,
    case: &KnownCase,
    day: Date,
) -> Result<Vec<(To, String)>, Problem> {
    let ui = &request.ui;
    let mut choices: Vec<(To, String)> = Vec::new();
    for (party, role) in case.all_parties().filter(|(party, _)| is_party(case, *party)) {
        let to = To { party, representation: None };
        if choices.iter().any(|(there, _)| *there == to) {
            continue;
        }
        let Some(name) = name_of(request, party).await? else { continue };
        let role = ui.code("party-role-", role).plain();
        let label = ui.t("given-party").arg("name", &name).arg("role", role).plain();
        choices.push((to, label));
        let Party::Person(person) = party else { continue };
        let (person, _) = request.kernel.peek::<Person>(person).await?;
        for (representation, r) in person.known().into_iter().flat_map(|k| &k.representatives) {
            if !r.acts_in(id, day) {
                continue;
            }
            let Some(agent) = name_of(request, r.agent.party()).await? else { continue };
            let role = ui.code("representative-", r.role.code()).plain();
            let label = ui.t("given-agent").arg("name", agent).arg("role", role);
            let label = label.arg("party", &name).plain();
            choices.push((To { party, representation: Some(*representation) }, label));
        }
    }
    Ok(choices)
}

/// The name of somebody whom the user may see.
pub(crate) async fn name_of(request: &Request, party: Party) -> Result<Option<String>, Problem> {
    match party {
        Party::Person(id) => {
            let (person, _) = request.kernel.peek::<Person>(id).await?;
            let seen = person.access().is_some_and(|access| request.who.sees(&access));
            Ok(person.shown().filter(|_| seen))
        }
        Party::Organisation(id) => Ok(request.kernel.peek::<Organisation>(id).await?.0.shown()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::applicant;
    use super::*;

    #[test]
    fn a_receiver_reads_as_it_is_written() {
        for representation in [None, Some(Uuid::from_u128(7))] {
            let to = To { party: applicant(), representation };
            assert_eq!(to.to_string().parse(), Ok(to));
        }
        for wrong in ["", "person:x", "~", "person:00000000-0000-0000-0000-000000000001~x"] {
            assert_eq!(wrong.parse::<To>(), Err(()), "{wrong}");
        }
    }
}
