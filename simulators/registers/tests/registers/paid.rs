//! Paying a fee: made, paid or cancelled on a page, told to the payee until it hears.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::client::Served;
use crate::documented::{answer_of, misfit};

/// A payee on a port of its own.
struct Payee {
    listener: TcpListener,
}

impl Payee {
    async fn new() -> Payee {
        Payee { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    fn address(&self) -> String {
        format!("http://{}/told", self.listener.local_addr().unwrap())
    }

    /// Hears one message and answers with a status: its signature and body.
    async fn hears(&self, status: &str) -> (String, String) {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let (mut message, mut part) = (Vec::new(), [0; 2048]);
        loop {
            let read = stream.read(&mut part).await.unwrap();
            message.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&message).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() < length.unwrap().parse().unwrap() {
                continue;
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            let signature = head.lines().find_map(|line| line.strip_prefix("payment-signature: "));
            return (signature.unwrap().to_owned(), body.to_owned());
        }
    }
}

fn order(payee: &Payee) -> Json {
    json!({
        "amount_cents": 45_000, "currency": "EUR", "reference": "F-1", "description": "Fee",
        "return_url": "http://127.0.0.1:9/paid", "callback_url": payee.address(),
    })
}

async fn made(served: &Served, payee: &Payee) -> String {
    let (status, body) = served.post("/payments/v1/payments", &order(payee).to_string()).await;
    assert_eq!(status, 201, "{body}");
    let shown: Json = serde_json::from_str(&body).unwrap();
    assert_eq!(shown["status"], "created");
    shown["payment"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_paid_fee_is_told_with_a_signature_until_it_is_heard() {
    let served = Served::new().await;
    let payee = Payee::new().await;
    let id = made(&served, &payee).await;
    let page = format!("/payments/pay/{id}");
    assert!(served.get(&page).await.1.contains("450.00"));
    let (status, location, _) = served.form(&page, &[("press", "pay")]).await;
    assert_eq!(status, 303);
    assert_eq!(location, format!("http://127.0.0.1:9/paid?payment={id}&status=paid"));
    // The first message is not heard; the second is the same.
    let unheard = payee.hears("503 Busy").await;
    let (signature, body) = payee.hears("204 Heard").await;
    assert_eq!(unheard, (signature.clone(), body.clone()));
    let message: Json = serde_json::from_str(&body).unwrap();
    assert_eq!((&message["payment"], &message["status"]), (&id.clone().into(), &"paid".into()));
    assert_eq!((&message["reference"], &message["amount_cents"]), (&"F-1".into(), &45_000.into()));
    let secret =
        Sha256::new().chain_update("payments").chain_update(7_u64.to_be_bytes()).finalize();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    mac.update(body.as_bytes());
    let hex: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(signature, format!("hmac-sha256={hex}"));
    // The secret is on the first page, for whoever sets up the payee.
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(served.get("/").await.1.contains(&hex));
}

#[tokio::test]
async fn what_was_pressed_first_counts() {
    let served = Served::new().await;
    let payee = Payee::new().await;
    let id = made(&served, &payee).await;
    let page = format!("/payments/pay/{id}");
    let (_, location, _) = served.form(&page, &[("press", "cancel")]).await;
    assert!(location.ends_with("status=cancelled"), "{location}");
    let (_, body) = payee.hears("204 Heard").await;
    assert!(body.contains("\"cancelled\""), "{body}");
    let (_, location, _) = served.form(&page, &[("press", "pay")]).await;
    assert!(location.ends_with("status=cancelled"), "{location}");
    let document = served.json("/openapi.json").await;
    let path = "/payments/v1/payments/{id}";
    let shown = served.json(&format!("/payments/v1/payments/{id}")).await;
    let schema = answer_of(&document, path, "get", "200");
    assert_eq!(misfit(&document, &schema, &shown, "payment"), None);
    assert_eq!(shown["status"], "cancelled");
    assert!(served.get(&page).await.1.contains("settled already"));
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let served = Served::new().await;
    let payee = Payee::new().await;
    for (name, value, code) in [
        ("amount_cents", json!(0), "amount-wrong"),
        ("amount_cents", json!(-5), "amount-wrong"),
        ("currency", json!("SEK"), "currency-unknown"),
        ("reference", json!(""), "text-wrong"),
        ("description", json!("x".repeat(201)), "text-wrong"),
        ("return_url", json!("https://example.org/"), "address-not-here"),
        ("callback_url", json!("https://example.org/"), "address-not-here"),
    ] {
        let mut order = order(&payee);
        order[name] = value;
        let answer = served.post("/payments/v1/payments", &order.to_string()).await;
        assert_eq!(answer, (422, json!({ "error": code }).to_string()), "{name}");
    }
    assert_eq!(served.get("/payments/v1/payments/nothing").await.0, 404);
    assert_eq!(served.get("/payments/pay/nothing").await.0, 404);
    let id = made(&served, &payee).await;
    let (status, _, _) = served.form(&format!("/payments/pay/{id}"), &[("press", "maybe")]).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_was_paid_is_given_back_once_under_a_reference_and_never_more_of_it() {
    let served = Served::new().await;
    let payee = Payee::new().await;
    let id = made(&served, &payee).await;
    let path = format!("/payments/v1/payments/{id}/refunds");
    let back = |reference: &str, cents: i64| {
        let wanted = json!({ "reference": reference, "amount_cents": cents }).to_string();
        let (served, path) = (&served, &path);
        async move { served.post(path, &wanted).await }
    };
    let refused = |code: &str| (422, json!({ "error": code }).to_string());
    assert_eq!(back("R-1", 45_000).await, refused("not-paid"));
    served.form(&format!("/payments/pay/{id}"), &[("press", "pay")]).await;
    assert_eq!(back("R-1", 45_001).await, refused("amount-wrong"));
    assert_eq!(back("", 1).await, refused("text-wrong"));
    let (status, first) = back("R-1", 30_000).await;
    assert_eq!((status, back("R-1", 30_000).await), (201, (200, first)));
    assert_eq!(back("R-1", 1).await, refused("reference-used"));
    assert_eq!(back("R-2", 15_001).await, refused("amount-wrong"));
    assert_eq!(back("R-2", 15_000).await.0, 201);
    let nothing = json!({ "reference": "R", "amount_cents": 1 }).to_string();
    assert_eq!(served.post("/payments/v1/payments/nothing/refunds", &nothing).await.0, 404);
    assert_eq!(served.post(&path, "{}").await.0, 400);
    let document = served.json("/openapi.json").await;
    let shown = served.json(&format!("/payments/v1/payments/{id}")).await;
    let schema = answer_of(&document, "/payments/v1/payments/{id}", "get", "200");
    assert_eq!(misfit(&document, &schema, &shown, "payment"), None);
    assert_eq!(shown["refunds"].as_array().unwrap().len(), 2);
}
