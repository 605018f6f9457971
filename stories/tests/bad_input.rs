//! What people type, attach and press that cannot be right: each is told so in their own language, at its
//! place, and what they did right is kept.

use std::collections::BTreeSet;

use stories::{Colleague, DEGREE, EXTENDED_WORK, House, SPECIALIST, tell, tell_of_fees};
use testkit::Passport;

/// Bytes of a program for a computer, whatever its name says.
const PROGRAM: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00";
/// More than a place for attachments takes: twenty megabytes, and one byte.
const TOO_LARGE: usize = 20_000_001;

/// The passport that Adwoa applied with.
const OLD: Passport<'static> = Passport {
    country: "GHA",
    family: "Mensah",
    given: "Adwoa",
    number: "G0123456",
    born: "2001-05-14",
    expires: "2026-02-15",
    sex: 'F',
};

/// Her passport ended two weeks ago. She is warned and applies all the same; at the mission it is not taken;
/// with a new one she comes again, and nothing is lost.
#[tokio::test]
async fn a_passport_that_has_expired_is_said_to_be_and_a_new_one_is_taken() {
    tell(|house| async move {
        house.is_on_trial().await;
        let expired = [
            ("passport_number", "G0123456"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "15.2.2026"),
        ];
        let application = house.is_filled_in(&DEGREE, &[("passport", &expired)]).await;
        let mut amina = house.colleague("amina").await;
        let check = amina.opens(&format!("{application}/check")).await;
        check.says("advice-unmet").says_of_law("document-invalid").says("application-to-send");
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        house.fee_is_paid(&case).await;
        let mut desk = house.mission(&case).await;
        desk.reads_in_vain(&OLD).await.says_before("refusal-passport-expired");
        house.settles().await;
        nobody_decided_it(&house, &case).await;
        // Six weeks later she has a new one.
        house.minutes_pass(42 * 24 * 60);
        let mut desk = house.mission(&case).await;
        let new = Passport { number: "G9876543", expires: "2036-03-20", ..OLD };
        desk.reads(&new).await;
        desk.answers_differences(&[("number", "renewed"), ("expires", "renewed")]).await;
        desk.proves(&house).await;
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("event-identity-proven");
        page.lacks("letter-residence-refusal");
        house.is_sound().await;
    })
    .await;
}

/// Nobody is born tomorrow. The page says so at the field, keeps the rest, and goes on when it is right.
#[tokio::test]
async fn a_birth_date_in_the_future_is_said_at_its_field() {
    tell(|house| async move {
        let mut amina = house.colleague("amina").await;
        let first = amina.fills("/apply/student-degree/begin", &[]).await;
        let application = first.trim_end_matches("/passport-code").to_owned();
        let names = format!("{application}/names");
        let typed = |born| {
            [("family_name", "Mensah"), ("given_names", "Adwoa"), ("born", born), ("sex", "F")]
        };
        for (born, wrong) in [
            ("3.3.2026", "web-error-past"),
            ("31.2.2001", "web-error-date"),
            ("", "web-error-missing"),
        ] {
            let page = amina.fills_in_vain(&names, &typed(born)).await;
            let page = page.says_of_field(wrong, "ask-names-born");
            page.shows("value=\"Adwoa\"").shows("href=\"#f-born\"");
        }
        let next = amina.fills(&names, &typed("14.5.2001")).await;
        assert_eq!(next, format!("{application}/nationality"));
        house.is_sound().await;
    })
    .await;
}

/// The employer mistypes the business id of her company. Nobody is asked about it, and nothing is lost.
#[tokio::test]
async fn an_employer_that_is_in_no_register_is_told_so_and_types_again() {
    tell(|house| async move {
        let application = house.is_filled_in(&SPECIALIST, &[]).await;
        let code = house.employer_is_invited(&application).await;
        let companies = house.companies().await;
        let mut boss = house.employer_comes(&code, &companies.boss).await;
        let page = format!("/employer/{code}");
        let unknown = [("business_id", companies.nobodys.as_str())];
        boss.fills_in_vain(&page, &unknown).await.says("refusal-employer-company-unknown");
        boss.fills_in_vain(&page, &[("business_id", "12345")])
            .await
            .lacks("refusal-employer-company-unknown");
        let right = [("business_id", companies.company.as_str())];
        assert_eq!(boss.fills(&page, &right).await, format!("{page}/terms"));
        house.is_sound().await;
    })
    .await;
}

