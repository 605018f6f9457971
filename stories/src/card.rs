//! The maker of cards, as somebody there says how a card stands.

use serde_json::json;

use crate::House;

impl House {
    /// The one card that is ordered stands so from now on.
    pub async fn card_is(&self, stage: &str) {
        let ordered = self.outside.simulator.cards_ordered();
        let [reference] = ordered.as_slice() else { panic!("one card: {ordered:?}") };
        let path = format!("/cards/v1/orders/{reference}/stage");
        let told = self.outside.ask(&path, &json!({ "stage": stage })).await;
        assert_eq!(told.get("stage"), Some(&json!(stage)));
    }
}
