//! Whatever people type into any field is words, or is told to be wrong: never markup, never a
//! statement, never a fault.

use testkit::{Browser, Shown};

use crate::forms::{Form, Scene, wrong};
use crate::office::in_offices;

const MARKUP: &str = "<script>alert(1)</script>\"'&amp;";
const STATEMENT: &str = "'; DROP TABLE casefile_person; --";

/// What is typed into every free text in turn.
fn typed() -> Vec<String> {
    let other = [
        "سارة أحمد",
        "a\u{202e}b\u{2066}",
        "\u{feff}\u{200b}",
        "👩‍👩‍👧",
        "line\r\nline\tline",
        "-9223372036854775809",
        STATEMENT,
    ];
    let combining = "e\u{301}\u{323}\u{30a}".repeat(30);
    choices().into_iter().chain(other.map(str::to_owned)).chain([combining]).collect()
}

/// What is sent for every choice and date in turn.
fn choices() -> Vec<String> {
    vec!["x".repeat(10_000), "a\0b".to_owned(), MARKUP.to_owned()]
}

/// A field of a form as it stands on its page.
struct Typable {
    name: String,
    /// Words are typed into it, and shown again.
    words: bool,
    /// It is carried along unseen, and says what the form is about.
    hidden: bool,
}

/// What a form asks for, as its page says.
fn fields(shown: &Shown) -> Vec<Typable> {
    let form = shown.body.split_once("class=\"uma-form\" method=\"post\"").unwrap().1;
    let form = form.split_once("</form>").unwrap().0;
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let mut found: Vec<Typable> = Vec::new();
    for tag in form.split('<').skip(1) {
        let kind = tag.split_whitespace().next().unwrap_or_default();
        let (Some(name), true) =
            (attribute(tag, "name"), ["input", "select", "textarea"].contains(&kind))
        else {
            continue;
        };
        let of = attribute(tag, "type").unwrap_or_default();
        let ours = ["csrf", "once", "seen"].contains(&name.as_str());
        if ours || of == "file" || found.iter().any(|field| field.name == name) {
            continue;
        }
        let words = kind == "textarea" || tag.contains("dir=\"auto\"");
        found.push(Typable { name, words, hidden: of == "hidden" });
    }
    found
}

fn is_words(shown: &Shown) {
    assert!(!shown.has("<script>alert"), "{}", shown.body);
}

/// Sends a form with these in it, and with a file where it takes one.
async fn send(browser: &mut Browser, form: &Form, pairs: &[(&str, &str)]) -> Shown {
    if !form.takes_file {
        return browser.fill(&form.path, pairs).await;
    }
    let page = browser.get(&form.path).await;
    let hidden = page.hidden().into_iter();
    let mut all: Vec<(String, String)> =
        hidden.filter(|(name, _)| !pairs.iter().any(|(filled, _)| filled == name)).collect();
    all.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    browser.post_files(&form.path, &all, &[("letter.txt", b"One more letter")]).await
}

/// Types a text into a field, the rest being good, and looks at the answer; was it taken?
async fn attempt(browser: &mut Browser, form: &Form, field: &Typable, text: &str) -> bool {
    let name = field.name.as_str();
    let good = form.good.iter().filter(|(other, _)| *other != name);
    let pairs: Vec<(&str, &str)> =
        good.map(|(name, value)| (*name, value.as_str())).chain([(name, text)]).collect();
    let shown = send(browser, form, &pairs).await;
    let status = shown.status.as_u16();
    let place = format!("{} {name} {text:.40}: {status}", form.path);
    // What a form is about is not typed: of nonsense there is no such page.
    let told = status == 422 || (field.hidden && [400, 404].contains(&status));
    assert!(status == 303 || told, "{place}: {}", shown.body);
    is_words(&shown);
    if status == 303 {
        let page = browser.get(shown.location()).await;
        assert!([200, 404].contains(&page.status.as_u16()), "{place}: {}", page.status);
        is_words(&page);
    } else if field.words && text == MARKUP {
        assert!(shown.has("&#60;script"), "{place}: what was typed is lost");
    }
    status == 303
}

/// The forms of the case file, by the addresses they are registered at.
fn addresses() -> Vec<&'static str> {
    casefile::system().acts.iter().map(|route| route.path).collect()
}

/// Does a path belong to an address with parts in braces?
fn fits(path: &str, address: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (path, address): (Vec<_>, Vec<_>) =
        (path.split('/').collect(), address.split('/').collect());
    let same = |(one, other): (&&str, &&str)| one == other || other.starts_with('{');
    path.len() == address.len() && path.iter().zip(&address).all(same)
}

