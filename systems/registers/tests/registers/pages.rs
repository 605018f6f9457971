//! What officials see, in three languages.

use registers::Register;
use registers_simulator::{Fault, Register as Simulated};
use testkit::Browser;

use crate::office::in_houses;

async fn has(browser: &mut Browser, path: &str, words: &[&str]) {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    for words in words {
        assert!(page.has(words), "{path}: {words}: {}", page.body);
    }
}

#[tokio::test]
async fn an_official_asks_through_the_form_and_sees_the_answer_on_the_case() {
    in_houses(|house| async move {
        let student = house.outside.people(&["studies"]).await.remove(0);
        let (case, about) = house.case_of(&student).await;
        let mut aino = house.browser().await;
        let form = format!("/cases/{case}/registers/ask");
        has(&mut aino, &format!("/cases/{case}"), &[&form, "Ask a register"]).await;
        let about = about.to_string();
        let typed = [("register", "trade"), ("about", about.as_str())];
        let refused = aino.fill(&form, &typed).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.has("This register knows nothing"), "{}", refused.body);
        let typed = [("register", "study"), ("about", about.as_str())];
        let done = aino.fill(&form, &typed).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, &*format!("/cases/{case}")));
        has(&mut aino, &format!("/cases/{case}"), &["Is being asked"]).await;
        house.world.settle().await;
        for (lang, words) in [
            ("en", ["Registers", "Answered", "Register answered"]),
            ("fi", ["Rekisterit", "Vastasi", "Rekisteri vastasi"]),
            ("sv", ["Register", "Svarade", "Registret svarade"]),
        ] {
            aino = aino.reading(lang);
            has(&mut aino, &format!("/cases/{case}"), &words).await;
        }
        aino = aino.reading("en");
        let typed = [("register", "study"), ("about", about.as_str())];
        let again = aino.fill(&form, &typed).await;
        assert!(again.has("The last answer counts until"), "{}", again.body);
    })
    .await;
}

#[tokio::test]
async fn how_registers_stand_and_who_waits_is_seen_in_three_languages() {
    in_houses(|house| async move {
        let student = house.outside.people(&["studies"]).await.remove(0);
        let (case, about) = house.case_of(&student).await;
        house.outside.breaks(Simulated::Study, Fault::Down);
        house.ask(case, Register::Study, about).await;
        house.ask(case, Register::Checks, about).await;
        house.world.settle().await;
        // The one question was not enough for the register to be called down.
        for _ in 0..3 {
            house.later(15).await;
        }
        let mut aino = house.browser().await;
        let link = format!("/cases/{case}");
        for (lang, words, why) in [
            ("en", ["One case waits", "Down", "Answers"], "Cannot be reached"),
            ("fi", ["Yksi asia odottaa", "Ei toimi", "Vastaa"], "Ei tavoiteta"),
            ("sv", ["Ett ärende väntar", "Ur funktion", "Svarar"], "Kan inte nås"),
        ] {
            aino = aino.reading(lang);
            has(&mut aino, "/registers", &words).await;
            has(&mut aino, "/registers/study", &[why, &link]).await;
        }
        aino = aino.reading("en");
        has(&mut aino, "/registers/checks", &["No case waits"]).await;
        assert_eq!(aino.get("/registers/nothing").await.status, 404);
    })
    .await;
}
