//! The command `uma demo`: the house with made-up people, on this machine only.
#![expect(clippy::print_stdout, reason = "the command's answer")]

mod applying;
mod helped;
mod live;
mod permanent;
mod terms;
mod worker;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use anyhow::Context as _;
use casefile::personas::{self, Persona};
use casefile::population::{Batch, Official, Population};
use identity::{Devices, SimulatedDevice};
use kernel::{
    Clock as _, Kernel, ListQuery, Migration, NotDone, Portion, SealedLoad, SystemClock, UserId,
    Who,
};
use registers::{Manners, Registers};
use registers_simulator::Simulator;
use web::System;

use self::applying::World;

use crate::cli::DemoOptions;
use crate::config::{Cards, Config, Employers, Mail, Payments, SignIn};
use crate::house;
use crate::serve;
use crate::simulate::{self, Beside};
use crate::stores::{self, Purpose};
use crate::verify::bar;

/// The population is the same on every machine.
const SEED: u64 = simulate::SEED;

/// Makes the population when there is none, then serves it with personas to sign in as.
pub async fn run(options: DemoOptions) -> anyhow::Result<()> {
    serve::logs(false, "warn");
    let mut config = config(&options);
    // Others send people back to where we are, so that is known first.
    let listener = serve::listen(&config).await?;
    let here = format!("http://{}", listener.local_addr()?);
    decisions::use_address(&here);
    let Beside { address: registers, mail_port, simulator } =
        simulate::beside(SystemClock.now().date()).await?;
    let address = format!("http://{registers}");
    outside(&mut config, &address, simulator.payment_secret(), mail_port);
    let manners = Manners::shipped()?;
    let lines = Registers::all_at(manners, &address).map_err(anyhow::Error::msg)?;
    let devices = Devices::new(SimulatedDevice::default());
    let maker = config.maker()?;
    let mut systems = house::ordering_cards(&lines, &config.outside(&here)?, &devices, &maker);
    let kernel = stores::open(&config, Purpose::Own, &mut systems).await?;
    serve::use_relay(&config);
    if kernel.is_half_loaded().await? {
        anyhow::bail!(
            "the population in {} was cut off while it was being made; delete the folder{} and begin anew",
            options.data.display(),
            if options.database.is_some() { " and both databases" } else { "" }
        );
    }
    let people = personas::add(&kernel).await.map_err(not_done)?;
    automation::start(&kernel, true, &[]).await.map_err(not_done)?;
    populate(&kernel, &systems, &options, &people).await?;
    let face = web::Config {
        demo: true,
        mirror: options.mirror,
        search: Some(serve::SEARCH),
        personas: people
            .iter()
            .map(|(id, p)| web::Persona { user: *id, name: p.name.clone(), key: p.key() })
            .collect(),
        strong: config.strong(&here)?,
        ..web::Config::default()
    };
    let bank = address.parse().map_err(anyhow::Error::msg)?;
    let clerk = people.iter().find(|(_, persona)| persona.role == CLERK);
    let clerk = clerk.context("nobody of the demo proves identity")?.0;
    let called = |login| people.iter().find(|(_, p)| p.login == login).map(|(id, _)| *id);
    let helper = called(HELPER).zip(called(OFFICER));
    let world = World { kernel: kernel.clone(), bank, clerk };
    let coming = coming(world, helper, simulator, (options.cases, options.live));
    let ready = |address| {
        tokio::spawn(async move {
            tokio::select! {
                () = coming => {}
                () = serve::told_to_stop() => {}
            }
        });
        println!("UMA is at http://{address}");
        println!("Sign in there as one of:");
        for (_, persona) in &people {
            let unit = match persona.unit.as_str() {
                "" => String::new(),
                unit => format!(" ({unit})"),
            };
            println!("  {:<20} {}{unit}", persona.name, persona.role);
        }
        println!("The registers it asks are simulated at http://{registers}");
        println!("Its mail goes nowhere else than http://{registers}/mail");
        println!(
            "Everything is made up. Stop with Ctrl-C; delete {} to begin anew.",
            options.data.display()
        );
    };
    serve::serve(kernel, systems, face, (&config, listener), ready).await
}

/// The systems of the demo and the settings of its pages, with lines to nowhere: what it is, without starting it.
pub fn shape() -> anyhow::Result<(Vec<System>, web::Config)> {
    const NOWHERE: &str = "http://127.0.0.1:9";
    let mut config = Config::read(None, std::iter::empty())?;
    outside(&mut config, NOWHERE, "0".repeat(64), 9);
    let lines = config.outside(NOWHERE)?;
    let systems = house::reaching(&Registers::unconnected(), &lines, &Devices::none());
    let (search, strong) = (Some(serve::SEARCH), config.strong(NOWHERE)?);
    Ok((systems, web::Config { demo: true, search, strong, ..web::Config::default() }))
}

/// The role of whoever proves identity at a mission.
const CLERK: &str = "identity-clerk";

/// Who has applications at every stage from the start.
const HELPER: &str = "thanh";

/// Who grants what is granted by hand.
const OFFICER: &str = "aino";

