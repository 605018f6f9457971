//! Somebody made up who applies: by the same acts as the pages of applicants, employers and clerks run, with
//! the fee paid at the bank and the devices asked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context as _, bail};
use casefile::CaseId;
use identity::acts::{AskCapture, ProveIdentity, ReadPassport, SeeOriginals};
use identity::model::{Noticed, Part, Passport, What};
use identity::{IdentityStep, Standing};
use kernel::{
    Act, AddUser, BoxFuture, Class, FileId, Kernel, NotDone, Profile, Run, Subject, User, UserId,
    Who,
};
use outside::{Address, Limits};
use permits::acts::{AddAttachments, AnswerGroup, BeginApplication, SubmitApplication};
use permits::{Application, ApplicationId, KnownApplication, Page, Said};

use super::terms::{self, Offer};

/// How long is waited for what the machine does next: a job of a program that was killed is held for half a minute
/// more, and a payment that the bank has forgotten is asked about every half minute.
const WAIT: Duration = Duration::from_secs(90);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(100);
/// How often a picture is taken again that is too poor.
const CAPTURES_TRIES_MAX: usize = 8;
/// A made-up attachment has a line.
const PDF_BYTES_MAX: u64 = 1_000;
/// How patiently the bank is asked.
const BANK: Limits = Limits { connect_ms: 2_000, answer_ms: 5_000, bytes_max: 64 * 1024 };

/// The house, and the world around it.
#[derive(Clone)]
pub(super) struct World {
    pub(super) kernel: Kernel,
    /// Where the bank is.
    pub(super) bank: Address,
    /// Who proves identity at a mission.
    pub(super) clerk: UserId,
}

/// Who applies, and for what.
#[derive(Debug, Clone)]
pub(super) struct Applying {
    /// What they would type to sign in: it tells them from others.
    pub(super) login: String,
    /// Who fills in the form for them; nobody when they do it themselves.
    pub(super) by: Option<UserId>,
    pub(super) family_name: String,
    pub(super) given_names: String,
    pub(super) born: kernel::Date,
    pub(super) sex: char,
    pub(super) country: String,
    /// Code of the type of permit.
    pub(super) permit: &'static str,
    /// Answers to the questions that are not about who they are, by page.
    pub(super) pages: Vec<(&'static str, Vec<(&'static str, String)>)>,
    /// Places that take an attachment.
    pub(super) slots: &'static [&'static str],
    /// What an employer offers, who tells it by themselves.
    pub(super) offer: Option<Offer>,
}

impl World {
    /// Does an act for somebody.
    pub(super) async fn run<A: Act>(&self, who: &Who, act: A) -> anyhow::Result<()> {
        let name = A::NAME;
        match self.kernel.run(who, act, Run::default()).await {
            Ok(_) => Ok(()),
            Err(NotDone::Fault(fault)) => Err(fault).context(name),
            Err(other) => bail!("{name}: {other:?}"),
        }
    }

    /// A user with the rights they have.
    pub(super) async fn who(&self, user: UserId) -> anyhow::Result<Who> {
        let (known, _) = self.kernel.peek::<User>(user).await?;
        let who = known.who(user, None, &self.kernel.registry().rights);
        who.context("a made-up user cannot act")
    }

    /// Somebody from outside, added when they are not there yet.
    pub(super) async fn visitor(&self, login: &str, name: String) -> anyhow::Result<Who> {
        let user = match self.kernel.user_by_login(login).await? {
            Some(user) => user,
            None => {
                let id = UserId(self.kernel.next_id());
                let profile = Profile {
                    unit: String::new(),
                    roles: BTreeSet::from(["applicant".to_owned()]),
                    units: BTreeSet::new(),
                    clearance: Class::Normal,
                    compartments: BTreeSet::new(),
                };
                let login = login.to_owned();
                let act = AddUser { id, name, login, password_hash: None, profile };
                self.run(&Who::machine(), act).await?;
                id
            }
        };
        self.who(user).await
    }

