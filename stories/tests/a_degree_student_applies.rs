//! A degree student applies from abroad on a phone: answers page by page, is warned beforehand, puts it
//! right, goes on from another device, sends twice, and there is one case with what she said.

use stories::{Colleague, House, tell};

const SCHOOL: &str = "Aalto University";

#[tokio::test]
async fn a_degree_student_applies() {
    tell(|house| async move {
        let application = amina_answers_page_by_page(&house).await;
        house.minutes_pass(30);
        amina_is_warned_and_puts_it_right(&house, &application).await;
        // The server is started anew between two pages, and nothing is lost.
        let house = house.restarts().await;
        amina_attaches_what_is_asked_for(&house, &application).await;
        amina_sends_it_twice(&house, &application).await;
        let case = aino_finds_one_case_with_what_was_said(&house).await;
        thanh_finds_nothing(&house, &application).await;
        amina_takes_it_back(&house, &application, &case).await;
        house.is_sound().await;
    })
    .await;
}

/// Amina begins, answers what she is asked, leaves two pages for later and finds them again.
async fn amina_answers_page_by_page(house: &House) -> String {
    let mut amina = house.colleague("amina").await;
    amina.opens("/applications").await.says("application-mine.none");
    amina.opens("/apply").await.says("case-type-student-degree");
    let first = amina.fills("/apply/student-degree/begin", &[]).await;
    let application = first.trim_end_matches("/passport-code").to_owned();
    // She has her passport at hand, but rather types.
    let names = answers(&mut amina, &first, &[]).await;
    assert_eq!(names, format!("{application}/names"));
    // Each page leads to the next one.
    let page = |code: &str| format!("{application}/{code}");
    let next = answers(
        &mut amina,
        &names,
        &[("family_name", "Rahimi"), ("given_names", "Amina"), ("born", "17.2.1994"), ("sex", "F")],
    );
    assert_eq!(next.await, page("nationality"));
    answers(&mut amina, &page("nationality"), &[("nationality", "AFG")]).await;
    let passport = [
        ("passport_number", "p1234567"),
        ("passport_issuer", "AFG"),
        ("passport_expires", "31.1.2031"),
    ];
    answers(&mut amina, &page("passport"), &passport).await;
    answers(&mut amina, &page("contact"), &[("email", "amina@example.com")]).await;
    let studies = [("degree", "university_degree"), ("school", SCHOOL), ("admitted", "yes")];
    answers(&mut amina, &page("degree-studies"), &studies).await;
    // She does not know how long the studies take, and goes on later.
    let later = [("studies_start", "31.8.2026"), ("begun", "no"), ("later", "yes")];
    assert_eq!(answers(&mut amina, &page("degree-begin"), &later).await, application);
    amina
        .opens(&application)
        .await
        .says("application-step-incomplete")
        .says("application-step-done");
    let page = amina.opens(&page("degree-begin")).await.shows("31.8.2026");
    page.shows("value=\"no\" checked");
    application
}

/// With 700 euros a month the answer would be no. The page says so with limit and section; it stops
/// nobody; she has 900.
async fn amina_is_warned_and_puts_it_right(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    let page = |code: &str| format!("{application}/{code}");
    let begin = [("studies_start", "31.8.2026"), ("months", "36"), ("begun", "no")];
    answers(&mut amina, &page("degree-begin"), &begin).await;
    answers(&mut amina, &page("means"), &[("means", "700,50")]).await;
    answers(&mut amina, &page("tuition"), &[("tuition", "paid")]).await;
    // A public card needs no terms: the page with them is left out.
    let after = answers(&mut amina, &page("insurance"), &[("insurance", "public_card")]).await;
    assert_eq!(amina.leads(&after).await, page("circumstances"));
    let circumstances = [("abroad", "yes"), ("d_visa", "no"), ("family", "no")];
    answers(&mut amina, &page("circumstances"), &circumstances).await;
    let background = [("protection", "no"), ("removal", "no"), ("refused", "no")];
    let after = answers(&mut amina, &page("background"), &background).await;
    assert_eq!(amina.leads(&after).await, page("attachments"));
    let check = amina.opens(&page("check")).await.says("advice-unmet").says("advice-note");
    check.shows("700.5").shows("800").shows("719/2018 s. 7(3)").shows("means?back_to=check");
    let change = format!("{}?back_to=check", page("means"));
    assert_eq!(answers(&mut amina, &change, &[("means", "900")]).await, page("check"));
    amina.opens(&page("check")).await.lacks("advice-unmet").says("application-missing.then");
}

