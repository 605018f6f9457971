//! What an employer confirmed is filled in on the pages that whoever applies has not answered: they confirm it or put it
//! right, and what they answered themselves is never touched.

use permits::{Page, Said, Source};
use testkit::Browser;

use crate::employed::{Employing, TERMS, in_houses};
use crate::house::led;

/// The same with another pay.
const OTHER: &[(&str, &str)] =
    &[("occupation", "9215"), ("pay", "1 900"), ("hours", "40"), ("starts", "1.8.2026")];

/// What stands on a page, and whether it is confirmed.
async fn page(employing: &Employing, path: &str, group: &str) -> Option<(Page, bool)> {
    let known = employing.house.application(path).await;
    known.answered.get(group).map(|page| (page.answers.clone(), page.confirmed))
}

fn said(value: &str, from: Option<Source>) -> Said {
    Said { value: value.to_owned(), from }
}

/// The pay and hours of the terms, as they are filled in.
fn pay(pay: &str, hours: &str) -> Page {
    let from = Some(Source::EmployerPart);
    [("pay", pay), ("hours", hours)]
        .map(|(code, value)| (code.to_owned(), said(value, from)))
        .into()
}

async fn begins(employing: &Employing, permit: &str) -> (Browser, String, String) {
    let mut amina = employing.amina().await;
    let (path, code) = employing.invited_to(&mut amina, permit).await;
    (amina, path, code)
}

#[tokio::test]
async fn an_employer_who_comes_first_fills_in_the_job_and_the_pay() {
    in_houses(|employing| async move {
        let (mut amina, path, code) = begins(&employing, "employed-person").await;
        employing.confirms(&code, TERMS).await;
        let (job, confirmed) = page(&employing, &path, "job").await.unwrap();
        assert!(!confirmed, "it waits for whoever applies");
        let from = Some(Source::EmployerPart);
        assert_eq!(job["employer_code"], said(&employing.company, from));
        assert_eq!(job["work_starts"], said("2026-07-01", from));
        assert!(job.contains_key("employer") && !job.contains_key("tasks"));
        assert_eq!(page(&employing, &path, "pay").await, Some((pay("1799.5", "38"), false)));
        for (lang, words) in [
            ("fi", "Työnantajaltasi. Tarkista."),
            ("sv", "Från din arbetsgivare. Kontrollera."),
            ("en", "From your employer. Please check."),
        ] {
            amina = amina.reading(lang);
            assert!(amina.get(&format!("{path}/job")).await.has(words), "{lang}");
            assert!(amina.get(&format!("{path}/check")).await.has(words), "{lang}");
            assert!(amina.get(&format!("{path}/employer")).await.has("1799.5"), "{lang}");
            amina.finds_small(&format!("{path}/job")).await;
            amina.finds_small(&format!("{path}/employer")).await;
        }
        assert!(amina.get(&path).await.has("To be confirmed"));
        // They add what they know themselves, and put the pay right.
        let company = job["employer"].value.clone();
        let answers = [
            ("employer", company.as_str()),
            ("employer_code", &employing.company),
            ("work_starts", "1.7.2026"),
            ("tasks", "Picks berries"),
        ];
        led(&amina.fill(&format!("{path}/job"), &answers).await);
        led(&amina.fill(&format!("{path}/pay"), &[("pay", "2000"), ("hours", "38")]).await);
        let (job, confirmed) = page(&employing, &path, "job").await.unwrap();
        assert!(confirmed);
        assert_eq!((job["employer"].from, job["tasks"].from), (from, None));
        let (said, _) = page(&employing, &path, "pay").await.unwrap();
        assert_eq!((said["pay"].from, said["hours"].from), (None, from));
        employing.house.world.verify().await;
    })
    .await;
}

/// Confirming what the employer said is no second word for it.
#[tokio::test]
async fn what_is_confirmed_as_it_was_filled_in_is_no_more_than_the_applicants_word() {
    in_houses(|employing| async move {
        let (mut amina, path, code) = begins(&employing, "berries").await;
        employing.confirms(&code, TERMS).await;
        sent_with(&mut amina, &path, &[("pay", "1799,50"), ("hours", "38")]).await;
        employing.house.world.settle().await;
        let known = employing.house.application(&path).await;
        assert_eq!(
            known.answered["pay"].answers,
            pay("1799.5", "38"),
            "confirmed, with its source"
        );
        let (_, _, facts) = employing.house.case(&path).await;
        let sources: Vec<&str> = facts.sources("pay_monthly").map(|(source, _)| source).collect();
        assert_eq!(sources.len(), 2, "{sources:?}");
        assert!(facts.told_by("pay_monthly", "applicant").is_some(), "{sources:?}");
        let law = permits::rules::dictionary().unwrap();
        let accepted = &law.facts["pay_monthly"].sources;
        assert!(!accepted.iter().any(|source| source == "applicant" || source == "application"));
        let state = facts.state("pay_monthly", employing.house.world.now().date(), law);
        assert!(!matches!(state, automation::FactState::Contradictory(_)), "{state:?}");
    })
    .await;
}

