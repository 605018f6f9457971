//! Serving: the web, the worker that delivers reactions and runs jobs, and the control socket,
//! until the process is told to stop.

use std::net::SocketAddr;

use anyhow::Context as _;
use identity::Devices;
use kernel::Kernel;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::System;

use crate::admin;
use crate::config::Config;
use crate::house;
use crate::stores::{self, Purpose};

/// Where the search field in the header leads.
pub const SEARCH: &str = "/search";

/// The command `uma serve`.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    logs(config.json_logs, LOGGED);
    let (mut systems, face) = shape(config)?;
    let kernel = stores::open(config, Purpose::Own, &mut systems).await?;
    automation::start(&kernel, false, &config.trusted_keys())
        .await
        .map_err(|e| anyhow::anyhow!("the rule sets could not be stored: {e:?}"))?;
    use_relay(config);
    let listener = listen(config).await?;
    let ready = |address| tracing::info!(%address, "serving");
    serve(kernel, systems, face, (config, listener), ready).await
}

/// Every system with its lines, and the settings of its pages.
pub fn shape(config: &Config) -> anyhow::Result<(Vec<System>, web::Config)> {
    let here = config.here()?;
    decisions::use_address(&here);
    let (lines, outside) = (config.lines()?, config.outside(&here)?);
    let systems = house::ordering_cards(&lines, &outside, &Devices::none(), &config.maker()?);
    let (https, strong) = (config.https, config.strong(&here)?);
    let face = web::Config { https, search: Some(SEARCH), strong, ..web::Config::default() };
    Ok((systems, face))
}

/// Mail goes by the relay of the settings; by none when they name none.
pub fn use_relay(config: &Config) {
    if let Some(relay) = config.relay() {
        casefile::mail::use_relay(relay);
    }
}

/// Listens at the address of the settings.
pub async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(config.listen).await;
    listener.with_context(|| format!("{} cannot be listened at", config.listen))
}

/// What is logged by a server, unless UMA_LOG says otherwise.
pub const LOGGED: &str = "warn,uma=info,kernel=info,web=info";

/// Starts the logs: without personal data, for a collector or for eyes.
pub fn logs(json: bool, usually: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UMA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usually));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { logs.json().init() } else { logs.compact().init() }
}

/// Serves until told to stop, then finishes what was begun.
pub async fn serve(
    kernel: Kernel,
    systems: Vec<System>,
    face: web::Config,
    (config, listener): (&Config, TcpListener),
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn({
        let (kernel, stopping) = (kernel.clone(), stopping.clone());
        async move { kernel.work_until(stopping).await }
    });
    // Fonts are read while nobody waits for a decision yet.
    let warm = tokio::task::spawn_blocking(decisions::warm);
    let control = tokio::spawn(admin::listen(kernel.clone(), config.data.clone()));
    let router = web::router(kernel, systems, face)?;
    ready(address);
    let mut stopped = stopping;
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            // The sender lives until the end of this function.
            drop(stopped.wait_for(|stop| *stop).await);
        });
    let signal = tokio::spawn(async move {
        told_to_stop().await;
        stop.send_replace(true);
        stop
    });
    served.await?;
    control.abort();
    warm.await??;
    worker.await?;
    drop(signal.await);
    Ok(())
}

/// Control-C, or the signal that service managers send.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return drop(tokio::signal::ctrl_c().await);
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
