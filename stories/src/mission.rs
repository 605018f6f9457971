//! The mission abroad: Leena at her desk, somebody before her, and a device that makes everything up.

use casefile::CaseId;
use identity::{IdentityStep, KnownStep, Manner};
use testkit::Passport;

use crate::{Colleague, House, Sight};

/// What the device takes of everybody.
const TAKEN: [&str; 3] = ["signature", "face", "fingerprints"];
/// A picture that was poor is taken once more.
const TRIES: usize = 2;

impl House {
    /// Leena at her desk, with a case before her.
    pub async fn mission(&self, case: &str) -> Desk {
        let leena = self.colleague("leena").await;
        let case: CaseId = case.trim_start_matches("/cases/").parse().unwrap();
        Desk { leena, case, path: format!("/identity/cases/{case}") }
    }

    async fn step(&self, case: CaseId) -> KnownStep {
        let (step, _) = self.world.kernel.peek::<IdentityStep>(case).await.unwrap();
        step.known().unwrap().clone()
    }
}

/// A clerk's desk.
pub struct Desk {
    /// Who sits there.
    pub leena: Colleague,
    case: CaseId,
    path: String,
}

impl Desk {
    /// A passport is read that is taken for what it is.
    pub async fn reads(&mut self, passport: &Passport<'_>) {
        let lines = passport.lines();
        self.leena.fills(&format!("{}/passport", self.path), &[("lines", &lines)]).await;
    }

    /// One that is not, and why.
    pub async fn reads_in_vain(&mut self, passport: &Passport<'_>) -> Sight<'_> {
        let lines = passport.lines();
        self.leena.fills_in_vain(&format!("{}/passport", self.path), &[("lines", &lines)]).await
    }

    /// What differs from the application is answered.
    pub async fn answers_differences(&mut self, answers: &[(&str, &str)]) {
        self.leena.fills(&format!("{}/differences", self.path), answers).await;
    }

    /// Originals are seen, everything is taken, and person and passport are one.
    pub async fn proves(&mut self, house: &House) {
        self.leena.fills(&format!("{}/originals", self.path), &[]).await;
        for what in TAKEN {
            self.takes(house, what).await;
        }
        self.confirms(house).await;
    }

    /// The same, but the face comes out poor however often it is taken, and is kept with that reason.
    pub async fn proves_with_a_poor_face(&mut self, house: &House) {
        self.leena.fills(&format!("{}/originals", self.path), &[]).await;
        for what in TAKEN {
            let face = what == "face";
            house.outside.device.behaves(if face { Manner::Poor } else { Manner::Works });
            self.takes(house, what).await;
            if face {
                let excuse = format!("{}/excuse/{what}", self.path);
                self.leena.fills(&excuse, &[("reason", "poor-quality")]).await;
            }
        }
        self.confirms(house).await;
    }

    /// Takes something, again where it came out poor.
    async fn takes(&mut self, house: &House, what: &str) {
        for _ in 0..TRIES {
            if !house.step(self.case).await.is_dealt_with(what.parse().unwrap()) {
                self.leena.fills(&format!("{}/take/{what}", self.path), &[]).await;
                house.settles().await;
            }
        }
    }

    async fn confirms(&mut self, house: &House) {
        let Desk { leena, path, .. } = self;
        let said = [("same", "yes"), ("noticed", "nothing")];
        leena.fills(&format!("{path}/prove"), &said).await;
        house.settles().await;
    }
}
