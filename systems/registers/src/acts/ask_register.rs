//! Asks a register about a party to a case.

use casefile::{Case, CaseId, Organisation, Party, Person, SEE};
use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::form::Shown;
use web::{Draft, Field, FormAct, Problem, Reader, Request};

use crate::asking::{self, Wanted};
use crate::in_force;
use crate::manner::Manners;
use crate::model::Register;
use crate::rights::ASK;
use crate::state::CaseAsks;

/// Parties offered in the form: names are looked up for each.
const PARTIES_ITEMS_MAX: usize = 20;

/// Asks a register.
#[derive(Debug, Clone, Copy)]
pub struct AskRegister {
    /// In which case.
    pub case: CaseId,
    /// Which register.
    pub register: Register,
    /// About whom.
    pub about: Party,
}

impl Act for AskRegister {
    const NAME: &'static str = "register.ask";
    const RIGHT: Right = ASK;
    type State = CaseAsks;
    /// The case, how registers are asked, and whether the law lets this one be asked in it.
    type Inputs = (Case, Manners, bool);

    fn stream(&self) -> Uuid {
        self.case.0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let case = read.fold::<Case>(self.case).await?;
        let asked = |known| in_force::for_case(self.register, known);
        let may_be_asked = case.known().map_or(Ok(true), asked)?;
        Ok((case, Manners::shipped()?, may_be_asked))
    }

    fn decide(
        &self,
        asks: &CaseAsks,
        (case, manners, may_be_asked): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        let AskRegister { register, about, .. } = *self;
        let known = case.open()?;
        if !may_be_asked {
            return Err(Refusal::new("register-not-yet").at("register"));
        }
        let manner = manners.of(register).ok_or_else(|| Refusal::new("register-not-about"))?;
        let wanted = Wanted { register, about, on: ctx.today, manner };
        asking::ask(self.case, known, asks, wanted, ctx)
    }
}

