//! Who else has the case open: polite, and no lock.

use kernel::{Access, Fault, State as _, Ts, User, UserId};
use web::parts::Presence;
use web::{Page, Problem, Reply, Request, Ui};

use crate::ids::CaseId;
use crate::pages::Names;
use crate::rows::presence;

/// Who gives no sign for this long has left.
const PRESENT_SECONDS: i64 = 75;
/// A page that stays open gives a sign this often, in the template; one that is opened again sooner
/// writes nothing new.
const SIGN_SECONDS: i64 = 20;

/// The notice on the page, which renews itself where scripts run.
#[derive(askama::Template)]
#[template(path = "pages/case/presence.html")]
pub(super) struct PresenceNotice<'a> {
    ui: &'a Ui,
    id: CaseId,
    presence: Presence,
}

// It stands inside the page as it is: all it shows was escaped by its own template.
impl askama::filters::HtmlSafe for PresenceNotice<'_> {}

impl<'a> PresenceNotice<'a> {
    /// Notes that the user is here, and says who else is: colleagues who share a unit with them and
    /// still may see the case.
    pub(super) async fn new(
        request: &'a Request,
        id: CaseId,
        access: Option<&Access>,
        present: Vec<(UserId, Ts)>,
        names: &mut Names,
    ) -> Result<PresenceNotice<'a>, Problem> {
        sign(request, id, &present, request.kernel.now());
        let mut others = Vec::new();
        for (user, _) in present.into_iter().filter(|(user, _)| *user != request.who.user) {
            if shows_itself(request, user, access).await? {
                others.push(names.of(user).await?);
            }
        }
        let presence = Presence::new(&request.ui, &others);
        Ok(PresenceNotice { ui: &request.ui, id, presence })
    }

    /// Who has it open.
    pub(super) async fn present(
        request: &Request,
        id: CaseId,
    ) -> Result<Vec<(UserId, Ts)>, Problem> {
        let since = request.kernel.now().plus_seconds(-PRESENT_SECONDS);
        Ok(presence::present(&request.kernel, id, since).await?)
    }
}

/// Gives a sign, beside the answer: nobody waits for it, and without it only a courtesy is missing.
fn sign(request: &Request, id: CaseId, present: &[(UserId, Ts)], now: Ts) {
    let fresh = now.plus_seconds(-SIGN_SECONDS);
    let me = request.who.user;
    if present.iter().any(|(user, at)| *user == me && *at > fresh) {
        return;
    }
    let kernel = request.kernel.clone();
    tokio::spawn(async move {
        if let Err(fault) = presence::note(&kernel, id, me, now).await {
            tracing::warn!(%fault, "who has a case open could not be noted");
        }
    });
}

async fn shows_itself(
    request: &Request,
    user: UserId,
    access: Option<&Access>,
) -> Result<bool, Fault> {
    let (state, _) = request.kernel.peek::<User>(user).await?;
    let who = state.who(user, None, crate::rights::GRANTS);
    Ok(who.is_some_and(|who| {
        !who.units.is_disjoint(&request.who.units) && access.is_none_or(|a| who.sees(a))
    }))
}

/// The notice alone, for a page that stays open. Who has not opened the case lately, a look that is
/// in the record, learns nothing here.
pub(in crate::pages) async fn show(request: Request) -> Result<Reply, Problem> {
    let id: CaseId = request.param("id")?;
    let present = PresenceNotice::present(&request, id).await?;
    if !present.iter().any(|(user, _)| *user == request.who.user) {
        return Err(Problem::NotFound);
    }
    let (case, _) = request.kernel.peek::<crate::state::Case>(id).await?;
    let access = case.access().filter(|a| request.who.sees(a)).ok_or(Problem::NotFound)?;
    let mut names = Names::new(&request);
    let body = PresenceNotice::new(&request, id, Some(&access), present, &mut names).await?;
    Ok(Page::new(request.ui.t("casefile-presence"), &body)?.into())
}
