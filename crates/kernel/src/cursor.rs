//! Cursors: where a page of a list ended, in the address of the next one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::db::Value;
use crate::keys::keyed_hash;
use crate::refusal::{Fault, Refusal};
use crate::time::{Date, Ts};

/// A cursor is the last row's order values with a keyed hash, so that it cannot be made up.
pub(crate) fn write_cursor(key: &[u8; 32], place: &str, values: &[Value]) -> Result<String, Fault> {
    let values: Vec<serde_json::Value> = values.iter().map(encode).collect();
    let body = serde_json::to_vec(&values).map_err(Fault::bug)?;
    let mac = mac(key, place, &body);
    Ok(URL_SAFE_NO_PAD.encode([&mac[..], &body].concat()))
}

pub(crate) fn read_cursor(
    key: &[u8; 32],
    place: &str,
    cursor: &str,
) -> Result<Vec<Value>, Refusal> {
    let wrong = || Refusal::new("list-cursor-wrong");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let (found, body) = bytes.split_first_chunk::<16>().ok_or_else(wrong)?;
    if !bool::from(found.ct_eq(&mac(key, place, body))) {
        return Err(wrong());
    }
    let values: Vec<serde_json::Value> = serde_json::from_slice(body).map_err(|_| wrong())?;
    values.iter().map(|v| decode(v).ok_or_else(wrong)).collect()
}

fn mac(key: &[u8; 32], place: &str, body: &[u8]) -> [u8; 16] {
    let whole = keyed_hash(key, &[place.as_bytes(), body].concat());
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(whole) {
        *to = from;
    }
    short
}

fn encode(value: &Value) -> serde_json::Value {
    use serde_json::json;
    match value {
        Value::Null => json!(null),
        Value::Int(n) => json!({ "n": n }),
        Value::Bool(b) => json!({ "b": b }),
        Value::Text(t) => json!({ "t": t }),
        Value::Bytes(b) => json!({ "x": URL_SAFE_NO_PAD.encode(b) }),
        Value::Ts(ts) => json!({ "i": ts.micros() }),
        Value::Date(d) => json!({ "d": d.to_string() }),
        Value::Uuid(u) => json!({ "u": u }),
    }
}

fn decode(json: &serde_json::Value) -> Option<Value> {
    let Some((name, value)) = json.as_object().and_then(|o| o.iter().next()) else {
        return json.is_null().then_some(Value::Null);
    };
    Some(match name.as_str() {
        "n" => Value::Int(value.as_i64()?),
        "b" => Value::Bool(value.as_bool()?),
        "t" => Value::Text(value.as_str()?.to_owned()),
        "x" => Value::Bytes(URL_SAFE_NO_PAD.decode(value.as_str()?).ok()?),
        "i" => Value::Ts(Ts::from_micros(value.as_i64()?)),
        "d" => Value::Date(value.as_str()?.parse::<Date>().ok()?),
        "u" => Value::Uuid(value.as_str()?.parse().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            any::<bool>().prop_map(Value::Bool),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Bytes),
            any::<i64>().prop_map(|n| Value::Ts(Ts::from_micros(n))),
            (1..9999_i16, 1..=12_i8, 1..=28_i8)
                .prop_map(|(y, m, d)| Value::Date(jiff::civil::date(y, m, d))),
            any::<u128>().prop_map(|n| Value::Uuid(uuid::Uuid::from_u128(n))),
        ]
    }

    proptest! {
        #[test]
        fn a_cursor_reads_back_as_what_was_written(values in prop::collection::vec(any_value(), 0..4)) {
            let cursor = write_cursor(&KEY, "cases", &values).unwrap();
            prop_assert_eq!(read_cursor(&KEY, "cases", &cursor).unwrap(), values);
        }

        #[test]
        fn a_changed_cursor_is_refused(at in 0_usize..60, bit in 0_u8..8) {
            let values = [Value::Int(5), Value::Text("x".repeat(20))];
            let cursor = write_cursor(&KEY, "cases", &values).unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            let changed = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert_eq!(
                read_cursor(&KEY, "cases", &changed).unwrap_err().code,
                "list-cursor-wrong"
            );
        }

        #[test]
        fn no_text_makes_reading_a_cursor_panic(cursor in any::<String>()) {
            prop_assert!(read_cursor(&KEY, "cases", &cursor).is_err());
        }
    }
}
