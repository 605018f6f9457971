//! What comes after a permit, or before one could be given: who holds one of this house goes on with it, and who
//! has died is granted nothing.

use stories::{DEGREE, EXTENDED_STUDY, Page, tell};

/// Adwoa Mensah, who goes on studying.
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

/// Tomás Ferreira, whom the school has admitted like her.
const TOMAS: &[Page<'static>] = &[
    (
        "names",
        &[
            ("family_name", "Ferreira"),
            ("given_names", "Tomás"),
            ("born", "20.2.2000"),
            ("sex", "M"),
        ],
    ),
    ("nationality", &[("nationality", "BRA")]),
    (
        "passport",
        &[
            ("passport_number", "F7654321"),
            ("passport_issuer", "BRA"),
            ("passport_expires", "28.2.2031"),
        ],
    ),
];

/// Adwoa has a permit for her studies, from this house. A year and a half later she applies for another: her name and
/// the permit stand there already, and that she holds one nobody outside has to tell.
#[tokio::test]
async fn whoever_holds_a_permit_of_this_house_need_not_prove_that_to_extend_it() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.is_applied_for(&DEGREE, &[]).await;
        let first = house.the_case().await;
        house.fee_is_paid(&first).await;
        house.mission_proves_identity(&first).await;
        house.settles().await;
        let before = house.cases().await;
        house.minutes_pass(500 * 24 * 60);
        let mut amina = house.colleague("amina").await;
        let begun = amina.fills("/apply/extended-study/begin", &[]).await;
        let begun = begun.trim_end_matches("/passport-code").to_owned();
        let page = amina.opens(&format!("{begun}/names")).await;
        page.shows("Mensah").says("answer-from-earlier-application");
        let page = amina.opens(&format!("{begun}/present-permit")).await;
        page.says("answer-from-permit-held");
        amina.opens(&begun).await.says("application-step-to-confirm");
        house.is_applied_for(&EXTENDED_STUDY, ADWOA).await;
        let second = house.cases().await.difference(&before).next().unwrap().clone();
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&second).await.says("case-type-extended-study");
        let why = page.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("permit-in-force");
        house.is_sound().await;
    })
    .await;
}

/// Tomás has died a month after he applied. On the day on which all else is there the population register is asked
/// once more, and tells: nothing is granted, no letter goes to anybody, and Aino has it with the reason.
#[tokio::test]
async fn whoever_has_died_is_granted_nothing_and_an_official_closes_the_case() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.is_applied_for(&DEGREE, TOMAS).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        house.minutes_pass(42 * 24 * 60);
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("processing-full").says("task-examine-application");
        let page = page.says_of_law("handover-deceased").lacks("letter-residence-grant-automatic");
        let why = page.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("class-deceased");
        aino.fills(&format!("{case}/close"), &[("outcome", "lapsed")]).await;
        aino.opens(&case).await.says("case-status-closed").lacks("event-decided-given");
        house.is_sound().await;
    })
    .await;
}
