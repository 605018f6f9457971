//! Given events, when an act is decided, then these events or this refusal: no database needed.

use std::fmt::Write as _;

use kernel::{
    Act, Changes, Ctx, EventSet, NewEvent, NewJob, Recorded, Refusal, SeededIds, State, StreamKey,
    Ts, Who, fold,
};
use uuid::Uuid;

/// When nothing else is said: a Monday morning in March 2026, 10:00 in Finland.
pub(crate) const MONDAY: Ts = Ts::from_micros(1_772_438_400_000_000);

/// The events of a stream so far.
#[derive(Debug)]
pub struct Given<S> {
    events: Vec<Before>,
    who: Who,
    at: Ts,
    state: std::marker::PhantomData<fn() -> S>,
}

/// An event so far.
#[derive(Debug)]
struct Before {
    kind: String,
    schema: u16,
    body: serde_json::Value,
    at: Ts,
    /// Who brought it about; whoever acts when not said.
    by: Option<Uuid>,
}

/// Starts from events of the act's own state, oldest first.
pub fn given<S: State>(events: impl IntoIterator<Item = S::Event>) -> Given<S> {
    let given = Given {
        events: Vec::new(),
        who: Who::machine(),
        at: MONDAY,
        state: std::marker::PhantomData,
    };
    given.and(events)
}

impl<S: State> Given<S> {
    /// Further events on the same stream, of this system or another that shares it.
    #[must_use]
    pub fn and<E: EventSet>(self, events: impl IntoIterator<Item = E>) -> Given<S> {
        self.more(None, events)
    }

    /// The same, brought about by somebody else than whoever acts.
    #[must_use]
    pub fn and_by<E: EventSet>(self, who: &Who, events: impl IntoIterator<Item = E>) -> Given<S> {
        self.more(Some(who.user.0), events)
    }

    fn more<E: EventSet>(
        mut self,
        by: Option<Uuid>,
        events: impl IntoIterator<Item = E>,
    ) -> Given<S> {
        for event in events {
            let encoded = NewEvent::encode(S::STREAM, Uuid::nil(), &event).unwrap();
            let NewEvent { kind, schema, body, .. } = encoded;
            self.events.push(Before { kind, schema, body, at: self.at, by });
        }
        self
    }

    /// Events before this were recorded days ago; what follows happens now.
    #[must_use]
    pub fn days_pass(mut self, days: i64) -> Given<S> {
        self.at = self.at.plus_seconds(days * 24 * 3600);
        self
    }

    /// Sets the instant of what follows.
    #[must_use]
    pub fn at(mut self, at: Ts) -> Given<S> {
        self.at = at;
        self
    }

    /// Who acts; the machine when not said.
    #[must_use]
    pub fn as_who(mut self, who: &Who) -> Given<S> {
        self.who = who.clone();
        self
    }

    /// The state these events fold to, for tests of folds and rows.
    #[must_use]
    pub fn state(&self, stream: Uuid) -> S {
        fold(&self.recorded(stream)).unwrap()
    }

    /// Decides the act on these events with these inputs. Whether the right suffices is the
    /// kernel's to check, and is not looked at here.
    #[expect(clippy::needless_pass_by_value, reason = "so that a test reads as a sentence")]
    pub fn when<A: Act<State = S>>(self, act: A, inputs: A::Inputs) -> When {
        let state: S = self.state(act.stream());
        let ids = SeededIds::new(1, u64::try_from(self.at.micros()).unwrap() / 1000);
        let ctx = Ctx { who: &self.who, at: self.at, today: self.at.date(), ids: &ids };
        When { stream: act.stream(), kind: S::STREAM, outcome: act.decide(&state, &inputs, &ctx) }
    }

    fn recorded(&self, stream: Uuid) -> Vec<Recorded> {
        let events = self.events.iter().zip(1_i64..);
        events
            .map(|(Before { kind, schema, body, at, by }, version)| Recorded {
                stream,
                version,
                id: Uuid::from_u128(u128::try_from(version).unwrap()),
                kind: kind.clone(),
                schema: *schema,
                at: *at,
                actor: by.unwrap_or(self.who.user.0),
                on_behalf_of: None,
                act: "given".into(),
                body: body.clone(),
                hash: [0; 32],
            })
            .collect()
    }
}

/// What an act decided.
#[derive(Debug)]
pub struct When {
    stream: Uuid,
    kind: &'static str,
    outcome: Result<Changes, Refusal>,
}

