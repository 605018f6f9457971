//! Pages: frame, headers, language, looks, problems.

use std::collections::BTreeSet;

use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use kernel::Right;
use web::Config;

use crate::{Face, notes};
use testkit::Browser;

#[tokio::test]
async fn every_page_carries_its_guards() {
    let mut face = Face::new().await;
    for path in ["/notes", "/sign-in", "/gallery", "/nothing", "/trouble", "/accessibility"] {
        let shown = face.browser.get(path).await;
        let header = |name| shown.headers.get(name).unwrap().to_str().unwrap();
        if shown.status != 303 {
            let csp = header(CONTENT_SECURITY_POLICY);
            assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
            assert!(csp.contains("require-trusted-types-for 'script'"), "{csp}");
            assert!(csp.contains("frame-ancestors 'none'"), "{csp}");
            let nonce = csp.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
            let tags: Vec<&str> =
                shown.body.match_indices("<script").map(|(i, _)| &shown.body[i..]).collect();
            assert!(tags.iter().all(|t| t[..t.find('>').unwrap()].contains(nonce)), "{path}");
            assert!(
                tags.iter().all(|t| t[..t.find('>').unwrap()].contains("src=\"/assets/")),
                "{path}"
            );
            assert!(!shown.has("style=\"") && !shown.has("<style"), "{path}");
            assert!(!shown.has("http://") && !shown.has("https://"), "off-origin in {path}");
        }
        assert_eq!(header(X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(REFERRER_POLICY), "same-origin");
        assert_eq!(header(CACHE_CONTROL), "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_first_page_of_a_visitor_stays_under_twenty_kilobytes() {
    let face = Face::new().await;
    let mut visitor = Browser::new(&face.router);
    let page = visitor.get("/sign-in").await;
    assert!(!page.has("<script"), "a visitor's page needs no script");
    let mut bytes = 0;
    for path in assets(&page.body) {
        visitor.headers = vec![("accept-encoding", "gzip".to_owned())];
        let length = visitor.length(&path).await;
        bytes += length.0;
        assert_eq!(length.1.get(CONTENT_ENCODING).unwrap(), "gzip");
        assert!(length.1[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }
    bytes += visitor.length("/sign-in").await.0;
    assert!(bytes < 20_000, "{bytes} bytes");
    assert!(bytes > 5_000, "{bytes} bytes: the style is missing");
}

fn assets(body: &str) -> BTreeSet<String> {
    let found = body.match_indices("/assets/").map(|(i, _)| &body[i..]);
    found.map(|rest| rest[..rest.find('"').unwrap()].to_owned()).collect()
}

#[tokio::test]
async fn the_language_is_chosen_kept_and_told() {
    let face = Face::new().await;
    let mut visitor = Browser::new(&face.router);
    visitor.cookies.clear();
    assert!(visitor.get("/sign-in").await.has("<html lang=\"fi\" dir=\"ltr\""));
    visitor.headers = vec![("accept-language", "de, sv;q=0.7".to_owned())];
    assert!(visitor.get("/sign-in").await.has("<html lang=\"sv\""));
    let switched = visitor.get("/sign-in?next=%2Fnotes&lang=en").await;
    assert_eq!((switched.status.as_u16(), switched.location()), (303, "/sign-in?next=%2Fnotes"));
    assert!(visitor.get("/sign-in").await.has("<html lang=\"en\""));
    visitor.get("/sign-in?lang=ar").await;
    let mirrored = visitor.get("/sign-in").await;
    assert!(mirrored.has("lang=\"ar\" dir=\"rtl\""), "the mirror for tests");
    let unknown = visitor.get("/sign-in?lang=xx").await;
    assert_eq!(unknown.status, 200);
}

#[tokio::test]
async fn looks_are_chosen_without_scripts() {
    let mut face = Face::new().await;
    assert!(face.browser.get("/notes").await.has("data-size=\"sm\""), "staff start compact");
    face.browser.get("/notes?scheme=dark").await;
    face.browser.get("/notes?density=lg").await;
    let page = face.browser.get("/notes").await;
    assert!(page.has("data-color-scheme=\"dark\"") && page.has("data-size=\"lg\""));
}

#[tokio::test]
async fn problems_are_pages_that_give_nothing_away() {
    let mut face = Face::new().await;
    let missing = face.browser.get("/no/such/page").await;
    assert_eq!(missing.status, 404);
    assert!(missing.has("This page does not exist") && missing.has("<nav class=\"uma-menu\""));
    for path in ["/trouble", "/panic"] {
        let fault = face.browser.get(path).await;
        assert_eq!(fault.status, 500);
        assert!(fault.has("Reference:") && !fault.has("secret"), "{}", fault.body);
    }
    assert_eq!(face.browser.get("/notes/not-an-id").await.status, 404);
    let never = format!("/notes/{}", uuid::Uuid::from_u128(7));
    assert_eq!(face.browser.get(&never).await.status, 404, "nobody learns what exists");
}

#[tokio::test]
async fn pages_ask_for_their_right() {
    let mut face = Face::new().await;
    let mut visitor = Browser::new(&face.router);
    let turned = visitor.get("/notes?q=1").await;
    assert_eq!(turned.location(), "/sign-in?next=%2Fnotes%3Fq%3D1");
    let mut omar = face.sign_in(2).await;
    assert_eq!(omar.get("/notes").await.status, 403);
    assert!(!omar.get("/sign-in").await.has("uma-menu"), "no menu entry without its right");
    assert_eq!(face.browser.get("/notes").await.status, 200);
}

/// Walks every route as someone who holds no right at all: none opens but those that say so.
#[tokio::test]
async fn every_route_declares_its_right_and_keeps_it() {
    let face = Face::new().await;
    let config = Config { demo: true, ..Config::default() };
    let routes = web::routes(&[notes::system()], &config);
    assert!(routes.len() > 15, "{routes:?}");
    let mut omar = face.sign_in(2).await;
    for route in routes {
        let path = route.path.replace("{id}", &uuid::Uuid::from_u128(1).to_string());
        let open = route.right == Right::PUBLIC || route.right == Right::SIGNED_IN;
        let mut visitor = Browser::new(&face.router);
        let (by_visitor, by_omar) = match route.method.as_str() {
            "GET" => (visitor.get(&path).await, omar.get(&path).await),
            _ => (visitor.post(&path, &[]).await, omar.post(&path, &[]).await),
        };
        if route.right != Right::PUBLIC {
            assert!(by_visitor.location().starts_with("/sign-in"), "{route:?}");
        }
        assert_eq!(by_omar.status == 403, !open, "{route:?} {}", by_omar.status);
    }
}

#[tokio::test]
async fn health_tells_facts_to_machines() {
    let face = Face::new().await;
    let mut probe = Browser::new(&face.router);
    assert_eq!(probe.get("/health/live").await.body, "{\"live\":true}");
    let ready = probe.get("/health/ready").await;
    assert_eq!(ready.status, 200);
    assert!(ready.has("\"database\":true"), "{}", ready.body);
}

#[test]
fn texts_are_complete_in_three_languages() {
    let flaws: Vec<String> =
        web::check(&[notes::system()]).iter().map(ToString::to_string).collect();
    assert_eq!(flaws, [""; 0]);
}

#[tokio::test]
async fn a_long_job_shows_how_far_it_is_with_and_without_scripts() {
    let mut face = Face::new().await;
    face.note("counted").await;
    let rows = face
        .world
        .kernel
        .fetch(
            kernel::sql!("SELECT id FROM job WHERE kind = 'note.count'", scans: "a test"),
            vec![],
        )
        .await
        .unwrap();
    let path = format!("/progress/{}", rows[0].get::<uuid::Uuid>(0).unwrap());
    let waiting = face.browser.get(&format!("{path}?to=%2Fnotes")).await;
    assert!(waiting.has("Waiting for its turn.") && waiting.has("href=\"/notes\""));
    assert!(waiting.has("<noscript><meta http-equiv=\"refresh\""), "moves without scripts");
    assert!(waiting.has(&format!("hx-sse:connect=\"{path}/events\"")));
    let elsewhere = face.browser.get(&format!("{path}?to=%2F%2Fevil.example")).await;
    assert!(!elsewhere.has("href=\"//evil"));
    face.world.settle().await;
    let done = face.browser.get(&path).await;
    assert!(done.has("Done.") && !done.has("http-equiv=\"refresh\"") && !done.has("hx-sse"));
    let led_on = face.browser.get(&format!("{path}?to=%2Fnotes")).await;
    assert_eq!(
        (led_on.status.as_u16(), &led_on.headers["location"]),
        (303, &"/notes".parse().unwrap())
    );
    let stream = face.browser.get(&format!("{path}/events")).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert!(stream.has("data: <p") && stream.body.ends_with("event: end\ndata: end\n\n"));
    let never = format!("/progress/{}", uuid::Uuid::from_u128(9));
    assert_eq!(face.browser.get(&never).await.status, 404);
}

#[tokio::test]
async fn the_session_says_when_it_will_end_and_can_be_kept() {
    let mut face = Face::new().await;
    assert!(face.browser.get("/notes").await.has("data-after=\"1500\" hidden"));
    for _ in 0..3 {
        face.world.seconds_pass(kernel::IDLE_SECONDS - 60);
        assert_eq!(face.browser.get("/stay").await.status, 200);
    }
    face.world.seconds_pass(kernel::IDLE_SECONDS + 1);
    assert_eq!(face.browser.get("/stay").await.status, 303);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_leads_on_to_the_whole_list() {
    let mut face = Face::new().await;
    let odd = face.browser.get("/notes?colour=red").await;
    assert_eq!(odd.status, 422);
    assert!(
        odd.has("<a class=\"ds-link\" href=\"/notes\">Show the whole list</a>"),
        "{}",
        odd.body
    );
    assert!(!odd.has("Try again"), "again would be the same again");
}

#[tokio::test]
async fn the_direction_of_words_is_found_out_only_where_people_wrote_them() {
    let mut face = Face::new().await;
    let page = face.browser.get("/gallery").await;
    let timeline = page.body.split_once("class=\"uma-timeline\"").unwrap().1;
    let timeline = timeline.split_once("</ol>").unwrap().0;
    assert_eq!(timeline.matches("dir=\"auto\"").count(), 1, "{timeline}");
    assert!(timeline.matches("uma-prose").count() > 1, "{timeline}");
}

#[tokio::test]
async fn the_accessibility_statement_says_what_is_lacking_and_whom_to_tell() {
    let mut face = Face::new().await;
    let own = face.browser.get("/accessibility").await;
    assert!(own.has("under your own name (Maija Virtanen)") && !own.has("under Display"));
    for (lang, look, words) in [
        ("fi", "kohdasta Näkymä", ["Tunnetut puutteet", "Lupa- ja valvontavirasto", "306/2019"]),
        ("sv", "under Utseende", ["Kända brister", "Tillstånds- och tillsynsverket", "306/2019"]),
        ("en", "under Display", ["Known gaps", "Finnish Supervisory Agency", "306/2019"]),
    ] {
        let page = Browser::new(&face.router).reading(lang).get("/accessibility").await;
        assert!(page.has(look), "{lang}: {}", page.body);
        assert!(words.iter().all(|w| page.has(w)), "{lang}: {}", page.body);
    }
}

/// A style, as browsers get it.
async fn style(face: &mut Face, name: &str) -> String {
    let page = face.browser.get("/notes").await;
    let path = assets(&page.body).into_iter().find(|p| p.contains(name) && p.ends_with(".css"));
    face.browser.get(&path.unwrap()).await.body
}

#[tokio::test]
async fn on_paper_the_menu_takes_no_room_and_a_line_says_where_it_is_from() {
    let mut face = Face::new().await;
    let page = face.browser.get("/notes").await;
    let line = page.body.split_once("<p class=\"uma-paper\">").unwrap().1;
    assert!(line.starts_with("UMA · "), "{line}");
    let staff = style(&mut face, "staff").await;
    let (media, _) = staff.split_once(".uma-staff .uma-shell{").unwrap();
    assert!(
        media.rsplit_once("@media").unwrap().1.starts_with(" screen"),
        "columns are for screens"
    );
    let main = style(&mut face, "main").await;
    assert!(
        main.contains(".uma-paper{display:none}") && main.contains("white-space:normal!important")
    );
}

#[tokio::test]
async fn a_long_name_breaks_within_its_cell() {
    let mut face = Face::new().await;
    let staff = style(&mut face, "staff").await;
    assert!(staff.contains(".ds-table>tbody>tr>:has(>bdi){overflow-wrap:anywhere}"));
}
