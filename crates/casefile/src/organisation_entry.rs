//! How an organisation comes into the file without an official: found by its business id, or recorded anew
//! with no more than a register told of it.

use kernel::{Changes, Fault, Read, Sealed};

use crate::acts::BUSINESS_ID;
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::{Address, BusinessId, Country, Details, OrganisationKind};
use crate::rows;

/// Which organisation has a business id; none when it is not known here. Two acts that find none at once
/// both record it, and the claim on the id makes the later one look again.
///
/// # Errors
/// A fault when the database is away.
pub async fn look(
    read: &mut Read<'_>,
    business_id: &BusinessId,
) -> Result<Option<OrganisationId>, Fault> {
    rows::with_business_id(read, business_id).await
}

/// Which organisation it is from now on, and what that brings about: one that is not known gets a record
/// under this id.
#[must_use]
pub fn enter(
    id: OrganisationId,
    kind: OrganisationKind,
    (name, business_id, country): (&str, &BusinessId, &Country),
    found: Option<OrganisationId>,
) -> (OrganisationId, Changes) {
    if let Some(found) = found {
        return (found, Changes::new());
    }
    let details = Details {
        kind,
        name: name.to_owned(),
        since: None,
        former: Vec::new(),
        business_id: Some(business_id.clone()),
        address: Address {
            lines: Vec::new(),
            postal_code: String::new(),
            town: String::new(),
            municipality: None,
            country: country.clone(),
        },
        reach: Vec::new(),
    };
    let registered = OrganisationEvent::Registered { details: Sealed::new(id, details) };
    (id, Changes::one(id, &registered).claim(BUSINESS_ID, business_id.claim(), id))
}
