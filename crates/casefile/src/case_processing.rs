//! How much of an official a case takes: a pure function that returns the event, for whichever system weighs
//! cases.

use crate::events::CaseEvent;
use crate::state::KnownCase;

/// Says how much of an official a case takes, by a code with a text `processing-...`; nothing when that is
/// known already.
#[must_use]
pub fn set(known: &KnownCase, processing: &str) -> Option<CaseEvent> {
    let is_known = known.processing.as_deref() == Some(processing);
    (!is_known).then(|| CaseEvent::ProcessingSet { processing: processing.to_owned() })
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::{case_id, opened};
    use crate::state::Case;

    #[test]
    fn it_is_said_when_it_is_another_than_was_known() {
        let light = CaseEvent::ProcessingSet { processing: "light".to_owned() };
        let weighed = |events: Vec<CaseEvent>, processing: &str| {
            set(given::<Case>(events).state(case_id().0).known().unwrap(), processing)
        };
        assert_eq!(weighed(vec![opened()], "light"), Some(light.clone()));
        assert_eq!(weighed(vec![opened(), light.clone()], "light"), None);
        assert!(weighed(vec![opened(), light], "full").is_some());
    }
}