/// Meera gives the business ID of her employer. A slip of the hand is told at its field. An ID that no company has is
/// told where she reads how her application stands; then another company gives the terms, and no rule chooses.
#[tokio::test]
async fn an_employer_whom_the_applicant_names_and_no_register_knows_is_told_of() {
    tell(|house| async move {
        let companies = house.companies().await;
        let job = |id| {
            [
                ("employer", "Tuuli Turbiinit Oy"),
                ("employer_code", id),
                ("tasks", "Designs the control of wind turbines"),
                ("work_starts", "1.6.2026"),
            ]
        };
        let named = job(companies.nobodys.as_str());
        let application = house.is_filled_in(&SPECIALIST, &[("job", &named)]).await;
        let mut amina = house.colleague("amina").await;
        let page = format!("{application}/job");
        amina.fills_in_vain(&page, &job("0244683-2")).await.says("refusal-business-id-check");
        amina.fills_in_vain(&page, &job("12345")).await.says("refusal-business-id-malformed");
        let code = house.employer_is_invited(&application).await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        house.settles().await;
        let case = house.the_case().await;
        let sent = amina.opens(&format!("{application}/sent")).await.says("employer-unknown");
        sent.shows(&companies.nobodys).shows(&format!("{application}/messages"));
        let mut aino = house.colleague("aino").await;
        let page = aino.opens(&case).await.says("party-role-employer");
        page.shows("Tuuli Turbiinit Oy")
            .says("register-found-no-company")
            .lacks("case-status-closed");
        // Somebody else gives the terms: an official finds out who employs her.
        house.employer_gives_terms(&code, &companies).await;
        let page = aino.opens(&case).await.says("processing-full");
        let facts = case.replace("/cases/", "/automation/cases/") + "/facts";
        page.shows(&facts);
        let page = aino.opens(&facts).await.says("automation-contradictory");
        page.shows(&companies.nobodys).shows(&companies.company);
        house.is_sound().await;
    })
    .await;
}

/// Two devices press in the same moment, each twice; later she fills in the whole form once more.
#[tokio::test]
async fn what_is_sent_twice_at_once_is_one_case_and_what_is_applied_for_again_is_one_person() {
    tell(|house| async move {
        house.is_on_trial().await;
        let application = house.is_filled_in(&DEGREE, &[]).await;
        let send = format!("{application}/send");
        let (mut phone, mut laptop) =
            (house.colleague("amina").await, house.colleague("amina").await);
        let (one, two) = (phone.keeps(&send).await, laptop.keeps(&send).await);
        let yes = [("true", "yes")];
        let pressed = async |device: &mut Colleague, kept: &[(String, String)]| {
            let first = device.sends(&send, kept, &yes).await;
            (first, device.sends(&send, kept, &yes).await)
        };
        let ((a, b), (c, d)) = tokio::join!(pressed(&mut phone, &one), pressed(&mut laptop, &two));
        assert!([a, b, c, d].iter().all(|to| *to == format!("{application}/sent")));
        house.settles().await;
        let case = house.the_case().await;
        // The same again: another case, and she is known to be the same.
        let again = house.is_applied_for(&DEGREE, &[]).await;
        for case in house.cases().await {
            house.fee_is_paid(&case).await;
            house.mission_proves_identity(&case).await;
        }
        house.settles().await;
        let mut aino = house.colleague("aino").await;
        let people = aino.searches("Mensah").await.links("/persons/0");
        let people: BTreeSet<String> = people.into_iter().collect();
        assert_eq!(people.len(), 1, "one person: {people:?}");
        // No rule chooses between them: an official does.
        for case in house.cases().await {
            let page = aino.opens(&case).await.lacks("case-status-closed");
            page.says("automation-routed").lacks("letter-residence-grant-automatic");
        }
        assert_eq!(house.cases().await.len(), 2, "{case}, and that of {again}");
        house.is_sound().await;
    })
    .await;
}

