//! What people see of automation, in three languages.

use automation::acts::RuleCase;
use automation::facts::Saying;
use automation::ruling::Asked;
use automation::{GovernedRuleSet, RuleSetId, demo};
use casefile::CaseId;
use kernel::Who;
use testkit::{Browser, Shown};

use crate::huts::RULES;
use crate::office::{House, in_houses, means};

fn moved(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

async fn granted(house: &House) -> (CaseId, String) {
    let case = house.hut_in_order().await;
    let act = RuleCase { asked: Asked::about(case) };
    house.run(&Who::machine(), act).await.unwrap();
    let (ruling, outcome, reasons) = house.newest(case).await;
    assert_eq!(outcome, "grant", "{reasons:?}");
    (case, format!("/automation/rulings/{case}/{ruling}"))
}

async fn has(browser: &mut Browser, path: &str, words: &[&str]) {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    for words in words {
        assert!(page.has(words), "{path}: {words}: {}", page.body);
    }
}

#[tokio::test]
async fn why_is_told_with_condition_fact_source_row_and_provision_in_three_languages() {
    in_houses(|house| async move {
        let (case, why) = granted(&house).await;
        let mut aino = house.browser(&house.officer).await;
        for (lang, words) in [
            (
                "en",
                [
                    "Means a month",
                    "The means are enough.",
                    "Bank statement",
                    "Same answer",
                    "Hut Act s. 3",
                ],
            ),
            (
                "fi",
                [
                    "Varat kuukaudessa",
                    "Varat riittävät.",
                    "Tiliote",
                    "Sama vastaus",
                    "Hut Act s. 3",
                ],
            ),
            (
                "sv",
                ["Medel per månad", "Medlen räcker.", "Kontoutdrag", "Samma svar", "Hut Act s. 3"],
            ),
        ] {
            aino = aino.reading(lang);
            has(&mut aino, &why, &words).await;
            has(&mut aino, &format!("/automation/rules/{RULES}"), &["DEMO-automatic-hut"]).await;
            has(
                &mut aino,
                &format!("/automation/rules/{RULES}/decisions/1"),
                &["DEMO-automatic-hut"],
            )
            .await;
            has(&mut aino, "/automation", &["DEMO-automatic-hut"]).await;
            for rules in
                ["hut-permit", "hand-over", "student-degree", "routing", "light-processing"]
            {
                has(&mut aino, &format!("/automation/rules/{rules}"), &[]).await;
            }
            has(&mut aino, &format!("/cases/{case}"), &[&why]).await;
        }
        let other = house.hut().await;
        house.rule(other).await.unwrap();
        let (ruling, ..) = house.newest(other).await;
        let routed = format!("/automation/rulings/{other}/{ruling}");
        aino = aino.reading("en");
        has(&mut aino, &routed, &["A fact is not known: Means a month", "nobody has given it"])
            .await;
        has(&mut aino, &format!("/automation/rules/{RULES}"), &["A fact is not known"]).await;
        assert_eq!(aino.get("/automation/rules/no-such").await.status, 404);
        assert_eq!(aino.get(&format!("/automation/rulings/{case}/{case}")).await.status, 404);
        // An author writes rules and sees no case.
        let mut petra = house.browser(&house.author).await;
        assert_eq!(petra.get(&why).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn an_official_settles_what_sources_say_differently() {
    in_houses(|house| async move {
        let case = house.hut_in_order().await;
        let lower = Saying::new("means_monthly", "application", means("500"), house.world.now());
        house.tell(case, vec![lower.clone()]).await;
        let (outcome, reasons) = house.ruled(case).await;
        assert_eq!(outcome, "route", "{reasons:?}");
        let facts = format!("/automation/cases/{case}/facts");
        let settle = format!("{facts}/means_monthly/settle");
        let mut aino = house.browser(&house.officer).await;
        for (lang, words) in [
            ("fi", ["Lähteet ovat ristiriidassa", "Tiliote"]),
            ("sv", ["Källorna motsäger varandra", "Kontoutdrag"]),
            ("en", ["Sources contradict each other", "Bank statement"]),
        ] {
            aino = aino.reading(lang);
            has(&mut aino, &facts, &[words[0], words[1], &settle]).await;
        }
        let silent = [("source", "bank_statement"), ("reason", "")];
        assert_eq!(aino.fill(&settle, &silent).await.status, 422);
        let other = [("source", "payment"), ("reason", "It paid")];
        assert_eq!(aino.fill(&settle, &other).await.status, 422);
        let typed = [("source", "bank_statement"), ("reason", "The statement is of this month")];
        assert_eq!(moved(&aino.fill(&settle, &typed).await), facts);
        has(&mut aino, &facts, &["Counts"]).await;
        assert_eq!(aino.get(&settle).await.status, 404, "there is nothing to settle");
        // Who writes rules sees no case, and a new word opens the question again.
        let mut petra = house.browser(&house.author).await;
        assert_eq!(petra.get(&facts).await.status, 403);
        house.tell(case, vec![Saying { value: means("400"), ..lower }]).await;
        has(&mut aino, &facts, &["Sources contradict each other"]).await;
        moved(&aino.fill(&settle, &typed).await);
        assert_eq!(house.ruled(case).await, ("grant", vec![]));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn everybody_reads_by_which_decisions_the_rules_decide() {
    in_houses(|house| async move {
        let mut visitor = Browser::new(&house.router());
        let one = format!("/automatic-decisions/{RULES}/1");
        for (lang, words) in
            [("en", "Public register"), ("fi", "julkinen rekisteri"), ("sv", "Offentligt register")]
        {
            visitor = visitor.reading(lang);
            has(&mut visitor, "/automatic-decisions", &[words, &one, "DEMO-automatic-hut"]).await;
            has(&mut visitor, &one, &["DEMO-automatic-hut", words]).await;
        }
        let shown = visitor.get(&one).await;
        assert!(!shown.has("Recorded by"), "{}", shown.body);
        visitor = visitor.reading("en");
        let mut tiina = house.browser(&house.quality).await;
        let stop = format!("/automation/rules/{RULES}/stop");
        moved(&tiina.fill(&stop, &[("reason", "Sums were wrong")]).await);
        has(&mut visitor, "/automatic-decisions", &["Stopped"]).await;
        for nothing in
            ["/automatic-decisions/no-such/1", &format!("/automatic-decisions/{RULES}/0")]
        {
            assert_eq!(visitor.get(nothing).await.status, 404);
        }
    })
    .await;
}

#[tokio::test]
async fn the_stop_button_stops_and_another_person_resumes() {
    in_houses(|house| async move {
        let rules = format!("/automation/rules/{RULES}");
        let mut tiina = house.browser(&house.quality).await;
        has(&mut tiina, &rules, &["Live", "Stop the rules"]).await;
        let empty = tiina.fill(&format!("{rules}/stop"), &[("reason", "")]).await;
        assert_eq!(empty.status, 422);
        let done = tiina.fill(&format!("{rules}/stop"), &[("reason", "Sums were wrong")]).await;
        assert_eq!(moved(&done), rules);
        has(&mut tiina, &rules, &["Stopped by Tiina Laakso", "Sums were wrong"]).await;
        let own = tiina.fill(&format!("{rules}/resume"), &[("reason", "Mended")]).await;
        assert!(own.has("You stopped the rules yourself"), "{}", own.body);
        let mut ville = house.browser(&house.other_quality).await;
        moved(&ville.fill(&format!("{rules}/resume"), &[("reason", "Mended")]).await);
        has(&mut ville, &rules, &["Live"]).await;
        let mut aino = house.browser(&house.officer).await;
        assert_eq!(aino.get(&format!("{rules}/stop")).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_signed_decision_is_recorded_through_its_form() {
    in_houses(|house| async move {
        let rules = format!("/automation/rules/{RULES}");
        let form = format!("{rules}/decisions/new");
        let (governed, _) =
            house.kernel().peek::<GovernedRuleSet>(RuleSetId::of(RULES)).await.unwrap();
        let file = governed.recorded[0].file.replace("DEMO-automatic-hut", "2/2026");
        let (signature, key) = (demo::sign(&file), demo::public_key());
        let mut henrik = house.browser(&house.approver).await;
        let typed = [("file", &*file), ("signature", &*signature), ("key", &*key)];
        assert_eq!(moved(&henrik.fill(&form, &typed).await), rules);
        has(&mut henrik, &rules, &["2/2026"]).await;
        has(&mut henrik, &format!("{rules}/decisions/2"), &["2/2026", "Henrik Åkerman"]).await;
        let changed = file.replace("sample_per_thousand = 100", "sample_per_thousand = 1");
        let typed = [("file", &*changed), ("signature", &*signature), ("key", &*key)];
        let refused = henrik.fill(&form, &typed).await;
        assert!(refused.has("The signature does not match the file"), "{}", refused.body);
        let mut petra = house.browser(&house.author).await;
        assert_eq!(petra.get(&form).await.status, 403);
        let text = petra.get(&format!("{rules}/text")).await;
        assert!(text.has("automatic-hut"), "{}", text.body);
    })
    .await;
}

#[tokio::test]
async fn the_sample_is_listed_and_reviewed() {
    in_houses(|house| async move {
        let mut tiina = house.browser(&house.quality).await;
        has(&mut tiina, "/automation/reviews", &["Nothing to review"]).await;
        // One in ten is drawn: with this many, some are.
        let mut drawn = None;
        for _ in 0..60 {
            let case = house.hut().await;
            house.rule(case).await.unwrap();
            let (ruling, ..) = house.newest(case).await;
            if automation::ruling::is_sampled(ruling, 100) {
                drawn = Some(format!("/automation/rulings/{case}/{ruling}"));
                break;
            }
        }
        let why = drawn.unwrap();
        has(&mut tiina, "/automation/reviews", &[&why]).await;
        has(&mut tiina, &why, &["Record your view"]).await;
        let typed = [("agrees", "no"), ("remark", "")];
        let bare = tiina.fill(&format!("{why}/review"), &typed).await;
        assert!(bare.has("Give a reason for the disagreement"), "{}", bare.body);
        let typed = [("agrees", "no"), ("remark", "The school closed")];
        moved(&tiina.fill(&format!("{why}/review"), &typed).await);
        has(&mut tiina, "/automation/reviews", &["Nothing to review"]).await;
        has(&mut tiina, &why, &["The school closed", "Disagreed"]).await;
    })
    .await;
}

#[tokio::test]
async fn why_says_the_moment_at_which_each_fact_was_told_to_the_rules() {
    in_houses(|house| async move {
        let case = house.hut().await;
        let bank = |at| Saying::new("means_monthly", "bank_statement", means("800"), at);
        house.tell(case, vec![bank(house.world.now())]).await;
        house.world.seconds_pass(95 * 60);
        house.rule(case).await.unwrap();
        let (ruling, ..) = house.newest(case).await;
        // The bank says it again later that day: the ruling rests on what it said before.
        house.world.seconds_pass(60 * 60);
        house.tell(case, vec![bank(house.world.now())]).await;
        let mut aino = house.browser(&house.officer).await;
        let page = aino.get(&format!("/automation/rulings/{case}/{ruling}")).await;
        assert!(page.has("Bank statement, 2 Mar 2026 at 10:00"), "{}", page.body);
        assert!(!page.has("Bank statement, 2 Mar 2026 at 12:35"), "{}", page.body);
        let facts = aino.get(&format!("/automation/cases/{case}/facts")).await;
        assert!(facts.has("Bank statement, 2 Mar 2026 at 12:35"), "{}", facts.body);
        // What nobody told, such as the answer of other rules, has its day alone.
        assert!(page.has("Another rule set, 2 March 2026"), "{}", page.body);
    })
    .await;
}
