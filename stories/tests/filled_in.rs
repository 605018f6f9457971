//! What others know is filled in, and whoever applies confirms it or puts it right: a student's studies from the
//! register of studies, a worker's work from what the employer confirmed.

use stories::{Colleague, DEGREE, House, SPECIALIST, tell};

/// By which the provider knows Adwoa Mensah.
const ADWOA: &str = "G-00000";
/// The pages of which a school tells something.
const STUDIES: [&str; 3] = ["degree-studies", "degree-begin", "tuition"];

/// What a field of text holds.
async fn holds(somebody: &mut Colleague, page: &str, field: &str) -> String {
    let shown = somebody.opens(page).await;
    let input = shown.page.body.split(&format!("name=\"{field}\" value=\"")).nth(1);
    input.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Saves a page as it stands; where that leads.
async fn confirms(somebody: &mut Colleague, page: &str, fields: &[&str]) -> String {
    let mut stands = Vec::new();
    for field in fields {
        stands.push((*field, holds(somebody, page, field).await));
    }
    let stands: Vec<(&str, &str)> =
        stands.iter().map(|(field, value)| (*field, value.as_str())).collect();
    somebody.fills(page, &stands).await
}

#[tokio::test]
async fn a_student_has_her_studies_filled_in_and_is_granted_a_permit() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = adwoa_has_her_studies_filled_in(&house).await;
        let case = house.the_case().await;
        // The officials read where it comes from, and the register was asked again for the case.
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.shows("Kaarnan yliopisto");
        page.says("answer-was-from-school");
        house.fee_is_paid(&case).await;
        house.mission_proves_identity(&case).await;
        house.settles().await;
        aino.opens(&case).await.says("automation-granted").says("case-status-closed");
        let mut adwoa = house.proves_to_be(ADWOA, "Adwoa", "/applications").await;
        adwoa.opens_the_decision_on(&application).await;
        adwoa.opens(&format!("{application}/decision")).await.says("application-decision.rules");
        house.is_sound().await;
    })
    .await;
}

/// She signs in as who she is, presses one button, and confirms page by page what was filled in.
async fn adwoa_has_her_studies_filled_in(house: &House) -> String {
    let mut adwoa = house.proves_to_be(ADWOA, "Adwoa", "/applications").await;
    let first = adwoa.fills("/apply/student-degree/begin", &[]).await;
    let application = first.trim_end_matches("/passport-code").to_owned();
    let page = |code: &str| format!("{application}/{code}");
    for (code, answers) in DEGREE.pages.iter().filter(|(code, _)| !STUDIES.contains(code)) {
        adwoa.fills(&page(code), answers).await;
    }
    let studies = page("degree-studies");
    adwoa.opens(&studies).await.says("school-fill").says("school-fill.intro");
    assert_eq!(adwoa.presses(&studies, &page("school")).await, studies);
    adwoa.opens(&studies).await.says("act-application-fill-from-school.done");
    let shown = adwoa.opens(&studies).await.shows("Kaarnan yliopisto").lacks("school-fill");
    shown.says("answer-from-school");
    adwoa.opens(&application).await.says("application-step-to-confirm");
    adwoa.opens(&page("check")).await.says("answer-from-school").says("application-missing.then");
    confirms(&mut adwoa, &studies, &["school"]).await;
    confirms(&mut adwoa, &page("degree-begin"), &["studies_start", "months"]).await;
    confirms(&mut adwoa, &page("tuition"), &[]).await;
    for slot in DEGREE.attached {
        let content = testkit::pdf(&[slot]);
        adwoa
            .attaches(&page(&format!("attachments/{slot}")), &format!("{slot}.pdf"), &content)
            .await;
    }
    adwoa.fills(&page("send"), &[("true", "yes")]).await;
    house.settles().await;
    application
}

/// Her employer comes first: the pages about the work are filled in, she puts the pay right as she knows it, and an
/// official reads that the two differ.
#[tokio::test]
async fn a_worker_whose_employer_fills_in_the_work_puts_the_pay_right() {
    tell(|house| async move {
        let mut amina = house.colleague("amina").await;
        let first = amina.fills("/apply/specialist/begin", &[]).await;
        let application = first.trim_end_matches("/passport-code").to_owned();
        let page = |code: &str| format!("{application}/{code}");
        let code = house.employer_is_invited(&application).await;
        let companies = house.companies().await;
        house.employer_gives_terms(&code, &companies).await;
        let work = ["job", "pay"];
        for (code, answers) in SPECIALIST.pages.iter().filter(|(code, _)| !work.contains(code)) {
            amina.fills(&page(code), answers).await;
        }
        let shown = amina.opens(&page("job")).await.says("answer-from-employer-part");
        shown.shows(&companies.company).shows("1.6.2026");
        let name = holds(&mut amina, &page("job"), "employer").await;
        assert!(!name.is_empty(), "the company as the trade register calls it");
        let job = [
            ("employer", name.as_str()),
            ("employer_code", &companies.company),
            ("tasks", "Designs the control of wind turbines"),
            ("work_starts", "1.6.2026"),
        ];
        amina.fills(&page("job"), &job).await;
        amina.opens(&page("pay")).await.shows("5200").says("answer-from-employer-part");
        amina.fills(&page("pay"), &[("pay", "5000"), ("hours", "38")]).await;
        for slot in SPECIALIST.attached {
            let content = testkit::pdf(&[slot]);
            let place = page(&format!("attachments/{slot}"));
            amina.attaches(&place, &format!("{slot}.pdf"), &content).await;
        }
        amina.fills(&page("send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        let mut aino = house.colleague("aino").await;
        let shown = aino.opens(&case).await.shows(&name);
        shown.says_with("answer-was-from-employer-part", &[]);
        let facts = case.replace("/cases/", "/automation/cases/") + "/facts";
        let told = aino.opens(&facts).await.says("automation-contradictory");
        told.names_fact("pay_monthly").shows("5000").shows("5200");
        house.is_sound().await;
    })
    .await;
}
