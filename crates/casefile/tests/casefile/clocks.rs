//! Time limits seen by officials and leads: waits, extensions, silence, deadlines, presence.

use casefile::acts::{AddNote, ExtendClock, NoteQuiet};
use casefile::clock::Length;
use casefile::{CaseId, TaskState};
use kernel::{Class, Run, Who};
use testkit::Browser;

use crate::office::{Office, in_offices, moved, refused};

const QUIET: &str = "quiet-case";

async fn told(office: &Office, case: CaseId) -> usize {
    office.known(case).await.tasks.values().filter(|t| t.what == QUIET).count()
}

#[tokio::test]
async fn a_case_that_waits_says_for_whom_and_a_second_stop_is_refused_in_words() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let stop = format!("/cases/{case}/clocks/general-matter/stop");
        let typed = [("waits_for", "authority"), ("reason", "The police answer")];
        assert_eq!(aino.fill(&stop, &[("waits_for", "authority")]).await.status, 422);
        moved(&aino.fill(&stop, &typed).await);
        let page = aino.get(&format!("/cases/{case}")).await;
        for words in ["Waiting for another authority", "The police answer", "Another authority"] {
            assert!(page.has(words), "{words}: {}", page.body);
        }
        let again = aino.fill(&stop, &typed).await;
        assert_eq!(again.status, 422);
        assert!(again.has("stopped already"), "{}", again.body);
        let mut sari = office.browser("sari").await;
        assert!(sari.get("/deadlines?waits=authority").await.has("HEL-2026-000001"));
        assert!(!sari.get("/deadlines?undated=1").await.has("HEL-2026-000001"));
        let resume = format!("/cases/{case}/clocks/general-matter/resume");
        moved(&aino.press(&format!("/cases/{case}"), &resume).await);
        assert_eq!(office.known(case).await.status_word, "being-prepared");
        assert!(office.known(case).await.waiting.is_empty());
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_extension_reaches_the_ceiling_and_no_further() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let form = format!("/cases/{case}/clocks/general-matter/extend");
        let typed = [("length", "1"), ("unit", "months"), ("reason", "An expert is heard")];
        moved(&aino.fill(&form, &typed).await);
        assert!(aino.get(&format!("/cases/{case}")).await.has("An expert is heard"));
        let (name, reason) = ("general-matter".to_owned(), "Again".to_owned());
        let more = ExtendClock { case, name, by: Length::Months(3), reason };
        assert_eq!(refused(office.run("aino", more).await), "clock-ceiling");
        let beyond =
            aino.fill(&form, &[("length", "3"), ("unit", "months"), ("reason", "x")]).await;
        assert!(beyond.has("at most"), "{}", beyond.body);
        let zero = aino.fill(&form, &[("length", "-1"), ("unit", "months"), ("reason", "x")]).await;
        assert_eq!(zero.status, 422);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn silence_is_told_of_once_and_again_after_the_next_one() {
    in_offices(|office| async move {
        let (case, lively) = (office.case().await, office.case().await);
        office.world.days_pass(29);
        office.kernel().run_due_jobs().await.unwrap();
        assert_eq!(told(&office, case).await, 0);
        office.run("aino", AddNote { case: lively, text: "Called".to_owned() }).await.unwrap();
        office.world.days_pass(2);
        for _ in 0..2 {
            office.kernel().run_due_jobs().await.unwrap();
            let act = NoteQuiet { case };
            office.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
        }
        assert_eq!((told(&office, case).await, told(&office, lively).await), (1, 0));
        assert!(office.browser("aino").await.get("/work").await.has("Silent case"));
        office.world.days_pass(40);
        office.kernel().run_due_jobs().await.unwrap();
        assert_eq!(told(&office, case).await, 1, "while it is not done there is no other");
        let known = office.known(case).await;
        let task = known.tasks.iter().find(|(_, t)| t.what == QUIET).map(|(id, _)| *id).unwrap();
        office.run("aino", casefile::acts::TakeTask { case, task }).await.unwrap();
        office.run("aino", casefile::acts::FinishTask { case, task }).await.unwrap();
        office.world.days_pass(31);
        office.kernel().run_due_jobs().await.unwrap();
        assert_eq!(told(&office, case).await, 2);
        let open = |t: &&casefile::Task| t.what == QUIET && t.state != TaskState::Done;
        assert_eq!(office.known(case).await.tasks.values().filter(open).count(), 1);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_lead_sees_what_is_at_risk_and_what_is_missing_in_their_units() {
    in_offices(|office| async move {
        let case = office.case().await;
        let person = office.person("Noor", Class::Normal).await;
        let theirs = office.open("oskari", person, "Elsewhere").await;
        let mut sari = office.browser("sari").await;
        let all = sari.get("/deadlines").await;
        assert!(all.has(&case.to_string()) && all.has(&theirs.to_string()), "sari sees both units");
        assert!(all.has("Look into the matter") && all.has("Missing"), "{}", all.body);
        assert!(!sari.get("/deadlines?days=30").await.has(&case.to_string()));
        office.world.days_pass(95);
        let mut sari = office.browser("sari").await;
        let late = sari.get("/deadlines?days=0&unit=HEL").await;
        assert!(late.has(&case.to_string()) && !late.has(&theirs.to_string()), "{}", late.body);
        assert!(late.has("Late"));
        assert_eq!(office.browser("aino").await.get("/deadlines").await.status, 403);
    })
    .await;
}

/// Opens a page until it says something that is noted beside the answers; false when it never does.
async fn until(browser: &mut Browser, path: &str, words: &str) -> bool {
    for _ in 0..200 {
        if browser.get(path).await.has(words) {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn who_is_here_is_told_to_colleagues_and_forgotten_when_they_leave() {
    in_offices(|office| async move {
        let case = office.case().await;
        let path = format!("/cases/{case}");
        let (mut aino, mut mikael) = (office.browser("aino").await, office.browser("mikael").await);
        assert_eq!(mikael.get(&format!("{path}/presence")).await.status, 404, "not opened yet");
        aino.get(&path).await;
        assert!(until(&mut mikael, &path, "Aino Virtanen has this open too").await);
        let page = mikael.get(&path).await;
        assert!(page.has("<div id=\"presence\"") && !page.has("&lt;div"), "{}", page.body);
        let sign = format!("{path}/presence");
        assert!(until(&mut mikael, &sign, "Aino Virtanen has this open too").await);
        // Oskari sees nothing of it, nor can he ask.
        let mut oskari = office.browser("oskari").await;
        assert_eq!(oskari.get(&format!("{path}/presence")).await.status, 404);
        office.world.seconds_pass(120);
        assert!(!mikael.get(&path).await.has("has this open too"), "she has left");
        office.world.verify().await;
    })
    .await;
}
