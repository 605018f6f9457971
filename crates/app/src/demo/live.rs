//! `uma demo --live`: people apply one after the other while the demo runs. The registers know each of them; what
//! they write decides whether anybody has to look.

use std::num::NonZeroU32;
use std::time::Duration;

use kernel::Date;
use registers_simulator::{Admitted, Employer};
use tokio::task::JoinSet;

use super::applying::{Applying, World, said};
use super::terms::Offer;

/// Seconds in the minute that is counted by.
const MINUTE: f64 = 60.0;
/// People at it at once: each takes a few seconds, most of it waiting for devices. Who comes while so many are
/// at it waits for one of them.
const AT_ONCE: usize = 12;
/// What workers are paid, in whole euros a month.
const PAY: &str = "2300";

/// What somebody writes, and with that how much of an official it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// All of it as the registers know it: nobody has to look.
    AsKnown,
    /// More to live on than the register knows of: somebody says which is right.
    Otherwise,
    /// For work instead, on terms that the employer tells: an official says whether labour is to be had, and confirms.
    Hired,
    /// A family along and a D visa as well: that is looked at in full.
    Both,
    /// For work, before the employer has told anything: that is looked at in full.
    Work,
}

/// Six of ten need nobody, two somebody for a moment, two somebody for longer.
const TURNS: [Writes; 10] = [
    Writes::AsKnown,
    Writes::AsKnown,
    Writes::Otherwise,
    Writes::AsKnown,
    Writes::Both,
    Writes::AsKnown,
    Writes::AsKnown,
    Writes::Hired,
    Writes::AsKnown,
    Writes::Work,
];

/// Lets so many people a minute apply, until all whom the registers know have come; workers for an employer.
pub(super) async fn arrive(
    world: World,
    (people, employer): (Vec<Admitted>, Option<Employer>),
    a_minute: NonZeroU32,
) {
    let mut beat =
        tokio::time::interval(Duration::from_secs_f64(MINUTE / f64::from(a_minute.get())));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut at_it = JoinSet::new();
    for ((n, person), writes) in people.into_iter().enumerate().zip(TURNS.into_iter().cycle()) {
        let somebody = applying(format!("live-{n:05}"), person, (writes, employer.as_ref()));
        // Who came before the demo was stopped does not come again; who was cut off goes on.
        if world.has_come(&somebody).await.unwrap_or(false) {
            continue;
        }
        beat.tick().await;
        if at_it.len() >= AT_ONCE {
            at_it.join_next().await;
        }
        while at_it.try_join_next().is_some() {}
        let world = world.clone();
        at_it.spawn(async move {
            if let Err(why) = world.arrives(&somebody).await {
                tracing::warn!(login = somebody.login, "an application did not arrive: {why:#}");
            }
        });
    }
    while at_it.join_next().await.is_some() {}
    tracing::info!("everybody whom the registers know has applied");
}

/// A student who writes what the registers know.
pub(super) fn as_known(login: String, person: Admitted) -> Applying {
    applying(login, person, (Writes::AsKnown, None))
}

fn applying(
    login: String,
    person: Admitted,
    (writes, employer): (Writes, Option<&Employer>),
) -> Applying {
    let hired = employer.filter(|_| writes == Writes::Hired);
    let starts = person.begins;
    let offer = hired.map(|employer| Offer { employer: employer.clone(), pay: PAY, starts });
    let (permit, pages, slots) = match writes {
        Writes::Work | Writes::Hired => worker(starts, offer.as_ref()),
        Writes::AsKnown | Writes::Otherwise | Writes::Both => student(&person, writes),
    };
    Applying {
        login,
        by: None,
        family_name: person.identity.family_name,
        given_names: person.identity.given_names,
        born: person.identity.born,
        sex: person.sex,
        country: person.identity.nationalities.into_iter().next().unwrap_or_default(),
        permit,
        pages,
        slots,
        offer,
    }
}

