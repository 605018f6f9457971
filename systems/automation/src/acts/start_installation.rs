//! Says what the installation is when a process starts: for trial or in earnest, and whose signatures
//! count.

use kernel::{Act, Changes, Ctx, Fault, Read, Refusal, Right};
use uuid::Uuid;

use crate::demo;
use crate::events::InstallationEvent;
use crate::ids::InstallationId;
use crate::start::TrustedKey;
use crate::state::Installation;

/// Starts the installation; what is as it was is not recorded again.
#[derive(Debug, Clone)]
pub struct StartInstallation {
    /// For trial.
    pub demo: bool,
    /// All keys whose signatures count.
    pub keys: Vec<TrustedKey>,
}

impl Act for StartInstallation {
    const NAME: &'static str = "installation.start";
    const RIGHT: Right = Right::MACHINE;
    type State = Installation;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        InstallationId::this().0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, known: &Installation, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if self.keys.iter().any(|trusted| demo::is_demo_key(&trusted.key)) {
            return Err(Refusal::new("key-of-demo"));
        }
        let mut events = Vec::new();
        if known.version == 0 || known.demo != self.demo {
            events.push(InstallationEvent::Started { demo: self.demo });
        }
        let wanted = |key: &str| self.keys.iter().find(|trusted| trusted.key == key);
        for key in known.keys.keys().filter(|key| wanted(key).is_none()) {
            events.push(InstallationEvent::KeyDistrusted { key: key.clone() });
        }
        for TrustedKey { key, holder } in &self.keys {
            if known.keys.get(key) != Some(holder) {
                let (key, holder) = (key.clone(), holder.clone());
                events.push(InstallationEvent::KeyTrusted { key, holder });
            }
        }
        let this = InstallationId::this();
        Ok(events.iter().fold(Changes::new(), |changes, event| changes.record(this, event)))
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;

    fn key(key: &str) -> TrustedKey {
        TrustedKey { key: key.into(), holder: "Director".into() }
    }

    #[test]
    fn what_changed_is_recorded_and_nothing_else() {
        let trusted =
            InstallationEvent::KeyTrusted { key: "one".into(), holder: "Director".into() };
        let started = InstallationEvent::Started { demo: false };
        let start = |keys| StartInstallation { demo: false, keys };
        let both = [started, trusted];
        given::<Installation>([]).when(start(vec![key("one")]), ()).then(both.clone());
        given::<Installation>(both.clone()).when(start(vec![key("one")]), ()).then_nothing();
        let gone = InstallationEvent::KeyDistrusted { key: "one".into() };
        given::<Installation>(both).when(start(vec![]), ()).then([gone]);
    }

    #[test]
    fn the_key_everybody_knows_is_never_trusted() {
        let act = StartInstallation { demo: false, keys: vec![key(&demo::public_key())] };
        given::<Installation>([]).when(act, ()).then_refused("key-of-demo");
    }
}
