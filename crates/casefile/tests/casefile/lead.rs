//! The lead's page: every number leads to as many cases as it says.

use casefile::acts::{AssignCase, CloseCase, ProtectCase, StopClock};
use casefile::case_clock::Wait;
use casefile::model::Compartment;
use casefile::{CaseId, Outcome};
use kernel::Class;
use testkit::Shown;

use crate::office::{Office, in_offices};

/// Cases of many kinds of age and state, and one that a compartment keeps to itself.
async fn busy(office: &Office) -> Vec<CaseId> {
    let person = office.person("Rahimi", Class::Normal).await;
    let mut cases = Vec::new();
    for n in 0..9 {
        cases.push(office.open("aino", person, &format!("Matter {n}")).await);
        office.world.days_pass([0, 3, 5, 30, 60, 1, 100, 5, 7][n]);
    }
    let mikael = Some(office.who("mikael").await.user);
    for case in &cases[..3] {
        office.run("aino", AssignCase { case: *case, to: mikael }).await.unwrap();
    }
    let wait = Wait { whom: "customer".to_owned(), reason: "Payslips".to_owned() };
    let name = "general-matter".to_owned();
    office.run("aino", StopClock { case: cases[6], name, wait }).await.unwrap();
    office.run("aino", CloseCase { case: cases[5], outcome: Outcome::Done }).await.unwrap();
    let hidden = ProtectCase {
        case: cases[4],
        class: Class::Normal,
        compartment: Some(Compartment::coded("trafficking").unwrap().id),
        reason: "x".to_owned(),
    };
    office.run("ritva", hidden).await.unwrap();
    cases
}

/// Numbers of a page and where each leads.
fn numbers(shown: &Shown) -> Vec<(String, usize)> {
    let cells = shown.body.split("class=\"uma-number\"><a class=\"ds-link\" href=\"").skip(1);
    let cell = |cell: &str| {
        let (href, rest) = cell.split_once("\">").unwrap();
        let (number, _) = rest.split_once('<').unwrap();
        (href.replace("&#38;", "&").replace("&amp;", "&"), number.parse().unwrap())
    };
    cells.map(cell).collect()
}

#[tokio::test]
async fn every_number_leads_to_the_cases_behind_it() {
    in_offices(|office| async move {
        let cases = busy(&office).await;
        let mut sari = office.browser("sari").await;
        let page = sari.get("/lead").await;
        assert_eq!(page.status, 200);
        let numbers = numbers(&page);
        assert!(numbers.len() > 15, "{}", page.body);
        for (href, number) in &numbers {
            let list = sari.get(href).await;
            assert_eq!(list.status, 200, "{href}: {}", list.body);
            let found = cases.iter().filter(|case| list.has(&format!("/cases/{case}\""))).count();
            assert_eq!(found, *number, "{href}");
        }
        let open: usize = numbers
            .iter()
            .filter(|(href, _)| href.contains("handler="))
            .filter(|(href, _)| {
                href.starts_with("/cases") && !href.contains("due=") && !href.contains("changed")
            })
            .map(|(_, number)| number)
            .sum();
        assert_eq!(open, 7, "one is closed, and one is a compartment's: {}", page.body);
        for (table, words) in [
            ("handlers", "Mikael Lindström,3"),
            ("deadlines", "No legal date"),
            ("work", "General matter"),
            ("ages", "365 days or more"),
            ("waits", "1"),
            ("weeks", "Week,Opened,Closed"),
        ] {
            let file = sari.get(&format!("/lead/export?unit=HEL&table={table}")).await;
            assert_eq!(file.status, 200);
            assert!(file.has(words), "{table}: {}", file.body);
        }
        assert_eq!(sari.get("/lead?unit=LAW").await.status, 404);
        assert_eq!(sari.get("/lead/export?table=none").await.status, 404);
        assert_eq!(office.browser("aino").await.get("/lead").await.status, 403);
        office.world.verify().await;
    })
    .await;
}
