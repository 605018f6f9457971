//! What the installation is.

use std::collections::BTreeMap;

use kernel::{Meta, State};

use crate::events::InstallationEvent;

/// The installation as known now: in earnest, unless it was started for trial.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installation {
    /// For trial.
    pub demo: bool,
    /// Holders by the public key they sign with.
    pub keys: BTreeMap<String, String>,
    /// Its version, for the basis of rulings.
    pub version: i64,
}

impl State for Installation {
    const STREAM: &'static str = "installation";
    type Event = InstallationEvent;

    fn apply(&mut self, event: InstallationEvent, meta: Meta<'_>) {
        self.version = meta.version();
        match event {
            InstallationEvent::Started { demo } => self.demo = demo,
            InstallationEvent::KeyTrusted { key, holder } => {
                self.keys.insert(key, holder);
            }
            InstallationEvent::KeyDistrusted { key } => {
                self.keys.remove(&key);
            }
        }
    }
}
