//! Applying through the interface for programs: the same pages, attachments and checks, done once.

use kernel::Who;
use serde_json::{Value, json};
use testkit::{Browser, Shown};
use uuid::Uuid;

use crate::house::{AMINA, House, in_houses, led, sent};

/// A program that applies for Amina: it numbers its calls, and goes on from the version it was told.
struct Program {
    browser: Browser,
    calls: u128,
    version: i64,
}

impl Program {
    async fn new(house: &House) -> Program {
        Program::of(house, &house.amina).await
    }

    async fn of(house: &House, who: &Who) -> Program {
        let browser = Browser::program(&house.router(), house.kernel(), who.user).await;
        Program { browser, calls: 0, version: 0 }
    }

    fn sign(&mut self) {
        self.browser.headers.truncate(1);
        let key = Uuid::from_u128(self.calls).to_string();
        self.browser.headers.push(("idempotency-key", key));
        self.browser.headers.push(("if-match", format!("\"{}\"", self.version)));
    }

    async fn calls(&mut self, path: &str, body: &Value) -> Shown {
        self.calls += 1;
        self.sign();
        let body = body.to_string().into_bytes();
        self.browser.post_bytes(&format!("/api/v1{path}"), "application/json", body).await
    }

    async fn reads(&mut self, path: &str) -> Shown {
        self.browser.headers.truncate(1);
        self.browser.get(&format!("/api/v1{path}")).await
    }

    async fn attaches(&mut self, path: &str, name: &str, content: &[u8]) -> Shown {
        self.sign();
        self.browser.post_files(&format!("/api/v1{path}"), &[], &[(name, content)]).await
    }

    /// A call that was done; where it leads.
    fn done(&mut self, shown: &Shown) -> String {
        assert_eq!(shown.status, 200, "{}", shown.body);
        let told: Value = serde_json::from_str(&shown.body).unwrap();
        self.version = told["version"].as_i64().unwrap();
        told["page"].as_str().unwrap().to_owned()
    }
}

fn code(shown: &Shown) -> String {
    let told: Value = serde_json::from_str(&shown.body).unwrap();
    assert_eq!(shown.status, 422, "{told}");
    told["errors"][0]["code"].as_str().unwrap().to_owned()
}

