//! Forms: errors, double posts, stale versions, hostile and oversize input, files.

use crate::Face;

#[tokio::test]
async fn a_good_form_is_done_once_however_often_it_is_posted() {
    let mut face = Face::new().await;
    let hidden = face.browser.get("/notes/write").await.hidden();
    let mut pairs: Vec<(&str, &str)> =
        hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    pairs.extend([("name", "Åsa"), ("text", "hello"), ("due", "3.12.2026"), ("tone", "loud")]);
    let first = face.browser.post("/notes/write", &pairs).await;
    let second = face.browser.post("/notes/write", &pairs).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303), "{}", second.body);
    assert_eq!(first.location(), second.location());
    let page = face.browser.get(first.location()).await;
    assert!(page.has("Written once.") && page.has("3 December 2026"), "{}", page.body);
    assert!(page.has("The note is written."), "said once");
    assert!(!face.browser.get(first.location()).await.has("The note is written."));
}

#[tokio::test]
async fn every_error_is_told_at_once_and_nothing_typed_is_lost() {
    let mut face = Face::new().await;
    let long = "x".repeat(10_000);
    let page = face
        .browser
        .fill("/notes/write", &[("name", &long), ("text", ""), ("due", "31.2.2026")])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.has("<title>Error: "));
    assert!(page.has("There are 4 problems"), "{}", page.body);
    for (id, words) in [
        ("f-name", "shorten this to 200 characters, it has 10000 now"),
        ("f-text", "Text: fill this in"),
        ("f-due", "give a real date"),
        ("f-tone-0", "choose one of the options"),
    ] {
        assert!(page.has(&format!("href=\"#{id}\"")) && page.has(&format!("id=\"{id}\"")), "{id}");
        assert_eq!(page.body.matches(words).count(), 2, "in the summary and at the field: {words}");
    }
    assert!(page.has(&long) && page.has("value=\"31.2.2026\""), "typed values are kept");
    let order = ["#f-name", "#f-text", "#f-due", "#f-tone-0"].map(|id| page.body.find(id).unwrap());
    assert!(order.is_sorted(), "in the order of the page");
}

#[tokio::test]
async fn markup_and_sql_are_words_in_every_field() {
    let mut face = Face::new().await;
    let evil = "<script>alert(1)</script>'; DROP TABLE stream; --\"{{7*7}}";
    let refused = face
        .browser
        .fill("/notes/write", &[("name", evil), ("text", evil), ("due", evil), ("tone", evil)])
        .await;
    assert_eq!(refused.status, 422);
    assert!(!refused.has("<script>alert"), "{}", refused.body);
    let done = face
        .browser
        .fill("/notes/write", &[("name", evil), ("text", evil), ("tone", "plain")])
        .await;
    let page = face.browser.get(done.location()).await;
    assert!(!page.has("<script>alert") && page.has("DROP TABLE"), "{}", page.body);
    let amend = face.browser.get(&format!("{}/amend", done.location())).await;
    assert!(!amend.has("<script>alert") && amend.has("&#60;script&#62;"));
}

#[tokio::test]
async fn odd_bytes_are_told_not_stored() {
    let mut face = Face::new().await;
    let hidden = face.browser.get("/notes/write").await.hidden();
    let head: String = hidden.iter().map(|(n, v)| format!("{n}={v}&")).collect();
    for (bytes, words) in [
        (&b"name=%FF%FE&text=a&tone=plain"[..], "some characters could not be read"),
        (b"name=\xC3\x28&text=a&tone=plain", "some characters could not be read"),
        (b"name=a%00b&text=a&tone=plain", "remove invisible control characters"),
        (b"name=a%0D%0Ab&text=a&tone=plain", "remove invisible control characters"),
    ] {
        let body = [head.as_bytes(), bytes].concat();
        let page = face
            .browser
            .post_bytes("/notes/write", "application/x-www-form-urlencoded", body)
            .await;
        assert_eq!(page.status, 422);
        assert!(page.has(words), "{words}: {}", page.body);
    }
}

#[tokio::test]
async fn names_in_any_script_come_back_as_typed() {
    let mut face = Face::new().await;
    for name in ["سارة أحمد", "O’Brien-Ångström", "e\u{301}\u{323}", "李", "x\u{202E}y", "👩‍👩‍👧"]
    {
        let done = face
            .browser
            .fill("/notes/write", &[("name", name), ("text", "t"), ("tone", "plain")])
            .await;
        let page = face.browser.get(done.location()).await;
        assert!(page.has(&format!("<bdi>{name}</bdi></h1>")), "{name}");
    }
}

#[tokio::test]
async fn refusals_stand_at_their_field_or_on_top() {
    let mut face = Face::new().await;
    let nobody = face
        .browser
        .fill("/notes/write", &[("name", "Nemo"), ("text", "t"), ("tone", "plain")])
        .await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.has("Nemo is nobody.") && nobody.has("href=\"#f-name\""));
    face.note("Åsa").await;
    let taken = face
        .browser
        .fill("/notes/write", &[("name", "Åsa"), ("text", "t"), ("tone", "plain")])
        .await;
    assert_eq!(taken.status, 422);
    assert!(
        taken.has("There is a note of this name.") && taken.has("\nt</textarea>"),
        "{}",
        taken.body
    );
}

