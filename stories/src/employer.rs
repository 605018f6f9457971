//! Employers: somebody comes by the code they were given, proves who they are, and acts for a company.

use testkit::Browser;

use crate::authorities::HERE;
use crate::{Colleague, House};

/// What an employer has, and what nobody has.
pub struct Companies {
    /// By which the provider knows somebody who may act for a company.
    pub boss: String,
    /// The business id of that company.
    pub company: String,
    /// A business id of no company at all.
    pub nobodys: String,
}

impl House {
    /// Who may act for a company, and for which.
    pub async fn companies(&self) -> Companies {
        let today = self.world.now().date();
        let (boss, company) = self.outside.boss(today).await;
        Companies { boss, company, nobodys: self.outside.no_company(today).await }
    }

    /// Amina makes a code for the employer of an application.
    pub async fn employer_is_invited(&self, application: &str) -> String {
        let mut amina = self.colleague("amina").await;
        let page = amina.fills(&format!("{application}/employer/invite"), &[]).await;
        let shown = amina.opens(&page).await;
        let link = shown.page.body.split(&format!("<bdi>{HERE}/employer/")).nth(1);
        link.unwrap_or_else(|| panic!("no code: {}", shown.page.body))
            .split('<')
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    /// The boss of the company comes by a code, gives the terms of a specialist and confirms them.
    pub async fn employer_gives_terms(&self, code: &str, companies: &Companies) {
        let terms = [
            ("occupation", "2151"),
            ("pay", "5200"),
            ("hours", "38"),
            ("starts", "1.6.2026"),
            ("ends", "31.5.2028"),
        ];
        self.employer_gives(code, companies, &terms).await;
    }

    /// The same with other terms.
    pub async fn employer_gives(&self, code: &str, companies: &Companies, given: &[(&str, &str)]) {
        let mut boss = self.employer_comes(code, &companies.boss).await;
        let page = format!("/employer/{code}");
        let terms = boss.fills(&page, &[("business_id", &companies.company)]).await;
        let confirm = boss.fills(&terms, given).await;
        boss.fills(&confirm, &[("true", "yes")]).await;
        boss.opens(&page).await.says("employer-thanks").hides("Iyer");
        self.settles().await;
    }

    /// Whom the provider knows by this opens the address of a code, and proves who they are.
    pub async fn employer_comes(&self, code: &str, who: &str) -> Colleague {
        self.proves_to_be(who, "The employer", &format!("/employer/{code}")).await
    }

    /// Whom the provider knows by this opens a page that needs a sign-in, and proves who they are.
    pub async fn proves_to_be(&self, who: &str, name: &str, at: &str) -> Colleague {
        let mut browser = Browser::new(&self.router).reading(self.lang.code());
        let sign_in = browser.get(at).await.location().to_owned();
        let sign_in = browser.get(&sign_in).await;
        let href = sign_in.body.split("href=\"").find(|part| part.starts_with("/sign-in/strong"));
        let to = browser.get(href.unwrap().split('"').next().unwrap()).await;
        let (path, query) =
            to.location().strip_prefix(&self.outside.there).unwrap().split_once('?').unwrap();
        let back = self.outside.post(path, &format!("{query}&who={who}")).await;
        let back = browser.get(back.strip_prefix(HERE).unwrap()).await;
        assert_eq!(back.location(), at, "{}", back.body);
        self.as_colleague(name, browser)
    }
}
