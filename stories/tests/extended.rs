//! What comes after a first permit, told by nobody but those who know it: registers, the employer's page and the clerk.
//! Whoever holds a permit of this house goes on studying or working, and an official confirms what is prepared.

use stories::{
    DEGREE, EMPLOYED, EXTENDED_STUDY, EXTENDED_WORK, Form, House, Page, tell, tell_of_fees,
};
use testkit::Passport;

const DAY: i64 = 24 * 60;

/// Kwame Owusu, who studies as planned, and the passport that he shows.
const KWAME: Passport<'static> = Passport {
    country: "GHA",
    family: "Owusu",
    given: "Kwame",
    number: "G4567890",
    born: "2002-07-19",
    expires: "2032-05-31",
    sex: 'M',
};
const OF_KWAME: &[Page<'static>] = &[
    (
        "names",
        &[("family_name", "Owusu"), ("given_names", "Kwame"), ("born", "19.7.2002"), ("sex", "M")],
    ),
    ("nationality", &[("nationality", "GHA")]),
    (
        "passport",
        &[
            ("passport_number", "G4567890"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.5.2032"),
        ],
    ),
];

/// Yaw Boateng, who builds roofs, and the passport that he shows.
const YAW: Passport<'static> = Passport {
    country: "GHA",
    family: "Boateng",
    given: "Yaw",
    number: "G9876543",
    born: "1991-02-11",
    expires: "2033-03-31",
    sex: 'M',
};
const NAMES_OF_YAW: Page<'static> = (
    "names",
    &[("family_name", "Boateng"), ("given_names", "Yaw"), ("born", "11.2.1991"), ("sex", "M")],
);
const PASSPORT_OF_YAW: Page<'static> = (
    "passport",
    &[
        ("passport_number", "G9876543"),
        ("passport_issuer", "GHA"),
        ("passport_expires", "31.3.2033"),
    ],
);
const PAY_OF_YAW: Page<'static> = ("pay", &[("pay", "2450"), ("hours", "38")]);

