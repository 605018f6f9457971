//! Saved filters: one's own, those a unit shares, and those that no longer fit.

use casefile::acts::{AssignCase, SaveFilter};
use casefile::{CASES, FilterEvent, FilterId};
use kernel::{Changes, Class, Counted, ListQuery, NewStream, Who};

use crate::office::{Office, in_offices, moved, refused};

async fn save(
    office: &Office,
    login: &str,
    name: &str,
    query: &str,
    unit: Option<&str>,
) -> FilterId {
    let filter = FilterId(office.kernel().next_id());
    let (name, query, unit) = (name.to_owned(), query.to_owned(), unit.map(str::to_owned));
    office.run(login, SaveFilter { filter, name, query, unit }).await.unwrap();
    filter
}

#[tokio::test]
async fn what_an_officer_filters_is_kept_counted_renamed_and_removed() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for n in 0..3 {
            office.open("aino", person, &format!("Matter {n}")).await;
        }
        let mut aino = office.browser("aino").await;
        let list = aino.get("/cases?status=open&handler=nobody&order=changed&after=").await;
        assert!(list.has("3 cases match"), "{}", list.body);
        let form = "/filters/new?query=status%3Dopen%26handler%3Dnobody%26order%3Dchanged";
        assert!(list.has(&form.replace('&', "&#38;")), "{}", list.body);
        let query = [("query", "status=open&handler=nobody&order=changed")];
        let named = [("name", "Nobody has it"), ("audience", "-"), query[0]];
        // The form carries the query along: what the test fills in stands first.
        let shown = aino.get(form).await;
        let hidden = shown.hidden();
        let carried = hidden.iter().filter(|(name, _)| name != "query");
        let pairs: Vec<_> = carried.map(|(n, v)| (n.as_str(), v.as_str())).chain(named).collect();
        let to = moved(&aino.post("/filters/new", &pairs).await);
        assert_eq!(to, "/cases?status=open&handler=nobody&order=changed");
        let list = aino.get(&to).await;
        assert!(
            list.has("aria-current=\"page\">Nobody has it <span class=\"uma-count\">3</span>"),
            "{}",
            list.body
        );
        // It is asked anew each time.
        office.open("aino", person, "One more").await;
        assert!(aino.get("/cases").await.has("Nobody has it <span class=\"uma-count\">4</span>"));

        let page = aino.get("/filters").await;
        let (_, rest) = page.body.split_once("href=\"/filters/").unwrap();
        let id = rest.split_once('/').unwrap().0.to_owned();
        moved(&aino.fill(&format!("/filters/{id}/rename"), &[("name", "Free")]).await);
        assert!(aino.get("/cases").await.has("Free <span"));
        assert_eq!(
            office.browser("mikael").await.get(&format!("/filters/{id}/rename")).await.status,
            404
        );
        moved(&aino.fill(&format!("/filters/{id}/remove"), &[]).await);
        assert!(!aino.get("/cases").await.has("Free <span"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_lead_shares_is_seen_by_the_unit_and_not_by_another() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Matter").await;
        let aino = office.who("aino").await.user;
        office.run("aino", AssignCase { case, to: Some(aino) }).await.unwrap();
        save(&office, "sari", "What I have", "handler=me", Some("HEL")).await;
        save(&office, "aino", "Private", "status=closed", None).await;
        for (login, shared, count, own) in [
            ("aino", true, "1", true),
            ("mikael", true, "0", false),
            ("sari", true, "0", false),
            ("oskari", false, "0", false),
        ] {
            let list = office.browser(login).await.get("/cases").await;
            let tab = format!("What I have <span class=\"uma-count\">{count}</span>");
            assert_eq!(list.has(&tab), shared, "{login}: {}", list.body);
            assert_eq!(list.has("Private"), own, "{login}");
        }
        // Only leads share, and a name is used once in a unit.
        let act = |unit: &str, name: &str| SaveFilter {
            filter: FilterId(office.kernel().next_id()),
            name: name.to_owned(),
            query: "late=1".to_owned(),
            unit: Some(unit.to_owned()),
        };
        assert_eq!(refused(office.run("aino", act("HEL", "Late")).await), "filter-of-unit");
        assert_eq!(refused(office.run("sari", act("LAW", "Late")).await), "filter-of-unit");
        assert_eq!(
            refused(office.run("sari", act("HEL", "What I have")).await),
            "filter-name-taken"
        );
        office.run("sari", act("TKU", "What I have")).await.unwrap();
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_saved_filter_that_no_longer_fits_says_so() {
    in_offices(|office| async move {
        let aino = office.who("aino").await;
        let filter = FilterId(office.kernel().next_id());
        let saved = FilterEvent::Saved {
            list: "cases".to_owned(),
            name: "Red ones".to_owned(),
            query: "status=open&colour=red".to_owned(),
            owner: aino.user,
            unit: None,
        };
        let stages = vec![(office.world.now(), Changes::one(filter, &saved))];
        let machine = Who::machine();
        let streams = vec![NewStream { stages }];
        office.kernel().load_streams(&machine, "test.load", streams).await.unwrap();
        let mut aino = office.browser("aino").await;
        let list = aino.get("/cases").await;
        assert_eq!(list.status, 200);
        assert!(list.has("no longer fits the list") && !list.has("Red ones"), "{}", list.body);
        let page = aino.get("/filters").await;
        assert!(page.has("Red ones") && page.has("The list has no filter colour"), "{}", page.body);
        assert!(!page.has("href=\"/cases?"), "it cannot be asked: {}", page.body);
        moved(&aino.fill(&format!("/filters/{filter}/remove"), &[]).await);
        assert!(!aino.get("/cases").await.has("no longer fits"));
    })
    .await;
}

#[tokio::test]
async fn a_count_looks_no_further_than_its_limit() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        for n in 0..3 {
            office.open("aino", person, &format!("Matter {n}")).await;
        }
        office.open("oskari", person, "Another unit").await;
        let (kernel, aino) = (office.kernel(), office.who("aino").await);
        let open = [("status".to_owned(), "open".to_owned())];
        for (at_most, rows, more) in [(10, 3, false), (3, 3, false), (2, 2, true), (0, 0, true)] {
            let counted = CASES.count(kernel, &aino, &open, at_most).await.unwrap();
            assert_eq!(counted, Counted { rows, more }, "{at_most}");
        }
        let machine = Who::machine();
        let all = CASES.count(kernel, &machine, &[], 10).await.unwrap();
        assert_eq!(all, Counted { rows: 4, more: false });
        let query = ListQuery { filters: open.to_vec(), ..ListQuery::default() };
        CASES.check(&query).unwrap();
    })
    .await;
}

