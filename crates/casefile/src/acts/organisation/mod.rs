//! Verbs on organisations.

mod add_contact_person;
mod correct_organisation;
mod end_contact_person;
mod end_organisation;
mod register_organisation;
mod typed;

pub use add_contact_person::AddContactPerson;
pub use correct_organisation::CorrectOrganisation;
pub use end_contact_person::EndContactPerson;
pub use end_organisation::EndOrganisation;
pub use register_organisation::{BUSINESS_ID, RegisterOrganisation};

use std::sync::Arc;

use kernel::Refusal;
use web::{Draft, Problem, Request};

use crate::ids::OrganisationId;
use crate::rights::SEE;
use crate::state::{KnownOrganisation, Organisation};

/// The organisation, if there is one.
pub(crate) fn known(organisation: &Organisation) -> Result<&KnownOrganisation, Refusal> {
    organisation.known().ok_or_else(|| Refusal::new("organisation-unknown"))
}

/// What a form on an organisation starts from: it is opened, and the look recorded.
async fn organisation_draft(
    request: &Request,
    act: &str,
) -> Result<(Draft, Arc<Organisation>), Problem> {
    let id: OrganisationId = request.param("id")?;
    let opened = request.kernel.open::<Organisation>(&request.who, id, SEE, act).await?;
    let name = opened.state.shown().unwrap_or_default();
    let draft = Draft::new()
        .seen(id.0, opened.version)
        .arg("name", &name)
        .crumb(request.ui.t("organisations"), "/organisations")
        .crumb(name, format!("/organisations/{id}"));
    Ok((draft, opened.state))
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::Sealed;
    use uuid::Uuid;

    use crate::events::OrganisationEvent;
    use crate::ids::OrganisationId;
    use crate::model::employer;

    pub(crate) const fn organisation_id() -> OrganisationId {
        OrganisationId(Uuid::from_u128(600))
    }

    pub(crate) fn founded() -> OrganisationEvent {
        let details = Sealed::new(organisation_id(), employer().check().unwrap());
        OrganisationEvent::Registered { details }
    }
}
