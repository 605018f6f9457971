//! The command `uma replay` as an auditor runs it: what it says, how it ends, and that it finds what was touched.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use std::process::{Command, Output};

use automation::acts::RuleCase;
use automation::ruling::Asked;
use casefile::acts::{OpenCase, RegisterPerson, Typed};
use casefile::model::Sex;
use casefile::{Case, CaseId, PersonId};
use kernel::{Act, Class, Engine, Run, Who};
use testkit::{Setup, World};
use uma::house;

fn setup() -> Setup {
    let tables: Vec<_> = house::systems().iter().flat_map(|s| s.migrations).copied().collect();
    Setup::new()
        .migrations(&tables)
        .registry(|registry| *registry = web::registry(&mut house::systems()))
}

async fn run<A: Act>(world: &World, who: &Who, act: A) {
    world.kernel.run(who, act, Run::default()).await.unwrap();
}

/// A case of a degree student of whom nothing is known, ruled on so many times: its number.
async fn ruled(world: &World, times: usize) -> String {
    let officer = world.user("Aino Virtanen", "HEL", &["officer"]).await;
    let (person, case) = (PersonId(world.kernel.next_id()), CaseId(world.kernel.next_id()));
    let typed = Typed {
        latin: ("Rahimi".to_owned(), "Amina".to_owned()),
        original: (String::new(), String::new()),
        born: ("1994".to_owned(), String::new(), String::new()),
        sex: Sex::F,
        nationalities: vec!["AFG".to_owned()],
    };
    let act = RegisterPerson { person, typed, class: Class::Normal, another: true };
    run(world, &officer, act).await;
    let (headline, case_type) = ("A degree".to_owned(), "student-degree".to_owned());
    let act = OpenCase { case, applicant: person, headline, case_type };
    run(world, &officer, act).await;
    for _ in 0..times {
        run(world, &Who::machine(), RuleCase { asked: Asked::about(case) }).await;
    }
    let (state, _) = world.kernel.peek::<Case>(case).await.unwrap();
    state.known().unwrap().number.to_string()
}

/// Runs the command beside the house.
fn replay(world: &World, more: &[&str]) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uma"));
    command.env_remove("UMA_LOG").env("UMA_DATA", world.folder()).current_dir(world.folder());
    if world.engine() == Engine::Postgres {
        let (events, keys) = world.addresses();
        command.env("UMA_DATABASE", events).env("UMA_KEYS_DATABASE", keys);
    }
    let done = command.arg("replay").args(more).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    (done, said)
}

#[tokio::test]
async fn the_command_rules_again_and_names_the_case_whose_ruling_was_touched() {
    setup()
        .for_both(|world| async move {
            automation::start(&world.kernel, true, &[]).await.unwrap();
            let (one, other) = (ruled(&world, 1).await, ruled(&world, 2).await);
            let (done, said) = replay(&world, &[]);
            assert!(done.status.success(), "{done:?}");
            assert!(said.starts_with("3 rulings in 2 cases, 0 of them"), "{said}");
            assert!(said.contains(": 0 differences."), "{said}");
            let (done, said) = replay(&world, &["--case", &other]);
            assert!(done.status.success() && said.starts_with("2 rulings in 1 cases"), "{said}");
            let (done, said) = replay(&world, &["--case", "HEL-2026-999999"]);
            assert!(!done.status.success(), "{done:?}");
            assert!(said.contains("There is no case of that number."), "{said}");

            // Somebody reaches into the database, past the house, into the one case.
            let touch = "UPDATE event SET body = replace(body, '\"seal\":\"', '\"seal\":\"0') \
                         WHERE kind = 'ruling.given' AND stream_id = (SELECT stream_id FROM casefile_case \
                         WHERE number = $1)";
            world.tamper(touch, vec![one.as_str().into()]).await.unwrap();
            let (done, said) = replay(&world, &[]);
            assert!(!done.status.success(), "{done:?}");
            assert!(said.contains(": 1 differences."), "{said}");
            assert!(said.contains(&format!("case {one}: the rules answer otherwise")), "{said}");
            assert!(!said.contains(&other), "{said}");
            let (done, _) = replay(&world, &["--case", &one]);
            assert!(!done.status.success(), "{done:?}");
            let (done, _) = replay(&world, &["--case", &other]);
            assert!(done.status.success(), "{done:?}");
        })
        .await;
}
