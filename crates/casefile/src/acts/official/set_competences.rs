//! Says what an official knows: tasks that need it are given to them from then on. What they have
//! stays with them.

use std::collections::BTreeSet;

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, User, UserId};
use uuid::Uuid;
use web::form::{FieldKind, Options, Shown};
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use super::official_draft;
use crate::competence::{self, COMPETENCES_ITEMS_MAX};
use crate::events::OfficialEvent;
use crate::rights::LEAD;
use crate::state::Official;

/// Sets all competences of an official.
#[derive(Debug, Clone)]
pub struct SetCompetences {
    /// Whose.
    pub official: UserId,
    /// Codes of all they have.
    pub competences: BTreeSet<String>,
}

/// Is the official of a unit that the user leads?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Led(pub bool);

impl Act for SetCompetences {
    const NAME: &'static str = "official.set_competences";
    const RIGHT: Right = LEAD;
    type State = Official;
    type Inputs = Led;

    fn stream(&self) -> Uuid {
        self.official.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Led, Fault> {
        Ok(Led(match read.fold::<User>(self.official).await? {
            User::Known { profile, .. } => {
                read.who().is_machine() || read.who().units.contains(&profile.unit)
            }
            User::Unknown => false,
        }))
    }

    fn decide(&self, official: &Official, led: &Led, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if !led.0 {
            return Err(Refusal::new("official-of-another"));
        }
        if self.competences.iter().any(|code| !competence::all().contains(code)) {
            return Err(Refusal::new("competence-unknown").at("competences"));
        }
        if self.competences.len() > COMPETENCES_ITEMS_MAX {
            let refusal = Refusal::new("competences-many").with("max", COMPETENCES_ITEMS_MAX);
            return Err(refusal.at("competences"));
        }
        if self.competences == official.competences {
            return Err(Refusal::new("nothing-changed").at("competences"));
        }
        let competences = self.competences.clone();
        Ok(Changes::one(self.official, &OfficialEvent::CompetencesSet { competences }))
    }
}

impl FormAct for SetCompetences {
    fn fields() -> Vec<Field> {
        let kind = FieldKind::Choices(Options::Drafted);
        vec![Field { kind, ..Field::drafted("competences", Shown::Open).optional() }]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, official) = official_draft(request, Self::NAME).await?;
        let option = |code: &String| (code.clone(), request.ui.code("competence-", code).plain());
        let draft = draft.options("competences", competence::all().iter().map(option).collect());
        let known = official.competences.iter();
        Ok(known.fold(draft, |draft, code| draft.value("competences", code)))
    }

    fn read(form: &mut Reader<'_>) -> Option<SetCompetences> {
        let (official, competences) = (form.param("id"), form.choices("competences"));
        Some(SetCompetences {
            official: official?,
            competences: competences?.into_iter().collect(),
        })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/team".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::officer;

    fn act(codes: &[&str]) -> SetCompetences {
        let competences = codes.iter().map(|code| (*code).to_owned()).collect();
        SetCompetences { official: officer().user, competences }
    }

    #[test]
    fn a_lead_says_what_somebody_knows_and_takes_it_back() {
        let set = |codes| OfficialEvent::CompetencesSet { competences: act(codes).competences };
        let some = &["data-protection"];
        given::<Official>([]).when(act(some), Led(true)).then([set(some)]);
        given::<Official>([set(some)]).when(act(&[]), Led(true)).then([set(&[])]);
        given::<Official>([set(some)]).when(act(some), Led(true)).then_refused("nothing-changed");
    }

    #[test]
    fn only_what_exists_and_only_in_ones_own_units() {
        let given = || given::<Official>([]);
        given().when(act(&["no-such"]), Led(true)).then_refused("competence-unknown");
        given().when(act(&["data-protection"]), Led(false)).then_refused("official-of-another");
    }
}
