//! A stream as it was read: its events, and each state that was folded from them.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::event::{Recorded, State, fold};
use crate::refusal::Fault;

/// The events of a stream as they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Loaded {
    pub(crate) kind: String,
    pub(crate) version: i64,
    pub(crate) head: [u8; 32],
    /// Whoever looks as well shares them.
    pub(crate) events: Arc<Vec<Recorded>>,
    folded: Folded,
}

/// What was folded from the events of a stream, each state once for all who look.
#[derive(Debug, Clone, Default)]
struct Folded(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Loaded {
    /// A state as these events make it.
    pub(crate) fn folded<S: State>(&self) -> Result<Arc<S>, Fault> {
        let states = || self.folded.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = states().get(&TypeId::of::<S>()).cloned();
        if let Some(state) = known.and_then(|state| state.downcast::<S>().ok()) {
            return Ok(state);
        }
        let state = Arc::new(fold::<S>(&self.events)?);
        states().insert(TypeId::of::<S>(), Arc::<S>::clone(&state));
        Ok(state)
    }

    /// Takes in what was just appended.
    pub(crate) fn extend(&mut self, kind: &str, recorded: Vec<Recorded>) {
        if let Some(last) = recorded.last() {
            kind.clone_into(&mut self.kind);
            (self.version, self.head) = (last.version, last.hash);
        }
        Arc::make_mut(&mut self.events).extend(recorded);
        self.folded = Folded::default();
    }
}
