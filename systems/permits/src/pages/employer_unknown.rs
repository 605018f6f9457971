//! That no register knows the employer whom an applicant named, where they read how their application stands: a digit may
//! be wrong, and the case would wait for nobody.

use casefile::{Case, Organisation, Party};
use registers::{Ask, CaseAsks, Found, Standing};
use web::{Html, Problem, Request, Ui};

use crate::acts::{self, EMPLOYER};
use crate::answers::Answers;
use crate::ids::ApplicationId;
use crate::permit;
use crate::state::Application;

#[derive(askama::Template)]
#[template(path = "pages/employer_unknown.html")]
struct Unknown<'a> {
    ui: &'a Ui,
    business_id: &'a str,
    /// Where the applicant writes to the officials.
    messages: String,
}

/// What is said on the page of an application that is a case; nothing while its employer is known, or not asked about.
pub(super) async fn panel(request: &Request, id: ApplicationId) -> Result<Html, Problem> {
    let kernel = &request.kernel;
    let (application, _) = kernel.peek::<Application>(id).await?;
    let Some(known) = application.known() else { return Ok(Html::default()) };
    let Some(permit) = permit::of(&known.permit)? else { return Ok(Html::default()) };
    let employer = Answers::new(permit, known).employer();
    let Some(((business_id, _), (case, _))) = employer.zip(known.stage.case()) else {
        return Ok(Html::default());
    };
    let (state, _) = kernel.peek::<Case>(case).await?;
    let Ok(file) = state.open() else { return Ok(Html::default()) };
    let (asks, _) = kernel.peek::<CaseAsks>(case).await?;
    let registers = &permit.registers_of_employer;
    let unknown = |party| registers.iter().any(|of| asks.of(*of, party).next().is_some_and(nobody));
    for (party, role) in file.all_parties() {
        let Party::Organisation(organisation) = party else { continue };
        if role != EMPLOYER || !unknown(party) {
            continue;
        }
        let (organisation, _) = kernel.peek::<Organisation>(organisation).await?;
        let details = organisation.known().and_then(|known| known.details.as_ref());
        if details.and_then(|details| details.business_id.as_ref()) == Some(&business_id) {
            let messages = acts::path(&permit.code, id, "messages");
            let (ui, business_id) = (&request.ui, business_id.number());
            return Html::render(&Unknown { ui, business_id, messages });
        }
    }
    Ok(Html::default())
}

fn nobody(ask: &Ask) -> bool {
    matches!(ask.standing, Standing::Answered { found: Found::Nobody, .. })
}
