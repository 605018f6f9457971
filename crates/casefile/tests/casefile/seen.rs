//! Who sees what, and who can tell.

use casefile::Case;
use kernel::{Class, Row, State as _};
use testkit::Shown;
use web::Values;

use crate::office::{in_offices, moved};

/// A page without what differs each time it is sent.
fn words(shown: &Shown) -> String {
    let main = shown.body.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut words = String::new();
    for (n, part) in main.split('"').enumerate() {
        if n % 2 == 0 {
            words.push_str(part);
        }
    }
    words
}

#[tokio::test]
async fn a_protected_person_is_found_by_whole_words_with_clearance_and_leaves_no_name_in_rows() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let case = office.open("maria", hidden, "A new name").await;
        for login in ["aino", "maria", "sari", "leila"] {
            let mut browser = office.browser(login).await;
            for query in ["Karzai", "karz", "Amina 1994", "رحیمی", "امینه 1994"] {
                let typed: Values = [("q".to_owned(), query.to_owned())].into_iter().collect();
                let found = browser.get(&format!("/persons?{}", typed.encode())).await;
                assert_eq!(found.status, 200);
                let may_find = login == "maria" && query != "karz";
                assert_eq!(found.has("Nobody found"), !may_find, "{login} {query}: {}", found.body);
                assert_eq!(found.has("Karzai Amina"), may_find, "{login} {query}: {}", found.body);
            }
            for path in [format!("/persons/{hidden}"), format!("/cases/{case}")] {
                let seen = browser.get(&path).await;
                let status = if login == "maria" { 200 } else { 404 };
                assert_eq!(seen.status, status, "{login} {path}");
                assert_eq!(seen.has("Karzai"), login == "maria");
            }
            let list = browser.get("/cases").await;
            assert_eq!(list.has(&case.to_string()), login == "maria");
            assert!(!list.has("A new name"), "a headline of the protected stands in no row");
        }
        // Rows are plain text in the database and its copies: what is protected is not among them.
        let person = office.kernel().peek::<casefile::Person>(hidden).await.unwrap().0;
        let case = office.kernel().peek::<Case>(case).await.unwrap().0;
        let blind = office.kernel().blind();
        let of_person = person.rows(hidden.0, blind).into_iter();
        let rows: Vec<Row> = of_person.chain(case.rows(hidden.0, blind)).collect();
        let rows = format!("{rows:?}");
        for secret in ["Karzai", "Amina", "امینه", "1994", "AFG", "A new name"] {
            assert!(!rows.contains(secret), "{secret} in {rows}");
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_of_another_unit_answers_as_if_it_were_not_there_and_the_look_is_recorded() {
    in_offices(|office| async move {
        let case = office.case().await;
        let task = office.task(case).await;
        let number = office.known(case).await.number.to_string();
        let mut aino = office.browser("aino").await;
        let path = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&path, "letter.pdf", b"%PDF-1.7\nhello").await);
        let file = office.known(case).await.documents[0].2.file;
        let mut oskari = office.browser("oskari").await;
        let never = uuid::Uuid::from_u128(7);
        for rest in [
            String::new(),
            format!("/documents/{file}"),
            "/notes/new".to_owned(),
            "/documents/new".to_owned(),
            "/assign".to_owned(),
            "/close".to_owned(),
            "/reopen".to_owned(),
            format!("/tasks/{task}/take"),
            format!("/tasks/{task}/finish"),
            "/clocks/general-matter/stop".to_owned(),
            "/clocks/general-matter/resume".to_owned(),
        ] {
            let there = oskari.get(&format!("/cases/{case}{rest}")).await;
            let nowhere = oskari.get(&format!("/cases/{never}{rest}")).await;
            assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (404, 404), "{rest}");
            assert_eq!(words(&there), words(&nowhere), "{rest}");
            assert!(!there.has(&number) && !there.has("Address of residence"));
        }
        assert!(!oskari.get("/cases").await.has(&number));
        assert_eq!(oskari.get(&format!("/persons?q={number}")).await.status, 200, "leads nowhere");
        assert_eq!(
            aino.get(&format!("/persons?q={number}")).await.location(),
            format!("/cases/{case}")
        );

        let mut johanna = office.browser("johanna").await;
        let looks = johanna.get(&format!("/audit?subject={case}")).await;
        assert_eq!(looks.status, 200);
        assert!(looks.has("Oskari Mäkelä") && looks.has("Aino Virtanen"), "{}", looks.body);
        assert!(looks.has("Denied"), "{}", looks.body);
        assert_eq!(
            johanna.get(&format!("/cases/{case}")).await.status,
            403,
            "who audits does not read"
        );
    })
    .await;
}

