//! Makes a person or an organisation a party to a case, in a role of its kind.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::case_type;
use crate::events::{CaseEvent, Party};
use crate::hold::{self, ActKind, Standing};
use crate::ids::CaseId;
use crate::rights::{SEE, WORK};
use crate::state::{Case, KnownCase, Organisation, Person};

/// Makes somebody a party.
#[derive(Debug, Clone)]
pub struct AddParty {
    /// To which case.
    pub case: CaseId,
    /// Who.
    pub party: Party,
    /// Code of the role.
    pub role: String,
}

/// What adding has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// There is such a party, whom the user may see.
    pub found: bool,
    /// Whether those the case concerns may become known to others: a party is heard and notified.
    pub notice: Standing,
}

impl Act for AddParty {
    const NAME: &'static str = "case.add_party";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = Facts;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Facts, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let persons = case.known().into_iter().flat_map(KnownCase::persons);
        let notice = hold::look_all(read, persons, ActKind::Notice).await?;
        let found = match self.party {
            Party::Person(id) => read.fold::<Person>(id).await?.known().is_some(),
            Party::Organisation(id) => {
                let organisation = read.fold::<Organisation>(id).await?;
                organisation.known().is_some_and(|known| known.ended.is_none())
            }
        };
        Ok(Facts { found, notice })
    }

    fn decide(&self, case: &Case, facts: &Facts, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        if !facts.found {
            return Err(Refusal::new(match self.party {
                Party::Person(_) => "person-unknown",
                Party::Organisation(_) => "organisation-unknown",
            }));
        }
        if !case_type::known(&known.case_type)?.roles_of(self.party).contains(&self.role) {
            return Err(Refusal::new("role-unknown").at("role"));
        }
        let party = self.party;
        if known.has_party(party, &self.role) {
            return Err(Refusal::new("party-known").at("role"));
        }
        facts.notice.free()?;
        let role = self.role.clone();
        Ok(Changes::one(self.case, &CaseEvent::PartyAdded { party, role }))
    }
}

impl FormAct for AddParty {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("party"), Field::drafted("role", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let typed = request.query.get("party").or_else(|| request.form.get("party"));
        let party: Party = typed.and_then(|p| p.parse().ok()).ok_or(Problem::NotFound)?;
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let known = case.known().ok_or(Problem::NotFound)?;
        let (kernel, who) = (&request.kernel, &request.who);
        let name = match party {
            Party::Person(id) => {
                kernel.open::<Person>(who, id, SEE, Self::NAME).await?.state.shown()
            }
            Party::Organisation(id) => {
                kernel.open::<Organisation>(who, id, SEE, Self::NAME).await?.state.shown()
            }
        };
        let roles = case_type::of(&known.case_type).map_or(&[][..], |kind| kind.roles_of(party));
        let option = |r: &String| (r.clone(), request.ui.code("party-role-", r).plain());
        Ok(draft
            .value("party", party)
            .arg("name", name.unwrap_or_default())
            .options("role", roles.iter().map(option).collect()))
    }

    fn read(form: &mut Reader<'_>) -> Option<AddParty> {
        let (case, party, role) = (form.param("id"), form.reference("party"), form.choice("role"));
        Some(AddParty { case: case?, party: party?, role: role? })
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
    use crate::ids::OrganisationId;

    const FOUND: Facts = Facts { found: true, notice: Standing::Free };
    const UNSEEN: Facts = Facts { found: false, ..FOUND };

    fn act(role: &str) -> AddParty {
        AddParty { case: case_id(), party: Party::Person(other_id()), role: role.into() }
    }

    #[test]
    fn a_person_is_a_party_in_a_role_once() {
        given::<Case>([opened()]).when(act("spouse"), FOUND).then([party_added("spouse")]);
        given::<Case>([opened(), party_added("spouse")])
            .when(act("spouse"), FOUND)
            .then_refused("party-known");
        given::<Case>([opened(), party_added("spouse")])
            .when(act("sponsor"), FOUND)
            .then([party_added("sponsor")]);
    }

    #[test]
    fn an_organisation_is_a_party_in_a_role_of_organisations() {
        let party = Party::Organisation(OrganisationId(Uuid::from_u128(7)));
        let act = |role: &str| AddParty { case: case_id(), party, role: role.into() };
        let added = CaseEvent::PartyAdded { party, role: "employer".into() };
        given::<Case>([opened()]).when(act("employer"), FOUND).then([added]);
        given::<Case>([opened()]).when(act("spouse"), FOUND).then_refused("role-unknown");
        let refused = given::<Case>([opened()]).when(act("employer"), UNSEEN);
        refused.then_refused("organisation-unknown");
        assert_eq!(party.to_string().parse(), Ok(party));
    }

    #[test]
    fn nobody_hears_of_a_case_when_that_is_stopped() {
        let stopped = Facts { notice: Standing::Stopped, ..FOUND };
        let refused = given::<Case>([opened()]).when(act("spouse"), stopped);
        refused.then_refused("stopped-ask-duty-desk");
    }

    #[test]
    fn nobody_unseen_and_no_unheard_of_role() {
        given::<Case>([opened()]).when(act("spouse"), UNSEEN).then_refused("person-unknown");
        given::<Case>([opened()]).when(act("pirate"), FOUND).then_refused("role-unknown");
        given::<Case>([opened(), closed()]).when(act("spouse"), FOUND).then_refused("case-closed");
    }
}
