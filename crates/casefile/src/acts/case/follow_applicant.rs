//! Protects a case as its applicant is protected. Less protection does not follow by itself: an
//! official looks whether the case needs it for another reason.

use kernel::{Act, Changes, Class, Ctx, Fault, Read, Refusal, Right, Sealed, User, UserId};
use uuid::Uuid;

use super::given_back;
use crate::events::{CaseEvent, Party};
use crate::ids::CaseId;
use crate::state::{Case, KnownCase, Person};

/// Raises the protection of a case to that of its applicant.
#[derive(Debug, Clone, Copy)]
pub struct FollowApplicant {
    /// Which case.
    pub case: CaseId,
}

/// How protected the applicant is, and will the handler see a case protected so?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    /// The applicant's class.
    pub class: Class,
    /// The handler keeps the case.
    pub handler_sees: bool,
}

impl Act for FollowApplicant {
    const NAME: &'static str = "case.follow_applicant";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = Applicant;

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Applicant, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let Some(known) = case.known() else {
            return Ok(Applicant { class: Class::Normal, handler_sees: true });
        };
        let applicant = read.fold::<Person>(known.applicant).await?;
        let class = applicant.known().map_or(Class::Normal, |person| person.class);
        let handler_sees = match known.handler {
            Some(handler) => will_see(read, handler, known, class, known.compartment).await?,
            None => true,
        };
        Ok(Applicant { class, handler_sees })
    }

    fn decide(&self, case: &Case, of: &Applicant, _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = case.known().ok_or_else(|| Refusal::new("case-unknown"))?;
        if known.class >= of.class {
            return Ok(Changes::new());
        }
        let (class, compartment) = (of.class, known.compartment);
        let reason = Sealed::new(self.case, String::new());
        let because_of = Some(Party::Person(known.applicant));
        let changed = CaseEvent::ProtectionChanged { class, compartment, reason, because_of };
        let changes = Changes::one(self.case, &changed);
        Ok(if of.handler_sees { changes } else { changes.and(given_back(self.case, known)) })
    }
}

/// Will the user see the case when it is protected so?
pub(super) async fn will_see(
    read: &mut Read<'_>,
    user: UserId,
    known: &KnownCase,
    class: Class,
    compartment: Option<Uuid>,
) -> Result<bool, Fault> {
    let found = read.fold::<User>(user).await?;
    let access = kernel::Access { unit: known.unit.clone(), class, compartment };
    let who = found.who(user, None, crate::rights::GRANTS);
    Ok(who.is_some_and(|who| who.sees(&access)))
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, colleague_id, opened, person_id};

    const ACT: FollowApplicant = FollowApplicant { case: case_id() };

    fn applicant(class: Class, handler_sees: bool) -> Applicant {
        Applicant { class, handler_sees }
    }

    fn protected() -> CaseEvent {
        let reason = Sealed::new(case_id(), String::new());
        let because_of = Some(Party::Person(person_id()));
        let (class, compartment) = (Class::Protected, None);
        CaseEvent::ProtectionChanged { class, compartment, reason, because_of }
    }

    #[test]
    fn a_case_is_as_protected_as_its_applicant_once() {
        let protect = applicant(Class::Protected, true);
        given::<Case>([opened()]).when(ACT, protect).then([protected()]);
        given::<Case>([opened(), protected()]).when(ACT, protect).then_nothing();
    }

    #[test]
    fn less_protection_does_not_follow_by_itself() {
        let less = applicant(Class::Normal, true);
        given::<Case>([opened(), protected()]).when(ACT, less).then_nothing();
    }

    #[test]
    fn a_handler_without_clearance_loses_the_case() {
        let mine = CaseEvent::Assigned { handler: Some(colleague_id()) };
        given::<Case>([opened(), mine])
            .when(ACT, applicant(Class::Protected, false))
            .then([protected(), CaseEvent::Assigned { handler: None }]);
    }
}
