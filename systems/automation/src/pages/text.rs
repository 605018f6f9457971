//! A rule set as the one text that is stored, for those who write rules.

use kernel::AuditKind;
use web::{Problem, Reply, Request};

use crate::rules;

pub(super) async fn show(request: Request) -> Result<Reply, Problem> {
    let name: String = request.param("name")?;
    let dates = law::LawDates::all_on(rules::day(request.ui.today()));
    let law = rules::law()?;
    let set = law.in_force(&name, &dates).or_else(|| law.versions(&name).last());
    let set = set.ok_or(Problem::NotFound)?;
    let kernel = &request.kernel;
    kernel.audit(kernel.entry(&request.who, AuditKind::Export, "automation.text")).await?;
    Ok(Reply::File(web::File {
        name: format!("{name}-{}.toml", set.valid_from),
        media_type: "text/plain".to_owned(),
        inline: false,
        content: web::Content::Bytes(set.archive().to_owned().into()),
    }))
}
