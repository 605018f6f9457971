//! What happens between sending and deciding: time goes by, people do not come, registers tell nonsense. No
//! case is lost, and what no rule may weigh goes to an official.

use registers_simulator::{Fault, Register};
use stories::{DEGREE, EXCHANGE, House, tell, tell_on};

/// Her studies take two years and her passport ends before: how long the permit is has to be weighed.
#[tokio::test]
async fn a_passport_shorter_than_the_permit_puts_the_case_before_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        let short = [
            ("passport_number", "G0123456"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.12.2027"),
        ];
        house.is_applied_for(&DEGREE, &[("passport", &short)]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page =
            aino.opens(&case).await.says("automation-routed").says("task-examine-application");
        page.says_of_law("auto-discretion").lacks("case-status-closed");
        house.is_sound().await;
    })
    .await;
}

/// She never comes to a mission: she is reminded, then an official has a task, and nothing is refused. Late is
/// not too late.
#[tokio::test]
async fn whoever_never_shows_who_they_are_is_reminded_and_then_an_official_looks_at_it() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = house.is_applied_for(&EXCHANGE, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        let mut amina = house.colleague("amina").await;
        let sent = amina.opens(&format!("{application}/sent")).await;
        let visit = sent.links("/visits/").remove(0);
        days_pass(&house, 62).await;
        house.colleague("amina").await.opens(&visit).await.says_before("visit-reminded");
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("event-identity-reminded").lacks("task-identity-not-shown");
        days_pass(&house, 32).await;
        house.colleague("amina").await.opens(&visit).await.says("visit-late.then");
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("event-identity-lapsed");
        let page = page.says("task-identity-not-shown").lacks("case-status-closed");
        // A refusal is prepared to be heard and written; nobody gave it.
        page.says("letter-residence-refusal").says("decision-stage-draft");
        // Weeks later she comes after all, and is asked about anew.
        days_pass(&house, 20).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.says("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

async fn days_pass(house: &House, days: i64) {
    house.minutes_pass(days * 24 * 60);
    house.settles().await;
}

/// Of a child no rule decides. Camila's friend Ines turns eighteen between sending and her visit: then the
/// rules do.
#[tokio::test]
async fn whoever_turns_eighteen_meanwhile_is_decided_on_as_the_adult_she_is() {
    tell(|house| async move {
        house.is_on_trial().await;
        ines_applies(&house).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let why = aino.opens(&case).await.says("automation-routed");
        let why = why.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("handover-minor");
        // Her birthday is on the tenth of April.
        days_pass(&house, 45).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("case-status-closed");
        page.says("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}

/// She comes a day too early: seventeen still, and an official gets the case.
#[tokio::test]
async fn whoever_is_seventeen_still_is_put_before_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        ines_applies(&house).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        days_pass(&house, 38).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        let why = page.lacks("event-decided-given").links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("handover-minor");
        house.is_sound().await;
    })
    .await;
}

async fn ines_applies(house: &House) {
    let names =
        [("family_name", "Souza"), ("given_names", "Ines"), ("born", "10.4.2008"), ("sex", "F")];
    let passport = [
        ("passport_number", "FZ654321"),
        ("passport_issuer", "BRA"),
        ("passport_expires", "1.2.2031"),
    ];
    house.is_applied_for(&EXCHANGE, &[("names", &names), ("passport", &passport)]).await;
}

/// A register answers in another shape than it documented: nothing of it is believed, the case waits, and goes
/// on by itself when the register is itself again.
#[tokio::test]
async fn an_answer_in_an_unknown_shape_is_not_believed_and_asked_for_again() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.goes_wrong(Register::Study, Fault::WrongSchema);
        house.is_applied_for(&DEGREE, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino_sees_that_nothing_was_believed(&house, &case).await;
        house.minutes_pass(10);
        house.settles().await;
        let house = house.restarts().await;
        house.comes_back(Register::Study);
        house.minutes_pass(60);
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("case-status-closed");
        page.says("letter-residence-grant-automatic").lacks("register-trouble-wrong-schema");
        house.is_sound().await;
    })
    .await;
}

async fn aino_sees_that_nothing_was_believed(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("register-trouble-wrong-schema");
    page.lacks("case-status-closed").lacks("fact-source-study-register");
}

/// The register says that the place was taken back, against what she wrote: no rule believes either, and
/// nothing is refused. An official sees both.
#[tokio::test]
async fn a_register_that_contradicts_the_applicant_puts_the_case_before_an_official() {
    tell(|house| async move {
        house.is_on_trial().await;
        house.goes_wrong(Register::Study, Fault::Contradictory);
        house.is_applied_for(&DEGREE, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("automation-routed").lacks("case-status-closed");
        let why = page.lacks("event-decided-given").links("/automation/rulings/").remove(0);
        let why = aino.opens(&why).await.says_of_law("admission-unknown");
        why.says_of_law("handover-contradiction").says("automation-missing-conflict");
        house.is_sound().await;
    })
    .await;
}

/// Every register is away on the evening on which she applies. Whatever the trouble is, the case is there,
/// waits, and is granted when they are well again, once.
#[tokio::test]
async fn when_every_register_is_away_the_case_waits_for_all_of_them() {
    tell_on("2026-03-09", |house| async move {
        house.is_on_trial().await;
        let troubles = [
            (Register::Population, Fault::Down),
            (Register::Study, Fault::Error { status: 503 }),
            (Register::Benefits, Fault::WrongSchema),
            (Register::Criminal, Fault::Down),
        ];
        for (register, fault) in troubles {
            house.goes_wrong(register, fault);
        }
        let application = house.is_applied_for(&DEGREE, &[]).await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&case).await.lacks("case-status-closed").lacks("task-examine-application");
        let mut amina = house.colleague("amina").await;
        amina.opens(&format!("{application}/sent")).await.says("application-sent");
        for (register, _) in troubles {
            house.comes_back(register);
            house.minutes_pass(30);
            house.settles().await;
        }
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("case-status-closed");
        page.says("letter-residence-grant-automatic");
        house.is_sound().await;
    })
    .await;
}