fn pages() -> [(&'static str, Value); 11] {
    [
        (
            "names",
            json!({
                "family_name": "Rahimi", "given_names": "Amina", "born": "1994-02-17", "sex": "F",
            }),
        ),
        ("nationality", json!({ "nationality": "AFG" })),
        (
            "passport",
            json!({
                "passport_number": "P1234567", "passport_issuer": "AFG",
                "passport_expires": "2031-01-31",
            }),
        ),
        ("contact", json!({ "email": "amina@example.com" })),
        (
            "degree-studies",
            json!({ "degree": "university_degree", "school": "Aalto", "admitted": "yes" }),
        ),
        ("degree-begin", json!({ "studies_start": "2026-08-31", "months": 36, "begun": "no" })),
        ("means", json!({ "means": "900" })),
        ("tuition", json!({ "tuition": "paid" })),
        ("insurance", json!({ "insurance": "public_card" })),
        ("circumstances", json!({ "abroad": "yes", "d_visa": "no", "family": "no" })),
        ("background", json!({ "protection": "no", "removal": "no", "refused": "no" })),
    ]
}

#[tokio::test]
async fn a_program_applies_from_the_first_page_to_the_case() {
    in_houses(|house| async move {
        let mut program = Program::new(&house).await;
        let begun = program.calls("/apply/student-degree/begin", &json!({})).await;
        let application = program.done(&begun).trim_end_matches("/passport-code").to_owned();
        // What cannot be is told with its field, and what is not asked is no field.
        let names = format!("{application}/names");
        let future = json!({ "given_names": "Amina", "born": "2027-01-01", "sex": "F" });
        assert_eq!(code(&program.calls(&names, &future).await), "past");
        let odd = program.calls(&names, &json!({ "shoe_size": "38" })).await;
        assert_eq!(code(&odd), "field");
        for (page, answers) in pages() {
            let shown = program.calls(&format!("{application}/{page}"), &answers).await;
            program.done(&shown);
        }
        let send = format!("{application}/send");
        let early = program.calls(&send, &json!({ "true": true })).await;
        assert_eq!(code(&early), "application-files-missing");
        for slot in ["passport", "photograph", "means", "insurance"] {
            let path = format!("{application}/attachments/{slot}");
            program.calls += 1;
            let exe = program.attaches(&path, "passport.pdf", b"MZ\x90\x00\x03").await;
            assert_eq!(code(&exe), "files-type");
            let content = testkit::pdf(&[slot]);
            let first = program.attaches(&path, &format!("{slot}.pdf"), &content).await;
            // The answer was lost on its way: the same call once more.
            let again = program.attaches(&path, &format!("{slot}.pdf"), &content).await;
            assert_eq!(first.body, again.body);
            program.done(&first);
        }
        assert_eq!(house.application(&application).await.attachments.len(), 4);
        let sent = program.calls(&send, &json!({ "true": true })).await;
        assert_eq!(program.done(&sent), format!("{application}/sent"));
        house.world.settle().await;
        let (_, case, _) = house.case(&application).await;
        assert_eq!((case.case_type.as_str(), case.documents.len()), ("student-degree", 5));
        house.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_its_users_own_applications_and_no_others() {
    in_houses(|house| async move {
        let mut program = Program::new(&house).await;
        let begun = program.calls("/apply/student-degree/begin", &json!({})).await;
        let application = program.done(&begun).trim_end_matches("/passport-code").to_owned();
        let id = application.rsplit('/').next().unwrap().to_owned();
        let names = json!({ "given_names": "Amina", "born": "1994-02-17", "sex": "F" });
        let named = program.calls(&format!("{application}/names"), &names).await;
        program.done(&named);
        let content = testkit::pdf(&["passport"]);
        let path = format!("{application}/attachments/passport");
        program.calls += 1;
        let attached = program.attaches(&path, "passport.pdf", &content).await;
        program.done(&attached);

        let listed = program.reads("/applications?stage=draft").await.told();
        assert_eq!(listed["rows"][0]["id"], id);
        assert!(listed["rows"][0]["number"].is_null(), "{listed}");
        let shown = program.reads(&format!("/applications/{id}")).await;
        let whole = shown.told();
        assert_eq!(shown.headers["etag"], format!("\"{}\"", whole["version"]).as_str());
        assert_eq!(whole["pages"][1]["standing"], "done");
        assert_eq!(whole["pages"][1]["answers"]["given_names"]["value"], "Amina");
        assert_eq!(whole["pages"][2]["standing"], "not-begun");
        assert_eq!(whole["missing_attachments"], json!(["photograph", "means"]));
        let file = whole["attachments"][0]["file"].as_str().unwrap();
        let file = format!("{path}/{file}");
        assert_eq!(program.reads(&file).await.body.as_bytes(), content);

        let mut other = Program::of(&house, &house.bela).await;
        for theirs in [format!("/applications/{id}"), file, "/applications/x".to_owned()] {
            assert_eq!(other.reads(&theirs).await.status, 404, "{theirs}");
        }
        assert_eq!(other.reads("/applications").await.told()["rows"], json!([]));
        let mut officer = Program::of(&house, &house.officer).await;
        assert_eq!(officer.reads("/applications").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_the_code_for_the_employer_and_the_messages() {
    in_houses(|house| async move {
        let mut program = Program::new(&house).await;
        let begun = program.calls("/apply/employed-person/begin", &json!({})).await;
        let work = program.done(&begun).trim_end_matches("/passport-code").to_owned();
        let id = work.rsplit('/').next().unwrap().to_owned();
        let part = Uuid::from_u128(77).to_string();
        let asked = json!({ "part": part });
        // The part is a thing of its own, which is not there yet.
        program.version = 0;
        let invited = program.calls(&format!("{work}/employer/invite"), &asked).await;
        program.done(&invited);
        let whole = program.reads(&format!("/applications/{id}")).await.told();
        let employers = &whole["employers"][0];
        assert_eq!((&employers["id"], &employers["stage"]), (&json!(part), &json!("invited")));
        assert!(employers["company"].is_null() && whole["messages"] == json!([]), "{whole}");
        let code = employers["code"].as_str().unwrap();
        let mut amina = house.browser(&house.amina).await;
        assert!(amina.get(&format!("{work}/employer")).await.has(code), "the code of the page");

        let sent = sent(&mut amina, AMINA).await;
        house.world.settle().await;
        let text = "When is it decided?";
        led(&amina.fill(&format!("{sent}/messages/new"), &[("text", text)]).await);
        house.world.settle().await;
        let (case, ..) = house.case(&sent).await;
        let mut aino = house.browser(&house.officer).await;
        let answer = "Within two months.";
        led(&aino.fill(&format!("/cases/{case}/messages/new"), &[("text", answer)]).await);
        let id = sent.rsplit('/').next().unwrap();
        let whole = program.reads(&format!("/applications/{id}")).await.told();
        let messages = whole["messages"].as_array().unwrap();
        let told: Vec<(&str, &str)> = messages
            .iter()
            .map(|told| (told["from"].as_str().unwrap(), told["text"].as_str().unwrap()))
            .collect();
        assert!(told.contains(&("applicant", text)), "{told:?}");
        assert!(told.contains(&("authority", answer)), "{told:?}");
        let mut other = Program::of(&house, &house.bela).await;
        assert_eq!(other.reads(&format!("/applications/{id}")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_page_of_every_type_is_described_with_its_questions_and_options() {
    in_houses(|house| async move {
        let shown = Browser::new(&house.router()).get("/api/v1/openapi.json").await;
        let document: Value = serde_json::from_str(&shown.body).unwrap();
        for permit in permits::permit::all().unwrap() {
            for group in &permit.groups {
                let path = format!("/api/v1/apply/{}/{{id}}/{}", permit.code, group.code);
                let call = &document["paths"][&path]["post"];
                let body = &call["requestBody"]["content"]["application/json"]["schema"];
                let described = body["properties"].as_object().unwrap_or_else(|| panic!("{path}"));
                let asked: Vec<&str> = group.questions.iter().map(|q| q.code.as_str()).collect();
                let named: Vec<&str> = described.keys().map(String::as_str).collect();
                assert_eq!(named, asked, "{path}");
                for question in group.questions.iter().filter(|q| !q.options.is_empty()) {
                    let codes = described[&question.code]["enum"].as_array().unwrap();
                    assert!(question.options.iter().all(|o| codes.contains(&json!(o))), "{path}");
                }
                assert!(!call["summary"].as_str().unwrap().is_empty(), "{path}");
            }
            for slot in &permit.attachments {
                let of = format!("/api/v1/apply/{}/{{id}}/attachments/{}", permit.code, slot.code);
                let body = &document["paths"][&of]["post"]["requestBody"]["content"];
                let files = &body["multipart/form-data"]["schema"]["properties"]["file"];
                assert_eq!(files["type"], "array", "{of}");
            }
        }
        let template = "/api/v1/apply/{type}/{id}/{group}";
        assert!(document["paths"][template].is_null(), "each page has its own address");
    })
    .await;
}
