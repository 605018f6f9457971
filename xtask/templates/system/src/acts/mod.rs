//! What people do: one file an act, its tests below it.

pub mod begin;
