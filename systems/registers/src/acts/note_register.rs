//! A register answers nobody, or answers again: said once, for everybody who looks.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::events::RegisterEvent;
use crate::ids::RegisterId;
use crate::model::{Register, Trouble};
use crate::state::KnownRegister;

/// Says how a register is.
#[derive(Debug, Clone, Copy)]
pub struct NoteRegister {
    /// Which.
    pub register: Register,
    /// What is the trouble; nothing when it answers.
    pub trouble: Option<Trouble>,
}

impl Act for NoteRegister {
    const NAME: &'static str = "register.note";
    const RIGHT: Right = Right::MACHINE;
    type State = KnownRegister;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        RegisterId::of(self.register).0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, known: &KnownRegister, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        let id = RegisterId::of(self.register);
        Ok(match (known.down, self.trouble) {
            (None, Some(trouble)) => Changes::one(id, &RegisterEvent::WentDown { trouble }),
            (Some(_), None) => Changes::one(id, &RegisterEvent::CameBack {}),
            // That it still is as it was is nothing new.
            (None, None) | (Some(_), Some(_)) => Changes::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;

    const DOWN: RegisterEvent = RegisterEvent::WentDown { trouble: Trouble::Down };

    fn act(trouble: Option<Trouble>) -> NoteRegister {
        NoteRegister { register: Register::Income, trouble }
    }

    #[test]
    fn each_change_is_said_once() {
        given::<KnownRegister>([]).when(act(Some(Trouble::Down)), ()).then([DOWN]);
        given::<KnownRegister>([DOWN]).when(act(Some(Trouble::Slow)), ()).then_nothing();
        given::<KnownRegister>([DOWN]).when(act(None), ()).then([RegisterEvent::CameBack {}]);
        given::<KnownRegister>([]).when(act(None), ()).then_nothing();
        let back = given::<KnownRegister>([DOWN, RegisterEvent::CameBack {}]);
        back.when(act(None), ()).then_nothing();
    }
}
