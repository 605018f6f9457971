//! Telling people by mail that something waits for them: by SMTP to the relay of the settings, one short text
//! that never says what it is.
//!
//! A mail cannot be part of a commit. A job sends it first and records it then; a process that dies in between
//! sends it again under the same message id, by which mail programs show it once.

use std::sync::OnceLock;

use kernel::{Fault, Kernel};
use outside::smtp::{self, Ended, Mail};
use web::{Arg, Lang, Texts};

use crate::hold::{self, ActKind, Standing};
use crate::ids::PersonId;
use crate::state::{KnownPerson, Person};

pub use outside::smtp::Relay;

static RELAY: OnceLock<Relay> = OnceLock::new();

/// Says, when a process starts, which relay takes our mail; without one nobody is told by mail. Said twice,
/// the first word counts.
pub fn use_relay(relay: Relay) {
    // The first word counts.
    let _ = RELAY.set(relay);
}

/// What a mail says. Whoever reads along learns nothing of a person or of what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// By this it is the same when it is sent twice, such as `decision-` and an id.
    pub id: String,
    /// What it is about, in a line.
    pub subject: String,
    /// What it says.
    pub body: String,
}

impl Notice {
    /// The text of a key (body, with the subject as its attribute) in the language of its reader; in all
    /// that are offered, one after the other, when nobody knows theirs.
    #[must_use]
    pub fn of(
        id: String,
        (texts, key): (&Texts, &str),
        args: &[(&'static str, Arg)],
        lang: Option<Lang>,
    ) -> Notice {
        let langs = lang.map_or_else(|| Lang::OFFERED.to_vec(), |lang| vec![lang]);
        let said = |key: &str, between: &str| {
            let all: Vec<String> = langs.iter().map(|lang| texts.get(*lang, key, args)).collect();
            all.join(between)
        };
        let (subject, body) = (said(&format!("{key}.subject"), " / "), said(key, "\r\n\r\n"));
        Notice { id, subject, body }
    }
}

/// What came of telling somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Nobody was written to: there is no relay or no address, or writing to them is stopped.
    Nobody,
    /// The relay has it.
    Sent {
        /// Where to.
        to: String,
    },
    /// No relay will ever take it.
    Unreachable {
        /// Where to.
        to: String,
        /// In the words of the relay.
        reason: String,
    },
}

/// Tells a person something by mail, in the words for the language they are served in.
///
/// # Errors
/// A fault when the relay or the database is away: the job is tried again.
pub async fn tell(
    kernel: &Kernel,
    person: PersonId,
    words: impl FnOnce(Option<Lang>) -> Notice,
) -> Result<Told, Fault> {
    let at = kernel.now();
    let (record, _) = kernel.peek::<Person>(person).await?;
    let to = record.known().and_then(|known| known.email_on(at.date()));
    let (Some(relay), Some(to)) = (RELAY.get(), to) else { return Ok(Told::Nobody) };
    if hold::peek(kernel, person, ActKind::Letter).await? == Standing::Stopped {
        return Ok(Told::Nobody);
    }
    let Notice { id, subject, body } = words(record.known().and_then(language));
    let host = relay.from.rsplit('@').next().unwrap_or(&relay.host);
    let mail = Mail {
        to: to.to_owned(),
        message_id: format!("{id}@{host}"),
        subject,
        body,
        // A day of the calendar always has such a form.
        date: jiff::fmt::rfc2822::to_string(&at.in_helsinki()).unwrap_or_default(),
    };
    let to = mail.to.clone();
    Ok(match smtp::send(relay, &mail).await.map_err(Fault::unavailable)? {
        Ended::Sent => Told::Sent { to },
        Ended::Unreachable(reason) => Told::Unreachable { to, reason },
    })
}

/// The language somebody is served in, when it is one of ours.
fn language(person: &KnownPerson) -> Option<Lang> {
    Lang::from_code(person.languages.as_ref()?.contact.code(), false)
}

#[cfg(test)]
mod tests {
    use web::{AsArg as _, TextFiles};

    use super::*;

    #[test]
    fn whoever_is_served_in_no_language_we_know_reads_all_of_ours() {
        let files = TextFiles {
            system: "t",
            fi: "told = Viesti { $n }\n    .subject = Asia { $n }\n",
            sv: "told = Meddelande { $n }\n    .subject = Ärende { $n }\n",
            en: "told = Message { $n }\n    .subject = Matter { $n }\n",
        };
        let texts = Texts::load(&[files]).ok().unwrap();
        let args = [("n", "7".as_arg())];
        let of = |lang| Notice::of("x".to_owned(), (&texts, "told"), &args, lang);
        let one = of(Some(Lang::Sv));
        assert_eq!((one.subject.as_str(), one.body.as_str()), ("Ärende 7", "Meddelande 7"));
        let all = of(None);
        assert_eq!(all.subject, "Asia 7 / Ärende 7 / Matter 7");
        assert_eq!(all.body, "Viesti 7\r\n\r\nMeddelande 7\r\n\r\nMessage 7");
    }
}
