//! The component gallery: every component in every state, in demo mode.

use askama::Template;
use kernel::Ts;

use crate::form::{
    Draft, Field, FieldError, FieldView, Limit, Shown, error_text, field_views, render_fields,
};
use crate::html::Html;
use crate::page::Page;
use crate::parts::{
    Empty, ErrorSummary, FilterPanel, Notice, Pager, Presence, SummaryList, Tabs, Tag, TaskList,
    Timeline, TimelineItem, Tone,
};
use crate::reply::{Problem, Reply};
use crate::request::{Request, Values};
use crate::ui::Ui;

#[derive(Template)]
#[template(path = "entry/gallery.html")]
struct Gallery<'a> {
    ui: &'a Ui,
    parts: Vec<(&'static str, Html)>,
    rows: Vec<(String, String, Tone, String)>,
    fields: Html,
    wrong: Html,
    summary: Html,
}

const PREFIX: &str = "web-gallery";

fn fields() -> Vec<Field> {
    vec![
        Field::text("name", Limit::NAME),
        Field::long_text("note", Limit::NOTE).optional(),
        Field::date("due"),
        Field::date_parts("born"),
        Field::radios("kind", &["a", "b"]),
        Field::select("unit", &["a", "b"]),
        Field::checks("marks", &["a", "b"]),
        Field::checkbox("sure"),
        Field::drafted("applicant", Shown::Folded).optional(),
        Field::reference("case").optional(),
        Field::file("file", "application/pdf", 10_000_000).optional(),
    ]
}

/// Shows it.
pub(super) async fn page(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let fields = fields();
    let draft =
        Draft::new().options("applicant", vec![("1".into(), ui.t("web-gallery-person").plain())]);
    let mut values = Values::default();
    values.push("name", "سارة Åsa O’Brien");
    values.push("kind", "a");
    let right = field_views(ui, PREFIX, &fields, &values, &draft, &[]);
    let errors: Vec<FieldError> =
        fields.iter().take(8).map(|f| super::error(f.name, "missing")).collect();
    let wrong = field_views(ui, PREFIX, &fields, &Values::default(), &draft, &errors);
    let links =
        errors.iter().map(|e| (Some(format!("wrong-f-{}", e.field)), error_text(ui, PREFIX, e)));
    let body = Gallery {
        ui,
        parts: parts(ui),
        rows: rows(ui),
        fields: render_fields(ui, &right)?,
        summary: ErrorSummary::new(ui, links.collect()).quiet().html(),
        wrong: render_fields(ui, &renamed(wrong))?,
    };
    Ok(Page::new(ui.t("web-gallery"), &body)?.staff().into())
}

/// The same fields twice on one page need ids of their own.
fn renamed(views: Vec<FieldView<'_>>) -> Vec<FieldView<'_>> {
    let wrong = views.into_iter().filter(FieldView::wrong);
    wrong
        .map(|mut view| {
            view.id = format!("wrong-{}", view.id);
            for option in &mut view.options {
                option.id = format!("wrong-{}", option.id);
            }
            view
        })
        .collect()
}

fn rows(ui: &Ui) -> Vec<(String, String, Tone, String)> {
    let name = ui.t("web-gallery-person").plain();
    let row = |(n, tone): (usize, Tone)| {
        let number = format!("UMA-2026-{:06}", 1207 + n * 311);
        (number, name.clone(), tone, ui.code("web-gallery-tone-", tone.code()).plain())
    };
    Tone::ALL.into_iter().enumerate().map(row).collect()
}

fn parts(ui: &Ui) -> Vec<(&'static str, Html)> {
    let t = |key: &str| ui.t(format!("web-gallery-{key}")).plain();
    let tags = |tone: &Tone| Tag::new(*tone, t(&format!("tone-{}", tone.code()))).html();
    let at = |days: i64| Ts::from_micros(ui.now().micros()).plus_seconds(-days * 86_400);
    let item = |days, title: &str, text: String| TimelineItem {
        at: at(days),
        title: t(title),
        by: t("person"),
        own: false,
        text,
        link: None,
    };
    let tasks = TaskList::new()
        .item(t("step-one"), Some("#".to_owned()), Tone::Success, t("tone-success"))
        .item(t("step-two"), Some("#".to_owned()), Tone::Info, t("tone-info"))
        .hint(t("hint"))
        .item(t("step-three"), None, Tone::Neutral, t("tone-neutral"));
    let summary = SummaryList::new()
        .row(t("name"), "سارة Åsa O’Brien")
        .change(t("change"), "#")
        .html_row(t("due"), ui.time(at(-30)))
        .row(t("case"), "UMA-2026-001207");
    let notice = |tone: Tone| {
        Notice::new(tone, t("notice")).title(t(&format!("tone-{}", tone.code()))).html()
    };
    let options = vec![("a".to_owned(), t("unit-a")), ("b".to_owned(), t("unit-b"))];
    let mut all: Vec<(&'static str, Html)> =
        Tone::ALL.iter().map(|tone| ("tag", tags(tone))).collect();
    all.extend(
        [Tone::Info, Tone::Success, Tone::Warning, Tone::Danger]
            .map(|tone| ("notice", notice(tone))),
    );
    all.extend([
        (
            "tabs",
            Tabs::new(t("tabs"))
                .tab(t("step-one"), "#", true)
                .tab(t("step-two"), "#", false)
                .count(ui, 12_345)
                .html(),
        ),
        (
            "filters",
            FilterPanel::new(ui, "gallery-list")
                .select("unit", t("unit"), Some("a"), options)
                .text("q", t("name"), None)
                .flag("late", t("late"), Some("1"))
                .html(),
        ),
        ("pager", Pager::new(ui, Some("x")).html()),
        ("summary", summary.html()),
        ("tasks", tasks.html()),
        (
            "timeline",
            Timeline::new(
                ui,
                vec![
                    item(9, "step-one", String::new()),
                    item(9, "step-two", t("notice")),
                    TimelineItem { own: true, ..item(0, "step-three", t("notice")) },
                ],
            )
            .html(),
        ),
        ("presence", Presence::new(ui, &[t("person")]).html()),
        ("empty", Empty::new(t("empty"), t("hint")).link(t("change"), "#").html()),
        ("filtered", Empty::filtered(ui).html()),
        ("forbidden", Empty::not_allowed(ui).html()),
    ]);
    all
}
