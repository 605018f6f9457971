//! What a handler is given: one plain struct.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use kernel::{Kernel, Who};
use outside::openid::Proven;

use crate::reply::Problem;
use crate::system::Panel;
use crate::ui::Ui;

/// One request, already signed in, checked for its right and read to the end.
pub struct Request {
    /// The kernel: reads, acts, files, jobs.
    pub kernel: Kernel,
    /// Who asks.
    pub who: Who,
    /// Language, texts and links; templates take a clone.
    pub ui: Ui,
    /// The parts of the path in braces.
    pub params: Values,
    /// What stands after `?`.
    pub query: Values,
    /// What was posted.
    pub form: Values,
    /// Files that were posted.
    pub files: Vec<Upload>,
    /// What another program posted, as it is; empty but at an address that hears.
    pub body: Bytes,
    /// Headers, for the few that need them.
    pub headers: HeaderMap,
    /// Whom the provider proved in this session, when somebody came in that way. It is kept nowhere but
    /// sealed in their own browser, for whoever has to ask registers in their name.
    pub proven: Option<Proven>,
    pub(crate) token: Option<String>,
    pub(crate) panels: Arc<[Panel]>,
}

impl Request {
    /// A part of the path, parsed: an id that does not parse is a page that is not there.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.params.get(name).and_then(|v| v.parse().ok()).ok_or(Problem::NotFound)
    }

    /// A query value, parsed; nothing when it is absent, empty or does not parse.
    pub fn query<T: FromStr>(&self, name: &str) -> Option<T> {
        self.query.get(name).filter(|v| !v.is_empty()).and_then(|v| v.parse().ok())
    }
}

/// Names and values in the order they came; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    pairs: Vec<(String, String)>,
    /// Names whose bytes were not UTF-8; their value shows what could be read.
    pub(crate) broken: BTreeSet<String>,
}

impl Values {
    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Adds a value.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// Sets the one value of a name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.retain(|(n, _)| n != name);
        self.push(name, value);
    }

    /// Is there nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Reads `a=1&b=2`, bytes that are not UTF-8 included.
    #[must_use]
    pub fn parse(encoded: &[u8]) -> Values {
        let mut values = Values::default();
        for pair in encoded.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decode(halves.next().unwrap_or_default());
            let value = decode(halves.next().unwrap_or_default());
            let name = String::from_utf8_lossy(&name).into_owned();
            values.push_bytes(name, value);
        }
        values
    }

    pub(crate) fn push_bytes(&mut self, name: String, value: Vec<u8>) {
        match String::from_utf8(value) {
            Ok(value) => self.pairs.push((name, value)),
            Err(error) => {
                self.pairs
                    .push((name.clone(), String::from_utf8_lossy(error.as_bytes()).into_owned()));
                self.broken.insert(name);
            }
        }
    }

    /// As `a=1&b=2`.
    #[must_use]
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

impl FromIterator<(String, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Values {
        Values { pairs: pairs.into_iter().collect(), broken: BTreeSet::new() }
    }
}

/// Undoes `+` and `%41`; a `%` that stands for nothing stays itself.
fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        out.push(match first {
            b'+' => b' ',
            b'%' => match hex_pair(tail) {
                Some((byte, after)) => {
                    rest = after;
                    byte
                }
                None => b'%',
            },
            other => *other,
        });
    }
    out
}

fn hex_pair(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (pair, rest) = bytes.split_at_checked(2)?;
    let text =
        std::str::from_utf8(pair).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok().map(|byte| (byte, rest))
}

/// A file that came with a form, already in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The field it came in.
    pub field: String,
    /// The name the sender gave it: shown, never used as a path.
    pub name: String,
    /// The stored file, or the code of what is wrong with it.
    pub stored: Result<kernel::StoredFile, &'static str>,
    /// What it says, as far as the form looked; empty when it did not, or when the file was kept from an earlier try.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let v = Values::parse("name=%C3%85sa+Berg&name=x&empty=&flag&pct=100%&odd=%zz".as_bytes());
        assert_eq!(v.get("name"), Some("Åsa Berg"));
        assert_eq!(v.all("name").count(), 2);
        assert_eq!((v.get("empty"), v.get("flag"), v.get("none")), (Some(""), Some(""), None));
        assert_eq!((v.get("pct"), v.get("odd")), (Some("100%"), Some("%zz")));
        assert_eq!(Values::parse(v.encode().as_bytes()), v);
    }

    #[test]
    fn bytes_that_are_no_text_are_kept_in_sight() {
        let v = Values::parse(b"name=a%FFb");
        assert_eq!(v.get("name"), Some("a\u{FFFD}b"));
        assert!(v.broken.contains("name"));
    }
}
