//! Devices that take signatures, faces and fingerprints, behind one trait; and one that makes them up.

use std::fmt;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use image::{GrayImage, ImageFormat, Luma};
use kernel::{BoxFuture, Fault};
use sha2::{Digest, Sha256};

use crate::model::{Trouble, What};

/// What a device is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What.
    pub what: What,
    /// Number of the case: what a device shows its operator, and no name.
    pub number: String,
    /// Which try of the case it is, from 1.
    pub attempt: usize,
    /// Key of the place where the device stands.
    pub place: String,
}

/// What a device took.
#[derive(Clone, PartialEq, Eq)]
pub struct Shot {
    /// The content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// Quality of a hundred.
    pub quality: u8,
}

impl fmt::Debug for Shot {
    /// Nothing of the content gets into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shot").field("quality", &self.quality).finish_non_exhaustive()
    }
}

/// A device, or what stands for all of them at the missions and service points.
pub trait Device: Send + Sync + 'static {
    /// Takes something; the outer error is a fault of ours.
    fn take<'a>(
        &'a self,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Result<Shot, Trouble>, Fault>>;
}

/// The devices of an installation; cheap to clone.
#[derive(Clone)]
pub struct Devices(Arc<dyn Device>);

impl Devices {
    /// These.
    #[must_use]
    pub fn new(device: impl Device) -> Devices {
        Devices(Arc::new(device))
    }

    /// None: everything has to be excused, and an official sees it.
    #[must_use]
    pub fn none() -> Devices {
        Devices::new(NoDevice)
    }

    pub(crate) async fn take(&self, wanted: &Wanted) -> Result<Result<Shot, Trouble>, Fault> {
        self.0.take(wanted).await
    }
}

struct NoDevice;

impl Device for NoDevice {
    fn take<'a>(&'a self, _: &'a Wanted) -> BoxFuture<'a, Result<Result<Shot, Trouble>, Fault>> {
        Box::pin(async { Ok(Err(Trouble::NotConnected)) })
    }
}

/// How a simulated device behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// It works; the first fingerprints of about one case in five are poor.
    #[default]
    Works,
    /// It does not answer.
    Down,
    /// Whatever it takes is poor.
    Poor,
}

/// A device that makes everything up, the same for the same case and try: for demos and tests.
#[derive(Debug, Clone, Default)]
pub struct SimulatedDevice {
    manner: Arc<Mutex<Manner>>,
}

/// Quality of what is good, and of what is not.
const GOOD: u8 = 88;
const POOR: u8 = 23;
/// Of so many cases the first fingerprints of one are poor.
const POOR_ONE_IN: u8 = 5;
/// Sides of a made-up picture.
const WIDE: u32 = 96;
const HIGH: u32 = 128;

impl SimulatedDevice {
    /// From now on it behaves so.
    pub fn behaves(&self, manner: Manner) {
        *self.manner.lock().unwrap_or_else(PoisonError::into_inner) = manner;
    }

    fn shot(&self, wanted: &Wanted) -> Result<Result<Shot, Trouble>, Fault> {
        let manner = *self.manner.lock().unwrap_or_else(PoisonError::into_inner);
        let Wanted { what, number, attempt, .. } = wanted;
        let seed: [u8; 32] = Sha256::digest(format!("{number} {what} {attempt}")).into();
        let unlucky = Sha256::digest(number).first().is_some_and(|byte| byte % POOR_ONE_IN == 0);
        let poor = *what == What::Fingerprints && *attempt == 1 && unlucky;
        let quality = match manner {
            Manner::Down => return Ok(Err(Trouble::Down)),
            Manner::Poor => POOR,
            Manner::Works if poor => POOR,
            Manner::Works => GOOD,
        };
        Ok(Ok(Shot { bytes: picture(&seed)?, media_type: "image/png", quality }))
    }
}

impl Device for SimulatedDevice {
    fn take<'a>(
        &'a self,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Result<Shot, Trouble>, Fault>> {
        Box::pin(async move { self.shot(wanted) })
    }
}

/// Rings and stripes that nobody takes for a person.
fn picture(seed: &[u8; 32]) -> Result<Vec<u8>, Fault> {
    let grey = |x: u32, y: u32| {
        let at = usize::try_from((x * 7 + y * 3) % 32).unwrap_or(0);
        let shade = seed.get(at).copied().unwrap_or(0);
        Luma([shade ^ u8::try_from((x * x + y * y) / 64 % 256).unwrap_or(0)])
    };
    let mut bytes = Cursor::new(Vec::new());
    let image = GrayImage::from_fn(WIDE, HIGH, grey);
    image.write_to(&mut bytes, ImageFormat::Png).map_err(Fault::bug)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(what: What, attempt: usize) -> Wanted {
        Wanted { what, number: "HEL-2026-000001".into(), attempt, place: "mission-abuja".into() }
    }

    #[test]
    fn the_same_case_and_try_give_the_same_and_others_another() {
        let device = SimulatedDevice::default();
        let shot = |what, attempt| device.shot(&wanted(what, attempt)).unwrap().unwrap();
        assert_eq!(shot(What::Face, 1), shot(What::Face, 1));
        assert_ne!(shot(What::Face, 1).bytes, shot(What::Face, 2).bytes);
        assert!(shot(What::Face, 1).bytes.starts_with(b"\x89PNG"));
        device.behaves(Manner::Poor);
        assert_eq!(shot(What::Face, 1).quality, POOR);
        device.behaves(Manner::Down);
        assert_eq!(device.shot(&wanted(What::Face, 1)).unwrap(), Err(Trouble::Down));
    }

    #[test]
    fn no_content_gets_into_a_log() {
        let shot = SimulatedDevice::default().shot(&wanted(What::Face, 1)).unwrap().unwrap();
        assert_eq!(format!("{shot:?}"), "Shot { quality: 88, .. }");
    }
}
