//! Paying a fee at whoever takes payments.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use testkit::Browser;

use crate::{Colleague, House};

/// Longer than it takes until somebody asks how a payment went.
const ASKED_AGAIN_MINUTES: i64 = 1;

impl House {
    /// Where the page of the fee leads whoever pays.
    pub async fn pay_page(&self, amina: &mut Colleague, application: &str) -> String {
        let page = amina.opens(&format!("{application}/fee")).await;
        let mut links = page.links(&self.outside.there);
        assert_eq!(links.len(), 1, "{}", page.page.body);
        links.remove(0)
    }

    /// The payer presses a button there: `pay` or `cancel`. Nobody tells the house, which asks by itself.
    pub async fn payer_presses(&self, pay_page: &str, button: &str) {
        let path = pay_page.strip_prefix(&self.outside.there).unwrap();
        self.outside.post(path, &format!("press={button}")).await;
    }

    /// The house asks how payments went, and does what follows.
    pub async fn payments_are_asked_about(&self) {
        self.minutes_pass(ASKED_AGAIN_MINUTES);
        self.settles().await;
    }

    /// Whoever takes payments tells that something else was paid under the reference of this fee: the fee of
    /// another form.
    pub async fn fee_of_another_form_is_paid(&self, pay_page: &str, cents: i64) {
        let payment = pay_page.rsplit('/').next().unwrap();
        let known = self.outside.look(&format!("/payments/v1/payments/{payment}")).await;
        let told = json!({
            "payment": payment, "reference": known.get("reference"), "amount_cents": cents,
            "currency": "EUR", "status": "paid", "at": 1,
        });
        let body = told.to_string();
        let signature = signed(&self.outside.simulator.payment_secret(), &body);
        let mut sender = Browser::new(&self.router);
        sender.headers.push(("payment-signature", signature));
        let heard =
            sender.post_bytes("/payments/told", "application/json", body.into_bytes()).await;
        assert_eq!(heard.status, 200, "{}", heard.body);
    }
}

/// A message as whoever takes payments signs it, with their secret in hexadecimal.
fn signed(secret: &str, body: &str) -> String {
    let digits = |at: usize| u8::from_str_radix(secret.get(2 * at..2 * at + 2).unwrap(), 16);
    let secret: Vec<u8> = (0..secret.len() / 2).map(|at| digits(at).unwrap()).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    mac.update(body.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("hmac-sha256={digits}")
}
