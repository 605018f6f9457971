//! Sealed values: personal data inside events, unreadable once the person's key is destroyed.
//!
//! In an event's JSON a sealed value is an object with the one key `$seal`. In memory it holds the
//! plain value; before it is stored the kernel replaces that by ciphertext, and opens it again on
//! the way back. A destroyed key leaves [`Sealed::Erased`], which every fold and page accepts.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::keys::{Keys, context};
use crate::refusal::Fault;

/// The person (or other subject) whose key seals a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub Uuid);

/// A value only readable while its subject's key exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed<T> {
    /// Readable.
    Open(Subject, T),
    /// The key is gone, and with it the value.
    Erased(Subject),
}

impl<T> Sealed<T> {
    /// A value to be sealed with the subject's key.
    pub fn new(subject: impl Into<Subject>, value: T) -> Sealed<T> {
        Sealed::Open(subject.into(), value)
    }

    /// The value, unless erased.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Sealed::Open(_, value) => Some(value),
            Sealed::Erased(_) => None,
        }
    }

    /// The value, unless erased.
    pub fn into_option(self) -> Option<T> {
        match self {
            Sealed::Open(_, value) => Some(value),
            Sealed::Erased(_) => None,
        }
    }

    /// Whose key seals it.
    pub const fn subject(&self) -> Subject {
        match self {
            Sealed::Open(subject, _) | Sealed::Erased(subject) => *subject,
        }
    }
}

/// The one key of a sealed value's JSON object.
pub const SEAL: &str = "$seal";

#[derive(Serialize)]
struct OpenRef<'a, T> {
    subject: Subject,
    plain: &'a T,
}

#[derive(Serialize)]
struct ErasedRef {
    subject: Subject,
    erased: bool,
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Stored<T> {
    subject: Subject,
    /// Absent when erased; a plain `null` is a value of its own.
    #[serde(default = "none", deserialize_with = "some")]
    plain: Option<T>,
}

const fn none<T>() -> Option<T> {
    None
}

fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

impl<T: Serialize> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = s.serialize_map(Some(1))?;
        match self {
            Sealed::Open(subject, plain) => {
                map.serialize_entry(SEAL, &OpenRef { subject: *subject, plain })?;
            }
            Sealed::Erased(subject) => {
                map.serialize_entry(SEAL, &ErasedRef { subject: *subject, erased: true })?;
            }
        }
        map.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sealed<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Sealed<T>, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound = "T: Deserialize<'de>")]
        struct Outer<T> {
            #[serde(rename = "$seal")]
            seal: Stored<T>,
        }
        let Outer { seal } = Outer::<T>::deserialize(d)?;
        Ok(match seal.plain {
            Some(plain) => Sealed::Open(seal.subject, plain),
            None => Sealed::Erased(seal.subject),
        })
    }
}

/// The subjects whose open values a body holds.
pub(crate) fn open_subjects(body: &Json, found: &mut BTreeSet<Subject>) {
    subjects(body, "plain", found);
}

/// The subjects whose sealed values a stored body holds.
pub(crate) fn sealed_subjects(body: &Json, found: &mut BTreeSet<Subject>) {
    subjects(body, "cipher", found);
}

