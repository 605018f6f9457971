//! A browser in miniature: keeps cookies, follows nothing by itself, reads hidden inputs.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub headers: Vec<(&'static str, String)>,
}

pub struct Shown {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(router: &Router) -> Browser {
        let mut cookies = BTreeMap::new();
        cookies.insert("uma-lang".to_owned(), "en".to_owned());
        Browser { router: router.clone(), cookies, headers: Vec::new() }
    }

    pub async fn get(&mut self, path: &str) -> Shown {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts pairs as they are, from our own origin.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Shown {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.post_bytes(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    pub async fn post_bytes(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Shown {
        let request =
            Request::post(path).header(ORIGIN, "http://uma.test").header(CONTENT_TYPE, kind);
        self.send(request, Body::from(body)).await
    }

    /// Bytes on the wire, and headers.
    pub async fn length(&mut self, path: &str) -> (usize, HeaderMap) {
        let (parts, body) = self.answer(Request::get(path), Body::empty()).await.into_parts();
        assert_eq!(parts.status, 200);
        (body.collect().await.unwrap().to_bytes().len(), parts.headers)
    }

    /// Opens a form, fills in these fields, and posts it with everything hidden in it.
    pub async fn fill(&mut self, path: &str, pairs: &[(&str, &str)]) -> Shown {
        let shown = self.get(path).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let hidden = shown.hidden();
        let all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .chain(pairs.iter().copied())
            .collect();
        self.post(path, &all).await
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
    pub fn has(&self, words: &str) -> bool {
        self.body.contains(words)
    }

    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    /// Names and values of the hidden inputs of the form in `main`.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let main = self.body.split_once("<main").map_or("", |(_, main)| main);
        let values = main.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
            let (name, rest) = rest.split_once('"').unwrap();
            let value = rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0;
            (name.to_owned(), value.to_owned())
        });
        values.collect()
    }
}
