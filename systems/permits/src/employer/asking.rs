//! For whom somebody may act, and whether there is such a company: asked while they wait.

use std::sync::Arc;

use kernel::Date;
use outside::openid::Proven;
use outside::{Address, Limits};
use serde::{Deserialize, Serialize};

/// How patiently is asked: somebody waits at a screen.
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 256 * 1024 };
/// The matter in which somebody has to act for the company.
const MATTER: &str = "employer-matters";
const OK: u16 = 200;

/// The registers of mandates and of companies, and where employers reach us; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Employers(Option<Arc<Lines>>);

#[derive(Debug)]
struct Lines {
    mandates: Address,
    trade: Address,
    here: String,
}

/// May somebody act for a company?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayAct {
    /// Yes: the company's name, as its register has it.
    Yes(String),
    /// They have no mandate.
    NoMandate,
    /// There is no such company in the trade register.
    NoCompany,
    /// The registers do not answer, or cannot tell who is meant.
    Away,
}

#[derive(Serialize)]
struct OfPerson<'a> {
    person: Identity<'a>,
    on: Date,
}

#[derive(Serialize)]
struct Identity<'a> {
    family_name: &'a str,
    given_names: &'a str,
    born: Date,
    nationalities: &'a [String],
}

#[derive(Serialize)]
struct OfCompany<'a> {
    business_id: &'a str,
    on: Date,
}

#[derive(Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
enum Told<T> {
    Found { record: T },
    Unknown {},
    Several {},
}

#[derive(Deserialize)]
struct Company {
    business_id: String,
    name: String,
}

#[derive(Deserialize)]
struct Mandates {
    mandates: Vec<Mandate>,
}

#[derive(Deserialize)]
struct Mandate {
    principal: Principal,
    matter: String,
    from: Date,
    until: Date,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Principal {
    Person {},
    Company { business_id: String },
}

impl Employers {
    /// The registers by their addresses, and our own.
    ///
    /// # Errors
    /// In words for whoever wrote the settings.
    pub fn new(mandates: &str, trade: &str, here: &str) -> Result<Employers, String> {
        let mandates = mandates.parse().map_err(|e| format!("mandates: {e}"))?;
        let trade = trade.parse().map_err(|e| format!("trade: {e}"))?;
        let here = here.trim_end_matches('/').to_owned();
        Ok(Employers(Some(Arc::new(Lines { mandates, trade, here }))))
    }

    /// Where an employer finds the part of a code: the whole address, as it is handed on by mail or in a message.
    #[must_use]
    pub(crate) fn page(&self, code: &str) -> String {
        let here = self.0.as_ref().map_or("", |lines| lines.here.as_str());
        format!("{here}/employer/{code}")
    }

    /// May somebody act for a company on a day?
    pub(crate) async fn may_act(&self, who: &Proven, business_id: &str, on: Date) -> MayAct {
        let (Some(lines), Some(born)) = (&self.0, who.born) else { return MayAct::Away };
        let company = OfCompany { business_id, on };
        let name = match ask::<Company>(&lines.trade, "/trade/v1/query", &company).await {
            Some(Told::Found { record }) if record.business_id == business_id => record.name,
            Some(Told::Unknown {}) => return MayAct::NoCompany,
            Some(Told::Found { .. } | Told::Several {}) | None => return MayAct::Away,
        };
        let Proven { family_name, given_names, nationalities, .. } = who;
        let person = Identity { family_name, given_names, born, nationalities };
        let asked = OfPerson { person, on };
        match ask::<Mandates>(&lines.mandates, "/mandates/v1/query", &asked).await {
            Some(Told::Found { record }) => {
                let acts = record.mandates.iter().any(|mandate| mandate.is_for(business_id, on));
                if acts { MayAct::Yes(name) } else { MayAct::NoMandate }
            }
            Some(Told::Unknown {}) => MayAct::NoMandate,
            // Of namesakes nobody knows whose mandate it is.
            Some(Told::Several {}) | None => MayAct::Away,
        }
    }
}

impl Mandate {
    fn is_for(&self, company: &str, on: Date) -> bool {
        let of =
            matches!(&self.principal, Principal::Company { business_id } if business_id == company);
        of && self.matter == MATTER && (self.from..=self.until).contains(&on)
    }
}

async fn ask<T: serde::de::DeserializeOwned>(
    at: &Address,
    path: &str,
    question: &impl Serialize,
) -> Option<Told<T>> {
    let body = serde_json::to_vec(question).ok()?;
    let answer = at.post_json(path, body, LIMITS).await.ok()?;
    let answer = Some(answer).filter(|answer| answer.status.as_u16() == OK)?;
    serde_json::from_slice(&answer.body).ok()
}
