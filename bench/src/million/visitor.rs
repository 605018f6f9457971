//! An official at a browser without pictures: keeps cookies, and posts what forms hold.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use ureq::Agent;

const FORM: &str = "application/x-www-form-urlencoded";
/// Ends of the parts of a form with a file.
const BOUNDARY: &str = "uma-part";

/// Somebody signed in.
#[derive(Clone)]
pub struct Visitor {
    agent: Agent,
    address: String,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

/// Status, where it leads, and the page.
struct Answer {
    status: u16,
    location: String,
    body: String,
}

impl Visitor {
    /// The persona of this name.
    pub fn signed_in(address: String, name: &str) -> Result<Visitor> {
        let config = Agent::config_builder().max_redirects(0).http_status_as_error(false).build();
        let cookies = BTreeMap::from([("uma-lang".to_owned(), "en".to_owned())]);
        let mut visitor = Visitor { agent: config.into(), address, cookies, csrf: String::new() };
        let page = visitor.get("/sign-in")?;
        visitor.csrf = value(&page, "csrf")?;
        let form = page.split("<li><form").find(|form| form.contains(name)).context("a persona")?;
        let user = value(form, "user")?;
        visitor.post("/sign-in/persona", &[("user", &user)])?;
        visitor.csrf = value(&visitor.clone().get("/persons/new")?, "csrf")?;
        Ok(visitor)
    }

    /// A page; what leads elsewhere is not followed.
    pub fn get(&mut self, path: &str) -> Result<String> {
        let answer = self.agent.get(format!("{}{path}", self.address));
        let answer = answer.header("cookie", self.cookie()).call()?;
        let answer = self.take(answer)?;
        ensure!(answer.status < 500, "{path}: {}", answer.status);
        Ok(answer.body)
    }

    /// A search.
    pub fn search(&mut self, words: &str) -> Result<String> {
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02x}")).collect();
        self.get(&format!("/search?q={encoded}"))
    }

    /// Posts a form with its token; where it leads.
    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Result<String> {
        let all = [pairs, &[("csrf", self.csrf.as_str())]].concat();
        let all: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.send(path, FORM, all.join("&").as_bytes())
    }

    /// Posts a form with a text as a file; where it leads.
    pub fn attach(&mut self, path: &str, pairs: &[(&str, &str)], name: &str) -> Result<String> {
        let disposition = "Content-Disposition: form-data; name=";
        let csrf = self.csrf.clone();
        let mut body = String::new();
        for (name, value) in pairs.iter().chain(&[("csrf", csrf.as_str())]) {
            body += &format!("--{BOUNDARY}\r\n{disposition}\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += &format!(
            "--{BOUNDARY}\r\n{disposition}\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/plain\r\n\r\nA statement of the applicant, {name}.\r\n\
             --{BOUNDARY}--\r\n"
        );
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(path, &kind, body.as_bytes())
    }

    fn send(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<String> {
        let request = self.agent.post(format!("{}{path}", self.address));
        let request = request.header("cookie", self.cookie()).header("content-type", kind);
        let answer = request.header("origin", &self.address).send(body)?;
        let answer = self.take(answer)?;
        ensure!(answer.status == 303, "{path}: {} {}", answer.status, said(&answer.body));
        Ok(answer.location)
    }

    fn cookie(&self) -> String {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        cookies.join("; ")
    }

    fn take(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> Result<Answer> {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str()?.split(';').next().and_then(|pair| pair.split_once('='));
            let (name, value) = pair.context("a cookie")?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|to| to.to_str()).transpose()?;
        let location = location.unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        Ok(Answer { status, location, body: answer.body_mut().read_to_string()? })
    }

    /// Pages of so many cases, the last changed first.
    pub fn cases(&mut self, wanted: usize) -> Result<Vec<String>> {
        let (mut found, mut page) = (Vec::new(), "/cases?order=changed".to_owned());
        while found.len() < wanted {
            let body = self.get(&page)?;
            found.extend(links(&body, "/cases/"));
            let next = body.split("href=\"").filter_map(|link| link.split('"').next());
            let next =
                next.filter(|link| link.contains("after=")).last().context("too few cases")?;
            page = next.replace("&amp;", "&").replace("&#38;", "&");
        }
        found.truncate(wanted);
        Ok(found)
    }

    /// The id of somebody with a common name.
    pub fn person(&mut self) -> Result<String> {
        let found = links(&self.search("mohamed")?, "/persons/");
        let first = found.first().context("nobody found")?;
        Ok(first.trim_start_matches("/persons/").to_owned())
    }
}

/// Addresses of things on a page.
fn links(body: &str, begin: &str) -> Vec<String> {
    const ID: usize = 36;
    let mut found: Vec<String> = Vec::new();
    for rest in body.split(&format!("href=\"{begin}")).skip(1) {
        if let Some((id, _)) = rest.split_once('"')
            && id.len() == ID
        {
            let link = format!("{begin}{id}");
            if !found.contains(&link) {
                found.push(link);
            }
        }
    }
    found
}

/// The value of a hidden input.
fn value(page: &str, name: &str) -> Result<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    Ok(rest.and_then(|rest| rest.split('"').next()).context("a hidden value")?.to_owned())
}

/// What a form says is wrong.
fn said(page: &str) -> &str {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    main.get(..1500).unwrap_or(main)
}
