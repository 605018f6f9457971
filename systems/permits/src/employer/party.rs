//! An employer as a party to a case: by its Finnish business ID, whoever said it.

use casefile::model::{BusinessId, OrganisationKind};
use casefile::{CaseEvent, CaseId, OrganisationId, Party, organisation_entry};
use kernel::{Changes, Refusal};

use crate::acts::EMPLOYER;

/// The state that gives business ids to companies of the trade register.
const FINLAND: &str = "FIN";

/// A Finnish business ID.
///
/// # Errors
/// As [`BusinessId::new`].
pub(crate) fn business_id(typed: &str) -> Result<BusinessId, Refusal> {
    BusinessId::new(FINLAND, typed)
}

/// The company becomes a party to the case. One that is not known here gets a record under this id.
pub(crate) fn joins(
    case: CaseId,
    (business_id, name): (&BusinessId, &str),
    new: OrganisationId,
    known: Option<OrganisationId>,
) -> Changes {
    let who = (name, business_id, business_id.country());
    let (organisation, entered) =
        organisation_entry::enter(new, OrganisationKind::Employer, who, known);
    let (party, role) = (Party::Organisation(organisation), EMPLOYER.to_owned());
    entered.record(case, &CaseEvent::PartyAdded { party, role })
}
