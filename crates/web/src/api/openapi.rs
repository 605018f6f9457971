//! The description of the interface: OpenAPI 3.1, made from routes and fields, so that it cannot say
//! anything else than what is done.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::body::takes_files;
use super::{ApiRoute, IDEMPOTENCY_KEY, ROOT};
use crate::form::{Field, FieldKind, Options, Variant, text_key};
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
                "responses": responses(&words, &read(route), false),
            });
            add(format!("{ROOT}{}", route.path), "get", operation);
        }
        for (act, form) in
            system.acts.iter().flat_map(|act| forms(act).map(move |form| (act, form)))
        {
            let operation = call(&words, system.name, act, &form);
            add(format!("{ROOT}{}", form.path), "post", operation);
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

    /// The same of a text that may show something, which is left open.
    fn open(&self, key: &str) -> String {
        self.0.open(Lang::En, key).unwrap_or_default()
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

/// A form as programs find it.
struct Form {
    /// Its own name.
    id: String,
    /// Where it is, parts in braces where anything may stand.
    path: String,
    /// What it is, its fields and their texts.
    variant: Variant,
}

/// The forms of an act: one, or those it stands for.
fn forms(act: &ActRoute) -> impl Iterator<Item = Form> {
    let (name, path) = (text_key(act.act), act.path);
    let mut variants = act.form.variants();
    if variants.is_empty() {
        let (heading, key, fields) = (format!("act-{name}"), name.clone(), act.form.fields());
        let (parts, options) = (Vec::new(), BTreeMap::new());
        variants.push(Variant { parts, heading, key, fields, options });
    }
    variants.into_iter().map(move |variant| {
        let (mut id, mut path) = (name.clone(), path.to_owned());
        for (part, value) in &variant.parts {
            path = path.replace(&format!("{{{part}}}"), value);
            id = format!("{id}-{value}");
        }
        Form { id, path, variant }
    })
}

/// An act.
fn call(words: &Words<'_>, system: &str, act: &ActRoute, form: &Form) -> Value {
    let mut parameters = in_path(&form.path);
    parameters.push(json!({
        "name": IDEMPOTENCY_KEY, "in": "header", "required": true,
        "description": words.of("api-key"),
        "schema": { "type": "string", "format": "uuid" },
    }));
    parameters.push(json!({
        "name": "if-match", "in": "header",
        "description": words.of("api-if-match"),
        "schema": { "type": "string", "pattern": "^\"[0-9]{1,18}\"$" },
    }));
    let mut operation = json!({
        "operationId": form.id,
        "summary": words.open(&form.variant.heading),
        "tags": [system],
        "parameters": parameters,
        "requestBody": body(words, &form.variant),
        "responses": responses(words, &json(&json!({ "$ref": "#/components/schemas/Done" })), true),
    });
    let files = takes_files(&act.form.fields());
    if let (true, Some(operation)) = (files, operation.as_object_mut()) {
        operation.insert("description".to_owned(), json!(words.of("api-files")));
    }
    operation
}

/// What a form takes: an object, or the parts of one where there are files among them.
fn body(words: &Words<'_>, variant: &Variant) -> Value {
    let fields = &variant.fields;
    // Of what a form carries unseen programs need know nothing.
    let must = |field: &&Field| {
        !field.optional && !matches!(field.kind, FieldKind::Hidden | FieldKind::Checkbox)
    };
    let required: Vec<&str> = fields.iter().filter(must).map(|field| field.name).collect();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), property(words, variant, field)))
        .collect();
    let mut schema = json!({
        "type": "object", "additionalProperties": false, "properties": properties,
    });
    if let (false, Some(schema)) = (required.is_empty(), schema.as_object_mut()) {
        schema.insert("required".to_owned(), json!(required));
    }
    if !takes_files(fields) {
        return json!({
            "required": true, "content": { "application/json": { "schema": schema } },
        });
    }
    let files = fields.iter().filter_map(|field| {
        let (accept, ..) = field.takes_files()?;
        let accept = accept.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
        (!accept.is_empty()).then(|| (field.name.to_owned(), json!({ "contentType": accept })))
    });
    let encoding: Map<String, Value> = files.collect();
    json!({
        "required": true,
        "content": { "multipart/form-data": { "schema": schema, "encoding": encoding } },
    })
}

fn property(words: &Words<'_>, variant: &Variant, field: &Field) -> Value {
    let key = format!("{}-{}", variant.key, field.name);
    let mut schema = kind(variant, field);
    // A field that is left out and one that is null are the same, but in parts, where nothing is null.
    let free = field.optional || matches!(field.kind, FieldKind::Hidden | FieldKind::Checkbox);
    if free && !takes_files(&variant.fields) {
        or_null(&mut schema);
    }
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

/// What a field holds when it is there.
fn kind(variant: &Variant, field: &Field) -> Value {
    let text = || json!({ "type": "string", "maxLength": field.limit.max });
    let codes = |options: &Options| match options {
        Options::Codes(codes) => json!({ "enum": codes }),
        Options::Drafted => match variant.options.get(field.name) {
            Some(codes) => json!({ "enum": codes }),
            None => text(),
        },
    };
    let file = || json!({ "type": "string", "format": "binary" });
    match &field.kind {
        FieldKind::Number => json!({ "type": "integer" }),
        FieldKind::Checkbox => json!({ "type": "boolean" }),
        FieldKind::Choice(options, _) => codes(options),
        FieldKind::Choices(options) => json!({ "type": "array", "items": codes(options) }),
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::DateParts => {
            json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" })
        }
        FieldKind::Email => json!({ "type": "string", "format": "email" }),
        FieldKind::File(..) => file(),
        FieldKind::Files(_, _, files_max) => {
            json!({ "type": "array", "items": file(), "minItems": 1, "maxItems": files_max })
        }
        FieldKind::Text
        | FieldKind::LongText(_)
        | FieldKind::Password
        | FieldKind::Reference
        | FieldKind::Hidden => text(),
    }
}

/// The same, or nothing.
fn or_null(schema: &mut Value) {
    if let Some(Value::Array(codes)) = schema.get_mut("enum") {
        codes.push(Value::Null);
    } else if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
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

/// What is read: JSON, or a file of any type.
fn read(route: &ApiRoute) -> Value {
    match route.schema {
        Some(schema) => json(&schema()),
        None => json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } }),
    }
}

/// Content that is JSON of a schema.
fn json(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn responses(words: &Words<'_>, content: &Value, acts: bool) -> Value {
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
            "content": content,
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
