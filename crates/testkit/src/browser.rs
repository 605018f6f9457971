//! A browser in miniature: keeps cookies, follows nothing by itself, reads hidden inputs.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use kernel::{Kernel, UserId, Who};
use tower::ServiceExt as _;

/// The kind of a plain form's body.
const URL_ENCODED: &str = "application/x-www-form-urlencoded";
/// Ends of the parts of a form with a file.
const BOUNDARY: &str = "uma-part";
/// Bytes of an applicant's page after the first visit: a second on a slow line.
const LATER_BYTES_MAX: usize = 5 * 1024;

/// Sends requests to a router as a person's browser does, each through every layer of it.
pub struct Browser {
    router: Router,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Headers sent with every request, besides those every browser sends.
    pub headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub struct Shown {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as text.
    pub body: String,
}

impl Browser {
    /// A visitor who reads English.
    #[must_use]
    pub fn new(router: &Router) -> Browser {
        let mut cookies = BTreeMap::new();
        cookies.insert("uma-lang".to_owned(), "en".to_owned());
        Browser { router: router.clone(), cookies, headers: Vec::new() }
    }

    /// The browser of a persona who has signed in; the router is in demo mode.
    ///
    /// # Panics
    /// When there is no such persona.
    pub async fn signed_in(router: &Router, persona: UserId) -> Browser {
        let mut browser = Browser::new(router);
        let user = persona.to_string();
        let hidden = browser.get("/sign-in").await.hidden();
        assert!(hidden.iter().any(|(_, v)| *v == user), "no persona {user}");
        let csrf = hidden.into_iter().find(|(name, _)| name == "csrf").unwrap().1;
        let to = browser.post("/sign-in/persona", &[("csrf", &csrf), ("user", &user)]).await;
        assert_eq!(to.status, 303, "{}", to.body);
        browser
    }

    /// A program that acts for a user by a token.
    ///
    /// # Panics
    /// When there is no such user.
    pub async fn program(router: &Router, kernel: &Kernel, user: UserId) -> Browser {
        let token = kernel.make_token(&Who::machine(), user, "A test", 1).await.unwrap();
        let mut browser = Browser::new(router);
        browser.headers.push(("authorization", format!("Bearer {token}")));
        browser
    }

