//! What must hold for ever: every event ever stored still reads, also when what it says of persons
//! is erased, and every statement runs on both engines.

use casefile::requests::Request;
use casefile::signals::Signal;
use casefile::{
    BulkOrder, BulkPortion, Case, Giving, Hold, Messages, Official, Organisation, Person,
    SavedFilter, Stops,
};
use kernel::{EventSet, Meta, State, Table};
use testkit::{Sample, Setup, check_samples, check_statements};

const fn sample(kind: &'static str, body: &'static str) -> Sample {
    Sample { kind, schema: 1, body }
}

const OFFICIAL: &[Sample] = &[
    sample(
        "official.absence_recorded",
        r#"{"from":"2026-07-06","until":"2026-07-31","cover":"019cad8f-ac00-700e-8392-754934ea1540"}"#,
    ),
    sample("official.absence_ended", "{}"),
    sample("official.competences_set", r#"{"competences":["data-protection","family"]}"#),
];

const FILTER: &[Sample] = &[
    sample(
        "filter.saved",
        r#"{"list":"cases","name":"Late","query":"status=open&late=1",
            "owner":"019cad8f-ac00-700e-8392-754934ea1540","unit":null}"#,
    ),
    sample("filter.renamed", r#"{"name":"Overdue"}"#),
    sample("filter.removed", "{}"),
    sample(
        "filter.saved",
        r#"{"list":"cases","name":"Nobody has it","query":"handler=nobody",
            "owner":"019cad8f-ac00-700e-8392-754934ea1540","unit":"HEL"}"#,
    ),
];

const BULK: &[Sample] = &[
    sample(
        "bulk.ordered",
        r#"{"what":"assign","unit":"HEL","cases":2,
            "portions":["019cad8f-ac00-7020-b02b-8631721c5401","019cad8f-ac00-7020-b02b-8631721c5402"],
            "left":[{"case":"019cad8f-ac00-7010-b02b-8631721c51be","why":"taken"},
                    {"case":"019cad8f-ac00-7010-b02b-8631721c51bf","why":"already"},
                    {"case":"019cad8f-ac00-7010-b02b-8631721c51b0","why":"closed"},
                    {"case":"019cad8f-ac00-7010-b02b-8631721c51b1","why":"unseen"},
                    {"case":"019cad8f-ac00-7010-b02b-8631721c51b2","why":"unable"},
                    {"case":"019cad8f-ac00-7010-b02b-8631721c51b3","why":"away"}],"undoes":null}"#,
    ),
    sample(
        "bulk.gone_through",
        r#"{"portion":"019cad8f-ac00-7020-b02b-8631721c5401","done":1,"skipped":0}"#,
    ),
    sample("bulk.ended", r#"{"why":"cancelled"}"#),
    sample("bulk.ended", r#"{"why":"not_allowed"}"#),
    sample(
        "bulk.ordered",
        r#"{"what":"give_back","unit":"HEL","cases":1,
            "portions":["019cad8f-ac00-7020-b02b-8631721c5403"],"left":[],
            "undoes":"019cad8f-ac00-7020-b02b-8631721c5400"}"#,
    ),
];

const PORTION: &[Sample] = &[
    sample(
        "portion.ordered",
        r#"{"bulk":"019cad8f-ac00-7020-b02b-8631721c5400","first":20,"work":{"assign":[
            {"case":"019cad8f-ac00-7010-b02b-8631721c51be","from":null,
             "to":"019cad8f-ac00-700e-8392-754934ea1540"},
            {"case":"019cad8f-ac00-7010-b02b-8631721c51bf",
             "from":"019cad8f-ac00-700e-8392-754934ea1540","to":null}]}}"#,
    ),
    sample("portion.gone_through", r#"{"skipped":[null,"taken"]}"#),
];

const MESSAGES: &[Sample] = &[
    sample("message.begun", r#"{}"#),
    sample(
        "message.received",
        r#"{"message":"019cad8f-ac00-7040-b02b-8631721c5600",
            "text":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"When?"}}}"#,
    ),
    sample(
        "message.sent",
        r#"{"message":"019cad8f-ac00-7040-b02b-8631721c5601",
            "text":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"In May."}}}"#,
    ),
    sample("message.mailed", r#"{"message":"019cad8f-ac00-7040-b02b-8631721c5601"}"#),
    sample(
        "message.mailed",
        r#"{"message":"019cad8f-ac00-7040-b02b-8631721c5601",
            "failed":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"550 no"}}}"#,
    ),
];

