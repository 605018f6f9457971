//! Whoever applies has the register of studies asked about themselves, as the provider proved who they are: what they
//! have not answered is filled in. Where nothing can be filled in, a sentence says why, and nothing is changed.

use kernel::{AUDIT, ListQuery, Who};
use permits::{ApplicationId, KnownApplication, Source};
use registers_simulator::{Fault, Register};
use testkit::Browser;

use crate::employed::{Employing, begins, in_houses};
use crate::house::led;

/// By which the provider knows people: a degree student, an exchange student, and somebody whose name and birth date
/// another has too.
const ADWOA: &str = "G-00000";
const CAMILA: &str = "G-00004";
const NAMESAKE: &str = "P-00000-0";

async fn comes(employing: &Employing, who: &str, permit: &str) -> (Browser, String) {
    let mut browser = employing.proves("/applications", who).await;
    let path = begins(&mut browser, permit).await;
    (browser, path)
}

/// The answers that stand, with whether the page is confirmed.
fn stands(known: &KnownApplication, group: &str, question: &str) -> (String, bool) {
    let page = &known.answered[group];
    assert_eq!(page.answers[question].from, Some(Source::School), "{group}/{question}");
    (page.answers[question].value.clone(), page.confirmed)
}

#[tokio::test]
async fn a_student_has_her_studies_filled_in_and_confirms_them() {
    in_houses(|employing| async move {
        let (mut adwoa, path) = comes(&employing, ADWOA, "student-degree").await;
        let (studies, school) = (format!("{path}/degree-studies"), format!("{path}/school"));
        for (lang, words) in [
            ("fi", "Täytä opiskelijarekisteristä"),
            ("sv", "Fyll i från studeranderegistret"),
            ("en", "Fill in from the student register"),
        ] {
            adwoa = adwoa.reading(lang);
            for page in [&studies, &school] {
                assert!(adwoa.get(page).await.has(words), "{lang} {page}");
                adwoa.finds_small(page).await;
            }
            assert!(!adwoa.get(&format!("{path}/names")).await.has(words), "no school knows that");
        }
        assert_eq!(led(&adwoa.press(&studies, &school).await), studies);
        let page = adwoa.get(&studies).await;
        assert!(page.has("Check it and save each page"), "{}", page.body);
        assert!(page.has("Kaarnan yliopisto"), "{}", page.body);
        assert!(page.has("From the student register. Please check."), "{}", page.body);
        assert!(!page.has("Fill in from the student register"), "it is done");
        let known = employing.house.application(&path).await;
        let open = |value: &str| (value.to_owned(), false);
        assert_eq!(stands(&known, "degree-studies", "degree"), open("university_degree"));
        assert_eq!(stands(&known, "degree-studies", "admitted"), open("yes"));
        assert_eq!(stands(&known, "degree-begin", "studies_start"), open("2026-09-01"));
        assert_eq!(stands(&known, "degree-begin", "months"), open("24"));
        assert_eq!(stands(&known, "degree-begin", "begun"), open("no"));
        assert_eq!(stands(&known, "tuition", "tuition"), open("scholarship"));
        assert!(!known.answered.contains_key("means"), "of all her means a school knows nothing");
        // Pressing save as it stands is confirming it.
        let answers = [("degree", "university_degree"), ("school", "Kaarnan yliopisto")];
        let answers = [&answers[..], &[("admitted", "yes")]].concat();
        led(&adwoa.fill(&studies, &answers).await);
        let known = employing.house.application(&path).await;
        let confirmed = ("Kaarnan yliopisto".to_owned(), true);
        assert_eq!(stands(&known, "degree-studies", "school"), confirmed);
        employing.house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_answered_stays_and_an_exchange_student_is_asked_for_no_kind_of_degree() {
    in_houses(|employing| async move {
        let (mut camila, path) = comes(&employing, CAMILA, "student-exchange").await;
        let own = [
            ("school", "Havun yliopisto, Tampere"),
            ("home_school", "Universidade do Vale"),
            ("admitted", "no"),
            ("mobility", "no"),
        ];
        led(&camila.fill(&format!("{path}/exchange-studies"), &own).await);
        let begin = format!("{path}/exchange-begin");
        assert_eq!(led(&camila.press(&begin, &format!("{path}/school")).await), begin);
        let known = employing.house.application(&path).await;
        let studies = &known.answered["exchange-studies"];
        assert!(studies.confirmed && studies.answers.values().all(|said| said.from.is_none()));
        assert_eq!(stands(&known, "exchange-begin", "months"), ("5".to_owned(), false));
        assert_eq!(stands(&known, "tuition", "tuition"), ("not_required".to_owned(), false));
    })
    .await;
}

/// What is said instead of filling in, and that nothing was changed.
async fn in_vain(
    employing: &Employing,
    mut browser: Browser,
    path: &str,
    words: [&str; 3],
) -> Browser {
    let school = format!("{path}/school");
    let before = employing.house.application(path).await;
    for (lang, words) in ["fi", "sv", "en"].into_iter().zip(words) {
        browser = browser.reading(lang);
        let told = browser.press(&school, &school).await;
        assert_eq!(told.status, 422, "{}", told.body);
        assert!(told.has(words), "{lang} {words}: {}", told.body);
        assert!(told.has(&format!("href=\"{path}/")), "typing is possible");
    }
    let after = employing.house.application(path).await;
    assert_eq!((after.answered, after.changes), (before.answered, before.changes));
    browser
}

#[tokio::test]
async fn a_register_that_does_not_answer_changes_nothing_and_typing_goes_on() {
    in_houses(|employing| async move {
        let (mut adwoa, path) = comes(&employing, ADWOA, "student-degree").await;
        let away = ["Opiskelijarekisteri ei vastaa", "svarar inte", "does not answer"];
        for fault in [Fault::Down, Fault::WrongSchema] {
            employing.order(Register::Study, Some(fault));
            adwoa = in_vain(&employing, adwoa, &path, away).await;
        }
        let studies = [("degree", "other_degree"), ("school", "Aalto"), ("admitted", "yes")];
        led(&adwoa.fill(&format!("{path}/degree-studies"), &studies).await);
        // A place that was taken back is none.
        employing.order(Register::Study, Some(Fault::Contradictory));
        let none = ["ei tunne opiskelupaikkaa", "någon studieplats", "no place to study"];
        adwoa = in_vain(&employing, adwoa, &path, none).await;
        employing.order(Register::Study, None);
        led(&adwoa.press(&format!("{path}/tuition"), &format!("{path}/school")).await);
        let known = employing.house.application(&path).await;
        assert_eq!(known.answered["degree-studies"].answers["school"].value, "Aalto");
        assert_eq!(stands(&known, "tuition", "tuition").0, "scholarship");
    })
    .await;
}

#[tokio::test]
async fn namesakes_strangers_and_other_studies_are_told_as_such() {
    in_houses(|employing| async move {
        let (namesake, path) = comes(&employing, NAMESAKE, "student-degree").await;
        let several = ["useita henkilöitä", "flera personer", "several people"];
        in_vain(&employing, namesake, &path, several).await;
        let (works, path) = comes(&employing, &employing.boss, "student-degree").await;
        let none = ["ei tunne opiskelupaikkaa", "någon studieplats", "no place to study"];
        in_vain(&employing, works, &path, none).await;
        let (adwoa, path) = comes(&employing, ADWOA, "student-exchange").await;
        let other = ["muihin opintoihin", "andra studier", "other studies"];
        in_vain(&employing, adwoa, &path, other).await;
        // Whoever applies for work has no school.
        let (mut adwoa, path) = comes(&employing, ADWOA, "employed-person").await;
        assert_eq!(adwoa.get(&format!("{path}/school")).await.status, 404);
        assert!(!adwoa.get(&format!("{path}/job")).await.has("/school\""));
    })
    .await;
}

/// What the look at an application was for, of all looks.
async fn looks(employing: &Employing, path: &str, what: &str) -> usize {
    let id: ApplicationId = path.split('/').nth(3).unwrap().parse().unwrap();
    let filters = vec![("subject".to_owned(), id.to_string())];
    let query = ListQuery { filters, limit: 100, ..ListQuery::default() };
    let kernel = employing.house.kernel();
    let found = AUDIT.page(kernel, &Who::machine(), &query).await.unwrap();
    found.rows.iter().filter(|row| row.get::<String>(3).unwrap() == what).count()
}

#[tokio::test]
async fn it_is_asked_about_whoever_signed_in_and_nobody_who_was_typed_and_that_is_recorded() {
    in_houses(|employing| async move {
        let (mut adwoa, path) = comes(&employing, ADWOA, "student-degree").await;
        let ask = "application.ask_school";
        assert_eq!(looks(&employing, &path, ask).await, 0);
        let names = [("family_name", "Perera"), ("given_names", "Nimal"), ("sex", "M")];
        let names = [&names[..], &[("born", "2.11.1999")]].concat();
        led(&adwoa.fill(&format!("{path}/names"), &names).await);
        let other = ["on eri kuin se", "är inte det som bevisades", "is not the one"];
        in_vain(&employing, adwoa, &path, other).await;
        assert_eq!(looks(&employing, &path, ask).await, 3);
        // Nobody fills in from somebody else's application, nor who was not proven.
        let (mut camila, _) = comes(&employing, CAMILA, "student-exchange").await;
        assert_eq!(camila.get(&format!("{path}/school")).await.status, 404);
        let mut amina = employing.amina().await;
        let path = begins(&mut amina, "student-degree").await;
        let page = amina.get(&format!("{path}/degree-studies")).await;
        assert!(page.has("/sign-in/strong?next=") && !page.has("Fill in from the student"));
        let token = page.hidden().into_iter().find(|(name, _)| name == "csrf").unwrap().1;
        let bare = amina.post(&format!("{path}/school"), &[("csrf", token.as_str())]).await;
        assert_eq!(bare.status, 422);
        assert!(bare.has("only about somebody who has been identified"), "{}", bare.body);
    })
    .await;
}
