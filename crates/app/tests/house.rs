//! The whole house: every way in has its right, every right has a holder, every word its three
//! languages, every statement and table both engines.
#![expect(clippy::unwrap_used, reason = "a panic is how a test says that something is wrong")]

use std::collections::{BTreeMap, BTreeSet};

use casefile::{CaseEvent, PersonEvent, requests};
use kernel::{Engine, EventSet, Kind, Right, Who};
use testkit::{Browser, Setup, World, check_statements};
use uma::house;
use web::{Config, Persona, System};

/// Held by no role: everyone, whoever is signed in, and the machine.
const OF_NO_ROLE: [Right; 3] = [Right::PUBLIC, Right::SIGNED_IN, Right::MACHINE];

fn setup() -> Setup {
    let tables: Vec<_> = house::systems().iter().flat_map(|s| s.migrations).copied().collect();
    Setup::new()
        .migrations(&tables)
        .registry(|registry| *registry = web::registry(&mut house::systems()))
}

fn demo() -> Config {
    Config { demo: true, ..Config::default() }
}

/// Roles by the right they hold.
fn holders() -> BTreeMap<Right, BTreeSet<&'static str>> {
    let mut holders = BTreeMap::new();
    for grant in web::registry(&mut house::systems()).rights {
        let roles: &mut BTreeSet<_> = holders.entry(grant.right).or_default();
        roles.extend(grant.roles.iter().copied());
    }
    holders
}

#[test]
fn every_right_that_is_asked_for_is_held_by_somebody_and_none_is_held_in_vain() {
    let holders = holders();
    let routes = web::routes(&house::systems(), &demo());
    let asked: BTreeSet<Right> = routes.iter().map(|route| route.right).collect();
    for right in asked.iter().filter(|right| !OF_NO_ROLE.contains(right)) {
        assert!(
            holders.get(right).is_some_and(|roles| !roles.is_empty()),
            "nobody holds {right:?}"
        );
    }
    for (right, roles) in &holders {
        assert!(!roles.is_empty() && !OF_NO_ROLE.contains(right), "{right:?}");
        // Users are managed on the command line until they have their pages.
        assert!(asked.contains(right) || *right == kernel::MANAGE_USERS, "{right:?} opens nothing");
    }
    // What a person does through a form is never the machine's alone, nor anybody's.
    for route in routes.iter().filter(|route| route.act.is_some()) {
        assert!(!OF_NO_ROLE.contains(&route.right), "{route:?}");
    }
}

#[test]
fn where_fees_are_paid_every_further_way_in_has_its_right_and_holder() {
    let secret = "ab".repeat(16);
    let payments = permits::Payments::new("http://pay.example", &secret, "http://here").unwrap();
    let lines = permits::Lines { payments: Some(payments), ..permits::Lines::default() };
    let (registers, devices) = (registers::Registers::unconnected(), identity::Devices::none());
    let mut systems = house::reaching(&registers, &lines, &devices);
    let before = web::routes(&house::systems(), &demo());
    let further = web::routes(&systems, &demo());
    let further: Vec<_> = further.into_iter().filter(|route| !before.contains(route)).collect();
    let granted = web::registry(&mut systems).rights;
    assert_eq!(further.len(), 5, "{further:?}");
    for route in further {
        let held = granted.iter().any(|g| g.right == route.right && !g.roles.is_empty());
        assert!(held || route.right == Right::PUBLIC, "{route:?}");
    }
}

#[test]
fn every_menu_entry_leads_to_a_page_of_its_own_right() {
    let systems = house::systems();
    let routes = web::routes(&systems, &demo());
    for item in systems.iter().flat_map(|system| &system.menu) {
        let page = routes.iter().find(|r| r.path == item.path && r.method == "GET");
        assert_eq!(page.map(|page| page.right), Some(item.right), "{item:?}");
    }
}

#[test]
fn every_form_menu_and_event_has_its_texts_in_three_languages() {
    let systems = house::systems();
    let flaws: Vec<String> = web::check(&systems).iter().map(ToString::to_string).collect();
    assert_eq!(flaws, [""; 0]);
    // What the timelines of persons and cases show.
    let texts = web::catalogue(&systems).unwrap();
    let kinds: [&[Kind]; 3] = [PersonEvent::KINDS, CaseEvent::KINDS, requests::Request::KINDS];
    for kind in kinds.into_iter().flatten() {
        let key = format!("event-{}", web::form::text_key(kind.name));
        assert!(texts.has(&key), "{key} is missing: a timeline shows it");
    }
    // What auditors see that somebody looked at.
    for projection in systems.iter().flat_map(|system| &system.states) {
        let key = format!("subject-{}", web::form::text_key(projection.stream));
        assert!(texts.has(&key), "{key} is missing: the audit record shows it");
    }
}

