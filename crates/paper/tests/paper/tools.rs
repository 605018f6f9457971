//! Programs of others that check and read PDFs. `cargo xtask test --only install` brings them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files written so far by this process.
static WRITTEN: AtomicUsize = AtomicUsize::new(0);

/// Runs a program on a PDF; what it says, in lines.
fn run(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let name = format!("{}-{}.pdf", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, pdf).unwrap();
    let ran = Command::new(program).args(before).arg(&path).args(after).output();
    let ran = ran.unwrap_or_else(|why| {
        panic!("{program}: {why}; `cargo xtask test --only install` brings it")
    });
    std::fs::remove_file(&path).unwrap();
    assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// Is the file whole, and does it keep to the syntax?
pub fn check(pdf: &[u8]) {
    let said = run("qpdf", &["--check"], pdf, &[]);
    assert!(said.contains("No syntax or stream encoding errors"), "{said}");
}

/// The words as a program reads them, page by page, white space evened out and marks of direction
/// left out.
pub fn words(pdf: &[u8]) -> Vec<String> {
    let said = run("pdftotext", &["-raw", "-enc", "UTF-8"], pdf, &["-"]);
    let pages = said.trim_end_matches('\u{c}').split('\u{c}');
    pages.map(evened).collect()
}

fn evened(page: &str) -> String {
    let shown = |letter: &char| !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let lines = page.lines().map(|line| {
        let line: String = line.chars().filter(shown).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
