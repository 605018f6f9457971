//! The list of systems: the one place that knows them all.

use std::collections::BTreeSet;

use cards::Maker;
use identity::Devices;
use permits::Lines;
use registers::Registers;
use web::System;

/// Every system of the house, lowest floor first, without a line to any register or device.
#[must_use]
pub fn systems() -> Vec<System> {
    connected(&Registers::unconnected())
}

/// Every role that holds a right in one of them, also where payments are taken.
#[must_use]
pub fn roles() -> BTreeSet<&'static str> {
    let systems = systems();
    let grants = systems.iter().flat_map(|system| system.rights);
    grants.flat_map(|grant| grant.roles).copied().collect()
}

/// The same with the registers that can be asked.
#[must_use]
pub fn connected(registers: &Registers) -> Vec<System> {
    reaching(registers, &Lines::default(), &Devices::none())
}

/// The same with whom permits ask outside, and with the devices at missions and service points.
#[must_use]
pub fn reaching(registers: &Registers, lines: &Lines, devices: &Devices) -> Vec<System> {
    ordering_cards(registers, lines, devices, &Maker::none())
}

/// The same with whoever makes residence permit cards.
#[must_use]
pub fn ordering_cards(
    registers: &Registers,
    lines: &Lines,
    devices: &Devices,
    maker: &Maker,
) -> Vec<System> {
    vec![
        casefile::system(),
        automation::system(),
        registers::system(registers),
        decisions::system(),
        permits::connected(lines, registers),
        identity::system(devices),
        cards::system(maker),
    ]
}