#[test]
fn every_exercise_can_be_gone_through_on_any_day() {
    let days = [
        "2026-03-02T08:00:00Z",
        "2026-11-27T08:00:00Z",
        "2026-11-28T08:00:00Z",
        "2028-02-29T08:00:00Z",
    ];
    for at in days {
        decisions::exercise::check(at.parse().unwrap()).unwrap();
    }
    // Whoever confirms cases of any type of permit meets some.
    let plans = decisions::exercise::plans().unwrap();
    for permit in permits::permit::all().unwrap() {
        let of_it = plans.iter().filter(|plan| plan.case_type == permit.code);
        assert!(of_it.count() >= 2, "{}", permit.code);
    }
}

#[test]
fn tables_and_systems_have_names_of_their_own() {
    let systems = house::systems();
    let names: BTreeSet<&str> = systems.iter().map(|system| system.name).collect();
    assert_eq!(names.len(), systems.len());
    let mut known = BTreeSet::new();
    for system in &systems {
        let of = |name: &str| name.strip_prefix(system.name).is_some_and(|n| n.starts_with('/'));
        assert!(system.migrations.iter().all(|m| of(m.name) && known.insert(m.name)));
        assert!(system.migrations.is_sorted_by_key(|m| m.name), "{}", system.name);
    }
}

#[tokio::test]
async fn tables_are_made_once_and_statements_are_fit_for_both_engines() {
    setup()
        .for_both(|world| async move {
            check_statements(&world).await;
            let again = web::migrations(&house::systems());
            let new = kernel::migrate(world.kernel.db(), &again, world.now()).await.unwrap();
            assert_eq!(new, [""; 0], "made already");
        })
        .await;
}

#[tokio::test]
async fn processes_that_start_at_once_make_the_tables_together() {
    let world = Setup::new().world(Engine::Postgres).await;
    let tables = web::migrations(&house::systems());
    let (a, b) = (world.beside().await, world.beside().await);
    let now = world.now();
    let made = tokio::join!(
        kernel::migrate(world.kernel.db(), &tables, now),
        kernel::migrate(a.db(), &tables, now),
        kernel::migrate(b.db(), &tables, now),
    );
    for made in [made.0, made.1, made.2] {
        made.unwrap();
    }
}

