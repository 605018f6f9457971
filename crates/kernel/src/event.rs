//! Events: facts in the past tense, recorded once and kept for ever.

use serde::Serialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, Visitor,
};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::blind::BlindIndex;
use crate::refusal::Fault;
use crate::rights::Access;
use crate::rows::Row;
use crate::time::Ts;

/// A kind of event as stored: a dotted name that never changes, and its schema version now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Stable dotted name, such as `case.opened`.
    pub name: &'static str,
    /// The schema version written today; older ones are lifted by [`EventSet::up`].
    pub schema: u16,
}

/// The events one system writes on one kind of stream.
///
/// Implement on an enum with `#[serde(tag = "kind", content = "body")]` and one
/// `#[serde(rename = "...")]` per variant.
pub trait EventSet: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Every kind this set knows.
    const KINDS: &'static [Kind];

    /// Lifts a body of an older schema to the one of today, one step or many. Pure.
    #[must_use]
    fn up(_kind: &str, _schema: u16, body: Json) -> Json {
        body
    }
}

/// An event as recorded, with sealed values opened (or marked erased).
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The stream it stands on.
    pub stream: Uuid,
    /// Position in the stream, from 1.
    pub version: i64,
    /// Its own id; part of what seals its values.
    pub id: Uuid,
    /// Stored kind name.
    pub kind: String,
    /// Schema version it was written with.
    pub schema: u16,
    /// When the server recorded it.
    pub at: Ts,
    /// Who did it.
    pub actor: Uuid,
    /// For whom, when an official or machine acts for someone.
    pub on_behalf_of: Option<Uuid>,
    /// Name of the act.
    pub act: String,
    /// Content, sealed values opened.
    pub body: Json,
    /// Hash over the previous event's hash and this event's stored bytes.
    pub hash: [u8; 32],
}

impl Recorded {
    /// The typed event, or nothing when the set does not know its kind.
    pub fn decode<E: EventSet>(&self) -> Result<Option<E>, Fault> {
        let Some(known) = E::KINDS.iter().find(|k| k.name == self.kind) else {
            return Ok(None);
        };
        let lifted;
        let body = if known.schema == self.schema {
            &self.body
        } else {
            lifted = E::up(&self.kind, self.schema, self.body.clone());
            &lifted
        };
        E::deserialize(Tagged { kind: &self.kind, body }).map(Some).map_err(|e| {
            Fault::corrupt(format!(
                "event {} v{} of stream {} does not read as {}: {e}",
                self.id, self.version, self.stream, self.kind
            ))
        })
    }
}

/// Reads `{kind, body}` from its two parts without joining them: folds do this for every event.
struct Tagged<'a> {
    kind: &'a str,
    body: &'a Json,
}

impl<'de> Deserializer<'de> for Tagged<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(TaggedParts { parts: Some(self), body: None })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct TaggedParts<'a> {
    parts: Option<Tagged<'a>>,
    body: Option<&'a Json>,
}

impl<'de> MapAccess<'de> for TaggedParts<'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let name = match (&self.parts, self.body) {
            (Some(_), _) => "kind",
            (None, Some(_)) => "body",
            (None, None) => return Ok(None),
        };
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        if let Some(Tagged { kind, body }) = self.parts.take() {
            self.body = Some(body);
            return seed.deserialize(kind.into_deserializer());
        }
        seed.deserialize(self.body.take().unwrap_or(&Json::Null))
    }
}

/// Who, when and where of an event, for folds that keep them.
#[derive(Debug, Clone, Copy)]
pub struct Meta<'a> {
    /// The recorded event.
    pub recorded: &'a Recorded,
}

impl Meta<'_> {
    /// When it was recorded.
    #[must_use]
    pub const fn at(&self) -> Ts {
        self.recorded.at
    }

    /// Who did it.
    #[must_use]
    pub const fn actor(&self) -> Uuid {
        self.recorded.actor
    }

    /// Position in the stream, from 1.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.recorded.version
    }
}

/// What a system knows of one stream: a fold over the events it understands.
pub trait State: Default + Send + Sync + 'static {
    /// The kind of stream it folds, such as `case`.
    const STREAM: &'static str;
    /// The events it understands; others on the stream pass by.
    type Event: EventSet;

    /// Takes one event in. Pure, total: a stored event is never refused.
    fn apply(&mut self, event: Self::Event, meta: Meta<'_>);

    /// The rows that show this state in lists: a pure function of it. What must not stand in them in
    /// plain words stands there as a keyed hash.
    fn rows(&self, _stream: Uuid, _blind: &BlindIndex) -> Vec<Row> {
        Vec::new()
    }

    /// Who may see it; nothing means that rights alone decide.
    fn access(&self) -> Option<Access> {
        None
    }
}

/// Folds recorded events from the beginning.
pub fn fold<S: State>(events: &[Recorded]) -> Result<S, Fault> {
    let mut state = S::default();
    extend(&mut state, events)?;
    Ok(state)
}

/// Takes further recorded events into a state.
pub fn extend<S: State>(state: &mut S, events: &[Recorded]) -> Result<(), Fault> {
    for recorded in events {
        if let Some(event) = recorded.decode::<S::Event>()? {
            state.apply(event, Meta { recorded });
        }
    }
    Ok(())
}

/// An event about to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Kind of the stream.
    pub stream_kind: &'static str,
    /// The stream.
    pub stream: Uuid,
    /// Kind of the event.
    pub kind: String,
    /// Schema version.
    pub schema: u16,
    /// Content, sealed values still open.
    pub body: Json,
}

impl NewEvent {
    /// Encodes a typed event for a stream.
    ///
    /// # Errors
    /// A bug when the event's serde names and [`EventSet::KINDS`] disagree; a test over samples
    /// finds that before anyone runs it.
    pub fn encode<E: EventSet>(
        kind: &'static str,
        stream: Uuid,
        event: &E,
    ) -> Result<NewEvent, Fault> {
        let json = serde_json::to_value(event).map_err(Fault::bug)?;
        let Json::Object(mut map) = json else {
            return Err(Fault::message("an event must serialise as {kind, body}"));
        };
        let Some(Json::String(name)) = map.remove("kind") else {
            return Err(Fault::message("an event must serialise with its kind"));
        };
        let Some(known) = E::KINDS.iter().find(|k| k.name == name) else {
            return Err(Fault::message(format!("event kind {name} is missing from KINDS")));
        };
        let body = map.remove("body").unwrap_or(Json::Null);
        Ok(NewEvent { stream_kind: kind, stream, kind: name, schema: known.schema, body })
    }
}
