//! Who looked and who did: for the auditor, whose own looks are recorded like everyone's.

use std::collections::HashMap;

use kernel::{AUDIT, AuditKind, Fault, Kernel, State, Ts, User, UserId};
use uuid::Uuid;
use web::form::text_key;
use web::parts::{FilterPanel, Pager};
use web::{Page, Problem, Reply, Request, Ui};

use super::{Names, query};
use crate::ids::CaseId;
use crate::model::CaseNumber;
use crate::rows;
use crate::state::Case;

/// An id that nothing has: what was typed names nothing.
const NOTHING: Uuid = Uuid::max();

/// How the audit record calls a look.
const LOOK: &str = AuditKind::Read.code();

#[derive(askama::Template)]
#[template(path = "pages/audit.html")]
struct Audit<'a> {
    ui: &'a Ui,
    unfound: bool,
    filters: FilterPanel,
    rows: Vec<Line>,
    pager: Pager,
}

struct Line {
    at: Ts,
    actor: Option<UserId>,
    who: String,
    kind: String,
    what: String,
    subject_kind: String,
    subject: Option<Uuid>,
    about: Option<String>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let (subject, actor) = (subject(&request).await?, actor(&request).await?);
    let mut query = query(&request, &[]);
    for (name, wanted) in [("subject", subject), ("actor", actor)] {
        query.filters.extend(wanted.map(|id| (name.to_owned(), id.to_string())));
    }
    let page = AUDIT.page(&request.kernel, &request.who, &query).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, "casefile.audit");
    let entry = match subject {
        Some(subject) if subject != NOTHING => entry.about("audit", subject),
        Some(_) | None => entry,
    };
    request.kernel.audit(entry).await?;
    let mut names = Names::new(&request);
    let mut numbers = Numbers::new(&request.kernel);
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let (actor, act): (UserId, String) = (row.get(1)?, row.get(3)?);
        let who = if actor.0.is_nil() {
            ui.t("casefile-visitor").plain()
        } else {
            names.of(actor).await?
        };
        let (subject_kind, subject): (String, Option<Uuid>) = (row.get(4)?, row.get(5)?);
        let about = match subject {
            Some(id) if subject_kind == Case::STREAM => numbers.of(CaseId(id)).await?,
            Some(id) if subject_kind == User::STREAM => Some(names.of(UserId(id)).await?),
            Some(_) | None => None,
        };
        rows.push(Line {
            at: row.get(0)?,
            actor: Some(actor).filter(|a| !a.0.is_nil()),
            who,
            kind: row.get(2)?,
            what: words(ui, row.get::<String>(2)? == LOOK, &act),
            about: about.or_else(|| subject.map(short)),
            subject_kind,
            subject,
        });
    }
    let body = Audit {
        ui,
        unfound: [subject, actor].contains(&Some(NOTHING)),
        filters: FilterPanel::new(ui, "audit")
            .text("subject", ui.t("casefile-audit-subject"), request.query.get("subject"))
            .text("actor", ui.t("casefile-audit-actor"), request.query.get("actor")),
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
    };
    Ok(Page::new(ui.t("casefile-audit"), &body)?.into())
}

/// What the look has to be at: an id, or a case by its number. What is neither is nothing's id.
async fn subject(request: &Request) -> Result<Option<Uuid>, Problem> {
    let Some(typed) = typed(request, "subject") else { return Ok(None) };
    if let Ok(id) = typed.parse() {
        return Ok(Some(id));
    }
    let case = match CaseNumber::parse(typed) {
        Ok(number) => rows::case_numbered(&request.kernel, &number).await?,
        Err(_) => None,
    };
    Ok(Some(case.map_or(NOTHING, |case| case.0)))
}

/// Who has to have looked: an id, or what they type to sign in.
async fn actor(request: &Request) -> Result<Option<Uuid>, Problem> {
    let Some(typed) = typed(request, "actor") else { return Ok(None) };
    if let Ok(id) = typed.parse() {
        return Ok(Some(id));
    }
    let user = request.kernel.user_by_login(typed).await?;
    Ok(Some(user.map_or(NOTHING, |user| user.0)))
}

fn typed<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.query.get(name).map(str::trim).filter(|typed| !typed.is_empty())
}

/// Numbers of cases, asked for once a page.
struct Numbers {
    kernel: Kernel,
    known: HashMap<CaseId, Option<String>>,
}

impl Numbers {
    fn new(kernel: &Kernel) -> Numbers {
        Numbers { kernel: kernel.clone(), known: HashMap::new() }
    }

    async fn of(&mut self, case: CaseId) -> Result<Option<String>, Fault> {
        if let Some(number) = self.known.get(&case) {
            return Ok(number.clone());
        }
        let number = rows::number_of(&self.kernel, case).await?;
        self.known.insert(case, number.clone());
        Ok(number)
    }
}

/// The end of an id: ids of one day begin alike.
fn short(id: Uuid) -> String {
    let id = id.to_string();
    id.rsplit('-').next().unwrap_or(&id).to_owned()
}

/// An act or page in words where there are words for it, else its name. Who looked under the name
/// of an act has opened its form.
fn words(ui: &Ui, look: bool, act: &str) -> String {
    let key = text_key(act);
    let form = format!("act-{key}");
    if look && ui.has(&form) {
        return ui.t("casefile-audit-form").arg("act", ui.t(form)).plain();
    }
    [format!("act-{key}"), format!("look-{key}")]
        .into_iter()
        .find(|key| ui.has(key))
        .map_or_else(|| act.to_owned(), |key| ui.t(key).plain())
}
