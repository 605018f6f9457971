//! Somebody at a browser, over real HTTP: signs in as a persona and opens pages.

use std::collections::BTreeMap;

use ureq::Agent;

pub struct Visitor {
    agent: Agent,
    house: String,
    cookies: BTreeMap<String, String>,
}

fn agent() -> Agent {
    Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into()
}

/// Takes a register outside down, or mends it.
pub fn orders(outside: &str, register: &str, down: bool) {
    let fault = if down { r#"{"kind":"down"}"# } else { "null" };
    let order = format!(r#"{{"register":"{register}","fault":{fault}}}"#);
    let sent = agent().post(format!("{outside}/faults")).header("content-type", "application/json");
    let answer = sent.send(order).unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}

impl Visitor {
    pub fn signed_in(house: &str, name: &str) -> Visitor {
        let cookies = BTreeMap::from([("uma-lang".to_owned(), "en".to_owned())]);
        let mut visitor = Visitor { agent: agent(), house: house.to_owned(), cookies };
        let page = visitor.opens("/sign-in");
        let form = page.split("<li><form").find(|form| form.contains(name)).unwrap();
        let (csrf, user) = (value(&page, "csrf"), value(form, "user"));
        let to = format!("{house}/sign-in/persona");
        let sent = visitor.agent.post(to).header("cookie", visitor.cookie());
        let sent = sent.header("content-type", "application/x-www-form-urlencoded");
        let sent = sent.header("origin", house).send(format!("csrf={csrf}&user={user}")).unwrap();
        assert_eq!(sent.status(), 303);
        visitor.keeps(&sent);
        visitor
    }

    /// A page that is there.
    pub fn opens(&mut self, path: &str) -> String {
        let to = format!("{}{path}", self.house);
        let mut answer = self.agent.get(to).header("cookie", self.cookie()).call().unwrap();
        self.keeps(&answer);
        assert_eq!(answer.status(), 200, "{path}");
        answer.body_mut().read_to_string().unwrap()
    }

    fn cookie(&self) -> String {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        cookies.join("; ")
    }

    fn keeps(&mut self, answer: &ureq::http::Response<ureq::Body>) {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The value of a hidden input.
fn value(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Addresses of things on a page, such as of cases.
pub fn links(page: &str, begin: &str) -> Vec<String> {
    const ID: usize = 36;
    let before = format!("href=\"{begin}");
    let all = page.split(&before).skip(1).filter_map(|rest| {
        let (id, _) = rest.split_once('"')?;
        (id.len() == ID).then(|| format!("{begin}{id}"))
    });
    all.collect()
}
