//! Every tool of the project: test, bench, tidy, new, law.
fn main() {}
