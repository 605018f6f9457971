//! Serving over HTTP, with faults where they were ordered: a register that is down closes the
//! connection, which no handler could do.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use serde_json::Value as Json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::answer::{Refused, json};
use crate::fault::{Fault, Register};
use crate::{Simulator, routes};

/// Connections at once: more than one house under test makes.
const CONNECTIONS_MAX: usize = 512;
/// How long whoever connected may take to send the head of a request.
const HEAD_SECONDS: Duration = Duration::from_secs(10);
/// How long no connection is taken after one could not be: files may be short.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, simulator: Simulator, stop: impl Future<Output = ()>) {
    let router = routes::router(simulator.clone());
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => return,
        };
        let Some((stream, place)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let (simulator, router) = (simulator.clone(), router.clone());
        tokio::spawn(async move {
            connection(stream, simulator, router).await;
            drop(place);
        });
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    Some((stream, place))
}

async fn connection(stream: TcpStream, simulator: Simulator, router: Router) {
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (simulator, router) = (simulator.clone(), router.clone());
        async move { answer(&simulator, router, request.map(Body::new)).await }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_SECONDS);
    // How a connection ends is the other side's affair, and often our own doing.
    drop(http.serve_connection(TokioIo::new(stream), service).await);
}

/// The connection is closed without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the register is down")
    }
}

impl std::error::Error for Closed {}

async fn answer(
    simulator: &Simulator,
    router: Router,
    request: Request<Body>,
) -> Result<Response<Body>, Closed> {
    let register = Register::of_path(request.uri().path());
    let fault = register.and_then(|register| simulator.fault(register));
    match fault {
        Some(Fault::Down) => return Err(Closed),
        Some(Fault::Error { status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            return Ok(Refused(status, "out-of-order").into());
        }
        Some(Fault::Slow { delay_ms }) => {
            tokio::time::sleep(Duration::from_millis(u64::from(delay_ms))).await;
        }
        Some(Fault::WrongSchema | Fault::Contradictory) | None => {}
    }
    let Ok(response) = router.oneshot(request).await;
    Ok(if fault == Some(Fault::WrongSchema) { reshaped(response).await } else { response })
}

/// An answer as the next version of the register might give it.
#[derive(Serialize)]
struct Reshaped {
    version: u8,
    data: Option<Json>,
}

async fn reshaped(response: Response<Body>) -> Response<Body> {
    let status = response.status();
    let body = response.into_body().collect().await.map(http_body_util::Collected::to_bytes);
    let data = body.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    json(status, &Reshaped { version: 2, data })
}