/// An event on a stream by its id, for [`When::then_all`].
pub fn on<K: StreamKey, E: EventSet>(stream: K, event: &E) -> NewEvent {
    NewEvent::encode(K::KIND, stream.uuid(), event).unwrap()
}

impl When {
    /// Exactly these events on the act's own stream, and none elsewhere. Returns the jobs.
    ///
    /// # Panics
    /// Shows the difference when it was something else.
    pub fn then<E: EventSet>(self, events: impl IntoIterator<Item = E>) -> Vec<NewJob> {
        let (kind, stream) = (self.kind, self.stream);
        let events = events.into_iter().map(|e| NewEvent::encode(kind, stream, &e).unwrap());
        self.then_all(events.collect::<Vec<_>>())
    }

    /// Exactly these events on these streams, in order. Returns the jobs.
    ///
    /// # Panics
    /// Shows the difference when it was something else.
    pub fn then_all(self, events: impl IntoIterator<Item = NewEvent>) -> Vec<NewJob> {
        let changes = match self.outcome {
            Ok(changes) => changes,
            Err(refusal) => panic!("expected events, but it was refused: {refusal:?}"),
        };
        let jobs = changes.jobs().to_vec();
        let wanted: Vec<String> = events.into_iter().map(|e| shown(&e)).collect();
        let found: Vec<String> = changes.into_events().unwrap().iter().map(shown).collect();
        assert!(wanted == found, "{}", difference(&wanted.join("\n"), &found.join("\n")));
        jobs
    }

    /// Nothing happens, and that is fine.
    ///
    /// # Panics
    /// Shows what happened.
    pub fn then_nothing(self) {
        self.then_all([]);
    }

    /// Refused with this code.
    ///
    /// # Panics
    /// Shows what happened instead.
    pub fn then_refused(self, code: &str) -> Refusal {
        match self.outcome {
            Err(refusal) => {
                assert_eq!(refusal.code, code, "refused, but for another reason: {refusal:?}");
                refusal
            }
            Ok(changes) => {
                let events = changes.into_events().unwrap();
                let found: Vec<String> = events.iter().map(shown).collect();
                panic!("expected a refusal {code:?}, but this happened:\n{}", found.join("\n"))
            }
        }
    }

    /// What was decided, to look at it in other ways.
    ///
    /// # Errors
    /// The refusal.
    pub fn outcome(self) -> Result<Changes, Refusal> {
        self.outcome
    }
}

fn shown(event: &NewEvent) -> String {
    let body = serde_json::to_string_pretty(&event.body).unwrap();
    format!("{} v{} on {} {}\n{body}", event.kind, event.schema, event.stream_kind, event.stream)
}

/// Lines only expected with `-`, lines only found with `+`.
fn difference(wanted: &str, found: &str) -> String {
    let (wanted, found): (Vec<&str>, Vec<&str>) =
        (wanted.lines().collect(), found.lines().collect());
    // common[i][j]: the longest common run of lines from wanted[i..] and found[j..].
    let mut common = vec![vec![0_usize; found.len() + 1]; wanted.len() + 1];
    for i in (0..wanted.len()).rev() {
        for j in (0..found.len()).rev() {
            common[i][j] = if wanted[i] == found[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let mut text = String::from("the events differ (- expected, + found):\n");
    let (mut i, mut j) = (0, 0);
    while i < wanted.len() || j < found.len() {
        if i < wanted.len() && j < found.len() && wanted[i] == found[j] {
            writeln!(text, "  {}", wanted[i]).unwrap();
            (i, j) = (i + 1, j + 1);
        } else if i < wanted.len() && (j == found.len() || common[i + 1][j] >= common[i][j + 1]) {
            writeln!(text, "- {}", wanted[i]).unwrap();
            i += 1;
        } else {
            writeln!(text, "+ {}", found[j]).unwrap();
            j += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_is_missing_and_what_is_too_much() {
        let text = difference("a\nb\nc", "a\nx\nc\nd");
        assert!(text.ends_with("  a\n- b\n+ x\n  c\n+ d\n"), "{text}");
    }

    #[test]
    fn the_given_monday_is_a_monday_morning() {
        assert_eq!(MONDAY.in_helsinki().to_string(), "2026-03-02T10:00:00+02:00[Europe/Helsinki]");
    }
}
