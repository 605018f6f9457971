//! What the one binary is made of, for its tests: the list of systems.

pub mod house;