/// Somebody of each role, somebody of none, and a visitor.
struct People {
    holders: BTreeMap<Right, BTreeSet<&'static str>>,
    browsers: Vec<(&'static str, Browser)>,
    /// Programs that act for each of them.
    programs: Vec<(&'static str, Browser)>,
    visitor: Browser,
}

impl People {
    async fn new(world: &World) -> People {
        let holders = holders();
        let roles: BTreeSet<&str> = holders.values().flatten().copied().chain([""]).collect();
        let mut people: Vec<(&'static str, Who)> = Vec::new();
        for role in roles {
            let held: &[&str] = if role.is_empty() { &[] } else { &[role] };
            people.push((role, world.user(&format!("The {role}"), "HEL", held).await));
        }
        let persona = |(_, who): &(_, Who)| Persona {
            user: who.user,
            name: who.name.to_string(),
            key: "casefile-persona-officer",
        };
        let config = Config { personas: people.iter().map(persona).collect(), ..demo() };
        let systems: Vec<System> = house::systems();
        let router = web::router(world.kernel.clone(), systems, config).unwrap();
        let (mut browsers, mut programs) = (Vec::new(), Vec::new());
        for (role, who) in people {
            browsers.push((role, Browser::signed_in(&router, who.user).await));
            let made = world.kernel.make_token(&Who::machine(), who.user, "A test", 1).await;
            let mut program = Browser::new(&router);
            program.headers.push(("authorization", format!("Bearer {}", made.unwrap())));
            programs.push((role, program));
        }
        People { holders, browsers, programs, visitor: Browser::new(&router) }
    }

    fn holds(&self, role: &str, right: Right) -> bool {
        right == Right::PUBLIC
            || right == Right::SIGNED_IN
            || self.holders.get(&right).is_some_and(|roles| roles.contains(role))
    }
}

#[tokio::test]
async fn every_way_in_is_open_to_those_who_hold_its_right_and_to_nobody_else() {
    setup()
        .for_both(|world| async move {
            let mut people = People::new(&world).await;
            let nobody = uuid::Uuid::from_u128(7).to_string();
            for route in web::routes(&house::systems(), &demo()) {
                let parts = route
                    .path
                    .split('/')
                    .map(|part| if part.starts_with('{') { nobody.as_str() } else { part });
                let path = parts.collect::<Vec<_>>().join("/");
                let posted = route.method == "POST";
                let shown = if posted {
                    people.visitor.post(&path, &[]).await
                } else {
                    people.visitor.get(&path).await
                };
                let sent_to_sign_in = shown.location().starts_with("/sign-in");
                let open = route.right == Right::PUBLIC;
                assert_eq!(sent_to_sign_in, !open || path == "/", "a visitor at {route:?}");
                // Whoever signs out is away for the rest.
                if path == "/sign-out" || open {
                    continue;
                }
                let mut browsers = std::mem::take(&mut people.browsers);
                for (role, browser) in &mut browsers {
                    let shown = if posted {
                        browser.post(&path, &[]).await
                    } else {
                        browser.get(&path).await
                    };
                    let status = shown.status.as_u16();
                    assert_eq!(
                        status != 403,
                        people.holds(role, route.right),
                        "{role} at {route:?}: {status}"
                    );
                    assert!(status < 500, "{role} at {route:?}: {status}");
                }
                people.browsers = browsers;
            }
        })
        .await;
}

#[tokio::test]
async fn every_call_of_a_program_is_open_to_those_who_hold_its_right_and_to_nobody_else() {
    setup()
        .for_both(|world| async move {
            let mut people = People::new(&world).await;
            let mut programs = std::mem::take(&mut people.programs);
            let nobody = uuid::Uuid::from_u128(7).to_string();
            for (path, method, right) in web::api_routes(&house::systems()).unwrap() {
                let parts = path.split('/');
                let parts = parts.map(|p| if p.starts_with('{') { nobody.as_str() } else { p });
                let path = parts.collect::<Vec<_>>().join("/");
                let status = called(&mut people.visitor, &path, &method).await;
                let open = right == Right::PUBLIC;
                assert_eq!(status == 200, open, "a visitor at {path}: {status}");
                assert!(open || status == 401, "a visitor at {path}: {status}");
                for (role, program) in &mut programs {
                    let status = called(program, &path, &method).await;
                    let may = people.holds(role, right);
                    assert_eq!(status != 403, may, "{role} at {path}: {status}");
                    assert!(status < 500, "{role} at {path}: {status}");
                }
            }
        })
        .await;
}

/// Where a part in braces stands, anything of a described address may.
fn stands_for(template: &str, described: &str) -> bool {
    let (of, to) = (template.split('/'), described.split('/'));
    of.clone().count() == to.clone().count()
        && of.zip(to).all(|(part, other)| part == other || part.starts_with('{'))
}

#[tokio::test]
async fn every_act_of_people_is_described_to_programs_under_a_name_of_its_own() {
    let systems = house::systems();
    let world = setup().world(Engine::Sqlite).await;
    let router = web::router(world.kernel.clone(), house::systems(), demo()).unwrap();
    let shown = Browser::new(&router).get("/api/v1/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(&shown.body).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for act in systems.iter().flat_map(|system| &system.acts) {
        let template = format!("/api/v1{}", act.path);
        let of_it = |(path, item): &(&String, &serde_json::Value)| {
            stands_for(&template, path) && item.get("post").is_some()
        };
        let described: Vec<_> = paths.iter().filter(of_it).collect();
        assert!(!described.is_empty(), "{} at {template} is not described", act.act);
    }
    let mut names = BTreeSet::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{method} {path}: there is {name} already");
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty() && !summary.contains('⟦'), "{method} {path}: {summary}");
        }
    }
}

/// Calls with nothing in the call.
async fn called(program: &mut Browser, path: &str, method: &axum::http::Method) -> u16 {
    if *method == axum::http::Method::GET {
        return program.get(path).await.status.as_u16();
    }
    let before = program.headers.clone();
    program.headers.push(("idempotency-key", uuid::Uuid::from_u128(1).to_string()));
    let shown = program.post_bytes(path, "application/json", b"{}".to_vec()).await;
    program.headers = before;
    shown.status.as_u16()
}

/// The browser stops at every text that is missing.
#[tokio::test]
async fn every_page_that_needs_nothing_opens_in_every_language_while_the_house_is_empty() {
    setup()
        .for_both(|world| async move {
            let mut people = People::new(&world).await;
            let routes = web::routes(&house::systems(), &demo());
            let mut browsers = std::mem::take(&mut people.browsers);
            for (role, browser) in &mut browsers {
                for lang in ["fi", "sv", "en"] {
                    browser.cookies.insert("uma-lang".to_owned(), lang.to_owned());
                    let pages =
                        routes.iter().filter(|r| r.method == "GET" && !r.path.contains('{'));
                    for page in pages.filter(|page| people.holds(role, page.right)) {
                        let shown = browser.get(page.path).await;
                        // A form about a thing that was not named is not there.
                        let bare_form = page.act.is_some() && shown.status == 404;
                        let good = shown.status == 200 || shown.status == 303 || bare_form;
                        assert!(good, "{role} at {} in {lang}: {}", page.path, shown.status);
                        let html = shown.has("<html");
                        assert!(
                            !html || shown.has(&format!("<html lang=\"{lang}\"")),
                            "{}",
                            page.path
                        );
                    }
                }
            }
        })
        .await;
}