    /// Looks until something is there, for as long as anybody waits for it.
    pub(super) async fn until<'a, T>(
        &self,
        what: &str,
        look: impl Fn() -> BoxFuture<'a, anyhow::Result<Option<T>>>,
    ) -> anyhow::Result<T> {
        let looking = async {
            loop {
                if let Some(found) = look().await? {
                    return Ok(found);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(WAIT, looking).await.with_context(|| what.to_owned())?
    }

    async fn application(&self, id: ApplicationId) -> anyhow::Result<Option<KnownApplication>> {
        let (application, _) = self.kernel.peek::<Application>(id).await?;
        Ok(application.known().cloned())
    }

    fn id_of(&self, of: &Applying) -> ApplicationId {
        ApplicationId(self.kernel.blind().id(&format!("demo application\0{}", of.login)))
    }

    /// Have they come as far as anybody comes by themselves? What was decided or taken back since stays so.
    pub(super) async fn has_come(&self, of: &Applying) -> anyhow::Result<bool> {
        let Some(known) = self.application(self.id_of(of)).await? else { return Ok(false) };
        let Some((case, _)) = known.stage.case() else {
            return Ok(known.stage.code() == "withdrawn");
        };
        let (step, _) = self.kernel.peek::<IdentityStep>(case).await?;
        Ok(step.known().is_some_and(|step| !step.waits()))
    }

    /// Applies, pays, has an employer tell the terms where there is one, and shows who they are. What was done before
    /// is not done again: whoever was cut off anywhere goes on from there.
    pub(super) async fn arrives(&self, of: &Applying) -> anyhow::Result<()> {
        let (who, application, case) = self.apply(of).await?;
        if let Some(offer) = &of.offer {
            terms::given(self, (&who, application), offer).await?;
        }
        self.prove(of, case).await
    }

    /// Begins an application and fills it in. What was done before is not done again.
    pub(super) async fn begin(
        &self,
        of: &Applying,
    ) -> anyhow::Result<(Who, ApplicationId, KnownApplication)> {
        let who = match of.by {
            Some(helper) => self.who(helper).await?,
            None => {
                let name = format!("{} {}", of.given_names, of.family_name);
                self.visitor(&of.login, name).await?
            }
        };
        let id = self.id_of(of);
        if self.application(id).await?.is_none() {
            let permit = of.permit.to_owned();
            self.run(&who, BeginApplication { application: id, permit }).await?;
        }
        let draft = self.application(id).await?.context("an application was begun")?;
        let there = |slot: &str| draft.attachments.iter().any(|file| file.slot == slot);
        // What somebody changed since stays as they left it.
        if draft.stage.code() == "draft" && !of.slots.iter().all(|slot| there(slot)) {
            self.fill_in(of, id, &draft, &who).await?;
        }
        let known = self.application(id).await?.context("an application was begun")?;
        Ok((who, id, known))
    }

    /// Applies, pays, and waits until there is a case. What was done before is not done again.
    pub(super) async fn apply(
        &self,
        of: &Applying,
    ) -> anyhow::Result<(Who, ApplicationId, CaseId)> {
        let (who, id, _) = self.begin(of).await?;
        self.send(&who, id).await?;
        let case = self.until("an application did not become a case", || {
            Box::pin(async move {
                let known = self.application(id).await?;
                Ok(known.and_then(|known| Some(known.stage.case()?.0)))
            })
        });
        let case = case.await?;
        Ok((who, id, case))
    }

    async fn fill_in(
        &self,
        of: &Applying,
        application: ApplicationId,
        draft: &KnownApplication,
        who: &Who,
    ) -> anyhow::Result<()> {
        for (group, answers) in of.own_pages().into_iter().chain(of.pages.clone()) {
            let said = |(question, value): (&str, String)| {
                (question.to_owned(), Said { value, from: None })
            };
            let answers: Page = answers.into_iter().map(said).collect();
            let (permit, group) = (of.permit.to_owned(), group.to_owned());
            self.run(who, AnswerGroup { application, permit, group, answers }).await?;
        }
        for slot in of.slots {
            if draft.attachments.iter().any(|attachment| attachment.slot == *slot) {
                continue;
            }
            let subject = Subject(who.user.0);
            let mut writer = self.kernel.begin_file(subject, PDF_BYTES_MAX).await?;
            let content = format!("%PDF-1.4\n%{slot} of {}\ntrailer<<>>\n%%EOF\n", of.login);
            let not_stored = |why| anyhow::anyhow!("an attachment was not stored: {why:?}");
            writer.write(content.as_bytes()).await.map_err(not_stored)?;
            let file = writer.finish("application/pdf").await.map_err(not_stored)?;
            let slot = (*slot).to_owned();
            let files = vec![(file, format!("{slot}.pdf"))];
            self.run(who, AddAttachments { application, slot, files, seen: BTreeMap::new() })
                .await?;
        }
        Ok(())
    }

    /// Sends an application, and pays where that costs something: the button at the bank is pressed once the bank knows
    /// of the payment. One that the bank has forgotten is ordered anew.
    async fn send(&self, who: &Who, application: ApplicationId) -> anyhow::Result<()> {
        let sending = async {
            let mut pressed = None;
            loop {
                let known = self.application(application).await?;
                let known = known.context("an application was begun")?;
                if known.stage.code() != "draft" {
                    return Ok(());
                }
                let Some(payment) = known.open_payment() else {
                    let changes = known.changes;
                    let sent = SubmitApplication { application, changes, language: None };
                    self.run(who, sent).await?;
                    continue;
                };
                match &payment.opened {
                    Some(opened) if pressed != Some(payment.order) => {
                        self.press(&opened.pay_url).await?;
                        pressed = Some(payment.order);
                    }
                    _ => {}
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(WAIT, sending).await.context("the fee was not paid")?
    }

    /// Pays at the bank; one that was started anew knows nothing of the payment, which the house finds out.
    async fn press(&self, page: &str) -> anyhow::Result<()> {
        let path = page.split_once("//").and_then(|(_, rest)| rest.split_once('/'));
        let path = path.map(|(_, path)| format!("/{path}")).context("the bank has no page")?;
        let pressed = self.bank.post_form(&path, "press=pay".to_owned(), None, BANK).await;
        pressed.map(drop).map_err(|why| anyhow::anyhow!("the bank: {why:?}"))
    }

    /// A clerk compares passport and person and has everything taken.
    pub(super) async fn prove(&self, of: &Applying, case: CaseId) -> anyhow::Result<()> {
        let clerk = self.who(self.clerk).await?;
        let Some(documents) = self.waits(case).await? else { return Ok(()) };
        let (step, _) = self.kernel.peek::<IdentityStep>(case).await?;
        if step.known().is_some_and(|step| step.shown.is_none()) {
            self.run(&clerk, ReadPassport { case, passport: of.passport(), cut: false }).await?;
        }
        self.run(&clerk, SeeOriginals { case, documents }).await?;
        for what in What::ALL {
            self.capture(&clerk, case, *what).await?;
        }
        let noticed = Some(Noticed::Nothing);
        self.run(&clerk, ProveIdentity { case, noticed, note: None }).await
    }

    /// The documents of a case that waits for identity, once it is asked for; nothing when it waits no more.
    pub(super) async fn waits(&self, case: CaseId) -> anyhow::Result<Option<Vec<FileId>>> {
        let documents = self.until("nobody asks for identity", || {
            Box::pin(async move {
                let (step, _) = self.kernel.peek::<IdentityStep>(case).await?;
                let (file, _) = self.kernel.peek::<casefile::Case>(case).await?;
                let known = step.known().and(file.known());
                Ok(known.map(|known| {
                    known.documents.iter().map(|(_, _, document)| document.file).collect()
                }))
            })
        });
        let documents: Vec<FileId> = documents.await?;
        let (step, _) = self.kernel.peek::<IdentityStep>(case).await?;
        Ok(step.waiting().is_ok().then_some(documents))
    }

    /// How what was taken last of something stands.
    async fn taken(&self, case: CaseId, what: What) -> anyhow::Result<Option<Standing>> {
        let (step, _) = self.kernel.peek::<IdentityStep>(case).await?;
        let newest = step.known().and_then(|step| step.newest(what));
        Ok(newest.map(|(_, taken)| taken.standing))
    }

    async fn capture(&self, clerk: &Who, case: CaseId, what: What) -> anyhow::Result<()> {
        for _ in 0..=CAPTURES_TRIES_MAX {
            match self.taken(case, what).await? {
                Some(Standing::Kept { good: true, .. }) => return Ok(()),
                // The device is at it since before the clerk was cut off.
                Some(Standing::Asked) => {}
                _ => self.run(clerk, AskCapture { case, what }).await?,
            }
            let taken = self.until("a device took nothing", || {
                Box::pin(async move {
                    let taken = self.taken(case, what).await?;
                    Ok(taken.filter(|standing| *standing != Standing::Asked))
                })
            });
            taken.await?;
        }
        bail!("a device takes nothing that is good enough")
    }
}

impl Applying {
    /// The last day of the passport.
    fn expires(&self) -> &'static str {
        "2041-01-31"
    }

    /// The number of the passport: it follows from the login.
    fn number(&self) -> String {
        let digits: String = self.login.bytes().map(|byte| format!("{:02}", byte % 100)).collect();
        format!("X{:0>8}", digits.get(digits.len().saturating_sub(8)..).unwrap_or_default())
    }

    /// The pages that every type asks.
    fn own_pages(&self) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
        let (born, sex) = (self.born.to_string(), self.sex.to_string());
        let names = vec![
            ("family_name", self.family_name.clone()),
            ("given_names", self.given_names.clone()),
            ("born", born),
            ("sex", sex),
        ];
        let passport = vec![
            ("passport_number", self.number()),
            ("passport_issuer", self.country.clone()),
            ("passport_expires", self.expires().to_owned()),
        ];
        let email = format!("{}@example.com", self.login);
        vec![
            ("names", names),
            ("nationality", vec![("nationality", self.country.clone())]),
            ("passport", passport),
            ("contact", vec![("email", email)]),
        ]
    }

    fn passport(&self) -> Passport {
        let (born, sex, number) = (self.born.to_string(), self.sex.to_string(), self.number());
        Passport::new([
            (Part::FamilyName, Some(self.family_name.as_str())),
            (Part::GivenNames, Some(self.given_names.as_str())),
            (Part::Born, Some(born.as_str())),
            (Part::Sex, Some(sex.as_str())),
            (Part::Nationality, Some(self.country.as_str())),
            (Part::Number, Some(number.as_str())),
            (Part::Issuer, Some(self.country.as_str())),
            (Part::Expires, Some(self.expires())),
        ])
    }
}

/// What somebody answers to some questions.
pub(super) fn said(answers: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    answers.iter().map(|(question, value)| (*question, (*value).to_owned())).collect()
}
