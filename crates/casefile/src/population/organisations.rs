//! Where the made-up people work and study.

use kernel::{Changes, Fault, NewStream, Sealed, Ts};
use serde::Deserialize;

use super::{Population, empty, made};
use crate::acts::BUSINESS_ID;
use crate::events::OrganisationEvent;
use crate::ids::OrganisationId;
use crate::model::{BusinessId, Municipality, OrganisationKind, TypedAddress, TypedOrganisation};

/// An employer or a school.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    kind: OrganisationKind,
    name: String,
    business_id: String,
    /// Code.
    municipality: String,
    postal_code: String,
}

#[derive(Deserialize)]
struct OrganisationsFile {
    organisations: Vec<Organisation>,
}

/// The organisations of the file.
///
/// # Errors
/// A bug when the file cannot be read.
pub(super) fn read() -> Result<Vec<Organisation>, Fault> {
    let file: Result<OrganisationsFile, _> =
        toml::from_str(include_str!("../../population/organisations.toml"));
    Ok(file.map_err(Fault::bug)?.organisations)
}

impl Population {
    /// Registers them all, and remembers them for the cases that follow.
    pub(super) fn register_organisations(&mut self, at: Ts) -> Result<Vec<NewStream>, Fault> {
        let mut streams = Vec::new();
        for told in std::mem::take(&mut self.unregistered) {
            let id = OrganisationId(self.id(at));
            self.organisations.push((told.kind, id));
            let house = self.random.u32(1..60);
            let address = TypedAddress {
                lines: format!("{} {house}", self.street()?),
                town: made(Municipality::new(&told.municipality))?.name(false).to_owned(),
                postal_code: told.postal_code,
                municipality: told.municipality,
                country: "FIN".to_owned(),
            };
            let typed = TypedOrganisation {
                kind: told.kind,
                name: told.name,
                since: None,
                business_id: told.business_id,
                address,
                phone: String::new(),
                email: String::new(),
            };
            let details = made(typed.check())?;
            let claimed = details.business_id.as_ref().map(BusinessId::claim).ok_or_else(empty)?;
            let details = Sealed::new(id, details);
            let registered = Changes::one(id, &OrganisationEvent::Registered { details }).claim(
                BUSINESS_ID,
                claimed,
                id,
            );
            streams.push(NewStream { stages: vec![(at, registered)] });
        }
        Ok(streams)
    }

    /// One of a kind.
    pub(super) fn organisation(&mut self, kind: OrganisationKind) -> Option<OrganisationId> {
        let of: Vec<_> = self.organisations.iter().filter(|(other, _)| *other == kind).collect();
        self.random.choice(of).map(|(_, id)| *id)
    }
}
