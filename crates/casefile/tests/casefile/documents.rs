//! Documents through the pages: versions, who opened them, what is set aside, five hundred of them.

use casefile::{CaseEvent, CaseId, Document};
use kernel::{Changes, FileId, NewStream, Sealed, Who};

use crate::office::{in_offices, moved};

#[tokio::test]
async fn a_new_version_takes_the_place_and_the_old_one_is_kept() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, mut mikael) = (office.browser("aino").await, office.browser("mikael").await);
        let new = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&new, "draft.pdf", b"%PDF-1.7\ndraft").await);
        let old = office.known(case).await.documents[0].2.file;
        let replace = format!("/cases/{case}/documents/{old}/replace");
        // Both open the form; one is faster.
        let late = mikael.get(&replace).await.hidden();
        moved(&aino.attach(&replace, "signed.pdf", b"%PDF-1.7\nsigned").await);
        let late: Vec<_> = late.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let told = mikael.post(&replace, &late).await;
        assert!(told.status == 409 || told.status == 422, "{}", told.status);
        let again = mikael.attach(&replace, "other.pdf", b"%PDF-1.7\nother").await;
        assert_eq!(again.status, 422);
        assert!(again.has("replaced this version already"), "{}", again.body);

        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("Version 2") && page.has("New version of a document"), "{}", page.body);
        let old_page = aino.get(&format!("/cases/{case}/documents/{old}/about")).await;
        assert!(old_page.has("Older version") && old_page.has("signed.pdf"), "{}", old_page.body);
        assert!(aino.get(&format!("/cases/{case}/documents/{old}")).await.has("draft"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_document_says_who_opened_it_and_runs_nothing_where_it_is_shown() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let new = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&new, "letter.pdf", b"%PDF-1.7\nhello").await);
        let file = office.known(case).await.documents[0].2.file;
        let about = format!("/cases/{case}/documents/{file}/about");
        let page = aino.get(&about).await;
        assert!(page.has("Nobody yet.") && page.has("<iframe"), "{}", page.body);
        assert!(
            page.headers["content-security-policy"].to_str().unwrap().contains("frame-src 'self'")
        );
        let mut mikael = office.browser("mikael").await;
        let view = mikael.get(&format!("/cases/{case}/documents/{file}/view")).await;
        let header = |name: &str| view.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-disposition").starts_with("inline"));
        assert!(header("content-security-policy").starts_with("sandbox"));
        assert!(header("content-security-policy").contains("frame-ancestors 'self'"));
        assert!(aino.get(&about).await.has("Mikael Lindström"));
        let mut oskari = office.browser("oskari").await;
        for path in [about.clone(), format!("/cases/{case}/documents/{file}/view")] {
            assert_eq!(oskari.get(&path).await.status, 404);
        }
        let plain = aino.attach(&new, "page.txt", b"Just a letter.").await;
        moved(&plain);
        let text = office.known(case).await.documents[1].2.file;
        let text = aino.get(&format!("/cases/{case}/documents/{text}/view")).await;
        let kept = text.headers["content-disposition"].to_str().unwrap();
        assert!(kept.starts_with("attachment"), "{kept}");

        let aside = format!("/cases/{case}/documents/{file}/set-aside");
        assert_eq!(aino.fill(&aside, &[("reason", "")]).await.status, 422);
        moved(&aino.fill(&aside, &[("reason", "Of another person")]).await);
        assert!(aino.get(&about).await.has("Of another person"));
        assert_eq!(aino.get(&format!("/cases/{case}/documents/{file}")).await.status, 200);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn the_page_of_a_document_shows_a_picture_and_a_text_and_records_the_look() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let new = format!("/cases/{case}/documents/new");
        moved(&aino.attach(&new, "face.png", b"\x89PNG\r\n\x1a\n and so on").await);
        moved(&aino.attach(&new, "page.txt", b"Just <b>a</b> letter.").await);
        moved(&aino.attach(&new, "long.txt", &b"word ".repeat(9_000)).await);
        let documents = office.known(case).await.documents;
        let path = |n: usize| format!("/cases/{case}/documents/{}", documents[n].2.file);
        let mut mikael = office.browser("mikael").await;

        let picture = mikael.get(&format!("{}/about", path(0))).await;
        assert!(picture.has(&format!("src=\"{}/view\"", path(0))), "{}", picture.body);
        assert!(picture.has("Nobody yet."), "the page alone is no look at the picture");
        mikael.length(&format!("{}/view", path(0))).await;
        assert!(mikael.get(&format!("{}/about", path(0))).await.has("Mikael Lindström"));

        let text = mikael.get(&format!("{}/about", path(1))).await;
        assert!(text.has(" letter.") && !text.has("<b>a</b>"), "{}", text.body);
        assert!(!text.has("Nobody yet."), "a text that is shown has been looked at");
        assert!(!text.has("Only the beginning"));
        assert!(mikael.get(&format!("{}/about", path(2))).await.has("Only the beginning"));
        let mut oskari = office.browser("oskari").await;
        assert_eq!(oskari.get(&format!("{}/about", path(1))).await.status, 404);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_with_five_hundred_documents_shows_the_newest_and_leads_to_all() {
    in_offices(|office| async move {
        let like = office.known(office.case().await).await;
        let case = CaseId(office.kernel().next_id());
        let opened = CaseEvent::Opened {
            number: like.number.clone(),
            headline: Sealed::new(case, like.headline.clone().unwrap()),
            applicant: like.applicant,
            unit: like.unit.clone(),
            class: like.class,
            case_type: like.case_type.clone(),
            status: like.status_word.clone(),
        };
        let changes = (0..500_u128).fold(Changes::one(case, &opened), |changes, n| {
            let document = Document {
                file: FileId(uuid::Uuid::from_u128(n + 1)),
                name: Sealed::new(case, format!("scan-{n:03}.pdf")),
                media_type: "application/pdf".to_owned(),
                size: 1000,
                sha256: "ab".repeat(32),
                kind: "statement".to_owned(),
                language: None,
                sender: None,
                arrived: None,
            };
            changes.record(case, &CaseEvent::DocumentAdded { document, replaces: None })
        });
        let streams = vec![NewStream { stages: vec![(office.kernel().now(), changes)] }];
        office.kernel().load_streams(&Who::machine(), "test.load", streams).await.unwrap();
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/cases/{case}")).await;
        assert!(page.has("scan-499.pdf") && page.has("All 500 documents"), "{}", page.body);
        assert!(!page.has("scan-400.pdf"), "the rest is a click away");
        let (mut path, mut seen) = (format!("/cases/{case}/documents"), 0);
        loop {
            let page = aino.get(&path).await;
            assert_eq!(page.status, 200);
            seen += page.body.matches("scan-").count();
            let Some((_, rest)) = page.body.split_once("rel=\"next\" href=\"") else { break };
            path = rest.split_once('"').unwrap().0.replace("&amp;", "&");
        }
        assert_eq!(seen, 500);
        let last = aino.get(&format!("/cases/{case}/documents?after=99999999999999999999")).await;
        assert_eq!(last.status, 200, "a place that is none is the beginning");
    })
    .await;
}
