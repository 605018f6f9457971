//! Lists on pages about one thing that are longer than the page shows: each leads on to the rest.

use casefile::acts::{AddContact, AddRepresentative, AddTask, LinkCase, TakeTask};
use casefile::model::{Agent, RepresentativeRole};
use casefile::{LinkKind, PersonId, TaskState};
use jiff::ToSpan as _;
use kernel::Class;
use testkit::{Browser, Shown};

use crate::office::{Office, in_offices};

/// More than stand on a page of any list.
const MANY: usize = 52;

/// Where the first link with these words in its tag leads.
fn next(shown: &Shown) -> String {
    let (_, rest) = shown.body.split_once("rel=\"next\" href=\"").unwrap();
    rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&")
}

/// How many of these stand on a page.
fn count(shown: &Shown, words: &[String]) -> usize {
    assert_eq!(shown.status, 200, "{}", shown.body);
    words.iter().filter(|words| shown.has(words)).count()
}

/// All that stand on a page and those after it.
async fn on_all_pages(browser: &mut Browser, path: &str, words: &[String]) -> (usize, usize) {
    let mut shown = browser.get(path).await;
    let (mut found, mut pages) = (count(&shown, words), 1);
    while shown.has("rel=\"next\"") {
        shown = browser.get(&next(&shown)).await;
        found += count(&shown, words);
        pages += 1;
    }
    (found, pages)
}

async fn many_cases(office: &Office, person: PersonId) -> Vec<String> {
    let mut numbers = Vec::new();
    for n in 0..MANY {
        let case = office.open("aino", person, &format!("Matter {n}")).await;
        numbers.push(office.known(case).await.number.to_string());
    }
    numbers
}

#[tokio::test]
async fn every_case_of_a_person_is_reached_from_their_page() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let numbers = many_cases(&office, person).await;
        let mut aino = office.browser("aino").await;
        let page = format!("/persons/{person}");
        assert_eq!(on_all_pages(&mut aino, &page, &numbers).await, (MANY, 2));
        assert!(aino.get(&page).await.has(&numbers[MANY - 1]), "the newest comes first");
    })
    .await;
}

#[tokio::test]
async fn everybody_whom_somebody_represents_is_reached_from_their_page() {
    in_offices(|office| async move {
        let agent = office.person("Salonen", Class::Normal).await;
        let mut names = Vec::new();
        for n in 0..MANY {
            let family = format!("Haddad-{}", char::from(b'a' + u8::try_from(n / 26).unwrap()));
            let family = format!("{family}{}", char::from(b'a' + u8::try_from(n % 26).unwrap()));
            let person = office.person(&family, Class::Normal).await;
            let act = AddRepresentative {
                person,
                agent: Agent::Person(agent),
                role: RepresentativeRole::Counsel,
                case: None,
                from: None,
                until: None,
                basis: "Power of attorney seen".to_owned(),
            };
            office.run("aino", act).await.unwrap();
            names.push(format!("/persons/{person}\""));
        }
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/persons/{agent}")).await;
        let all = format!("/persons/{agent}/represented");
        assert!(page.has(&all) && count(&page, &names) == 10, "{}", page.body);
        assert_eq!(on_all_pages(&mut aino, &all, &names).await, (MANY, 2));
    })
    .await;
}

#[tokio::test]
async fn every_linked_case_is_reached_from_the_page_of_a_case() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Of them all").await;
        let mut links = Vec::new();
        for n in 0..MANY {
            let other = office.open("aino", person, &format!("Matter {n}")).await;
            let relation = LinkKind::Family;
            office.run("aino", LinkCase { case, other, relation }).await.unwrap();
            links.push(format!("/cases/{other}\""));
        }
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/cases/{case}")).await;
        let all = format!("/cases/{case}/links");
        assert!(page.has(&format!("{all}\"")), "{}", page.body);
        let (_, there) = page.body.split_once("id=\"links\"").unwrap();
        let (there, _) = there.split_once("id=\"documents\"").unwrap();
        assert_eq!(links.iter().filter(|link| there.contains(*link)).count(), 10, "{there}");
        assert_eq!(on_all_pages(&mut aino, &all, &links).await, (MANY, 2));
        assert_eq!(office.browser("oskari").await.get(&all).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_task_of_a_case_is_reached_from_its_page_what_is_to_be_done_first() {
    in_offices(|office| async move {
        let case = office.case().await;
        let first = office.task(case).await;
        office.run("aino", TakeTask { case, task: first }).await.unwrap();
        let due = office.kernel().now().date() + 7.days();
        let mut words = Vec::new();
        let mut tasks = Vec::new();
        for n in 0..MANY {
            let said = format!("Errand {n:02}");
            let me = Some(office.who("aino").await.user);
            let act = AddTask { case, words: said.clone(), due, to: me };
            office.run("aino", act).await.unwrap();
            words.push(said);
            let known = office.known(case).await;
            let undone = known.tasks.iter().rfind(|(_, task)| task.state != TaskState::Done);
            tasks.push(*undone.unwrap().0);
            // All but the last ones are done at once.
            if n + 3 < MANY {
                let task = tasks[n];
                office.run("aino", casefile::acts::FinishTask { case, task }).await.unwrap();
            }
        }
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/cases/{case}")).await;
        let all = format!("/cases/{case}/tasks");
        assert!(page.has(&format!("{all}\"")), "{}", page.body);
        let (there, _) = page.body.split_once("id=\"history\"").unwrap();
        let there = there.split_once("id=\"clocks\"").unwrap().1;
        assert!(words[MANY - 3..].iter().all(|words| there.contains(words)), "{there}");
        assert_eq!(on_all_pages(&mut aino, &all, &words).await, (MANY, 2));
        assert_eq!(office.browser("oskari").await.get(&all).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn all_that_happened_to_a_person_is_reached_from_their_page() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let mut told = Vec::new();
        for n in 0..MANY {
            let value = format!("amina{n:02}@example.org");
            let what = "email".to_owned();
            let until = Some("2026-03-02".parse().unwrap());
            let act = AddContact { person, what, value: value.clone(), from: None, until };
            office.run("aino", act).await.unwrap();
            told.push(value);
        }
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/persons/{person}")).await;
        let (_, history) = page.body.split_once("id=\"history\"").unwrap();
        assert!(history.contains(&told[MANY - 1]) && !history.contains(&told[0]), "{history}");
        let earlier = next(&page);
        assert!(earlier.starts_with(&format!("/persons/{person}/history?before=")), "{earlier}");
        let rest = aino.get(&earlier).await;
        assert!(rest.has(&told[0]) && rest.has("Registered") && !rest.has("rel=\"next\""));
        assert!(count(&rest, &told) >= MANY - 50, "{}", rest.body);
    })
    .await;
}
