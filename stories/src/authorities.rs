//! The authorities outside, simulated over real HTTP: registers, the provider that proves who somebody is,
//! whoever takes payments, and the maker of cards.

use cards::Maker;
use identity::{Devices, SimulatedDevice};
use kernel::Date;
use outside::openid::{Provider, Settings as ProviderSettings};
use outside::{Address, Limits};
use permits::{Employers, Lines, Payments};
use registers::{Manners, Registers};
use registers_simulator::{Fault, Order, Register, Settings, Simulator};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use web::{StrongSignIn, System};

/// Where the house is told to be; nobody listens there, so what others would tell is asked.
pub(crate) const HERE: &str = "http://127.0.0.1:9";
const LIMITS: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 1_000_000 };

/// All of them, and the lines to them.
#[derive(Clone)]
pub(crate) struct Authorities {
    pub(crate) simulator: Simulator,
    pub(crate) there: String,
    registers: Registers,
    lines: Lines,
    maker: Maker,
    pub(crate) device: SimulatedDevice,
}

impl Authorities {
    /// They open on a day; people pay their fees to them, or none are taken. Registers are waited for as long
    /// as the house waits, or for so many milliseconds.
    pub(crate) async fn open(today: Date, paying: bool, answer_ms: Option<u32>) -> Authorities {
        let settings = Settings { seed: 7, today, now: || 1_772_438_400 };
        let simulator = Simulator::new(settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = format!("http://{}", listener.local_addr().unwrap());
        let serve = registers_simulator::serve(listener, simulator.clone(), std::future::pending());
        tokio::spawn(serve);
        let manners = Manners::shipped().unwrap().changed(|manner| {
            manner.pause_ms = 1;
            manner.answer_ms = answer_ms.unwrap_or(manner.answer_ms);
        });
        let registers = Registers::all_at(manners, &there).unwrap();
        let secret = simulator.payment_secret();
        let payments = || Payments::new(&there, &secret, HERE).unwrap();
        let employers = Employers::new(&there, &there, HERE).unwrap();
        let lines = Lines { payments: paying.then(payments), employers };
        let (maker, device) = (Maker::at(&there).unwrap(), SimulatedDevice::default());
        Authorities { simulator, there, registers, lines, maker, device }
    }

    /// Every system of the house, with its lines to them.
    pub(crate) fn systems(&self) -> Vec<System> {
        let devices = Devices::new(self.device.clone());
        app::house::ordering_cards(&self.registers, &self.lines, &devices, &self.maker)
    }

    /// The provider that proves who somebody is.
    pub(crate) fn strong(&self) -> StrongSignIn {
        let settings = ProviderSettings {
            issuer: format!("{}/identity", self.there),
            client: "uma".to_owned(),
            secret: None,
            back: format!("{HERE}/sign-in/return"),
            gate: None,
            levels: Vec::new(),
        };
        StrongSignIn { provider: Provider::new(settings).unwrap(), role: "applicant" }
    }

    pub(crate) fn order(&self, register: Register, fault: Option<Fault>) {
        self.simulator.order(Order { register, fault });
    }

    fn at(&self) -> Address {
        self.there.parse().unwrap()
    }

    /// What an address tells.
    pub(crate) async fn look(&self, path: &str) -> Json {
        let answer = self.at().get(path, LIMITS).await.unwrap();
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// What a register answers.
    pub(crate) async fn ask(&self, path: &str, question: &Json) -> Json {
        let body = question.to_string().into_bytes();
        let answer = self.at().post_json(path, body, LIMITS).await.unwrap();
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Posts a form as a browser would; where that leads.
    pub(crate) async fn post(&self, path: &str, body: &str) -> String {
        let host = self.there.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let to = answer.lines().find_map(|line| line.strip_prefix("location: "));
        to.unwrap_or_else(|| panic!("{path} leads nowhere: {answer}")).to_owned()
    }

    /// Somebody who may act for a company, and its business id.
    pub(crate) async fn boss(&self, on: Date) -> (String, String) {
        let mut skip = 0;
        loop {
            let people = self.look(&format!("/world/people?skip={skip}")).await;
            let people = people.as_array().unwrap();
            assert!(!people.is_empty(), "nobody acts for a company");
            skip += people.len();
            for person in people.iter().filter(|person| person["works"] == true) {
                if let Some(company) = self.mandate(person, on).await {
                    return (person["reference"].as_str().unwrap().to_owned(), company);
                }
            }
        }
    }

    /// The company somebody acts for.
    async fn mandate(&self, person: &Json, on: Date) -> Option<String> {
        let question = json!({ "person": person.get("identity")?, "on": on.to_string() });
        let told = self.ask("/mandates/v1/query", &question).await;
        let mandates = told.pointer("/record/mandates")?.as_array()?;
        let of_employers = |mandate: &&Json| {
            mandate.get("matter").and_then(Json::as_str) == Some("employer-matters")
        };
        let company = mandates.iter().find(of_employers)?.pointer("/principal/business_id")?;
        Some(company.as_str()?.to_owned())
    }

    /// A business id that is right in itself, and given to no company.
    pub(crate) async fn no_company(&self, on: Date) -> String {
        for seven in 9_000_000..9_001_000 {
            for digit in 0..10 {
                let id = format!("{seven}-{digit}");
                if casefile::model::BusinessId::new("FIN", &id).is_err() {
                    continue;
                }
                let question = json!({ "business_id": id, "on": on.to_string() });
                let told = self.ask("/trade/v1/query", &question).await;
                if told.get("result").and_then(Json::as_str) == Some("unknown") {
                    return id;
                }
            }
        }
        panic!("every id is somebody's");
    }
}
