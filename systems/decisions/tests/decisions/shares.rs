//! How cases were decided, by unit and kind, as a lead sees it beside what the house aims at.

use automation::acts::SuspendRuleSet;
use decisions::acts::{ConfirmLight, DraftDecision, SignDecision};
use decisions::library::library;
use decisions::{Basis, DecisionId};
use testkit::{Browser, Shown};

use crate::huts::RULES;
use crate::light::{answered, differing};
use crate::office::{House, in_houses};

/// Without a person.
async fn by_rules(house: &House) {
    let case = house.hut_in_order("fi").await;
    house.rule(case).await;
    house.world.settle().await;
}

/// Prepared, and confirmed as proposed.
async fn confirmed(house: &House) {
    let case = differing(house).await;
    answered(house, case).await;
    house.run(&house.officer, ConfirmLight { case }).await.unwrap();
    house.world.settle().await;
}

/// Drafted and signed by an official.
async fn by_hand(house: &House) {
    let case = house.hut_in_order("fi").await;
    let (decision, kind) = (DecisionId(house.kernel().next_id()), "residence-grant");
    let act = DraftDecision { decision, case, letter: kind.to_owned() };
    house.run(&house.officer, act).await.unwrap();
    let today = house.world.now().date();
    let basis = Basis::look(house.kernel(), case).await.unwrap();
    let letter = library().unwrap().letter(kind, today).unwrap();
    let fields = basis.fields(letter, today).unwrap().digest();
    let checked = ["identity", "facts", "hearing", "language"].map(str::to_owned).into();
    house.run(&house.officer, SignDecision { decision, checked, fields }).await.unwrap();
    house.world.settle().await;
}

async fn shares(sari: &mut Browser, query: &str) -> Shown {
    let page = sari.get(&format!("/lead/shares{query}")).await;
    assert_eq!(page.status, 200, "{:?} {}", page.headers, page.body);
    page
}

/// The cells of a row.
fn row(page: &Shown, begins: &str) -> Vec<String> {
    let (_, rest) = page.body.split_once(&format!("<th scope=\"row\">{begins}</th>")).unwrap();
    let (cells, _) = rest.split_once("</tr>").unwrap();
    let cells = cells.split("<td>").skip(1);
    cells.map(|cell| cell.split("</td>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_lead_sees_how_cases_were_decided_beside_the_aim() {
    in_houses(|house| async move {
        let lead = house.lead().await;
        let mut sari = house.browser(&lead).await;
        let page = shares(&mut sari, "").await;
        assert!(page.has("The house aims at 80 of 100 cases"), "{}", page.body);
        assert!(page.has("its own aim, and no law") && page.has("No case was closed"));
        for _ in 0..3 {
            by_rules(&house).await;
        }
        confirmed(&house).await;
        let page = shares(&mut sari, "").await;
        let hut = "Fishing hut";
        assert_eq!(row(&page, hut), ["4", "3 (75 %)", "1 (25 %)", "0 (0 %)", "100 %"]);
        assert!(page.has("Aim reached") && !page.has("Below the aim"), "{}", page.body);
        assert!(page.has("as proposed: 1 of 1 (100 %)"), "{}", page.body);
        // The next day rules are stopped, and people decide.
        house.world.days_pass(1);
        let stop = SuspendRuleSet { rule_set: RULES.into(), reason: "To see".into() };
        house.run(&house.quality, stop).await.unwrap();
        by_hand(&house).await;
        by_hand(&house).await;
        sari = house.browser(&lead).await;
        let page = shares(&mut sari, "").await;
        for of in [hut, "All"] {
            assert_eq!(row(&page, of), ["6", "3 (50 %)", "1 (16 %)", "2 (33 %)", "66 %"], "{of}");
        }
        assert!(page.has("Below the aim") && page.has("66 % without full processing"));
        assert!(!page.has("Aino"), "{}", page.body);
        // A period is that of its days, and before the first aim there was none.
        let page = shares(&mut sari, "?since=2026-03-02&until=2026-03-02").await;
        assert_eq!(row(&page, "All")[0], "4");
        let page = shares(&mut sari, "?since=2026-03-03&until=2026-03-03").await;
        assert_eq!(row(&page, "All"), ["2", "0 (0 %)", "0 (0 %)", "2 (100 %)", "0 %"]);
        let page = shares(&mut sari, "?since=2025-01-01&until=2025-12-31").await;
        assert!(page.has("The house had no aim yet") && page.has("No case was closed"));
        // Whoever leads nobody sees none of it.
        let mut aino = house.browser(&house.officer).await;
        assert!(aino.get("/lead/shares").await.status.is_client_error());
        house.world.verify().await;
    })
    .await;
}