const GIVING: &[Sample] = &[
    sample(
        "case.redacted",
        r#"{"redaction":"019cad8f-ac00-7030-b02b-8631721c5500",
            "file":"019cad8f-ac00-7011-9984-4bcecca4a8c0","hides":"whole","ground":"child-interest",
            "named":false,"from":{"person":"019cad8f-ac00-700e-8392-754934ea1539"},
            "note":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Of her child"}}}"#,
    ),
    sample(
        "case.redacted",
        r#"{"redaction":"019cad8f-ac00-7030-b02b-8631721c5501",
            "file":"019cad8f-ac00-7011-9984-4bcecca4a8c1","hides":{"pages":[1,3]},"ground":"draft",
            "named":true,"from":null,
            "note":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"A draft"}}}"#,
    ),
    sample(
        "case.redacted",
        r#"{"redaction":"019cad8f-ac00-7030-b02b-8631721c5502",
            "file":"019cad8f-ac00-7011-9984-4bcecca4a8c1",
            "hides":{"areas":[{"page":2,"left":50,"top":110,"width":900,"height":105}]},
            "ground":"contact-details","named":true,"from":null,
            "note":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"An address"}}}"#,
    ),
    sample(
        "case.redaction_taken_back",
        r#"{"redaction":"019cad8f-ac00-7030-b02b-8631721c5501",
            "reason":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Decided"}}}"#,
    ),
    sample(
        "case.version_cleared",
        r#"{"file":"019cad8f-ac00-7011-9984-4bcecca4a8c2",
            "note":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"All seen"}}}"#,
    ),
    sample(
        "case.file_ordered",
        r#"{"given":"019cad8f-ac00-7030-b02b-8631721c5510",
            "to":{"person":"019cad8f-ac00-700e-8392-754934ea1539"},
            "through":{"organisation":"019cad8f-ac00-7002-8392-754934ea1501"},
            "documents":["019cad8f-ac00-7011-9984-4bcecca4a8c0","019cad8f-ac00-7011-9984-4bcecca4a8c1"],
            "redactions":["019cad8f-ac00-7030-b02b-8631721c5500"],"language":"fi",
            "purpose":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Asked"}}}"#,
    ),
    sample(
        "case.file_made",
        r#"{"given":"019cad8f-ac00-7030-b02b-8631721c5510",
            "file":"019cad8f-ac00-7011-9984-4bcecca4a8c9","size":12345,
            "sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","page_count":7,
            "incomplete":["019cad8f-ac00-7011-9984-4bcecca4a8c1"]}"#,
    ),
    sample(
        "case.file_ordered",
        r#"{"given":"019cad8f-ac00-7030-b02b-8631721c5511",
            "to":{"person":"019cad8f-ac00-700e-8392-754934ea1539"},"through":null,
            "documents":["019cad8f-ac00-7011-9984-4bcecca4a8c0"],"redactions":[],"language":"sv",
            "purpose":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Asked"}}}"#,
    ),
    sample(
        "case.file_failed",
        r#"{"given":"019cad8f-ac00-7030-b02b-8631721c5511","why":"unreadable",
            "document":"019cad8f-ac00-7011-9984-4bcecca4a8c0"}"#,
    ),
    sample(
        "case.file_failed",
        r#"{"given":"019cad8f-ac00-7030-b02b-8631721c5511","why":"too_large","document":null}"#,
    ),
];

const HOLD: &[Sample] = &[
    sample(
        "hold.placed",
        r#"{"person":"019cad8f-ac00-700e-8392-754934ea1539",
            "compartment":"7a1f6c52-0d3e-8b41-9c5a-6e2f80b4d101",
            "kinds":["removal","letter","notice","adverse-decision"],
            "owner":"019cad8f-ac00-700e-8392-754934ea1540","review_on":"2026-04-01",
            "reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"Under threat"}}}"#,
    ),
    sample("hold.fell_due", "{}"),
    sample(
        "hold.reviewed",
        r#"{"review_on":"2026-07-01","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Nothing has changed"}}}"#,
    ),
    sample("hold.handed_over", r#"{"owner":"019cad8f-ac00-700e-8392-754934ea1541"}"#),
    sample("hold.handed_over", r#"{"owner":null}"#),
    sample(
        "hold.lifted",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"She is safe now"}}}"#,
    ),
];

