//! A part by the code in an address, for pages and forms.

use kernel::{AuditKind, Refusal};
use web::{Problem, Request};

use super::{EmployerPart, KnownPart, PartStage, is_replaced, typed};
use crate::ids::EmployerPartId;
use crate::rights::EMPLOY;
use crate::rows;

/// The name of the part of a path that is a code.
pub(crate) const CODE: &str = "code";

/// The part of the code in the address. That somebody tried one that is none is recorded.
pub(crate) async fn found(
    request: &Request,
    purpose: &str,
) -> Result<(EmployerPartId, KnownPart), Problem> {
    let code = request.params.get(CODE).and_then(typed);
    let part = match &code {
        Some(code) => rows::part_of_code(&request.kernel, code).await?,
        None => None,
    };
    let Some(part) = part else {
        let entry = request.kernel.entry(&request.who, AuditKind::Denied, purpose);
        request.kernel.audit(entry).await?;
        return Err(Refusal::new("employer-code-unknown").into());
    };
    let opened = request.kernel.open::<EmployerPart>(&request.who, part, EMPLOY, purpose).await?;
    let known = opened.state.known().cloned();
    let known = known.ok_or_else(|| Problem::from(Refusal::new("employer-code-unknown")))?;
    known.opens(&request.who, request.ui.today())?;
    let open = !matches!(known.stage, PartStage::Confirmed(..));
    if open && is_replaced(&request.kernel, part, known.application).await? {
        return Err(Refusal::new("employer-code-replaced").into());
    }
    Ok((part, known))
}

/// The part of the code in the address, for a form of whoever took it.
pub(crate) async fn opened(
    request: &Request,
    purpose: &str,
) -> Result<(EmployerPartId, KnownPart), Problem> {
    let (part, known) = found(request, purpose).await?;
    match known.taken() {
        Some(_) => Ok((part, known)),
        None => Err(Refusal::new("employer-company-first").into()),
    }
}
