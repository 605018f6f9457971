//! What does not fit is refused, and nothing stops the simulator.

use serde_json::{Value as Json, json};

use crate::client::{Served, about};

#[tokio::test]
async fn what_does_not_fit_is_refused_with_a_code() {
    let served = Served::new().await;
    let people = served.people().await;
    let good = about(&people[5]);
    let with = |change: fn(&mut Json)| {
        let mut question = good.clone();
        change(&mut question);
        question.to_string()
    };
    let cases = [
        ("population", with(|q| q["person"]["born"] = json!("2030-01-01")), 422, "born-later"),
        (
            "population",
            with(|q| q["person"]["family_name"] = json!("x".repeat(300))),
            422,
            "name-long",
        ),
        (
            "population",
            with(|q| q["person"]["born"] = json!("1999-02-30")),
            400,
            "question-unreadable",
        ),
        ("population", with(|q| q["more"] = json!(1)), 400, "question-unreadable"),
        ("population", "{".to_owned(), 400, "question-unreadable"),
        ("population", String::new(), 400, "question-unreadable"),
        (
            "trade",
            r#"{"business_id":"1234567-0","on":"2026-03-02"}"#.to_owned(),
            422,
            "business-id-wrong",
        ),
        ("nothing", "{}".to_owned(), 404, "no-such-address"),
    ];
    for (register, body, status, code) in cases {
        let (found, answer) = served.post(&format!("/{register}/v1/query"), &body).await;
        let wanted = json!({ "error": code }).to_string();
        assert_eq!((found, answer), (status, wanted), "{register}: {body}");
    }
    for (fault, code) in [
        (json!({ "kind": "slow", "delay_ms": 3_600_000 }), "delay-long"),
        (json!({ "kind": "error", "status": 200 }), "status-no-error"),
    ] {
        let order = json!({ "register": "study", "fault": fault }).to_string();
        assert_eq!(
            served.post("/faults", &order).await,
            (422, json!({ "error": code }).to_string())
        );
    }
    assert_eq!(served.get("/population/v1/query").await.0, 405);
}

#[tokio::test]
async fn bodies_have_a_limit_and_noise_is_survived() {
    let served = Served::new().await;
    let (status, _) = served.post("/study/v1/query", &"x".repeat(17 * 1024)).await;
    assert_eq!(status, 413);
    for noise in [&b"\x00\xff\xfe\r\n\r\n"[..], b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n"] {
        served.raw(noise).await;
    }
    assert_eq!(served.get("/faults").await.0, 200);
}
