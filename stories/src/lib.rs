//! End-to-end scenarios that a lawyer can read: people, what they do, and what they then see, over
//! HTTP and on both databases.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a panic is how it says that something is wrong"
)]

mod apply;
mod authorities;
mod card;
mod employer;
mod mission;
mod paying;
mod says;
mod soak;

pub use apply::{
    CARD_RENEWAL, DEGREE, EMPLOYED, EXCHANGE, EXTENDED_STUDY, EXTENDED_WORK, Form, Page, SPECIALIST,
};
pub use employer::Companies;
pub use mission::Desk;
pub use says::Said;
pub use soak::{Came, registers_fail};

use std::sync::Arc;

use axum::Router;
use casefile::personas::{self, Persona};
use kernel::{Date, Engine, UserId};
use registers_simulator::{Fault, Register};
use testkit::{Browser, Setup, Shown, World};
use web::{Arg, Config, Lang, Texts};

use crate::authorities::Authorities;

/// A house with the colleagues of the demo, one day in March, seen in one language.
pub struct House {
    world: World,
    people: Vec<(UserId, Persona)>,
    lang: Lang,
    outside: Authorities,
    router: Router,
    texts: Arc<Texts>,
}

/// The day on which stories begin when nothing else is said.
const DAY: &str = "2026-03-02";

/// Tells a story in every language, and on each database.
pub async fn tell<F: Future<Output = ()>>(story: impl Fn(House) -> F) {
    tell_in(DAY, false, story).await;
}

/// The same, beginning on another day.
pub async fn tell_on<F: Future<Output = ()>>(day: &str, story: impl Fn(House) -> F) {
    tell_in(day, false, story).await;
}

/// The same in a house that takes fees: whoever sends an application is led to paying first.
pub async fn tell_of_fees<F: Future<Output = ()>>(story: impl Fn(House) -> F) {
    tell_in(DAY, true, story).await;
}

async fn tell_in<F: Future<Output = ()>>(day: &str, paying: bool, story: impl Fn(House) -> F) {
    let tellings =
        [(Lang::Fi, Engine::Sqlite), (Lang::Sv, Engine::Postgres), (Lang::En, Engine::Sqlite)];
    for (lang, engine) in tellings {
        story(House::new(day, paying, lang, engine).await).await;
    }
}

fn setup(outside: &Authorities) -> Setup {
    let tables: Vec<_> = outside.systems().iter().flat_map(|s| s.migrations).copied().collect();
    let lines = outside.clone();
    Setup::new()
        .migrations(&tables)
        .registry(move |registry| *registry = web::registry(&mut lines.systems()))
}

fn router(world: &World, people: &[(UserId, Persona)], outside: &Authorities) -> Router {
    let persona_of = |(user, p): &(UserId, Persona)| web::Persona {
        user: *user,
        name: p.name.clone(),
        key: p.key(),
    };
    let personas = people.iter().map(persona_of).collect();
    let strong = Some(outside.strong());
    let config = Config { demo: true, personas, strong, ..Config::default() };
    web::router(world.kernel.clone(), outside.systems(), config).unwrap()
}

impl House {
    /// A house of its own, with registers of its own.
    pub async fn new(day: &str, paying: bool, lang: Lang, engine: Engine) -> House {
        let day = day.parse().unwrap();
        House::with(Authorities::open(day, paying, None).await, day, lang, engine).await
    }

    /// One that does not wait long for registers, in milliseconds.
    async fn hasty(lang: Lang, engine: Engine, answer_ms: u32) -> House {
        let day = DAY.parse().unwrap();
        House::with(Authorities::open(day, false, Some(answer_ms)).await, day, lang, engine).await
    }

    async fn with(outside: Authorities, day: Date, lang: Lang, engine: Engine) -> House {
        let first: Date = DAY.parse().unwrap();
        let days = i64::from(first.until(day).unwrap().get_days());
        let world = setup(&outside).world(engine).await;
        world.seconds_pass(days * 24 * 3600);
        let people = personas::add(&world.kernel).await.unwrap();
        let router = router(&world, &people, &outside);
        let texts = Arc::new(web::catalogue(&outside.systems()).unwrap());
        House { world, people, lang, outside, router, texts }
    }

