//! Whoever holds a permanent permit of this house gets a new card without a person, from the form to the letter; and what
//! makes an official decide instead. The card gives no right to stay: the permit goes on.

use stories::{
    CARD_RENEWAL, DEGREE, EXTENDED_WORK, Form, House, Page, tell, tell_of_fees, tell_on,
};
use testkit::Passport;

/// Adwoa Mensah, in the forms of others.
const ADWOA: &[Page<'static>] = &[
    (
        "names",
        &[("family_name", "Mensah"), ("given_names", "Adwoa"), ("born", "14.5.2001"), ("sex", "F")],
    ),
    ("nationality", &[("nationality", "GHA")]),
    (
        "passport",
        &[
            ("passport_number", "G0123456"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.1.2031"),
        ],
    ),
];

/// The passport that she shows.
const PASSPORT: Passport<'static> = Passport {
    country: "GHA",
    family: "Mensah",
    given: "Adwoa",
    number: "G0123456",
    born: "2001-05-14",
    expires: "2031-01-31",
    sex: 'F',
};

/// The rules that decide on cards.
const RULES: &str = "/automation/rules/automatic-card-renewal";
/// The letter that they lead to, and the one that an official writes.
const BY_RULES: &str = "letter-card-renewal-grant-automatic";
const BY_HAND: &str = "letter-card-renewal-grant";

#[tokio::test]
async fn whoever_holds_a_permanent_permit_applies_pays_comes_and_gets_a_new_card() {
    tell_of_fees(|house| async move {
        house.is_on_trial().await;
        holds_permanent(&house).await;
        house.minutes_pass(100 * 24 * 60);
        her_permit_stands_in_the_form(&house).await;
        let application = house.is_filled_in(&CARD_RENEWAL, &[]).await;
        she_is_told_beforehand(&house, &application).await;
        let card = sends_and_pays(&house, &application).await;
        nobody_has_anything_to_do(&house, &card).await;
        // A month later she is at the mission in Abuja.
        house.minutes_pass(30 * 24 * 60);
        let mut desk = house.mission(&card).await;
        desk.reads(&PASSPORT).await;
        desk.proves(&house).await;
        it_is_renewed(&house, &card).await;
        she_reads_why(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// Also with the tables that are in force since 28.11.2026, which read whether VIS was asked: it is not.
#[tokio::test]
async fn whoever_applies_from_here_is_not_looked_up_in_the_visa_information_system() {
    tell_on("2026-12-01", |house| async move {
        house.is_on_trial().await;
        holds_permanent(&house).await;
        let card = comes_for_a_card(&house, &[]).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&card).await.says("automation-granted").says("case-status-closed");
        page.says(BY_RULES);
        house.is_sound().await;
    })
    .await;
}

/// Her permit is for a fixed term: no rule renews that card. Aino weighs it, confirms, and signs for it.
#[tokio::test]
async fn the_card_of_a_permit_for_a_fixed_term_is_renewed_by_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.has_no_exercises().await;
        holds_fixed_term(&house).await;
        let held: Page<'_> = ("permit-held", &[("in_force", "yes"), ("permanent", "no")]);
        let card = comes_for_a_card(&house, &[held]).await;
        let mut aino = house.colleague("aino").await;
        goes_to_an_official(&house, &card, "permanent-not-held").await;
        let light = card.replace("/cases/", "/light/");
        assert_eq!(aino.presses("/work", "/work/take-next").await, light);
        aino.fills_in_vain(&light, &[]).await.says("light-points");
        let weighed = format!("{light}/weigh/automatic-card-renewal.Permanent");
        aino.fills(&weighed, &[("right", "fits"), ("reason", "The permit runs until 2028.")]).await;
        aino.opens(&light).await.says("light-ready");
        aino.fills(&light, &[]).await;
        house.settles().await;
        let page = aino.opens(&card).await.says("case-status-closed").says("event-light-confirmed");
        page.says(BY_HAND).lacks(BY_RULES);
        house.is_sound().await;
    })
    .await;
}

