//! Against forged posts: they come from our own pages, and hold the page's token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::{HOST, ORIGIN, REFERER};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::reply::Problem;

const LEN: usize = 32;

/// What the token stands for: the session's secret token, or nothing for a visitor.
fn secret(session: Option<&str>) -> [u8; LEN] {
    let mut hasher = Sha256::new();
    hasher.update(b"uma form token\0");
    hasher.update(session.unwrap_or("").as_bytes());
    hasher.finalize().into()
}

/// A form token: the secret under a fresh mask, so that it differs on every page and compression
/// of pages gives nothing away.
pub(crate) fn token(session: Option<&str>) -> String {
    let mask: [u8; LEN] = rand::random();
    let masked = secret(session).into_iter().zip(mask).map(|(s, m)| s ^ m);
    let bytes: Vec<u8> = mask.into_iter().chain(masked).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Is it a token of this session?
pub(crate) fn token_fits(session: Option<&str>, token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
    let Some((mask, masked)) = bytes.split_at_checked(LEN) else { return false };
    let found: Vec<u8> = mask.iter().zip(masked).map(|(a, b)| a ^ b).collect();
    secret(session).ct_eq(found.as_slice()).into()
}

/// Does the browser say that the post comes from one of our own pages?
///
/// Every browser sends `Origin` with a post; a request without it and without `Sec-Fetch-Site` is
/// no browser's, and machines have the API.
pub(crate) fn same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return if site == "same-origin" { Ok(()) } else { Err(Problem::Bad("web-bad-origin")) };
    }
    let host = text(HOST).unwrap_or("");
    let origin = text(ORIGIN).and_then(|o| o.split_once("://")).map(|(_, rest)| rest);
    if origin.is_some_and(|o| !host.is_empty() && o == host) {
        Ok(())
    } else {
        Err(Problem::Bad("web-bad-origin"))
    }
}

/// The page of our own that a request was made from: path and query, when the browser tells.
pub(crate) fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let (_, rest) = text(REFERER)?.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    (text(HOST) == Some(host)).then(|| format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_session_alone_and_never_repeats() {
        let (a, b) = (token(Some("s1")), token(Some("s1")));
        assert_ne!(a, b);
        assert!(token_fits(Some("s1"), &a) && token_fits(Some("s1"), &b));
        assert!(!token_fits(Some("s2"), &a) && !token_fits(None, &a));
        for bad in ["", "x", "AAAA", &a[1..]] {
            assert!(!token_fits(Some("s1"), bad));
        }
    }

    #[test]
    fn posts_from_elsewhere_are_turned_away() {
        let headers = |pairs: &[(&'static str, &str)]| {
            pairs
                .iter()
                .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
                .collect::<HeaderMap>()
        };
        let ok = |pairs: &[(&'static str, &str)]| same_origin(&headers(pairs)).is_ok();
        assert!(ok(&[("host", "uma.fi"), ("origin", "https://uma.fi")]));
        assert!(ok(&[("host", "uma.fi"), ("sec-fetch-site", "same-origin")]));
        assert!(!ok(&[("host", "uma.fi"), ("origin", "https://evil.example")]));
        assert!(!ok(&[("host", "uma.fi"), ("origin", "null")]));
        assert!(!ok(&[
            ("host", "uma.fi"),
            ("origin", "https://uma.fi"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!ok(&[("host", "uma.fi"), ("sec-fetch-site", "same-site")]));
        assert!(!ok(&[("host", "uma.fi")]));
    }
}
