//! The outside world as every system meets it: one request over HTTP within its limits, a short text by
//! SMTP, and signing in by OpenID Connect. Nothing of a case is known here.

pub mod http;
pub mod openid;
pub mod smtp;

pub use http::{Address, Answer, Limits, Unanswered};
