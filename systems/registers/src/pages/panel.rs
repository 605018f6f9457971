//! What registers were asked in a case, on its page.

use automation::CaseFacts;
use casefile::{Case, CaseId, WORK};
use kernel::ListQuery;
use web::{Html, Problem, Request, Ui};

use crate::acts::is_open;
use crate::model::Register;
use crate::rights::ASK;
use crate::rows::{ASKS, AskLine};
use crate::state::CaseAsks;

/// Questions shown on a case: a case has a handful, one of years some more.
const ROWS: usize = 12;

#[derive(askama::Template)]
#[template(path = "pages/panel.html")]
struct AsksOfCase<'a> {
    ui: &'a Ui,
    case: CaseId,
    lines: Vec<AskLine>,
    may_ask: bool,
    /// There is a hit that nobody has verified, and whoever looks may.
    may_verify: bool,
}

impl AsksOfCase<'_> {
    /// How a question stands, in words.
    fn words(&self, line: &AskLine) -> String {
        match (line.state.as_str(), line.trouble.as_str()) {
            ("open", "") => self.ui.t("registers-in-turn").plain(),
            ("open", trouble) => self.ui.code("register-trouble-", trouble).plain(),
            // Companies have no birth date.
            ("answered", "nobody") if line.register == Register::Trade.code() => {
                self.ui.t("register-found-no-company").plain()
            }
            ("answered", found) => self.ui.code("register-found-", found).plain(),
            (_, why) => self.ui.code("register-given-up-", why).plain(),
        }
    }
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (known, _) = request.kernel.peek::<Case>(case).await?;
    let (asks, _) = request.kernel.peek::<CaseAsks>(case).await?;
    let may_ask = request.ui.may(ASK) && known.open().is_ok();
    let lines = match (asks.0.is_empty(), may_ask) {
        (true, false) => return Ok(Html::default()),
        (true, true) => Vec::new(),
        (false, _) => newest(request, case).await?,
    };
    let may_verify = request.ui.may(WORK) && known.open().is_ok() && {
        let (facts, _) = request.kernel.peek::<CaseFacts>(case).await?;
        is_open(&facts)
    };
    Html::render(&AsksOfCase { ui: &request.ui, case, lines, may_ask, may_verify })
}

async fn newest(request: &Request, case: CaseId) -> Result<Vec<AskLine>, Problem> {
    let filters = vec![("case".to_owned(), case.to_string())];
    let query = ListQuery { filters, order: Some("newest".to_owned()), after: None, limit: ROWS };
    let page = ASKS.page(&request.kernel, &request.who, &query).await?;
    Ok(page.rows.iter().map(AskLine::read).collect::<Result<_, _>>()?)
}