const STOPS: &[Sample] = &[
    sample(
        "stops.placed",
        r#"{"hold":"019cad8f-ac00-7020-b02b-8631721c5400","kinds":["letter","notice"]}"#,
    ),
    sample("stops.lifted", r#"{"hold":"019cad8f-ac00-7020-b02b-8631721c5400"}"#),
];

const PERSON: &[Sample] = &[
    sample(
        "person.registered",
        r#"{"particulars":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "names":[{"family":"Rahimi","given":"Amina","script":"latin","kind":"current"},
                     {"family":"رحیمی","given":"امینه","script":"original","kind":"current"}],
            "born":"1994-02","sex":"F","nationalities":["AFG"]}}},"class":"normal"}"#,
    ),
    sample(
        "person.document_added",
        r#"{"document":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "kind":"passport","number":"P1234567","issuer":"AFG",
            "valid_from":"2020-02-01","valid_to":"2030-01-31"}}}}"#,
    ),
    sample(
        "person.corrected",
        r#"{"particulars":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "names":[{"family":"Rahimy","given":"Amina","script":"latin","kind":"current"},
                     {"family":"Karim","given":"Amina","script":"latin","kind":"former",
                      "valid_to":"2015-06-30"}],
            "born":"1994","sex":"X","nationalities":["AFG","XXA"]}}},
            "reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"As in the passport"}}}"#,
    ),
    sample(
        "person.residence_right_recorded",
        r#"{"right":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "what":"fixed-term","from":"2026-03-16","until":"2027-03-15",
            "conditions":["no-other-work"],"case":"019cad8f-ac00-7010-b02b-8631721c51be"}}}}"#,
    ),
    sample(
        "person.document_corrected",
        r#"{"place":0,"document":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":{"kind":"passport","number":"P1234568","issuer":"AFG"}}},
            "reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"A slip of the fingers"}}}"#,
    ),
    sample(
        "person.document_ended",
        r#"{"place":0,"how":"lost","on":"2026-02-27","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Left on a bus"}}}"#,
    ),
    sample(
        "person.document_ended",
        r#"{"place":0,"how":"mistaken","on":"2026-02-27","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Her sister's"}}}"#,
    ),
    sample(
        "person.residence_right_corrected",
        r#"{"place":0,"right":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "what":"fixed-term","from":"2026-03-16","until":"2028-03-15",
            "conditions":["no-other-work"],"case":"019cad8f-ac00-7010-b02b-8631721c51be"}}},
            "reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"As the decision says"}}}"#,
    ),
    sample(
        "person.residence_right_corrected",
        r#"{"place":0,"right":null,"reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Of another person"}}}"#,
    ),
    // Where there were no conditions yet, and no end.
    sample(
        "person.residence_right_recorded",
        r#"{"right":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "what":"permanent","from":"2026-03-16","until":null,
            "case":"019cad8f-ac00-7010-b02b-8631721c51be"}}}}"#,
    ),
    sample(
        "person.residence_right_recorded",
        r#"{"right":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "what":"fixed-term","from":"2026-12-01","until":"2027-11-30","conditions":[],
            "type_code":"A","case":"019cad8f-ac00-7010-b02b-8631721c51be"}}}}"#,
    ),
    sample(
        "person.contact_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5200","contact":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"reach":{"by":"address",
            "use":"residence","address":{"lines":["Kotikatu 1 A 2"],"postal_code":"00100",
            "town":"Helsinki","municipality":"091","country":"FIN"}},
            "validity":{"from":"2026-03-02"}}}}}"#,
    ),
    sample(
        "person.contact_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5201","contact":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"reach":{"by":"email",
            "address":"amina@example.org"},"validity":{}}}}}"#,
    ),
    sample(
        "person.contact_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5202","contact":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"reach":{"by":"phone",
            "number":"+358401234567"},"validity":{"until":"2027-01-31"}}}}}"#,
    ),
    sample(
        "person.contact_ended",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5200","last":"2026-05-31"}"#,
    ),
    sample(
        "person.languages_recorded",
        r#"{"languages":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "contact":"en","spoken":["prs","ps"],"interpreter":true}}}}"#,
    ),
    // Of whoever applied online only the language of letters is known.
    sample(
        "person.languages_recorded",
        r#"{"languages":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "contact":"sv","spoken":[]}}}}"#,
    ),
    sample(
        "person.non_disclosure_recorded",
        r#"{"until":"2027-03-01","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"A threat was reported"}}}"#,
    ),
    sample(
        "person.non_disclosure_ended",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"At their own wish"}}}"#,
    ),
    sample(
        "person.reclassified",
        r#"{"class":"protected","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Hiding from a relative"}}}"#,
    ),
    sample(
        "person.reclassified",
        r#"{"class":"normal","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"The danger is over"}}}"#,
    ),
    sample(
        "person.relation_recorded",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5300",
            "other":"019cad8f-ac00-700e-8392-754934ea1540","relation":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{"kind":"spouse",
            "validity":{"from":"2015-06-30"},"source":"Marriage certificate seen"}}}}"#,
    ),
    sample(
        "person.relation_ended",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5300","last":"2026-02-28"}"#,
    ),
    sample(
        "person.compared",
        r#"{"other":"019cad8f-ac00-700e-8392-754934ea1540","verdict":"same_proposed",
            "grounds":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "reasons":"One face on both photos","evidence":"Passport P1234567"}}}}"#,
    ),
    sample(
        "person.compared",
        r#"{"other":"019cad8f-ac00-700e-8392-754934ea1540","verdict":"same",
            "grounds":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "reasons":"Confirmed by fingerprints"}}}}"#,
    ),
    // With the keyed hash of its number.
    sample(
        "person.document_added",
        r#"{"document":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "kind":"passport","number":"Q7654321","issuer":"AFG"}}},
            "number_hash":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1539",
            "plain":"5f70bf18a086007016e948b04aed3b82"}}}"#,
    ),
    sample(
        "person.representative_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5400","representation":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "agent":{"person":"019cad8f-ac00-700e-8392-754934ea1541"},"role":"agent",
            "case":"019cad8f-ac00-7010-b02b-8631721c51be","validity":{"from":"2026-03-02"},
            "basis":"Power of attorney seen"}}}}"#,
    ),
    sample(
        "person.representative_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5401","representation":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":{
            "agent":{"organisation":"019cad8f-ac00-700e-8392-754934ea1542"},"role":"counsel",
            "validity":{},"basis":"Appointed by a court"}}}}"#,
    ),
    sample(
        "person.representative_withdrawn",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5400","last":"2026-04-30","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1539","plain":"Withdrawn in writing"}}}"#,
    ),
];

