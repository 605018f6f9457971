//! The list of systems: the one place that knows them all.

use permits::Payments;
use registers::Registers;
use web::System;

/// Every system of the house, lowest floor first, without a line to any register.
#[must_use]
pub fn systems() -> Vec<System> {
    connected(&Registers::unconnected())
}

/// The same with the registers that can be asked.
#[must_use]
pub fn connected(registers: &Registers) -> Vec<System> {
    paying(registers, None)
}

/// The same with whoever takes payments, if anybody does.
#[must_use]
pub fn paying(registers: &Registers, payments: Option<&Payments>) -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        registers::system(registers),
        decisions::system(),
        payments.map_or_else(permits::system, permits::paying),
    ]
}