async fn amina_attaches_what_is_asked_for(house: &House, application: &str) {
    let mut amina = house.colleague("amina").await;
    for slot in ["passport", "photograph", "means", "insurance"] {
        let path = format!("{application}/attachments/{slot}");
        let content = testkit::pdf(&[slot]);
        amina.attaches(&path, &format!("{slot}.pdf"), &content).await;
    }
    amina.opens(&format!("{application}/attachments")).await.shows("photograph.pdf");
    amina.opens(&format!("{application}/check")).await.says("application-to-send");
}

/// She sends it, and once more with a page that she had open on another device.
async fn amina_sends_it_twice(house: &House, application: &str) {
    let (mut phone, mut laptop) = (house.colleague("amina").await, house.colleague("amina").await);
    let (send, sent) = (format!("{application}/send"), format!("{application}/sent"));
    let kept = laptop.keeps(&send).await;
    assert_eq!(phone.fills(&send, &[("true", "yes")]).await, sent);
    phone.opens(&sent).await.says("application-stage-submitted");
    house.settles().await;
    assert_eq!(laptop.sends(&send, &kept, &[("true", "yes")]).await, sent);
    house.settles().await;
    let page = phone.opens(&sent).await.says("application-sent").shows("HEL-2026-000001");
    page.says("application-status-received").says("application-then.identity");
    phone.opens("/applications").await.shows("HEL-2026-000001");
    // Nothing more is written into what was sent.
    phone.is_refused_at(&format!("{application}/means")).await;
}

/// For the officials there is one case, of one person, with a time limit and the documents. Until she has
/// shown who she is nobody has to do anything.
async fn aino_finds_one_case_with_what_was_said(house: &House) -> String {
    let mut aino = house.colleague("aino").await;
    let cases = aino.opens("/cases").await.shows(SCHOOL).shows("HEL-2026-000001");
    let cases = cases.hides("HEL-2026-000002").links("/cases/0");
    let case = cases.first().cloned().unwrap_or_default();
    let page = aino.opens(&case).await.says("case-type-student-degree").shows("photograph.pdf");
    page.says("clock-student-decision").shows("Rahimi Amina").lacks("task-examine-application");
    aino.searches("Rahimi").await.shows("Rahimi Amina");
    case
}

/// Another applicant sees nothing of it.
async fn thanh_finds_nothing(house: &House, application: &str) {
    let mut thanh = house.colleague("thanh").await;
    for part in ["", "/names", "/check", "/sent", "/attachments"] {
        thanh.finds_nothing_at(&format!("{application}{part}")).await;
    }
    thanh.opens("/applications").await.says("application-mine.none");
}

/// Her plans change: she takes it back, and the case ends.
async fn amina_takes_it_back(house: &House, application: &str, case: &str) {
    let mut amina = house.colleague("amina").await;
    let back = amina.fills(&format!("{application}/withdraw"), &[]).await;
    assert_eq!(back, "/applications");
    amina.opens("/applications").await.says("application-stage-withdrawn");
    house.settles().await;
    let mut aino = house.colleague("aino").await;
    aino.opens(case).await.says("case-status-closed").says("case-close-outcome-withdrawn");
}

/// Answers a page; where that leads.
async fn answers(amina: &mut Colleague, page: &str, fields: &[(&str, &str)]) -> String {
    amina.fills(page, fields).await
}
