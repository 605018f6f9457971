//! For trial only: a key everybody knows, what it signs, and parameters that nobody compared. None of
//! it counts in an installation that was started in earnest, and wherever it is shown it says so.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use kernel::Date;

use crate::model::Implementation;

/// The secret that is none.
const SECRET: [u8; 32] = *b"uma demo key, known to everybody";

/// Is it the key for trial?
#[must_use]
pub fn is_demo_key(key: &str) -> bool {
    key == public_key()
}

/// The public half of the key for trial, base64.
#[must_use]
pub fn public_key() -> String {
    STANDARD.encode(SigningKey::from_bytes(&SECRET).verifying_key().to_bytes())
}

/// Signs a file for trial, base64.
#[must_use]
pub fn sign(file: &str) -> String {
    STANDARD.encode(SigningKey::from_bytes(&SECRET).sign(file.as_bytes()).to_bytes())
}

/// The file of an implementation decision for trial, which holds for a year.
#[must_use]
pub fn implementation(
    rule_set: &str,
    case_types: &[&str],
    covers: &[(&str, &str)],
    today: Date,
) -> String {
    let until = today.saturating_add(jiff::Span::new().years(1));
    let kinds = case_types.iter().map(|kind| format!("\"{kind}\"")).collect::<Vec<_>>().join(", ");
    let mut file = include_str!("../demo/implementation.toml").to_owned();
    for (mark, value) in [
        ("@rule_set@", rule_set.to_owned()),
        ("@case_types@", kinds),
        ("@from@", today.to_string()),
        ("@until@", until.to_string()),
    ] {
        file = file.replace(mark, &value);
    }
    for (name, hash) in covers {
        // Writing to a text cannot fail.
        let _ = write!(file, "\n[[covers]]\nrule_set = \"{name}\"\nhash = \"{hash}\"\n");
    }
    debug_assert!(Implementation::read(&file).is_ok(), "the shipped file says everything");
    file
}
