//! Takes an employer's part: somebody who has its code, and was found to act for a company.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::employer::{EmployerPart, EmployerPartEvent, PartStage};
use crate::ids::EmployerPartId;
use crate::rights::EMPLOY;

/// Takes a part for a company. Whoever runs it has asked the registers before.
#[derive(Debug, Clone)]
pub struct TakePart {
    /// Which.
    pub part: EmployerPartId,
    /// The company's business id.
    pub business_id: String,
    /// Its name, as the register has it.
    pub name: String,
}

impl Act for TakePart {
    const NAME: &'static str = "employer_part.take";
    const RIGHT: Right = EMPLOY;
    type State = EmployerPart;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.part.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, part: &EmployerPart, (): &(), ctx: &Ctx<'_>) -> Result<Changes, Refusal> {
        let known = part.known().ok_or_else(|| Refusal::new("employer-code-unknown"))?;
        known.opens(ctx.who, ctx.today)?;
        // Nobody gives terms to themselves.
        if known.owner == ctx.who.user {
            return Err(Refusal::new("employer-self"));
        }
        match known.stage {
            PartStage::Invited => {}
            // Taken by the same person, who goes on.
            PartStage::Taken(..) | PartStage::Confirmed(..) => return Ok(Changes::new()),
        }
        let (business_id, name) = (self.business_id.clone(), self.name.clone());
        let taken = EmployerPartEvent::Taken { by: ctx.who.user, business_id, name };
        Ok(Changes::one(self.part, &taken))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use testkit::given;

    use super::super::tests::{amina, application_id, bela};
    use super::*;

    pub(in super::super) fn part_id() -> EmployerPartId {
        EmployerPartId(Uuid::from_u128(900))
    }

    pub(in super::super) fn invited(until: &str) -> EmployerPartEvent {
        EmployerPartEvent::Invited {
            application: application_id(),
            permit: "specialist".into(),
            owner: amina().user,
            until: until.parse().unwrap(),
        }
    }

    pub(in super::super) fn taken() -> EmployerPartEvent {
        let (business_id, name) = ("0244683-1".to_owned(), "Leipomo Oy".to_owned());
        EmployerPartEvent::Taken { by: boss().user, business_id, name }
    }

    /// Somebody who acts for the company.
    pub(in super::super) fn boss() -> kernel::Who {
        kernel::Who { rights: std::sync::Arc::new([EMPLOY].into()), ..bela() }
    }

    fn act() -> TakePart {
        let (business_id, name) = ("0244683-1".to_owned(), "Leipomo Oy".to_owned());
        TakePart { part: part_id(), business_id, name }
    }

    #[test]
    fn a_part_is_taken_once_and_while_its_code_holds() {
        let given =
            |events: &[EmployerPartEvent]| given::<EmployerPart>(events.to_vec()).as_who(&boss());
        given(&[invited("2026-03-02")]).when(act(), ()).then([taken()]);
        given(&[invited("2026-03-01")]).when(act(), ()).then_refused("employer-code-expired");
        // Whoever has begun goes on, also later.
        given(&[invited("2026-03-01"), taken()]).when(act(), ()).then_nothing();
        given(&[]).when(act(), ()).then_refused("employer-code-unknown");
    }

    #[test]
    fn nobody_takes_what_another_has_taken_nor_their_own() {
        let other = kernel::Who { user: kernel::UserId(Uuid::from_u128(702)), ..boss() };
        let given = |events: &[EmployerPartEvent]| given::<EmployerPart>(events.to_vec());
        let both = [invited("2026-03-02"), taken()];
        given(&both).as_who(&other).when(act(), ()).then_refused("employer-code-used");
        let own = kernel::Who { user: amina().user, ..boss() };
        given(&both[..1]).as_who(&own).when(act(), ()).then_refused("employer-self");
    }
}
