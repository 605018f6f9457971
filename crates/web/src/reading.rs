//! What programs read: pages of lists and single things, each with the schema of its answer.

use kernel::{AuditKind, DbRow, Fault, List, ListQuery};
use serde::Serialize;

use crate::reply::{Problem, Reply};
use crate::request::Request;

/// Rows of one answer at most, and when nothing is said.
const ROWS_MAX: usize = 200;
const ROWS: usize = 50;

/// Names of the address that say where in a list a page begins, and how long it is.
const PLACE: [&str; 3] = ["order", "after", "limit"];

/// A page of a list, and where the next begins.
#[derive(Serialize)]
struct Rows<T> {
    rows: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A page of a list as the address asks for it, told row by row; recorded as a search by `what`. `names` are
/// those the address may use, `always` filters that nobody chooses.
///
/// # Errors
/// What is wrong with a filter; a fault when the database is away.
pub async fn rows<T: Serialize>(
    request: &Request,
    (list, what): (&List, &'static str),
    (names, always): (&[&str], Vec<(String, String)>),
    told: impl Fn(&DbRow) -> Result<T, Fault>,
) -> Result<Reply, Problem> {
    let get = |name: &str| request.query.get(name).map(str::to_owned);
    let chosen = names.iter().filter(|name| !PLACE.contains(name));
    let chosen = chosen.filter_map(|name| Some(((*name).to_owned(), get(name)?)));
    let filters = always.into_iter().chain(chosen).collect();
    let limit = request.query("limit").unwrap_or(ROWS).clamp(1, ROWS_MAX);
    let query = ListQuery { filters, order: get("order"), after: get("after"), limit };
    let page = list.page(&request.kernel, &request.who, &query).await?;
    let entry = request.kernel.entry(&request.who, AuditKind::Search, what);
    request.kernel.audit(entry.detail(format!("{} rows", page.rows.len()))).await?;
    let rows = page.rows.iter().map(told).collect::<Result<_, Fault>>()?;
    Reply::data(&Rows { rows, next: page.next })
}

/// Parts of schemas.
pub mod schema {
    use serde_json::{Map, Value, json};

    use super::ROWS_MAX;

    /// An id.
    #[must_use]
    pub fn id() -> Value {
        json!({ "type": "string", "format": "uuid" })
    }

    /// A text.
    #[must_use]
    pub fn text() -> Value {
        json!({ "type": "string" })
    }

    /// A day.
    #[must_use]
    pub fn date() -> Value {
        json!({ "type": "string", "format": "date" })
    }

    /// An instant.
    #[must_use]
    pub fn time() -> Value {
        json!({ "type": "string", "format": "date-time" })
    }

    /// A whole number.
    #[must_use]
    pub fn integer() -> Value {
        json!({ "type": "integer" })
    }

    /// Yes or no.
    #[must_use]
    pub fn boolean() -> Value {
        json!({ "type": "boolean" })
    }

    /// One of some codes.
    #[must_use]
    pub fn one_of(codes: &[&str]) -> Value {
        json!({ "enum": codes })
    }

    /// The same, or nothing.
    #[must_use]
    pub fn maybe(mut schema: Value) -> Value {
        if let Some(kind) = schema.get_mut("type") {
            *kind = json!([kind.clone(), "null"]);
        }
        schema
    }

    /// Some of a kind.
    #[must_use]
    pub fn list(item: &Value) -> Value {
        json!({ "type": "array", "items": item })
    }

    /// Things of a kind by their names.
    #[must_use]
    pub fn by_name(item: &Value) -> Value {
        json!({ "type": "object", "additionalProperties": item })
    }

    /// An object that has all of these.
    #[must_use]
    pub fn object(properties: &[(&str, Value)]) -> Value {
        let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
        let of = |(name, schema): &(&str, Value)| ((*name).to_owned(), schema.clone());
        let properties: Map<String, Value> = properties.iter().map(of).collect();
        json!({ "type": "object", "required": required, "properties": properties })
    }

    /// A page of rows of a kind, as [`super::rows`] answers.
    #[must_use]
    pub fn page_of(row: &Value) -> Value {
        json!({
            "type": "object",
            "required": ["rows"],
            "properties": {
                "rows": { "type": "array", "items": row, "maxItems": ROWS_MAX },
                "next": text(),
            },
        })
    }
}
