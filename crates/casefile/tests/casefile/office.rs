//! An office to test in: the colleagues of the demo, and what they do over and over.

use std::sync::OnceLock;

use axum::Router;
use casefile::acts::{OpenCase, RegisterPerson, Typed};
use casefile::case_type::GENERAL_MATTER;
use casefile::model::{Name, NameKind, PartialDate, Script, Sex};
use casefile::personas::{self, Persona};
use casefile::{Case, CaseId, KnownCase, Particulars, PersonEvent, PersonId, TaskId};
use kernel::{
    Act, Changes, Class, Done, Kernel, NewStream, NotDone, Run, Sealed, User, UserId, Who,
};
use testkit::{Browser, Setup, Shown, World};

/// The case file on a fresh database.
pub fn setup() -> Setup {
    Setup::new()
        .migrations(casefile::system().migrations)
        .registry(|registry| *registry = web::registry(&mut [casefile::system()]))
}

/// Runs a test in an office on each engine.
pub async fn in_offices<F: Future<Output = ()>>(test: impl Fn(Office) -> F) {
    setup().for_both(|world| async { test(Office::new(world).await).await }).await;
}

/// A world with the colleagues of the demo.
pub struct Office {
    pub world: World,
    people: Vec<(UserId, Persona)>,
    /// Made once: that takes longer than most answers.
    router: OnceLock<Router>,
}

impl Office {
    pub async fn new(world: World) -> Office {
        let people = personas::add(&world.kernel).await.unwrap();
        Office { world, people, router: OnceLock::new() }
    }

    pub fn kernel(&self) -> &Kernel {
        &self.world.kernel
    }

    fn id(&self, login: &str) -> UserId {
        self.people.iter().find(|(_, p)| p.login == login).unwrap().0
    }

    /// A colleague by what they would type to sign in.
    pub async fn who(&self, login: &str) -> Who {
        let id = self.id(login);
        let (user, _) = self.kernel().peek::<User>(id).await.unwrap();
        user.who(id, None, &self.kernel().registry().rights).unwrap()
    }

    pub fn router(&self) -> Router {
        self.router.get_or_init(|| self.routed()).clone()
    }

    fn routed(&self) -> Router {
        let persona = |(user, p): &(UserId, Persona)| web::Persona {
            user: *user,
            name: p.name.clone(),
            key: p.key(),
        };
        let personas = self.people.iter().map(persona).collect();
        let config = web::Config { demo: true, personas, ..web::Config::default() };
        web::router(self.kernel().clone(), vec![casefile::system()], config).unwrap()
    }

    /// A colleague's browser, signed in.
    pub async fn browser(&self, login: &str) -> Browser {
        Browser::signed_in(&self.router(), self.id(login)).await
    }

    /// Does an act as a colleague.
    pub async fn run<A: Act>(&self, login: &str, act: A) -> Result<Done, NotDone> {
        self.kernel().run(&self.who(login).await, act, Run::default()).await
    }

    /// A person of a class, registered by the clerk, who may register whom she must not see after.
    pub async fn person(&self, family: &str, class: Class) -> PersonId {
        let person = PersonId(self.kernel().next_id());
        let act = RegisterPerson { person, typed: typed(family), class, another: true };
        self.run("leila", act).await.unwrap();
        person
    }

    /// A case about a person, opened by a colleague in their unit.
    pub async fn open(&self, login: &str, applicant: PersonId, headline: &str) -> CaseId {
        let case = CaseId(self.kernel().next_id());
        let headline = headline.to_owned();
        self.run(
            login,
            OpenCase { case, applicant, headline, case_type: GENERAL_MATTER.to_owned() },
        )
        .await
        .unwrap();
        case
    }

    /// A case of aino's unit about somebody.
    pub async fn case(&self) -> CaseId {
        let person = self.person("Rahimi", Class::Normal).await;
        self.open("aino", person, "Address of residence").await
    }

    /// What is known of a case.
    pub async fn known(&self, case: CaseId) -> KnownCase {
        let (state, _) = self.kernel().peek::<Case>(case).await.unwrap();
        state.known().unwrap().clone()
    }

    /// The only task of a case.
    pub async fn task(&self, case: CaseId) -> TaskId {
        *self.known(case).await.tasks.keys().next().unwrap()
    }
}

/// A made-up applicant with a name in two scripts.
pub fn typed(family: &str) -> Typed {
    Typed {
        latin: (family.to_owned(), "Amina".to_owned()),
        original: ("رحیمی".to_owned(), "امینه".to_owned()),
        born: ("1994".to_owned(), "2".to_owned(), String::new()),
        sex: Sex::F,
        nationalities: vec!["AFG".to_owned()],
    }
}

/// Where a form that was done leads.
pub fn moved(shown: &Shown) -> String {
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.location().to_owned()
}

/// The code an act was refused with.
pub fn refused(done: Result<Done, NotDone>) -> &'static str {
    match done.unwrap_err() {
        NotDone::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// A person of the normal class as a load brings them.
pub fn loaded_person(id: uuid::Uuid, family: &str, given: &str, at: kernel::Ts) -> NewStream {
    let name = Name::new(family, given, Script::Latin, NameKind::Current).unwrap();
    let particulars = Particulars {
        names: vec![name],
        born: PartialDate::Unknown,
        sex: Sex::M,
        nationalities: Vec::new(),
    };
    let person = PersonId(id);
    let particulars = Sealed::new(person, particulars);
    let registered = PersonEvent::Registered { particulars, class: Class::Normal };
    NewStream { stages: vec![(at, Changes::one(person, &registered))] }
}
