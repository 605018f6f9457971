//! The weight of pages on a slow line, and that every page of every type opens in every language.

use crate::house::{AMINA, begun, complete, in_houses, led, sent};

/// Bytes of a first visit, styles and scripts included.
const FIRST_BYTES_MAX: usize = 20 * 1024;

/// What a page loads, by its address.
fn loaded(html: &str) -> Vec<String> {
    let links = html.split(['"']).filter(|part| part.starts_with("/assets/"));
    links.map(str::to_owned).collect()
}

#[tokio::test]
async fn pages_are_small_in_every_language_and_no_text_is_missing() {
    in_houses(|house| async move {
        for lang in ["fi", "sv", "en"] {
            // Nobody begins without end: somebody else looks in the third language.
            let who = if lang == "en" { &house.bela } else { &house.amina };
            let mut amina = house.browser(who).await.reading(lang);
            let mut first = amina.weight("/apply").await;
            for asset in loaded(&amina.get("/apply").await.body) {
                first += amina.weight(&asset).await;
            }
            assert!(first <= FIRST_BYTES_MAX, "the first visit weighs {first} bytes in {lang}");
            for permit in permits::permit::all().unwrap() {
                let application = begun(&mut amina, &permit.code, AMINA).await;
                let groups = permit.groups.iter().map(|group| group.code.clone());
                let slots = permit.attachments.iter().map(|s| format!("attachments/{}", s.code));
                let others = ["attachments", "check", "send", "withdraw", ""].map(str::to_owned);
                for part in groups.chain(slots).chain(others) {
                    let path = format!("{application}/{part}");
                    let path = path.trim_end_matches('/');
                    let page = amina.get(path).await;
                    assert_eq!(page.status, 200, "{path}: {}", page.body);
                    assert!(
                        !page.has(" hx-") && !page.has("htmx."),
                        "no scripts but for the session"
                    );
                    amina.finds_small(path).await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_longest_page_is_small_too_and_says_what_the_law_says() {
    in_houses(|house| async move {
        let mut amina = house.browser(&house.amina).await;
        let application = complete(&mut amina, AMINA).await;
        let check = format!("{application}/check");
        for lang in ["fi", "sv", "en"] {
            amina = amina.reading(lang);
            amina.finds_small(&check).await;
        }
        let page = amina.get(&check).await;
        assert!(
            page.has("719/2018") && page.has("This is advice, not a decision"),
            "{}",
            page.body
        );
        assert!(page.has("conditions are met by your answers"), "{}", page.body);
        let application = sent(&mut amina, ("Rahimi", "Amina", "1994-02-17", "P2")).await;
        let waiting = amina.get(&format!("{application}/sent")).await;
        assert!(waiting.has("http-equiv=\"refresh\""), "looks again without scripts");
        house.world.settle().await;
        let sent = amina.get(&format!("{application}/sent")).await;
        assert!(sent.has("HEL-2026-000001") && !sent.has("http-equiv=\"refresh\""));
        // Ninety days from the second of March end on a Sunday, so on the Monday after it.
        assert!(sent.has("1 June 2026"), "{}", sent.body);
        let write = format!("{application}/messages/new");
        for n in 0..10 {
            let text = format!("{n}: when do I hear from you?");
            led(&amina.fill(&write, &[("text", &text)]).await);
        }
        for lang in ["fi", "sv", "en"] {
            amina = amina.reading(lang);
            for part in ["sent", "messages", "messages/new", "withdraw"] {
                amina.finds_small(&format!("{application}/{part}")).await;
            }
        }
    })
    .await;
}
