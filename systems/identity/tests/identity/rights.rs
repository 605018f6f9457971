//! Who sees what: a clerk sees no case that does not wait, an official no biometrics, an applicant nobody else's.

use casefile::CaseId;
use casefile::acts::{OpenCase, ProtectCase};
use identity::{CaptureId, VAULTED, VaultLine};
use kernel::{AUDIT, Class, ListQuery, Run, Who};

use crate::house::{AMINA, House, desk, found, in_houses, visit};

async fn captures(house: &House) -> Vec<CaptureId> {
    let query = ListQuery { limit: 50, ..ListQuery::default() };
    let found = VAULTED.page(house.kernel(), &Who::machine(), &query).await.unwrap();
    found.rows.iter().map(|row| VaultLine::read(row).unwrap().id).collect()
}

/// Entries of the audit record about a stream: kind and act.
async fn looks(house: &House, subject: CaptureId) -> Vec<(String, String)> {
    let filters = vec![("subject".to_owned(), subject.to_string())];
    let query = ListQuery { filters, limit: 50, ..ListQuery::default() };
    let found = AUDIT.page(house.kernel(), &Who::machine(), &query).await.unwrap();
    found.rows.iter().map(|row| (row.get(2).unwrap(), row.get(3).unwrap())).collect()
}

#[tokio::test]
async fn a_clerk_sees_no_case_that_does_not_wait_and_none_of_units_they_do_not_serve() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let applicant = house.file(case).await.applicant;
        let other = CaseId(house.kernel().next_id());
        let (headline, case_type) = ("A matter".to_owned(), "general-matter".to_owned());
        let act = OpenCase { case: other, applicant, headline, case_type };
        house.kernel().run(&house.officer, act, Run::default()).await.unwrap();
        let number = house.file(other).await.number.to_string();
        let mut clerk = house.browser(&house.clerk).await;
        assert!(found(&mut clerk, &[("number", &number)]).await.has("No case that waits"));
        for form in ["", "/passport", "/originals", "/take/face", "/doubt", "/prove"] {
            let shown = clerk.get(&format!("{}{form}", desk(other))).await;
            assert_eq!(shown.status, 404, "{form}");
        }
        // Nor any page of the file itself.
        for path in [format!("/cases/{case}"), format!("/persons/{applicant}"), "/cases".into()] {
            assert_eq!(clerk.get(&path).await.status, 403, "{path}");
        }
        let mut stranger = house.browser(&house.stranger).await;
        assert_eq!(stranger.get(&desk(case)).await.status, 404);
        let passport = [("passport", "P1234567")];
        assert!(found(&mut stranger, &passport).await.has("No case that waits"));
        assert!(found(&mut clerk, &passport).await.has(&desk(case)));
    })
    .await;
}

#[tokio::test]
async fn a_protected_case_is_not_there_for_a_clerk_without_clearance() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        let mut clerk = house.browser(&house.clerk).await;
        assert_eq!(clerk.get(&desk(case)).await.status, 200);
        let (class, reason) = (Class::Protected, "An order.".to_owned());
        let act = ProtectCase { case, class, compartment: None, reason };
        house.kernel().run(&Who::machine(), act, Run::default()).await.unwrap();
        assert_eq!(clerk.get(&desk(case)).await.status, 404);
        for typed in [("number", "HEL-2026-000001"), ("passport", "P1234567")] {
            assert!(found(&mut clerk, &[typed]).await.has("No case that waits"), "{typed:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn biometrics_are_opened_by_a_narrow_right_alone_and_each_look_is_recorded() {
    in_houses(|house| async move {
        let (case, _) = house.waiting(AMINA).await;
        house.proven(case, AMINA).await;
        let all = captures(&house).await;
        assert_eq!(all.len(), 3);
        let one = all[0];
        let path = format!("/vault/{one}");
        for who in [&house.officer, &house.clerk, &house.amina] {
            let mut browser = house.browser(who).await;
            assert_eq!(browser.get(&path).await.status, 403, "{}", who.name);
            assert_eq!(browser.get("/vault").await.status, 403, "{}", who.name);
        }
        // What the clerk and the official are shown leads to none of them.
        let mut officer = house.browser(&house.officer).await;
        let shown = officer.get(&format!("/cases/{case}")).await;
        assert!(all.iter().all(|id| !shown.has(&id.to_string())), "{}", shown.body);
        let mut examiner = house.browser(&house.examiner).await;
        let list = examiner.get("/vault").await;
        assert!(list.has(&path) && list.has("HEL-2026-000001"), "{}", list.body);
        let before = looks(&house, one).await.len();
        let (bytes, headers) = examiner.length(&path).await;
        assert!(bytes > 100 && headers["content-type"] == "image/png", "{headers:?}");
        let looked = looks(&house, one).await;
        assert_eq!(looked.len(), before + 1);
        assert_eq!(looked[0], ("read".to_owned(), "vault.open".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_the_visit_of_another_and_every_search_is_recorded_without_what_was_typed() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let mut bela = house.browser(&house.bela).await;
        for path in [visit(case), format!("{}/place", visit(case)), format!("{application}/sent")] {
            assert_eq!(bela.get(&path).await.status, 404, "{path}");
        }
        let mut clerk = house.browser(&house.clerk).await;
        found(&mut clerk, &[("passport", "P1234567")]).await;
        let query = ListQuery { limit: 50, ..ListQuery::default() };
        let all = AUDIT.page(house.kernel(), &Who::machine(), &query).await.unwrap();
        let searches =
            all.rows.iter().filter(|row| row.get::<String>(3).unwrap() == "identity.find");
        let told: Vec<String> = searches.map(|row| row.get(6).unwrap()).collect();
        assert_eq!(told, ["by passport: 1 rows"]);
    })
    .await;
}

#[tokio::test]
async fn pages_speak_three_languages() {
    in_houses(|house| async move {
        let (case, application) = house.waiting(AMINA).await;
        let page = desk(case);
        let mut clerk = house.browser(&house.clerk).await;
        house.made_ready(&mut clerk, case, ("Rahimy", "Amina", "1994-02-17", "P1234567")).await;
        for lang in ["fi", "sv", "en"] {
            let mut clerk = house.browser(&house.clerk).await.reading(lang);
            let forms = [
                "passport",
                "differences",
                "originals",
                "take/face",
                "excuse/fingerprints",
                "doubt",
            ];
            let forms = forms.map(|form| format!("{page}/{form}"));
            for path in [page.clone(), "/identity".to_owned()].into_iter().chain(forms) {
                assert_eq!(clerk.get(&path).await.status, 200, "{path} in {lang}");
            }
            let mut amina = house.browser(&house.amina).await.reading(lang);
            for path in
                [visit(case), format!("{}/place", visit(case)), format!("{application}/sent")]
            {
                let shown = amina.get(&path).await;
                assert_eq!(shown.status, 200, "{path} in {lang}");
                assert!(!shown.has(" hx-"), "no scripts: {path}");
            }
            let mut officer = house.browser(&house.officer).await.reading(lang);
            assert_eq!(officer.get(&format!("/cases/{case}")).await.status, 200);
            let mut examiner = house.browser(&house.examiner).await.reading(lang);
            assert_eq!(examiner.get("/vault").await.status, 200);
        }
    })
    .await;
}
