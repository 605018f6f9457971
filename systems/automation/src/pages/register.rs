//! The public register of automated decision-making: every implementation decision, and whether the
//! rules decide by it today. Everybody may read it, signed in or not (Act 906/2019 s. 28e).

use kernel::Date;
use web::{Html, Page, Problem, Reply, Request, Ui};

use super::overview::{Governance, Standing};
use super::{implementation, rule_set_name};

#[derive(askama::Template)]
#[template(path = "pages/register.html")]
struct Register<'a> {
    ui: &'a Ui,
    demo: bool,
    decisions: Vec<DecisionLine>,
}

struct DecisionLine {
    href: String,
    number: String,
    words: String,
    from: Date,
    until: Date,
    maker: String,
    tag: Html,
    demo: bool,
}

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let (kernel, ui, today) = (&request.kernel, &request.ui, request.ui.today());
    let governance = Governance::read(kernel, today).await?;
    let mut decisions = Vec::new();
    for (name, state) in &governance.states {
        let standing = governance.standing(name, today)?;
        let in_force = state.in_force(today, &governance.installation);
        for (n, recorded) in state.recorded.iter().enumerate() {
            let said = &recorded.implementation;
            // What is no longer in force decides nothing, however the rule set stands.
            let standing = if in_force == Some(recorded) { standing } else { Standing::NotLive };
            decisions.push(DecisionLine {
                href: format!("/automatic-decisions/{name}/{}", n + 1),
                number: said.number.clone(),
                words: rule_set_name(ui, name),
                from: said.valid_from,
                until: said.valid_until,
                maker: said.decision_maker.clone(),
                tag: standing.tag(ui),
                demo: recorded.is_demo(),
            });
        }
    }
    decisions.sort_by(|a, b| (b.from, &a.words).cmp(&(a.from, &b.words)));
    let demo = governance.installation.demo;
    Ok(Page::new(ui.t("automation-register"), &Register { ui, demo, decisions })?.into())
}

pub(super) async fn decision(request: Request) -> Result<Reply, Problem> {
    let (name, n): (String, usize) = (request.param("name")?, request.param("n")?);
    let ui = &request.ui;
    let recorded = implementation::recorded(&request.kernel, &name, n).await?;
    let page = implementation::page(ui, &recorded, None)?;
    Ok(page.crumb(ui.t("automation-register"), "/automatic-decisions").into())
}