    /// The same browser, reading another language.
    #[must_use]
    pub fn reading(mut self, lang: &str) -> Browser {
        self.cookies.insert("uma-lang".to_owned(), lang.to_owned());
        self
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Shown {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts pairs as they are, from our own origin.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Shown {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.post_bytes(path, URL_ENCODED, body.into_bytes()).await
    }

    /// Posts bytes of a kind, from our own origin.
    pub async fn post_bytes(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Shown {
        let request =
            Request::post(path).header(ORIGIN, "http://uma.test").header(CONTENT_TYPE, kind);
        self.send(request, Body::from(body)).await
    }

    /// Opens a form, fills in these fields, and posts it with everything hidden in it and what was
    /// chosen in it already among radio buttons.
    ///
    /// # Panics
    /// When the form does not open.
    pub async fn fill(&mut self, path: &str, pairs: &[(&str, &str)]) -> Shown {
        let hidden = self.form(path).await;
        let all: Vec<(&str, &str)> = borrowed(&hidden)
            .filter(|(name, _)| !pairs.iter().any(|(filled, _)| filled == name))
            .chain(pairs.iter().copied())
            .collect();
        self.post(path.split('?').next().unwrap_or(path), &all).await
    }

    /// Opens a form with the field `file`, chooses a file for it, and posts it.
    ///
    /// # Panics
    /// When the form does not open.
    pub async fn attach(&mut self, path: &str, name: &str, content: &[u8]) -> Shown {
        let hidden = self.form(path).await;
        self.post_files(path, &hidden, &[(name, content)]).await
    }

    /// Posts pairs and files of the field `file`.
    pub async fn post_files(
        &mut self,
        path: &str,
        pairs: &[(String, String)],
        files: &[(&str, &[u8])],
    ) -> Shown {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.post_bytes(path, &kind, multipart(pairs, files)).await
    }

    /// Opens a page and presses the button on it that posts to an address.
    ///
    /// # Panics
    /// When the page does not open or has no such button.
    pub async fn press(&mut self, page: &str, action: &str) -> Shown {
        let shown = self.get(page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.body);
        let hidden = shown.form(action);
        let hidden = hidden.unwrap_or_else(|| panic!("no button to {action} on {page}"));
        let pairs: Vec<(&str, &str)> = borrowed(&hidden).collect();
        self.post(action, &pairs).await
    }

    /// Bytes on the wire, and headers.
    ///
    /// # Panics
    /// When the answer is not good.
    pub async fn length(&mut self, path: &str) -> (usize, HeaderMap) {
        let (parts, body) = self.answer(Request::get(path), Body::empty()).await.into_parts();
        assert_eq!(parts.status, 200);
        (body.collect().await.unwrap().to_bytes().len(), parts.headers)
    }

    /// Bytes on the wire of what is asked for as browsers do: compressed.
    ///
    /// # Panics
    /// When the answer is not good.
    pub async fn weight(&mut self, path: &str) -> usize {
        self.headers.push(("accept-encoding", "gzip".to_owned()));
        let (bytes, _) = self.length(path).await;
        self.headers.pop();
        bytes
    }

    /// Asserts that an applicant's page is small enough for a slow line.
    ///
    /// # Panics
    /// When it is not.
    pub async fn finds_small(&mut self, path: &str) {
        let bytes = self.weight(path).await;
        assert!(bytes <= LATER_BYTES_MAX, "{path} weighs {bytes} bytes");
    }

    async fn form(&mut self, path: &str) -> Vec<(String, String)> {
        let shown = self.get(path).await;
        assert_eq!(shown.status, 200, "{path}: {}", shown.body);
        let chosen = chosen(shown.body.split_once("<main").map_or("", |(_, main)| main));
        shown.hidden().into_iter().chain(chosen).collect()
    }

    async fn answer(&mut self, mut request: http::request::Builder, body: Body) -> Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        request = request.header(HOST, "uma.test").header(COOKIE, cookies.join("; "));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    async fn send(&mut self, request: http::request::Builder, body: Body) -> Shown {
        let (parts, body) = self.answer(request, body).await.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(!body.contains('⟦'), "a text is missing: {}", &body[body.find('⟦').unwrap()..]);
        Shown { status: parts.status, headers: parts.headers, body }
    }
}

impl Shown {
    /// What a program was told.
    ///
    /// # Panics
    /// When it was told of a problem, or something that is no JSON.
    #[must_use]
    pub fn told(&self) -> serde_json::Value {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// Do these words stand in it?
    #[must_use]
    pub fn has(&self, words: &str) -> bool {
        self.body.contains(words)
    }

    /// Where it leads; empty when nowhere.
    #[must_use]
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// Names and values of the hidden inputs in `main`.
    #[must_use]
    pub fn hidden(&self) -> Vec<(String, String)> {
        hidden(self.body.split_once("<main").map_or("", |(_, main)| main))
    }

    /// Names and values of the hidden inputs of the form that posts to an address.
    #[must_use]
    pub fn form(&self, action: &str) -> Option<Vec<(String, String)>> {
        let rest = self.body.split_once(&format!("action=\"{action}\""))?.1;
        Some(hidden(rest.split_once("</form>")?.0))
    }
}

fn hidden(html: &str) -> Vec<(String, String)> {
    let values = html.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once('"').unwrap();
        let value = rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0;
        (name.to_owned(), value.to_owned())
    });
    values.collect()
}

/// Names and values of the radio buttons that are chosen.
fn chosen(html: &str) -> Vec<(String, String)> {
    let buttons = html.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let chosen = buttons.filter(|b| b.contains("type=\"radio\"") && b.contains(" checked"));
    let value = |button: &str, name: &str| {
        let rest = button.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    chosen.map(|button| (value(button, " name"), value(button, " value"))).collect()
}

fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn multipart(pairs: &[(String, String)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let disposition = "Content-Disposition: form-data; name=";
    let mut body = String::new();
    for (name, value) in pairs {
        body.push_str(&format!("--{BOUNDARY}\r\n{disposition}\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let mut body = body.into_bytes();
    for (file_name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\n{disposition}\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