/// A program with the name of a document, a file that is too large and one that does not open: none is kept, and what was
/// attached before is there.
#[tokio::test]
async fn a_program_named_pdf_a_file_too_large_and_a_broken_one_are_not_taken() {
    tell(|house| async move {
        let application = house.is_filled_in(&DEGREE, &[]).await;
        let mut amina = house.colleague("amina").await;
        let means = format!("{application}/attachments/means");
        let page = amina.attaches_in_vain(&means, "tiliote.pdf", PROGRAM).await;
        page.says_with("web-error-files-type", &[("file", "tiliote.pdf")]);
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(TOO_LARGE, b' ');
        let page = amina.attaches_in_vain(&means, "kaikki.pdf", &large).await;
        let said = [("file", "kaikki.pdf"), ("max", "20")];
        page.says_with("web-error-files-large", &said);
        let page = amina.attaches_in_vain(&means, "rikki.pdf", b"%PDF-1.7\n").await;
        page.says_with("web-error-files-broken", &[("file", "rikki.pdf")]);
        let page = amina.opens(&format!("{application}/attachments")).await;
        page.shows("means.pdf").hides("tiliote.pdf").hides("kaikki.pdf").hides("rikki.pdf");
        amina.opens(&format!("{application}/check")).await.says("application-to-send");
        house.is_sound().await;
    })
    .await;
}

/// Adwoa turns back from paying, then the fee of another form is paid under her reference, then her own.
/// Nothing is sent before, and it is sent once.
#[tokio::test]
async fn a_fee_that_is_not_paid_or_paid_for_another_form_sends_nothing() {
    tell_of_fees(|house| async move {
        house.is_on_trial().await;
        let application = house.is_filled_in(&DEGREE, &[]).await;
        let mut amina = house.colleague("amina").await;
        let (send, fee) = (format!("{application}/send"), format!("{application}/fee"));
        assert_eq!(amina.fills(&send, &[("true", "yes")]).await, fee);
        let first = house.pay_page(&mut amina, &application).await;
        amina.opens(&fee).await.says("payment-open").says("payment-open.text");
        house.payer_presses(&first, "cancel").await;
        house.payments_are_asked_about().await;
        amina.opens(&fee).await.says("payment-cancelled").says("payment-cancelled.text");
        amina.fills(&send, &[("true", "yes")]).await;
        let second = house.pay_page(&mut amina, &application).await;
        house.fee_of_another_form_is_paid(&second, 23_000).await;
        amina.opens(&fee).await.says("payment-wrong").says("payment-wrong.text");
        house.settles().await;
        assert!(house.cases().await.is_empty(), "nothing was sent");
        amina.fills(&send, &[("true", "yes")]).await;
        let third = house.pay_page(&mut amina, &application).await;
        house.payer_presses(&third, "pay").await;
        house.payments_are_asked_about().await;
        assert_eq!(amina.leads(&fee).await, format!("{application}/sent"));
        let case = house.the_case().await;
        let mut aino = house.colleague("aino").await;
        let why = aino.opens(&case).await.links("/automation/rulings/").remove(0);
        aino.opens(&why).await.says_of_law("auto-not-paid-ok");
        house.is_sound().await;
    })
    .await;
}

/// The last day of the permit she has is over, and she says that it is in force: both cannot be right. She is
/// asked to look again, and not stopped.
#[tokio::test]
async fn answers_that_cannot_both_be_right_are_pointed_at() {
    tell(|house| async move {
        let over = [("in_force", "yes"), ("permit_ends", "28.2.2026")];
        let application = house.is_filled_in(&EXTENDED_WORK, &[("present-permit", &over)]).await;
        let mut amina = house.colleague("amina").await;
        let check = format!("{application}/check");
        let page = amina.opens(&check).await.says("application-contradictions");
        page.says("contradiction-permit-over").shows("present-permit?back_to=check");
        let right = [("in_force", "yes"), ("permit_ends", "30.4.2026")];
        let change = format!("{application}/present-permit?back_to=check");
        assert_eq!(amina.fills(&change, &right).await, check);
        amina.opens(&check).await.lacks("application-contradictions").says("application-to-send");
        house.is_sound().await;
    })
    .await;
}

/// It is open, and before no official yet.
async fn nobody_decided_it(house: &House, case: &str) {
    let mut aino = house.colleague("aino").await;
    let page = aino.opens(case).await.lacks("case-status-closed").lacks("event-decided-given");
    page.lacks("task-examine-application");
}
