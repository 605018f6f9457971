//! The command `uma check`: what is configured, and whether it can be reached.
#![expect(clippy::print_stdout, reason = "the command's answer")]

use std::process::ExitCode;

use crate::config::Config;
use crate::house;
use crate::stores::{self, Purpose};

/// Prints every setting with secrets hidden, then tries the stores.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    println!("data             {}", config.data.display());
    println!("listen           {}", config.listen);
    println!("database         {}", shown(config.database.as_deref()));
    println!("keys_database    {}", shown(config.keys_database.as_deref()));
    println!("connections_max  {}", config.connections_max);
    println!("json_logs        {}", config.json_logs);
    println!("https            {}", config.https);
    for (service, address) in config.lines()?.addresses() {
        println!("registers        {service} at {address}");
    }
    let made_at = config.cards.as_ref().map_or("none", |cards| cards.address.as_str());
    config.maker()?;
    println!("cards            {made_at}");
    let relay = config.relay();
    let relay = relay.map_or_else(|| "none".into(), |r| format!("{}:{}", r.host, r.port));
    println!("mail             {relay}");
    let systems = house::systems();
    let names: Vec<&str> = systems.iter().map(|s| s.name).collect();
    println!("systems          {}", names.join(" "));
    match reach(config).await {
        Ok(()) => {
            println!("The stores can be reached and read.");
            Ok(ExitCode::SUCCESS)
        }
        Err(e) => {
            println!("Not ready: {e:#}");
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn reach(config: &Config) -> anyhow::Result<()> {
    if config.database.is_none() && !stores::exists(&config.data) {
        anyhow::bail!(
            "there is no database in {} yet; `uma migrate` makes one",
            config.data.display()
        );
    }
    let kernel = stores::open(config, Purpose::Look, &mut house::systems()).await?;
    kernel::check_collation(kernel.db()).await?;
    kernel.oldest_outbox().await?;
    Ok(())
}

/// A connection string without its password.
fn shown(url: Option<&str>) -> String {
    let Some(url) = url else { return "embedded, in the data folder".into() };
    let words = url.split_whitespace().map(|word| match word.split_once("password=") {
        Some((before, _)) => format!("{before}password=***"),
        None => match (word.split_once("://"), word.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
            _ => word.to_owned(),
        },
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn passwords_are_never_printed() {
        for url in ["host=a user=u password=geheim dbname=x", "postgres://u:geheim@a/x"] {
            assert!(!shown(Some(url)).contains("geheim"));
        }
    }
}
