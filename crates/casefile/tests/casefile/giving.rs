//! The file a party is given: what is kept is nowhere in it, a new version is looked at again, what
//! cannot be read is named, and it is made once.

use std::sync::Arc;

use casefile::acts::{
    AddParty, AddRepresentative, GiveFile, Redact, TakeBackRedaction, To, WithdrawRepresentative,
};
use casefile::hold::ActKind;
use casefile::model::{Agent, RepresentativeRole};
use casefile::{
    Area, CaseEvent, CaseId, Document, Failed, GivenId, Giving, Hides, Party, PersonId, Stage,
};
use kernel::{Changes, Class, FileId, Kernel, NewFile, NewStream, NotDone, Portion, Sealed, Who};

use crate::holds::{lift, place};
use crate::office::{Office, in_offices, moved, refused};
use crate::pdf;

const SECRET: &str = "Salainenkertomus";
const OTHER_SECRET: &str = "Piilotettu";
const PUBLIC: &str = "Julkinenosa";

async fn giving(kernel: &Kernel, case: CaseId) -> Arc<Giving> {
    kernel.peek::<Giving>(case).await.unwrap().0
}

/// The bytes of a file that was made.
pub async fn made(kernel: &Kernel, case: CaseId, given: GivenId) -> Vec<u8> {
    let giving = giving(kernel, case).await;
    let Stage::Made { file, size, page_count, .. } = giving.given[&given].stage.clone() else {
        panic!("{:?}", giving.given[&given]);
    };
    let mut content = Vec::new();
    for n in 0.. {
        let Some(chunk) = kernel.file_chunk(file, n).await.unwrap() else { break };
        content.extend(chunk);
    }
    assert_eq!(u64::try_from(content.len()).unwrap(), size);
    assert_eq!(pdf::count(&content), page_count);
    content
}

async fn attach(office: &Office, case: CaseId, name: &str, content: &[u8]) -> FileId {
    let mut aino = office.browser("aino").await;
    moved(&aino.attach(&format!("/cases/{case}/documents/new"), name, content).await);
    office.known(case).await.documents.last().unwrap().2.file
}

/// Keeps something of a document, as somebody does through the form.
async fn redact(office: &Office, case: CaseId, file: FileId, pairs: &[(&str, &str)]) {
    let all: Vec<(&str, &str)> = pairs.iter().copied().chain([("note", "Not for them")]).collect();
    let mut aino = office.browser("aino").await;
    let path = format!("/cases/{case}/documents/{file}/redact");
    moved(&aino.fill(&path, &all).await);
}

fn party(person: PersonId) -> To {
    To { party: Party::Person(person), representation: None }
}

fn give(office: &Office, case: CaseId, to: To, documents: &[FileId]) -> GiveFile {
    GiveFile {
        case,
        given: GivenId(office.kernel().next_id()),
        to,
        documents: documents.to_vec(),
        language: "fi".to_owned(),
        purpose: "Asked for it".to_owned(),
    }
}

/// Orders a file and lets it be made.
async fn ordered(office: &Office, act: GiveFile) -> GivenId {
    let given = act.given;
    office.run("aino", act).await.unwrap();
    office.world.settle().await;
    given
}

async fn failed(office: &Office, case: CaseId, given: GivenId) -> (Failed, Option<FileId>) {
    match giving(office.kernel(), case).await.given[&given].stage.clone() {
        Stage::Failed { why, document } => (why, document),
        other => panic!("{other:?}"),
    }
}

/// Keeps areas and a page of a letter, a text that the index names, and one of which nothing shows.
async fn keep_in_every_way(office: &Office, case: CaseId, [letter, text, hidden]: [FileId; 3]) {
    let child = ("ground", "child-interest");
    let boxes = [("what", "boxes"), ("boxes", pdf::OVER_THE_LINE), child];
    redact(office, case, letter, &boxes).await;
    redact(office, case, letter, &[("what", "pages"), ("pages", "3"), child]).await;
    let whole = |named| [("what", "whole"), ("named", named), child];
    redact(office, case, text, &whole("named")).await;
    redact(office, case, hidden, &whole("unnamed")).await;
}

