//! What is kept for a moment, under a name that nobody guesses, and never more than fits.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Things by their names; the oldest goes when there are too many.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    max: usize,
    all: Mutex<(HashMap<String, T>, VecDeque<String>)>,
}

/// A name that nobody guesses.
pub(crate) fn name() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>())
}

impl<T: Clone> Kept<T> {
    pub(crate) fn new(max: usize) -> Kept<T> {
        Kept { max, all: Mutex::default() }
    }

    /// Keeps a thing; its name.
    pub(crate) fn keep(&self, thing: T) -> String {
        let name = name();
        self.with(|(things, order)| {
            if order.len() >= self.max
                && let Some(oldest) = order.pop_front()
            {
                things.remove(&oldest);
            }
            things.insert(name.clone(), thing);
            order.push_back(name.clone());
        });
        name
    }

    /// Takes a thing: it is there once.
    pub(crate) fn take(&self, name: &str) -> Option<T> {
        self.with(|(things, order)| {
            order.retain(|known| known != name);
            things.remove(name)
        })
    }

    /// Looks at a thing.
    pub(crate) fn look(&self, name: &str) -> Option<T> {
        self.with(|(things, _)| things.get(name).cloned())
    }

    /// Changes a thing that is there.
    pub(crate) fn change<R>(&self, name: &str, with: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.with(|(things, _)| things.get_mut(name).map(with))
    }

    fn with<R>(&self, with: impl FnOnce(&mut (HashMap<String, T>, VecDeque<String>)) -> R) -> R {
        with(&mut self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_fits_and_each_thing_is_taken_once() {
        let kept = Kept::new(2);
        let names: Vec<String> = (0..3).map(|n| kept.keep(n)).collect();
        assert_eq!(kept.take(&names[0]), None, "the oldest went");
        assert_eq!(kept.look(&names[1]), Some(1));
        assert_eq!(kept.change(&names[1], |n| *n = 5), Some(()));
        assert_eq!((kept.take(&names[1]), kept.take(&names[1])), (Some(5), None));
        assert_ne!(name(), name());
    }
}