#[tokio::test]
async fn every_field_of_every_form_takes_anything_or_says_what_is_wrong() {
    in_offices(|office| async move {
        for address in addresses() {
            let mut form = Scene::new(&office).await.form(address).await;
            assert!(fits(&form.path, address), "{} is no {address}", form.path);
            let mut browser = office.browser(form.login).await;
            let page = browser.get(&form.path).await;
            assert_eq!(page.status, 200, "{}: {}", form.path, page.body);
            for field in fields(&page) {
                for text in if field.words { typed() } else { choices() } {
                    if attempt(&mut browser, &form, &field, &text).await {
                        form = Scene::new(&office).await.form(address).await;
                    }
                }
            }
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn every_form_takes_what_is_good() {
    in_offices(|office| async move {
        let mut troubles = Vec::new();
        for address in addresses() {
            let form = Scene::new(&office).await.form(address).await;
            let mut browser = office.browser(form.login).await;
            let known = fields(&browser.get(&form.path).await);
            let asked = |name: &str| known.iter().any(|field| field.name == name);
            let unasked = form.good.iter().filter(|(name, _)| !asked(name));
            troubles.extend(unasked.map(|(name, _)| format!("{}: no {name}", form.path)));
            troubles.extend(wrong(&form.path, &send(&mut browser, &form, &form.pairs()).await));
        }
        assert_eq!(troubles, [""; 0]);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_with_nonsense_in_it_leads_nowhere() {
    in_offices(|office| async move {
        let mut browser = office.browser("ritva").await;
        for address in addresses().into_iter().filter(|address| address.contains('{')) {
            for nonsense in ["%00", "%FF", "x", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "-1"] {
                let filled = |part: &str| {
                    if part.starts_with('{') { nonsense.to_owned() } else { part.to_owned() }
                };
                let parts: Vec<String> = address.split('/').map(filled).collect();
                let path = parts.join("/");
                let shown = browser.get(&path).await;
                assert!(shown.status.is_client_error(), "{path}: {}", shown.status);
                is_words(&shown);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn searches_and_filters_take_anything() {
    in_offices(|office| async move {
        let mut aino = office.browser("aino").await;
        office.case().await;
        let long = format!("q={}", "y".repeat(10_000));
        let typed = "%3Cscript%3Ealert(1)%3C/script%3E";
        for query in
            ["q=%00", "q=%FF%FE", &format!("q={typed}"), "q=%25", "q=_", "q=%E2%80%AE", &long]
        {
            for page in ["search", "persons", "organisations"] {
                let found = aino.get(&format!("/{page}?{query}")).await;
                assert_eq!(found.status, 200, "{page} {query:.40}");
                is_words(&found);
            }
        }
        for filter in ["number", "status", "handler", "unit", "due", "order", "after"] {
            for value in ["%00", "%FF", "%27%3B+DROP+TABLE+casefile_case%3B+--", typed] {
                let found = aino.get(&format!("/cases?{filter}={value}")).await;
                let status = found.status.as_u16();
                assert!(status == 200 || status == 422, "{filter}={value}: {status}");
                is_words(&found);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_is_named_as_its_sender_named_it_and_runs_nothing() {
    in_offices(|office| async move {
        let case = office.case().await;
        let mut aino = office.browser("aino").await;
        let path = format!("/cases/{case}/documents/new");
        for name in ["سارة.pdf", "../../etc/passwd", "a<b>&.pdf", &"n".repeat(300)] {
            let content = format!("%PDF-1.7\n{name}");
            let shown = aino.attach(&path, name, content.as_bytes()).await;
            let status = shown.status.as_u16();
            assert!(status == 303 || status == 422, "{name}: {status}");
            is_words(&aino.get(&format!("/cases/{case}")).await);
        }
        let wrong = aino.attach(&path, "letter.pdf", b"MZ\x90\x00 a program").await;
        assert_eq!(wrong.status, 422);
        for (_, _, document) in &office.known(case).await.documents {
            let file = aino.get(&format!("/cases/{case}/documents/{}", document.file)).await;
            assert_eq!(file.status, 200);
            let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
            assert!(header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
            assert!(header("content-security-policy").starts_with("sandbox"));
        }
        assert_eq!(office.known(case).await.documents.len(), 3);
        office.world.verify().await;
    })
    .await;
}
