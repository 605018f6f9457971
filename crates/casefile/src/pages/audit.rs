//! Who looked and who did: for the auditor, whose own looks are recorded like everyone's; and what was
//! found as a file.

use std::collections::HashMap;

use jiff::Span;
use kernel::{
    AUDIT, AuditKind, DbRow, Fault, Kernel, ListQuery, PAGE_MAX, Refusal, State, Ts, User, UserId,
    Who,
};
use uuid::Uuid;
use web::form::text_key;
use web::parts::{FilterPanel, Pager};
use web::{Content, File, Page, Problem, Reply, Request, Ui};

use super::find::Typed;
use super::{Names, PAGE};
use crate::ids::{CaseId, PersonId};
use crate::model::CaseNumber;
use crate::rows::{self, PARTIES, PartyLine};
use crate::state::{Case, Person};

/// An id that nothing has: what was typed names nothing.
const NOTHING: Uuid = Uuid::max();

/// How the audit record calls a look.
const LOOK: &str = AuditKind::Read.code();
/// One kind of entry may be rare: without anything else to go by, so many days are looked through.
const KIND_DAYS: i64 = 30;
/// Rows of a file: some megabytes, and more than anybody reads.
const EXPORT_ROWS_MAX: usize = 20_000;
/// Columns of the file; with the last three the chain can be followed.
const COLUMNS: [&str; 11] = [
    "at",
    "actor",
    "actor_name",
    "kind",
    "act",
    "subject_kind",
    "subject",
    "detail",
    "lane",
    "seq",
    "hash",
];

#[derive(askama::Template)]
#[template(path = "pages/audit.html")]
struct Audit<'a> {
    ui: &'a Ui,
    unfound: bool,
    filters: FilterPanel,
    rows: Vec<Line>,
    pager: Pager,
    /// The same as a file.
    export: String,
    /// Cases of the person that is looked at.
    cases: Vec<PartyLine>,
}

/// What is looked for.
struct Asked {
    subject: Option<Uuid>,
    actor: Option<Uuid>,
    since: Option<String>,
    until: Option<String>,
    kind: Option<String>,
}

impl Asked {
    async fn read(request: &Request) -> Result<Asked, Problem> {
        let (subject, actor) = (subject(request).await?, actor(request).await?);
        let text = |name| typed(request, name).map(str::to_owned);
        let (mut since, kind) = (text("since"), text("kind"));
        if kind.is_some() && subject.is_none() && actor.is_none() && since.is_none() {
            let first = request.ui.today().saturating_sub(Span::new().days(KIND_DAYS));
            since = Some(first.to_string());
        }
        Ok(Asked { subject, actor, since, until: text("until"), kind })
    }

    fn query(&self, after: Option<String>, limit: usize) -> ListQuery {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        let filters = [
            ("subject", id(self.subject)),
            ("actor", id(self.actor)),
            ("since", self.since.clone()),
            ("until", self.until.clone()),
            ("kind", self.kind.clone()),
        ];
        let filters =
            filters.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        ListQuery { filters: filters.collect(), order: None, after, limit }
    }

    fn filters(&self, request: &Request) -> FilterPanel {
        let ui = &request.ui;
        let kinds = AuditKind::ALL.map(|kind| {
            let code = kind.code();
            (code.to_owned(), ui.code("audit-", code).plain())
        });
        FilterPanel::new(ui, "audit")
            .text("subject", ui.t("casefile-audit-subject"), request.query.get("subject"))
            .text("actor", ui.t("casefile-audit-actor"), request.query.get("actor"))
            .select("kind", ui.t("casefile-how"), self.kind.as_deref(), kinds.into())
            .date("since", ui.t("casefile-audit-since"), self.since.as_deref())
            .date("until", ui.t("casefile-audit-until"), self.until.as_deref())
    }

    /// Records that the record was looked at, or taken along.
    async fn record(&self, request: &Request, kind: AuditKind, rows: usize) -> Result<(), Fault> {
        let act =
            if kind == AuditKind::Export { "casefile.audit_export" } else { "casefile.audit" };
        let entry = request.kernel.entry(&request.who, kind, act);
        let entry = match self.subject {
            Some(subject) if subject != NOTHING => entry.about("audit", subject),
            Some(_) | None => entry,
        };
        request.kernel.audit(entry.detail(format!("{rows} rows"))).await
    }
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
    let asked = Asked::read(&request).await?;
    let query = asked.query(request.query.get("after").map(str::to_owned), PAGE);
    let page = AUDIT.page(&request.kernel, &request.who, &query).await?;
    asked.record(&request, AuditKind::Search, page.rows.len()).await?;
    let mut names = Names::new(&request);
    let mut numbers = Numbers::new(&request);
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
        unfound: [asked.subject, asked.actor].contains(&Some(NOTHING)),
        filters: asked.filters(&request),
        cases: cases(&request, asked.subject, &rows, &mut numbers).await?,
        export: ui.with_query("after", "").replacen("/audit", "/audit/export", 1),
        rows,
        pager: Pager::new(ui, page.next.as_deref()),
    };
    Ok(Page::new(ui.t("casefile-audit"), &body)?.into())
}

