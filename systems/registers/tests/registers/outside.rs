//! The outside world: simulated registers on a port of their own.

use registers::{Manners, Registers};
use registers_simulator::{Fault, Guest, Order, Register, Settings, Simulator, VisHit, serve};
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Registers that serve until the test is over.
pub struct Outside {
    simulator: Simulator,
    pub address: String,
}

/// Somebody the registers know: family name, given names, birth date, nationality.
#[derive(Debug, Clone)]
pub struct Somebody {
    pub family: String,
    pub given: String,
    pub born: String,
    pub nationality: String,
}

/// Two of whom the Visa Information System finds something: one by reference, the other it does not say what.
fn found_in_vis() -> Vec<Guest> {
    let guest = |given: &str, vis| Guest {
        family_name: "Boateng".into(),
        given_names: given.into(),
        born: "1999-04-01".parse().unwrap(),
        sex: 'F',
        country: "GHA".into(),
        vis: Some(vis),
        ..Guest::default()
    };
    vec![guest("Ama", VisHit::Referenced), guest("Efua", VisHit::Further)]
}

impl Somebody {
    /// One of those of whom it finds something, by her given name.
    pub fn found_in_vis(given: &str) -> Somebody {
        Somebody {
            family: "Boateng".into(),
            given: given.into(),
            born: "1999-04-01".into(),
            nationality: "GHA".into(),
        }
    }
}

impl Outside {
    /// The same registers, for another house.
    pub fn same(&self) -> Outside {
        Outside { simulator: self.simulator.clone(), address: self.address.clone() }
    }

    pub async fn new() -> Outside {
        let settings =
            Settings { seed: 7, today: "2026-03-02".parse().unwrap(), now: || 1_772_438_400 };
        let simulator = Simulator::with_guests(settings, found_in_vis()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
        Outside { simulator, address }
    }

    /// Lines to them, of a house that pauses no longer than it must.
    pub fn registers(&self) -> Registers {
        let manners = Manners::shipped().unwrap().changed(|manner| manner.pause_ms = 1);
        Registers::all_at(manners, &format!("http://{}", self.address)).unwrap()
    }

    pub fn breaks(&self, register: Register, fault: Fault) {
        self.simulator.order(Order { register, fault: Some(fault) });
    }

    /// Application files that the Visa Information System was sent, and how often.
    pub fn files_in_vis(&self) -> Vec<(String, u32)> {
        self.simulator.files_in_vis()
    }

    pub fn mends(&self, register: Register) {
        self.simulator.order(Order { register, fault: None });
    }

    async fn list(&self, path: &str) -> Vec<Json> {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// People of whom these are true, such as `studies`, each with a name of their own.
    pub async fn people(&self, what: &[&str]) -> Vec<Somebody> {
        let mut found: Vec<Somebody> = Vec::new();
        // The first has a namesake, and is nobody one could ask about.
        let mut skip = 1;
        loop {
            let page = self.list(&format!("/world/people?skip={skip}")).await;
            if page.is_empty() {
                return found;
            }
            skip += page.len();
            let fit = page.iter().filter(|p| what.iter().all(|w| p[*w] == true));
            found.extend(fit.map(|p| &p["identity"]).map(|identity| Somebody {
                family: identity["family_name"].as_str().unwrap().to_owned(),
                given: identity["given_names"].as_str().unwrap().to_owned(),
                born: identity["born"].as_str().unwrap().to_owned(),
                nationality: identity["nationalities"][0].as_str().unwrap().to_owned(),
            }));
        }
    }

    /// The one with a namesake of the same birth date.
    pub async fn namesake(&self) -> Somebody {
        let page = self.list("/world/people").await;
        let identity = &page[0]["identity"];
        Somebody {
            family: identity["family_name"].as_str().unwrap().to_owned(),
            given: identity["given_names"].as_str().unwrap().to_owned(),
            born: identity["born"].as_str().unwrap().to_owned(),
            nationality: identity["nationalities"][0].as_str().unwrap().to_owned(),
        }
    }

    /// Business ids of companies that stand in a way.
    pub async fn companies(&self, standing: &str) -> Vec<String> {
        let companies = self.list("/world/companies").await;
        let fit = companies.iter().filter(|company| company["standing"] == standing);
        fit.map(|company| company["business_id"].as_str().unwrap().to_owned()).collect()
    }
}