/// The rest of an application for picking berries, with this pay, sent.
async fn sent_with(amina: &mut Browser, path: &str, pay: &[(&str, &str)]) {
    let names = [("family_name", "Rahimi"), ("born", "1994-02-17"), ("sex", "F")];
    let passport = [
        ("passport_number", "P1234567"),
        ("passport_issuer", "AFG"),
        ("passport_expires", "2031-01-31"),
    ];
    for (page, answers) in [
        ("names", &names[..]),
        ("nationality", &[("nationality", "AFG")]),
        ("passport", &passport),
        ("contact", &[("email", "amina@example.com")]),
        ("picking", &[("berry", "bilberry"), ("forest", "Nuuksio"), ("own_bucket", "no")]),
        ("pay", pay),
    ] {
        led(&amina.fill(&format!("{path}/{page}"), answers).await);
    }
    led(&amina.fill(&format!("{path}/send"), &[("true", "yes")]).await);
}

#[tokio::test]
async fn what_was_answered_first_stays_and_nothing_is_sent_that_waits_to_be_confirmed() {
    in_houses(|employing| async move {
        let (mut amina, path, code) = begins(&employing, "employed-person").await;
        led(&amina.fill(&format!("{path}/pay"), &[("pay", "1700"), ("hours", "40")]).await);
        // A page that stood open when the employer confirmed: what was typed on it is not lost.
        let open = amina.get(&format!("{path}/job")).await.hidden();
        employing.confirms(&code, TERMS).await;
        let (own, confirmed) = page(&employing, &path, "pay").await.unwrap();
        assert_eq!((own["pay"].clone(), confirmed), (said("1700", None), true));
        let mut typed: Vec<(&str, &str)> =
            open.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        typed.extend([
            ("employer", "Marja Oy"),
            ("tasks", "Picks berries"),
            ("work_starts", "1.9.2026"),
        ]);
        let shown = amina.post(&format!("{path}/job"), &typed).await;
        assert!(shown.status == 409 && shown.has("Marja Oy"), "{}", shown.body);
        assert!(
            shown.has("The terms that the employer confirmed were filled in"),
            "{}",
            shown.body
        );
        let send = amina.get(&format!("{path}/check")).await;
        assert!(!send.has("Go on to sending"), "{}", send.body);
    })
    .await;
}

#[tokio::test]
async fn other_terms_change_what_waits_to_be_confirmed_and_nothing_else() {
    in_houses(|employing| async move {
        let (mut amina, path, code) = begins(&employing, "employed-person").await;
        employing.confirms(&code, TERMS).await;
        led(&amina.fill(&format!("{path}/pay"), &[("pay", "1799,50"), ("hours", "38")]).await);
        // The page offers no second code once the terms are there; whoever has its address makes one.
        let code = employing.code(&mut amina, &path).await;
        employing.confirms(&code, OTHER).await;
        let (job, confirmed) = page(&employing, &path, "job").await.unwrap();
        assert_eq!((job["work_starts"].value.as_str(), confirmed), ("2026-08-01", false));
        assert_eq!(page(&employing, &path, "pay").await, Some((pay("1799.5", "38"), true)));
    })
    .await;
}

#[tokio::test]
async fn a_house_that_stops_between_the_two_fills_in_once_when_it_stands_again() {
    in_houses(|employing| async move {
        let (_, path, code) = begins(&employing, "berries").await;
        let mut boss = employing.comes(&code, &employing.boss).await;
        led(&employing.says(&mut boss, &code, &employing.company).await);
        led(&boss.fill(&format!("/employer/{code}/terms"), TERMS).await);
        led(&boss.fill(&format!("/employer/{code}/confirm"), &[("true", "yes")]).await);
        assert_eq!(page(&employing, &path, "pay").await, None, "nobody has filled in yet");
        let id: permits::ApplicationId = path.split('/').nth(3).unwrap().parse().unwrap();
        // One process owns a SQLite file: whoever serves pages lets go of it first.
        drop(boss);
        let world = employing.closes().restart().await;
        world.settle().await;
        let world = world.restart().await;
        world.settle().await;
        let (known, _) = world.kernel.peek::<permits::Application>(id).await.unwrap();
        let known = known.known().unwrap();
        assert_eq!(known.answered["pay"].answers, pay("1799.5", "38"));
        assert_eq!(known.changes, 1, "once");
        world.verify().await;
    })
    .await;
}
