//! An attachment that may not be what it should: it is taken, and an official looks.

use stories::{DEGREE, House, tell};

/// Two pages with much on them.
const RECIPE: &str = "A recipe of bread with a long list of what has to be bought before one bakes";
const PASSPORT: &str = "Passport of Adwoa Mensah, as a copy with all that stands on its first page";

/// Everything else is as the law wants it. Where she meant her passport stands something else: she is told, sends it all
/// the same, and what nobody has looked at grants nothing.
#[tokio::test]
async fn what_is_doubted_is_looked_at_by_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.has_no_exercises().await;
        let (application, case) = applies_with(&house, &[("bread.pdf", RECIPE)]).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("doubt-unlike");
        let page = page.lacks("case-status-closed").says("task-confirm-decision");
        let why = page.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("auto-incomplete-unknown");
        // She finds that it will do, and confirms what is prepared.
        let light = case.replace("/cases/", "/light/");
        assert_eq!(aino.presses("/work", "/work/take-next").await, light);
        aino.opens(&light).await.says("doubt-unlike").says("light-unanswered");
        aino.fills_in_vain(&light, &[]).await.says("light-points");
        let point = format!("{light}/weigh/automatic-student-first.Complete");
        let reason = "The passport itself was shown at the mission";
        aino.fills(&point, &[("right", "fits"), ("reason", reason)]).await;
        aino.fills(&light, &[]).await;
        house.settles().await;
        aino.opens(&case).await.says("case-status-closed").says("event-light-confirmed");
        let mut amina = house.colleague("amina").await;
        let page = amina.opens_the_decision_on(&application).await;
        page.says("application-decision.by-person");
        house.is_sound().await;
    })
    .await;
}

/// She is told, and attaches the right one as well: nothing is left to look at.
#[tokio::test]
async fn whoever_attaches_the_right_one_as_well_needs_no_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        let both = [("bread.pdf", RECIPE), ("passport.pdf", PASSPORT)];
        let (_, case) = applies_with(&house, &both).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("doubt-unlike").says("case-status-closed");
        page.says("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

/// Adwoa applies with these files where her passport belongs, pays, and shows who she is; application and case.
async fn applies_with(house: &House, files: &[(&str, &str)]) -> (String, String) {
    let application = house.is_filled_in(&DEGREE, &[]).await;
    let mut amina = house.colleague("amina").await;
    let place = format!("{application}/attachments/passport");
    let page = amina.opens(&format!("{application}/attachments")).await;
    let first = page.page.body.split(&format!("action=\"{place}/")).nth(1);
    let Some(button) = first.and_then(|rest| rest.split('"').next()) else {
        panic!("nothing can be taken out: {}", page.page.body)
    };
    let remove = format!("{place}/{button}");
    amina.presses(&format!("{application}/attachments"), &remove).await;
    for (name, words) in files {
        amina.attaches(&place, name, &testkit::pdf(&[words])).await;
    }
    amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
    house.settles().await;
    let case = house.the_case().await;
    house.fee_is_paid(&case).await;
    house.mission_proves_identity(&case).await;
    house.settles().await;
    (application, case)
}
