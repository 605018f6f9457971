//! Mail: taken as a relay takes it (RFC 5321), sent on to nobody, and shown on a page instead.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::Simulator;

/// Messages that are kept; older ones are forgotten.
const MESSAGES_MAX: usize = 200;
/// Bytes of one conversation: a notice has some thousand.
const BYTES_MAX: u64 = 1024 * 1024;
/// How long a conversation may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came, the newest first.
#[derive(Debug, Default)]
pub(crate) struct Mailbox(Mutex<VecDeque<Message>>);

/// A message as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    to: String,
    from: String,
    subject: String,
    paragraphs: Vec<String>,
}

impl Mailbox {
    fn put(&self, message: Message) {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(message);
        messages.truncate(MESSAGES_MAX);
    }

    fn all(&self) -> Vec<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// Takes mail for as long as the process lives.
pub async fn take_mail(listener: TcpListener, simulator: Simulator) {
    loop {
        let Ok((line, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let simulator = simulator.clone();
        // How a conversation ends is the other side's affair.
        tokio::spawn(async move { drop(timeout(PATIENCE, converse(line, &simulator)).await) });
    }
}

async fn converse(line: TcpStream, simulator: &Simulator) -> std::io::Result<()> {
    let (read, mut write) = line.into_split();
    let mut lines = BufReader::new(read.take(BYTES_MAX)).lines();
    write.write_all(b"220 simulator ESMTP\r\n").await?;
    while let Some(said) = lines.next_line().await? {
        let answer: &[u8] = match said.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" | "HELO" => b"250 simulator\r\n",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 ok\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
                if let Some(message) = read_message(&text) {
                    simulator.mailbox().put(message);
                }
                b"250 taken\r\n"
            }
            "QUIT" => return write.write_all(b"221 bye\r\n").await,
            _ => b"500 what?\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

fn read_message(text: &str) -> Option<Message> {
    let message = MessageParser::default().parse(text)?;
    let address = |of: Option<&mail_parser::Address<'_>>| {
        let first = of.and_then(|address| address.first()).and_then(|one| one.address());
        first.unwrap_or_default().to_owned()
    };
    let body = message.body_text(0).unwrap_or_default();
    let paragraphs = body.replace("\r\n", "\n");
    Some(Message {
        to: address(message.to()),
        from: address(message.from()),
        subject: message.subject().unwrap_or_default().to_owned(),
        paragraphs: paragraphs.split("\n\n").map(|text| text.trim().to_owned()).collect(),
    })
}

#[derive(Template)]
#[template(path = "pages/mail.html")]
struct Mail {
    messages: Vec<Message>,
}

pub(crate) async fn show(State(simulator): State<Simulator>) -> Response {
    match (Mail { messages: simulator.mailbox().all() }).render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_its_reader_sees_it() {
        let text = "From: <noreply@uma.example>\r\nTo: <amina@example.com>\r\n\
                    Subject: =?utf-8?B?UMOkw6R0w7Zz?=\r\nMIME-Version: 1.0\r\n\
                    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
                    SHl2w6QgQW1pbmEKClDDpMOkdMO2cyBvbiBhbm5ldHR1Lg==\r\n";
        let message = read_message(text).unwrap();
        assert_eq!(
            (message.to.as_str(), message.subject.as_str()),
            ("amina@example.com", "Päätös")
        );
        assert_eq!(message.from, "noreply@uma.example");
        assert_eq!(message.paragraphs, ["Hyvä Amina", "Päätös on annettu."]);
    }

    #[test]
    fn no_more_are_kept_than_a_page_shows() {
        let mailbox = Mailbox::default();
        let message = |n: usize| Message {
            to: n.to_string(),
            from: String::new(),
            subject: String::new(),
            paragraphs: Vec::new(),
        };
        (0..=MESSAGES_MAX).for_each(|n| mailbox.put(message(n)));
        let all = mailbox.all();
        assert_eq!((all.len(), all[0].to.as_str()), (MESSAGES_MAX, "200"));
    }
}
