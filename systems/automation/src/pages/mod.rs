//! The sights of automation.

mod facts;
mod implementation;
mod overview;
mod panel;
mod register;
mod reviews;
mod rule_set;
mod tables;
mod text;
mod why;

use kernel::{Fault, Kernel, MACHINE, Right, UserId};
use web::{ActRoute, MenuItem, PageRoute, Panel, Ui};

use crate::acts;
use crate::model::Reason;
use crate::rights::{AUTHOR, REVIEW, SEE, WHY};
use crate::rules;
use crate::words;

/// Rulings are counted over this many days: long enough for a trend, short enough to be today's.
const COUNTED_DAYS: i64 = 30;

pub(crate) fn pages() -> Vec<PageRoute> {
    vec![
        PageRoute::get("/automation", SEE, overview::show),
        PageRoute::get("/automation/rules/{name}", SEE, rule_set::show),
        PageRoute::get("/automation/rules/{name}/text", AUTHOR, text::show),
        PageRoute::get("/automation/rules/{name}/decisions/{n}", SEE, implementation::show),
        PageRoute::get("/automation/rulings/{case}/{ruling}", WHY, why::show),
        PageRoute::get("/automation/cases/{case}/facts", WHY, facts::show),
        PageRoute::get("/automatic-decisions", Right::PUBLIC, register::show),
        PageRoute::get("/automatic-decisions/{name}/{n}", Right::PUBLIC, register::decision),
        PageRoute::get("/automation/reviews", REVIEW, reviews::show),
    ]
}

pub(crate) fn acts() -> Vec<ActRoute> {
    vec![
        ActRoute::form::<acts::RecordImplementation>("/automation/rules/{name}/decisions/new"),
        ActRoute::form::<acts::SuspendRuleSet>("/automation/rules/{name}/stop"),
        ActRoute::form::<acts::ResumeRuleSet>("/automation/rules/{name}/resume"),
        ActRoute::form::<acts::VerifyParameter>("/automation/parameters/{name}/{from}/verify"),
        ActRoute::form::<acts::SettleFact>("/automation/cases/{case}/facts/{fact}/settle"),
        ActRoute::form::<acts::ReviewRuling>("/automation/rulings/{case}/{ruling}/review"),
    ]
}

pub(crate) fn menu() -> Vec<MenuItem> {
    vec![
        MenuItem { key: "automation", path: "/automation", right: SEE, order: 60 },
        MenuItem {
            key: "automation-reviews",
            path: "/automation/reviews",
            right: REVIEW,
            order: 61,
        },
    ]
}

pub(crate) fn panels() -> Vec<Panel> {
    vec![Panel::new("case", WHY, 20, |request, case| {
        Box::pin(panel::show(request, casefile::CaseId(case)))
    })]
}

/// What a rule set is called.
fn rule_set_name(ui: &Ui, name: &str) -> String {
    ui.code("rule-set-", name).plain()
}

/// A reason in words.
///
/// # Errors
/// A bug when the law does not load.
pub fn reason_words(ui: &Ui, reason: &Reason) -> Result<String, Fault> {
    let missing = match reason {
        Reason::UnknownFact { missing, .. } => missing.as_str(),
        _ => "",
    };
    let words = coded_reason(ui, reason.code(), reason.detail())?;
    Ok(match missing {
        "" => words,
        missing => format!("{words} ({})", ui.code("automation-missing-", missing)),
    })
}

/// The same from what rows keep of it.
fn coded_reason(ui: &Ui, code: &str, detail: &str) -> Result<String, Fault> {
    let law = rules::law()?;
    let of = match code {
        "unknown-fact" | "rules-unchosen" | "parameter-unverified" => {
            words::name(ui, &law.dictionary, detail)
        }
        "hand-over" => law.text(words::language(ui), detail).unwrap_or(detail).to_owned(),
        _ if detail.is_empty() => String::new(),
        _ => rule_set_name(ui, detail),
    };
    Ok(ui.code("automation-reason-", code).arg("of", of).plain())
}

/// The name of a user.
async fn user_name(kernel: &Kernel, ui: &Ui, user: UserId) -> Result<String, Fault> {
    if user == MACHINE {
        return Ok(ui.t("casefile-machine").plain());
    }
    let found = kernel.user_name(user).await?;
    Ok(found.unwrap_or_else(|| ui.t("casefile-nobody-known").plain()))
}
