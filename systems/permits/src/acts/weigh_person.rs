//! Has the cases that somebody applied in weighed anew, as the file knows something else of them than it did.

use casefile::{CaseId, PersonId};
use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use super::weigh_case::WEIGH;
use crate::permit;
use crate::rows;

/// Has the pending cases of somebody weighed, each once.
#[derive(Debug, Clone, Copy)]
pub struct WeighPerson {
    /// Who applied.
    pub person: PersonId,
}

impl Act for WeighPerson {
    const NAME: &'static str = "case.weigh_of_person";
    const RIGHT: Right = Right::MACHINE;
    type State = casefile::Person;
    type Inputs = Vec<CaseId>;

    fn stream(&self) -> Uuid {
        self.person.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Vec<CaseId>, Fault> {
        let mut cases = Vec::new();
        for (case, case_type) in rows::pending(read, self.person).await? {
            if permit::of(&case_type)?.is_some() {
                cases.push(case);
            }
        }
        Ok(cases)
    }

    fn decide(
        &self,
        _: &casefile::Person,
        cases: &Vec<CaseId>,
        _: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        Ok(cases.iter().fold(Changes::new(), |changes, case| changes.job(WEIGH, case, None)))
    }
}

#[cfg(test)]
mod tests {
    use casefile::Person;
    use testkit::given;

    use super::*;

    #[test]
    fn each_case_is_weighed_by_a_job_of_its_own() {
        let person = PersonId(Uuid::from_u128(1));
        let cases = [2, 3].map(|n| CaseId(Uuid::from_u128(n)));
        let weighed = |cases: &[CaseId]| {
            let when = given::<Person>([]).when(WeighPerson { person }, cases.to_vec());
            let changes = when.outcome().unwrap();
            let jobs: Vec<String> =
                changes.jobs().iter().map(|job| job.payload.to_string()).collect();
            assert!(changes.into_events().unwrap().is_empty(), "nothing happened to the person");
            jobs
        };
        assert_eq!(weighed(&cases), cases.map(|case| format!("\"{case}\"")));
        assert!(weighed(&[]).is_empty());
    }
}
