//! The Visa Information System: what it answers to application files, and that a file sent again is the same file.

use serde_json::json;

use crate::client::{Served, file};
use crate::documented::{answer_of, misfit};

#[tokio::test]
async fn everybody_has_a_file_and_a_few_have_hits_of_either_class() {
    let served = Served::new().await;
    let document = served.json("/openapi.json").await;
    let schema = answer_of(&document, "/vis/v1/query", "post", "200");
    let asked = &document["paths"]["/vis/v1/query"]["post"]["requestBody"]["content"];
    let asked = &asked["application/json"]["schema"];
    let people = served.people().await;
    let (mut referenced, mut further) = (0, 0);
    for (n, somebody) in people.iter().enumerate() {
        let question = file(somebody, &format!("HEL-2026-{n:06}"));
        assert_eq!(misfit(&document, asked, &question, "file"), None);
        let answer = served.ask("vis", &question).await;
        assert_eq!(misfit(&document, &schema, &answer, "vis"), None);
        let hits = answer["record"]["hits"].as_array().unwrap();
        referenced += usize::from(hits.iter().any(|hit| hit["class"] == "a"));
        further += usize::from(hits.iter().any(|hit| hit["class"] == "b"));
    }
    let many = people.len() / 20;
    assert!((1..many).contains(&referenced), "{referenced} of {}", people.len());
    assert!((1..many).contains(&further), "{further} of {}", people.len());
}

#[tokio::test]
async fn whoever_must_not_enter_is_found_and_whoever_meets_everything_is_not() {
    let served = Served::new().await;
    let (mut banned, mut admitted) = (0, 0);
    for somebody in served.people().await {
        let hits = served.ask("vis", &file(&somebody, "HEL-2026-000001")).await;
        let hits = hits["record"]["hits"].as_array().unwrap().clone();
        let reference = somebody["reference"].as_str().unwrap();
        if reference.starts_with("A-") {
            assert_eq!(hits.len(), 0, "{reference}");
            admitted += 1;
        }
        let asked = json!({ "person": somebody["identity"], "on": "2026-03-02" });
        let bans = served.ask("entry-bans", &asked).await;
        let bans = bans["record"]["bans"].as_array().map_or(0, Vec::len);
        let alert = hits.iter().any(|hit| hit["system"] == "sis");
        assert!(!alert || bans > 0, "{reference}");
        banned += usize::from(alert);
    }
    assert!(admitted > 500, "{admitted}");
    // Of strangers abroad a few have a ban.
    for n in 0..400 {
        let identity = json!({
            "family_name": format!("Stranger {n}"), "given_names": "Ada", "born": "1990-01-01",
            "nationalities": ["GHA"],
        });
        let somebody = json!({ "identity": identity });
        let answer = served.ask("vis", &file(&somebody, "HEL-2026-000002")).await;
        let hits = answer["record"]["hits"].as_array().unwrap().clone();
        banned += usize::from(hits.iter().any(|hit| hit["system"] == "sis"));
    }
    assert!(banned > 0);
}

#[tokio::test]
async fn a_file_that_is_sent_again_is_the_same_file() {
    let served = Served::new().await;
    let somebody = served.people().await.remove(0);
    let one = served.ask("vis", &file(&somebody, "HEL-2026-000007")).await;
    let again = served.ask("vis", &file(&somebody, "HEL-2026-000007")).await;
    assert_eq!(one, again);
    let other = served.ask("vis", &file(&somebody, "HEL-2026-000008")).await;
    assert_ne!(one["record"]["reference"], other["record"]["reference"]);
    let files = served.simulator.files_in_vis();
    let named = |number: &str, times| (number.to_owned(), times);
    assert_eq!(files, [named("HEL-2026-000007", 2), named("HEL-2026-000008", 1)]);
}

#[tokio::test]
async fn half_a_file_is_refused_and_no_file_is_made() {
    let served = Served::new().await;
    let somebody = served.people().await.remove(0);
    let good = file(&somebody, "HEL-2026-000007");
    for (part, field, value, code) in [
        ("application", "number", json!(""), "text-wrong"),
        ("application", "number", json!("x".repeat(51)), "text-wrong"),
        ("application", "status", json!("issued"), "status-wrong"),
        ("person", "sex", json!("W"), "sex-wrong"),
        ("person", "nationalities", json!([]), "nationality-wrong"),
        ("person", "nationalities", json!(["ghana"]), "nationality-wrong"),
        ("person", "born", json!("2026-03-03"), "born-later"),
        ("travel_document", "number", json!("G-1"), "document-wrong"),
        ("travel_document", "issuer", json!("Ghana"), "issuer-wrong"),
    ] {
        let mut wrong = good.clone();
        wrong[part][field] = value;
        let (status, body) = served.post("/vis/v1/query", &wrong.to_string()).await;
        assert_eq!((status, body), (422, json!({ "error": code }).to_string()), "{field}");
    }
    for part in ["application", "person", "travel_document", "on"] {
        let mut half = good.clone();
        half.as_object_mut().unwrap().remove(part);
        assert_eq!(served.post("/vis/v1/query", &half.to_string()).await.0, 400, "{part}");
    }
    assert_eq!(served.simulator.files_in_vis(), []);
}