    fn as_colleague(&self, name: &str, browser: Browser) -> Colleague {
        let texts = Arc::clone(&self.texts);
        Colleague { name: name.to_owned(), browser, texts, lang: self.lang }
    }

    /// Somebody comes to work, by what they would type to sign in.
    pub async fn colleague(&self, login: &str) -> Colleague {
        let (user, persona) = self.people.iter().find(|(_, p)| p.login == login).unwrap();
        let browser = Browser::signed_in(&self.router, *user).await.reading(self.lang.code());
        self.as_colleague(&persona.name, browser)
    }

    /// The language in which everybody reads and writes here.
    #[must_use]
    pub const fn reads(&self) -> Lang {
        self.lang
    }

    /// Time goes by.
    pub fn minutes_pass(&self, minutes: i64) {
        self.world.seconds_pass(minutes * 60);
    }

    /// The machine does what the day's events call for.
    pub async fn settles(&self) {
        self.world.settle().await;
    }

    /// A register of another authority answers nobody from now on.
    pub fn goes_down(&self, register: Register) {
        self.goes_wrong(register, Fault::Down);
    }

    /// Something is wrong with it from now on.
    pub fn goes_wrong(&self, register: Register, fault: Fault) {
        self.outside.order(register, Some(fault));
    }

    /// A register of another authority says otherwise from now on than it did.
    pub fn says_otherwise(&self, register: Register) {
        self.goes_wrong(register, Fault::Contradictory);
    }

    /// It answers again as it should.
    pub fn comes_back(&self, register: Register) {
        self.outside.order(register, None);
    }

    /// From now on rules decide on trial, as in the demo: what they rest on is verified, and the decision to
    /// use them is recorded, for trial alone.
    pub async fn is_on_trial(&self) {
        automation::start(&self.world.kernel, true, &[]).await.unwrap();
    }

    /// From now on rules decide in earnest, of what the house ships and nobody here has verified.
    pub async fn is_in_earnest(&self) {
        automation::start(&self.world.kernel, false, &[]).await.unwrap();
    }

    /// Today nobody in Helsinki meets a made-up case, as their lead wants it.
    pub async fn has_no_exercises(&self) {
        let mut sari = self.colleague("sari").await;
        sari.fills("/lead/light/HEL/exercises", &[("every", "0")]).await;
        sari.opens("/lead/light").await.says("light-lead-exercises");
    }

    /// The server stops and starts again; whoever was at work has gone home.
    pub async fn restarts(self) -> House {
        let House { world, people, lang, outside, router: stopped, texts } = self;
        drop(stopped);
        let world = world.restart().await;
        let router = router(&world, &people, &outside);
        House { world, people, lang, outside, router, texts }
    }

    /// Every stream folds to its rows, and no chain is broken.
    pub async fn is_sound(&self) {
        self.world.verify().await;
    }
}

/// Somebody at work.
pub struct Colleague {
    /// Their name.
    pub name: String,
    browser: Browser,
    texts: Arc<Texts>,
    lang: Lang,
}

/// A page in front of somebody.
pub struct Sight<'a> {
    /// The page.
    pub page: Shown,
    texts: &'a Texts,
    lang: Lang,
}

