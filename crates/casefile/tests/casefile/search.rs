//! Searching: what is found, why, by whom, and that no search takes long.

use casefile::acts::{AddNote, AddTravelDocument, RegisterOrganisation};
use casefile::model::{DocumentKind, OrganisationKind, TypedAddress, TypedOrganisation};
use casefile::{OrganisationId, PERSONS};
use kernel::{Class, SCAN_MAX, SearchQuery, Term};

use crate::office::{in_offices, moved};

#[tokio::test]
async fn one_search_finds_persons_cases_and_organisations_and_says_why() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Proof of identity").await;
        let note = "Called the embassy.\nThey will send the Rahimi birth certificate.".to_owned();
        office.run("aino", AddNote { case, text: note }).await.unwrap();
        let mut aino = office.browser("aino").await;
        let path = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&path, "passport-Rahimi.pdf", b"%PDF-1.7\nhello").await);
        let organisation = OrganisationId(office.kernel().next_id());
        let typed = TypedOrganisation {
            kind: OrganisationKind::Employer,
            name: "Rahimin Leipomo Oy".to_owned(),
            since: None,
            business_id: String::new(),
            address: TypedAddress {
                lines: "Testikatu 1".to_owned(),
                postal_code: "00100".to_owned(),
                town: "Helsinki".to_owned(),
                country: "FIN".to_owned(),
                ..TypedAddress::default()
            },
            email: String::new(),
            phone: String::new(),
        };
        office.run("leila", RegisterOrganisation { organisation, typed }).await.unwrap();

        let shown = aino.get("/search?q=rahim").await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        for (what, words) in [
            ("the person", format!("/persons/{person}\"><bdi><mark>Rahimi</mark> Amina")),
            ("the birth date", "2/1994".to_owned()),
            ("the person's case", format!("/cases/{case}\"><bdi>")),
            ("the document", "passport-<mark>Rahimi</mark>.pdf".to_owned()),
            ("the note", "will send the <mark>Rahimi</mark> birth certificate.".to_owned()),
            ("the organisation", "<mark>Rahimin</mark> Leipomo Oy".to_owned()),
        ] {
            assert!(shown.has(&words), "{what} not in {}", shown.body);
        }
        // All words, in whatever field of a case; none that only another has.
        assert!(aino.get("/search?q=identity+embassy+passport").await.has(&case.to_string()));
        assert!(aino.get("/search?q=identity+embassy+leipomo").await.has("Nothing found"));
        // A letter means itself, a date is found as people write it.
        assert!(aino.get("/search?q=r").await.has("Nothing found"));
        assert!(aino.get("/persons?q=rahimi+1994").await.has("Rahimi Amina"));
        assert!(aino.get("/persons?q=rahimi+1995").await.has("Nobody found"));
        // A number leads to its case, however it is typed.
        let number = office.known(case).await.number;
        let typed = format!("/search?q={}+{}+{}", number.unit(), number.year(), number.running());
        assert_eq!(aino.get(&typed).await.location(), format!("/cases/{case}"));
        for empty in ["/search", "/search?q=", "/search?q=--"] {
            assert!(aino.get(empty).await.has("Find anything you may see"), "{empty}");
        }
        let long = aino.get("/search?q=a+b+c+d+e+f+g+h+i").await;
        assert!(long.has("The search is too long"), "{}", long.body);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_one_may_not_see_is_not_found() {
    in_offices(|office| async move {
        let hidden = office.person("Karzai", Class::Protected).await;
        let case = office.open("maria", hidden, "A new identity").await;
        let note = "Moved to the lighthouse.".to_owned();
        office.run("maria", AddNote { case, text: note }).await.unwrap();
        let document = AddTravelDocument {
            person: hidden,
            kind: DocumentKind::Passport,
            number: "P7654321".to_owned(),
            issuer: "AFG".to_owned(),
            valid_from: None,
            valid_to: None,
            anyway: false,
        };
        office.run("maria", document).await.unwrap();
        let open = office.case().await;
        let note = AddNote { case: open, text: "Asked the lighthouse keeper.".to_owned() };
        office.run("aino", note).await.unwrap();

        let (hidden, case, open) = (hidden.to_string(), case.to_string(), open.to_string());
        for (login, query, found) in [
            ("maria", "lighthouse", [false, true, true]),
            ("maria", "lighth", [false, false, true]),
            ("maria", "karzai 1994", [true, false, false]),
            ("maria", "p7654321", [true, false, false]),
            ("aino", "lighthouse", [false, false, true]),
            ("aino", "karzai", [false, false, false]),
            ("aino", "p7654321", [false, false, false]),
            // Another unit's.
            ("oskari", "lighthouse", [false, false, false]),
        ] {
            let query: web::Values = [("q".to_owned(), query.to_owned())].into_iter().collect();
            let mut browser = office.browser(login).await;
            let shown = browser.get(&format!("/search?{}", query.encode())).await;
            let list = shown.body.split("<main").nth(1).unwrap();
            let at = |kind: &str, id: &str| list.contains(&format!("href=\"/{kind}/{id}\""));
            let seen =
                [at("persons", &hidden), list.contains("lighthouse</mark>."), at("cases", &open)];
            let seen = [seen[0], seen[1] && at("cases", &case), seen[2]];
            assert_eq!(seen, found, "{login} {query:?}: {list}");
        }
        // Who found the protected ones is told; who searched for the words, to those who know them.
        let mut johanna = office.browser("johanna").await;
        let looks = johanna.get(&format!("/audit?subject={case}&kind=read")).await;
        assert!(looks.has("Searched") && looks.has("Maria"), "{}", looks.body);
        let searches = johanna.get("/audit?subject=1994+KARZAI").await;
        assert!(searches.has("Maria") && !searches.has("Aino Virtanen"), "{}", searches.body);
        let table = searches.body.split("<table").nth(1).unwrap().split("</table>").next().unwrap();
        assert!(!table.to_lowercase().contains("karzai"), "{table}");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_given_name_is_found_behind_a_family_name_without_a_space() {
    in_offices(|office| async move {
        let person = casefile::PersonId(office.kernel().next_id());
        let mut typed = crate::office::typed("Wang");
        typed.original = ("王小明".to_owned(), String::new());
        let act =
            casefile::acts::RegisterPerson { person, typed, class: Class::Normal, another: true };
        office.run("leila", act).await.unwrap();
        let mut aino = office.browser("aino").await;
        for (query, found) in [("小明", true), ("王", true), ("明", true), ("小王", false)] {
            let query: web::Values = [("q".to_owned(), query.to_owned())].into_iter().collect();
            let shown = aino.get(&format!("/search?{}", query.encode())).await;
            assert_eq!(shown.has(&person.to_string()), found, "{query:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_for_what_stands_everywhere_is_cut_up_and_leaves_nothing_out() {
    in_offices(|office| async move {
        let kernel = office.kernel();
        // More than one page looks at; the last one alone has another word.
        let many = usize::try_from(SCAN_MAX).unwrap() + 30;
        let machine = kernel::Who::machine();
        let persons = (0..many).map(|n| {
            let family = if n + 1 == many { "Zoroaster" } else { "Virtanen" };
            crate::office::loaded_person(kernel.next_id(), family, "Matti", kernel.now())
        });
        let persons = persons.collect();
        kernel.load_streams(&machine, "test.load", persons).await.unwrap();
        let who = office.who("aino").await;
        let word = |word: &str| Term::Beginning(word.to_owned());
        // Found at once by the rarer word, whatever the order.
        let query = |terms: Vec<Term>, after: Option<String>| SearchQuery {
            terms,
            after,
            limit: 20,
            ..SearchQuery::default()
        };
        for terms in [vec![word("matti"), word("zoro")], vec![word("zoro"), word("matti")]] {
            let page = PERSONS.page(kernel, &who, &query(terms, None)).await.unwrap();
            assert_eq!((page.rows.len(), page.unfinished), (1, false));
        }
        // A word that all have and one that nobody has beside it: nothing, at once.
        let none = query(vec![word("matti"), word("q")], None);
        let none = PERSONS.page(kernel, &who, &none).await.unwrap();
        assert!(none.rows.is_empty() && none.next.is_none());
        // Two that nearly all have, found page by page, each person once.
        let (mut seen, mut after, mut pages) = (std::collections::BTreeSet::new(), None, 0);
        loop {
            let terms = vec![word("m"), word("virta")];
            let asked = SearchQuery { limit: 100, ..query(terms, after) };
            let page = PERSONS.page(kernel, &who, &asked).await.unwrap();
            for row in &page.rows {
                assert!(seen.insert(row.get::<uuid::Uuid>(0).unwrap()), "twice");
            }
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), many - 1);
        assert!(pages > 20, "{pages}");
        // A cursor is of its own words alone.
        let terms = vec![word("m")];
        let page = PERSONS.page(kernel, &who, &query(terms, None)).await.unwrap();
        let other = PERSONS.page(kernel, &who, &query(vec![word("v")], page.next)).await;
        assert!(other.is_err());
    })
    .await;
}
