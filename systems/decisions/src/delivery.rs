//! How a person dealt with the authority and where they are: what the table of service asks.

use automation::{CaseFacts, FactState};
use casefile::model::RepresentativeRole;
use casefile::{CaseId, Person};
use kernel::Date;
use law::typed::Key;
use law::{Dictionary, Value};

/// The channel and the place of a person in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// `electronic`, `post`, `mission` or `counsel`.
    pub channel: &'static str,
    /// `finland` or `abroad`.
    pub place: &'static str,
}

/// How somebody is reached in a case: through counsel when there is one; electronically when they
/// applied so and there is an address to tell them at; at a mission when they applied abroad; else by
/// post.
#[must_use]
pub fn way(
    case: CaseId,
    person: &Person,
    told: &CaseFacts,
    (today, law): (Date, &Dictionary),
) -> Way {
    let holds = |fact: Key<bool>| {
        matches!(
            told.state(fact.name(), today, law),
            FactState::Agreed(_, told) if told.value == Some(Value::Bool(true))
        )
    };
    let (online, abroad) = (holds(law::facts::APPLIED_ONLINE), holds(law::facts::APPLIED_ABROAD));
    let known = person.known();
    let written_to = known.is_some_and(|known| known.email_on(today).is_some());
    let counsel = known.is_some_and(|known| {
        known.represented_in(case, today).any(|r| r.role == RepresentativeRole::Counsel)
    });
    let channel = match (counsel, online && written_to, abroad) {
        (true, ..) => "counsel",
        (false, true, _) => "electronic",
        (false, false, true) => "mission",
        (false, false, false) => "post",
    };
    Way { channel, place: if abroad { "abroad" } else { "finland" } }
}