impl Colleague {
    /// Opens a page that is there for them.
    pub async fn opens(&mut self, path: &str) -> Sight<'_> {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, 200, "{} at {path}: {}", self.name, page.body);
        Sight { page, texts: &self.texts, lang: self.lang }
    }

    /// Opens the newest decision on an application for the first time. Until then its page tells only that there is one.
    pub async fn opens_the_decision_on(&mut self, application: &str) -> Sight<'_> {
        let path = format!("{application}/decision");
        let page = self.opens(&path).await.says("application-decision");
        let page = page.lacks("application-decision.why").lacks("application-decision.by-person");
        let words = page.links(&format!("{application}/words/")).remove(0);
        self.opens(&words).await.says("application-decision.words");
        self.opens(&path).await.says("application-decision.why")
    }

    /// Tries a page, and is told that there is no such thing.
    pub async fn finds_nothing_at(&mut self, path: &str) {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, 404, "{} at {path}: {}", self.name, page.body);
    }

    /// Fills a form in and sends it; where that leads.
    pub async fn fills(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let done = self.browser.fill(path, fields).await;
        led(&self.name, path, &done)
    }

    /// Fills a form in and sends it, and is told why that cannot be done.
    pub async fn fills_in_vain(&mut self, path: &str, fields: &[(&str, &str)]) -> Sight<'_> {
        let page = self.browser.fill(path, fields).await;
        assert_eq!(page.status, 422, "{} at {path}: {}", self.name, page.body);
        Sight { page, texts: &self.texts, lang: self.lang }
    }

    /// Follows a way that is no page of its own; where it leads.
    pub async fn leads(&mut self, path: &str) -> String {
        let shown = self.browser.get(path).await;
        // What is a page already leads to itself.
        if shown.status == 200 { path.to_owned() } else { led(&self.name, path, &shown) }
    }

    /// Opens a form and leaves it open: what is hidden in it.
    pub async fn keeps(&mut self, path: &str) -> Vec<(String, String)> {
        self.opens(path).await.page.hidden()
    }

    /// Sends a form that was left open; where that leads.
    pub async fn sends(
        &mut self,
        path: &str,
        kept: &[(String, String)],
        fields: &[(&str, &str)],
    ) -> String {
        let done = self.browser.post(path, &joined(kept, fields)).await;
        led(&self.name, path, &done)
    }

    /// Opens a form of what can no longer be done, and is told why.
    pub async fn is_refused_at(&mut self, path: &str) {
        let shown = self.browser.get(path).await;
        assert_eq!(shown.status, 422, "{} at {path}: {}", self.name, shown.body);
    }

    /// Attaches a file with a form; where that leads.
    pub async fn attaches(&mut self, path: &str, name: &str, content: &[u8]) -> String {
        let done = self.browser.attach(path, name, content).await;
        led(&self.name, path, &done)
    }

    /// Opens a file that is no page; its media type and how many bytes it has.
    pub async fn downloads(&mut self, path: &str) -> (String, usize) {
        let (bytes, headers) = self.browser.length(path).await;
        let media = headers.get(axum::http::header::CONTENT_TYPE).unwrap();
        (media.to_str().unwrap().to_owned(), bytes)
    }

    /// Bytes of a page as they come over the line.
    pub async fn weighs(&mut self, path: &str) -> usize {
        self.browser.headers.push(("accept-encoding", "gzip".to_owned()));
        let (bytes, _) = self.browser.length(path).await;
        self.browser.headers.clear();
        bytes
    }

    /// Attaches a file with a form, and is told why it is not taken.
    pub async fn attaches_in_vain(&mut self, path: &str, name: &str, content: &[u8]) -> Sight<'_> {
        let page = self.browser.attach(path, name, content).await;
        assert_eq!(page.status, 422, "{} at {path}: {}", self.name, page.body);
        Sight { page, texts: &self.texts, lang: self.lang }
    }

    /// Presses a button on a page; where that leads.
    pub async fn presses(&mut self, page: &str, action: &str) -> String {
        let done = self.browser.press(page, action).await;
        led(&self.name, action, &done)
    }

    /// Searches for a person; what is found.
    pub async fn searches(&mut self, words: &str) -> Sight<'_> {
        let pair = [("q".to_owned(), words.to_owned())];
        let query: web::Values = pair.into_iter().collect();
        self.opens(&format!("/persons?{}", query.encode())).await
    }
}

fn joined<'a>(
    kept: &'a [(String, String)],
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    kept.chain(fields.iter().copied()).collect()
}

fn led(name: &str, path: &str, done: &Shown) -> String {
    assert_eq!(done.status, 303, "{name} at {path}: {}", done.body);
    done.location().to_owned()
}

