//! What a file says of itself when it is attached: whoever attaches it is told what may be wrong, nothing is refused,
//! and officials see the same.

use crate::house::{AMINA, House, complete, in_houses, led};

/// An insurance that has ended, and a page that is none.
const ENDED: &str = "Travel insurance policy of Amina Rahimi, valid until 1.2.2026 and no longer";
const OTHER: &str = "A recipe of bread with a long list of what has to be bought before one bakes";

async fn attach(browser: &mut testkit::Browser, path: &str, slot: &str, name: &str, text: &str) {
    let content = testkit::pdf(&[text]);
    led(&browser.attach(&format!("{path}/attachments/{slot}"), name, &content).await);
}

/// The case of the application, as an official opens it.
async fn case(house: &House, path: &str) -> String {
    let (id, ..) = house.case(path).await;
    let mut officer = house.browser(&house.officer).await;
    officer.get(&format!("/cases/{id}")).await.body
}

#[tokio::test]
async fn whoever_attaches_a_file_is_told_what_may_be_wrong_and_keeps_it_all_the_same() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let path = complete(&mut amina, AMINA).await;
        let (unlike, ended) =
            ("we found none of the words", "It seems to have been valid until 1 February 2026");
        // The files that were there say next to nothing, and nothing is said of them.
        let page = amina.get(&format!("{path}/attachments")).await;
        assert!(!page.has(unlike) && !page.has(ended), "{}", page.body);
        attach(&mut amina, &path, "insurance", "old.pdf", ENDED).await;
        attach(&mut amina, &path, "means", "bread.pdf", OTHER).await;
        for part in ["attachments", "check"] {
            let page = amina.get(&format!("{path}/{part}")).await;
            assert_eq!(page.body.matches(unlike).count(), 1, "{part}: {}", page.body);
            assert_eq!(page.body.matches(ended).count(), 1, "{part}: {}", page.body);
        }
        // She keeps both, and sends it.
        led(&amina.fill(&format!("{path}/send"), &[("true", "yes")]).await);
        house.world.settle().await;
        let page = case(&house, &path).await;
        assert!(page.contains(unlike) && page.contains(ended), "{page}");
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_passport_is_compared_with_the_number_that_was_told() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let path = complete(&mut amina, AMINA).await;
        let lines = [
            "Specimen of a passport for tests, with all that belongs to it",
            "P<FINERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36FIN7408122F1204159ZE184226B<<<<<10",
        ];
        let content = testkit::pdf(&lines);
        led(&amina.attach(&format!("{path}/attachments/passport"), "p.pdf", &content).await);
        let page = amina.get(&format!("{path}/check")).await;
        assert!(page.has("seems to have another number"), "{}", page.body);
        assert!(page.has("valid until 15 April 2012"), "{}", page.body);
        let passport = [
            ("passport_number", "L898902C3"),
            ("passport_issuer", "FIN"),
            ("passport_expires", "2031-01-31"),
        ];
        led(&amina.fill(&format!("{path}/passport"), &passport).await);
        assert!(!amina.get(&format!("{path}/check")).await.has("seems to have another number"));
    })
    .await;
}