#[tokio::test]
async fn who_saw_an_older_version_is_told_what_changed() {
    let mut face = Face::new().await;
    let path = format!("{}/amend", face.note("Åsa").await);
    let mut sara = face.sign_in(1).await;
    let seen = face.browser.get(&path).await.hidden();
    assert_eq!(sara.fill(&path, &[("text", "Sara's words")]).await.status, 303);
    let mut pairs: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    pairs.push(("text", "Maija's words"));
    let stale = face.browser.post(&path, &pairs).await;
    assert_eq!(stale.status, 409);
    assert!(stale.has("Someone changed this") && stale.has("Amend the note, "), "{}", stale.body);
    assert!(stale.has("Maija&#39;s words</textarea>"), "typed text is kept");
    let hidden = stale.hidden();
    let mut again: Vec<(&str, &str)> =
        hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    again.push(("text", "Maija's words"));
    let done = face.browser.post(&path, &again).await;
    assert_eq!(done.status, 303, "on the new version it goes through");
    assert!(face.browser.get(done.location()).await.has("Written 3 times."));
}

#[tokio::test]
async fn a_form_without_its_version_is_never_taken() {
    let mut face = Face::new().await;
    let path = format!("{}/amend", face.note("Åsa").await);
    let hidden = face.browser.get(&path).await.hidden();
    let without: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .filter(|(n, _)| *n != "seen")
        .chain([("text", "x")])
        .collect();
    assert_eq!(face.browser.post(&path, &without).await.status, 400);
}

#[tokio::test]
async fn forged_posts_are_turned_away() {
    let mut face = Face::new().await;
    let hidden = face.browser.get("/notes/write").await.hidden();
    let good: Vec<(&str, &str)> = hidden
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .chain([("name", "Åsa"), ("text", "t"), ("tone", "plain")])
        .collect();
    let without: Vec<(&str, &str)> = good.iter().copied().filter(|(n, _)| *n != "csrf").collect();
    assert_eq!(face.browser.post("/notes/write", &without).await.status, 400);
    let mut sara = face.sign_in(1).await;
    assert_eq!(sara.post("/notes/write", &good).await.status, 400, "another session's token");
    face.browser.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    assert_eq!(face.browser.post("/notes/write", &good).await.status, 400);
    face.browser.headers.clear();
    assert_eq!(face.browser.post("/notes/write", &good).await.status, 303);
}

#[tokio::test]
async fn too_much_is_told_and_not_read() {
    let mut face = Face::new().await;
    let body = vec![b'a'; 5 * 1024 * 1024];
    let page =
        face.browser.post_bytes("/notes/write", "application/x-www-form-urlencoded", body).await;
    assert_eq!(page.status, 413);
    assert!(page.has("your browser keeps what you typed"));
    let fields = "a=&".repeat(2_000).into_bytes();
    let page =
        face.browser.post_bytes("/notes/write", "application/x-www-form-urlencoded", fields).await;
    assert_eq!(page.status, 413);
    let page = face.browser.post_bytes("/notes/write", "application/json", b"{}".to_vec()).await;
    assert_eq!(page.status, 400);
}

pub fn multipart(pairs: &[(String, String)], file_name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    body
}

