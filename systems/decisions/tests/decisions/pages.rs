//! What officials see and do with decisions, in three languages.

use decisions::acts::{OrderTrial, ResumeTrial, StopTrial};
use decisions::{KnownTrial, Trial, TrialId};
use kernel::{EnableUser, Run, Who};
use testkit::{Browser, Shown};

use crate::office::{House, in_houses};

fn moved(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

async fn has(browser: &mut Browser, path: &str, words: &[&str]) {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    for words in words {
        assert!(page.has(words), "{path}: {words}: {}", page.body);
    }
}

async fn general_matter(house: &House) -> String {
    let person = house.person("fi").await;
    format!("/cases/{}", house.case(person, "general-matter").await)
}

const GRANT: [(&str, &str); 4] =
    [("kind", "fixed-term"), ("from", "2026-04-01"), ("until", "2027-03-31"), ("work", "limited")];

const CHECKED: [(&str, &str); 4] = [
    ("checked", "identity"),
    ("checked", "facts"),
    ("checked", "hearing"),
    ("checked", "language"),
];

/// A grant that an official writes and signs on the pages.
async fn granted(house: &House, aino: &mut Browser) -> (String, String) {
    let case = general_matter(house).await;
    let form = format!("{case}/decisions/new");
    let page = moved(&aino.fill(&form, &[("letter", "residence-grant")]).await);
    has(aino, &page, &["Not known: Permit to be granted", "Amina Rahimi", "Draft"]).await;
    moved(&aino.fill(&format!("{page}/terms"), &GRANT).await);
    let words = ["Permit to be granted", "fixed term", "Official", "Saat tehdä työtä niin kuin"];
    has(aino, &page, &words).await;
    let (bytes, headers) = aino.length(&format!("{page}/preview")).await;
    assert!(bytes > 10_000 && headers["content-type"] == "application/pdf", "{headers:?}");
    let open = aino.fill(&format!("{page}/sign"), &CHECKED[..1]).await;
    assert!(open.has("Check and tick every item"), "{}", open.body);
    assert_eq!(moved(&aino.fill(&format!("{page}/sign"), &CHECKED).await), page);
    has(aino, &page, &["It is being sealed and archived"]).await;
    house.world.settle().await;
    (case, page)
}

#[tokio::test]
async fn a_program_reads_decisions_with_what_they_rest_on_and_their_documents() {
    in_houses(|house| async move {
        let mut aino = house.browser(&house.officer).await;
        let (case, page) = granted(&house, &mut aino).await;
        let (case, id) = (case.trim_start_matches("/cases/"), page.rsplit('/').next().unwrap());
        let mut program = house.program(&house.officer).await;
        let listed = program.get(&format!("/api/v1/decisions?case={case}")).await.told();
        assert_eq!(listed["rows"][0]["id"], id);
        assert_eq!(listed["rows"][0]["service"], "waiting");
        let whole = program.get(&format!("/api/v1/decisions/{id}")).await.told();
        assert_eq!(
            (&whole["letter"], &whole["stage"]),
            (&"residence-grant".into(), &"archived".into())
        );
        assert_eq!(whole["fields"]["granted_until"]["source"], "official");
        assert_eq!(whole["sheets"][0]["authentic"], true);
        assert_eq!(whole["enforceable"], "2026-03-02");
        assert!(whole["recalled"].is_null() && whole["corrects"].is_null(), "{whole}");
        let file = whole["sheets"][0]["file"].as_str().unwrap();
        let (bytes, headers) =
            program.length(&format!("/api/v1/cases/{case}/documents/{file}")).await;
        assert_eq!(
            (Some(bytes), &headers["content-type"]),
            (
                whole["sheets"][0]["size"].as_u64().and_then(|size| usize::try_from(size).ok()),
                &"application/pdf".parse().unwrap(),
            )
        );
        let nowhere = program.get("/api/v1/decisions/00000000-0000-0000-0000-000000000009").await;
        assert_eq!(nowhere.status, 404);
    })
    .await;
}

#[tokio::test]
async fn an_official_drafts_looks_signs_and_serves_without_scripts() {
    in_houses(|house| async move {
        let mut aino = house.browser(&house.officer).await.reading("en");
        let (case, page) = granted(&house, &mut aino).await;
        has(&mut aino, &page, &["The seal holds", "Aino Virtanen", "To be served", "Letter"]).await;
        has(&mut aino, &case, &["Residence permit granted", "Decision or letter given"]).await;
        has(&mut aino, "/decisions?view=waiting", &["Residence permit granted"]).await;
        moved(&aino.fill(&format!("{page}/sent"), &[("on", "2026-03-02")]).await);
        let early = aino.fill(&format!("{page}/received"), &[("on", "2026-03-01")]).await;
        assert!(early.has("cannot be received before it was sent"), "{}", early.body);
        moved(&aino.fill(&format!("{page}/undelivered"), &[("reason", "Moved away")]).await);
        has(&mut aino, &page, &["Moved away", "Not delivered"]).await;
        has(&mut aino, "/decisions?view=failed", &["Residence permit granted"]).await;
        moved(&aino.fill(&format!("{page}/sent"), &[("on", "2026-03-02")]).await);
        moved(&aino.fill(&format!("{page}/received"), &[("on", "2026-03-02")]).await);
        has(&mut aino, &page, &["as was shown", "the time to appeal ends on 1 April 2026"]).await;
        let correction = moved(&aino.fill(&format!("{page}/correct"), &[]).await);
        has(&mut aino, &correction, &["Corrects the decision of", "Draft"]).await;
    })
    .await;
}

#[tokio::test]
async fn two_people_refuse_and_one_may_send_it_back() {
    in_houses(|house| async move {
        let mut aino = house.browser(&house.officer).await.reading("en");
        let mut mikael = house.browser(&house.colleague).await.reading("en");
        let case = general_matter(&house).await;
        let form = format!("{case}/decisions/new");
        let page = moved(&aino.fill(&form, &[("letter", "residence-refusal")]).await);
        has(&mut aino, &page, &["Not written: Kuuleminen", "Present for decision"]).await;
        for section in ["hearing", "assessment", "provisions"] {
            let path = format!("{page}/write/{section}");
            moved(&aino.fill(&path, &[("text", "Perusteltu teksti.")]).await);
        }
        assert_eq!(aino.get(&format!("{page}/write/outcome")).await.status, 200);
        let all: Vec<_> = CHECKED.into_iter().chain([("checked", "grounds")]).collect();
        moved(&aino.fill(&format!("{page}/present"), &all).await);
        let own = aino.fill(&format!("{page}/sign"), &all).await;
        assert!(own.has("You presented the decision yourself"), "{}", own.body);
        moved(&mikael.fill(&format!("{page}/return"), &[("reason", "Hear the spouse")]).await);
        has(&mut aino, &page, &["Sent back: Hear the spouse"]).await;
        moved(&aino.fill(&format!("{page}/present"), &all).await);
        moved(&mikael.fill(&format!("{page}/sign"), &all).await);
        house.world.settle().await;
        has(&mut mikael, &page, &["Given", "Letter with acknowledgement of receipt"]).await;
        has(&mut mikael, &page, &["Aino Virtanen", "Mikael Lindström"]).await;
    })
    .await;
}

#[tokio::test]
async fn every_page_speaks_three_languages() {
    in_houses(|house| async move {
        let case = house.hut_in_order("sv").await;
        let id = house.rule(case).await;
        house.world.settle().await;
        let (page, case) = (format!("/decisions/{id}"), format!("/cases/{case}"));
        let mut aino = house.browser(&house.officer).await;
        for (lang, words) in [
            ("en", ["Residence permit granted automatically", "Given", "The seal holds"]),
            ("fi", ["Automaattinen myönteinen oleskelulupapäätös", "Annettu", "Sinetti on ehjä"]),
            ("sv", ["Automatiserat positivt beslut", "Givet", "Förseglingen är hel"]),
        ] {
            aino = aino.reading(lang);
            has(&mut aino, &page, &words).await;
            has(&mut aino, &case, &words[..2]).await;
            has(&mut aino, "/decisions", &words[..2]).await;
            has(&mut aino, "/decisions/letters", &["automatic-notice", "APA s. 53g"]).await;
            let (_, headers) = aino.length(&format!("{page}/preview?language={lang}")).await;
            assert_eq!(headers["content-type"], "application/pdf");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_see_the_case_has_no_decision_either() {
    in_houses(|house| async move {
        let mut aino = house.browser(&house.officer).await.reading("en");
        let (_, page) = granted(&house, &mut aino).await;
        let profile = kernel::Profile {
            unit: "OUL".to_owned(),
            roles: ["officer".to_owned()].into(),
            units: ["OUL".to_owned()].into(),
            clearance: kernel::Class::Normal,
            compartments: [].into(),
        };
        let oskari: Who = house.world.user_with("Oskari Mäkelä", profile).await;
        let id: decisions::DecisionId = page.trim_start_matches("/decisions/").parse().unwrap();
        let act = decisions::acts::ReturnDecision { decision: id, reason: "x".into() };
        let denied = house.run(&oskari, act).await.unwrap_err();
        assert!(
            matches!(&denied, kernel::NotDone::Refused(r) if r.code == "case-unknown"),
            "{denied:?}"
        );
        let shown = house.kernel();
        let query = kernel::ListQuery { limit: 10, ..kernel::ListQuery::default() };
        let list = decisions::DECISIONS.page(shown, &oskari, &query).await.unwrap();
        assert!(list.rows.is_empty());
    })
    .await;
}

/// A new version of a phrase, as somebody who answers for words would paste it.
const ROWS: &str = r#"[[phrase]]
key = "short-granted"
valid_from = "2026-06-01"
known_from = "2026-03-02"
owner = "Legal service"
grade = "unverified"
marks = "G"
cite = ["APA s. 44"]
when = [{ fact = "granted_kind", is = "fixed-term" }]
words = { fi = "Saat luvan {granted_until} asti.", sv = "Du får tillstånd till {granted_until}.", en = "You have a permit until {granted_until}." }
"#;

#[tokio::test]
async fn a_change_of_letters_is_tried_on_real_decisions_and_changes_none() {
    in_houses(|house| async move {
        let case = house.hut_in_order("fi").await;
        let id = house.rule(case).await;
        house.world.settle().await;
        let mut aino = house.browser(&house.officer).await.reading("en");
        let form = "/decisions/letters/try";
        let wrong = ROWS.replace("{granted_until}.\" }", "{granted_untli}.\" }");
        let refused = aino.fill(form, &[("rows", &wrong), ("decisions", "5")]).await;
        assert!(refused.has("phrase short-granted of 2026-06-01"), "{}", refused.body);
        assert!(refused.has("granted_untli"), "what was typed stays: {}", refused.body);
        let many = aino.fill(form, &[("rows", ROWS), ("decisions", "10001")]).await;
        assert!(many.has("from 1 to 10000"), "{}", many.body);
        let tried = |words: &'static [&'static str]| words;
        for (rows, wanted) in [
            (
                ROWS,
                tried(&[
                    "1 would say something else",
                    "0 would say the same",
                    "Saat luvan 31.3.2027 asti.",
                    "Sinulle myönnetään",
                ]),
            ),
            ("", tried(&["0 would say something else", "1 would say the same"])),
        ] {
            let ordered = aino.fill(form, &[("rows", rows), ("decisions", "5")]).await;
            let to = ordered.location().split_once("?to=").expect("its page").1.to_owned();
            let page = aino.get(&to).await;
            assert!(page.has("Tried on 0 of 5") && page.has("Goes on"), "{}", page.body);
            house.world.settle().await;
            has(&mut aino, &to, wanted).await;
            has(&mut aino, &to, &["Tried on 1 of 5", "Done"]).await;
            // It is over.
            let stop = aino.fill(&format!("{to}/stop"), &[]).await;
            assert!(stop.has("does not go on any more"), "{}", stop.body);
        }
        has(&mut aino, "/decisions/letters", &["Changes that were tried", "Aino Virtanen"]).await;
        has(&mut aino, &format!("/decisions/{id}"), &["The seal holds"]).await;
        house.world.verify().await;
    })
    .await;
}

async fn known(house: &House, trial: TrialId) -> KnownTrial {
    let (state, _) = house.kernel().peek::<Trial>(trial).await.unwrap();
    state.known().unwrap().clone()
}

#[tokio::test]
async fn a_trial_is_stopped_goes_on_where_it_stood_and_ends_with_the_rights_of_whoever_ordered_it()
{
    in_houses(|house| async move {
        for _ in 0..3 {
            let case = house.hut_in_order("fi").await;
            house.rule(case).await;
        }
        house.world.settle().await;
        let trial = TrialId(house.kernel().next_id());
        let order = |trial| OrderTrial { trial, rows: ROWS.to_owned(), decisions: 3 };
        house.run(&house.officer, order(trial)).await.unwrap();
        house.run(&house.officer, StopTrial { trial }).await.unwrap();
        house.world.settle().await;
        let stopped = known(&house, trial).await;
        assert_eq!((stopped.tried(), stopped.stage.code()), (0, "stopped"));
        // Another may go on with it: it is done by the rights of whoever ordered it.
        house.run(&house.colleague, ResumeTrial { trial }).await.unwrap();
        house.world.settle().await;
        let done = known(&house, trial).await;
        assert_eq!((done.changed.len(), done.stage.code()), (3, "done"));
        // Whoever may no longer sign in orders nothing any more.
        let another = TrialId(house.kernel().next_id());
        house.run(&house.officer, order(another)).await.unwrap();
        let disable = EnableUser { id: house.officer.user, enabled: false };
        house.kernel().run(&Who::machine(), disable, Run::default()).await.unwrap();
        house.world.settle().await;
        assert_eq!(known(&house, another).await.stage.code(), "not-allowed");
    })
    .await;
}
