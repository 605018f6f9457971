//! Lists: filters, pages along a key while others write, cursors that were tampered with.

use std::collections::BTreeSet;

use casefile::acts::{AddNote, CloseCase, TakeTask};
use casefile::population::{Official, Population};
use casefile::{CASES, CaseId, CaseLine, Outcome};
use kernel::{Class, ListQuery, NotDone, Portion, Who};

use crate::office::{Office, in_offices};

fn asked(filters: &[(&str, &str)], order: &str, limit: usize) -> ListQuery {
    ListQuery {
        filters: filters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        order: Some(order.to_owned()),
        after: None,
        limit,
    }
}

async fn page(office: &Office, login: &str, query: &ListQuery) -> (Vec<CaseLine>, Option<String>) {
    let page = CASES.page(office.kernel(), &office.who(login).await, query).await.unwrap();
    (page.rows.iter().map(|row| CaseLine::read(row).unwrap()).collect(), page.next)
}

async fn numbers(office: &Office, login: &str, filters: &[(&str, &str)]) -> Vec<String> {
    let (lines, _) = page(office, login, &asked(filters, "number", 100)).await;
    lines.into_iter().map(|line| line.number).collect()
}

#[tokio::test]
async fn filters_narrow_what_one_sees_and_never_widen_it() {
    in_offices(|office| async move {
        let amina = office.person("Rahimi", Class::Normal).await;
        let omar = office.person("Haddad", Class::Normal).await;
        let closed = office.open("aino", amina, "One").await;
        let mine = office.open("aino", omar, "Two").await;
        office.open("oskari", amina, "Three").await;
        office.run("aino", CloseCase { case: closed, outcome: Outcome::Done }).await.unwrap();
        let task = office.task(mine).await;
        office.run("mikael", TakeTask { case: mine, task }).await.unwrap();
        let (mikael, amina) = (office.who("mikael").await.user.to_string(), amina.to_string());
        let (one, two, three) = ("HEL-2026-000001", "HEL-2026-000002", "TKU-2026-000001");
        let due = office.known(mine).await.next_date().unwrap();
        let (due, before) = (due.to_string(), due.yesterday().unwrap().to_string());
        for (login, filters, wanted) in [
            ("aino", &[][..], &[one, two][..]),
            ("sari", &[], &[one, two, three]),
            ("oskari", &[], &[three]),
            ("aino", &[("status", "open")], &[two]),
            ("aino", &[("status", "closed")], &[one]),
            ("aino", &[("unit", "TKU")], &[]),
            ("sari", &[("unit", "TKU")], &[three]),
            ("aino", &[("handler", &*mikael)], &[two]),
            ("aino", &[("number", "HEL-2026-000002")], &[two]),
            ("aino", &[("number", "TKU")], &[]),
            ("sari", &[("applicant", &*amina)], &[one, three]),
            ("sari", &[("applicant", &*amina), ("status", "open")], &[three]),
            ("aino", &[("due", &*due), ("status", "open")], &[two]),
            ("aino", &[("due", &*before)], &[]),
            ("aino", &[("status", "' OR 1 = 1 --")], &[]),
            ("aino", &[("status", " ")], &[one, two]),
        ] {
            assert_eq!(numbers(&office, login, filters).await, wanted, "{login} {filters:?}");
        }
        let who = office.who("aino").await;
        for (filters, code) in [
            (&[("nonsense", "1")][..], "list-filter-unknown"),
            (&[("handler", "nobody")], "list-value-wrong"),
            (&[("due", "31.2.2026")], "list-value-wrong"),
        ] {
            let refused = CASES.page(office.kernel(), &who, &asked(filters, "number", 10)).await;
            let refused = refused.unwrap_err();
            assert!(matches!(&refused, NotDone::Refused(r) if r.code == code), "{refused:?}");
        }
        let refused = CASES.page(office.kernel(), &who, &asked(&[], "headline", 10)).await;
        assert!(matches!(refused, Err(NotDone::Refused(r)) if r.code == "list-order-unknown"));
    })
    .await;
}

/// An office with a population of cases of one unit.
async fn populated(office: &Office, cases: u32) -> Vec<CaseId> {
    let official = Official { id: office.who("aino").await.user, unit: "HEL".to_owned() };
    let mut made = BTreeSet::new();
    for batch in Population::new(7, cases, office.world.now(), &[official]).unwrap() {
        let batch = batch.unwrap();
        let by = Who { user: batch.by, ..Who::machine() };
        let portion = Portion { who: by, streams: batch.streams, files: batch.files };
        let load = office.kernel().seal_load("population.load", vec![portion]).await.unwrap();
        office.kernel().write_load(load).await.unwrap();
    }
    let mut query = asked(&[], "number", 100);
    let machine = Who::machine();
    loop {
        let page = CASES.page(office.kernel(), &machine, &query).await.unwrap();
        made.extend(page.rows.iter().map(|row| CaseLine::read(row).unwrap().id));
        match page.next {
            None => break,
            after => query.after = after,
        }
    }
    made.into_iter().collect()
}

#[tokio::test]
async fn pages_give_everything_once_in_both_directions_while_others_write() {
    in_offices(|office| async move {
        let before = populated(&office, 60).await;
        let person = office.person("Rahimi", Class::Normal).await;
        for order in ["number", "due", "changed"] {
            let mut query = asked(&[], order, 7);
            let mut found = Vec::new();
            let mut touched = BTreeSet::new();
            loop {
                let (lines, next) = page(&office, "maria", &query).await;
                found.extend(lines);
                let Some(next) = next else { break };
                query.after = Some(next);
                // Meanwhile a case is opened, and one that was shown already changes.
                office.open("aino", person, "Meanwhile").await;
                let shown = found[0].id;
                touched.insert(shown);
                office.run("maria", AddNote { case: shown, text: "n".to_owned() }).await.unwrap();
            }
            for case in &before {
                let times = found.iter().filter(|line| line.id == *case).count();
                assert!(times == 1 || touched.contains(case), "{order}: {case} came {times} times");
            }
            let sorted = match order {
                "number" => found.is_sorted_by_key(|line| line.number.clone()),
                "due" => found.is_sorted_by_key(|line| line.next.unwrap_or(kernel::Date::MAX)),
                _ => found.is_sorted_by_key(|line| std::cmp::Reverse(line.changed)),
            };
            assert!(sorted, "{order}");
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_is_refused_in_words() {
    in_offices(|office| async move {
        populated(&office, 60).await;
        let mut aino = office.browser("maria").await;
        let first = aino.get("/cases?order=number").await;
        let (_, rest) = first.body.split_once("rel=\"next\" href=\"").unwrap();
        let next = rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&");
        let second = aino.get(&next).await;
        assert_eq!(second.status, 200);
        assert!(second.has("HEL-20") && !second.has("Nothing"), "{}", second.body);
        let cursor = next.split_once("after=").unwrap().1.to_owned();
        let mut changed = cursor.clone().into_bytes();
        changed[3] = if changed[3] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        for path in [
            format!("/cases?order=number&after={changed}"),
            format!("/cases?order=number&after={}", &cursor[..cursor.len() - 4]),
            format!("/cases?order=due&after={cursor}"),
            format!("/persons?q=a&after={cursor}"),
            "/cases?order=number&after=%00%FF".to_owned(),
            "/cases?order=number&after='; DROP TABLE casefile_case; --".replace(' ', "%20"),
        ] {
            let refused = aino.get(&path).await;
            assert_eq!(refused.status, 422, "{path}");
            assert!(refused.has("Begin at the first page"), "{path}: {}", refused.body);
        }
    })
    .await;
}
