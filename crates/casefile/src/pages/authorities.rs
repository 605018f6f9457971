//! Looking up authorities, missions, service points and municipalities.

use web::parts::FilterPanel;
use web::{Page, Problem, Reply, Request, Ui};

use crate::model::{Authority, AuthorityKind, Municipality, MunicipalityList, fold};
use crate::words;

/// The longest search read: longer than any name.
const QUERY_CHARS_MAX: usize = 200;

#[derive(askama::Template)]
#[template(path = "pages/authorities.html")]
struct Authorities<'a> {
    ui: &'a Ui,
    filters: FilterPanel,
    groups: Vec<(AuthorityKind, Vec<Line>)>,
    list: Option<&'static MunicipalityList>,
    municipalities: Vec<(&'static str, String)>,
}

/// An authority.
struct Line {
    name: String,
    days: String,
    over: bool,
    successor: Option<String>,
    grade: &'static str,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let ui = &request.ui;
    let typed = request.query.get("q").unwrap_or("");
    let short: String = typed.chars().take(QUERY_CHARS_MAX).collect();
    let wanted = fold(&short);
    let has = |name: &str| fold(name).contains(&wanted);
    let kinds = [
        AuthorityKind::Authority,
        AuthorityKind::Mission,
        AuthorityKind::ServiceProvider,
        AuthorityKind::ServicePoint,
    ];
    let groups = kinds.map(|kind| {
        let rows = Authority::all().iter().filter(|a| a.kind == kind);
        let found = rows.filter(|a| has(&a.words.fi) || has(&a.words.sv) || has(&a.words.en));
        (kind, found.map(|authority| line(ui, authority)).collect())
    });
    let list = Municipality::list();
    let swedish = ui.lang().code() == "sv";
    let rows = list.iter().flat_map(|list| &list.municipalities);
    let found = rows.filter(|(code, fi, sv)| has(fi) || has(sv) || code.starts_with(&wanted));
    let both = |(code, fi, sv): &'static (String, String, String)| {
        let (first, second) = if swedish { (sv, fi) } else { (fi, sv) };
        let name = if first == second { first.clone() } else { format!("{first} – {second}") };
        (code.as_str(), name)
    };
    let mut municipalities: Vec<(&'static str, String)> = found.map(both).collect();
    municipalities.sort_by_cached_key(|(_, name)| fold(name));
    let body = Authorities {
        ui,
        filters: FilterPanel::new(ui, "authorities").text(
            "q",
            ui.t("authorities-find"),
            Some(typed).filter(|q| !q.is_empty()),
        ),
        groups: groups.into(),
        list,
        municipalities,
    };
    Ok(Page::new(ui.t("authorities"), &body)?.into())
}

fn line(ui: &Ui, authority: &Authority) -> Line {
    let lang = ui.lang().code();
    let today = ui.today();
    let over = authority.valid_to.is_some_and(|last| last < today);
    let successor = authority.on(today).filter(|now| now.key != authority.key);
    Line {
        name: authority.name(lang).to_owned(),
        days: words::days(ui, authority.valid_from, authority.valid_to),
        over,
        successor: successor.map(|now| now.name(lang).to_owned()),
        grade: match authority.grade.as_str() {
            "primary" => "authorities-grade-primary",
            "secondary" => "authorities-grade-secondary",
            _ => "authorities-grade-unverified",
        },
    }
}
