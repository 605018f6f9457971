//! Persons, cases, tasks, clocks, documents: the file every process works in.