/// Her face comes out poor and is kept so: no rule says that it will do on a card.
#[tokio::test]
async fn a_picture_that_is_too_poor_goes_to_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        holds_permanent(&house).await;
        let card = applies(&house, &CARD_RENEWAL, &[]).await;
        house.fee_is_paid(&card).await;
        let mut desk = house.mission(&card).await;
        desk.reads(&PASSPORT).await;
        desk.proves_with_a_poor_face(&house).await;
        goes_to_an_official(&house, &card, "photo-unknown").await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn data_that_have_changed_are_looked_at_by_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        holds_permanent(&house).await;
        let changed = [
            ("new-card", &[("reason", "changed")][..]),
            ("card-details", &[("changed", "I have married.")][..]),
        ];
        let card = comes_for_a_card(&house, &changed).await;
        goes_to_an_official(&house, &card, "handover-discretion").await;
        house.is_sound().await;
    })
    .await;
}

/// Nobody of this house gave them a permit, and what a general matter was about no rule knows.
#[tokio::test]
async fn of_whom_the_file_does_not_know_enough_an_official_decides() {
    tell(|house| async move {
        house.is_on_trial().await;
        let card = comes_for_a_card(&house, &[]).await;
        goes_to_an_official(&house, &card, "permanent-unknown").await;
        house.is_sound().await;
    })
    .await;
    tell(|house| async move {
        house.is_on_trial().await;
        let first = holds_permanent(&house).await;
        has_a_general_matter(&house, &first).await;
        let card = comes_for_a_card(&house, &[]).await;
        goes_to_an_official(&house, &card, "withdrawal-unknown").await;
        house.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn after_a_stop_the_very_next_card_goes_to_a_person() {
    tell(|house| async move {
        house.is_on_trial().await;
        holds_permanent(&house).await;
        let mut henrik = house.colleague("henrik").await;
        henrik.fills(&format!("{RULES}/stop"), &[("reason", "The pictures are looked at")]).await;
        let card = comes_for_a_card(&house, &[]).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&card).await.says("automation-routed").lacks("case-status-closed");
        page.says("task-confirm-decision").lacks(BY_RULES);
        house.is_sound().await;
    })
    .await;
}

/// Aino grants Adwoa a permanent permit by hand; the case.
async fn holds_permanent(house: &House) -> String {
    let case = applies(house, &EXTENDED_WORK, ADWOA).await;
    let mut aino = house.colleague("aino").await;
    let new = format!("{case}/decisions/new");
    let decision = aino.fills(&new, &[("letter", "residence-grant")]).await;
    let terms =
        [("kind", "permanent"), ("from", "2026-03-02"), ("work", "unlimited"), ("type", "P")];
    aino.fills(&format!("{decision}/terms"), &terms).await;
    let checked = ["identity", "facts", "hearing", "language"].map(|item| ("checked", item));
    aino.fills(&format!("{decision}/sign"), &checked).await;
    house.settles().await;
    aino.opens(&case).await.says("case-status-closed").says("residence-right-permanent");
    case
}

/// The rules grant her one for her studies.
async fn holds_fixed_term(house: &House) {
    let case = applies(house, &DEGREE, &[]).await;
    house.fee_is_paid(&case).await;
    house.mission_proves_identity(&case).await;
    house.settles().await;
    let mut aino = house.colleague("aino").await;
    aino.opens(&case).await.says("letter-residence-grant-automatic");
}

/// A general matter of whoever the case is about, which an official opens.
async fn has_a_general_matter(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let person = aino.opens(case).await.links("/persons/0").remove(0);
    let new = format!("/cases/new?person={}", person.trim_start_matches("/persons/"));
    let matter = [("headline", "A letter came"), ("case_type", "general-matter")];
    aino.fills(&new, &matter).await;
    house.settles().await;
}

/// Somebody applies, and pays where fees are taken; the new case.
async fn applies(house: &House, form: &Form, differing: &[Page<'_>]) -> String {
    let application = house.is_filled_in(form, differing).await;
    sends_and_pays(house, &application).await
}

async fn sends_and_pays(house: &House, application: &str) -> String {
    let before = house.cases().await;
    let mut amina = house.colleague("amina").await;
    let to = amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
    house.settles().await;
    if to == format!("{application}/fee") {
        let bank = house.pay_page(&mut amina, application).await;
        house.payer_presses(&bank, "pay").await;
        house.payments_are_asked_about().await;
    }
    let new: Vec<String> = house.cases().await.difference(&before).cloned().collect();
    let [case] = new.as_slice() else { panic!("one case: {new:?}") };
    case.clone()
}

/// Adwoa applies for a card, with what differs, pays and comes; her picture is good.
async fn comes_for_a_card(house: &House, differing: &[Page<'_>]) -> String {
    let card = applies(house, &CARD_RENEWAL, differing).await;
    house.fee_is_paid(&card).await;
    house.sources_say(&card, &[("photo_accepted", "identity_step", "true")]).await;
    house.mission_proves_identity(&card).await;
    house.settles().await;
    card
}

/// It is not decided, and whoever looks reads which finding stands against it.
async fn goes_to_an_official(house: &House, card: &str, finding: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(card).await.says("automation-routed").lacks("case-status-closed");
    let why = page.lacks(BY_RULES).links("/automation/rulings/").remove(0);
    aino.opens(&why).await.says_of_law(finding).says("automation-repeated-same");
    aino.opens("/work?show=queue").await.says("competence-cards").shows("HEL-2026-00000");
}

/// What the house gave her is filled in for her to confirm.
async fn her_permit_stands_in_the_form(house: &House) {
    let mut amina = house.colleague("amina").await;
    let begun = amina.fills("/apply/card-renewal/begin", &[]).await;
    let begun = begun.trim_end_matches("/passport-code").to_owned();
    let page = amina.opens(&format!("{begun}/names")).await;
    page.shows("Mensah").says("answer-from-earlier-application");
    amina.opens(&format!("{begun}/permit-held")).await.says("answer-from-permit-held");
}

/// The same table that will decide tells her how it stands, and what the fee is that nobody has compared.
async fn she_is_told_beforehand(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let page = amina.opens(&format!("{application}/check")).await;
    page.says_of_law("permanent-held").says_of_law("permit-in-force").says("advice-more");
}

async fn nobody_has_anything_to_do(house: &House, card: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(card).await.says("case-type-card-renewal").says("automation-routed");
    let page = page.lacks("registers-in-turn").lacks("case-status-closed");
    page.lacks("task-examine-application").lacks("task-confirm-decision");
}

/// At the moment at which the clerk confirms, by the house's own file, the clerk's picture and the fee.
async fn it_is_renewed(house: &House, card: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(card).await.says("automation-granted").says("case-status-closed");
    let page = page.says(BY_RULES).says("residence-right-permanent");
    // And the card itself is ordered, with the pictures of this visit.
    let page = page.says("card-stands-ordered");
    let decision = page.links("/decisions/").remove(0);
    let why = page.links("/automation/rulings/").remove(0);
    let person = page.links("/persons/0").remove(0);
    let page = aino.opens(&decision).await.says("decision-stage-archived");
    page.says("decision-proof-holds").shows("Adwoa Mensah");
    let why = aino.opens(&why).await.says("automation-repeated-same");
    let why = why.says_of_law("permanent-held").says_of_law("withdrawal-none");
    why.says_of_law("photo-ok").says("fact-source-payment").says("fact-source-identity-step");
    let rights = aino.opens(&person).await.says("residence-right-permanent").links("/persons/");
    let rights = rights
        .iter()
        .filter(|link| link.contains("/residence-rights/") && link.ends_with("/correct"));
    assert_eq!(rights.count(), 1, "the card gives no right to stay");
}

/// She opens what was decided, and then reads why.
async fn she_reads_why(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let page = format!("{application}/decision");
    let words = amina.opens(&page).await.links(&format!("{application}/words/")).remove(0);
    amina.opens(&words).await.shows("Adwoa Mensah");
    let page = amina.opens(&page).await.says(BY_RULES).says("application-decision.rules");
    page.says_of_law("permanent-held").says_of_law("photo-ok");
}