#[tokio::test]
async fn every_look_at_a_person_a_case_and_a_document_can_be_found() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let path = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&path, "letter.pdf", b"%PDF-1.7\nhello").await);
        let file = office.known(case).await.documents[0].2.file;
        let mut mikael = office.browser("mikael").await;
        let document = format!("/cases/{case}/documents/{file}");
        let paths = [format!("/persons/{person}"), format!("/cases/{case}"), document];
        let subjects = [person.0, case.0, file.0];
        let mut johanna = office.browser("johanna").await;
        for (path, subject) in paths.iter().zip(subjects) {
            let audit = format!("/audit?subject={subject}");
            let before = johanna.get(&audit).await.body.matches("Mikael Lindström").count();
            assert_eq!(mikael.get(path).await.status, 200);
            let after = johanna.get(&audit).await;
            let count = after.body.matches("Mikael Lindström").count();
            assert!(count > before, "{path}: {}", after.body);
            // The auditor's own looks are among them.
            assert!(johanna.get(&audit).await.has("Johanna Nyström"));
        }
        let searches = johanna.get(&format!("/audit?actor={}", mikael_id(&office).await)).await;
        assert_eq!(searches.status, 200);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_audit_record_is_searched_by_day_and_kind_and_taken_along_as_a_file() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let mut mikael = office.browser("mikael").await;
        assert_eq!(mikael.get(&format!("/persons/{person}")).await.status, 200);
        let mut oskari = office.browser("oskari").await;
        assert_eq!(oskari.get(&format!("/cases/{case}")).await.status, 404);

        let mut johanna = office.browser("johanna").await;
        let today = office.kernel().now().date();
        let (before, after) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
        let names = |shown: &Shown| {
            ["Mikael Lindström", "Oskari Mäkelä"].map(|name| words(shown).contains(name))
        };
        for (query, wanted) in [
            (format!("since={today}&until={today}"), [true, true]),
            (format!("until={before}"), [false, false]),
            (format!("since={after}"), [false, false]),
            (format!("kind=denied&since={today}"), [false, true]),
            ("kind=denied".to_owned(), [false, true]),
            (format!("kind=read&subject={person}"), [true, false]),
        ] {
            let shown = johanna.get(&format!("/audit?{query}")).await;
            assert_eq!(names(&shown), wanted, "{query}: {}", shown.body);
        }
        let wrong = johanna.get("/audit?since=yesterday").await;
        assert!(wrong.status == 422 && wrong.has("cannot be read"), "{}", wrong.body);
        // Whoever asks about a person is led to the looks at their cases.
        let shown = johanna.get(&format!("/audit?subject={person}")).await;
        assert!(shown.has(&format!("/audit?subject={case}")), "{}", shown.body);
        assert!(shown.has(&format!("/audit/export?subject={person}")), "{}", shown.body);

        let file = johanna.get(&format!("/audit/export?subject={person}")).await;
        assert_eq!(file.status, 200);
        let lines: Vec<&str> = file.body.lines().collect();
        assert!(lines[0].starts_with("at,actor,actor_name,kind"), "{}", file.body);
        let look = lines.iter().find(|line| line.contains("Mikael Lindström,read,person")).unwrap();
        assert!(look.contains(&person.to_string()), "{look}");
        let taken = johanna.get("/audit?kind=export").await;
        assert!(taken.has("Took the audit record along"), "{}", taken.body);
        assert_eq!(mikael.get("/audit/export").await.status, 403);
        office.world.verify().await;
    })
    .await;
}

async fn mikael_id(office: &crate::office::Office) -> kernel::UserId {
    office.who("mikael").await.user
}
