//! Who acts for a person.

use uuid::Uuid;
use web::{Problem, Request};

use crate::ids::CaseId;
use crate::model::Agent;
use crate::pages::pairs::name_of;
use crate::state::{KnownPerson, Organisation};
use crate::words;

/// Somebody who acts for the person.
pub(super) struct RepresentativeLine {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) role: String,
    pub(super) case: Option<CaseId>,
    pub(super) days: String,
    pub(super) basis: String,
    pub(super) over: bool,
}

/// All whom the user may see, who act now or will first.
pub(super) async fn lines(
    request: &Request,
    known: &KnownPerson,
) -> Result<Vec<RepresentativeLine>, Problem> {
    let ui = &request.ui;
    let mut lines = Vec::with_capacity(known.representatives.len());
    for (id, r) in &known.representatives {
        let (name, href) = match r.agent {
            Agent::Person(person) => {
                let Some(name) = name_of(request, person).await? else { continue };
                (name, format!("/persons/{person}"))
            }
            Agent::Organisation(organisation) => {
                let (state, _) = request.kernel.peek::<Organisation>(organisation).await?;
                let erased = || ui.t("casefile-erased").plain();
                (state.shown().unwrap_or_else(erased), format!("/organisations/{organisation}"))
            }
        };
        lines.push(RepresentativeLine {
            id: *id,
            name,
            href,
            role: ui.code("representative-", r.role.code()).plain(),
            case: r.case,
            days: words::days(ui, r.validity.from(), r.validity.until()),
            basis: r.basis.clone(),
            over: r.validity.is_over_on(ui.today()),
        });
    }
    lines.sort_by_key(|line| line.over);
    Ok(lines)
}