/// He has his first permit without a person, and a year of studies behind him. Registers know how they went, what he
/// lives on, and how long they last.
#[tokio::test]
async fn a_student_who_goes_on_as_planned_is_confirmed_in_one_sitting() {
    tell_of_fees(|house| async move {
        house.is_on_trial().await;
        house.has_no_exercises().await;
        let application = house.is_filled_in(&DEGREE, OF_KWAME).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        let bank = house.pay_page(&mut amina, &application).await;
        house.payer_presses(&bank, "pay").await;
        house.payments_are_asked_about().await;
        let first = house.the_case().await;
        comes(&house, &first, &KWAME).await;
        let mut aino = house.colleague("aino").await;
        aino.opens(&first).await.says("letter-residence-grant-automatic");

        house.minutes_pass(500 * DAY);
        let progress = [("school", "Kaarnan yliopisto"), ("right", "yes"), ("credits", "45")];
        let present = [("in_force", "yes"), ("permit_ends", "31.8.2028")];
        let means = [("means", "900")];
        let own = [("progress", &progress[..]), ("present-permit", &present), ("means", &means)];
        let more = [OF_KWAME, &own].concat();
        let (application, second) = applies(&house, &EXTENDED_STUDY, &more).await;
        nobody_has_to_look(&house, &second).await;
        comes(&house, &second, &KWAME).await;
        let light = is_taken(&house, &second).await;
        // The register says how long the studies last, and the law that the permit lasts as long; of which type it is she
        // says.
        let mut aino = house.colleague("aino").await;
        aino.opens(&light).await.shows_day("2028-08-31");
        says(&house, &light, &[("granted_type", "A")]).await;
        is_confirmed(&house, &light, &second).await;
        its_applicant_reads_it(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// Yaw's employer has given the terms, which registers know to be in order; whether somebody else could do the work Aino
/// says. A year later the register of incomes knows that he works on, and how long the permit is she says, too.
#[tokio::test]
async fn whoever_was_let_in_for_work_and_works_on_is_confirmed_twice() {
    tell(|house| async move {
        house.has_no_exercises().await;
        let companies = house.companies().await;
        let job = [
            ("employer", "Havu Rakennus Oy"),
            ("employer_code", companies.company.as_str()),
            ("tasks", "Builds roofs"),
            ("work_starts", "1.5.2026"),
        ];
        let first = [NAMES_OF_YAW, PASSPORT_OF_YAW, ("job", &job), PAY_OF_YAW];
        let application = house.is_filled_in(&EMPLOYED, &first).await;
        let code = house.employer_is_invited(&application).await;
        let terms = [
            ("occupation", "7121"),
            ("pay", "2450"),
            ("hours", "38"),
            ("agreement", "Building trade"),
            ("agreement_pay", "2300"),
            ("starts", "1.5.2026"),
        ];
        house.employer_gives(&code, &companies, &terms).await;
        let mut amina = house.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        nobody_has_to_look(&house, &case).await;
        comes(&house, &case, &YAW).await;
        let light = is_taken(&house, &case).await;
        says(&house, &light, &[("labour_availability", "not_available")]).await;
        is_confirmed(&house, &light, &case).await;
        its_applicant_reads_it(&house, &application).await;

        house.minutes_pass(300 * DAY);
        let works = [
            ("employer", "Havu Rakennus Oy"),
            ("tasks", "Builds roofs"),
            ("work_starts", "1.5.2026"),
        ];
        let present = [("in_force", "yes"), ("permit_ends", "1.3.2027")];
        let more = [
            NAMES_OF_YAW,
            ("nationality", &[("nationality", "GHA")]),
            PASSPORT_OF_YAW,
            ("job", &works),
            ("present-permit", &present),
            PAY_OF_YAW,
        ];
        let (application, case) = applies(&house, &EXTENDED_WORK, &more).await;
        nobody_has_to_look(&house, &case).await;
        comes(&house, &case, &YAW).await;
        let light = is_taken(&house, &case).await;
        let granted = [
            ("granted_kind", "fixed-term"),
            ("granted_from", "2026-12-27"),
            ("granted_until", "2029-12-26"),
            ("granted_work", "limited"),
            ("granted_type", "A"),
        ];
        says(&house, &light, &granted).await;
        is_confirmed(&house, &light, &case).await;
        its_applicant_reads_it(&house, &application).await;
        house.is_sound().await;
    })
    .await;
}

/// Somebody applies for more; application and case.
async fn applies(house: &House, form: &Form, differing: &[Page<'_>]) -> (String, String) {
    let before = house.cases().await;
    let application = house.is_applied_for(form, differing).await;
    let new: Vec<String> = house.cases().await.difference(&before).cloned().collect();
    let [case] = new.as_slice() else { panic!("one case: {new:?}") };
    (application, case.clone())
}

/// He comes to the mission and shows his passport.
async fn comes(house: &House, case: &str, passport: &Passport<'_>) {
    let mut desk = house.mission(case).await;
    desk.reads(passport).await;
    desk.proves(house).await;
}

/// Registers have answered, and what is missing he brings himself.
async fn nobody_has_to_look(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.says("automation-routed").lacks("registers-in-turn");
    page.lacks("task-examine-application").lacks("task-confirm-decision");
}

/// Aino takes the next case, which is this one; the page on which it is confirmed.
async fn is_taken(house: &House, case: &str) -> String {
    let mut aino = house.colleague("aino").await;
    aino.opens(case).await.says("processing-light").lacks("case-status-closed");
    let light = case.replace("/cases/", "/light/");
    assert_eq!(aino.presses("/work", "/work/take-next").await, light);
    light
}

/// She says what no register tells.
async fn says(house: &House, light: &str, said: &[(&str, &str)]) {
    let mut aino = house.colleague("aino").await;
    aino.opens(light).await.says("light-unanswered");
    for (fact, right) in said {
        let answer = [("right", *right), ("reason", "As the contract and the notice say")];
        aino.fills(&format!("{light}/value/{fact}"), &answer).await;
    }
}

/// Nothing is open any more: she confirms.
async fn is_confirmed(house: &House, light: &str, case: &str) {
    let mut aino = house.colleague("aino").await;
    aino.opens(light).await.says("light-ready");
    aino.fills(light, &[]).await;
    house.settles().await;
    let page = aino.opens(case).await.says("case-status-closed").says("event-light-confirmed");
    page.says("letter-residence-grant");
}

async fn its_applicant_reads_it(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    amina.opens_the_decision_on(application).await.says("application-decision.by-person");
}
