//! How the cards of a case stand, on its page.

use casefile::CaseId;
use kernel::Ts;
use web::{Html, Problem, Request, Ui};

use super::CARDS_MAX;
use crate::ids::CardId;
use crate::model::Lack;
use crate::rights::ORDER;
use crate::rows;
use crate::rules;
use crate::state::{Card, KnownCard, Standing};
use crate::words;

#[derive(askama::Template)]
#[template(path = "pages/official.html")]
struct CardsOfCase<'a> {
    ui: &'a Ui,
    cards: Vec<Shown>,
}

struct Shown {
    id: CardId,
    card: KnownCard,
    /// Whoever looks may let it be made without what it should carry.
    releases: bool,
    /// Whoever looks may order it once more.
    anew: bool,
}

impl Shown {
    /// Why it stands so, in words.
    fn why(&self, ui: &Ui) -> Option<String> {
        let why = self.card.standing.why();
        (!why.is_empty()).then(|| ui.code("card-why-", why).plain())
    }

    /// Where it is handed over.
    fn place(&self, ui: &Ui) -> Option<String> {
        self.card.place.as_deref().map(|key| words::place(ui, key))
    }

    fn moments(&self) -> &[(&'static str, Ts)] {
        &self.card.moments
    }
}

pub(super) async fn show(request: &Request, case: CaseId) -> Result<Html, Problem> {
    let (kernel, ui) = (&request.kernel, &request.ui);
    let (rules, may) = (rules::rules()?, ui.may(ORDER));
    let mut cards = Vec::new();
    for id in rows::of_case(kernel, case, CARDS_MAX).await? {
        let (card, _) = kernel.peek::<Card>(id).await?;
        let Some(card) = card.known().cloned() else { continue };
        let releases = may && card.standing == (Standing::Waits { lack: Lack::Pictures });
        let anew = may && rules.anew(card.standing.code(), ui.today()).next().is_some();
        cards.push(Shown { id, card, releases, anew });
    }
    if cards.is_empty() {
        return Ok(Html::default());
    }
    Html::render(&CardsOfCase { ui, cards })
}
