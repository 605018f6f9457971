//! One question over HTTP, within the limits of time and size: no redirect is followed, no connection
//! kept.

use std::fmt;
use std::pin::pin;
use std::str::FromStr;
use std::time::Duration;

use ::http::header::{ACCEPT, CONTENT_TYPE, HOST};
use ::http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::manner::Manner;
use crate::model::Trouble;

/// The only media type spoken.
const JSON: &str = "application/json";

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    host: String,
    port: u16,
    /// What stands before the path of the service, without a slash at its end.
    prefix: String,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        let uri: Uri = text.parse().map_err(|_| format!("{text} is no address"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                let advice = "name the agency's own security server, which speaks plain HTTP on \
                              this side and keeps the certificates";
                return Err(format!("{text}: {advice}"));
            }
            _ => return Err(format!("{text} must begin with http://")),
        }
        let host = uri.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| format!("{text} names no host"))?;
        if uri.query().is_some() {
            return Err(format!("{text} has a query, which no register takes"));
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

impl Address {
    fn authority(&self) -> String {
        let Address { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// Posts a question; the bytes of the answer.
pub(crate) async fn post(
    address: &Address,
    service: &str,
    question: &[u8],
    manner: &Manner,
) -> Result<Vec<u8>, Trouble> {
    let wait = |ms: u32| Duration::from_millis(u64::from(ms));
    let connect = TcpStream::connect((address.host.as_str(), address.port));
    let stream = timeout(wait(manner.connect_ms), connect).await.map_err(|_| Trouble::Slow)?;
    let stream = stream.map_err(|_| Trouble::Down)?;
    let request = Request::post(format!("{}/{service}/v1/query", address.prefix))
        .header(HOST, address.authority())
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, JSON)
        .body(Full::new(Bytes::copy_from_slice(question)))
        .map_err(|_| Trouble::Refused)?;
    let exchange = exchange(stream, request, manner.answer_bytes_max);
    timeout(wait(manner.answer_ms), exchange).await.map_err(|_| Trouble::Slow)?
}

async fn exchange(
    stream: TcpStream,
    request: Request<Full<Bytes>>,
    bytes_max: usize,
) -> Result<Vec<u8>, Trouble> {
    let connected = http1::handshake(TokioIo::new(stream)).await;
    let (mut send, connection) = connected.map_err(|_| Trouble::Down)?;
    let mut answer = pin!(async move {
        let response = send.send_request(request).await.map_err(|_| Trouble::Down)?;
        read(response, bytes_max).await
    });
    // The connection moves the bytes that the answer waits for; when it ends first, what it brought
    // is there to be read.
    tokio::select! {
        answer = &mut answer => answer,
        _ = connection => answer.await,
    }
}

async fn read(response: Response<Incoming>, bytes_max: usize) -> Result<Vec<u8>, Trouble> {
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        return Err(Trouble::Unwell);
    }
    if status.is_client_error() {
        return Err(Trouble::Refused);
    }
    if status != StatusCode::OK {
        return Err(Trouble::WrongSchema);
    }
    match Limited::new(response.into_body(), bytes_max).collect().await {
        Ok(body) => Ok(body.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Err(Trouble::WrongSchema),
        Err(_) => Err(Trouble::Down),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_and_show() {
        for (typed, shown) in [
            ("http://127.0.0.1:8099", "http://127.0.0.1:8099"),
            ("http://gate.example/r1/FI/", "http://gate.example:80/r1/FI"),
            ("http://[::1]:8099", "http://[::1]:8099"),
        ] {
            assert_eq!(typed.parse::<Address>().unwrap().to_string(), shown);
        }
        for wrong in ["", "gate.example", "https://gate.example", "ftp://x", "http://x/?a=1"] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }
}