#[tokio::test]
async fn files_are_judged_by_content_and_size_and_the_rest_is_kept() {
    let mut face = Face::new().await;
    let large = [b"%PDF-1.7\n".to_vec(), vec![b'x'; 150_000]].concat();
    let cases: [(&str, &str, &[u8], &str); 5] = [
        ("a", "letter.pdf", b"%PDF-1.7\nhello", ""),
        ("b", "", b"", ""),
        ("c", "letter.pdf", b"MZ\x90\x00 a program", "this type of file is not accepted"),
        ("d", "letter.pdf", b"", "the file is empty"),
        ("e", "letter.pdf", &large, "the file is too large"),
    ];
    for (name, file_name, content, words) in cases {
        let mut pairs = face.browser.get("/notes/write").await.hidden();
        for (n, v) in [("name", name), ("text", "kept text"), ("tone", "plain")] {
            pairs.push((n.to_owned(), v.to_owned()));
        }
        let body = multipart(&pairs, file_name, content);
        let page =
            face.browser.post_bytes("/notes/write", "multipart/form-data; boundary=XX", body).await;
        if words.is_empty() {
            assert_eq!(page.status, 303, "{name}: {}", page.body);
        } else {
            assert_eq!(page.status, 422, "{name}: {}", page.body);
            assert!(page.has(words) && page.has("kept text"), "{name}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_clear_page() {
    let mut face = Face::new().await;
    let pairs = face.browser.get("/notes/write").await.hidden();
    let mut body = multipart(&pairs, "a.pdf", b"%PDF-1.7\nhello");
    body.truncate(body.len() - 20);
    let page =
        face.browser.post_bytes("/notes/write", "multipart/form-data; boundary=XX", body).await;
    assert_eq!(page.status, 400);
    assert!(page.has("The form arrived in pieces"));
}

#[tokio::test]
async fn a_file_that_arrived_is_kept_when_another_field_was_wrong() {
    let mut face = Face::new().await;
    let mut pairs = face.browser.get("/notes/write").await.hidden();
    pairs.push(("text".to_owned(), "t".to_owned()));
    let body = multipart(&pairs, "letter.pdf", b"%PDF-1.7\nhello");
    let kind = "multipart/form-data; boundary=XX";
    let wrong = face.browser.post_bytes("/notes/write", kind, body).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.has("letter.pdf has arrived and is kept"), "{}", wrong.body);

    let hidden = wrong.hidden();
    let send = |hidden: &[(String, String)]| {
        let mut pairs = hidden.to_vec();
        for (n, v) in [("name", "Åsa"), ("text", "t"), ("tone", "plain")] {
            pairs.push((n.to_owned(), v.to_owned()));
        }
        multipart(&pairs, "", b"")
    };
    // Somebody else's token stands for nothing.
    let mut sara = face.sign_in(1).await;
    let mut theirs = sara.get("/notes/write").await.hidden();
    theirs.extend(hidden.iter().filter(|(n, _)| n == "file-kept").cloned());
    let done = sara.post_bytes("/notes/write", kind, send(&theirs)).await;
    assert_eq!(attached(&face, done.location()).await, None);
    let renamed = [("name", "Maija")];
    let mut mine = hidden.clone();
    mine.extend(renamed.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let done = face.browser.post_bytes("/notes/write", kind, send(&mine)).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(attached(&face, done.location()).await.is_some());
}

async fn attached(face: &Face, location: &str) -> Option<kernel::FileId> {
    let id: crate::notes::NoteId = location.trim_start_matches("/notes/").parse().unwrap();
    let (note, _) = face.world.kernel.peek::<crate::notes::Note>(id).await.unwrap();
    note.file
}

/// What engines differ in stands under the same pages: one journey on each.
#[tokio::test]
async fn the_same_on_both_engines() {
    crate::setup()
        .for_both(|world| async move {
            let mut face = crate::face_on(world).await;
            let path = face.note("Åsa").await;
            let amend = format!("{path}/amend");
            assert_eq!(face.browser.fill(&amend, &[("text", "new")]).await.status, 303);
            assert!(face.browser.get(&path).await.has("Written 2 times."));
            let taken = [("name", "Åsa"), ("text", "t"), ("tone", "plain")];
            let taken = face.browser.fill("/notes/write", &taken).await;
            assert!(taken.has("There is a note of this name."), "{}", taken.body);
        })
        .await;
}

#[tokio::test]
async fn names_of_files_show_themselves_as_they_are() {
    let mut face = Face::new().await;
    let kind = "multipart/form-data; boundary=XX";
    for (sent, shown) in [
        ("gnp\u{202E}fdp.txt", "gnpfdp.txt has arrived"),
        ("\u{2066}a\u{85}.txt", "a.txt has arrived"),
        ("the %22best%22%0D%0A one.txt", "the &#34;best&#34; one.txt has arrived"),
    ] {
        let pairs = face.browser.get("/notes/write").await.hidden();
        let body = multipart(&pairs, sent, b"hello");
        let wrong = face.browser.post_bytes("/notes/write", kind, body).await;
        assert!(wrong.has(shown), "{shown}: {}", wrong.body);
    }
}

#[tokio::test]
async fn a_form_with_files_that_is_too_large_says_how_large_they_may_be() {
    let mut face = Face::new().await;
    let pairs = face.browser.get("/notes/write").await.hidden();
    let body = multipart(&pairs, "huge.pdf", &vec![b'x'; 5 * 1024 * 1024]);
    let kind = "multipart/form-data; boundary=XX";
    let page = face.browser.post_bytes("/notes/write", kind, body).await;
    assert_eq!(page.status, 413);
    assert!(page.has("1 MB of files at most") && !page.has("Shorten it"), "{}", page.body);
}

#[tokio::test]
async fn dates_say_how_they_are_written_and_what_is_missing() {
    let mut face = Face::new().await;
    let page = face.browser.get("/notes/write").await;
    assert!(page.has("When it has to be done. For example 23.11.2026."), "{}", page.body);
    let short = face.browser.fill("/notes/write", &[("due", "3.12.26")]).await;
    assert!(short.has("Due: give the year with four digits"), "{}", short.body);
}

#[tokio::test]
async fn buttons_of_the_same_name_say_what_they_are_about_to_those_who_only_hear() {
    let mut face = Face::new().await;
    let path = face.note("Åsa").await;
    let page = face.browser.get(&path).await;
    let button = "Write<span class=\"ds-sr-only\"> <bdi>Åsa</bdi></span></button>";
    assert!(page.has(button), "{}", page.body);
}
