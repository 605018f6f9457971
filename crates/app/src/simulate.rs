//! The command `uma simulate`: parts of the outside world, for trying out and testing.
#![expect(clippy::print_stdout, reason = "the command's answer")]

use std::net::SocketAddr;

use anyhow::Context as _;
use kernel::{Clock as _, Date, SystemClock};
use registers_simulator::{Settings, Simulator};
use tokio::net::TcpListener;

use crate::cli::RegistersOptions;
use crate::serve::told_to_stop;

/// The world of the demo, the same on every machine.
pub const SEED: u64 = 20_261_123;

/// The command `uma simulate registers`.
pub async fn registers(options: RegistersOptions) -> anyhow::Result<()> {
    let day = options.day.unwrap_or_else(|| SystemClock.now().date());
    let (listener, simulator) = open(options.listen, options.seed, day).await?;
    println!("Simulated registers are at http://{}", listener.local_addr()?);
    println!("Everything is made up. Stop with Ctrl-C.");
    registers_simulator::serve(listener, simulator, told_to_stop()).await;
    Ok(())
}

/// The world outside, started beside the house on free ports of this machine.
pub struct Beside {
    /// Where its pages and registers are.
    pub address: SocketAddr,
    /// The port at which it takes mail.
    pub mail_port: u16,
    /// Itself.
    pub simulator: Simulator,
}

/// Starts it.
pub async fn beside(day: Date) -> anyhow::Result<Beside> {
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    let (listener, simulator) = open(free, SEED, day).await?;
    let mail = TcpListener::bind(free).await?;
    let (address, mail_port) = (listener.local_addr()?, mail.local_addr()?.port());
    tokio::spawn(registers_simulator::serve(listener, simulator.clone(), std::future::pending()));
    tokio::spawn(registers_simulator::take_mail(mail, simulator.clone()));
    Ok(Beside { address, mail_port, simulator })
}

fn seconds() -> i64 {
    SystemClock.now().micros() / 1_000_000
}

async fn open(
    listen: SocketAddr,
    seed: u64,
    today: Date,
) -> anyhow::Result<(TcpListener, Simulator)> {
    let simulator =
        Simulator::new(Settings { seed, today, now: seconds }).map_err(anyhow::Error::msg)?;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("{listen} cannot be listened at"))?;
    Ok((listener, simulator))
}
