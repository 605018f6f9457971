//! The command line, with help that teaches.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::house;

/// Open case management for immigration affairs.
///
/// Start with `uma demo`: it makes a population in ./uma-data and opens the house at
/// http://127.0.0.1:8080. For an agency, write uma.toml, then `uma migrate`, `uma user add`,
/// `uma serve`.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    /// Configuration file; every setting can also be given as UMA_NAME in the environment.
    #[arg(long, global = true, env = "UMA_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Help on an option that takes roles: those that hold rights in this house.
fn roles(what: &str) -> String {
    let roles: Vec<&str> = house::roles().into_iter().collect();
    format!("{what}; may be given more than once: {}", roles.join(", "))
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try it: made-up people and cases, personas instead of passwords, on this machine only.
    Demo(DemoOptions),
    /// Serve the house with the settings of the configuration.
    Serve,
    /// Say what the configuration is and whether everything it names can be reached.
    Check,
    /// Bring the databases to the shape this version needs. Safe to run again.
    Migrate,
    /// Fold every stream anew and compare with the stored rows; also beside a running server.
    ///
    /// Ends with status 1 when anything differs.
    Verify,
    /// Rule again on every past ruling, from its stored facts and rules, and compare the answers;
    /// also beside a running server.
    ///
    /// Ends with status 1 when any differs, and names the case.
    Replay(ReplayOptions),
    /// Say every way in: method, address, right, and the act that a form does. For whoever sets a gate before the
    /// house, and for tests that have to miss none.
    Routes(RoutesOptions),
    /// The record of who looked and who did.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Users who sign in with name and password.
    #[command(subcommand)]
    User(UserCommand),
    /// Play a part of the outside world, for trying out and testing.
    #[command(subcommand)]
    Simulate(SimulateCommand),
}

/// Settings of the demo.
#[derive(Debug, Clone, Args)]
pub struct DemoOptions {
    /// Folder that holds everything; deleted, the demo is gone.
    #[arg(long, default_value = "uma-data")]
    pub data: PathBuf,
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Cases in a new population, up to a million; 0 makes an empty house.
    ///
    /// Each takes about twelve kilobytes of disk: a million twelve gigabytes.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub cases: u32,
    /// People who apply each minute while the demo runs, up to 60: the registers know them, their identity is
    /// proven, and of ten six are granted a permit by the rules, two an official confirms in a moment, and two
    /// take full processing. After some twelve hundred all have come.
    #[arg(long, value_name = "PER_MINUTE", value_parser = a_minute)]
    pub live: Option<NonZeroU32>,
    /// Offers a language that is laid out from right to left, to see pages mirrored.
    #[arg(long)]
    pub mirror: bool,
    /// PostgreSQL instead of the embedded database: connection string of an empty database.
    #[arg(long, requires = "keys_database")]
    pub database: Option<String>,
    /// Connection string of the database for keys.
    #[arg(long, requires = "database")]
    pub keys_database: Option<String>,
}

/// The most people who apply in a minute: a small machine keeps up with them beside its visitors.
const LIVE_MAX: u32 = 60;

fn a_minute(typed: &str) -> Result<NonZeroU32, String> {
    let number = typed.parse::<NonZeroU32>().ok().filter(|n| n.get() <= LIVE_MAX);
    number.ok_or_else(|| format!("a number from 1 to {LIVE_MAX}"))
}

/// What is ruled on again.
#[derive(Debug, Args)]
pub struct ReplayOptions {
    /// Only the rulings of the case with this number.
    #[arg(long, value_name = "NUMBER")]
    pub case: Option<String>,
}

/// Of which house the ways in are said.
#[derive(Debug, Clone, Copy, Args)]
pub struct RoutesOptions {
    /// Those of the demo; else those of the configuration.
    #[arg(long)]
    pub demo: bool,
}

/// On the audit record.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check every hash chain and every signed checkpoint; also beside a running server.
    Verify,
}

/// Parts of the outside world.
#[derive(Debug, Subcommand)]
pub enum SimulateCommand {
    /// Registers of other authorities, about made-up people and companies, with faults on demand.
    ///
    /// Name its address in uma.toml under [registers], for population, income, trade, tax, study,
    /// benefits, criminal, entry-bans and vis; its first page says what it offers.
    Registers(RegistersOptions),
}

/// Settings of the simulated registers.
#[derive(Debug, Clone, Args)]
pub struct RegistersOptions {
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8090")]
    pub listen: SocketAddr,
    /// The same seed makes the same people and companies.
    #[arg(long, default_value_t = crate::simulate::SEED)]
    pub seed: u64,
    /// The day it is there, such as 2026-03-02; today when not said.
    #[arg(long)]
    pub day: Option<kernel::Date>,
}

/// On users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is asked for, or read from standard input.
    Add(AddUserOptions),
    /// Move a user to another unit, or change their roles; it holds from their next click.
    Change(ChangeUserOptions),
    /// Let a user sign in no longer.
    Disable {
        /// What they type to sign in.
        login: String,
    },
    /// Let a user sign in again.
    Enable {
        /// What they type to sign in.
        login: String,
    },
    /// Make a token by which a program acts for a user (docs/api.md); it is shown once.
    Token {
        /// What the user types to sign in.
        login: String,
        /// The program, and where it runs.
        #[arg(long)]
        name: String,
        /// Days it holds.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
    /// End every token of a user.
    EndTokens {
        /// What they type to sign in.
        login: String,
    },
}

/// What changes; what is not said stays.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
pub struct ChangeUserOptions {
    /// What they type to sign in.
    pub login: String,
    /// Code of their unit.
    #[arg(long, group = "change")]
    pub unit: Option<String>,
    #[arg(long = "role", group = "change", help = roles("All roles they have then"))]
    pub roles: Vec<String>,
    /// All further units whose cases they see then; may be given more than once.
    #[arg(long = "sees-unit", group = "change")]
    pub units: Vec<String>,
    /// They see no further units.
    #[arg(long, group = "change", conflicts_with = "units")]
    pub sees_no_further_unit: bool,
}

/// A new user.
#[derive(Debug, Args)]
pub struct AddUserOptions {
    /// What they type to sign in.
    pub login: String,
    /// Name as shown.
    #[arg(long)]
    pub name: String,
    /// Code of their unit.
    #[arg(long)]
    pub unit: String,
    #[arg(long = "role", required = true, help = roles("Role"))]
    pub roles: Vec<String>,
    /// Further units whose cases they see; may be given more than once.
    #[arg(long = "sees-unit")]
    pub units: Vec<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_help_on_users_names_every_role_that_holds_a_right() {
        let roles = house::roles();
        assert!(roles.contains("quality-owner") && roles.contains("identity-clerk"), "{roles:?}");
        for command in ["add", "change"] {
            let mut cli = Cli::command();
            let user = cli.find_subcommand_mut("user").unwrap();
            let command = user.find_subcommand_mut(command).unwrap();
            let help: String = command.render_long_help().to_string();
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            for role in &roles {
                assert!(help.contains(role), "{role}: {help}");
            }
        }
    }
}