#[tokio::test]
async fn officers_find_what_waits_what_is_late_and_when_it_came() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let first = office.open("aino", person, "The older").await;
        let name = "general-matter".to_owned();
        let (whom, reason) = ("customer".to_owned(), "Payslips".to_owned());
        let wait = casefile::case_clock::Wait { whom, reason };
        office.run("aino", casefile::acts::StopClock { case: first, name, wait }).await.unwrap();
        let opened = office.world.now().date();
        office.world.days_pass(400);
        office.open("aino", person, "The newer").await;
        let mut aino = office.browser("aino").await;
        let day = opened.to_string();
        for (query, older, newer) in [
            ("waits=customer".to_owned(), true, false),
            (format!("until={day}"), true, false),
            (format!("since={}", opened.tomorrow().unwrap()), false, true),
            ("handler=nobody&number=HEL".to_owned(), true, true),
            ("handler=me".to_owned(), false, false),
            ("type=general-matter&status=open".to_owned(), true, true),
        ] {
            let list = aino.get(&format!("/cases?{query}")).await;
            assert_eq!((list.has("The older"), list.has("The newer")), (older, newer), "{query}");
        }
        office.world.days_pass(400);
        let late = office.browser("aino").await.get("/cases?late=1").await;
        assert!(late.has("The newer"), "{}", late.body);
    })
    .await;
}
