//! An official lets a card be made without what it should carry, on a ground that the rules know.

use casefile::Case;
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::{GO_ON, ID, official};
use crate::events::CardEvent;
use crate::ids::CardId;
use crate::limits::NOTE;
use crate::model::Lack;
use crate::rights::ORDER;
use crate::rules::{self, Rules};
use crate::state::{Card, Standing};

/// Lets a card be made.
#[derive(Debug, Clone)]
pub struct ReleaseCard {
    /// Which.
    pub card: CardId,
    /// Code of the ground.
    pub ground: String,
    /// More of it.
    pub note: String,
}

impl Act for ReleaseCard {
    const NAME: &'static str = "card.release";
    const RIGHT: Right = ORDER;
    type State = Card;
    type Inputs = (Case, &'static Rules);

    fn stream(&self) -> Uuid {
        self.card.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let card = read.fold::<Card>(self.card).await?;
        let case = match card.known() {
            Some(known) => read.fold(known.case).await?,
            None => Case::default(),
        };
        Ok((case, rules::rules()?))
    }

    fn decide(
        &self,
        card: &Card,
        (case, rules): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let known = card.there()?;
        case.known().ok_or_else(|| Refusal::new("card-unknown"))?;
        if known.standing != (Standing::Waits { lack: Lack::Pictures }) {
            return Err(Refusal::new("card-lacks-nothing"));
        }
        if !rules.grounds(ctx.today).contains(&self.ground) {
            return Err(Refusal::new("card-reason-unknown").at("ground"));
        }
        let note = Sealed::new(known.person, self.note.clone());
        let released = CardEvent::Released { ground: self.ground.clone(), note };
        Ok(Changes::one(self.card, &released).job(GO_ON, &self.card, None))
    }
}

impl FormAct for ReleaseCard {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("ground", Shown::Open), Field::long_text("note", NOTE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, known) = official(request, Self::NAME).await?;
        if known.standing != (Standing::Waits { lack: Lack::Pictures }) {
            return Err(Refusal::new("card-lacks-nothing").into());
        }
        let ui = &request.ui;
        let option = |code: &String| (code.clone(), ui.code("card-ground-", code).plain());
        let grounds = rules::rules()?.grounds(ui.today()).iter().map(option);
        Ok(draft.options("ground", grounds.collect()))
    }

    fn read(form: &mut Reader<'_>) -> Option<ReleaseCard> {
        let (ground, note) = (form.choice("ground"), form.text("note"));
        Some(ReleaseCard { card: form.param(ID)?, ground: ground?, note: note? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/cards".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{PERSON, card, case, ordered, with};
    use crate::model::Stage;

    fn act(ground: &str) -> ReleaseCard {
        ReleaseCard { card: card(), ground: ground.into(), note: "Taken in 2024.".into() }
    }

    fn inputs() -> (Case, &'static Rules) {
        (case(), rules::rules().unwrap())
    }

    #[test]
    fn a_card_that_lacks_pictures_is_made_on_a_ground_that_is_known() {
        let waits = || given::<Card>([ordered(Some(Lack::Pictures))]);
        let note = Sealed::new(PERSON, "Taken in 2024.".to_owned());
        let released = CardEvent::Released { ground: "maker-has-them".into(), note };
        let jobs = waits().when(act("maker-has-them"), inputs()).then([released]);
        assert_eq!(jobs[0].kind, GO_ON);
        waits().when(act("no-time"), inputs()).then_refused("card-reason-unknown");
        let hidden = (Case::default(), rules::rules().unwrap());
        waits().when(act("maker-has-them"), hidden).then_refused("card-unknown");
    }

    #[test]
    fn nothing_else_is_waived() {
        for events in [vec![ordered(None)], vec![ordered(Some(Lack::Content))], with(Stage::Made)] {
            let when = given::<Card>(events).when(act("maker-has-them"), inputs());
            when.then_refused("card-lacks-nothing");
        }
    }
}