const ORGANISATION: &[Sample] = &[
    sample(
        "organisation.registered",
        r#"{"details":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1542","plain":{
            "kind":"employer","name":"Pohjolan Leipä Oy","since":"2001-05-01","former":[],
            "business_id":{"country":"FIN","number":"0112038-9"},
            "address":{"lines":["Kotikatu 1"],"postal_code":"00100","town":"Helsinki",
            "municipality":"091","country":"FIN"},
            "reach":[{"by":"phone","number":"+358401234567"}]}}}}"#,
    ),
    sample(
        "organisation.corrected",
        r#"{"details":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1542","plain":{
            "kind":"other","name":"Leipä Oyj","former":[{"name":"Pohjolan Leipä Oy",
            "validity":{"from":"2001-05-01","until":"2025-12-31"}}],
            "address":{"lines":[],"postal_code":"","town":"Tukholma","country":"SWE"}}}},
            "reason":{"$seal":{"subject":"019cad8f-ac00-700e-8392-754934ea1542",
            "plain":"Trade register"}}}"#,
    ),
    sample(
        "organisation.contact_person_added",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5500","person":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1542","plain":{"name":"Eeva Esimerkki",
            "role":"Pay office","reach":[{"by":"email","address":"eeva@example.org"}],
            "validity":{}}}}}"#,
    ),
    sample(
        "organisation.contact_person_ended",
        r#"{"id":"019cad8f-ac00-7020-b02b-8631721c5500","last":"2026-05-31"}"#,
    ),
    sample(
        "organisation.ended",
        r#"{"last":"2026-06-30","reason":{"$seal":{
            "subject":"019cad8f-ac00-700e-8392-754934ea1542","plain":"Bankrupt since May"}}}"#,
    ),
];

