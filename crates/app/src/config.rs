//! The configuration: one struct, read once from a file and the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use outside::openid::{Provider, Settings};
use registers::{Manners, Registers};
use serde::Deserialize;

/// Where the file is looked for when none is named.
const FILE: &str = "uma.toml";
/// What settings in the environment begin with.
const PREFIX: &str = "UMA_";
/// The role of whoever comes from outside and was proved to be who they are.
const OUTSIDE: &str = "applicant";

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
    /// Where people reach the server, such as `https://uma.example`: where others send them back to, and what letters
    /// name.
    pub address: Option<String>,
    /// Who proves who people are that come from outside; without one they have no way in.
    pub sign_in: Option<SignIn>,
    /// Whoever takes payments of fees; without one applications are sent without.
    pub payments: Option<Payments>,
    /// Where is asked for whom somebody may act; without it no employer gives their part.
    pub employers: Option<Employers>,
    /// Whoever makes residence permit cards; without them none is ordered, and its case says so.
    pub cards: Option<Cards>,
    /// The relay that takes our mail; without one nobody is told anything by mail.
    pub mail: Option<Mail>,
}

/// An OpenID provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Its name and address, as it says them itself; the rest about it is read there.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there, when it gave us one.
    pub secret: Option<String>,
    /// The agency's own gate to it, by plain HTTP; needed when the issuer is an https address.
    pub gate: Option<String>,
    /// Levels of assurance that are good enough, such as `http://eidas.europa.eu/LoA/substantial`; any is
    /// when none is named.
    #[serde(default)]
    pub levels: Vec<String>,
}

/// Whoever takes payments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    /// The agency's own gate to them, by plain HTTP.
    pub address: String,
    /// With what they sign their messages, in hexadecimal digits.
    pub secret: String,
}

/// The registers that say for whom somebody may act.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employers {
    /// Address of the register of mandates.
    pub mandates: String,
    /// Address of the trade register.
    pub trade: String,
}

/// Whoever makes residence permit cards.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cards {
    /// The agency's own gate to them, by plain HTTP.
    pub address: String,
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

    /// The provider as the sign-in page knows it; `here` is where people reach us.
    pub fn strong(&self, here: &str) -> anyhow::Result<Option<web::StrongSignIn>> {
        let Some(sign_in) = self.sign_in.clone() else { return Ok(None) };
        let SignIn { issuer, client, secret, gate, levels } = sign_in;
        let back = format!("{here}/sign-in/return");
        let settings = Settings { issuer, client, secret, back, gate, levels };
        let provider = Provider::new(settings);
        let provider =
            provider.map_err(|e| anyhow::anyhow!("in [sign_in] of the configuration: {e}"))?;
        Ok(Some(web::StrongSignIn { provider, role: OUTSIDE }))
    }

    /// Whom permits ask outside; `here` is where people reach us.
    pub fn outside(&self, here: &str) -> anyhow::Result<permits::Lines> {
        let mut lines = permits::Lines::default();
        if let Some(Payments { address, secret }) = &self.payments {
            let payments = permits::Payments::new(address, secret, here);
            let payments =
                payments.map_err(|e| anyhow::anyhow!("in [payments] of the configuration: {e}"))?;
            lines.payments = Some(payments);
        }
        if let Some(Employers { mandates, trade }) = &self.employers {
            let employers = permits::Employers::new(mandates, trade, here);
            lines.employers = employers
                .map_err(|e| anyhow::anyhow!("in [employers] of the configuration: {e}"))?;
        }
        Ok(lines)
    }

    /// Whoever makes residence permit cards.
    pub fn maker(&self) -> anyhow::Result<cards::Maker> {
        let Some(Cards { address }) = &self.cards else { return Ok(cards::Maker::none()) };
        let maker = cards::Maker::at(address);
        maker.map_err(|e| anyhow::anyhow!("in [cards] of the configuration: {e}"))
    }

    /// Where people reach us, when it is needed.
    pub fn here(&self) -> anyhow::Result<String> {
        match &self.address {
            Some(address) => Ok(address.trim_end_matches('/').to_owned()),
            None if self.sign_in.is_some()
                || self.payments.is_some()
                || self.employers.is_some() =>
            {
                bail!(
                    "`address` in the configuration says where people reach the server: who signs in \
                     or pays elsewhere is sent back there, and employers are told to come there"
                )
            }
            None => Ok(String::new()),
        }
    }

    /// The relay that takes all mail.
    pub fn relay(&self) -> Option<casefile::mail::Relay> {
        let Mail { host, port, from } = self.mail.clone()?;
        Some(casefile::mail::Relay { host, port, from })
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
    fn cards_have_a_maker_or_none() {
        let maker = |text: &str| toml::from_str::<Config>(text).unwrap().maker();
        assert!(!maker("").unwrap().is_connected());
        assert!(maker("[cards]\naddress = \"http://gate/cards\"").unwrap().is_connected());
        let error = maker("[cards]\naddress = \"gate\"").unwrap_err();
        assert!(format!("{error:#}").contains("[cards]"));
    }

    #[test]
    fn mail_has_a_relay_or_none() {
        assert_eq!(read(&[]).unwrap().relay(), None);
        let file = tempfile("[mail]\nhost = \"127.0.0.1\"\nfrom = \"noreply@example.org\"\n");
        let config = Config::read(Some(&file), std::iter::empty()).unwrap();
        assert_eq!(config.relay().map(|relay| relay.port), Some(25));
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn whoever_signs_in_elsewhere_has_a_place_to_come_back_to() {
        let file = |text: &str| toml::from_str::<Config>(text).unwrap();
        assert!(file("").strong("").unwrap().is_none());
        let sign_in = "[sign_in]\nissuer = \"http://id.example\"\nclient = \"uma\"\n";
        assert!(format!("{:#}", file(sign_in).here().unwrap_err()).contains("`address`"));
        let config = file(&format!("address = \"https://uma.example/\"\n{sign_in}"));
        assert_eq!(config.here().unwrap(), "https://uma.example");
        let strong = config.strong("https://uma.example").unwrap().unwrap();
        assert_eq!((strong.provider.issuer(), strong.role), ("http://id.example", "applicant"));
        let secret = "ab".repeat(16);
        let pay = format!("[payments]\naddress = \"http://pay.example\"\nsecret = \"{secret}\"\n");
        assert!(file(&pay).here().is_err() && file(&pay).outside("").unwrap().payments.is_some());
        let employs = "[employers]\nmandates = \"http://gate\"\ntrade = \"http://gate\"\n";
        assert!(format!("{:#}", file(employs).here().unwrap_err()).contains("`address`"));
        let short = file("[payments]\naddress = \"http://pay.example\"\nsecret = \"ab\"\n");
        assert!(format!("{:#}", short.outside("").unwrap_err()).contains("[payments]"));
        let far = file("[sign_in]\nissuer = \"https://id.example\"\nclient = \"uma\"\n");
        let error = format!("{:#}", far.strong("https://uma.example").unwrap_err());
        assert!(error.contains("[sign_in]") && error.contains("gate"), "{error}");
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
