//! What people do in the house that is measured: who applies, who employs them, the official who gave them a permit
//! before, the clerk they come to. Each acts as often as they are told and does what is still to be done.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use casefile::acts::{
    AddTravelDocument, CloseCase, OpenCase, RecordResidenceRight, RegisterPerson, Typed,
};
use casefile::model::{DocumentKind, Sex};
use casefile::{Case, CaseId, Outcome, Person, PersonId, ResidenceRight, Status};
use identity::Standing;
use identity::acts::{
    AnswerDifferences, AskCapture, FlagDoubt, ProveIdentity, ReadPassport, SeeOriginals,
};
use identity::model::{Answer, Noticed, Part, Passport, What};
use jiff::civil::Date;
use kernel::{Class, Subject, Who};
use permits::acts::{
    AddAttachments, AnswerGroup, BeginApplication, ConfirmTerms, GiveTerms, InviteEmployer,
    SubmitApplication, TakePart,
};
use permits::employer::Terms;
use permits::{EmployerPart, EmployerPartId, KnownApplication, Said, Stage};

use super::super::people::{Form, Held, Offer, Visit};
use super::{Done, Moves, Served, WAIT_MAX, application, numbered};

/// Largest attachment taken, in bytes.
const FILE_BYTES_MAX: u64 = 1_000_000;

impl Served {
    /// Everything that somebody does who applies, up to the page of the bank.
    pub(super) async fn send(&self, form: &Form) -> Result<Done> {
        let (who, id) = (self.applicant(form.who).await?, application(form.n));
        if self.application(id).await?.is_none() {
            self.act(&who, BeginApplication { application: id, permit: form.permit.clone() })
                .await?;
        }
        let known = self.application(id).await?.context("an application")?;
        if known.stage == Stage::Draft {
            if let Some(held) = &form.held {
                self.gave(form, held).await?;
            }
            self.fill(&who, form, &known).await?;
            if let Some(offer) = &form.offer {
                self.offers(&who, form.n, offer).await?;
            }
            let known = self.application(id).await?.context("an application")?;
            self.act(
                &who,
                SubmitApplication { application: id, changes: known.changes, language: None },
            )
            .await?;
        }
        let mut moves = Moves::of(id.0, WAIT_MAX);
        while self.moved(&mut moves).await? {
            let known = self.application(id).await?.context("an application")?;
            if known.stage != Stage::Draft {
                return Ok(Done::Yes);
            }
            if let Some(opened) = known.open_payment().and_then(|open| open.opened.clone()) {
                return Ok(Done::Pay(opened.pay_url));
            }
        }
        bail!("application {} was not sent", form.n)
    }

    /// An official gave them a permit before, on a case that is closed.
    async fn gave(&self, form: &Form, held: &Held) -> Result<()> {
        let officer = &self.0.officer;
        let (person, case) = (PersonId(numbered(5, form.who)), CaseId(numbered(6, form.who)));
        if self.kernel().peek::<Person>(person).await?.1 == 0 {
            let typed = typed(form)?;
            let class = Class::Normal;
            self.act(officer, RegisterPerson { person, typed, class, another: true }).await?;
        }
        let passport = |question| form.answer("passport", question).map(str::to_owned);
        if self.kernel().peek::<Person>(person).await?.1 == 1 {
            let document = AddTravelDocument {
                person,
                kind: DocumentKind::Passport,
                number: passport("passport_number")?,
                issuer: passport("passport_issuer")?,
                valid_from: None,
                valid_to: Some(form.answer("passport", "passport_expires")?.parse()?),
                anyway: false,
            };
            self.act(officer, document).await?;
        }
        if self.kernel().peek::<Case>(case).await?.1 == 0 {
            let (headline, case_type) = ("A first permit".to_owned(), "general-matter".to_owned());
            self.act(officer, OpenCase { case, applicant: person, headline, case_type }).await?;
        }
        if self.kernel().peek::<Person>(person).await?.1 == 2 {
            let Held { from, until } = *held;
            let what = "fixed-term".to_owned();
            let right = ResidenceRight {
                what,
                from,
                until: Some(until),
                conditions: Vec::new(),
                type_code: None,
                case,
            };
            self.act(officer, RecordResidenceRight { person, right }).await?;
        }
        let (opened, _) = self.kernel().peek::<Case>(case).await?;
        if opened.known().is_some_and(|known| known.status == Status::Open) {
            self.act(officer, CloseCase { case, outcome: Outcome::Done }).await?;
        }
        Ok(())
    }