impl FormAct for AskRegister {
    fn fields() -> Vec<Field> {
        vec![Field::drafted("register", Shown::Open), Field::drafted("about", Shown::Folded)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (kernel, who, ui) = (&request.kernel, &request.who, &request.ui);
        let id: CaseId = request.param("id")?;
        let opened = kernel.open::<Case>(who, id, SEE, Self::NAME).await?;
        let known = opened.state.known().ok_or(Problem::NotFound)?;
        let mut parties: Vec<(String, String)> = Vec::new();
        for (party, role) in known.all_parties().take(PARTIES_ITEMS_MAX) {
            let name = match party {
                Party::Person(id) => {
                    kernel.open::<Person>(who, id, SEE, Self::NAME).await?.state.shown()
                }
                Party::Organisation(id) => {
                    kernel.open::<Organisation>(who, id, SEE, Self::NAME).await?.state.shown()
                }
            };
            let role = ui.code("party-role-", role).plain();
            let label = name.map_or_else(|| role.clone(), |name| format!("{name}, {role}"));
            let code = party.to_string();
            if parties.iter().all(|(known, _)| *known != code) {
                parties.push((code, label));
            }
        }
        let mut registers = Vec::new();
        for register in Register::ALL {
            if in_force::for_case(register, known)? {
                let name = ui.code("register-name-", register).plain();
                registers.push((register.code().to_owned(), name));
            }
        }
        Ok(Draft::new()
            .seen(id.0, opened.version)
            .options("register", registers)
            .options("about", parties)
            .crumb(ui.t("casefile-cases"), "/cases")
            .crumb(known.number.to_string(), format!("/cases/{id}")))
    }

    fn read(form: &mut Reader<'_>) -> Option<AskRegister> {
        let (case, register) = (form.param("id"), form.choice("register"));
        Some(AskRegister { case: case?, register: register?, about: form.choice("about")? })
    }

    fn after(_: &Done, request: &Request) -> String {
        format!("/cases/{}", request.params.get("id").unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use casefile::model::{CaseNumber, Headline};
    use casefile::{CaseEvent, OrganisationId};
    use kernel::{Class, Sealed, SeededIds};
    use serde_json::json;
    use testkit::given;

    use super::*;
    use crate::acts::tests::{ASK as ONE, CASE, PERSON};
    use crate::events::AskEvent;
    use crate::ids::AskId;
    use crate::jobs::ASK_NOW;
    use crate::model::{Found, GivenUp};

    const EMPLOYER: OrganisationId = OrganisationId(Uuid::from_u128(9));

    fn case() -> Case {
        let opened = CaseEvent::Opened {
            number: CaseNumber::new("HEL", 2026, 7).unwrap(),
            headline: Sealed::new(PERSON, Headline::new("Permit").unwrap()),
            applicant: PERSON,
            unit: "HEL".into(),
            class: Class::Normal,
            case_type: "general-matter".into(),
            status: "received".into(),
        };
        let (party, role) = (Party::Organisation(EMPLOYER), "employer".into());
        given::<Case>([opened, CaseEvent::PartyAdded { party, role }]).state(CASE.0)
    }

    fn inputs() -> (Case, Manners, bool) {
        (case(), Manners::shipped().unwrap(), true)
    }

    fn ask(register: Register, about: Party) -> AskRegister {
        AskRegister { case: CASE, register, about }
    }

    fn of_applicant(register: Register) -> AskRegister {
        ask(register, Party::Person(PERSON))
    }

    /// The first id that a decision hands out.
    fn next() -> AskId {
        let millis = u64::try_from(testkit_monday()).unwrap() / 1000;
        AskId(kernel::Ids::next(&SeededIds::new(1, millis)))
    }

    fn testkit_monday() -> i64 {
        "2026-03-02T08:00:00Z".parse::<kernel::Ts>().unwrap().micros()
    }

    fn asked(id: AskId, register: Register) -> AskEvent {
        AskEvent::Asked {
            ask: id,
            register,
            about: Party::Person(PERSON),
            role: "applicant".into(),
            on: "2026-03-02".parse().unwrap(),
        }
    }

    #[test]
    fn a_question_is_recorded_with_the_job_that_asks_it() {
        let jobs = given::<CaseAsks>([])
            .when(of_applicant(Register::Income), inputs())
            .then([asked(next(), Register::Income)]);
        let payload = json!({ "case": CASE, "ask": next() });
        assert_eq!((jobs[0].kind, &jobs[0].payload), (ASK_NOW, &payload));
    }

    #[test]
    fn nobody_asks_while_a_question_is_open_or_its_answer_counts() {
        let open = || given::<CaseAsks>([asked(ONE, Register::Income)]);
        open().when(of_applicant(Register::Income), inputs()).then_refused("register-asked");
        open().when(of_applicant(Register::Study), inputs()).then([asked(next(), Register::Study)]);
        let answered = || {
            let answered = AskEvent::Answered { ask: ONE, found: Found::One, facts: vec![] };
            given::<CaseAsks>([asked(ONE, Register::Income), answered])
        };
        answered().when(of_applicant(Register::Income), inputs()).then_refused("register-fresh");
        let later = answered().days_pass(8).when(of_applicant(Register::Income), inputs());
        assert!(later.outcome().is_ok(), "the answer is old");
        let given_up = AskEvent::GivenUp { ask: ONE, why: GivenUp::BirthDate };
        let again = given::<CaseAsks>([asked(ONE, Register::Income), given_up]);
        assert!(again.when(of_applicant(Register::Income), inputs()).outcome().is_ok());
    }

    #[test]
    fn a_register_is_asked_of_those_it_knows() {
        let company = Party::Organisation(EMPLOYER);
        let given = || given::<CaseAsks>([]);
        assert!(given().when(ask(Register::Trade, company), inputs()).outcome().is_ok());
        given().when(ask(Register::Study, company), inputs()).then_refused("register-not-about");
        given().when(of_applicant(Register::Trade), inputs()).then_refused("register-not-about");
        let stranger = Party::Organisation(OrganisationId(Uuid::from_u128(77)));
        given().when(ask(Register::Trade, stranger), inputs()).then_refused("register-no-party");
        let nowhere = (Case::Unknown, Manners::shipped().unwrap(), true);
        given().when(of_applicant(Register::Income), nowhere).then_refused("case-unknown");
    }

    #[test]
    fn a_register_of_which_the_law_does_not_apply_yet_is_not_asked() {
        let not_yet = (case(), Manners::shipped().unwrap(), false);
        given::<CaseAsks>([])
            .when(of_applicant(Register::Vis), not_yet)
            .then_refused("register-not-yet");
        let applies = given::<CaseAsks>([]).when(of_applicant(Register::Vis), inputs());
        applies.then([asked(next(), Register::Vis)]);
    }
}
