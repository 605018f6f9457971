//! Telling the payee: a signed message, sent again until it was heard.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, Uri};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use sha2::Sha256;
use tokio::net::TcpStream;

use super::{Payment, Status};
use crate::Simulator;

/// Messages at most: the payee can look for itself.
const MESSAGES_MAX: u32 = 10;
/// Pause after the first; doubled each time, to about four minutes.
const PAUSE: Duration = Duration::from_millis(500);
/// How long an answer is waited for.
const ANSWER: Duration = Duration::from_secs(5);

/// What the payee is told.
#[derive(Serialize)]
struct Message<'a> {
    payment: &'a str,
    reference: &'a str,
    amount_cents: i64,
    currency: &'a str,
    status: Status,
    /// Seconds since 1970.
    at: i64,
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Tells the payee how a payment ended, until they answered with a status of success.
pub(super) async fn until_heard(simulator: Simulator, id: String, payment: Payment) {
    let order = &payment.order;
    let message = Message {
        payment: &id,
        reference: &order.reference,
        amount_cents: order.amount_cents,
        currency: &order.currency,
        status: payment.status,
        at: simulator.now(),
    };
    let Ok(body) = serde_json::to_vec(&message) else { return };
    let Some(signature) = signed(&simulator.payments().secret, &body) else { return };
    for message in 0..MESSAGES_MAX {
        let sent = send(&order.callback_url, &body, &signature);
        let heard = tokio::time::timeout(ANSWER, sent).await.unwrap_or_default();
        simulator.payments().kept.change(&id, |payment| {
            payment.messages += 1;
            payment.heard = heard;
        });
        if heard {
            return;
        }
        tokio::time::sleep(PAUSE.saturating_mul(2_u32.saturating_pow(message))).await;
    }
}

fn signed(secret: &[u8; 32], body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(body);
    Some(format!("hmac-sha256={}", hex(&mac.finalize().into_bytes())))
}

/// Sends one message; whether it was heard.
async fn send(url: &str, body: &[u8], signature: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let (Some(host), port) = (uri.host(), uri.port_u16().unwrap_or(80)) else { return false };
    let Ok(stream) = TcpStream::connect((host.trim_matches(['[', ']']), port)).await else {
        return false;
    };
    let Ok((mut sender, connection)) = http1::handshake(TokioIo::new(stream)).await else {
        return false;
    };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::post(path)
        .header(HOST, format!("{host}:{port}"))
        .header(CONTENT_TYPE, "application/json")
        .header("payment-signature", signature)
        .body(Full::new(Bytes::copy_from_slice(body)));
    let Ok(request) = request else { return false };
    let mut answer = std::pin::pin!(async move {
        let response = sender.send_request(request).await.ok()?;
        let heard = response.status().is_success();
        // Read to the end, so that the other side is not cut off while it speaks.
        drop(response.into_body().collect().await);
        Some(heard)
    });
    let heard = tokio::select! {
        heard = &mut answer => heard,
        _ = connection => answer.await,
    };
    heard.unwrap_or(false)
}
