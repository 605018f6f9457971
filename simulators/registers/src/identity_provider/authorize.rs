//! The page on which one chooses who one is, and where that leads.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{CODE_SECONDS, Grant};
use crate::Simulator;
use crate::answer::Refused;
use crate::back;
use crate::life::{Life, years};
use crate::registers::mandates::acts_for;

/// Longest value of a parameter taken.
const VALUE_CHARS_MAX: usize = 500;
/// People drawn who are offered, and guests: enough to find a student, a worker and a parent among them.
const PEOPLE_ROWS_MAX: usize = 60;
/// From this age on somebody signs in for themselves.
const ADULT_YEARS: i16 = 18;

/// What the client asks for, and on the way back who was chosen.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    code_challenge: String,
    code_challenge_method: String,
    /// Reference of who was chosen; nothing when one turned back.
    #[serde(default)]
    who: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/authorize.html")]
struct Choose {
    asked: Asked,
    people: Vec<Offered>,
}

struct Offered {
    reference: String,
    name: String,
    born: String,
    nationality: String,
    works: bool,
    studies: bool,
    children: usize,
    /// The company they act for: its name and business id.
    company: Option<(String, String)>,
}

impl Asked {
    /// What is wrong with it for the client to hear; what is wrong with the client itself is refused here.
    fn flaw(&self) -> Result<Option<&'static str>, Refused> {
        let refused = |code| Err(Refused(StatusCode::BAD_REQUEST, code));
        let values = [&self.client_id, &self.scope, &self.code_challenge];
        let further = [&self.state, &self.nonce, &self.who];
        let mut all = values.into_iter().chain(further.into_iter().flatten());
        if !back::is_here(&self.redirect_uri) {
            return refused("redirect-not-here");
        }
        if self.client_id.is_empty() || all.any(|value| value.len() > VALUE_CHARS_MAX) {
            return refused("client-wrong");
        }
        Ok(if self.response_type != "code" {
            Some("unsupported_response_type")
        } else if !self.scope.split(' ').any(|scope| scope == "openid") {
            Some("invalid_scope")
        } else if self.code_challenge_method != "S256" || self.code_challenge.len() != 43 {
            Some("invalid_request")
        } else {
            None
        })
    }

    fn back(&self, name: &str, value: &str) -> Response {
        let mut pairs = vec![(name, value)];
        pairs.extend(self.state.as_deref().map(|state| ("state", state)));
        Redirect::to(&back::with(&self.redirect_uri, &pairs)).into_response()
    }
}

pub(crate) async fn choose(
    State(simulator): State<Simulator>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(asked)) = asked else {
        return Refused(StatusCode::BAD_REQUEST, "request-incomplete").into();
    };
    match asked.flaw() {
        Err(refused) => refused.into(),
        Ok(Some(error)) => asked.back("error", error),
        Ok(None) => page(&simulator, asked),
    }
}

fn page(simulator: &Simulator, asked: Asked) -> Response {
    let today = simulator.settings().today;
    let world = simulator.world();
    let adult = |life: &&Life| years(life.identity.born, today) >= ADULT_YEARS;
    let drawn = world.people().iter().filter(adult).take(PEOPLE_ROWS_MAX);
    let alive = |life: &&Life| life.home.as_ref().is_none_or(|home| home.died.is_none());
    let guests = world.guests().filter(adult).filter(alive).take(PEOPLE_ROWS_MAX);
    let offered = drawn.chain(guests).map(|life| Offered {
        reference: life.reference.clone(),
        name: format!("{} {}", life.identity.given_names, life.identity.family_name),
        born: life.identity.born.to_string(),
        nationality: life.identity.nationalities.join(", "),
        works: life.work.is_some(),
        studies: life.studies.is_some(),
        children: life.children.len(),
        company: acts_for(simulator.world(), life).map(|acted| (acted.name, acted.business_id)),
    });
    let choose = Choose { asked, people: offered.collect() };
    match choose.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(crate) async fn chosen(
    State(simulator): State<Simulator>,
    asked: Result<Form<Asked>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(asked)) = asked else {
        return Refused(StatusCode::BAD_REQUEST, "request-incomplete").into();
    };
    match asked.flaw() {
        Err(refused) => return refused.into(),
        Ok(Some(error)) => return asked.back("error", error),
        Ok(None) => {}
    }
    let who = asked.who.as_deref().filter(|who| !who.is_empty());
    let Some(who) = who else { return asked.back("error", "access_denied") };
    let Some(life) = simulator.world().person(who) else {
        return Refused::unfit("nobody-chosen").into();
    };
    let grant = Grant {
        client: asked.client_id.clone(),
        redirect: asked.redirect_uri.clone(),
        challenge: asked.code_challenge.clone(),
        nonce: asked.nonce.clone(),
        reference: life.reference.clone(),
        until: simulator.now() + CODE_SECONDS,
    };
    let code = simulator.identity_provider().codes.keep(grant);
    asked.back("code", &code)
}
