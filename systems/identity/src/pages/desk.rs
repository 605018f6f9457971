//! A clerk's page of a case: what is to be done, in order, and how far it is.

use kernel::Date;
use web::parts::{SummaryList, Tag, Tone};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::{self, Desk};
use crate::model::{Part, What};
use crate::rules;
use crate::state::{KnownStep, Lack, Standing};
use crate::words;

/// Without scripts the page looks again after so many seconds while a device is being asked.
const LOOK_AGAIN_SECONDS: u32 = 2;

#[derive(askama::Template)]
#[template(path = "pages/desk.html")]
struct DeskPage<'a> {
    ui: &'a Ui,
    number: String,
    step: &'a KnownStep,
    path: String,
    person: SummaryList,
    late: bool,
    short: Option<Date>,
    tasks: Vec<Task>,
    ready: bool,
}

/// Something to be done.
struct Task {
    name: String,
    hint: String,
    status: Tag,
    /// What can be done: words and where.
    ways: Vec<(String, String)>,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let desk = acts::desk(&request, "identity.case").await?;
    let ui = &request.ui;
    let (step, path) = (&desk.step, acts::path(desk.case));
    let passport = step.shown.as_ref().and_then(|shown| shown.passport.as_ref());
    let soon = rules::rules()?.short_until(ui.today());
    let body = DeskPage {
        ui,
        number: desk.file.number.to_string(),
        step,
        person: person(ui, step),
        late: ui.today() > step.until,
        short: passport.and_then(|p| p.day(Part::Expires)).filter(|ends| *ends < soon),
        tasks: tasks(ui, &desk, &path)?,
        ready: step.lacks().is_empty(),
        path,
    };
    let asked = step.captures.values().any(|taken| taken.standing == Standing::Asked);
    let page = Page::new(body.number.clone(), &body)?.crumb(ui.t("identity"), "/identity");
    Ok(if asked { page.refresh(LOOK_AGAIN_SECONDS) } else { page }.into())
}

/// Who applied, as far as a clerk needs it to know the person.
fn person(ui: &Ui, step: &KnownStep) -> SummaryList {
    let applied = step.applied.as_ref();
    Part::ALL.iter().fold(SummaryList::new(), |list, part| {
        list.row(ui.code("identity-part-", part).plain(), words::part_said(ui, applied, *part))
    })
}

fn tasks(ui: &Ui, desk: &Desk, path: &str) -> Result<Vec<Task>, Problem> {
    let (step, lacks) = (&desk.step, desk.step.lacks());
    let way = |key: &str, to: &str| (ui.t(key).plain(), format!("{path}/{to}"));
    let status = |done: bool| {
        tag(
            ui,
            if done { Tone::Success } else { Tone::Warning },
            if done { "done" } else { "open" },
        )
    };
    let read = step.shown.is_some();
    let mut tasks = vec![Task {
        name: ui.t("identity-task-passport").plain(),
        hint: step
            .shown
            .as_ref()
            .filter(|shown| shown.cut)
            .map(|_| ui.t("identity-cut").plain())
            .unwrap_or_default(),
        status: status(read),
        ways: vec![way(
            if read { "identity-again-passport" } else { "identity-do-passport" },
            "passport",
        )],
    }];
    let differences = step.differences();
    if !differences.is_empty() {
        let named = differences.iter().map(|part| ui.code("identity-part-", part).plain());
        tasks.push(Task {
            name: ui.t("identity-task-differences").plain(),
            hint: named.collect::<Vec<_>>().join(", "),
            status: status(!lacks.contains(&Lack::Difference)),
            ways: vec![way("identity-do-differences", "differences")],
        });
    }
    let attachments = words::attachments(ui, &desk.file).len();
    let seen = step.originals.as_ref().map_or(0, Vec::len);
    tasks.push(Task {
        name: ui.t("identity-task-originals").plain(),
        hint: ui.t("identity-originals-seen").arg("seen", seen).arg("all", attachments).plain(),
        status: status(step.originals.is_some()),
        ways: vec![way("identity-do-originals", "originals")],
    });
    for what in What::ALL.iter().copied() {
        tasks.push(capture(ui, step, path, what)?);
    }
    Ok(tasks)
}

/// How one thing that a device takes stands.
fn capture(ui: &Ui, step: &KnownStep, path: &str, what: What) -> Result<Task, Problem> {
    let newest = step.newest(what).map(|(_, taken)| taken.standing);
    let (tone, code, hint) = match (step.excused.get(&what), newest) {
        (Some(reason), _) => (Tone::Info, "excused", ui.code("identity-reason-", reason).plain()),
        (None, None) => (Tone::Warning, "open", String::new()),
        (None, Some(Standing::Asked)) => (Tone::Info, "asked", ui.t("identity-asked").plain()),
        (None, Some(Standing::Failed { trouble })) => {
            (Tone::Danger, "failed", ui.code("identity-trouble-", trouble).plain())
        }
        (None, Some(Standing::Kept { quality, good })) => {
            let hint = ui.t("identity-quality").arg("quality", usize::from(quality)).plain();
            (
                if good { Tone::Success } else { Tone::Danger },
                if good { "done" } else { "poor" },
                hint,
            )
        }
    };
    let named = ui.code("identity-what-", what).plain();
    let mut ways = Vec::new();
    if newest != Some(Standing::Asked) {
        let key = if newest.is_some() { "identity-again-take" } else { "identity-do-take" };
        ways.push((ui.t(key).arg("what", &named).plain(), format!("{path}/take/{what}")));
        let reasons = rules::rules()?.reasons(what, ui.today()).count();
        if reasons > 0 && !matches!(newest, Some(Standing::Kept { good: true, .. })) {
            ways.push((
                ui.t("identity-do-excuse").arg("what", &named).plain(),
                format!("{path}/excuse/{what}"),
            ));
        }
    }
    Ok(Task { name: named, hint, status: tag(ui, tone, code), ways })
}

fn tag(ui: &Ui, tone: Tone, code: &str) -> Tag {
    Tag::new(tone, ui.code("identity-status-", code).plain())
}
