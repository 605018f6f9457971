//! Many officers take the next task at once.

use std::collections::BTreeSet;

use casefile::{TASKS, TaskLine};
use futures_util::future::join_all;
use kernel::{Class, ListQuery, Who};
use testkit::Browser;

use crate::office::{Office, in_offices};

const OFFICERS: usize = 8;

/// Everybody presses the button in the same moment; where it led each of them.
async fn press(browsers: &mut [Browser]) -> Vec<String> {
    let pressed = browsers.iter_mut().map(|b| b.press("/work", "/work/take-next"));
    let shown = join_all(pressed).await;
    shown.iter().map(|s| s.location().to_owned()).collect()
}

async fn taken(office: &Office, state: &str) -> Vec<TaskLine> {
    let filters = vec![("state".to_owned(), state.to_owned())];
    let query = ListQuery { filters, limit: 100, ..ListQuery::default() };
    let page = TASKS.page(office.kernel(), &Who::machine(), &query).await.unwrap();
    page.rows.iter().map(|row| TaskLine::read(row).unwrap()).collect()
}

#[tokio::test]
async fn no_two_officers_get_one_task_and_none_is_left() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for n in 0..12 {
            office.open("aino", person, &format!("Matter {n}")).await;
        }
        let mut browsers = Vec::new();
        for n in 0..OFFICERS {
            browsers.push(office.browser(["aino", "mikael", "sari", "leila"][n % 4]).await);
        }
        let first = press(&mut browsers).await;
        let distinct: BTreeSet<_> = first.iter().filter(|to| to.starts_with("/cases/")).collect();
        assert_eq!(distinct.len(), OFFICERS, "each got one of their own: {first:?}");
        assert_eq!(taken(&office, "taken").await.len(), OFFICERS);

        let second = press(&mut browsers).await;
        let empty = second.iter().filter(|to| *to == "/work?nothing=1").count();
        assert_eq!(empty, OFFICERS - 4, "four tasks were left: {second:?}");
        let all: BTreeSet<_> =
            first.iter().chain(&second).filter(|to| to.starts_with("/cases/")).collect();
        assert_eq!(all.len(), 12);
        assert!(taken(&office, "open").await.is_empty());
        assert!(browsers[0].get("/work?nothing=1").await.has("The queue is empty"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_queue_gives_what_is_due_first_and_never_what_one_must_not_see() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let person = office.person("Rahimi", Class::Normal).await;
        office.open("maria", hidden, "Protected").await;
        office.open("oskari", person, "Another unit").await;
        let first = office.open("aino", person, "The older").await;
        office.world.days_pass(3);
        office.open("aino", person, "The newer").await;
        let mut mikael = office.browser("mikael").await;
        let page = mikael.get("/work").await;
        assert!(page.has("The older") && !page.has("Another unit"), "{}", page.body);
        let to = mikael.press("/work", "/work/take-next").await;
        assert_eq!(to.location(), format!("/cases/{first}"));
        mikael.press("/work", "/work/take-next").await;
        let last = mikael.press("/work", "/work/take-next").await;
        assert_eq!(last.location(), "/work?nothing=1");
    })
    .await;
}
