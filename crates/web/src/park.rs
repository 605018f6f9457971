//! A form whose session ended in the middle: kept sealed, shown again to the same user.

use kernel::Fault;

use crate::reply::Problem;
use crate::request::Values;

/// A parked form.
pub(crate) struct Parked {
    pub(crate) path: String,
    pub(crate) values: Values,
}

impl Parked {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Problem> {
        let pairs: Vec<(&str, &str)> =
            // Tokens belong to the session that ended.
            self.values.iter().filter(|(name, _)| *name != "csrf").collect();
        serde_json::to_vec(&(&self.path, pairs)).map_err(|e| Fault::bug(e).into())
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Parked, Problem> {
        let (path, pairs): (String, Vec<(String, String)>) =
            serde_json::from_slice(bytes).map_err(Fault::from)?;
        Ok(Parked { path, values: pairs.into_iter().collect() })
    }
}
