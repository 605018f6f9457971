//! One request over HTTP, within limits of time and size: no redirect is followed, no connection kept.

use std::fmt;
use std::pin::pin;
use std::str::FromStr;
use std::time::Duration;

use ::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use ::http::request::Builder;
use ::http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The media type of everything that is asked for.
const JSON: &str = "application/json";
/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
    /// What stands before every path, without a slash at its end.
    prefix: String,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        let uri: Uri = text.parse().map_err(|_| format!("{text} is no address"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                let advice = "name the agency's own gate or security server, which speaks plain HTTP \
                              on this side and keeps the certificates";
                return Err(format!("{text}: {advice}"));
            }
            _ => return Err(format!("{text} must begin with http://")),
        }
        let host = uri.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| format!("{text} names no host"))?;
        if uri.query().is_some() {
            return Err(format!("{text} has a query, which no service takes"));
        }
        Ok(Address {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(80),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.prefix)
    }
}

/// How long is waited, and how much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds for a connection.
    pub connect_ms: u32,
    /// Milliseconds for the whole answer.
    pub answer_ms: u32,
    /// Bytes of an answer that are read.
    pub bytes_max: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// Not in time.
    Slow,
    /// There is no connection, or it broke.
    Down,
    /// More than is read, under this status.
    Long(StatusCode),
}

impl Address {
    fn authority(&self) -> String {
        let Address { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// Asks for what is at a path.
    ///
    /// # Errors
    /// When nothing came back.
    pub async fn get(&self, path: &str, limits: Limits) -> Result<Answer, Unanswered> {
        self.send(Request::get(self.at(path)), Bytes::new(), limits).await
    }

    /// Posts JSON to a path.
    ///
    /// # Errors
    /// When nothing came back.
    pub async fn post_json(
        &self,
        path: &str,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, Unanswered> {
        let request = Request::post(self.at(path)).header(CONTENT_TYPE, JSON);
        self.send(request, body.into(), limits).await
    }

    /// Posts a form to a path, with what proves who asks when there is such a thing.
    ///
    /// # Errors
    /// When nothing came back.
    pub async fn post_form(
        &self,
        path: &str,
        form: String,
        authorization: Option<&str>,
        limits: Limits,
    ) -> Result<Answer, Unanswered> {
        let request = Request::post(self.at(path)).header(CONTENT_TYPE, FORM);
        let request = match authorization {
            Some(proof) => request.header(AUTHORIZATION, proof),
            None => request,
        };
        self.send(request, form.into(), limits).await
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    async fn send(
        &self,
        request: Builder,
        body: Bytes,
        limits: Limits,
    ) -> Result<Answer, Unanswered> {
        let wait = |ms: u32| Duration::from_millis(u64::from(ms));
        let connect = TcpStream::connect((self.host.as_str(), self.port));
        let stream = timeout(wait(limits.connect_ms), connect).await;
        let stream = stream.map_err(|_| Unanswered::Slow)?.map_err(|_| Unanswered::Down)?;
        let request = request.header(HOST, self.authority()).header(ACCEPT, JSON);
        let request = request.body(Full::new(body)).map_err(|_| Unanswered::Down)?;
        let exchange = exchange(stream, request, limits.bytes_max);
        timeout(wait(limits.answer_ms), exchange).await.map_err(|_| Unanswered::Slow)?
    }
}

async fn exchange(
    stream: TcpStream,
    request: Request<Full<Bytes>>,
    bytes_max: usize,
) -> Result<Answer, Unanswered> {
    let connected = http1::handshake(TokioIo::new(stream)).await;
    let (mut send, connection) = connected.map_err(|_| Unanswered::Down)?;
    let mut answer = pin!(async move {
        let response = send.send_request(request).await.map_err(|_| Unanswered::Down)?;
        read(response, bytes_max).await
    });
    // The connection moves the bytes that the answer waits for; when it ends first, what it brought
    // is there to be read.
    tokio::select! {
        answer = &mut answer => answer,
        _ = connection => answer.await,
    }
}

async fn read(response: Response<Incoming>, bytes_max: usize) -> Result<Answer, Unanswered> {
    let status = response.status();
    match Limited::new(response.into_body(), bytes_max).collect().await {
        Ok(body) => Ok(Answer { status, body: body.to_bytes().to_vec() }),
        Err(error) if error.is::<LengthLimitError>() => Err(Unanswered::Long(status)),
        Err(_) => Err(Unanswered::Down),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_and_show() {
        for (typed, shown) in [
            ("http://127.0.0.1:8099", "http://127.0.0.1:8099"),
            ("http://gate.example/id/", "http://gate.example:80/id"),
            ("http://[::1]:8099", "http://[::1]:8099"),
        ] {
            assert_eq!(typed.parse::<Address>().unwrap().to_string(), shown);
        }
        for wrong in ["", "gate.example", "https://gate.example", "ftp://x", "http://x/?a=1"] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn whoever_is_not_there_or_says_too_much_gives_no_answer() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Address =
            format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 10 };
        let asked = address.get("/", limits);
        let said = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            // Whoever answers before anything was asked is not understood.
            let mut asked = [0; 1024];
            assert!(stream.read(&mut asked).await.unwrap() > 0);
            let long = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world";
            stream.write_all(long).await.unwrap();
            stream
        };
        let (answer, _stream) = tokio::join!(asked, said);
        assert_eq!(answer, Err(Unanswered::Long(StatusCode::OK)));
        drop(listener);
        assert_eq!(address.get("/", limits).await, Err(Unanswered::Down));
    }
}
