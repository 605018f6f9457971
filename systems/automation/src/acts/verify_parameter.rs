//! Says that a value of a parameter is what the act or the authority's page says: without that no
//! case is decided by it without a person.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use law::{Day, Grade, Parameter};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::events::ParameterEvent;
use crate::ids::{InstallationId, ParameterId};
use crate::rights::{APPROVE, AUTHOR, SEE};
use crate::rules;
use crate::state::{Installation, VerifiedParameter};

/// Verifies a value.
#[derive(Debug, Clone)]
pub struct VerifyParameter {
    /// Name of the parameter.
    pub parameter: String,
    /// First day of the value.
    pub valid_from: Day,
    /// The value that was compared.
    pub value: String,
    /// Where.
    pub source: String,
}

impl Act for VerifyParameter {
    const NAME: &'static str = "parameter.verify";
    const RIGHT: Right = APPROVE;
    type State = VerifiedParameter;
    type Inputs = (Option<&'static Parameter>, bool);

    fn stream(&self) -> Uuid {
        ParameterId::of(&self.parameter).0
    }

    async fn inputs(&self, read: &mut Read<'_>) -> Result<Self::Inputs, Fault> {
        let parameter = rules::law()?.dictionary.parameters.get(&self.parameter);
        let installation: Installation = read.guard(InstallationId::this()).await?;
        Ok((parameter, installation.demo && read.who().is_machine()))
    }

    fn decide(
        &self,
        known: &VerifiedParameter,
        (parameter, demo): &Self::Inputs,
        ctx: &Ctx<'_>,
    ) -> Result<Changes, Refusal> {
        if ctx.who.may(AUTHOR) && !ctx.who.is_machine() {
            return Err(Refusal::new("rules-own"));
        }
        let row = parameter.and_then(|p| p.rows.iter().find(|r| r.valid_from == self.valid_from));
        let row = row.ok_or_else(|| Refusal::new("parameter-unknown"))?;
        if row.value != self.value {
            return Err(Refusal::new("parameter-other").with("value", &row.value));
        }
        if row.grade != Grade::Primary && !demo {
            return Err(Refusal::new("parameter-not-primary"));
        }
        if self.source.trim().is_empty() {
            return Err(Refusal::new("parameter-source-empty").at("source"));
        }
        if known.is_verified(self.valid_from, &self.value, *demo) {
            return Err(Refusal::new("nothing-changed"));
        }
        let verified = ParameterEvent::Verified {
            valid_from: self.valid_from,
            value: self.value.clone(),
            source: self.source.trim().to_owned(),
            demo: *demo,
        };
        Ok(Changes::one(ParameterId::of(&self.parameter), &verified))
    }
}

impl FormAct for VerifyParameter {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("value"), Field::text("source", Limit::LINE)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let (name, from): (String, String) = (request.param("name")?, request.param("from")?);
        let parameter = rules::law()?.dictionary.parameters.get(&name).ok_or(Problem::NotFound)?;
        let day = Day::parse(&from).ok_or(Problem::NotFound)?;
        let row = parameter.rows.iter().find(|row| row.valid_from == day);
        let row = row.ok_or(Problem::NotFound)?;
        let id = ParameterId::of(&name);
        let opened =
            request.kernel.open::<VerifiedParameter>(&request.who, id, SEE, Self::NAME).await;
        match opened {
            Ok(_) | Err(kernel::NotDone::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
        let words = crate::words::of(&request.ui, &parameter.words);
        Ok(Draft::new()
            .value("value", &row.value)
            .arg("name", words)
            .arg("value", crate::words::amount(&request.ui, parameter, &row.value))
            .arg("cite", row.cite.join("; "))
            .crumb(request.ui.t("automation"), "/automation"))
    }

    fn read(form: &mut Reader<'_>) -> Option<VerifyParameter> {
        let from: Option<String> = form.param("from");
        let (parameter, valid_from) = (form.param("name"), from.and_then(|f| Day::parse(&f)));
        let (value, source) = (form.text("value"), form.text("source"));
        Some(VerifyParameter {
            parameter: parameter?,
            valid_from: valid_from?,
            value: value?,
            source: source?,
        })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/automation".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;
    use crate::acts::tests::person;

    const NAME: &str = "automatic_student_first_day";

    fn act(value: &str) -> VerifyParameter {
        VerifyParameter {
            parameter: NAME.into(),
            valid_from: Day::parse("2023-10-19").unwrap(),
            value: value.into(),
            source: "migri.fi".into(),
        }
    }

    fn known(name: &str) -> Option<&'static Parameter> {
        rules::law().unwrap().dictionary.parameters.get(name)
    }

    #[test]
    fn the_value_that_the_law_has_is_verified_once() {
        let approver = person(1, &[APPROVE]);
        let given = || given::<VerifiedParameter>([]).as_who(&approver);
        let verified = ParameterEvent::Verified {
            valid_from: Day::parse("2023-10-19").unwrap(),
            value: "2023-10-19".into(),
            source: "migri.fi".into(),
            demo: false,
        };
        let inputs = || (known(NAME), false);
        given().when(act("2023-10-19"), inputs()).then([verified.clone()]);
        given().and([verified]).when(act("2023-10-19"), inputs()).then_refused("nothing-changed");
        given().when(act("2020-01-01"), inputs()).then_refused("parameter-other");
        given().when(act("2023-10-19"), (None, false)).then_refused("parameter-unknown");
    }

    #[test]
    fn what_was_read_elsewhere_than_in_the_act_is_not_verified() {
        let parameter = known("insurance_short_cover").unwrap();
        let row = parameter.rows.last().unwrap();
        let act = VerifyParameter {
            parameter: parameter.name.clone(),
            valid_from: row.valid_from,
            value: row.value.clone(),
            source: "act".into(),
        };
        let given = given::<VerifiedParameter>([]).as_who(&person(1, &[APPROVE]));
        given.when(act, (Some(parameter), false)).then_refused("parameter-not-primary");
    }

    #[test]
    fn who_writes_rules_verifies_none() {
        let author = person(1, &[APPROVE, AUTHOR]);
        let given = given::<VerifiedParameter>([]).as_who(&author);
        given.when(act("2023-10-19"), (known(NAME), false)).then_refused("rules-own");
    }
}
