//! Makes a person a party to a case, in a role of its kind.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_type;
use crate::events::{CaseEvent, Party};
use crate::ids::{CaseId, PersonId};
use crate::rights::{SEE, WORK};
use crate::state::{Case, Person};

/// Makes a person a party.
#[derive(Debug, Clone)]
pub struct AddParty {
    /// To which case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Code of the role.
    pub role: String,
}

/// Is there such a person, whom the user may see?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found(pub bool);

impl Act for AddParty {
    const NAME: &'static str = "case.add_party";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Found;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Found, Fault> {
        Ok(Found(read.fold::<Person>(self.person).await?.known().is_some()))
    }

    fn decide(&self, case: &Case, found: &Found, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        if !found.0 {
            return Err(Refusal::new("person-unknown"));
        }
        if !case_type::known(&known.case_type)?.roles.contains(&self.role) {
            return Err(Refusal::new("role-unknown").at("role"));
        }
        let party = Party::Person(self.person);
        if known.has_party(party, &self.role) {
            return Err(Refusal::new("party-known").at("role"));
        }
        let role = self.role.clone();
        Ok(Changes::one(self.case, &CaseEvent::PartyAdded { party, role }))
    }
}

impl FormAct for AddParty {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("person"), Field::drafted("role", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let typed = request.query.get("person").or_else(|| request.form.get("person"));
        let person: PersonId = typed.and_then(|p| p.parse().ok()).ok_or(Problem::NotFound)?;
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let opened = request.kernel.open::<Person>(&request.who, person, SEE, Self::NAME).await?;
        let roles = case_type::of(&known.case_type).map_or(&[][..], |kind| &kind.roles);
        let option = |r: &String| (r.clone(), request.ui.code("party-role-", r).plain());
        Ok(draft
            .value("person", person)
            .arg("name", opened.state.shown().unwrap_or_default())
            .options("role", roles.iter().map(option).collect()))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddParty> {
        let (case, person, role) =
            (form.param("id"), form.reference("person"), form.choice("role"));
        Some(AddParty { case: case?, person: person?, role: role? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, closed, opened, other_id, party_added};

    fn act(role: &str) -> AddParty {
        AddParty { case: case_id(), person: other_id(), role: role.into() }
    }

    #[test]
    fn a_person_is_a_party_in_a_role_once() {
        given::<Case>([opened()]).when(act("spouse"), Found(true)).then([party_added("spouse")]);
        given::<Case>([opened(), party_added("spouse")])
            .when(act("spouse"), Found(true))
            .then_refused("party-known");
        given::<Case>([opened(), party_added("spouse")])
            .when(act("sponsor"), Found(true))
            .then([party_added("sponsor")]);
    }

    #[test]
    fn nobody_unseen_and_no_unheard_of_role() {
        given::<Case>([opened()]).when(act("spouse"), Found(false)).then_refused("person-unknown");
        given::<Case>([opened()]).when(act("pirate"), Found(true)).then_refused("role-unknown");
        given::<Case>([opened(), closed()])
            .when(act("spouse"), Found(true))
            .then_refused("case-closed");
    }
}
