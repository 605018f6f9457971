//! What a correction starts from: what was given, and what of it is to say something else.

use std::collections::BTreeMap;

use kernel::Ts;
use law::Value;
use serde::{Deserialize, Serialize};

use super::{Field, Fields};
use crate::light::OFFICIAL;

/// What a decision said when it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The fields it rests on.
    pub fields: Fields,
    /// What people wrote, by section.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<String, String>,
}

/// What a field is to say instead, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// What it is to say; [`Value::NotApplicable`] where it is to say nothing.
    pub value: Value,
    /// What the error is due to.
    pub reason: String,
}

impl Original {
    /// Does it say this of a field? Nothing is said by what does not apply.
    #[must_use]
    pub fn says(&self, field: &str, value: &Value) -> bool {
        self.fields.get(field).unwrap_or(&Value::NotApplicable) == value
    }

    /// The fields with what is to say something else.
    #[must_use]
    pub fn amended<'a>(
        &self,
        amendments: impl IntoIterator<Item = (&'a String, &'a Amendment, Ts)>,
    ) -> Fields {
        let mut fields = self.fields.clone();
        // What had to stand before it was signed stood then, or was not asked.
        fields.missing.clear();
        for (name, amendment, at) in amendments {
            fields.conflicts.remove(name);
            if amendment.value == Value::NotApplicable {
                fields.known.remove(name);
                continue;
            }
            let (value, source) = (amendment.value.clone(), OFFICIAL.to_owned());
            fields.known.insert(name.clone(), Field { value, source, at });
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_stays_but_for_what_is_amended() {
        let at = Ts::from_micros(0);
        let field = |value: &str| Field { value: Value::text(value), source: "case".into(), at };
        let known = [("granted_work", field("none")), ("granted_kind", field("permanent"))];
        let known = known.map(|(name, field)| (name.to_owned(), field)).into();
        let fields = Fields { known, missing: ["x".to_owned()].into(), ..Fields::default() };
        let original = Original { fields, written: BTreeMap::new() };
        assert!(original.says("granted_work", &Value::text("none")));
        assert!(original.says("granted_until", &Value::NotApplicable));
        let amend = |value| Amendment { value, reason: "A slip".into() };
        let (work, kind) = ("granted_work".to_owned(), "granted_kind".to_owned());
        let (limited, nothing) = (amend(Value::text("limited")), amend(Value::NotApplicable));
        let later = Ts::from_micros(9);
        let fields = original.amended([(&work, &limited, later), (&kind, &nothing, later)]);
        assert_eq!(fields.code("granted_work"), Some("limited"));
        assert_eq!(fields.known["granted_work"].source, "official");
        assert_eq!((fields.get("granted_kind"), fields.missing.is_empty()), (None, true));
    }
}
