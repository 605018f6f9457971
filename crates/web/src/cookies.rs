//! Cookies: read by name, written with every guard the browser offers.

use http::HeaderMap;
use http::header::COOKIE;

/// The names in use. With https each carries the `__Host-` prefix.
pub(crate) const SESSION: &str = "uma-session";
pub(crate) const LANG: &str = "uma-lang";
pub(crate) const SCHEME: &str = "uma-scheme";
pub(crate) const DENSITY: &str = "uma-density";
pub(crate) const DONE: &str = "uma-done";
pub(crate) const PARKED: &str = "uma-parked";
pub(crate) const SIGNING_IN: &str = "uma-signing-in";
pub(crate) const PROVEN: &str = "uma-proven";

/// A day: as long as the kernel keeps a parked form.
pub(crate) const DAY_SECONDS: i64 = 24 * 3600;
/// A year: for how a page looks, which is no secret.
pub(crate) const YEAR_SECONDS: i64 = 365 * 24 * 3600;

/// Reads and writes cookies as the server is reached: https or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Jar {
    pub(crate) secure: bool,
}

impl Jar {
    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The value of a cookie.
    pub(crate) fn get(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|h| h.to_str().ok())
            .flat_map(|h| h.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(n, _)| *n == name)
            .map(|(_, v)| v.to_owned())
    }

    /// A `Set-Cookie` value; without seconds it ends with the browser.
    pub(crate) fn set(self, name: &str, value: &str, seconds: Option<i64>) -> String {
        let age = seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", self.name(name))
    }

    /// A `Set-Cookie` value that removes it.
    pub(crate) fn clear(self, name: &str) -> String {
        self.set(name, "", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=1; uma-lang=sv;uma-session=x=y".parse().unwrap());
        let jar = Jar { secure: false };
        assert_eq!(jar.get(&headers, LANG).as_deref(), Some("sv"));
        assert_eq!(jar.get(&headers, SESSION).as_deref(), Some("x=y"));
        assert_eq!(Jar { secure: true }.get(&headers, LANG), None, "only the guarded name counts");
        let set = Jar { secure: true }.set(SESSION, "t", None);
        assert_eq!(set, "__Host-uma-session=t; Path=/; HttpOnly; SameSite=Lax; Secure");
    }
}
