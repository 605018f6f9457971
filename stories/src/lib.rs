//! End-to-end scenarios that a lawyer can read.
