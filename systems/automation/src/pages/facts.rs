//! What is known of a case, and from whom: each source's own word, and where they contradict.

use casefile::{Case, CaseId, Status, WORK};
use law::Law;
use web::{Page, Problem, Reply, Request, Ui};

use crate::rights::WHY;
use crate::rules;
use crate::state::{CaseFacts, FactState, Told};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/facts.html")]
struct FactsPage<'a> {
    ui: &'a Ui,
    case: CaseId,
    number: String,
    facts: Vec<FactShown>,
    /// Whoever looks may settle contradictions.
    may_settle: bool,
}

struct FactShown {
    /// Name in the dictionary.
    code: String,
    name: String,
    contradictory: bool,
    words: Vec<WordShown>,
}

/// What a source says.
struct WordShown {
    value: String,
    from: String,
    validity: String,
    /// It is what the rules read.
    counts: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let case: CaseId = request.param("case")?;
    let (kernel, ui) = (&request.kernel, &request.ui);
    let opened = kernel.open::<CaseFacts>(&request.who, case, WHY, "automation.facts").await?;
    let (known, _) = kernel.peek::<Case>(case).await?;
    let known = known.known().ok_or(Problem::NotFound)?;
    let law = rules::law()?;
    let facts = opened.state.names().map(|fact| shown(ui, law, &opened.state, fact));
    let mut facts: Vec<FactShown> = facts.collect();
    facts.sort_by(|a, b| (!a.contradictory, &a.name).cmp(&(!b.contradictory, &b.name)));
    let number = known.number.to_string();
    let may_settle = request.who.may(WORK) && known.status == Status::Open;
    let body = FactsPage { ui, case, number: number.clone(), facts, may_settle };
    let page = Page::new(ui.t("automation-facts"), &body)?;
    Ok(page.crumb(number, format!("/cases/{case}")).into())
}

fn shown(ui: &Ui, law: &Law, facts: &CaseFacts, fact: &str) -> FactShown {
    let state = facts.state(fact, ui.today(), &law.dictionary);
    let counting = match state {
        FactState::Agreed(source, _) => Some(source),
        FactState::Untold | FactState::Contradictory(_) => None,
    };
    let word = |(source, told): (&str, &Told)| WordShown {
        value: words::told(ui, law, fact, told),
        from: words::from(ui, source, ui.when(told.retrieved)),
        validity: validity(ui, told),
        counts: counting == Some(source),
    };
    FactShown {
        code: fact.to_owned(),
        name: words::name(ui, &law.dictionary, fact),
        contradictory: matches!(state, FactState::Contradictory(_)),
        words: facts.sources(fact).map(word).collect(),
    }
}

fn validity(ui: &Ui, told: &Told) -> String {
    if told.valid_from.is_none() && told.valid_until.is_none() {
        return String::new();
    }
    let day = |day: Option<kernel::Date>| day.map_or_else(String::new, |day| ui.date(day));
    let (from, until) = (day(told.valid_from), day(told.valid_until));
    ui.t("persons-from-until").arg("from", from).arg("until", until).plain()
}
