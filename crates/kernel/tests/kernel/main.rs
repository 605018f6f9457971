//! The kernel's promises, each as a test, on both engines.

mod parcel;
mod statements;
mod verify;
