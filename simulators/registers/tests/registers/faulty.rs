//! Faults on demand, each over real HTTP, of one register and no other.

use std::time::Duration;

use registers_simulator::{Fault, Register};
use serde_json::{Value as Json, json};

use crate::client::{Served, about, file};

async fn order(served: &Served, fault: Json) {
    let order = json!({ "register": "study", "fault": fault });
    let (status, body) = served.post("/faults", &order.to_string()).await;
    assert_eq!(status, 200, "{body}");
}

/// Somebody who studies, and the question about them.
async fn student(served: &Served) -> Json {
    let people = served.people().await;
    let student = people.iter().skip(1).find(|somebody| somebody["studies"] == true);
    about(student.unwrap())
}

#[tokio::test]
async fn a_register_that_is_down_closes_the_connection_until_it_is_mended() {
    let served = Served::new().await;
    let question = student(&served).await;
    let asked = question.to_string();
    order(&served, json!({ "kind": "down" })).await;
    assert_eq!(served.try_post("/study/v1/query", &asked).await, None);
    // Another register is well.
    served.ask("criminal", &question).await;
    assert_eq!(served.simulator.fault(Register::Study), Some(Fault::Down));
    order(&served, Json::Null).await;
    assert_eq!(served.ask("study", &question).await["result"], "found");
}

#[tokio::test]
async fn errors_have_the_status_that_was_ordered() {
    let served = Served::new().await;
    let question = student(&served).await.to_string();
    order(&served, json!({ "kind": "error", "status": 503 })).await;
    let (status, body) = served.post("/study/v1/query", &question).await;
    assert_eq!((status, body.as_str()), (503, r#"{"error":"out-of-order"}"#));
}

#[tokio::test]
async fn a_slow_register_answers_after_its_delay() {
    let served = Served::new().await;
    let question = student(&served).await.to_string();
    order(&served, json!({ "kind": "slow", "delay_ms": 120_000 })).await;
    // It is waiting when we give up: nothing came in all that time.
    let answer = served.try_post("/study/v1/query", &question);
    assert!(tokio::time::timeout(Duration::from_millis(200), answer).await.is_err());
    order(&served, json!({ "kind": "slow", "delay_ms": 1 })).await;
    assert_eq!(served.post("/study/v1/query", &question).await.0, 200);
}

#[tokio::test]
async fn a_wrong_schema_holds_the_same_in_another_shape() {
    let served = Served::new().await;
    let question = student(&served).await;
    let right = served.ask("study", &question).await;
    order(&served, json!({ "kind": "wrong_schema" })).await;
    let wrong = served.ask("study", &question).await;
    assert_eq!(wrong, json!({ "version": 2, "data": right }));
}

#[tokio::test]
async fn every_register_can_contradict_itself_in_shape() {
    let served = Served::new().await;
    let people = served.people().await;
    let of_all = people
        .iter()
        .skip(1)
        .find(|p| p["studies"] == true && p["works"] == true && p["lives_here"] == true);
    let person = about(of_all.unwrap());
    let application = file(of_all.unwrap(), "HEL-2026-000001");
    let companies = served.json("/world/companies").await;
    let company = json!({ "business_id": companies[0]["business_id"], "on": "2026-03-02" });
    for register in Register::ALL.into_iter().filter(|register| register.is_asked()) {
        let question = match register {
            Register::Trade | Register::Tax => &company,
            Register::Vis => &application,
            _ => &person,
        };
        let before = served.ask(register.path(), question).await;
        assert_eq!(before["result"], "found", "{register:?}");
        let fault = Some(Fault::Contradictory);
        served.simulator.order(registers_simulator::Order { register, fault });
        let after = served.ask(register.path(), question).await;
        assert_eq!(after["result"], "found", "{register:?}");
        assert_ne!(before, after, "{register:?} says the same");
    }
}
