//! Addresses that people are sent back to, and that are told what happened: of this machine alone, as a
//! simulator must not become a way to anywhere.

use axum::http::Uri;

/// Longest address taken.
const ADDRESS_CHARS_MAX: usize = 2_000;

/// Is it an address of this machine?
pub(crate) fn is_here(address: &str) -> bool {
    if address.len() > ADDRESS_CHARS_MAX || address.contains('#') {
        return false;
    }
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    // Whoever signs in on the way in an address is nobody of this machine.
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    scheme && plain && matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// The address with further pairs in its query.
pub(crate) fn with(address: &str, pairs: &[(&str, &str)]) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{address}{sign}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_told() {
        for here in ["http://127.0.0.1:8080/back", "https://localhost/x?a=1", "http://[::1]:9/"] {
            assert!(is_here(here), "{here}");
        }
        for away in [
            "http://example.org/",
            "http://127.0.0.1@example.org/",
            "http://localhost.example.org/",
            "/back",
            "javascript:alert(1)",
            "http://127.0.0.1/#x",
            "",
        ] {
            assert!(!is_here(away), "{away}");
        }
    }

    #[test]
    fn pairs_are_escaped() {
        assert_eq!(
            with("http://localhost/b", &[("state", "a b&c")]),
            "http://localhost/b?state=a+b%26c"
        );
        assert_eq!(with("http://localhost/b?x=1", &[("y", "2")]), "http://localhost/b?x=1&y=2");
    }
}
