//! Several files at once: in one post, or sent ahead of their form one by one.

use casefile::CaseId;
use testkit::{Browser, Shown};

use crate::office::{Office, in_offices, moved};

const PDF: &[u8] = b"%PDF-1.7\n";

fn pdf(words: &str) -> Vec<u8> {
    [PDF, words.as_bytes()].concat()
}

/// The form of a case, open in a browser.
async fn form(office: &Office, case: CaseId) -> (Browser, String, Vec<(String, String)>) {
    let mut aino = office.browser("aino").await;
    let path = format!("/cases/{case}/documents/new");
    let hidden = aino.get(&path).await.hidden();
    (aino, path, hidden)
}

fn with(hidden: &[(String, String)], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let more = more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    hidden.iter().cloned().chain(more).collect()
}

async fn names(office: &Office, case: CaseId) -> Vec<String> {
    let documents = office.known(case).await.documents;
    documents.iter().map(|(_, _, d)| d.name.get().cloned().unwrap()).collect()
}

fn json(shown: &Shown) -> serde_json::Value {
    serde_json::from_str(&shown.body).unwrap_or_else(|_| panic!("{}: {}", shown.status, shown.body))
}

#[tokio::test]
async fn every_file_of_a_post_becomes_a_document_of_the_chosen_kind_once() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, path, hidden) = form(&office, case).await;
        let pairs = with(&hidden, &[("kind", "statement"), ("sender", "The employer")]);
        let (a, b) = (pdf("a"), pdf("b"));
        // The same content under two names is one document.
        let files: [(&str, &[u8]); 3] = [("a.pdf", &a), ("b.pdf", &b), ("copy of a.pdf", &a)];
        moved(&aino.post_files(&path, &pairs, &files).await);
        moved(&aino.post_files(&path, &pairs, &files).await);
        assert_eq!(names(&office, case).await, ["a.pdf", "b.pdf"]);
        let known = office.known(case).await;
        assert!(known.documents.iter().all(|(_, _, d)| d.kind == "statement"));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn one_bad_file_does_not_lose_the_good_ones() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, path, hidden) = form(&office, case).await;
        let large = [PDF, &vec![b'x'; 20_000_001]].concat();
        let (a, b) = (pdf("a"), pdf("b"));
        let files: [(&str, &[u8]); 5] = [
            ("a.pdf", &a),
            ("program.pdf", b"MZ\x90\x00 a program"),
            ("large.pdf", &large),
            ("b.pdf", &b),
            ("empty.pdf", b""),
        ];
        let told = aino.post_files(&path, &with(&hidden, &[("sender", "A school")]), &files).await;
        assert_eq!(told.status, 422);
        for words in [
            "program.pdf: this type of file is not accepted",
            "large.pdf is too large, at most 20 MB",
            "empty.pdf is empty",
            "value=\"A school\"",
        ] {
            assert!(told.has(words), "{words}: {}", told.body);
        }
        assert_eq!(office.known(case).await.documents.len(), 0, "nothing half done");
        // What is kept goes with the next post, but for what is taken out; a new one comes after.
        let again = told.hidden();
        assert_eq!(again.iter().filter(|(name, _)| name == "file-kept").count(), 2);
        let out = told.body.split_once("name=\"file-out\" value=\"").unwrap().1;
        let out = out.split_once('"').unwrap().0;
        let pairs = with(&again, &[("file-out", out)]);
        let c = pdf("c");
        moved(&aino.post_files(&path, &pairs, &[("c.pdf", &c)]).await);
        assert_eq!(names(&office, case).await, ["b.pdf", "c.pdf"]);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn files_sent_ahead_are_kept_for_the_form_and_for_nobody_else() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, path, hidden) = form(&office, case).await;
        let ahead = with(&hidden, &[("ahead", "1")]);
        let (a, b) = (pdf("a"), pdf("b"));
        let mut kept = Vec::new();
        // The answer to the first was lost on the way: it is sent once more.
        for (name, content) in [("a.pdf", &a), ("a.pdf", &a), ("b.pdf", &b)] {
            let answer = aino.post_files(&path, &ahead, &[(name, content)]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let said = json(&answer);
            let word = |name: &str| said[name].as_str().unwrap().to_owned();
            kept.push((word("input"), word("token")));
        }
        let wrong = aino.post_files(&path, &ahead, &[("x.pdf", b"MZ\x90\x00 a program")]).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(
            json(&wrong)["errors"][0],
            "x.pdf: this type of file is not accepted. The other files are kept."
        );
        assert_eq!(office.known(case).await.documents.len(), 0, "nothing is done ahead");

        // Another case, another user: the tokens stand for nothing.
        let other = office.case().await;
        let (mut mikael, theirs) =
            (office.browser("mikael").await, format!("/cases/{other}/documents/new"));
        let hidden_there = mikael.get(&theirs).await.hidden();
        let stolen: Vec<_> = hidden_there.into_iter().chain(kept.iter().cloned()).collect();
        assert_eq!(mikael.post_files(&theirs, &stolen, &[]).await.status, 422);
        let mut oskari = office.browser("oskari").await;
        let own = oskari.get("/cases").await.body;
        let csrf = own.split_once("name=\"csrf\" value=\"").unwrap().1.split_once('"').unwrap().0;
        let pairs = with(&[], &[("csrf", csrf), ("ahead", "1")]);
        let unseen = oskari.post_files(&path, &pairs, &[("a.pdf", &a)]).await;
        assert_eq!(unseen.status, 404, "what one may not see takes no file and tells nothing");

        let done: Vec<_> = hidden.into_iter().chain(kept).collect();
        moved(&aino.post_files(&path, &done, &[]).await);
        assert_eq!(names(&office, case).await, ["a.pdf", "b.pdf"]);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_ahead_is_not_kept_when_the_session_is_another_or_over() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, path, hidden) = form(&office, case).await;
        let ahead = with(&hidden, &[("ahead", "1")]);
        let mut again = office.browser("aino").await;
        let renewed = again.post_files(&path, &ahead, &[("a.pdf", &pdf("a"))]).await;
        assert_eq!(renewed.status, 401);
        assert!(renewed.has("Your session has ended"), "{}", renewed.body);
        aino.cookies.remove("uma-session");
        let out = aino.post_files(&path, &ahead, &[("a.pdf", &pdf("a"))]).await;
        assert_ne!(out.status, 200, "{}", out.body);
        assert!(!aino.cookies.contains_key("uma-parked"), "half a form is not kept");
    })
    .await;
}

#[tokio::test]
async fn more_than_a_form_takes_and_what_is_there_already_are_told_by_name() {
    in_offices(|office| async move {
        let case = office.case().await;
        let (mut aino, path, hidden) = form(&office, case).await;
        let contents: Vec<(String, Vec<u8>)> =
            (0..22).map(|n| (format!("{n}.pdf"), pdf(&n.to_string()))).collect();
        let files: Vec<(&str, &[u8])> =
            contents.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let told = aino.post_files(&path, &hidden, &files).await;
        assert_eq!(told.status, 422);
        assert!(told.has("20.pdf was one too many") && told.has("21.pdf was one too many"));
        assert!(!told.has("19.pdf was"));
        moved(&aino.post_files(&path, &told.hidden(), &[]).await);
        assert_eq!(office.known(case).await.documents.len(), 20);

        let hidden = aino.get(&path).await.hidden();
        let known = aino.post_files(&path, &hidden, &[files[3], files[21]]).await;
        assert_eq!(known.status, 422);
        assert!(known.has("3.pdf is on the case already"), "{}", known.body);
        assert_eq!(known.hidden().iter().filter(|(name, _)| name == "file-kept").count(), 2);
        office.world.verify().await;
    })
    .await;
}
