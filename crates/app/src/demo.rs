//! The command `uma demo`: the house with made-up people, on this machine only.
#![expect(clippy::print_stdout, reason = "the command's answer")]

use casefile::personas::{self, Persona};
use casefile::population::{Official, Population};
use kernel::{Kernel, ListQuery, NotDone, UserId, Who};

use crate::cli::DemoOptions;
use crate::config::Config;
use crate::house;
use crate::serve;
use crate::stores::{self, Purpose};
use crate::verify::bar;

/// The population is the same on every machine.
const SEED: u64 = 20_261_123;

/// Makes the population when there is none, then serves it with personas to sign in as.
pub async fn run(options: DemoOptions) -> anyhow::Result<()> {
    serve::logs(false, "warn");
    let config = config(&options);
    let mut systems = house::systems();
    let kernel = stores::open(&config, Purpose::Own, &mut systems).await?;
    let people = personas::add(&kernel).await.map_err(not_done)?;
    populate(&kernel, options.cases, &people).await?;
    let face = web::Config {
        demo: true,
        mirror: options.mirror,
        search: Some(serve::SEARCH),
        personas: people
            .iter()
            .map(|(id, p)| web::Persona { user: *id, name: p.name.clone(), key: p.key() })
            .collect(),
        ..web::Config::default()
    };
    let ready = |address| {
        println!("UMA is at http://{address}");
        println!("Sign in there as one of:");
        for (_, persona) in &people {
            println!("  {:<20} {} ({})", persona.name, persona.role, persona.unit);
        }
        println!(
            "Everything is made up. Stop with Ctrl-C; delete {} to begin anew.",
            options.data.display()
        );
    };
    serve::serve(kernel, systems, face, &config, ready).await
}

fn config(options: &DemoOptions) -> Config {
    Config {
        data: options.data.clone(),
        listen: options.listen,
        database: options.database.clone(),
        keys_database: options.keys_database.clone(),
        connections_max: 32,
        json_logs: false,
        https: false,
    }
}

/// Loads the population into a house that has no cases yet.
async fn populate(kernel: &Kernel, cases: u32, people: &[(UserId, Persona)]) -> anyhow::Result<()> {
    let one = ListQuery { limit: 1, ..ListQuery::default() };
    let found = casefile::CASES.page(kernel, &Who::machine(), &one).await.map_err(not_done)?;
    if !found.rows.is_empty() {
        return Ok(());
    }
    let officials: Vec<Official> = people
        .iter()
        .filter(|(_, persona)| persona.handles_cases())
        .map(|(id, persona)| Official { id: *id, unit: persona.unit.clone() })
        .collect();
    let bar = bar("Making up people and cases");
    bar.set_length(u64::from(cases));
    for batch in Population::new(SEED, cases, kernel.now(), &officials)? {
        let batch = batch?;
        let by = Who { user: batch.by, ..Who::machine() };
        kernel.load_streams(&by, "population.load", batch.streams).await?;
        bar.inc(u64::from(batch.cases));
    }
    bar.finish_and_clear();
    Ok(())
}

fn not_done(not_done: NotDone) -> anyhow::Error {
    match not_done {
        NotDone::Fault(fault) => fault.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}
