//! Opening the stores: the database, the keys, and the kernel on both.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Db, FileKeyRing, Kernel, KeyStore, SystemClock, SystemIds};
use web::System;

use crate::config::Config;
use crate::house;

const DATABASE: &str = "uma.db";
const KEYS: &str = "keys.db";
const RING: &str = "keyring";

/// For what the stores are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To serve and write; on SQLite this process owns the files.
    Own,
    /// To look, also beside a server.
    Look,
}

/// Opens the stores; for owning them, their tables are brought to shape.
pub async fn open(
    config: &Config,
    purpose: Purpose,
    systems: &mut [System],
) -> anyhow::Result<Kernel> {
    let (db, keys_db) = databases(config, purpose)?;
    let ring = Arc::new(FileKeyRing::open(&config.data.join(RING))?);
    let clock = Arc::new(SystemClock);
    let ids = Arc::new(SystemIds(clock.clone()));
    let keys = match purpose {
        Purpose::Own => {
            kernel::check_collation(&db).await?;
            let now = kernel::Clock::now(&*clock);
            let migrations = web::migrations(systems);
            for name in kernel::migrate(&db, &migrations, now).await? {
                tracing::info!(name, "tables changed");
            }
            KeyStore::open(keys_db, ring, now).await?
        }
        Purpose::Look => KeyStore::attach(keys_db, ring),
    };
    Ok(Kernel::new(db, keys, clock, ids, web::registry(systems)))
}

fn databases(config: &Config, purpose: Purpose) -> anyhow::Result<(Db, Db)> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("the folder {} cannot be made", config.data.display()))?;
    if let (Some(main), Some(keys)) = (&config.database, &config.keys_database) {
        let small = config.connections_max.min(4);
        return Ok((Db::postgres(main, config.connections_max)?, Db::postgres(keys, small)?));
    }
    let open = |name: &str| {
        let path = config.data.join(name);
        match purpose {
            Purpose::Own => Db::sqlite(&path),
            Purpose::Look => Db::sqlite_read_only(&path),
        }
    };
    Ok((open(DATABASE)?, open(KEYS)?))
}

/// Is there an embedded database in this folder already?
pub fn exists(data: &Path) -> bool {
    data.join(DATABASE).exists()
}

/// The command `uma migrate`.
#[expect(clippy::print_stdout, reason = "the command's answer")]
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    let kernel = open(config, Purpose::Own, &mut house::systems()).await?;
    println!("The tables on {} are in the shape this version needs.", kernel.db().engine().name());
    Ok(())
}
