//! The description of the interface: OpenAPI 3.1, made from routes and fields, so that it cannot say
//! anything else than what is done.

use serde_json::{Map, Value, json};

use super::{IDEMPOTENCY_KEY, ROOT, takes_no_files};
use crate::form::{Field, FieldKind, Options, text_key};
use crate::lang::Lang;
use crate::system::{ActRoute, System};
use crate::texts::Texts;

/// Describes what these systems offer, in English.
pub(super) fn document(systems: &[System], texts: &Texts) -> Value {
    let words = Words(texts);
    let mut paths = Map::new();
    let mut add = |path: String, method: &str, operation: Value| {
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_owned(), operation);
        }
    };
    add(format!("{ROOT}/openapi.json"), "get", own(&words));
    for system in systems {
        for route in &system.api {
            let mut parameters = in_path(route.path);
            parameters.extend(route.query.iter().map(
                |name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }),
            ));
            let operation = json!({
                "operationId": format!("get-{}", route.key),
                "summary": words.of(route.key),
                "tags": [system.name],
                "parameters": parameters,
                "responses": responses(&words, &(route.schema)(), false),
            });
            add(format!("{ROOT}{}", route.path), "get", operation);
        }
        for act in system.acts.iter().filter(|act| takes_no_files(&*act.form)) {
            add(format!("{ROOT}{}", act.path), "post", call(&words, system.name, act));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "UMA", "version": "1", "description": words.of("api-about") },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Problem": problem(), "Done": done() },
        },
    })
}

/// Texts in English.
struct Words<'a>(&'a Texts);

impl Words<'_> {
    fn of(&self, key: &str) -> String {
        self.0.plain(Lang::En, key).unwrap_or_default()
    }
}

fn own(words: &Words<'_>) -> Value {
    json!({
        "operationId": "openapi",
        "summary": words.of("api-openapi"),
        "security": [],
        "responses": { "200": {
            "description": words.of("api-openapi"),
            "content": { "application/json": { "schema": { "type": "object" } } },
        } },
    })
}

/// An act.
fn call(words: &Words<'_>, system: &str, act: &ActRoute) -> Value {
    let prefix = text_key(act.act);
    let fields = act.form.fields();
    let mut parameters = in_path(act.path);
    parameters.push(json!({
        "name": IDEMPOTENCY_KEY, "in": "header", "required": true,
        "description": words.of("api-key"),
        "schema": { "type": "string", "format": "uuid" },
    }));
    parameters.push(json!({
        "name": "if-match", "in": "header",
        "description": words.of("api-if-match"),
        "schema": { "type": "string" },
    }));
    let asked = |field: &&Field| !field.optional && field.kind != FieldKind::Hidden;
    let required: Vec<&str> = fields
        .iter()
        .filter(asked)
        .filter(|f| f.kind != FieldKind::Checkbox)
        .map(|f| f.name)
        .collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(words, &prefix, field)))
        .collect();
    let mut body = json!({
        "type": "object", "additionalProperties": false, "properties": properties,
    });
    if let (false, Some(body)) = (required.is_empty(), body.as_object_mut()) {
        body.insert("required".to_owned(), json!(required));
    }
    json!({
        "operationId": prefix,
        "summary": words.of(&format!("act-{prefix}")),
        "tags": [system],
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": responses(words, &json!({ "$ref": "#/components/schemas/Done" }), true),
    })
}

fn property(words: &Words<'_>, prefix: &str, field: &Field) -> Value {
    let key = format!("{prefix}-{}", field.name);
    let mut schema = match &field.kind {
        FieldKind::Number => json!({ "type": ["integer", "null"] }),
        FieldKind::Checkbox => json!({ "type": ["boolean", "null"] }),
        FieldKind::Choice(Options::Codes(codes), _) => json!({ "enum": with_null(codes) }),
        FieldKind::Choices(Options::Codes(codes)) => {
            json!({ "type": ["array", "null"], "items": { "enum": codes } })
        }
        FieldKind::Choices(Options::Drafted) => {
            json!({ "type": ["array", "null"], "items": { "type": "string" } })
        }
        FieldKind::DateParts => {
            json!({ "type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" })
        }
        _ => json!({ "type": ["string", "null"] }),
    };
    if let Some(schema) = schema.as_object_mut() {
        let words = [("title", words.of(&key)), ("description", words.of(&format!("{key}.hint")))];
        schema.extend(
            words
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), Value::String(text))),
        );
    }
    schema
}

/// A field that is left out and one that is null are the same.
fn with_null(codes: &[&str]) -> Vec<Value> {
    codes.iter().map(|code| json!(code)).chain([Value::Null]).collect()
}

/// The parts of a path in braces.
fn in_path(path: &str) -> Vec<Value> {
    let parts = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    parts
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect()
}

fn responses(words: &Words<'_>, schema: &Value, acts: bool) -> Value {
    let told = |key: &str| {
        json!({
            "description": words.of(key),
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
            } },
        })
    };
    let mut responses = json!({
        "200": {
            "description": words.of("api-done"),
            "content": { "application/json": { "schema": schema } },
        },
        "400": told("api-bad"),
        "401": told("api-sign-in"),
        "403": told("web-not-allowed"),
        "404": told("web-not-found"),
        "422": told("api-failed"),
        "503": told("web-away"),
    });
    if let (true, Some(responses)) = (acts, responses.as_object_mut()) {
        responses.insert("412".to_owned(), told("api-stale"));
        responses.insert("413".to_owned(), told("web-too-large"));
        responses.insert("428".to_owned(), told("api-no-version"));
    }
    responses
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "code": { "type": "string" },
            "reference": { "type": "string" },
            "errors": { "type": "array", "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "field": { "type": "string" },
                    "code": { "type": "string" },
                    "detail": { "type": "string" },
                },
            } },
        },
    })
}

fn done() -> Value {
    json!({
        "type": "object",
        "required": ["stream", "version", "page"],
        "properties": {
            "stream": { "type": "string", "format": "uuid" },
            "version": { "type": "integer" },
            "page": { "type": "string" },
        },
    })
}