fn subjects(body: &Json, with: &str, found: &mut BTreeSet<Subject>) {
    match body {
        Json::Object(map) => match map.get(SEAL) {
            Some(seal) if seal.get(with).is_some() => found.extend(subject_of(seal)),
            Some(_) => {}
            None => map.values().for_each(|v| subjects(v, with, found)),
        },
        Json::Array(items) => items.iter().for_each(|v| subjects(v, with, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn subject_of(seal: &Json) -> Option<Subject> {
    seal.get("subject")?.as_str()?.parse().ok().map(Subject)
}

/// Marks the open values of subjects whose key was destroyed: nothing of theirs is shown or
/// recorded any more.
pub(crate) fn mark_erased(body: &mut Json, keys: &Keys) -> Result<(), Fault> {
    visit(body, &mut String::new(), &mut |seal, _| {
        let subject = subject_of(seal);
        if subject.is_some_and(|s| matches!(keys.get(&s), Some(None))) {
            *seal = serde_json::json!({ "subject": subject, "erased": true });
        }
        Ok(())
    })
}

/// Replaces every open value by ciphertext.
///
/// # Errors
/// A bug when a key is missing: sealing without one must not store the plain value.
pub(crate) fn seal_body(body: &mut Json, event: Uuid, keys: &Keys) -> Result<(), Fault> {
    visit(body, &mut String::new(), &mut |seal, field| {
        let Some(plain) = seal.get("plain") else { return Ok(()) };
        let subject =
            subject_of(seal).ok_or_else(|| Fault::message("a sealed value without subject"))?;
        let key = keys.get(&subject);
        let key = key.ok_or_else(|| Fault::message("no key was made for a sealed value"))?;
        let Some(key) = key else {
            // The subject was erased: nothing of theirs is recorded any more.
            *seal = serde_json::json!({ "subject": subject, "erased": true });
            return Ok(());
        };
        let bytes = serde_json::to_vec(plain).map_err(Fault::bug)?;
        let cipher = key.seal(&context(subject, event, field), &bytes)?;
        *seal = serde_json::json!({ "subject": subject, "cipher": STANDARD_NO_PAD.encode(cipher) });
        Ok(())
    })
}

/// Replaces every ciphertext by its plain value, or by the mark of erasure.
///
/// # Errors
/// Corrupt when a ciphertext does not open with its key in its place.
pub(crate) fn open_body(body: &mut Json, event: Uuid, keys: &Keys) -> Result<(), Fault> {
    visit(body, &mut String::new(), &mut |seal, field| {
        let Some(cipher) = seal.get("cipher").and_then(Json::as_str) else { return Ok(()) };
        let subject =
            subject_of(seal).ok_or_else(|| Fault::corrupt("a sealed value without subject"))?;
        let Some(key) = keys.get(&subject).cloned().flatten() else {
            *seal = serde_json::json!({ "subject": subject, "erased": true });
            return Ok(());
        };
        let bytes = STANDARD_NO_PAD.decode(cipher).map_err(|e| Fault::corrupt(e.to_string()))?;
        let plain = key.open(&context(subject, event, field), &bytes)?;
        let plain: Json = serde_json::from_slice(&plain)?;
        *seal = serde_json::json!({ "subject": subject, "plain": plain });
        Ok(())
    })
}

type OnSeal<'a> = &'a mut dyn FnMut(&mut Json, &str) -> Result<(), Fault>;

fn visit(body: &mut Json, path: &mut String, on_seal: OnSeal<'_>) -> Result<(), Fault> {
    let length = path.len();
    match body {
        Json::Object(map) => {
            if let Some(seal) = map.get_mut(SEAL) {
                return on_seal(seal, path);
            }
            for (name, value) in map {
                path.push('/');
                path.push_str(name);
                visit(value, path, on_seal)?;
                path.truncate(length);
            }
        }
        Json::Array(items) => {
            for (n, value) in items.iter_mut().enumerate() {
                path.push('/');
                path.push_str(&n.to_string());
                visit(value, path, on_seal)?;
                path.truncate(length);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
    Ok(())
}

/// A body with every sealed value marked erased, as after the destruction of all its keys.
#[must_use]
pub fn erase_all(mut body: Json) -> Json {
    let erase = visit(&mut body, &mut String::new(), &mut |seal, _| {
        let subject = subject_of(seal);
        *seal = serde_json::json!({ "subject": subject, "erased": true });
        Ok(())
    });
    debug_assert!(erase.is_ok(), "marking as erased cannot fail");
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_value_reads_as_erased_and_an_open_one_as_itself() {
        let subject = Subject(Uuid::from_u128(5));
        let open = |plain| Sealed::Open(subject, plain);
        for value in [open(Some("Åsa".to_owned())), open(None), Sealed::Erased(subject)] {
            let json = serde_json::to_value(&value).unwrap();
            assert_eq!(serde_json::from_value::<Sealed<Option<String>>>(json).unwrap(), value);
        }
    }
}