    async fn fill(&self, who: &Who, form: &Form, known: &KnownApplication) -> Result<()> {
        let id = application(form.n);
        for (group, said) in &form.said {
            let said = said.iter().map(|(question, value)| {
                (question.clone(), Said { value: value.clone(), from: None })
            });
            let answers = said.collect();
            if known.answered.get(group).is_some_and(|page| page.answers == answers) {
                continue;
            }
            let (permit, group) = (form.permit.clone(), group.clone());
            self.act(who, AnswerGroup { application: id, permit, group, answers }).await?;
        }
        for slot in &form.slots {
            if known.attachments.iter().any(|attached| attached.slot == *slot) {
                continue;
            }
            let mut writer = self.kernel().begin_file(Subject(who.user.0), FILE_BYTES_MAX).await?;
            let content = format!("%PDF-1.7\n{slot} of {}", form.n);
            let stored = async {
                writer.write(content.as_bytes()).await?;
                writer.finish("application/pdf").await
            };
            let stored = stored.await.map_err(|not| anyhow::anyhow!("{not:?}"))?;
            let files = vec![(stored, format!("{slot}.pdf"))];
            self.act(
                who,
                AddAttachments {
                    application: id,
                    slot: slot.clone(),
                    files,
                    seen: BTreeMap::new(),
                },
            )
            .await?;
        }
        Ok(())
    }

    /// The employer takes the part that whoever applies asks for, and tells the terms.
    async fn offers(&self, who: &Who, n: u32, offer: &Offer) -> Result<()> {
        /// An occupation of ISCO-08: software developers.
        const OCCUPATION: &str = "2512";
        const STARTS: Date = jiff::civil::date(2026, 6, 1);
        let (application, part) = (application(n), EmployerPartId(numbered(4, n)));
        self.act(who, InviteEmployer { part, application }).await?;
        let ([business_id, name], boss) = (self.0.employer.clone(), &self.0.boss);
        self.act(boss, TakePart { part, business_id, name }).await?;
        let (known, _) = self.kernel().peek::<EmployerPart>(part).await?;
        if known.open_of(boss).is_err() {
            return Ok(());
        }
        let terms = Terms {
            occupation: OCCUPATION.to_owned(),
            pay: offer.pay.to_string(),
            hours: offer.hours,
            agreement: Some("Technology".to_owned()),
            agreement_pay: Some(offer.agreement_pay.to_string()),
            starts: STARTS,
            ends: None,
        };
        self.act(boss, GiveTerms { part, terms }).await?;
        self.act(boss, ConfirmTerms { part }).await
    }

    /// A clerk reads the passport and has everything taken.
    pub(super) async fn show(&self, visit: &Visit) -> Result<()> {
        let (case, clerk) = (self.case(visit.n).await?, self.clerk(visit));
        let step = self.step(case).await?;
        if step.proven.is_some() || step.doubt.is_some() {
            return Ok(());
        }
        if step.shown.is_none() {
            let mut passport = step.applied.clone().context("what was applied with")?;
            passport.0.insert(Part::Born, visit.born.to_string());
            passport.0.insert(Part::Expires, visit.expires.to_string());
            let passport: Passport = passport;
            self.act(clerk, ReadPassport { case, passport, cut: false }).await?;
        }
        let differences = self.step(case).await?.differences();
        if !differences.is_empty() {
            let answers = differences.into_iter().map(|part| (part, Answer::Mistyped)).collect();
            self.act(clerk, AnswerDifferences { case, answers, note: None }).await?;
        }
        self.act(clerk, SeeOriginals { case, documents: Vec::new() }).await?;
        let mut moves = Moves::of(case.0, WAIT_MAX);
        while self.moved(&mut moves).await? {
            let step = self.step(case).await?;
            let asked = |what: What| {
                step.newest(what).is_some_and(|(_, taken)| taken.standing == Standing::Asked)
            };
            let open: Vec<What> =
                What::ALL.iter().copied().filter(|what| !step.is_dealt_with(*what)).collect();
            if open.is_empty() {
                return Ok(());
            }
            for what in open.into_iter().filter(|what| !asked(*what)) {
                self.act(clerk, AskCapture { case, what }).await?;
            }
        }
        bail!("nothing was taken of {}", visit.n)
    }

    pub(super) async fn prove(&self, visit: &Visit) -> Result<()> {
        let (case, clerk) = (self.case(visit.n).await?, self.clerk(visit));
        let step = self.step(case).await?;
        if step.proven.is_some() || step.doubt.is_some() {
            return Ok(());
        }
        if visit.doubted {
            let note = "The face is another.".to_owned();
            return self.act(clerk, FlagDoubt { case, note }).await;
        }
        self.0.heard.told(case.0);
        let noticed = Some(Noticed::Nothing);
        self.act(clerk, ProveIdentity { case, noticed, note: None }).await
    }
}

/// Who somebody is, as an official typed it.
fn typed(form: &Form) -> Result<Typed> {
    let name = |question| form.answer("names", question).map(str::to_owned);
    let born: Date = form.answer("names", "born")?.parse()?;
    Ok(Typed {
        latin: (name("family_name")?, name("given_names")?),
        original: (String::new(), String::new()),
        born: (born.year().to_string(), born.month().to_string(), born.day().to_string()),
        sex: if form.answer("names", "sex")? == "F" { Sex::F } else { Sex::M },
        nationalities: vec![form.answer("nationality", "nationality")?.to_owned()],
    })
}
