//! What a program sends: a JSON object of a form's fields, or with files the parts of one, read into what a
//! browser would have posted.

use axum::body::Body;
use http::header::CONTENT_TYPE;
use kernel::Subject;
use serde_json::{Map, Value};

use crate::body::{Files, limited, read as read_parts};
use crate::form::{Field, FieldError, FieldKind, FileCheck};
use crate::reply::Problem;
use crate::request::{Request, Values};

/// Parts of a date whose day and month may be unknown: `1979`, `1979-02` or `1979-02-28`.
const DATE_PARTS: [&str; 3] = ["year", "month", "day"];

/// Reads the body into the request; what cannot be a value of its field comes back as its errors.
///
/// `subject` is whose key seals the files, `check` what is made sure of before one is kept.
pub(super) async fn read(
    request: &mut Request,
    fields: &[Field],
    (subject, check): (Option<Subject>, Option<FileCheck>),
    body: Body,
) -> Result<Vec<FieldError>, Problem> {
    let kind = request.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if takes_files(fields) && multer::parse_boundary(kind).is_ok() {
        let files = Files { fields, subject, check, skip: false, session: None, by_program: true };
        read_parts(request, body, &files).await?;
        let (mut form, errors) = parts(fields, &request.form);
        form.broken = std::mem::take(&mut request.form.broken);
        request.form = form;
        return Ok(errors);
    }
    let json = kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
    if !json {
        return Err(Problem::Bad("api-not-json"));
    }
    let bytes = limited(body).await?;
    let object: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|_| Problem::Bad("api-not-object"))?;
    let (form, errors) = values(fields, &object);
    request.form = form;
    Ok(errors)
}

/// Does a form take files? Then they come as parts, and so does the rest of it.
pub(super) fn takes_files(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.takes_files().is_some())
}

/// The values a browser would have posted, and what is wrong with the object.
fn values(fields: &[Field], object: &Map<String, Value>) -> (Values, Vec<FieldError>) {
    put_all(fields, object.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

/// The same of parts beside files: each is the text of a value.
fn parts(fields: &[Field], sent: &Values) -> (Values, Vec<FieldError>) {
    let value = |name: &str, text: &str| {
        let field = fields.iter().find(|field| field.name == name);
        field.map_or(Value::Null, |field| of_text(&field.kind, text))
    };
    put_all(fields, sent.iter().map(|(name, text)| (name, value(name, text))))
}

/// A text as the value it stands for; one that stands for none stays itself, and is of no kind.
fn of_text(kind: &FieldKind, text: &str) -> Value {
    match kind {
        FieldKind::Checkbox | FieldKind::Number => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
        }
        FieldKind::Choices(_) => Value::Array(vec![Value::String(text.to_owned())]),
        _ => Value::String(text.to_owned()),
    }
}

fn put_all<'a>(
    fields: &[Field],
    sent: impl Iterator<Item = (&'a str, Value)>,
) -> (Values, Vec<FieldError>) {
    let (mut form, mut errors) = (Values::default(), Vec::new());
    for (name, value) in sent {
        let field = fields.iter().find(|field| field.name == name);
        let code = match field {
            None => Err("field"),
            Some(field) => put(&mut form, field, &value).ok_or("kind"),
        };
        if let Err(code) = code {
            let (field, code) = (name.to_owned(), code.to_owned());
            errors.push(FieldError { field, code, args: Vec::new(), refusal: false });
        }
    }
    (form, errors)
}

/// Puts a value where its field is read from; nothing when it is of another kind.
fn put(form: &mut Values, field: &Field, value: &Value) -> Option<()> {
    match (&field.kind, value) {
        (_, Value::Null) => {}
        (FieldKind::Checkbox, Value::Bool(ticked)) => {
            if *ticked {
                form.push(field.name, "1");
            }
        }
        (FieldKind::Choices(_), Value::Array(codes)) => {
            for code in codes {
                form.push(field.name, code.as_str()?);
            }
        }
        (FieldKind::Number, Value::Number(number)) if number.is_i64() => {
            form.push(field.name, number.to_string());
        }
        (FieldKind::DateParts, Value::String(date)) => {
            for (part, value) in DATE_PARTS.iter().zip(date.splitn(DATE_PARTS.len(), '-')) {
                form.push(format!("{}-{part}", field.name), value);
            }
        }
        (
            FieldKind::Checkbox
            | FieldKind::Choices(_)
            | FieldKind::Number
            | FieldKind::File(..)
            | FieldKind::Files(..),
            _,
        ) => return None,
        (_, Value::String(text)) => form.push(field.name, text.as_str()),
        (_, _) => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Limit;

    #[test]
    fn each_kind_of_field_takes_its_kind_of_value_and_no_other() {
        let fields = [
            Field::text("text", Limit::LINE),
            Field::number("number"),
            Field::checkbox("ticked"),
            Field::checks("codes", &["a", "b"]),
            Field::date_parts("born"),
        ];
        let read = |json: &str| {
            let object = serde_json::from_str(json).unwrap();
            let (form, errors) = values(&fields, &object);
            let errors: Vec<_> = errors.into_iter().map(|e| (e.field, e.code)).collect();
            (form.encode(), errors)
        };
        let whole =
            r#"{"text":"Å & b","number":-7,"ticked":true,"codes":["a","b"],"born":"1979-02"}"#;
        let form =
            "text=%C3%85+%26+b&number=-7&ticked=1&codes=a&codes=b&born-year=1979&born-month=02";
        assert_eq!(read(whole), (form.to_owned(), vec![]));
        assert_eq!(read(r#"{"text":null,"ticked":false}"#).0, "");
        for (json, field, code) in [
            (r#"{"other":"x"}"#, "other", "field"),
            (r#"{"text":7}"#, "text", "kind"),
            (r#"{"text":["x"]}"#, "text", "kind"),
            (r#"{"number":"7"}"#, "number", "kind"),
            (r#"{"number":7.5}"#, "number", "kind"),
            (r#"{"ticked":"yes"}"#, "ticked", "kind"),
            (r#"{"codes":"a"}"#, "codes", "kind"),
            (r#"{"codes":[1]}"#, "codes", "kind"),
        ] {
            assert_eq!(read(json).1, [(field.to_owned(), code.to_owned())], "{json}");
        }
    }

    #[test]
    fn parts_beside_files_are_the_same_values_as_text() {
        let fields = [
            Field::files("file", "", 1, 1),
            Field::text("text", Limit::LINE),
            Field::number("number"),
            Field::checkbox("ticked"),
            Field::checks("codes", &["a", "b"]),
            Field::date_parts("born"),
        ];
        let read = |sent: &str| {
            let (form, errors) = parts(&fields, &Values::parse(sent.as_bytes()));
            let errors: Vec<_> = errors.into_iter().map(|e| (e.field, e.code)).collect();
            (form.encode(), errors)
        };
        let whole = read("text=x&number=7&ticked=true&codes=a&codes=b&born=1979-02");
        let form = "text=x&number=7&ticked=1&codes=a&codes=b&born-year=1979&born-month=02";
        assert_eq!(whole, (form.to_owned(), vec![]));
        assert_eq!(read("ticked=false").0, "");
        for (sent, field, code) in [
            ("csrf=x", "csrf", "field"),
            ("ticked=yes", "ticked", "kind"),
            ("number=many", "number", "kind"),
            ("file=not+a+file", "file", "kind"),
        ] {
            assert_eq!(read(sent).1, [(field.to_owned(), code.to_owned())], "{sent}");
        }
    }
}
