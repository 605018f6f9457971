//! The configuration: one struct, read once from a file and the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use registers::{Manners, Registers};
use serde::Deserialize;

/// Where the file is looked for when none is named.
const FILE: &str = "uma.toml";
/// What settings in the environment begin with.
const PREFIX: &str = "UMA_";

/// All settings of a server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder of the embedded database, the key ring and the control socket.
    #[serde(default = "data")]
    pub data: PathBuf,
    /// Address to listen at.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// PostgreSQL connection string; without it the database is a file in the data folder.
    pub database: Option<String>,
    /// PostgreSQL connection string for the keys: another database, with backups that expire first.
    pub keys_database: Option<String>,
    /// Connections to PostgreSQL at most.
    #[serde(default = "connections_max")]
    pub connections_max: usize,
    /// Logs as JSON, for a collector; otherwise for eyes.
    #[serde(default)]
    pub json_logs: bool,
    /// People reach the server by https, through a proxy that speaks it: cookies are guarded so.
    #[serde(default)]
    pub https: bool,
    /// Keys whose signatures on implementation decisions count here.
    #[serde(default)]
    pub approval_keys: Vec<ApprovalKey>,
    /// Addresses of the registers' services, each by its name.
    #[serde(default)]
    pub registers: BTreeMap<String, String>,
    /// The relay that takes our mail; without one nobody is told of a decision by mail.
    pub mail: Option<Mail>,
}

/// The relay that takes our mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name or address, on this machine or in the agency's own network.
    pub host: String,
    /// Its port.
    #[serde(default = "mail_port")]
    pub port: u16,
    /// The address we write from.
    pub from: String,
}

const fn mail_port() -> u16 {
    25
}

/// A key that signs implementation decisions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalKey {
    /// The Ed25519 public key, 32 bytes as base64.
    pub key: String,
    /// Whose it is: name and office.
    pub holder: String,
}

impl Config {
    /// The keys as automation knows them.
    pub fn trusted_keys(&self) -> Vec<automation::TrustedKey> {
        let trusted = self.approval_keys.iter().map(|ApprovalKey { key, holder }| {
            automation::TrustedKey { key: key.clone(), holder: holder.clone() }
        });
        trusted.collect()
    }

    /// The lines to the registers.
    pub fn lines(&self) -> anyhow::Result<Registers> {
        let manners = Manners::shipped()?;
        let lines = Registers::new(manners, &self.registers);
        lines.map_err(|e| anyhow::anyhow!("in [registers] of the configuration: {e}"))
    }

    /// The relay as decisions know it.
    pub fn relay(&self) -> Option<decisions::mail::Relay> {
        let Mail { host, port, from } = self.mail.clone()?;
        Some(decisions::mail::Relay { host, port, from })
    }
}

fn data() -> PathBuf {
    "uma-data".into()
}

fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

const fn connections_max() -> usize {
    32
}

impl Config {
    /// Reads the file (when named, or when there is one) and lays the environment over it.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Config> {
        let path = file.unwrap_or(Path::new(FILE));
        let mut table = if file.is_some() || path.exists() {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
            text.parse::<toml::Table>().with_context(|| format!("in {}", path.display()))?
        } else {
            toml::Table::new()
        };
        for (name, value) in environment {
            if let Some(key) = name.strip_prefix(PREFIX)
                && key != "CONFIG"
                && !key.starts_with("TEST_")
            {
                table.insert(key.to_lowercase(), typed(value));
            }
        }
        let config: Config = table.try_into().context("in the configuration")?;
        if config.database.is_some() != config.keys_database.is_some() {
            bail!(
                "`database` and `keys_database` go together: keys live in a database of their own"
            );
        }
        Ok(config)
    }
}

/// A setting from the environment: a number or yes/no where it reads as one, else text.
fn typed(value: String) -> toml::Value {
    match value.as_str() {
        "true" => toml::Value::Boolean(true),
        "false" => toml::Value::Boolean(false),
        text => text.parse().map_or_else(|_| toml::Value::String(value), toml::Value::Integer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> anyhow::Result<Config> {
        Config::read(None, env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_lies_over_the_defaults() {
        let config =
            read(&[("UMA_CONNECTIONS_MAX", "8"), ("UMA_JSON_LOGS", "true"), ("HOME", "/x")])
                .unwrap();
        assert_eq!((config.connections_max, config.json_logs), (8, true));
        assert_eq!(config.listen, listen());
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let error = format!("{:#}", read(&[("UMA_LISTNE", "127.0.0.1:1")]).unwrap_err());
        assert!(error.contains("listne") && error.contains("listen"), "{error}");
    }

    #[test]
    fn registers_have_addresses_by_the_name_of_their_service() {
        let read = |text: &str| toml::from_str::<Config>(text).unwrap().lines();
        let lines = read("[registers]\nincome = \"http://gate:8080/r1\"").unwrap();
        assert!(lines.is_connected(registers::Register::Income));
        assert!(!lines.is_connected(registers::Register::Study));
        let error = format!("{:#}", read("[registers]\nincomes = \"http://gate\"").unwrap_err());
        assert!(error.contains("incomes") && error.contains("[registers]"), "{error}");
    }

    #[test]
    fn mail_has_a_relay_or_none() {
        assert_eq!(read(&[]).unwrap().relay(), None);
        let file = tempfile("[mail]\nhost = \"127.0.0.1\"\nfrom = \"noreply@example.org\"\n");
        let config = Config::read(Some(&file), std::iter::empty()).unwrap();
        assert_eq!(config.relay().map(|relay| relay.port), Some(25));
        std::fs::remove_file(file).unwrap();
    }

    fn tempfile(text: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("uma-mail-{}.toml", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn keys_never_share_the_database() {
        assert!(read(&[("UMA_DATABASE", "host=x")]).is_err());
    }
}