/// Code of the type of permit, pages, and places that take an attachment.
type Wanted =
    (&'static str, Vec<(&'static str, Vec<(&'static str, String)>)>, &'static [&'static str]);

fn worker(starts: Date, offer: Option<&Offer>) -> Wanted {
    let employer = offer.map_or("Katto Oy", |offer| offer.employer.name.as_str());
    let job = vec![
        ("employer", employer.to_owned()),
        ("tasks", "Builds roofs".to_owned()),
        ("work_starts", starts.to_string()),
    ];
    let pages = vec![
        ("job", job),
        ("pay", said(&[("pay", PAY), ("hours", "38")])),
        ("circumstances", said(&[("abroad", "yes"), ("d_visa", "no"), ("family", "no")])),
        ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
    ];
    ("employed-person", pages, &["passport", "photograph", "contract"])
}

fn student(person: &Admitted, writes: Writes) -> Wanted {
    /// Euros more than the register knows of.
    const MORE: i64 = 150;
    let yes = |holds: bool| if holds { "yes" } else { "no" };
    let means = person.scholarship + if writes == Writes::Otherwise { MORE } else { 0 };
    let studies = vec![
        ("degree", "university_degree".to_owned()),
        ("school", person.school.clone()),
        ("admitted", "yes".to_owned()),
    ];
    let begin = vec![
        ("studies_start", person.begins.to_string()),
        ("months", person.months.to_string()),
        ("begun", "no".to_owned()),
    ];
    let both = yes(writes == Writes::Both);
    let pages = vec![
        ("degree-studies", studies),
        ("degree-begin", begin),
        ("means", vec![("means", means.to_string())]),
        ("tuition", said(&[("tuition", person.tuition)])),
        ("insurance", said(&[("insurance", "public_card")])),
        ("circumstances", said(&[("abroad", "yes"), ("d_visa", both), ("family", both)])),
        ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
    ];
    ("student-degree", pages, &["passport", "photograph", "means", "insurance"])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::SocketAddr;

    use casefile::{Case, CaseId, KnownCase, Status, personas};
    use identity::{Devices, SimulatedDevice};
    use kernel::{Engine, ListQuery, Who};
    use permits::{Employers, Lines, Payments};
    use registers::{Manners, Registers};
    use registers_simulator::{Settings, Simulator};
    use testkit::Setup;
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::super::CLERK;
    use super::*;
    use crate::house;

    /// For how long the demo lives before it is killed, in milliseconds, one life after the other.
    const LIVES_MS: [u64; 9] = [40, 90, 150, 220, 300, 450, 700, 1_000, 1_500];
    /// Where the house is told to be: nobody listens there.
    const HERE: &str = "http://127.0.0.1:9";
    /// All of them are there at once.
    const A_MINUTE: NonZeroU32 = NonZeroU32::new(60_000).unwrap();

    #[test]
    fn most_need_nobody_and_some_do() {
        let count = |of: &[Writes]| TURNS.iter().filter(|writes| of.contains(writes)).count();
        assert_eq!(count(&[Writes::AsKnown]), 6);
        assert_eq!(count(&[Writes::Otherwise, Writes::Hired]), 2);
        assert_eq!(count(&[Writes::Both, Writes::Work]), 2);
    }

    /// The world outside, which forgets everything when it is started anew, and its process.
    struct Outside {
        simulator: Simulator,
        address: SocketAddr,
        process: JoinHandle<()>,
    }

    impl Outside {
        async fn open(at: SocketAddr) -> Outside {
            let today = Date::constant(2026, 3, 2);
            let settings = Settings { seed: 7, today, now: || 1_772_438_400 };
            let simulator = Simulator::new(settings).unwrap();
            let listener = TcpListener::bind(at).await.unwrap();
            let address = listener.local_addr().unwrap();
            let serve =
                registers_simulator::serve(listener, simulator.clone(), std::future::pending());
            Outside { simulator, address, process: tokio::spawn(serve) }
        }

        async fn again(self) -> Outside {
            self.process.abort();
            self.process.await.unwrap_err();
            Outside::open(self.address).await
        }

        /// Every system of the house, with its lines.
        fn systems(there: &str, secret: &str) -> Vec<web::System> {
            let payments = Payments::new(there, secret, HERE).unwrap();
            let employers = Employers::new(there, there, HERE).unwrap();
            let lines = Lines { payments: Some(payments), employers };
            let registers = Registers::all_at(Manners::shipped().unwrap(), there).unwrap();
            house::reaching(&registers, &lines, &Devices::new(SimulatedDevice::default()))
        }
    }

    /// A house in which ten people apply, one of each turn.
    struct Town {
        house: testkit::World,
        outside: Outside,
        world: World,
    }

    impl Town {
        async fn on(engine: Engine) -> Town {
            let outside = Outside::open("127.0.0.1:0".parse().unwrap()).await;
            let (there, secret) =
                (format!("http://{}", outside.address), outside.simulator.payment_secret());
            let bank = there.parse().unwrap();
            let systems = Outside::systems(&there, &secret);
            let tables: Vec<_> = systems.iter().flat_map(|s| s.migrations).copied().collect();
            let setup = Setup::new().migrations(&tables).registry(move |registry| {
                *registry = web::registry(&mut Outside::systems(&there, &secret));
            });
            let house = setup.world(engine).await;
            let people = personas::add(&house.kernel).await.unwrap();
            automation::start(&house.kernel, true, &[]).await.unwrap();
            let clerk = people.iter().find(|(_, persona)| persona.role == CLERK).unwrap().0;
            let world = World { kernel: house.kernel.clone(), bank, clerk };
            Town { house, outside, world }
        }

        fn come(&self) -> (Vec<Admitted>, Option<Employer>) {
            let mut admitted = self.outside.simulator.admitted();
            admitted.truncate(TURNS.len());
            (admitted, self.outside.simulator.employer())
        }

        fn people(&self) -> Vec<Applying> {
            let (people, employer) = self.come();
            let people = people.into_iter().enumerate().zip(TURNS);
            let applying = |((n, person), writes): ((usize, Admitted), Writes)| {
                applying(format!("live-{n:05}"), person, (writes, employer.as_ref()))
            };
            people.map(applying).collect()
        }

        /// The machine does its work, and time goes by.
        async fn works(&self) {
            loop {
                self.house.settle().await;
                self.house.seconds_pass(1);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }

        /// People come, until they all have or the demo is killed.
        async fn lives(&self, killed: Option<Duration>) {
            let killed = async {
                match killed {
                    Some(after) => tokio::time::sleep(after).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = arrive(self.world.clone(), self.come(), A_MINUTE) => {}
                () = self.works() => {}
                () = killed => {}
            }
        }

        /// How many have a user and are not where they wanted to come.
        async fn cut_off(&self) -> usize {
            let mut cut = 0;
            for somebody in self.people() {
                let user = self.world.kernel.user_by_login(&somebody.login).await.unwrap();
                let come = self.world.has_come(&somebody).await.unwrap();
                cut += usize::from(user.is_some() && !come);
            }
            cut
        }

        async fn case_of(&self, somebody: &Applying) -> (CaseId, KnownCase) {
            let (_, _, case) = self.world.apply(somebody).await.unwrap();
            let (state, _) = self.house.kernel.peek::<Case>(case).await.unwrap();
            (case, state.known().unwrap().clone())
        }
    }

    #[tokio::test]
    async fn whoever_is_cut_off_anywhere_goes_on_from_there_when_the_demo_starts_again() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let mut town = Town::on(engine).await;
            let mut cut = 0;
            for ms in LIVES_MS {
                town.lives(Some(Duration::from_millis(ms))).await;
                cut += town.cut_off().await;
                town.outside = town.outside.again().await;
            }
            assert!(cut >= TURNS.len(), "the demo was killed when nobody was in the middle: {cut}");
            town.lives(None).await;
            for _ in 0..100 {
                town.house.settle().await;
                town.house.seconds_pass(1);
            }
            let mut cases = BTreeSet::new();
            for (somebody, writes) in town.people().iter().zip(TURNS) {
                assert!(town.world.has_come(somebody).await.unwrap(), "{}", somebody.login);
                let (id, case) = town.case_of(somebody).await;
                assert!(cases.insert(id), "two are one case");
                let (class, open) = match writes {
                    Writes::AsKnown => ("automatic", false),
                    Writes::Otherwise | Writes::Hired => ("light", true),
                    Writes::Both | Writes::Work => ("full", true),
                };
                let found = (case.processing.as_deref(), case.status == Status::Open);
                assert_eq!(found, (Some(class), open), "{} {writes:?}", somebody.login);
            }
            let all = ListQuery { limit: 100, ..ListQuery::default() };
            let all = casefile::CASES.page(&town.house.kernel, &Who::machine(), &all).await;
            assert_eq!(all.unwrap().rows.len(), TURNS.len(), "a case is doubled");
            // Whoever has come does not come again.
            let again = arrive(town.world.clone(), town.come(), NonZeroU32::MIN);
            tokio::time::timeout(Duration::from_secs(10), again).await.unwrap();
            town.house.verify().await;
        }
    }
}
