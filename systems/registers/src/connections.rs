//! Where the registers are, and how they did lately.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Fault, Ts};
use outside::Address;

use crate::adapters::{self, Reply};
use crate::breaker::Breaker;
use crate::http;
use crate::manner::{Manner, Manners};
use crate::model::{Register, Trouble};
use crate::question::Question;

/// The registers that can be reached; cheap to clone.
#[derive(Debug, Clone)]
pub struct Registers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    manners: Manners,
    /// Addresses by the name of the service behind them.
    addresses: BTreeMap<String, Address>,
    lines: BTreeMap<Register, Line>,
}

/// The line to one register.
#[derive(Debug, Default)]
struct Line {
    breaker: Mutex<Breaker>,
    /// Held by whoever goes through all that waits.
    sweeping: Arc<tokio::sync::Mutex<()>>,
}

impl Registers {
    /// Registers by the address of each of their services.
    ///
    /// # Errors
    /// In words for whoever wrote the settings: a service that no register has, or an address that is
    /// none.
    pub fn new(
        manners: Manners,
        addresses: &BTreeMap<String, String>,
    ) -> Result<Registers, String> {
        let services: Vec<&str> = Register::ALL.into_iter().flat_map(services).copied().collect();
        let mut known = BTreeMap::new();
        for (service, address) in addresses {
            if !services.contains(&service.as_str()) {
                let names = services.join(", ");
                return Err(format!("there is no register `{service}`: known are {names}"));
            }
            let address: Result<Address, String> = address.parse();
            let address = address.map_err(|e| format!("register `{service}`: {e}"))?;
            known.insert(service.clone(), address);
        }
        Ok(Registers::at(manners, known))
    }

    fn at(manners: Manners, addresses: BTreeMap<String, Address>) -> Registers {
        let lines = Register::ALL.into_iter().map(|register| (register, Line::default()));
        Registers(Arc::new(Inner { manners, addresses, lines: lines.collect() }))
    }

    /// All services at one address, as the simulator has them.
    ///
    /// # Errors
    /// When the address is none.
    pub fn all_at(manners: Manners, address: &str) -> Result<Registers, String> {
        let services = Register::ALL.into_iter().flat_map(services);
        let addresses = services.map(|service| ((*service).to_owned(), address.to_owned()));
        Registers::new(manners, &addresses.collect())
    }

    /// No register at all: every question waits.
    #[must_use]
    pub fn unconnected() -> Registers {
        Registers::at(Manners::shipped().unwrap_or_default(), BTreeMap::new())
    }

    /// Are all services of a register reachable by an address?
    #[must_use]
    pub fn is_connected(&self, register: Register) -> bool {
        services(register).iter().all(|service| self.0.addresses.contains_key(*service))
    }

    /// How a register is asked.
    ///
    /// # Errors
    /// A bug when it has no manner.
    pub fn manner(&self, register: Register) -> Result<&Manner, Fault> {
        let manner = self.0.manners.of(register);
        manner.ok_or_else(|| Fault::message(format!("{register} has no manner")))
    }

    /// Addresses of services, for those who look at the settings.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.addresses.iter().map(|(service, address)| (service.as_str(), address.to_string()))
    }

    /// Could a question go through now?
    pub(crate) fn is_ready(&self, register: Register, now: Ts) -> bool {
        self.is_connected(register)
            && self.breaker(register, |breaker| breaker.rests(now)).flatten().is_none()
    }

    /// Lets a question through, or says why not.
    pub(crate) fn admit(&self, register: Register, now: Ts) -> Result<(), Trouble> {
        let manner = self.0.manners.of(register).filter(|_| self.is_connected(register));
        let manner = manner.ok_or(Trouble::NotConnected)?;
        self.breaker(register, |breaker| breaker.admit(now, manner)).unwrap_or(Ok(()))
    }

    /// Takes in how it went. True when the register begins to rest.
    pub(crate) fn went(&self, register: Register, now: Ts, trouble: Option<Trouble>) -> bool {
        let trouble = trouble.filter(|trouble| trouble.is_of_register());
        let Some(manner) = self.0.manners.of(register) else { return false };
        let rests = self.breaker(register, |breaker| match trouble {
            Some(trouble) => breaker.failed(now, trouble, manner),
            None => {
                breaker.answered();
                false
            }
        });
        rests.unwrap_or(false)
    }

    /// The right to go through all that waits for a register; nothing while somebody else does.
    pub(crate) fn sweeper(&self, register: Register) -> Option<tokio::sync::OwnedMutexGuard<()>> {
        Arc::clone(&self.0.lines.get(&register)?.sweeping).try_lock_owned().ok()
    }

    /// Asks, as often and as patiently as the manner says.
    pub(crate) async fn ask(&self, question: &Question) -> Result<Reply, Trouble> {
        let manner = self.0.manners.of(question.register).ok_or(Trouble::NotConnected)?;
        let body = question.body().map_err(|_| Trouble::Refused)?;
        let mut answers = Vec::new();
        for service in services(question.register) {
            let address = self.0.addresses.get(*service).ok_or(Trouble::NotConnected)?;
            answers.push(patiently(address, service, &body, manner).await?);
        }
        adapters::read(question, &answers)
    }

    /// Asks the one service of a register, once.
    pub(crate) async fn ask_once(&self, question: &Question) -> Result<Vec<u8>, Trouble> {
        let manner = self.0.manners.of(question.register).ok_or(Trouble::NotConnected)?;
        let body = question.body().map_err(|_| Trouble::Refused)?;
        let [service] = services(question.register) else { return Err(Trouble::NotConnected) };
        let address = self.0.addresses.get(*service).ok_or(Trouble::NotConnected)?;
        http::post(address, service, &body, manner).await
    }

    fn breaker<T>(&self, register: Register, with: impl FnOnce(&mut Breaker) -> T) -> Option<T> {
        let line = self.0.lines.get(&register)?;
        Some(with(&mut line.breaker.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

const fn services(register: Register) -> &'static [&'static str] {
    adapters::services(register)
}

/// Tries again while it is the register that does not answer.
async fn patiently(
    address: &Address,
    service: &str,
    body: &[u8],
    manner: &Manner,
) -> Result<Vec<u8>, Trouble> {
    let mut tries = 0;
    loop {
        match http::post(address, service, body, manner).await {
            Err(trouble) if trouble.is_of_register() && tries + 1 < manner.tries => {
                tokio::time::sleep(manner.pause(tries)).await;
                tries += 1;
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Result<Registers, String> {
        let pairs = pairs.iter().map(|(name, at)| ((*name).to_owned(), (*at).to_owned()));
        Registers::new(Manners::shipped().unwrap(), &pairs.collect())
    }

    #[test]
    fn a_register_is_connected_when_all_its_services_are() {
        let here = "http://127.0.0.1:9";
        let registers = of(&[("criminal", here), ("income", here)]).unwrap();
        assert!(registers.is_connected(Register::Income));
        assert!(!registers.is_connected(Register::Checks), "entry bans are missing");
        assert_eq!(registers.admit(Register::Checks, Ts::MIN), Err(Trouble::NotConnected));
        let both = of(&[("criminal", here), ("entry-bans", here)]).unwrap();
        assert!(both.is_connected(Register::Checks));
    }

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let error = of(&[("incomes", "http://127.0.0.1:9")]).unwrap_err();
        assert!(error.contains("`incomes`") && error.contains("income,"), "{error}");
        let error = of(&[("income", "https://register.example")]).unwrap_err();
        assert!(error.contains("`income`") && error.contains("security server"), "{error}");
    }
}
