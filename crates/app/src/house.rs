//! The list of systems: the one place that knows them all.

use permits::Lines;
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
    reaching(registers, &Lines::default())
}

/// The same with whom permits ask outside.
#[must_use]
pub fn reaching(registers: &Registers, lines: &Lines) -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        registers::system(registers),
        decisions::system(),
        permits::connected(lines),
    ]
}
