//! Where a clerk begins: finding a case that waits for identity, and who means to come here.
//!
//! What is typed to find somebody is posted, so that it stands in no address that somebody logs.

use casefile::CaseId;
use casefile::model::{Authority, CaseNumber};
use kernel::{AuditKind, Date, ListQuery};
use web::{Page, Problem, Reply, Request, Ui};

use crate::acts::path;
use crate::model::{by_name, by_number};
use crate::places;
use crate::rows::{BOOKED, BookedLine, WAITING, WaitingLine};
use crate::words;

/// Rows of a list: whoever comes in some weeks.
const PAGE: usize = 50;
/// Hits of one search: more say nothing, and are too many to go through.
const HITS: usize = 10;
/// Characters of one field: none of what is looked for is longer.
const TYPED_CHARS_MAX: usize = 200;

#[derive(askama::Template)]
#[template(path = "pages/find.html")]
struct Find<'a> {
    ui: &'a Ui,
    place: Option<String>,
    typed: Typed,
    wrong: Option<&'static str>,
    hits: Option<Vec<WaitingLine>>,
    coming: Vec<WaitingLine>,
    booked: Vec<(BookedLine, String)>,
}

impl Find<'_> {
    fn href(&self, case: &CaseId) -> String {
        path(*case)
    }
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    number: String,
    passport: String,
    name: String,
    born: String,
}

/// What is looked for: by which filter, and with which value.
#[derive(Debug, PartialEq, Eq)]
enum Sought {
    Nothing,
    Wrong(&'static str),
    By(&'static str, Wanted),
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Number(String),
    Key(String),
}

impl Typed {
    fn of(request: &Request) -> Typed {
        let field = |name: &str| {
            let typed = request.form.get(name).unwrap_or_default().trim();
            typed.chars().filter(|c| !c.is_control()).take(TYPED_CHARS_MAX).collect()
        };
        Typed {
            number: field("number"),
            passport: field("passport"),
            name: field("name"),
            born: field("born"),
        }
    }

    /// The number of the case finds one thing; after it that of the passport, and then who it is.
    fn sought(&self) -> Sought {
        if !self.number.is_empty() {
            return match CaseNumber::parse(&self.number) {
                Ok(number) => Sought::By("number", Wanted::Number(number.to_string())),
                Err(_) => Sought::Wrong("identity-find-number.wrong"),
            };
        }
        if !self.passport.is_empty() {
            return Sought::By("passport", Wanted::Key(by_number(&self.passport)));
        }
        match (self.name.is_empty(), day(&self.born)) {
            (true, None) if self.born.is_empty() => Sought::Nothing,
            (false, Some(born)) => Sought::By("name", Wanted::Key(by_name(&self.name, born))),
            _ => Sought::Wrong("identity-find-name.wrong"),
        }
    }
}

/// A day as browsers send it or as people type it.
fn day(typed: &str) -> Option<Date> {
    let parts = || {
        let parts: Vec<&str> = typed.split(['.', '/']).map(str::trim).collect();
        let [day, month, year] = parts.as_slice() else { return None };
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    typed.parse().ok().or_else(parts)
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    page(&request, Typed::default(), None, None).await
}

pub(super) async fn find(request: Request) -> Result<Reply, Problem> {
    let typed = Typed::of(&request);
    let (kernel, who) = (&request.kernel, &request.who);
    let (by, wanted) = match typed.sought() {
        Sought::Nothing => return page(&request, typed, Some("identity-find-nothing"), None).await,
        Sought::Wrong(why) => return page(&request, typed, Some(why), None).await,
        Sought::By(by, wanted) => (by, wanted),
    };
    let filter = match wanted {
        Wanted::Number(number) => ("number".to_owned(), number),
        Wanted::Key(key) => ("hash".to_owned(), kernel.blind().hash(&key)),
    };
    let query = ListQuery { filters: vec![filter], order: None, after: None, limit: HITS };
    let found = WAITING.page(kernel, who, &query).await?;
    let entry = kernel.entry(who, AuditKind::Search, "identity.find");
    kernel.audit(entry.detail(format!("by {by}: {} rows", found.rows.len()))).await?;
    let hits = found.rows.iter().map(WaitingLine::read).collect::<Result<Vec<_>, _>>()?;
    page(&request, typed, None, Some(hits)).await
}

async fn page(
    request: &Request,
    typed: Typed,
    wrong: Option<&'static str>,
    hits: Option<Vec<WaitingLine>>,
) -> Result<Reply, Problem> {
    let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
    let place = places::of_clerk(who, ui.today());
    let (mut coming, mut booked) = (Vec::new(), Vec::new());
    if let Some(place) = place {
        let filters = vec![("place".to_owned(), place.key.clone())];
        let query = ListQuery { filters, order: None, after: None, limit: PAGE };
        let found = WAITING.page(kernel, who, &query).await?;
        let entry = kernel.entry(who, AuditKind::Search, "identity.coming");
        kernel.audit(entry.detail(format!("{} rows", found.rows.len()))).await?;
        coming = found.rows.iter().map(WaitingLine::read).collect::<Result<Vec<_>, _>>()?;
        booked = booked_at(request, place).await?;
    }
    let place = place.map(|place| words::place(ui, &place.key));
    let body = Find { ui, place, typed, wrong, hits, coming, booked };
    Ok(Page::new(ui.t("identity"), &body)?.into())
}

/// Times booked at a place from today on, in words.
async fn booked_at(
    request: &Request,
    place: &Authority,
) -> Result<Vec<(BookedLine, String)>, Problem> {
    let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
    let since = ("since".to_owned(), ui.today().to_string());
    let filters = vec![("place".to_owned(), place.key.clone()), since];
    let query = ListQuery { filters, order: None, after: None, limit: PAGE };
    let found = BOOKED.page(kernel, who, &query).await?;
    let entry = kernel.entry(who, AuditKind::Search, "identity.booked");
    kernel.audit(entry.detail(format!("{} rows", found.rows.len()))).await?;
    let lines = found.rows.iter().map(BookedLine::read);
    lines
        .map(|line| {
            let line = line?;
            let time = words::time(ui, &place.key, line.begins);
            Ok((line, time))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(number: &str, passport: &str, name: &str, born: &str) -> Typed {
        let [number, passport, name, born] = [number, passport, name, born].map(str::to_owned);
        Typed { number, passport, name, born }
    }

    #[test]
    fn the_number_goes_before_the_passport_and_a_name_needs_the_day() {
        let number = Sought::By("number", Wanted::Number("HEL-2026-000007".into()));
        assert_eq!(typed("hel 2026/7", "P1", "", "").sought(), number);
        assert!(matches!(typed("", "P1", "x", "").sought(), Sought::By("passport", _)));
        let by_day = |born| typed("", "", "Amina Rahimi", born).sought();
        assert_eq!(by_day("17.2.1994"), by_day("1994-02-17"));
        assert!(matches!(by_day("17.2.1994"), Sought::By("name", _)));
        assert!(matches!(by_day("soon"), Sought::Wrong(_)));
        assert!(matches!(by_day(""), Sought::Wrong(_)));
        assert!(matches!(typed("what", "", "", "").sought(), Sought::Wrong(_)));
        assert_eq!(Typed::default().sought(), Sought::Nothing);
    }
}
