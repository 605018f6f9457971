//! Paying the fee: somebody who sends an application is led to whoever takes payments, and the application
//! is sent when the fee is paid. That it is paid is heard from the payer's return, from a signed message and
//! by asking, in any order and any number of times. What an official has given back is asked for until it is.

mod ground;
pub(crate) mod jobs;
mod provider;
pub(crate) mod reactions;

use std::sync::Arc;

use kernel::Refusal;
use outside::Address;
use serde::{Deserialize, Serialize};

pub use ground::RefundGround;
pub(crate) use ground::row_on;
pub use provider::{Told, ToldStatus};

/// The only currency of fees.
pub(crate) const EUR: &str = "EUR";
/// Where whoever takes payments tells how they went.
pub(crate) const TOLD: &str = "/payments/told";

/// Whoever takes payments, as the installation's settings say; cheap to clone.
#[derive(Clone)]
pub struct Payments(Arc<Inner>);

struct Inner {
    /// Where they are asked.
    line: Address,
    /// With what they sign.
    secret: Vec<u8>,
    /// Where people reach us.
    here: String,
}

impl std::fmt::Debug for Payments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Payments").field("line", &self.0.line).finish_non_exhaustive()
    }
}

impl Payments {
    /// Whoever takes payments, by address, secret (in hexadecimal) and our own address.
    ///
    /// # Errors
    /// In words for whoever wrote the settings.
    pub fn new(address: &str, secret: &str, here: &str) -> Result<Payments, String> {
        let line = address.parse().map_err(|e| format!("address: {e}"))?;
        let secret = unhex(secret).filter(|bytes| bytes.len() >= SECRET_BYTES_MIN);
        let least = 2 * SECRET_BYTES_MIN;
        let secret =
            secret.ok_or_else(|| format!("secret: at least {least} hexadecimal digits"))?;
        Ok(Payments(Arc::new(Inner { line, secret, here: here.trim_end_matches('/').to_owned() })))
    }
}

/// Shorter secrets are guessed.
const SECRET_BYTES_MIN: usize = 16;

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
        u8::from_str_radix(digits, 16).ok()
    });
    pairs.collect()
}

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits for the payer.
    Open,
    /// It is paid.
    Paid,
    /// The payer turned back, or the bank did.
    Cancelled,
    /// Whoever takes payments knows nothing of it any more.
    Gone,
    /// Something was paid, and not what was ordered: another amount, currency or reference.
    Wrong,
}

impl Standing {
    /// Code for rows and texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Paid => "paid",
            Standing::Cancelled => "cancelled",
            Standing::Gone => "gone",
            Standing::Wrong => "wrong",
        }
    }
}

/// An amount of euros in cents.
///
/// # Errors
/// `fee-unreadable` when it is no amount with at most two decimals.
pub(crate) fn cents(amount: &str) -> Result<i64, Refusal> {
    let unreadable = || Refusal::new("fee-unreadable");
    let (euros, rest) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || !digits(euros) || !digits(rest) || rest.len() > 2 {
        return Err(unreadable());
    }
    format!("{euros}{rest:0<2}").parse().map_err(|_| unreadable())
}

/// Cents as euros, as amounts of the law are written.
#[must_use]
pub(crate) fn euros(cents: i64) -> String {
    match cents % 100 {
        0 => format!("{}", cents / 100),
        rest => format!("{}.{rest:02}", cents / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (amount, wanted) in [("600", 60_000), ("0.05", 5), ("12.5", 1_250), ("0", 0)] {
            assert_eq!(cents(amount), Ok(wanted), "{amount}");
        }
        for wrong in ["", ".5", "1.234", "-1", "1e3", "99999999999999999999"] {
            assert!(cents(wrong).is_err(), "{wrong}");
        }
        assert_eq!((euros(60_000), euros(1_250)), ("600".to_owned(), "12.50".to_owned()));
    }

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let secret = "ab".repeat(16);
        assert!(Payments::new("http://pay.example", &secret, "http://uma.example/").is_ok());
        let wrong = |address, secret: &str| Payments::new(address, secret, "").unwrap_err();
        assert!(wrong("https://pay.example", &secret).contains("gate"));
        for bad in ["", "abcd", "xy".repeat(16).as_str(), "a".repeat(33).as_str()] {
            assert!(wrong("http://pay.example", bad).contains("secret"), "{bad}");
        }
        let payments = Payments::new("http://pay.example", &secret, "").unwrap();
        assert!(!format!("{payments:?}").contains("171"), "the secret stays out of logs");
    }
}