#[tokio::test]
async fn what_is_kept_from_a_party_is_nowhere_in_the_file() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let letter = testkit::pdf(&[SECRET, PUBLIC, OTHER_SECRET]);
        let letter = attach(&office, case, &format!("{SECRET}.pdf"), &letter).await;
        let open = attach(&office, case, "open.pdf", &testkit::pdf(&["Avoinasia"])).await;
        let text = attach(&office, case, "child.txt", SECRET.as_bytes()).await;
        let hidden = attach(&office, case, "hidden.txt", OTHER_SECRET.as_bytes()).await;
        let plain = attach(&office, case, "plain.txt", "Pelkkää\n\ntekstiä".as_bytes()).await;
        let documents = [letter, open, text, hidden, plain];

        // Nothing is kept yet: all of it is found, which shows that looking for it finds it.
        let first = ordered(&office, give(&office, case, party(person), &documents)).await;
        let all = made(office.kernel(), case, first).await;
        let found = pdf::everything(&all);
        for words in [SECRET, OTHER_SECRET, PUBLIC, "Avoinasia"] {
            assert!(found.contains(words), "{words}");
        }
        assert!(pdf::text(&all).contains("Pelkkää"), "{}", pdf::text(&all));

        keep_in_every_way(&office, case, [letter, text, hidden]).await;
        let mut aino = office.browser("aino").await;
        let overview = aino.get(&format!("/cases/{case}/file")).await;
        assert!(overview.has("Rahimi") && overview.has("A part of it"), "{}", overview.body);
        let query: String = documents.iter().map(|file| format!("&document={file}")).collect();
        let form = format!("/cases/{case}/file/give?to={}&language=fi{query}", party(person));
        let preview = aino.get(&form).await;
        for words in [
            "A part of it",
            "Not given, and the index says so",
            "Not given, and the index does not name it",
            "Interest of a child",
            "Unverified",
            "pages 1, 3",
            "Asiakirja, jota ei anneta",
        ] {
            assert!(preview.has(words), "{words} in {}", preview.body);
        }
        let to = moved(&aino.fill(&form, &[("purpose", "Asked for it")]).await);
        let given: GivenId =
            to.strip_prefix("/progress/").unwrap().split('?').next().unwrap().parse().unwrap();
        assert_eq!(to, format!("/progress/{given}?to=/cases/{case}/file/{given}"));
        office.world.settle().await;

        let bytes = made(office.kernel(), case, given).await;
        let found = pdf::everything(&bytes);
        for words in
            [SECRET, OTHER_SECRET, "child.txt", "hidden.txt", "Not for them", "Asked for it"]
        {
            assert!(!found.contains(words), "{words}");
        }
        assert!(found.contains("Avoinasia"), "what nothing is kept of keeps its text");
        let text = pdf::text(&bytes);
        for words in ["Pelkkää", "Eianneta", "621/1999)11§2mom.1kohta", "Rahimi"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        // Cover, index, three pages of the letter, one each of the others; of the hidden one none.
        assert_eq!(pdf::count(&bytes), 2 + 3 + 1 + 1 + 1);

        let path = format!("/cases/{case}/file/{given}");
        let page = aino.get(&path).await;
        assert!(page.has("Ready") && page.has("Nobody yet.") && page.has("Asked for it"));
        let (length, headers) = aino.length(&format!("{path}/pdf")).await;
        assert_eq!(length, bytes.len());
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert!(!aino.get(&path).await.has("Nobody yet."), "the look was recorded");
        let shown = aino.get(&format!("/cases/{case}")).await;
        for words in ["Kept from parties", "file ordered", "file made", "The whole document"] {
            assert!(shown.has(words), "{words} in {}", shown.body);
        }
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn a_new_version_hands_nothing_down_and_must_be_looked_at() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let old = attach(&office, case, "story.txt", SECRET.as_bytes()).await;
        let whole = [("what", "whole"), ("named", "named"), ("ground", "child-interest")];
        redact(&office, case, old, &whole).await;
        let mut aino = office.browser("aino").await;
        let replace = format!("/cases/{case}/documents/{old}/replace");
        moved(&aino.attach(&replace, "story-2.txt", OTHER_SECRET.as_bytes()).await);
        let new = office.known(case).await.documents[1].2.file;

        let form =
            format!("/cases/{case}/file/give?to={}&language=en&document={new}", party(person));
        let preview = aino.get(&form).await;
        assert!(preview.has("Look at it again"), "{}", preview.body);
        let told = aino.fill(&form, &[("purpose", "Asked for it")]).await;
        assert_eq!(told.status, 422);
        assert!(told.has("must be looked at") && told.has("story-2.txt"), "{}", told.body);
        assert!(aino.get(&format!("/cases/{case}/documents/{new}/about")).await.has("/clear"));
        assert!(giving(office.kernel(), case).await.given.is_empty());

        let clear = format!("/cases/{case}/documents/{new}/clear");
        moved(&aino.fill(&clear, &[("note", "Nothing of hers")]).await);
        moved(&aino.fill(&form, &[("purpose", "Asked for it")]).await);
        office.world.settle().await;
        let giving = giving(office.kernel(), case).await;
        let given = *giving.given.keys().next().unwrap();
        let text = pdf::text(&made(office.kernel(), case, given).await);
        assert!(text.contains(OTHER_SECRET) && !text.contains(SECRET), "{text}");
        let told = aino.fill(&clear, &[("note", "Again")]).await;
        assert_eq!(told.status, 422);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_the_file_is_ordered_without_it() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let good = attach(&office, case, "good.txt", PUBLIC.as_bytes()).await;
        let broken = attach(&office, case, "broken.pdf", b"%PDF-1.7\nnothing more").await;
        let act = give(&office, case, party(person), &[good, broken]);
        let given = ordered(&office, act).await;
        assert_eq!(failed(&office, case, given).await, (Failed::Unreadable, Some(broken)));
        let mut aino = office.browser("aino").await;
        let page = aino.get(&format!("/cases/{case}/file/{given}")).await;
        assert!(page.has("broken.pdf") && page.has("cannot be read"), "{}", page.body);
        let (_, rest) = page.body.split_once(&format!("href=\"/cases/{case}/file/give?")).unwrap();
        let query = rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&");
        assert!(query.contains(&good.to_string()) && !query.contains(&broken.to_string()));
        let again = format!("/cases/{case}/file/give?{query}");
        moved(&aino.fill(&again, &[("purpose", "Without the broken one")]).await);
        office.world.settle().await;
        let after = giving(office.kernel(), case).await;
        let given = *after.given.keys().last().unwrap();
        assert!(pdf::text(&made(office.kernel(), case, given).await).contains(PUBLIC));

        // What nobody can read is kept whole, or not at all.
        let form = format!("/cases/{case}/documents/{broken}/redact");
        let parts = [("what", "pages"), ("pages", "1"), ("ground", "draft"), ("note", "x")];
        let told = aino.fill(&form, &parts).await;
        assert_eq!(told.status, 422);
        assert!(told.has("no pages of which some"), "{}", told.body);
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_for_another_choice_gives_no_error() {
    in_offices(|office| async move {
        let case = office.case().await;
        let file = attach(&office, case, "two.pdf", &testkit::pdf(&[PUBLIC, PUBLIC])).await;
        let mut aino = office.browser("aino").await;
        let form = format!("/cases/{case}/documents/{file}/redact");
        let typed = |what: &'static str| {
            [
                ("what", what),
                ("pages", "seven"),
                ("boxes", "nowhere"),
                ("ground", "child-interest"),
                ("note", "Why"),
            ]
        };
        let named =
            aino.fill(&form, &[&typed("whole")[..], &[("named", "unnamed")]].concat()).await;
        moved(&named);
        for (what, wrong, right) in [
            ("pages", "Write pages as", ("pages", "2")),
            ("boxes", "Write each box", ("boxes", "2: 0 0 100 50,5")),
        ] {
            let told = aino.fill(&form, &typed(what)).await;
            assert_eq!(told.status, 422);
            let errors = told.body.matches("ds-validation-message").count();
            assert!(told.has(wrong) && errors == 1, "{what}: {errors} in {}", told.body);
            assert!(told.has("seven") && told.has("nowhere"), "nothing typed is lost");
            let others = typed(what).into_iter().filter(|(name, _)| *name != right.0);
            let pairs: Vec<_> = others.chain([right]).collect();
            moved(&aino.fill(&form, &pairs).await);
        }
        let none = aino.fill(&form, &[("pages", "x"), ("boxes", "y"), ("note", "Why")]).await;
        assert_eq!(none.status, 422);
        assert_eq!(none.body.matches("ds-validation-message").count(), 2, "what, and the ground");
        let kept: Vec<Hides> = giving(office.kernel(), case)
            .await
            .redactions
            .values()
            .map(|r| r.hides.clone())
            .collect();
        let area = Area { page: 2, left: 0, top: 0, width: 1000, height: 505 };
        assert_eq!(kept, [Hides::Whole, Hides::Pages([2].into()), Hides::Areas(vec![area])]);
        let outside = aino
            .fill(&form, &[("what", "pages"), ("pages", "3"), ("ground", "draft"), ("note", "x")])
            .await;
        assert!(outside.status == 422 && outside.has("which has 2 pages"), "{}", outside.body);
        let picture = aino.length(&format!("/cases/{case}/documents/{file}/pages/2")).await;
        assert_eq!(picture.1["content-type"], "image/png");
        let none = aino.get(&format!("/cases/{case}/documents/{file}/pages/3")).await;
        assert_eq!(none.status, 404);
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_or_gives_what_they_must_not() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let file = attach(&office, case, "open.txt", PUBLIC.as_bytes()).await;
        let act = |to: To| give(&office, case, to, &[file]);
        // The clerk looks, and neither keeps nor gives; of another unit nobody sees the case.
        let done = office.run("leila", act(party(person))).await;
        assert!(matches!(done, Err(NotDone::NotAllowed)), "{done:?}");
        let mut leila = office.browser("leila").await;
        for path in ["redact", "pages/1"] {
            let path = format!("/cases/{case}/documents/{file}/{path}");
            assert_eq!(leila.get(&path).await.status, 403, "{path}");
        }
        let overview = leila.get(&format!("/cases/{case}/file")).await;
        assert!(overview.status == 200 && !overview.has("<form class=\"uma-form\""));
        assert_eq!(refused(office.run("oskari", act(party(person))).await), "case-unknown");
        let given = ordered(&office, act(party(person))).await;
        let mut oskari = office.browser("oskari").await;
        for path in ["file".to_owned(), format!("file/{given}"), format!("file/{given}/pdf")] {
            let path = format!("/cases/{case}/{path}");
            assert_eq!(oskari.get(&path).await.status, 404, "{path}");
        }

        // A witness is no party, a stranger is none, and a protected one has no name for her.
        let witness = office.person("Haddad", Class::Normal).await;
        let as_witness =
            AddParty { case, party: Party::Person(witness), role: "witness".to_owned() };
        office.run("aino", as_witness).await.unwrap();
        let stranger = office.person("Karimi", Class::Normal).await;
        for no_party in [witness, stranger] {
            assert_eq!(refused(office.run("aino", act(party(no_party))).await), "given-not-party");
        }
        // Counsel gets it for her, while the power of attorney holds.
        let represent = AddRepresentative {
            person,
            agent: Agent::Person(stranger),
            role: RepresentativeRole::Counsel,
            case: Some(case),
            from: None,
            until: None,
            basis: "Power of attorney seen".to_owned(),
        };
        office.run("aino", represent).await.unwrap();
        let (known, _) = office.kernel().peek::<casefile::Person>(person).await.unwrap();
        let representation = *known.known().unwrap().representatives.keys().next().unwrap();
        let counsel = To { representation: Some(representation), ..party(person) };
        let given = ordered(&office, act(counsel)).await;
        let text = pdf::text(&made(office.kernel(), case, given).await);
        assert!(text.contains("Karimi") && text.contains("Rahimi"), "{text}");
        office.world.days_pass(2);
        let last = office.world.now().date().yesterday().unwrap();
        let withdraw = WithdrawRepresentative {
            person,
            representative: representation,
            last,
            reason: "Withdrawn".to_owned(),
        };
        office.run("aino", withdraw).await.unwrap();
        assert_eq!(refused(office.run("aino", act(counsel)).await), "given-not-authorised");
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_that_people_wrote_stands_in_the_index() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Turvakodintie 5").await;
        let new = format!("/cases/{case}/documents/new");
        let mut aino = office.browser("aino").await;
        let mut pairs = aino.get(&new).await.hidden();
        pairs.extend([
            ("sender".to_owned(), "Husband, Turvakodintie 5".to_owned()),
            ("kind".to_owned(), "letter".to_owned()),
        ]);
        let name = "Turvakodintie 5 Helsinki.txt";
        moved(&aino.post_files(&new, &pairs, &[(name, PUBLIC.as_bytes())]).await);
        let file = office.known(case).await.documents[0].2.file;
        let given = ordered(&office, give(&office, case, party(person), &[file])).await;
        let bytes = made(office.kernel(), case, given).await;
        assert!(!pdf::everything(&bytes).contains("Turvakodintie"));
        let text = pdf::text(&bytes);
        assert!(!text.contains("Turvakodintie") && text.contains("Kirje"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_after_the_order_stops_the_file() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let spouse = office.person("Karimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let add = AddParty { case, party: Party::Person(spouse), role: "spouse".to_owned() };
        office.run("aino", add).await.unwrap();
        let file = attach(&office, case, "story.txt", SECRET.as_bytes()).await;
        let (early, late) = (
            give(&office, case, party(person), &[file]),
            give(&office, case, party(spouse), &[file]),
        );
        let (early_id, late_id) = (early.given, late.given);
        office.run("aino", early).await.unwrap();
        office.run("aino", late).await.unwrap();
        let redact = Redact {
            case,
            file,
            hides: Hides::Whole,
            ground: "private-interest".to_owned(),
            named: Some(false),
            from: Some(Party::Person(spouse)),
            note: "Tells of her plans".to_owned(),
            length: 0,
        };
        office.run("mikael", redact).await.unwrap();
        office.world.settle().await;
        // From whom it is not kept, gets it; from whom it is, does not.
        assert!(pdf::text(&made(office.kernel(), case, early_id).await).contains(SECRET));
        assert_eq!(failed(&office, case, late_id).await, (Failed::Changed, None));
        let again = ordered(&office, give(&office, case, party(spouse), &[file])).await;
        let text = pdf::text(&made(office.kernel(), case, again).await);
        assert!(!text.contains(SECRET) && !text.contains("Eianneta"), "{text}");
        let redaction = *giving(office.kernel(), case).await.redactions.keys().next().unwrap();
        let reason = "She told him".to_owned();
        office.run("aino", TakeBackRedaction { case, redaction, reason }).await.unwrap();
        let open = ordered(&office, give(&office, case, party(spouse), &[file])).await;
        assert!(pdf::text(&made(office.kernel(), case, open).await).contains(SECRET));
        // Whoever may do so no longer gives nothing, although it was ordered in time.
        let act = give(&office, case, party(person), &[file]);
        let given = act.given;
        office.run("aino", act).await.unwrap();
        let (id, enabled) = (office.who("aino").await.user, false);
        let disable = kernel::EnableUser { id, enabled };
        office.kernel().run(&Who::machine(), disable, kernel::Run::default()).await.unwrap();
        office.world.settle().await;
        assert_eq!(failed(&office, case, given).await, (Failed::NotAllowed, None));
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_hold_stops_is_not_given_and_one_under_way_tells_nothing_of_it() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let spouse = office.person("Karimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let add = AddParty { case, party: Party::Person(spouse), role: "spouse".to_owned() };
        office.run("aino", add).await.unwrap();
        let file = attach(&office, case, "open.txt", PUBLIC.as_bytes()).await;
        let act = |to| give(&office, case, to, &[file]);
        // Under way when the hold is placed: it ends, in the words of any other change.
        let under_way = act(party(spouse));
        let given = under_way.given;
        office.run("aino", under_way).await.unwrap();
        let kinds = [ActKind::Notice];
        let hold = place(&office, ("ritva", "ritva"), person, "trafficking", &kinds).await;
        office.world.settle().await;
        assert_eq!(failed(&office, case, given).await, (Failed::Changed, None));
        let mut aino = office.browser("aino").await;
        for path in [format!("/cases/{case}"), format!("/cases/{case}/file/{given}")] {
            assert!(!aino.get(&path).await.has("stopped"), "{path}");
        }
        // She may get her own file, and the spouse, by whom she would become known, may not.
        let stopped = "stopped-ask-duty-desk";
        assert_eq!(refused(office.run("aino", act(party(spouse))).await), stopped);
        let given = ordered(&office, act(party(person))).await;
        made(office.kernel(), case, given).await;
        lift(&office, "ritva", hold).await;
        let kinds = [ActKind::Letter];
        let hold = place(&office, ("ritva", "ritva"), person, "trafficking", &kinds).await;
        assert_eq!(refused(office.run("aino", act(party(person))).await), stopped);
        lift(&office, "ritva", hold).await;
        let given = ordered(&office, act(party(spouse))).await;
        made(office.kernel(), case, given).await;
        office.world.verify().await;
    })
    .await;
}

#[tokio::test]
async fn of_an_erased_case_nothing_is_left_to_download() {
    in_offices(|office| async move {
        let person = office.person("Rahimi", Class::Normal).await;
        let case = office.open("aino", person, "Address of residence").await;
        let file = attach(&office, case, "story.txt", SECRET.as_bytes()).await;
        let pairs = [("what", "whole"), ("named", "named"), ("ground", "child-interest")];
        let given = ordered(&office, give(&office, case, party(person), &[file])).await;
        redact(&office, case, file, &pairs).await;
        let path = format!("/cases/{case}/file/{given}");
        let mut aino = office.browser("aino").await;
        aino.length(&format!("{path}/pdf")).await;
        office.kernel().erase(case.into()).await.unwrap();
        office.world.settle().await;
        assert_eq!(aino.get(&format!("{path}/pdf")).await.status, 404);
        for path in [path, format!("/cases/{case}/file"), format!("/cases/{case}")] {
            let shown = aino.get(&path).await;
            assert_eq!(shown.status, 200, "{path}");
            for words in ["story.txt", "Asked for it", "Not for them"] {
                assert!(!shown.has(words), "{words} at {path}");
            }
        }
        let again = give(&office, case, party(person), &[file]);
        assert_eq!(refused(office.run("aino", again).await), "given-erased");
        office.world.verify().await;
    })
    .await;
}

/// A case with so many small texts, loaded as old data moves in.
pub async fn with_texts(office: &Office, count: u64) -> (CaseId, PersonId, Vec<FileId>) {
    let like = office.known(office.case().await).await;
    let (case, at) = (CaseId(office.kernel().next_id()), office.world.now());
    let opened = CaseEvent::Opened {
        number: like.number.clone(),
        headline: Sealed::new(case, like.headline.clone().unwrap()),
        applicant: like.applicant,
        unit: like.unit.clone(),
        class: like.class,
        case_type: like.case_type.clone(),
        status: like.status_word.clone(),
    };
    let (mut changes, mut files) = (Changes::one(case, &opened), Vec::new());
    for n in 0..count {
        let id = FileId(office.kernel().next_id());
        let content = format!("Teksti numero {n}").into_bytes();
        let file = NewFile::new(id, case, at, "text/plain", content).unwrap();
        let stored = file.stored();
        let document = Document {
            file: id,
            name: Sealed::new(case, format!("{n}.txt")),
            media_type: stored.media_type.clone(),
            size: stored.size,
            sha256: stored.sha256.clone(),
            kind: "statement".to_owned(),
            language: None,
            sender: None,
            arrived: None,
        };
        changes = changes.record(case, &CaseEvent::DocumentAdded { document, replaces: None });
        files.push(file);
    }
    let ids = files.iter().map(|file| file.stored().id).collect();
    let streams = vec![NewStream { stages: vec![(at, changes)] }];
    let portion = Portion { who: Who::machine(), streams, files };
    let load = office.kernel().seal_load("test.load", vec![portion]).await.unwrap();
    office.kernel().write_load(load).await.unwrap();
    (case, like.applicant, ids)
}

#[tokio::test]
async fn five_hundred_documents_make_one_file_once() {
    in_offices(|office| async move {
        let (case, person, documents) = with_texts(&office, 501).await;
        let many = give(&office, case, party(person), &documents);
        assert_eq!(refused(office.run("aino", many).await), "given-many");
        let given = ordered(&office, give(&office, case, party(person), &documents[..500])).await;
        let bytes = made(office.kernel(), case, given).await;
        assert!(pdf::count(&bytes) > 500);
        let text = pdf::text(&bytes);
        assert!(text.contains("Tekstinumero0") && text.contains("Tekstinumero499"));
        office.world.settle().await;
        let machine = Who::machine();
        let opened = office.kernel().open::<casefile::Case>(&machine, case, casefile::SEE, "test");
        let events = opened.await.unwrap().events;
        assert_eq!(events.iter().filter(|event| event.kind == "case.file_made").count(), 1);
        let mut aino = office.browser("aino").await;
        let overview = format!("/cases/{case}/file");
        let page = aino.get(&overview).await;
        assert!(page.has("rel=\"next\""), "the rest is a click away");
        let query: String = documents[..500].iter().map(|id| format!("&document={id}")).collect();
        let preview = format!("{overview}/give?to={}&language=sv{query}", party(person));
        let preview = aino.get(&preview).await;
        assert!(preview.status == 200 && preview.has("500 documents"), "{}", preview.status);
        office.world.verify().await;
    })
    .await;
}
