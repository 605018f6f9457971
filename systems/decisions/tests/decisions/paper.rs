//! Reads PDFs of the archive back.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::{FileId, Kernel};

/// Files written so far by this process.
static WRITTEN: AtomicUsize = AtomicUsize::new(0);

/// The bytes of a stored file.
pub async fn bytes(kernel: &Kernel, file: FileId) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) =
        kernel.file_chunk(file, i64::try_from(bytes.len() / kernel::CHUNK).unwrap()).await.unwrap()
    {
        let last = chunk.len() < kernel::CHUNK;
        bytes.extend(chunk);
        if last {
            break;
        }
    }
    bytes
}

/// The words as a program reads them, page by page.
pub fn words(pdf: &[u8]) -> Vec<String> {
    let name = format!("{}-{}.pdf", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, pdf).unwrap();
    let ran =
        Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&path).arg("-").output();
    let ran = ran.unwrap_or_else(|why| {
        panic!("pdftotext: {why}; `cargo xtask test --only install` brings it")
    });
    std::fs::remove_file(&path).unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said = String::from_utf8(ran.stdout).unwrap();
    said.trim_end_matches('\u{c}').split('\u{c}').map(evened).collect()
}

fn evened(page: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let lines = page.lines().map(|line| {
        let line: String = line.chars().filter(|c| !hidden(*c)).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