/// Who comes while the demo runs: the worker and those who are helped once, where there are cases at all, and as many
/// more a minute as was asked for.
async fn coming(
    world: World,
    helper: Option<(UserId, UserId)>,
    simulator: Simulator,
    (cases, live): (u32, Option<NonZeroU32>),
) {
    let mut admitted = simulator.admitted();
    // Who was helped comes by nobody else.
    let student = admitted.pop();
    if cases > 0 {
        let works = async {
            let Some(employer) = simulator.employer() else { return };
            if let Err(why) = worker::arrives(&world, employer).await {
                tracing::warn!("the worker did not arrive: {why:#}");
            }
        };
        let helped = async {
            let Some((helper, officer)) = helper else { return };
            if let Err(why) = helped::arrive(&world, helper, student.as_ref()).await {
                tracing::warn!("those who are helped did not arrive: {why:#}");
            }
            if let Err(why) = permanent::arrives(&world, helper, officer).await {
                tracing::warn!("whoever holds a permanent permit did not arrive: {why:#}");
            }
        };
        tokio::join!(works, helped);
    }
    if let Some(a_minute) = live {
        live::arrive(world, (admitted, simulator.employer()), a_minute).await;
    }
}

/// The simulated world outside, where people sign in, pay and get mail.
fn outside(config: &mut Config, address: &str, secret: String, mail_port: u16) {
    config.sign_in = Some(SignIn {
        issuer: format!("{address}/identity"),
        client: "uma".to_owned(),
        secret: None,
        gate: None,
        levels: Vec::new(),
    });
    config.payments = Some(Payments { address: address.to_owned(), secret });
    config.cards = Some(Cards { address: address.to_owned() });
    let (mandates, trade) = (address.to_owned(), address.to_owned());
    config.employers = Some(Employers { mandates, trade });
    let (host, from) = ("127.0.0.1".to_owned(), "noreply@uma.example".to_owned());
    config.mail = Some(Mail { host, port: mail_port, from });
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
        approval_keys: Vec::new(),
        registers: BTreeMap::new(),
        address: None,
        sign_in: None,
        payments: None,
        employers: None,
        cards: None,
        mail: None,
    }
}

/// Cases in one commit: large enough that the disk is not what is waited for, and some tens of
/// megabytes of memory.
const COMMIT_CASES: u32 = 1000;
/// From so many cases on, indexes are made after the rows: before, it would take longer.
const LARGE: u32 = 20_000;

/// Loads the population into a house that has no cases yet.
async fn populate(
    kernel: &Kernel,
    systems: &[System],
    options: &DemoOptions,
    people: &[(UserId, Persona)],
) -> anyhow::Result<()> {
    let one = ListQuery { limit: 1, ..ListQuery::default() };
    let found = casefile::CASES.page(kernel, &Who::machine(), &one).await.map_err(not_done)?;
    if !found.rows.is_empty() || options.cases == 0 {
        return Ok(());
    }
    let migrations = web::migrations(systems);
    let begun: &[Migration] = if options.cases >= LARGE { &migrations } else { &[] };
    kernel.begin_load(begun).await?;
    let loaded = load(kernel, options.cases, people).await;
    loaded.with_context(|| {
        format!(
            "the population was not loaded to its end; look for free space, delete {} and begin anew",
            options.data.display()
        )
    })?;
    let bar = bar("Making indexes");
    let mut progress = |done, all| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    kernel.end_load(begun, &mut progress).await?;
    bar.finish_and_clear();
    Ok(())
}

/// Seals the next commit while the one before is being written.
async fn load(kernel: &Kernel, cases: u32, people: &[(UserId, Persona)]) -> anyhow::Result<()> {
    let officials: Vec<Official> = people
        .iter()
        .filter(|(_, persona)| persona.handles_cases())
        .map(|(id, persona)| Official { id: *id, unit: persona.unit.clone() })
        .collect();
    let bar = bar("Making up people and cases");
    bar.set_length(u64::from(cases));
    let mut population = Population::new(SEED, cases, kernel.now(), &officials)?;
    let mut sealed: Option<(SealedLoad, u32)> = None;
    loop {
        let (portions, next) = commit_of(&mut population)?;
        let write = async {
            if let Some((load, cases)) = sealed.take() {
                kernel.write_load(load).await?;
                bar.inc(u64::from(cases));
            }
            Ok::<_, anyhow::Error>(())
        };
        let seal = kernel.seal_load("population.load", portions);
        let (written, load) = tokio::join!(write, seal);
        written?;
        if next == 0 {
            bar.finish_and_clear();
            return Ok(());
        }
        sealed = Some((load?, next));
    }
}

/// Batches for one commit, and how many cases they are; none at the end.
fn commit_of(population: &mut Population) -> anyhow::Result<(Vec<Portion>, u32)> {
    let (mut portions, mut cases) = (Vec::new(), 0);
    while cases < COMMIT_CASES
        && let Some(batch) = population.next()
    {
        let Batch { by, cases: more, streams, files } = batch?;
        cases += more;
        portions.push(Portion { who: Who { user: by, ..Who::machine() }, streams, files });
    }
    Ok((portions, cases))
}

fn not_done(not_done: NotDone) -> anyhow::Error {
    match not_done {
        NotDone::Fault(fault) => fault.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}