const CASE: &[Sample] = &[
    sample(
        "case.opened",
        r#"{"number":"HEL-2026-000001","headline":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Address of residence"}},
            "applicant":"019cad8f-ac00-700e-8392-754934ea1539","unit":"HEL","class":"normal"}"#,
    ),
    // Since cases have kinds.
    sample(
        "case.opened",
        r#"{"number":"HEL-2026-000001","headline":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Address of residence"}},
            "applicant":"019cad8f-ac00-700e-8392-754934ea1539","unit":"HEL","class":"normal",
            "case_type":"general-matter","status":"received"}"#,
    ),
    sample(
        "case.clock_started",
        r#"{"name":"general-matter","rule":{"length":{"months":3},"extend_to_working_day":true,
            "two_working_days":false,"warn_days":14},"clock":{"state":"running",
            "rule":{"length":{"months":3},"extend_to_working_day":true,"two_working_days":false,
            "warn_days":14},"started":"2026-03-02","since":"2026-03-02","last":"2026-06-02",
            "due":"2026-06-02"}}"#,
    ),
    sample(
        "case.task_added",
        r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bd","what":"look-into","priority":"normal",
            "due":"2026-06-02","before_legal_date":0,"urgent_days":14,
            "competence":"data-protection"}"#,
    ),
    // Set by an official in words of their own.
    sample(
        "case.task_added",
        r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bf","what":"by-hand","priority":"normal",
            "due":"2026-05-04","words":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be",
            "plain":"Ask the police once more"}}}"#,
    ),
    // Where tasks had no rules yet.
    sample(
        "case.task_added",
        r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8be","what":"look-into","priority":"urgent",
            "due":"2026-06-02"}"#,
    ),
    sample(
        "case.task_added",
        r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bc","what":"look-into","priority":"urgent",
            "due":"2026-06-02","queue":"fast-track"}"#,
    ),
    sample(
        "case.task_taken",
        r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bd",
            "by":"019cad8f-ac00-7000-9692-161d100b05e5"}"#,
    ),
    sample("case.assigned", r#"{"handler":"019cad8f-ac00-7000-9692-161d100b05e5"}"#),
    sample("case.assigned", r#"{"handler":null}"#),
    sample("case.task_released", r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bd"}"#),
    sample(
        "case.clock_changed",
        r#"{"name":"general-matter","clock":{"state":"stopped","rule":{"length":{"months":3},
            "extend_to_working_day":true,"two_working_days":false,"warn_days":14},
            "started":"2026-03-02","since":"2026-03-02","left":{"days":92}}}"#,
    ),
    // Since it is said whom a case waits for.
    sample(
        "case.clock_changed",
        r#"{"name":"general-matter","clock":{"state":"stopped","rule":{"length":{"months":3},
            "extend_to_working_day":true,"two_working_days":false,"warn_days":14},
            "started":"2026-03-02","since":"2026-03-02","left":{"days":92}},
            "waits_for":"customer","reason":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Payslips"}}}"#,
    ),
    sample(
        "case.document_added",
        r#"{"document":{"file":"019cad8f-ac00-701c-8f7a-bb7627b74f52","name":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"letter.txt"}},
            "media_type":"text/plain","size":5,
            "sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}}"#,
    ),
    // Since documents have kinds and versions.
    sample(
        "case.document_added",
        r#"{"document":{"file":"019cad8f-ac00-701c-8f7a-bb7627b74f53","name":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"signed.pdf"}},
            "media_type":"application/pdf","size":5,
            "sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            "kind":"contract","language":"fi","sender":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"The employer"}},
            "arrived":"2026-03-01"},"replaces":"019cad8f-ac00-701c-8f7a-bb7627b74f52"}"#,
    ),
    sample(
        "case.document_set_aside",
        r#"{"file":"019cad8f-ac00-701c-8f7a-bb7627b74f53","reason":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"Of another person"}}}"#,
    ),
    sample(
        "case.note_added",
        r#"{"text":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be",
            "plain":"Called"}}}"#,
    ),
    sample("case.linked", r#"{"other":"019cad8f-ac00-7010-b02b-8631721c51bf"}"#),
    sample(
        "case.linked",
        r#"{"other":"019cad8f-ac00-7010-b02b-8631721c51b0","relation":"follow_up"}"#,
    ),
    sample(
        "case.unlinked",
        r#"{"other":"019cad8f-ac00-7010-b02b-8631721c51b0","reason":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"A namesake"}}}"#,
    ),
    sample("case.status_set", r#"{"status":"being-prepared"}"#),
    sample("case.processing_set", r#"{"processing":"light"}"#),
    sample(
        "case.party_added",
        r#"{"party":{"person":"019cad8f-ac00-700e-8392-754934ea1540"},"role":"spouse"}"#,
    ),
    sample(
        "case.party_added",
        r#"{"party":{"organisation":"019cad8f-ac00-700e-8392-754934ea1541"},"role":"employer"}"#,
    ),
    sample(
        "case.party_removed",
        r#"{"party":{"person":"019cad8f-ac00-700e-8392-754934ea1540"},"role":"spouse",
            "reason":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be",
            "plain":"Divorced"}}}"#,
    ),
    sample(
        "case.unit_changed",
        r#"{"unit":"TKU","reason":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be",
            "plain":"They moved"}}}"#,
    ),
    sample(
        "case.protection_changed",
        r#"{"class":"protected","compartment":null,"reason":{"$seal":{
            "subject":"019cad8f-ac00-7010-b02b-8631721c51be","plain":"A threat"}}}"#,
    ),
    sample("case.task_done", r#"{"task":"019cad8f-ac00-7011-9984-4bcecca4a8bd"}"#),
    sample(
        "case.clock_changed",
        r#"{"name":"general-matter","clock":{"state":"ended","started":"2026-03-02",
            "at":"2026-03-02","kept":true}}"#,
    ),
    sample("case.closed", r#"{"outcome":"withdrawn"}"#),
    sample(
        "case.reopened",
        r#"{"reason":{"$seal":{"subject":"019cad8f-ac00-7010-b02b-8631721c51be",
            "plain":"A new document"}}}"#,
    ),
    sample("case.closed", r#"{"outcome":"done"}"#),
    sample("case.closed", r#"{"outcome":"duplicate"}"#),
    sample("case.closed", r#"{"outcome":"lapsed"}"#),
];

const SIGNALS: &[Sample] = &[
    sample("signal.case_opened", r#"{"unit":"HEL"}"#),
    sample("signal.case_closed", r#"{"outcome":"withdrawn"}"#),
];

const REQUESTS: &[Sample] = &[
    sample(
        "request.wanted",
        r#"{"request":"019cad8f-ac00-7010-b02b-8631721c5100","what":"letters.send",
            "subject":"019cad8f-ac00-7010-b02b-8631721c5101",
            "evidence":["019cad8f-ac00-7010-b02b-8631721c5102"]}"#,
    ),
    sample(
        "request.answered",
        r#"{"request":"019cad8f-ac00-7010-b02b-8631721c5100","answer":"letters.sent"}"#,
    ),
];

/// What a system that listens hears: it keeps everything and has no rows.
struct Heard<E>(Vec<E>);

impl<E> Default for Heard<E> {
    fn default() -> Heard<E> {
        Heard(Vec::new())
    }
}

impl<E: EventSet> State for Heard<E> {
    const STREAM: &'static str = "case";
    type Event = E;

    fn apply(&mut self, event: E, _: Meta<'_>) {
        self.0.push(event);
    }
}

fn tables(stream: &str) -> &'static [&'static Table] {
    let states = casefile::system().states;
    states.iter().find(|state| state.stream == stream).map_or(&[], |state| state.tables)
}

#[test]
fn every_event_ever_stored_still_reads() {
    check_samples::<Organisation>(tables(Organisation::STREAM), ORGANISATION);
    check_samples::<Official>(tables(Official::STREAM), OFFICIAL);
    check_samples::<Giving>(&[], GIVING);
    check_samples::<Messages>(&[], MESSAGES);
    check_samples::<Hold>(tables(Hold::STREAM), HOLD);
    check_samples::<Stops>(&[], STOPS);
    check_samples::<Person>(tables(Person::STREAM), PERSON);
    check_samples::<Case>(tables(Case::STREAM), CASE);
    check_samples::<SavedFilter>(tables(SavedFilter::STREAM), FILTER);
    check_samples::<BulkOrder>(tables(BulkOrder::STREAM), BULK);
    check_samples::<BulkPortion>(tables(BulkPortion::STREAM), PORTION);
    check_samples::<Heard<Signal>>(&[], SIGNALS);
    check_samples::<Heard<Request>>(&[], REQUESTS);
}

#[tokio::test]
async fn every_statement_is_fit_for_both_engines() {
    let setup = Setup::new()
        .migrations(casefile::system().migrations)
        .registry(|registry| *registry = web::registry(&mut [casefile::system()]));
    setup.for_both(|world| async move { check_statements(&world).await }).await;
}
