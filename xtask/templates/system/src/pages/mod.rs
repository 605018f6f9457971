//! What people see: a page and its template side by side.

pub mod list;
