//! A decision of three pages as PDF/A-2a and PDF/UA-1, one after another, each of another person; beside it the same
//! words through WeasyPrint, which sets pages for many authorities.

mod peer;

use std::time::Instant;

use ::paper::{Block, Entry, Language, Letter, Paper, Section, Sender, Signature, Table, Text};
use anyhow::{Context as _, Result, ensure};
use rustix::time::{ClockId, clock_gettime};

use crate::{Line, Target, median, quantile};

/// Decisions before the measurement: the first ones fill the typesetter's memory.
const WARM: u32 = 50;
/// Decisions of a round.
const DECISIONS: u32 = 200;
/// Rounds; the middle one counts.
const ROUNDS: usize = 5;

/// How many decisions we have to make while WeasyPrint makes one.
const PEERS: f64 = 10.0;

/// Makes decisions on one thread.
pub fn run() -> Result<Vec<Line>> {
    let peer = peer::Weasyprint::given()?;
    let (start, first) = (Instant::now(), Paper::new()?);
    let pdf = first.letter(&decision(0)?)?;
    let cold = start.elapsed().as_secs_f64();
    ensure!(pdf.pages == 3, "the decision has {} pages", pdf.pages);
    for number in 1..WARM {
        first.letter(&decision(number)?)?;
    }
    // The kernel of Linux forgets the highest mark so far.
    std::fs::write("/proc/self/clear_refs", "5").context("resetting the peak of memory")?;
    let (mut cpu, mut peers) = (Vec::new(), Vec::new());
    let (mut rates, mut waits) = (Vec::new(), Vec::new());
    for round in 0..u32::try_from(ROUNDS)? {
        let (begun, before) = (Instant::now(), processor());
        for number in 0..DECISIONS {
            let letter = decision(WARM + round * DECISIONS + number)?;
            let one = Instant::now();
            first.letter(&letter)?;
            waits.push(one.elapsed().as_secs_f64() * 1000.0);
        }
        cpu.push((processor() - before) * 1000.0 / f64::from(DECISIONS));
        rates.push(f64::from(DECISIONS) / begun.elapsed().as_secs_f64());
        peers.push(peer.milliseconds(round)?);
    }
    waits.sort_by(f64::total_cmp);
    let size = f64::from(u32::try_from(pdf.bytes.len())?) / 1024.0;
    let (cpu, peer) = (median(&mut cpu), median(&mut peers));
    let name = "Decision of 3 pages, PDF/A-2a and PDF/UA-1, processor";
    Ok(vec![
        Line::new(name, cpu, "ms"),
        Line::new("... for each second of the processor", 1000.0 / cpu, "")
            .against(1000.0 / peer)
            .target(Target::OfPeer(PEERS)),
        Line::new("... on one thread", median(&mut rates), "/s").target(Target::AtLeast(60.0)),
        Line::new("... wait, p50", quantile(&waits, 50), "ms"),
        Line::new("... wait, p99", quantile(&waits, 99), "ms"),
        Line::new("... fonts, templates and the first one", cold * 1000.0, "ms"),
        Line::new("... its size", size, "KB"),
        Line::new("... memory of the program at most", peak()?, "MB"),
    ])
}

/// Seconds of the processor that all threads of this program have had: pages are set on several.
fn processor() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let part = |count| u32::try_from(count).map_or(f64::NAN, f64::from);
    part(time.tv_sec) + part(time.tv_nsec) / 1e9
}

/// The most memory since the mark was reset, in megabytes.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("VmHWM")?;
    Ok(kilobytes.parse::<f64>()? / 1024.0)
}

/// A decision in which nothing but the template is the same as in the one before.
fn decision(number: u32) -> Result<Letter> {
    let name = format!("Hakija{number} Esimerkki");
    let mut sections = vec![
        Section::new(
            "Päätös",
            vec![
                Block::paragraph(Text::from("Oleskelulupa myönnetään: ").name(name.as_str())),
                Block::Entries { entries: vec![Entry::new("Luvan laji", "Jatkuva (A)")] },
            ],
        ),
        Section::new("Toimeentulo", vec![Block::Table(income(number))]),
    ];
    sections.extend((1..=2).map(|part| condition(&name, number, part)));
    Ok(Letter {
        language: Language::of("fi")?,
        kind: "Päätös".into(),
        title: "Myönteinen oleskelulupapäätös".into(),
        sender: Sender { name: "Viranomainen".into(), lines: vec!["PL 1, 00001 Helsinki".into()] },
        receiver: vec![name.clone(), format!("Esimerkkikatu {number}"), "00530 Helsinki".into()],
        case_number: format!("PER-2026-{number:06}"),
        date: jiff::civil::date(2026, 11, 26),
        references: vec![Entry::new("Asiakasnumero", format!("{}", 10_000_000 + number))],
        mark: None,
        summary: vec![
            Block::paragraph("Saat jatkuvan oleskeluluvan."),
            Block::list(["Kortti tulee postissa.", "Voit valittaa päätöksestä."]),
        ],
        sections,
        signatures: vec![Signature {
            name: "Elina Virtanen".into(),
            role: "Ylitarkastaja".into(),
            note: None,
        }],
        attachments: vec!["Valitusosoitus".into()],
        appeal: Some(Section::new(
            "Valitusosoitus",
            vec![reasons(&name, number, 900), reasons(&name, number, 901)],
        )),
    })
}

/// A paragraph of reasons that stands in no other decision.
fn reasons(name: &str, number: u32, part: u32) -> Block {
    let sentence = format!(
        "Hakija {name} on esittänyt selvityksen {part}/{number}, joka osoittaa edellytyksen täyttyvän. "
    );
    Block::paragraph(sentence.repeat(5))
}

fn condition(name: &str, number: u32, part: u32) -> Section {
    let reasons = |part: u32| reasons(name, number, part);
    Section {
        sections: vec![Section::new("Arviointi", vec![reasons(part), reasons(part + 100)])],
        ..Section::new(format!("Edellytys {part}"), vec![reasons(part + 200)])
    }
}

fn income(number: u32) -> Table {
    let row = |row: u32| {
        let euros = (1000 + number + row).to_string();
        vec![format!("Palkka {row}").into(), "Tulorekisteri".into(), euros.into()]
    };
    Table {
        caption: "Tulot kuukaudessa".into(),
        header: vec!["Tulo".into(), "Lähde".into(), "Euroa".into()],
        rows: (0..6).map(row).collect(),
    }
}