/// The cases of a person: whoever opened them looked at the person too.
async fn cases(
    request: &Request,
    subject: Option<Uuid>,
    rows: &[Line],
    numbers: &mut Numbers,
) -> Result<Vec<PartyLine>, Problem> {
    let is_person = rows.iter().any(|line| line.subject_kind == Person::STREAM);
    let Some(person) = subject.filter(|_| is_person) else { return Ok(Vec::new()) };
    // Numbers alone are shown: the auditor sees whose cases were opened, not what is in them.
    let filters = vec![("party".to_owned(), PersonId(person).to_string())];
    let query = ListQuery { filters, limit: PAGE, ..ListQuery::default() };
    let page = PARTIES.page(&request.kernel, &Who::machine(), &query).await?;
    let mut lines = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let line = PartyLine::read(row)?;
        // One in a compartment is its members' alone.
        if numbers.of(line.case.id).await?.is_some() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// What was found, as a file for a spreadsheet or a program.
pub(super) async fn export(request: Request) -> Result<Reply, Problem> {
    let asked = Asked::read(&request).await?;
    let mut names = Names::new(&request);
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(Fault::bug)?;
    let (mut after, mut rows) = (None, 0);
    loop {
        let query = asked.query(after, PAGE_MAX);
        let page = AUDIT.page(&request.kernel, &request.who, &query).await?;
        rows += page.rows.len();
        if rows > EXPORT_ROWS_MAX {
            let most = EXPORT_ROWS_MAX.to_string();
            return Err(Refusal::new("audit-export-long").with("most", most).into());
        }
        for row in &page.rows {
            file.write_record(record(row, &mut names).await?).map_err(Fault::bug)?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    asked.record(&request, AuditKind::Export, rows).await?;
    let bytes = file.into_inner().map_err(|error| Fault::message(error.to_string()))?;
    Ok(Reply::File(File {
        name: format!("audit-{}.csv", request.ui.today()),
        media_type: "text/csv; charset=utf-8".to_owned(),
        inline: false,
        content: Content::Bytes(bytes.into()),
    }))
}

async fn record(row: &DbRow, names: &mut Names) -> Result<[String; 11], Fault> {
    let (actor, subject): (UserId, Option<Uuid>) = (row.get(1)?, row.get(5)?);
    let name = if actor.0.is_nil() { String::new() } else { names.of(actor).await? };
    let hash: Vec<u8> = row.get(9)?;
    Ok([
        row.get::<Ts>(0)?.to_string(),
        actor.to_string(),
        harmless(name),
        row.get(2)?,
        harmless(row.get(3)?),
        row.get(4)?,
        subject.map_or_else(String::new, |id| id.to_string()),
        harmless(row.get(6)?),
        row.get::<Uuid>(7)?.to_string(),
        row.get::<i64>(8)?.to_string(),
        hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    ])
}

/// A text that a spreadsheet does not take for a formula.
pub(super) fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// What the look has to be at: an id, a case by its number, or else words that were searched for.
async fn subject(request: &Request) -> Result<Option<Uuid>, Problem> {
    let Some(typed) = typed(request, "subject") else { return Ok(None) };
    if let Ok(id) = typed.parse() {
        return Ok(Some(id));
    }
    Ok(Some(match CaseNumber::parse(typed) {
        Ok(number) => {
            let case = rows::case_numbered(&request.kernel, &request.who, &number).await?;
            case.map_or(NOTHING, |case| case.0)
        }
        Err(_) => Typed::new(typed).id(&request.kernel),
    }))
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
    who: Who,
    known: HashMap<CaseId, Option<String>>,
}

impl Numbers {
    fn new(request: &Request) -> Numbers {
        let (kernel, who) = (request.kernel.clone(), request.who.clone());
        Numbers { kernel, who, known: HashMap::new() }
    }

    async fn of(&mut self, case: CaseId) -> Result<Option<String>, Fault> {
        if let Some(number) = self.known.get(&case) {
            return Ok(number.clone());
        }
        let number = rows::number_of(&self.kernel, &self.who, case).await?;
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
/// of an act has opened its form. The heading of some forms names what they are about: such acts have a
/// name besides.
fn words(ui: &Ui, look: bool, act: &str) -> String {
    let key = text_key(act);
    let (form, named) = (format!("act-{key}"), format!("act-{key}.named"));
    let form = if ui.has(&named) { named } else { form };
    if look && ui.has(&form) {
        return ui.t("casefile-audit-form").arg("act", ui.t(form)).plain();
    }
    [form, format!("look-{key}")]
        .into_iter()
        .find(|key| ui.has(key))
        .map_or_else(|| act.to_owned(), |key| ui.t(key).plain())
}