impl Sight<'_> {
    /// These words stand there.
    pub fn shows(self, words: &str) -> Self {
        assert!(self.page.has(words), "{words}: {}", self.page.body);
        self
    }

    /// A day stands there in words, as the reader's language writes it.
    pub fn shows_day(self, day: &str) -> Self {
        let day: Date = day.parse().unwrap();
        let month = self.texts.get(self.lang, &format!("web-month-{}", day.month()), &[]);
        let parts =
            [("day", day.day().to_string()), ("month", month), ("year", day.year().to_string())];
        let parts = parts.map(|(name, value)| (name, Arg::Text(value)));
        let words = self.texts.get(self.lang, "web-date-long", &parts);
        self.shows(&words)
    }

    /// One stands there before the other.
    pub fn shows_before(self, one: &str, other: &str) -> Self {
        let place = |words: &str| self.page.body.find(words);
        let (one, other) = (place(one), place(other));
        assert!(one.is_some() && one < other, "{one:?} {other:?}: {}", self.page.body);
        self
    }

    /// These words do not stand there.
    pub fn hides(self, words: &str) -> Self {
        assert!(!self.page.has(words), "{words}: {}", self.page.body);
        self
    }

    /// The text of a key stands there, in the reader's language.
    pub fn says(self, key: &str) -> Self {
        let words = self.texts.get(self.lang, key, &[]);
        assert!(!words.contains('⟦'), "there is no text {key}");
        self.shows(&words)
    }

    /// The text of a key stands there, with what it shows.
    pub fn says_with(self, key: &str, shown: &[(&'static str, &str)]) -> Self {
        let shown: Vec<(&'static str, Arg)> =
            shown.iter().map(|(name, value)| (*name, Arg::Text((*value).to_owned()))).collect();
        let words = self.texts.get(self.lang, key, &shown);
        assert!(!words.contains('⟦'), "there is no text {key}");
        self.shows(&words.replace('\'', "&#39;"))
    }

    /// What is wrong with a field stands there: the text of the one key, with the label of the other.
    pub fn says_of_field(self, wrong: &str, label: &str) -> Self {
        let label = self.texts.get(self.lang, label, &[]);
        self.says_with(wrong, &[("label", &label)])
    }

    /// The text of a key stands there up to the first thing it shows, such as a day.
    pub fn says_before(self, key: &str) -> Self {
        let words = self.texts.get(self.lang, key, &[]);
        assert!(!words.contains('⟦'), "there is no text {key}");
        let before = words.split("{$").next().unwrap_or_default().trim_end();
        assert!(!before.is_empty(), "{key} begins with what it shows: {words}");
        self.shows(before)
    }

    /// The words of the law for a finding stand there, in the reader's language.
    pub fn says_of_law(self, finding: &str) -> Self {
        let law = automation::rules::law().unwrap();
        let words = law.text(self.lang.code(), finding).unwrap();
        // As pages write them.
        self.shows(&words.replace('\'', "&#39;"))
    }

    /// The words of the law for a finding do not stand there.
    pub fn hides_of_law(self, finding: &str) -> Self {
        let law = automation::rules::law().unwrap();
        let words = law.text(self.lang.code(), finding).unwrap();
        self.hides(&words.replace('\'', "&#39;"))
    }

    /// A time of day in Finland stands there, as the reader's language writes it.
    pub fn shows_time(self, hour: &str, minute: &str) -> Self {
        let parts = [("hour", hour), ("minute", minute)];
        let parts = parts.map(|(name, value)| (name, Arg::Text(value.to_owned())));
        let words = self.texts.get(self.lang, "web-clock", &parts);
        self.shows(&words)
    }

    /// What the law calls a fact stands there, in the reader's language.
    pub fn names_fact(self, fact: &str) -> Self {
        let law = automation::rules::law().unwrap();
        let words = &law.dictionary.facts.get(fact).unwrap().words;
        let words = match self.lang {
            Lang::Fi => &words.fi,
            Lang::Sv => &words.sv,
            _ => &words.en,
        };
        self.shows(&words.replace('\'', "&#39;"))
    }

    /// The text of a key does not stand there.
    pub fn lacks(self, key: &str) -> Self {
        let words = self.texts.get(self.lang, key, &[]);
        assert!(!words.contains('⟦'), "there is no text {key}");
        self.hides(&words)
    }

    /// The value of the option with this label.
    #[must_use]
    pub fn option(&self, label: &str) -> String {
        let (before, _) = self.page.body.split_once(&format!(">{label}")).unwrap();
        let (_, value) = before.rsplit_once("value=\"").unwrap();
        value.split('"').next().unwrap_or_default().to_owned()
    }

    /// Addresses on the page that begin like this, in their order.
    #[must_use]
    pub fn links(&self, beginning: &str) -> Vec<String> {
        let before = format!("href=\"{beginning}");
        let parts = self.page.body.split(&before).skip(1);
        let ends = parts.map(|rest| rest.split('"').next().unwrap_or_default());
        ends.map(|end| format!("{beginning}{end}")).collect()
    }
}
