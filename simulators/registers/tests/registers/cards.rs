//! A card is ordered, made, sent and handed over, over real HTTP and as documented.

use registers_simulator::{Fault, Order, Register};
use serde_json::{Value as Json, json};

use crate::client::Served;
use crate::documented::{answer_of, misfit};

const ORDERS: &str = "/cards/v1/orders";

fn order(reference: &str) -> Json {
    json!({
        "reference": reference,
        "holder": {
            "family_name": "Rahimi", "given_names": "Amina", "born": "1994-02-17",
            "sex": "F", "nationality": "AFG",
        },
        "permit": {
            "kind": "fixed-term", "type_code": "B",
            "valid_from": "2026-03-02", "valid_until": null,
            "remark": "limited", "case_number": "HEL-2026-000001",
        },
        "pictures": { "face": "f", "fingerprints": null, "signature": null },
        "hand_over_at": "mission-ankara",
    })
}

/// The answer, which has its documented shape.
async fn told(served: &Served, (path, described): (&str, &str), body: Option<Json>) -> (u16, Json) {
    let document = served.json("/openapi.json").await;
    let (method, (status, answer)) = match body {
        Some(body) => ("post", served.post(path, &body.to_string()).await),
        None => ("get", served.get(path).await),
    };
    let answer: Json = serde_json::from_str(&answer).unwrap();
    let schema = answer_of(&document, described, method, &status.to_string());
    assert_eq!(misfit(&document, &schema, &answer, path), None);
    (status, answer)
}

#[tokio::test]
async fn an_order_is_taken_once_and_told_of_as_documented() {
    let served = Served::new().await;
    let post = |body| told(&served, (ORDERS, ORDERS), Some(body));
    let document = served.json("/openapi.json").await;
    let schema = json!({ "$ref": "#/components/schemas/CardOrder" });
    assert_eq!(misfit(&document, &schema, &order("c-1"), "order"), None);
    assert_eq!(post(order("c-1")).await.0, 201);
    let (status, again) = post(order("c-1")).await;
    assert_eq!((status, &again["stage"]), (200, &json!("ordered")));
    let mut other = order("c-1");
    other["permit"]["remark"] = json!("unlimited");
    assert_eq!(post(other).await, (422, json!({ "error": "reference-used" })));
    assert_eq!(post(json!({})).await.0, 400);
    assert_eq!(served.simulator.cards_ordered(), ["c-1"]);
}

#[tokio::test]
async fn what_is_made_is_not_cancelled_and_what_is_not_made_is() {
    let served = Served::new().await;
    for reference in ["c-1", "c-2"] {
        told(&served, (ORDERS, ORDERS), Some(order(reference))).await;
    }
    let one = |what: &str| format!("{ORDERS}/{what}");
    let cancel = one("{reference}/cancel");
    let say = one("{reference}/stage");
    let made = Some(json!({ "stage": "made" }));
    told(&served, (&one("c-1/stage"), &say), made).await;
    let (_, card) = told(&served, (&one("c-1/cancel"), &cancel), Some(json!({}))).await;
    assert_eq!(card["stage"], "made");
    let (_, card) = told(&served, (&one("c-2/cancel"), &cancel), Some(json!({}))).await;
    assert_eq!(card["stage"], "cancelled");
    assert_eq!(served.simulator.cards_ordered(), ["c-1"]);
    let (status, card) = told(&served, (&one("c-1"), &one("{reference}")), None).await;
    assert_eq!((status, &card["stage"]), (200, &json!("made")));
    let (status, _) = told(&served, (&one("c-9"), &one("{reference}")), None).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_maker_that_is_down_answers_nobody() {
    let served = Served::new().await;
    served.simulator.order(Order { register: Register::Cards, fault: Some(Fault::Down) });
    assert_eq!(served.try_post(ORDERS, &order("c-1").to_string()).await, None);
    served.simulator.order(Order { register: Register::Cards, fault: None });
    assert_eq!(served.post(ORDERS, &order("c-1").to_string()).await.0, 201);
}
