//! What `/openapi.json` says is how it is: every answer has the shape it gives.

use serde_json::{Value as Json, json};

use crate::client::{Served, about};

/// Whether a value has a documented shape; where it has not.
pub fn misfit(document: &Json, schema: &Json, value: &Json, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/components/schemas/").unwrap();
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not described");
        return misfit(document, schema, value, at);
    }
    if let Some(alternatives) = schema["oneOf"].as_array() {
        let fitting = alternatives.iter().filter(|s| misfit(document, s, value, at).is_none());
        let fitting = fitting.count();
        return (fitting != 1).then(|| format!("{at}: {fitting} shapes fit {value}"));
    }
    let types = match &schema["type"] {
        Json::Array(types) => types.iter().map(|t| t.as_str().unwrap()).collect(),
        one => vec![one.as_str().unwrap()],
    };
    let found = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    if !types.contains(&found) {
        return Some(format!("{at}: {value} is no {types:?}"));
    }
    if schema["enum"].as_array().is_some_and(|codes| !codes.contains(value)) {
        return Some(format!("{at}: {value} is not among the codes"));
    }
    if schema["format"] == "date"
        && value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_err())
    {
        return Some(format!("{at}: {value} is no date"));
    }
    match value {
        Json::Array(items) => {
            items.iter().find_map(|item| misfit(document, &schema["items"], item, at))
        }
        Json::Object(map) => {
            let absent = schema["required"].as_array().unwrap().iter();
            let absent = absent.filter_map(Json::as_str).find(|name| !map.contains_key(*name));
            let wrong = || {
                map.iter().find_map(|(name, value)| match &schema["properties"][name] {
                    Json::Null => Some(format!("{at}: {name} is not described")),
                    schema => misfit(document, schema, value, &format!("{at}.{name}")),
                })
            };
            absent.map(|name| format!("{at}: {name} is not there")).or_else(wrong)
        }
        _ => None,
    }
}

pub fn answer_of(document: &Json, path: &str, method: &str, status: &str) -> Json {
    document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
        .clone()
}

#[tokio::test]
async fn every_register_answers_about_everybody_as_documented() {
    let served = Served::new().await;
    let document = served.json("/openapi.json").await;
    let people = served.people().await;
    assert!(people.len() > 500, "{}", people.len());
    let companies = served.json("/world/companies").await;
    let of_people =
        ["population", "income", "study", "benefits", "criminal", "entry-bans", "mandates"];
    for register in of_people.into_iter().chain(["trade", "tax"]) {
        let path = format!("/{register}/v1/query");
        let schema = answer_of(&document, &path, "post", "200");
        let questions: Vec<Json> = match register {
            "trade" | "tax" => {
                let companies = companies.as_array().unwrap().iter();
                let ids = companies.map(|company| &company["business_id"]);
                ids.map(|id| json!({ "business_id": id, "on": "2026-03-02" })).collect()
            }
            _ => people.iter().step_by(4).map(about).collect(),
        };
        let mut found = 0;
        for question in &questions {
            let answer = served.ask(register, question).await;
            assert_eq!(misfit(&document, &schema, &answer, register), None);
            found += usize::from(answer["result"] == "found");
        }
        assert!(found > 20, "{register} knows {found}");
    }
}

#[tokio::test]
async fn the_world_and_the_faults_are_listed_as_documented() {
    let served = Served::new().await;
    let document = served.json("/openapi.json").await;
    for path in ["/world/people", "/world/companies", "/faults"] {
        let schema = answer_of(&document, path, "get", "200");
        assert_eq!(misfit(&document, &schema, &served.json(path).await, path), None);
    }
    let (status, refused) = served.post("/trade/v1/query", "{}").await;
    assert_eq!(status, 400);
    let schema = answer_of(&document, "/trade/v1/query", "post", "400");
    let refused = serde_json::from_str(&refused).unwrap();
    assert_eq!(misfit(&document, &schema, &refused, "refused"), None);
}

#[tokio::test]
async fn the_registers_agree_with_each_other() {
    let served = Served::new().await;
    let people = served.people().await;
    let mut paid = 0;
    for somebody in people.iter().filter(|p| p["works"] == true && p["lives_here"] == true) {
        let income = served.ask("income", &about(somebody)).await;
        if income["result"] != "found" {
            continue;
        }
        let record = &income["record"];
        assert_eq!(record["reference"], somebody["reference"]);
        let employer = &record["employments"][0]["employer"];
        let question = json!({ "business_id": employer, "on": "2026-03-02" });
        let company = served.ask("trade", &question).await;
        assert_eq!(company["record"]["standing"], "active");
        let population = served.ask("population", &about(somebody)).await;
        assert_eq!(population["record"]["reference"], somebody["reference"]);
        paid += 1;
    }
    assert!(paid > 100, "{paid}");
}

#[tokio::test]
async fn the_page_says_in_words_what_is_there() {
    let served = Served::new().await;
    let (status, page) = served.get("/").await;
    assert_eq!(status, 200);
    for words in ["population", "entry-bans", "/openapi.json", "the seed 7", "2026-03-02"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
