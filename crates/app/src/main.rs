//! The one binary: configuration, the list of systems, the commands.
fn main() {}
