//! `uma demo --live`: people apply one after the other while the demo runs. The registers know each of them; what
//! they write decides whether anybody has to look.

use std::num::NonZeroU32;
use std::time::Duration;

use registers_simulator::Admitted;
use tokio::task::JoinSet;

use super::applying::{Applying, World, said};

/// Seconds in the minute that is counted by.
const MINUTE: f64 = 60.0;
/// People at it at once: each takes a few seconds, most of it waiting for devices. Who comes while so many are
/// at it waits for one of them.
const AT_ONCE: usize = 12;

/// What somebody writes, and with that how much of an official it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// All of it as the registers know it: nobody has to look.
    AsKnown,
    /// More to live on than the register knows of: somebody says which is right.
    Otherwise,
    /// A family along, which an official weighs.
    Family,
    /// A family along and a D visa as well: that is looked at in full.
    Both,
    /// For work instead, before the employer has told anything: other registers are asked, and it is looked at in full.
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
    Writes::Family,
    Writes::AsKnown,
    Writes::Work,
];

/// Lets so many people a minute apply, until all whom the registers know have come.
pub(super) async fn arrive(world: World, people: Vec<Admitted>, a_minute: NonZeroU32) {
    let mut beat =
        tokio::time::interval(Duration::from_secs_f64(MINUTE / f64::from(a_minute.get())));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut at_it = JoinSet::new();
    for ((n, person), writes) in people.into_iter().enumerate().zip(TURNS.into_iter().cycle()) {
        let login = format!("live-{n:05}");
        // Who came before the demo was stopped does not come again.
        if world.kernel.user_by_login(&login).await.is_ok_and(|user| user.is_some()) {
            continue;
        }
        beat.tick().await;
        if at_it.len() >= AT_ONCE {
            at_it.join_next().await;
        }
        while at_it.try_join_next().is_some() {}
        let (world, somebody) = (world.clone(), applying(login, person, writes));
        at_it.spawn(async move {
            if let Err(why) = applies(&world, &somebody).await {
                tracing::warn!(login = somebody.login, "an application did not arrive: {why:#}");
            }
        });
    }
    while at_it.join_next().await.is_some() {}
    tracing::info!("everybody whom the registers know has applied");
}

async fn applies(world: &World, somebody: &Applying) -> anyhow::Result<()> {
    let (_, _, case) = world.apply(somebody).await?;
    world.prove(somebody, case).await
}

/// A student who writes what the registers know.
pub(super) fn as_known(login: String, person: Admitted) -> Applying {
    applying(login, person, Writes::AsKnown)
}

fn applying(login: String, person: Admitted, writes: Writes) -> Applying {
    let (permit, pages, slots) = match writes {
        Writes::Work => worker(&person),
        _ => student(&person, writes),
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
    }
}

/// Code of the type of permit, pages, and places that take an attachment.
type Wanted =
    (&'static str, Vec<(&'static str, Vec<(&'static str, String)>)>, &'static [&'static str]);

fn worker(person: &Admitted) -> Wanted {
    let job = vec![
        ("employer", "Katto Oy".to_owned()),
        ("tasks", "Builds roofs".to_owned()),
        ("work_starts", person.begins.to_string()),
    ];
    let pages = vec![
        ("job", job),
        ("pay", said(&[("pay", "2300"), ("hours", "38")])),
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
    let family = yes(matches!(writes, Writes::Family | Writes::Both));
    let visa = yes(writes == Writes::Both);
    let pages = vec![
        ("degree-studies", studies),
        ("degree-begin", begin),
        ("means", vec![("means", means.to_string())]),
        ("tuition", said(&[("tuition", person.tuition)])),
        ("insurance", said(&[("insurance", "public_card")])),
        ("circumstances", said(&[("abroad", "yes"), ("d_visa", visa), ("family", family)])),
        ("background", said(&[("protection", "no"), ("removal", "no"), ("refused", "no")])),
    ];
    ("student-degree", pages, &["passport", "photograph", "means", "insurance"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_need_nobody_and_some_do() {
        let count = |of: &[Writes]| TURNS.iter().filter(|writes| of.contains(writes)).count();
        assert_eq!(count(&[Writes::AsKnown]), 6);
        assert_eq!(count(&[Writes::Otherwise, Writes::Family]), 2);
        assert_eq!(count(&[Writes::Both, Writes::Work]), 2);
    }
}
