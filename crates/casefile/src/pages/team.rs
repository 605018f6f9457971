//! The colleagues of one's units: who is there, who covers for whom, and what each has.

use std::collections::{BTreeSet, HashMap};

use kernel::{AuditKind, Colleague, UserId};
use web::{Page, Problem, Reply, Request, Ui};

use super::Names;
use crate::rights::{LEAD, WORK};
use crate::rows::{self, Held, UNITS_MAX};
use crate::state::Absence;

#[derive(askama::Template)]
#[template(path = "pages/team.html")]
struct Team<'a> {
    ui: &'a Ui,
    units: Vec<Unit>,
    yesterday: kernel::Date,
}

struct Unit {
    code: String,
    /// What nobody has.
    nobody: Held,
    people: Vec<Member>,
}

struct Member {
    id: UserId,
    name: String,
    held: Held,
    /// The absence that today is part of, or that is to come, and who covers.
    absence: Option<(Absence, String)>,
    away: bool,
    /// Codes of what they know.
    competences: BTreeSet<String>,
    /// May the reader record their absence?
    arranged: bool,
    /// May the reader say what they know?
    led: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, who, today) = (&request.kernel, &request.who, request.ui.today());
    let mut names = Names::new(&request);
    let mut competences = rows::competences(kernel).await?;
    let mut units = Vec::new();
    let own = std::iter::once(&*who.unit);
    let others = who.units.iter().map(String::as_str).filter(|unit| *unit != &*who.unit);
    for code in own.chain(others).take(UNITS_MAX) {
        let mut held = rows::held(kernel, code, who.clearance, today).await?;
        let nobody = held.remove(&None).unwrap_or_default();
        let mut people = Vec::new();
        for Colleague { id, name } in kernel.colleagues(code).await? {
            let mut member = member(&request, &mut names, (id, name), &held).await?;
            member.competences = competences.remove(&id).unwrap_or_default();
            people.push(member);
        }
        units.push(Unit { code: code.to_owned(), nobody, people });
    }
    kernel.audit(kernel.entry(who, AuditKind::Search, "casefile.team")).await?;
    let yesterday = today.saturating_sub(jiff::Span::new().days(1));
    let body = Team { ui: &request.ui, units, yesterday };
    Ok(Page::new(request.ui.t("team"), &body)?.into())
}

async fn member(
    request: &Request,
    names: &mut Names,
    (id, name): (UserId, String),
    held: &HashMap<Option<UserId>, Held>,
) -> Result<Member, Problem> {
    let today = request.ui.today();
    let absence = rows::absence_of(&request.kernel, id).await?;
    let absence = absence.filter(|absence| absence.until >= today);
    let absence = match absence {
        Some(absence) => {
            let cover = match absence.cover {
                Some(cover) => names.of(cover).await?,
                None => request.ui.t("team-queue").plain(),
            };
            Some((absence, cover))
        }
        None => None,
    };
    Ok(Member {
        id,
        name,
        held: held.get(&Some(id)).copied().unwrap_or_default(),
        away: absence.as_ref().is_some_and(|(absence, _)| absence.from <= today),
        absence,
        competences: BTreeSet::new(),
        led: request.who.may(LEAD),
        arranged: request.who.may(WORK) && (request.who.user == id || request.who.may(LEAD)),
    })
}
