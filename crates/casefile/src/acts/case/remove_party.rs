//! Ends that somebody is a party to a case; that they were stays in its history.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right, Sealed};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::acts::case_draft;
use crate::events::{CaseEvent, Party};
use crate::ids::CaseId;
use crate::rights::WORK;
use crate::state::{APPLICANT, Case};

/// Ends that somebody is a party.
#[derive(Debug, Clone)]
pub struct RemoveParty {
    /// To which case.
    pub case: CaseId,
    /// Who.
    pub party: Party,
    /// In which role.
    pub role: String,
    /// Why.
    pub reason: String,
}

impl Act for RemoveParty {
    const NAME: &'static str = "case.remove_party";
    const RIGHT: Right = WORK;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, case: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.open()?;
        let party = self.party;
        if self.role == APPLICANT && known.has_party(party, APPLICANT) {
            return Err(Refusal::new("party-applicant"));
        }
        if !known.has_party(party, &self.role) {
            return Err(Refusal::new("party-unknown"));
        }
        let reason = Sealed::new(self.case, self.reason.clone());
        let role = self.role.clone();
        Ok(Changes::one(self.case, &CaseEvent::PartyRemoved { party, role, reason }))
    }
}

impl FormAct for RemoveParty {
    fn fields() -> Vec<Field> {
        vec![Field::text("reason", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (draft, case) = case_draft(request, Self::NAME).await?;
        let (party, role): (Party, String) = (request.param("party")?, request.param("role")?);
        let known = case.known().ok_or(Problem::NotFound)?;
        if !known.has_party(party, &role) {
            return Err(Problem::NotFound);
        }
        Ok(draft.arg("role", request.ui.code("party-role-", &role).plain()))
    }

    fn read(form: &mut Reader<'_>) -> Option<RemoveParty> {
        let (case, party, role) = (form.param("id"), form.param("party"), form.param("role"));
        let reason = form.text("reason");
        Some(RemoveParty { case: case?, party: party?, role: role?, reason: reason? })
    }

    fn after(done: &Done, _: &Request) -> String {
        format!("/cases/{}", done.stream)
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, opened, other_id, party_added, person_id};
    use crate::ids::PersonId;

    fn act(party: PersonId, role: &str) -> RemoveParty {
        let reason = "Divorced".to_owned();
        RemoveParty { case: case_id(), party: Party::Person(party), role: role.into(), reason }
    }

    #[test]
    fn a_party_leaves_with_a_reason_and_only_once() {
        let removed = CaseEvent::PartyRemoved {
            party: Party::Person(other_id()),
            role: "spouse".into(),
            reason: Sealed::new(case_id(), "Divorced".into()),
        };
        let given = given::<Case>([opened(), party_added("spouse")]);
        given.when(act(other_id(), "spouse"), ()).then([removed.clone()]);
        testkit::given::<Case>([opened(), party_added("spouse"), removed])
            .when(act(other_id(), "spouse"), ())
            .then_refused("party-unknown");
    }

    #[test]
    fn a_case_keeps_its_applicant() {
        given::<Case>([opened()])
            .when(act(person_id(), "applicant"), ())
            .then_refused("party-applicant");
    }
}
