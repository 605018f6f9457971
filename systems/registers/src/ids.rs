//! What this system has ids for.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::model::Register;

kernel::id!(
    /// A question to a register, on the stream of its case.
    AskId, "register-ask"
);
kernel::id!(
    /// A register: whether it answers.
    RegisterId, "register"
);

impl RegisterId {
    /// The stream of a register. Its id follows from its code, so that nobody has to look it up.
    #[must_use]
    pub fn of(register: Register) -> RegisterId {
        let hash: [u8; 32] = Sha256::digest(format!("register\0{}", register.code())).into();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        RegisterId(Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl AskId {
    /// Before every question, for reading them from the beginning.
    pub(crate) const FIRST: AskId = AskId(Uuid::nil());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_has_one_id_and_another_register_another() {
        assert_eq!(RegisterId::of(Register::Income), RegisterId::of(Register::Income));
        assert_ne!(RegisterId::of(Register::Income), RegisterId::of(Register::Trade));
    }
}
