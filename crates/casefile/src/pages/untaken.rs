//! Open tasks that nobody may take, what is lacking, and where to help. For leads.

use std::collections::HashSet;

use kernel::{AuditKind, Class, UserId};
use web::{Page, Problem, Reply, Request, Ui};

use crate::competence;
use crate::rights::{GRANTS, WORK};
use crate::rows::{self, Alike, UNITS_MAX};
use crate::untaken::{Lacking, Worker, lacking};

#[derive(askama::Template)]
#[template(path = "pages/untaken.html")]
struct Untaken<'a> {
    ui: &'a Ui,
    groups: Vec<Group>,
}

struct Group {
    alike: Alike,
    /// What is lacking, in words.
    why: Vec<String>,
    /// Where the tasks are listed, when the reader may see them.
    href: Option<String>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, who) = (&request.kernel, &request.who);
    let workers = workers(&request).await?;
    let mut groups = Vec::new();
    let own = std::iter::once(&*who.unit);
    let others = who.units.iter().map(String::as_str).filter(|unit| *unit != &*who.unit);
    for unit in own.chain(others).filter(|unit| !unit.is_empty()).take(UNITS_MAX) {
        for alike in rows::open_tasks(kernel, unit).await? {
            let lacks = lacking(&alike.need, &workers);
            if !lacks.is_empty() {
                let why =
                    lacks.iter().map(|lacking| words(&request.ui, *lacking, &alike)).collect();
                let href = who.sees(&alike.need.access).then(|| href(&alike));
                groups.push(Group { alike, why, href });
            }
        }
    }
    let entry = kernel.entry(who, AuditKind::Search, "casefile.untaken");
    kernel.audit(entry.detail(format!("{} groups", groups.len()))).await?;
    let body = Untaken { ui: &request.ui, groups };
    let ui = &request.ui;
    Ok(Page::new(ui.t("untaken"), &body)?.crumb(ui.t("casefile-lead"), "/lead").into())
}

/// Everybody who may sign in and work, what they know, and whether they are there.
async fn workers(request: &Request) -> Result<Vec<Worker>, Problem> {
    let kernel = &request.kernel;
    let away = rows::away(kernel, request.ui.today()).await?;
    let away: HashSet<UserId> = away.into_iter().collect();
    let mut competences = rows::competences(kernel).await?;
    let mut workers = Vec::new();
    for (id, user) in kernel.enabled_users().await? {
        let Some(who) = user.who(id, None, GRANTS).filter(|who| who.may(WORK)) else { continue };
        let competences = competences.remove(&id).unwrap_or_default();
        workers.push(Worker { who, competences, away: away.contains(&id) });
    }
    Ok(workers)
}

fn words(ui: &Ui, lacking: Lacking, alike: &Alike) -> String {
    let text = ui.code("untaken-", lacking.code());
    match (lacking, &alike.need.competence) {
        (Lacking::Competence, Some(code)) => {
            text.arg("competence", ui.code("competence-", code)).plain()
        }
        _ => text.plain(),
    }
}

/// The list of such tasks.
fn href(alike: &Alike) -> String {
    let (need, access) = (&alike.need, &alike.need.access);
    let competence = need.competence.as_deref().unwrap_or(competence::NONE);
    let circle = if access.compartment.is_some() { "circle" } else { "plain" };
    let level = access.class.level();
    format!(
        "/tasks?state=open&unit={}&competence={competence}&level={level}&{circle}=1",
        access.unit
    )
}
