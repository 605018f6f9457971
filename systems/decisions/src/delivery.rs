//! How a person dealt with the authority and where they are: what the table of service asks.

use automation::{CaseFacts, FactState};
use casefile::model::{Reach, RepresentativeRole};
use casefile::{CaseId, KnownPerson, Person};
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
    let counsel = known.is_some_and(|known| {
        known.represented_in(case, today).any(|r| r.role == RepresentativeRole::Counsel)
    });
    let channel = match (counsel, online && email(known, today).is_some(), abroad) {
        (true, ..) => "counsel",
        (false, true, _) => "electronic",
        (false, false, true) => "mission",
        (false, false, false) => "post",
    };
    Way { channel, place: if abroad { "abroad" } else { "finland" } }
}

/// The mail address of a person on a day: the one given last.
#[must_use]
pub fn email(person: Option<&KnownPerson>, day: Date) -> Option<&str> {
    let contacts = person?.contacts.values().rev().filter(|contact| contact.holds_on(day));
    contacts.into_iter().find_map(|contact| match &contact.reach {
        Reach::Email { address } => Some(address.as_str()),
        Reach::Address { .. } | Reach::Phone { .. } => None,
    })
}
