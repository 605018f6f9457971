//! The one binary: configuration, the list of systems, the commands.

mod admin;
mod check;
mod cli;
mod config;
mod demo;
mod replay;
mod routes;
mod serve;
mod simulate;
mod stores;
mod verify;

use std::io::Write as _;

use clap::Parser;
use uma::house;

use cli::{AuditCommand, Cli, Command, SimulateCommand};

/// Many threads allocate small things for every request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(e) => return fail(&e.into()),
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(e) => fail(&e),
    }
}

fn fail(e: &anyhow::Error) -> std::process::ExitCode {
    // When even this stream is closed there is nobody left to tell.
    drop(writeln!(std::io::stderr(), "uma: {e:#}"));
    std::process::ExitCode::FAILURE
}

async fn run(cli: Cli) -> anyhow::Result<std::process::ExitCode> {
    let ok = std::process::ExitCode::SUCCESS;
    match cli.command {
        Command::Demo(options) => demo::run(options).await.map(|()| ok),
        Command::Simulate(SimulateCommand::Registers(options)) => {
            simulate::registers(options).await.map(|()| ok)
        }
        command => {
            let config = config::Config::read(cli.config.as_deref(), std::env::vars())?;
            match command {
                Command::Serve => serve::run(&config).await.map(|()| ok),
                Command::Check => check::run(&config).await,
                Command::Migrate => stores::migrate(&config).await.map(|()| ok),
                Command::Verify => verify::data(&config).await,
                Command::Replay(options) => replay::run(&config, options).await,
                Command::Routes(options) => routes::run(&config, options).map(|()| ok),
                Command::Audit(AuditCommand::Verify) => verify::audit(&config).await,
                Command::User(command) => admin::user(&config, command).await.map(|()| ok),
                Command::Demo(_) | Command::Simulate(_) => Ok(ok),
            }
        }
    }
}
