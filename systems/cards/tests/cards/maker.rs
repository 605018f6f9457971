//! The maker of cards on a port of its own.

use std::net::SocketAddr;

use cards::Maker;
use outside::{Address, Limits};
use registers_simulator::{Fault, Order, Register, Settings, Simulator, serve};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;

const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 100_000 };
/// The path of every order.
const ORDERS: &str = "/cards/v1/orders";

#[derive(Clone)]
pub struct Outside {
    pub address: SocketAddr,
    simulator: Simulator,
}

impl Outside {
    /// Its clock stands still: a card moves when that is said.
    pub async fn new() -> Outside {
        let settings =
            Settings { seed: 7, today: "2026-03-02".parse().unwrap(), now: || 1_772_438_400 };
        let simulator = Simulator::new(settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
        Outside { address, simulator }
    }

    pub fn maker(&self) -> Maker {
        Maker::at(&format!("http://{}", self.address)).unwrap()
    }

    pub fn breaks(&self, fault: Fault) {
        self.simulator.order(Order { register: Register::Cards, fault: Some(fault) });
    }

    pub fn mends(&self) {
        self.simulator.order(Order { register: Register::Cards, fault: None });
    }

    /// References of the orders that it has and that are not cancelled.
    pub fn has(&self) -> Vec<String> {
        self.simulator.cards_ordered()
    }

    fn line(&self) -> Address {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// A card stands so from now on.
    pub async fn says(&self, reference: &str, stage: &str) {
        let body = json!({ "stage": stage }).to_string().into_bytes();
        let path = format!("{ORDERS}/{reference}/stage");
        let answer = self.line().post_json(&path, body, LIMITS).await.unwrap();
        assert_eq!(answer.status, 200);
    }

    /// How an order stands there.
    pub async fn stage(&self, reference: &str) -> String {
        let answer = self.line().get(&format!("{ORDERS}/{reference}"), LIMITS).await.unwrap();
        assert_eq!(answer.status, 200);
        let told: Json = serde_json::from_slice(&answer.body).unwrap();
        told["stage"].as_str().unwrap().to_owned()
    }

    /// Somebody else's order takes a reference.
    pub async fn takes(&self, reference: &str) {
        let order = json!({
            "reference": reference,
            "holder": {
                "family_name": "Nagy", "given_names": "", "born": "1990", "sex": "M",
                "nationality": "HUN",
            },
            "permit": {
                "kind": "permanent", "type_code": null, "valid_from": "2026-03-02",
                "valid_until": null, "remark": null, "case_number": "",
            },
            "pictures": { "face": null, "fingerprints": null, "signature": null },
            "hand_over_at": "service-point-oulu",
        });
        let body = order.to_string().into_bytes();
        let answer = self.line().post_json(ORDERS, body, LIMITS).await.unwrap();
        assert_eq!(answer.status, 201);
    }
}
