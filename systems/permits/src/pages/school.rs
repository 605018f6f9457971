//! Has the register of studies asked about whoever applies, as their identity was proven when they signed in, and fills
//! in what it tells. It is asked in the request, about nobody else and only when they press; what was asked is recorded.

use http::StatusCode;
use kernel::{NotDone, Run};
use registers::{Register, Registers, Studies};
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::{MINE, shown};
use crate::acts::{self, FillFromSchool, Own, own_draft};
use crate::answers::Answers;
use crate::events::Source;
use crate::ids::ApplicationId;
use crate::permit::{self, PermitType};
use crate::school;
use crate::state::Application;

/// The part of a path that says which page, and the field that says from which page somebody came.
const GROUP: &str = "group";

#[derive(askama::Template)]
#[template(path = "pages/school.html")]
struct SchoolPage<'a> {
    ui: &'a Ui,
    own: &'a Own,
    offer: Html,
    /// The page to type on instead.
    group: &'a str,
    /// Code of the refusal that says why nothing was filled in.
    wrong: Option<&'static str>,
}

/// The button, with what it does; for whoever was not proven, how they can be.
#[derive(askama::Template)]
#[template(path = "pages/school_offer.html")]
struct Offer<'a> {
    ui: &'a Ui,
    /// Where it is asked.
    post: String,
    /// The page somebody is on, and where that is.
    group: &'a str,
    here: String,
    proven: bool,
}

fn offered(
    request: &Request,
    (permit, id): (&PermitType, ApplicationId),
    group: &str,
) -> Result<Html, Problem> {
    let proven = request.proven.as_ref().and_then(school::identity).is_some();
    let at = |part| acts::path(&permit.code, id, part);
    Html::render(&Offer { ui: &request.ui, post: at("school"), group, here: at(group), proven })
}

/// What is offered above the questions of a page: nothing where a school tells nothing of them, where they were
/// answered or filled in already, and where no register can be asked.
pub(super) async fn panel(
    request: &Request,
    registers: &Registers,
    id: ApplicationId,
) -> Result<Html, Problem> {
    let (application, _) = request.kernel.peek::<Application>(id).await?;
    let Some(known) = application.known() else { return Ok(Html::default()) };
    let permit = permit::of(&known.permit)?;
    let group = permit.zip(request.params.get(GROUP));
    let group = group.and_then(|(permit, code)| Some((permit, permit.group(code)?)));
    let Some((permit, group)) = group else { return Ok(Html::default()) };
    let told = known.answered.get(&group.code).is_some_and(|page| {
        page.confirmed || page.answers.values().any(|said| said.from == Some(Source::School))
    });
    if told || !group.asks_school() || !registers.is_connected(Register::Study) {
        return Ok(Html::default());
    }
    offered(request, (permit, id), &group.code)
}

/// The page with the button alone.
pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let own = asked(&request, "application.school").await?;
    page(&request, &own, group(&request, &own), None)
}

/// The application of the address, when a school tells something of it.
async fn asked(request: &Request, purpose: &str) -> Result<Own, Problem> {
    let own = own_draft(request, purpose).await?;
    if school::has_part(own.permit) { Ok(own) } else { Err(Problem::NotFound) }
}

/// The page somebody came from, or else the first of which a school tells something.
fn group<'a>(request: &Request, own: &'a Own) -> &'a str {
    let mut groups = own.permit.groups.iter().filter(|group| group.asks_school());
    let first = groups.clone().next().map_or("", |group| group.code.as_str());
    let came_from = request.form.get(GROUP);
    groups.find(|group| Some(group.code.as_str()) == came_from).map_or(first, |group| &group.code)
}

fn page(
    request: &Request,
    own: &Own,
    group: &str,
    wrong: Option<&'static str>,
) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let offer = offered(request, (own.permit, own.id), group)?;
    let body = SchoolPage { ui, own, offer, group, wrong };
    let page =
        Page::new(ui.t("school-fill"), &body)?.narrow().crumb(ui.t("application-mine"), MINE);
    let page = page.crumb(shown::permit(ui, own.permit), own.path(""));
    let wrong = wrong.is_some();
    Ok(if wrong { page.status(StatusCode::UNPROCESSABLE_ENTITY).error() } else { page }.into())
}

/// Asks, and fills in what is told. Nothing changes where there is nothing to fill in.
pub(super) async fn fill(request: Request, registers: &Registers) -> Result<Reply, Problem> {
    let own = asked(&request, "application.ask_school").await?;
    let group = group(&request, &own);
    let again = |wrong| page(&request, &own, group, Some(wrong));
    let Some(identity) = request.proven.as_ref().and_then(school::identity) else {
        return again("school-prove-first");
    };
    let born = identity.born;
    if let Err(refusal) = school::is_of(&Answers::new(own.permit, &own.application), born) {
        return again(refusal.code);
    }
    let (today, now) = (request.ui.today(), request.kernel.now());
    let place = match registers.studies(identity, today, now).await {
        Studies::One(place) => place,
        Studies::Nobody => return again("school-unknown"),
        Studies::Several => return again("school-several"),
        Studies::Many => return again("school-many"),
        Studies::Away => return again("school-away"),
    };
    let act = FillFromSchool { application: own.id, born, place };
    match request.kernel.run(&request.who, act, Run::default()).await {
        Ok(_) => {
            let done = "act-application-fill-from-school.done".to_owned();
            Ok(Reply::Done(own.path(group), done))
        }
        Err(NotDone::Refused(refusal)) => again(refusal.code),
        Err(other) => Err(other.into()),
    }
}
