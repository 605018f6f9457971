//! A simulator on a port of its own, and what is said to it byte by byte.

use std::net::SocketAddr;

use registers_simulator::{Settings, Simulator, serve};
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A simulator that serves until the test is over.
pub struct Served {
    pub simulator: Simulator,
    pub address: SocketAddr,
}

/// An answer: status and body.
pub type Answered = (u16, String);

impl Served {
    pub async fn new() -> Served {
        let settings =
            Settings { seed: 7, today: "2026-03-02".parse().unwrap(), now: || 1_772_438_400 };
        let simulator = Simulator::new(settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
        Served { simulator, address }
    }

    /// Sends bytes; what comes back until the connection is closed.
    pub async fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A server that refuses early closes before everything is sent.
        drop(stream.write_all(request).await);
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        String::from_utf8(answer).unwrap()
    }

    async fn send(&self, method: &str, path: &str, body: &str) -> Option<Answered> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: registers\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let answer = self.raw(format!("{head}{body}").as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, body.to_owned()))
    }

    /// Posts a form as a browser does: status, where it leads, body.
    pub async fn form(&self, path: &str, pairs: &[(&str, &str)]) -> (u16, String, String) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        let answer = self.raw(format!("{head}{body}").as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let location = head.lines().find_map(|line| line.strip_prefix("location: "));
        (status, location.unwrap_or_default().to_owned(), body.to_owned())
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send("GET", path, "").await.unwrap()
    }

    /// Nothing when the connection was closed without an answer.
    pub async fn try_post(&self, path: &str, body: &str) -> Option<Answered> {
        self.send("POST", path, body).await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answered {
        self.try_post(path, body).await.unwrap()
    }

    pub async fn json(&self, path: &str) -> Json {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    pub async fn ask(&self, register: &str, question: &Json) -> Json {
        let (status, body) =
            self.post(&format!("/{register}/v1/query"), &question.to_string()).await;
        assert_eq!(status, 200, "{register}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// People of the world, page by page.
    pub async fn people(&self) -> Vec<Json> {
        let mut people = Vec::new();
        loop {
            let page = self.json(&format!("/world/people?skip={}", people.len())).await;
            let page = page.as_array().unwrap();
            if page.is_empty() {
                return people;
            }
            people.extend(page.iter().cloned());
        }
    }
}

/// The question about somebody of the list.
pub fn about(somebody: &Json) -> Json {
    serde_json::json!({ "person": somebody["identity"], "on": "2026-03-02" })
}

/// The application file of somebody of the list.
pub fn file(somebody: &Json, number: &str) -> Json {
    let mut person = somebody["identity"].clone();
    person["sex"] = "F".into();
    serde_json::json!({
        "application": { "number": number, "status": "submitted", "authority": "HEL" },
        "person": person,
        "travel_document":
            { "kind": "passport", "number": "G0123456", "issuer": "GHA", "valid_until": "2031-01-31" },
        "on": "2026-03-02",
    })
}
