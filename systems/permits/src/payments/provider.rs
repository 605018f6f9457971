//! What is asked of whoever takes payments, and what they say.

use hmac::{Hmac, KeyInit as _, Mac as _};
use outside::Limits;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{EUR, Payments, TOLD, unhex};
use crate::ids::OrderId;

/// How patiently is asked: somebody waits at a screen.
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 64 * 1024 };
/// Status of something made.
const CREATED: u16 = 201;
const OK: u16 = 200;
const NOT_FOUND: u16 = 404;
/// Status of what they will not do.
const UNFIT: u16 = 422;
/// Longest id and address taken.
const TEXT_CHARS_MAX: usize = 2_000;
/// How signatures begin.
const SIGNED: &str = "hmac-sha256=";

/// What is to be paid.
#[derive(Serialize)]
struct Wanted<'a> {
    amount_cents: i64,
    currency: &'a str,
    reference: String,
    description: &'a str,
    return_url: String,
    callback_url: String,
}

/// How a payment went, as whoever takes it says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// What they call it.
    pub payment: String,
    /// What we called it.
    pub reference: String,
    /// How much.
    pub amount_cents: i64,
    /// Of what.
    pub currency: String,
    /// How it stands.
    pub status: ToldStatus,
}

/// How a payment stands with whoever takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldStatus {
    /// It waits for the payer.
    Created,
    /// It is paid.
    Paid,
    /// It will not be.
    Cancelled,
}

/// Where somebody pays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Opened {
    pub(crate) payment: String,
    pub(crate) pay_url: String,
}

/// What is to be given back, and what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Back {
    /// Our own: under one reference it is given back once.
    reference: String,
    amount_cents: i64,
}

/// What came of asking for a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenBack {
    /// It is given back.
    Given,
    /// They will not give it back.
    Refused,
}

/// Whoever takes payments does not answer, or not as they must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away;

impl Payments {
    /// Has a payment made; where to pay it.
    pub(crate) async fn open(
        &self,
        order: OrderId,
        amount_cents: i64,
        (description, back): (&str, &str),
    ) -> Result<Opened, Away> {
        let here = &self.0.here;
        let wanted = Wanted {
            amount_cents,
            currency: EUR,
            reference: order.to_string(),
            description,
            return_url: format!("{here}{back}"),
            callback_url: format!("{here}{TOLD}"),
        };
        let body = serde_json::to_vec(&wanted).map_err(|_| Away)?;
        let answer = self.0.line.post_json("/payments/v1/payments", body, LIMITS).await;
        let answer = answer.ok().filter(|answer| answer.status.as_u16() == CREATED).ok_or(Away)?;
        let opened: Opened = serde_json::from_slice(&answer.body).map_err(|_| Away)?;
        // Somebody follows it: an address of the web and nothing else.
        let web = ["https://", "http://"].iter().any(|start| opened.pay_url.starts_with(start));
        let fits = |text: &String| (1..=TEXT_CHARS_MAX).contains(&text.len());
        let id = opened.payment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let good = web && id && fits(&opened.payment) && fits(&opened.pay_url);
        good.then_some(opened).ok_or(Away)
    }

    /// Asks how a payment stands; nothing when they do not know of it.
    pub(crate) async fn look(&self, payment: &str) -> Result<Option<Told>, Away> {
        let path = format!("/payments/v1/payments/{payment}");
        let answer = self.0.line.get(&path, LIMITS).await.map_err(|_| Away)?;
        match answer.status.as_u16() {
            OK => serde_json::from_slice(&answer.body).map(Some).map_err(|_| Away),
            NOT_FOUND => Ok(None),
            _ => Err(Away),
        }
    }

    /// Gives back what was paid for an order, whole: once, however often it is asked for.
    pub(crate) async fn give_back(
        &self,
        payment: &str,
        order: OrderId,
        amount_cents: i64,
    ) -> Result<GivenBack, Away> {
        let wanted = Back { reference: order.to_string(), amount_cents };
        let body = serde_json::to_vec(&wanted).map_err(|_| Away)?;
        let path = format!("/payments/v1/payments/{payment}/refunds");
        let answer = self.0.line.post_json(&path, body, LIMITS).await.map_err(|_| Away)?;
        match answer.status.as_u16() {
            OK | CREATED => {
                let told: Back = serde_json::from_slice(&answer.body).map_err(|_| Away)?;
                (told == wanted).then_some(GivenBack::Given).ok_or(Away)
            }
            NOT_FOUND | UNFIT => Ok(GivenBack::Refused),
            _ => Err(Away),
        }
    }

    /// What a message says, when it is signed by whoever takes payments.
    pub(crate) fn heard(&self, body: &[u8], signature: &str) -> Option<Told> {
        let signature = unhex(signature.strip_prefix(SIGNED)?)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0.secret).ok()?;
        mac.update(body);
        mac.verify_slice(&signature).ok()?;
        serde_json::from_slice(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed by another program: OpenSSL.
    const BODY: &[u8] = br#"{"payment":"p","reference":"r","amount_cents":1,"currency":"EUR","status":"paid","at":1}"#;

    #[test]
    fn a_message_counts_when_it_is_signed_and_whole() {
        let secret = "00112233445566778899aabbccddeeff";
        let payments = Payments::new("http://pay.example", secret, "").unwrap();
        let signature = include_str!("signed.txt").trim();
        let told = payments.heard(BODY, signature).unwrap();
        assert_eq!((told.status, told.amount_cents), (ToldStatus::Paid, 1));
        let mut other = BODY.to_vec();
        other[12] = b'q';
        assert_eq!(payments.heard(&other, signature), None);
        for wrong in ["", SIGNED, &signature[..20], &signature.replace("hmac-", "")] {
            assert_eq!(payments.heard(BODY, wrong), None, "{wrong}");
        }
        let others = Payments::new("http://pay.example", &"ab".repeat(16), "").unwrap();
        assert_eq!(others.heard(BODY, signature), None);
    }
}
