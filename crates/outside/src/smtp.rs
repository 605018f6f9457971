//! Just enough of SMTP (RFC 5321) to hand one short text to the agency's own relay, which does the rest:
//! queueing, TLS towards the world, signatures of the domain.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long the relay may take for everything: it stands beside us and queues by itself.
const PATIENCE: Duration = Duration::from_secs(20);
/// Lines of one answer at most: ours have a dozen.
const LINES_ITEMS_MAX: usize = 100;
/// Characters of base64 on a line (RFC 2045, section 6.8).
const LINE_CHARS_MAX: usize = 76;

/// The relay that takes our mail, and as whom we write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name or address: on this machine or in the agency's own network.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The address we write from.
    pub from: String,
}

/// A short text for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// By this, mail programs tell a message that comes twice.
    pub message_id: String,
    /// What it is about, in a line.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// When it was written, as RFC 5322 writes it.
    pub date: String,
}

/// How sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The relay has it.
    Sent,
    /// The relay will never take it, in its own words.
    Unreachable(String),
}

/// A relay is away, takes too long, or asks to come again, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent(pub String);

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsent {}

/// The relay is away.
fn away(why: impl fmt::Display) -> Unsent {
    Unsent(why.to_string())
}

/// Hands a mail to a relay.
///
/// # Errors
/// When the relay has not taken it yet: whoever sends tries again.
pub async fn send(relay: &Relay, mail: &Mail) -> Result<Ended, Unsent> {
    if ![&relay.from, &mail.to, &mail.message_id].into_iter().all(|text| is_plain(text)) {
        return Ok(Ended::Unreachable(mail.to.clone()));
    }
    timeout(PATIENCE, converse(relay, mail)).await.map_err(away)?
}

/// May it stand in a command as it is? Nothing in it may end the line or the address.
fn is_plain(address: &str) -> bool {
    !address.is_empty()
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}

async fn converse(relay: &Relay, mail: &Mail) -> Result<Ended, Unsent> {
    let stream = TcpStream::connect((relay.host.as_str(), relay.port)).await;
    let (read, write) = stream.map_err(away)?.into_split();
    let mut line = Line { read: BufReader::new(read), write };
    line.answer().await?;
    let name = relay.from.rsplit('@').next().unwrap_or_default();
    let steps = [
        format!("EHLO {name}"),
        format!("MAIL FROM:<{}>", relay.from),
        format!("RCPT TO:<{}>", mail.to),
        "DATA".to_owned(),
        format!("{}\r\n.", message(relay, mail)),
    ];
    for step in steps {
        let answer = line.say(&step).await?;
        match answer.as_bytes().first() {
            Some(b'2' | b'3') => {}
            Some(b'5') => {
                line.say("QUIT").await.ok();
                return Ok(Ended::Unreachable(answer));
            }
            _ => return Err(Unsent(answer)),
        }
    }
    // It is taken: how the relay says good-bye changes nothing.
    line.say("QUIT").await.ok();
    Ok(Ended::Sent)
}

/// A conversation with a relay.
struct Line {
    read: BufReader<tokio::net::tcp::OwnedReadHalf>,
    write: tokio::net::tcp::OwnedWriteHalf,
}

impl Line {
    async fn say(&mut self, words: &str) -> Result<String, Unsent> {
        let words = format!("{words}\r\n");
        self.write.write_all(words.as_bytes()).await.map_err(away)?;
        self.answer().await
    }

    /// The last line of an answer: those before it have a dash after their number.
    async fn answer(&mut self) -> Result<String, Unsent> {
        let mut text = String::new();
        for _ in 0..LINES_ITEMS_MAX {
            text.clear();
            let read = self.read.read_line(&mut text).await.map_err(away)?;
            if read == 0 {
                return Err(away("the relay hung up"));
            }
            if text.as_bytes().get(3) != Some(&b'-') {
                return Ok(text.trim_end().to_owned());
            }
        }
        Err(away("the relay talks without end"))
    }
}

/// The message as it goes over the line: its text as base64, in which no line begins with a dot.
fn message(relay: &Relay, mail: &Mail) -> String {
    let subject: Vec<String> = words_of(&mail.subject).iter().map(|word| encoded(word)).collect();
    let body = STANDARD.encode(mail.body.as_bytes());
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(LINE_CHARS_MAX)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    [
        format!("Date: {}", mail.date),
        format!("From: <{}>", relay.from),
        format!("To: <{}>", mail.to),
        format!("Message-ID: <{}>", mail.message_id),
        format!("Subject: {}", subject.join("\r\n ")),
        "Auto-Submitted: auto-generated".to_owned(),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Content-Transfer-Encoding: base64".to_owned(),
        String::new(),
        lines.join("\r\n"),
    ]
    .join("\r\n")
}

/// Pieces of a subject, each short enough for one encoded word (RFC 2047, section 2).
fn words_of(subject: &str) -> Vec<String> {
    /// 75 characters with the frame round it, four for each three bytes.
    const WORD_BYTES_MAX: usize = 42;
    let mut words = vec![String::new()];
    for letter in subject.chars() {
        if let Some(last) =
            words.last_mut().filter(|w| w.len() + letter.len_utf8() <= WORD_BYTES_MAX)
        {
            last.push(letter);
        } else {
            words.push(letter.to_string());
        }
    }
    words
}

fn encoded(word: &str) -> String {
    format!("=?utf-8?B?{}?=", STANDARD.encode(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, subject: &str) -> Mail {
        Mail {
            to: to.into(),
            message_id: "decision-1@uma.example".into(),
            subject: subject.into(),
            body: ".\r\nPäätös\r\n".repeat(20),
            date: "Mon, 2 Mar 2026 10:00:00 +0200".into(),
        }
    }

    fn relay() -> Relay {
        Relay { host: "127.0.0.1".into(), port: 25, from: "noreply@uma.example".into() }
    }

    #[test]
    fn a_message_has_short_lines_of_ascii_and_none_that_ends_it() {
        let subject = "Viranomaisen päätös asiassasi HEL-2026-000123, ".repeat(4);
        let message = message(&relay(), &mail("a@example.org", &subject));
        assert!(message.is_ascii());
        assert!(
            message.lines().all(|line| line.len() <= 78 && !line.starts_with('.')),
            "{message}"
        );
        let decoded: Vec<u8> = message
            .split("=?utf-8?B?")
            .skip(1)
            .flat_map(|word| STANDARD.decode(word.split('?').next().unwrap()).unwrap())
            .collect();
        assert_eq!(String::from_utf8(decoded).unwrap(), subject, "no letter is cut in two");
    }

    #[tokio::test]
    async fn an_address_that_would_be_a_command_goes_nowhere() {
        for bad in ["", "a@b\r\nRCPT TO:<c@d>", "a>b@example.org", "ä@example.org", "a b@c"] {
            let ended = send(&relay(), &mail(bad, "x")).await.unwrap();
            assert_eq!(ended, Ended::Unreachable(bad.to_owned()));
        }
    }
}
