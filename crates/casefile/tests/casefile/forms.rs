//! Every form of the case file made ready: somebody who may send it, an address at which it stands, and what a
//! careful person types into it.

use casefile::acts::{OrderBulk, Plan, SaveFilter};
use casefile::hold::ActKind;
use casefile::model::{Compartment, NameKind};
use casefile::{
    BulkId, Case, CaseId, FilterId, Giving, HoldId, KnownPerson, MessageEvent, Move, Organisation,
    OrganisationId, Person, PersonId, TaskId,
};
use kernel::{
    Act, Changes, Class, Ctx, Fault, FileId, Read, Refusal, Right, Run, StreamKey as _, Who,
};
use testkit::Shown;
use uuid::Uuid;

use crate::holds;
use crate::office::{Office, moved};

/// A form that stands ready.
pub struct Form {
    pub login: &'static str,
    pub path: String,
    pub good: Vec<(&'static str, String)>,
    pub takes_file: bool,
}

impl Form {
    fn new(path: String, good: &[(&'static str, &str)]) -> Form {
        let good = good.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Form { login: "aino", path, good, takes_file: false }
    }

    fn by(self, login: &'static str) -> Form {
        Form { login, ..self }
    }

    fn with_file(self) -> Form {
        Form { takes_file: true, ..self }
    }

    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.good.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

const NAMES: [(&str, &str); 10] = [
    ("family", "Haddad"),
    ("given", "Omar"),
    ("original_family", "حداد"),
    ("original_given", "عمر"),
    ("born-year", "1990"),
    ("born-month", "1"),
    ("born-day", "2"),
    ("sex", "M"),
    ("nationality", "SYR"),
    ("second_nationality", ""),
];

const EMPLOYER: [(&str, &str); 11] = [
    ("kind", "employer"),
    ("name", "Pohjolan Leipä Oy"),
    ("since", "1.5.2001"),
    ("business_id", ""),
    ("lines", "Myllytie 3"),
    ("postal_code", "00100"),
    ("town", "Helsinki"),
    ("municipality", "091"),
    ("country", "FIN"),
    ("phone", ""),
    ("email", ""),
];

const PASSPORT: [(&str, &str); 6] = [
    ("kind", "passport"),
    ("number", "N1234567"),
    ("issuer", "SYR"),
    ("valid_from", "1.2.2024"),
    ("valid_to", "31.1.2030"),
    ("anyway", "yes"),
];

const LETTER: [(&str, &str); 4] =
    [("kind", "letter"), ("language", "en"), ("sender", "The employer"), ("arrived", "1.3.2026")];

const CLOCK: &str = "general-matter";

/// What is wrong with a form that was sent, without the page around it; nothing when it was taken.
pub fn wrong(path: &str, shown: &Shown) -> Option<String> {
    let summary = shown.body.split_once("ds-error-summary").map_or("", |(_, rest)| rest);
    let summary = summary.split("</ul>").next().unwrap_or_default();
    let words = summary.split('<').filter_map(|tag| Some(tag.split_once('>')?.1.trim()));
    let words: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
    (shown.status != 303).then(|| format!("{path}: {} {words:?}", shown.status))
}

/// Persons and cases of their own, so that no form stands in another's way.
pub struct Scene<'a> {
    office: &'a Office,
    person: PersonId,
    other: PersonId,
    case: CaseId,
    other_number: String,
    task: TaskId,
    ritva: String,
}

impl<'a> Scene<'a> {
    pub async fn new(office: &'a Office) -> Scene<'a> {
        let person = office.person("Rahimi", Class::Normal).await;
        let other = office.person("Noor", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let beside = office.open("aino", other, "Lost card").await;
        let other_number = office.known(beside).await.number.to_string();
        let task = office.task(case).await;
        let ritva = office.who("ritva").await.user.to_string();
        Scene { office, person, other, case, other_number, task, ritva }
    }

    /// The form at an address of the case file.
    ///
    /// # Panics
    /// When nobody said how it is made ready: say it here.
    pub async fn form(&self, address: &str) -> Form {
        let ready = self.at_once(address);
        let ready = match ready {
            None => self.person_form(address).await,
            ready => ready,
        };
        let ready = match ready {
            None => self.case_form(address).await,
            ready => ready,
        };
        let ready = match ready {
            None => self.document_form(address).await,
            ready => ready,
        };
        let ready = match ready {
            None => self.office_form(address).await,
            ready => ready,
        };
        ready.unwrap_or_else(|| panic!("say in forms.rs how the form at {address} is made ready"))
    }

    /// Sends a form that needs nothing before it.
    async fn done(&self, address: &str) -> String {
        let form = self.at_once(address).unwrap();
        let mut browser = self.office.browser(form.login).await;
        if form.takes_file {
            return moved(&browser.attach(&form.path, "letter.txt", b"A letter").await);
        }
        let shown = browser.fill(&form.path, &form.pairs()).await;
        assert_eq!(wrong(&form.path, &shown), None);
        moved(&shown)
    }

    /// Forms that need nothing before them.
    fn at_once(&self, address: &str) -> Option<Form> {
        self.of_person(address)
            .or_else(|| self.of_family(address))
            .or_else(|| self.of_case(address))
    }

    fn of_person(&self, address: &str) -> Option<Form> {
        let person = self.person;
        let at = |rest: &str| format!("/persons/{person}/{rest}");
        let reason = ("reason", "As in the passport");
        Some(match address {
            "/persons/new" => Form::new("/persons/new".to_owned(), &NAMES),
            "/persons/{id}/correct" => Form::new(at("correct"), &[&NAMES[..], &[reason]].concat()),
            "/persons/{id}/documents/new" => Form::new(at("documents/new"), &PASSPORT),
            "/persons/{id}/residence-rights/new" => Form::new(
                at("residence-rights/new"),
                &[
                    ("what", "fixed-term"),
                    ("from", "1.3.2026"),
                    ("until", "28.2.2027"),
                    ("case", &self.case.to_string()),
                ],
            ),
            "/persons/{id}/names/new" => Form::new(
                at("names/new"),
                &[
                    ("family", "Karim"),
                    ("given", "Omar"),
                    ("kind", "alias"),
                    ("from", "1.2.2001"),
                    ("until", ""),
                    ("reason", "As told"),
                ],
            ),
            "/persons/{id}/addresses/new" => Form::new(
                at("addresses/new"),
                &[
                    ("lines", "Kotikatu 1"),
                    ("use", "residence"),
                    ("postal_code", "00100"),
                    ("town", "Helsinki"),
                    ("municipality", "091"),
                    ("country", "FIN"),
                    ("from", "1.2.2024"),
                    ("until", ""),
                ],
            ),
            "/persons/{id}/contacts/new" => Form::new(
                at("contacts/new"),
                &[
                    ("value", "040 123 4567"),
                    ("what", "phone"),
                    ("from", ""),
                    ("until", "1.2.2030"),
                ],
            ),
            "/persons/{id}/languages" => Form::new(
                at("languages"),
                &[("contact", "en"), ("first", "prs"), ("second", "ps"), ("interpreter", "yes")],
            ),
            "/persons/{id}/non-disclosure" => {
                Form::new(at("non-disclosure"), &[("reason", "A threat"), ("until", "1.2.2027")])
            }
            "/persons/{id}/class" => {
                Form::new(at("class"), &[("class", "protected"), reason]).by("maria")
            }
            _ => return None,
        })
    }

    fn of_family(&self, address: &str) -> Option<Form> {
        let (person, other) = (self.person, self.other);
        let at = |rest: &str| format!("/persons/{person}/{rest}?other={other}");
        Some(match address {
            "/persons/{id}/representatives/new" => Form::new(
                at("representatives/new"),
                &[
                    ("role", "counsel"),
                    ("case", ""),
                    ("from", ""),
                    ("until", ""),
                    ("basis", "Power of attorney"),
                ],
            ),
            "/persons/{id}/relations/new" => Form::new(
                at("relations/new"),
                &[("kind", "spouse"), ("from", ""), ("until", ""), ("source", "As told")],
            ),
            "/persons/{id}/compare" => Form::new(
                at("compare"),
                &[("found", "different"), ("reasons", "Two photos"), ("evidence", "")],
            ),
            "/organisations/new" => Form::new("/organisations/new".to_owned(), &EMPLOYER),
            "/cases/new" => Form::new(
                format!("/cases/new?person={person}"),
                &[("case_type", CLOCK), ("headline", "Lost card")],
            ),
            "/holds/new" => {
                let circle = Compartment::coded("trafficking").unwrap().id;
                Form::new(
                    format!("/holds/new?person={person}&compartment={circle}"),
                    &[
                        ("kinds", "letter"),
                        ("owner", &self.ritva),
                        ("review_on", "1.4.2026"),
                        ("reason", "A threat"),
                    ],
                )
                .by("ritva")
            }
            "/filters/new" => Form::new(
                "/filters/new?query=status%3Dopen".to_owned(),
                &[("name", &self.other_number), ("audience", "-")],
            ),
            _ => return None,
        })
    }

    fn of_case(&self, address: &str) -> Option<Form> {
        let (case, task) = (self.case, self.task);
        let at = |rest: &str| format!("/cases/{case}/{rest}");
        let reason = ("reason", "Told on the phone");
        Some(match address {
            "/cases/{id}/notes/new" => Form::new(at("notes/new"), &[("text", "Called")]),
            "/cases/{id}/documents/new" => Form::new(at("documents/new"), &LETTER).with_file(),
            "/cases/{id}/status" => Form::new(at("status"), &[("status", "being-prepared")]),
            "/cases/{id}/parties/new" => Form::new(
                format!("/cases/{case}/parties/new?party=person:{}", self.other),
                &[("role", "spouse")],
            ),
            "/cases/{id}/links/new" => {
                Form::new(at("links/new"), &[("other", &self.other_number), ("relation", "family")])
            }
            "/cases/{id}/unit" => Form::new(at("unit"), &[("unit", "TKU"), reason]),
            "/cases/{id}/protection" => {
                Form::new(at("protection"), &[("class", "protected"), reason]).by("maria")
            }
            "/cases/{id}/tasks/new" => Form::new(
                at("tasks/new"),
                &[("words", "Ask the police"), ("due", "9.3.2026"), ("to", "")],
            ),
            "/cases/{id}/tasks/{task}/take" => Form::new(at(&format!("tasks/{task}/take")), &[]),
            "/cases/{id}/clocks/{name}/stop" => {
                Form::new(at(&format!("clocks/{CLOCK}/stop")), &[("waits_for", "customer"), reason])
            }
            "/cases/{id}/clocks/{name}/extend" => Form::new(
                at(&format!("clocks/{CLOCK}/extend")),
                &[("length", "1"), ("unit", "months"), reason],
            ),
            "/cases/{id}/close" => Form::new(at("close"), &[("outcome", "done")]),
            _ => return None,
        })
    }

    async fn known(&self) -> KnownPerson {
        let (state, _) = self.office.kernel().peek::<Person>(self.person).await.unwrap();
        state.known().unwrap().clone()
    }

    /// Forms about what is known of a person already.
    async fn person_form(&self, address: &str) -> Option<Form> {
        let person = self.person;
        let at = |rest: String| format!("/persons/{person}/{rest}");
        let (reason, last) = (("reason", "Told on the phone"), ("last", "2.3.2026"));
        Some(match address {
            "/persons/{id}/documents/{place}/correct" => {
                self.done("/persons/{id}/documents/new").await;
                let mut corrected = PASSPORT.to_vec();
                corrected[1].1 = "N1234568";
                corrected.push(reason);
                Form::new(at("documents/0/correct".to_owned()), &corrected)
            }
            "/persons/{id}/documents/{place}/end" => {
                self.done("/persons/{id}/documents/new").await;
                let lost = [("how", "lost"), ("on", "1.3.2026"), reason];
                Form::new(at("documents/0/end".to_owned()), &lost)
            }
            "/persons/{id}/residence-rights/{place}/correct" => {
                self.done("/persons/{id}/residence-rights/new").await;
                let case = self.case.to_string();
                let right = [
                    ("what", "fixed-term"),
                    ("from", "1.3.2026"),
                    ("until", "28.2.2028"),
                    ("case", case.as_str()),
                    reason,
                ];
                Form::new(at("residence-rights/0/correct".to_owned()), &right)
            }
            "/persons/{id}/representatives/{representative}/withdraw" => {
                self.done("/persons/{id}/representatives/new").await;
                let id = *self.known().await.representatives.keys().next().unwrap();
                Form::new(at(format!("representatives/{id}/withdraw")), &[last, reason])
            }
            "/persons/{id}/relations/{relation}/end" => {
                self.done("/persons/{id}/relations/new").await;
                let id = *self.known().await.relations.keys().next().unwrap();
                Form::new(at(format!("relations/{id}/end")), &[last])
            }
            "/persons/{id}/names/{name}" => {
                self.done("/persons/{id}/names/new").await;
                let names = self.known().await.particulars.unwrap().names;
                let place = names.iter().position(|n| n.kind() != NameKind::Current).unwrap();
                let former = [("kind", "former"), ("from", ""), ("until", ""), reason];
                Form::new(at(format!("names/{place}")), &former)
            }
            "/persons/{id}/contacts/{contact}/end" => {
                self.done("/persons/{id}/contacts/new").await;
                let id = *self.known().await.contacts.keys().next().unwrap();
                Form::new(at(format!("contacts/{id}/end")), &[last])
            }
            "/persons/{id}/non-disclosure/end" => {
                self.done("/persons/{id}/non-disclosure").await;
                Form::new(at("non-disclosure/end".to_owned()), &[reason]).by("maria")
            }
            _ => return None,
        })
    }

    /// Forms about what a case has already.
    async fn case_form(&self, address: &str) -> Option<Form> {
        let (case, task) = (self.case, self.task);
        let at = |rest: String| format!("/cases/{case}/{rest}");
        let reason = ("reason", "Told on the phone");
        let id = |login: &'static str| async move { self.office.who(login).await.user.to_string() };
        Some(match address {
            "/cases/{id}/assign" => {
                Form::new(at("assign".to_owned()), &[("to", &id("aino").await)])
            }
            "/cases/{id}/tasks/{task}/hand-over" => {
                let to = id("mikael").await;
                Form::new(at(format!("tasks/{task}/hand-over")), &[("to", &to)])
            }
            "/cases/{id}/tasks/{task}/release" => {
                self.done("/cases/{id}/tasks/{task}/take").await;
                Form::new(at(format!("tasks/{task}/release")), &[])
            }
            "/cases/{id}/tasks/{task}/finish" => {
                self.done("/cases/{id}/tasks/{task}/take").await;
                Form::new(at(format!("tasks/{task}/finish")), &[])
            }
            "/cases/{id}/clocks/{name}/resume" => {
                self.done("/cases/{id}/clocks/{name}/stop").await;
                Form::new(at(format!("clocks/{CLOCK}/resume")), &[])
            }
            "/cases/{id}/reopen" => {
                self.done("/cases/{id}/close").await;
                Form::new(at("reopen".to_owned()), &[reason])
            }
            "/cases/{id}/parties/{party}/{role}/remove" => {
                self.done("/cases/{id}/parties/new").await;
                let party = format!("parties/person:{}/spouse/remove", self.other);
                Form::new(at(party), &[reason])
            }
            "/cases/{id}/links/{other}/remove" => {
                self.done("/cases/{id}/links/new").await;
                let other = *self.office.known(case).await.linked.keys().next().unwrap();
                Form::new(at(format!("links/{other}/remove")), &[reason])
            }
            "/cases/{id}/messages/new" => {
                let begin = BeginMessages(case);
                self.office.kernel().run(&Who::machine(), begin, Run::default()).await.unwrap();
                Form::new(at("messages/new".to_owned()), &[("text", "In May.")])
            }
            _ => return None,
        })
    }

    async fn attached(&self) -> FileId {
        self.done("/cases/{id}/documents/new").await;
        self.office.known(self.case).await.documents.last().unwrap().2.file
    }

    fn redaction(&self, file: FileId) -> Form {
        let hidden = [
            ("what", "whole"),
            ("pages", ""),
            ("boxes", ""),
            ("ground", "child-interest"),
            ("named", "named"),
            ("from", ""),
            ("note", "Of her child"),
        ];
        Form::new(format!("/cases/{}/documents/{file}/redact", self.case), &hidden)
    }

    async fn redacted(&self) -> FileId {
        let file = self.attached().await;
        let form = self.redaction(file);
        moved(&self.office.browser("aino").await.fill(&form.path, &form.pairs()).await);
        file
    }

    /// Forms about the documents of a case.
    async fn document_form(&self, address: &str) -> Option<Form> {
        let case = self.case;
        let at = |file: FileId, rest: &str| format!("/cases/{case}/documents/{file}/{rest}");
        Some(match address {
            "/cases/{id}/documents/{file}/replace" => {
                Form::new(at(self.attached().await, "replace"), &[]).with_file()
            }
            "/cases/{id}/documents/{file}/set-aside" => {
                Form::new(at(self.attached().await, "set-aside"), &[("reason", "Of another")])
            }
            "/cases/{id}/documents/{file}/redact" => self.redaction(self.attached().await),
            "/cases/{id}/documents/{file}/clear" => {
                let path = at(self.redacted().await, "replace");
                let mut aino = self.office.browser("aino").await;
                moved(&aino.attach(&path, "letter-2.txt", b"Another letter").await);
                let new = self.office.known(case).await.documents.last().unwrap().2.file;
                Form::new(at(new, "clear"), &[("note", "Nothing of hers")])
            }
            "/cases/{id}/redactions/{redaction}/take-back" => {
                self.redacted().await;
                let (giving, _) = self.office.kernel().peek::<Giving>(case).await.unwrap();
                let redaction = *giving.redactions.keys().next().unwrap();
                let path = format!("/cases/{case}/redactions/{redaction}/take-back");
                Form::new(path, &[("reason", "She is of age")])
            }
            "/cases/{id}/file/give" => {
                let (to, file) = (self.person, self.attached().await);
                let query = format!("to=person:{to}&language=fi&document={file}");
                let path = format!("/cases/{case}/file/give?{query}");
                Form::new(path, &[("purpose", "Asked for it")])
            }
            _ => return None,
        })
    }

    async fn organisation(&self) -> OrganisationId {
        let page = self.done("/organisations/new").await;
        page.rsplit('/').next().unwrap().parse().unwrap()
    }

    async fn ordered(&self) -> BulkId {
        let bulk = BulkId(self.office.kernel().next_id());
        let to = Some(self.office.who("mikael").await.user);
        let moves = vec![Move { case: self.case, from: None, to }];
        let plan = Plan { moves, left: Vec::new() };
        self.office.run("sari", OrderBulk { bulk, plan }).await.unwrap();
        bulk
    }

    async fn hold(&self) -> HoldId {
        let kinds = [ActKind::Letter];
        holds::place(self.office, ("ritva", "ritva"), self.person, "trafficking", &kinds).await
    }

    async fn saved(&self) -> FilterId {
        let filter = FilterId(self.office.kernel().next_id());
        let (name, query) = (self.other_number.clone(), "status=open".to_owned());
        let save = SaveFilter { filter, name, query, unit: None };
        self.office.run("aino", save).await.unwrap();
        filter
    }

    /// Forms about organisations, holds, filters, assignments in bulk and officials.
    async fn office_form(&self, address: &str) -> Option<Form> {
        let (reason, office) = (("reason", "Told on the phone"), self.office);
        if let Some(rest) = address.strip_prefix("/organisations/{id}/") {
            return self.organisation_form(rest).await;
        }
        let leila = office.who("leila").await.user;
        let away = [("from", "9.3.2026"), ("until", "20.3.2026"), ("cover", "")];
        let absence = format!("/team/{leila}/absence");
        Some(match address {
            "/holds/{id}/review" => {
                let good = [("review_on", "1.4.2026"), reason];
                Form::new(format!("/holds/{}/review", self.hold().await), &good).by("ritva")
            }
            "/holds/{id}/hand-over" => {
                let eero = office.who("eero").await.user.to_string();
                let path = format!("/holds/{}/hand-over", self.hold().await);
                Form::new(path, &[("owner", &eero)]).by("ritva")
            }
            "/holds/{id}/lift" => {
                Form::new(format!("/holds/{}/lift", self.hold().await), &[reason]).by("ritva")
            }
            "/filters/{id}/rename" => {
                let name = format!("{} now", self.other_number);
                Form::new(format!("/filters/{}/rename", self.saved().await), &[("name", &name)])
            }
            "/filters/{id}/remove" => {
                Form::new(format!("/filters/{}/remove", self.saved().await), &[])
            }
            "/bulk/{id}/cancel" => {
                Form::new(format!("/bulk/{}/cancel", self.ordered().await), &[]).by("sari")
            }
            "/bulk/{id}/undo" => {
                let bulk = self.ordered().await;
                office.world.settle().await;
                Form::new(format!("/bulk/{bulk}/undo"), &[]).by("sari")
            }
            "/team/{id}/absence" => Form::new(absence, &away).by("sari"),
            "/team/{id}/absence/end" => {
                moved(&office.browser("sari").await.fill(&absence, &away).await);
                Form::new(format!("{absence}/end"), &[]).by("sari")
            }
            "/team/{id}/competences" => {
                let known = [("competences", "data-protection")];
                Form::new(format!("/team/{leila}/competences"), &known).by("sari")
            }
            _ => return None,
        })
    }

    async fn organisation_form(&self, rest: &str) -> Option<Form> {
        let organisation = self.organisation().await;
        let at = |rest: String| format!("/organisations/{organisation}/{rest}");
        let (reason, last) = (("reason", "Trade register"), ("last", "2.3.2026"));
        let pay = [("name", "Eeva"), ("role", "Pay"), ("phone", ""), ("email", "e@example.org")];
        Some(match rest {
            "correct" => {
                let mut details = EMPLOYER.to_vec();
                details[4].1 = "Myllytie 4";
                details.push(reason);
                Form::new(at("correct".to_owned()), &details)
            }
            "end" => Form::new(at("end".to_owned()), &[last, reason]),
            "contact-persons/new" => Form::new(at("contact-persons/new".to_owned()), &pay),
            "contact-persons/{contact}/end" => {
                let path = at("contact-persons/new".to_owned());
                moved(&self.office.browser("aino").await.fill(&path, &pay).await);
                let peek = self.office.kernel().peek::<Organisation>(organisation);
                let (state, _) = peek.await.unwrap();
                let contact = *state.known().unwrap().contact_persons.keys().next().unwrap();
                Form::new(at(format!("contact-persons/{contact}/end")), &[last])
            }
            _ => return None,
        })
    }
}

/// Lets a case be one whose applicant reads and writes online.
struct BeginMessages(CaseId);

impl Act for BeginMessages {
    const NAME: &'static str = "test.begin_messages";
    const RIGHT: Right = Right::MACHINE;
    type State = Case;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.0.uuid()
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &Case, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        Ok(Changes::one(self.0, &MessageEvent::Begun {}))
    }
}
