//! Applying: what somebody answers and attaches for each type of permit. Amina fills every form in: it is her
//! account, and whom she applies for is what she says.

use std::collections::BTreeSet;

use crate::House;

/// A page of a form with its answers.
pub type Page<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// An application on which nothing is missing.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The type of permit.
    pub permit: &'static str,
    /// Its pages, in their order.
    pub pages: &'static [Page<'static>],
    /// The places where a file is attached.
    pub attached: &'static [&'static str],
}

/// Nobody applies for protection, was ordered to leave or refused before.
const BACKGROUND: Page<'static> =
    ("background", &[("protection", "no"), ("removal", "no"), ("refused", "no")]);
/// From abroad, and alone.
const CIRCUMSTANCES: Page<'static> =
    ("circumstances", &[("abroad", "yes"), ("d_visa", "no"), ("family", "no")]);

/// Who Adwoa Mensah is, of which nationality, with which passport, and where she is reached.
const ADWOA: [Page<'static>; 4] = [
    (
        "names",
        &[("family_name", "Mensah"), ("given_names", "Adwoa"), ("born", "14.5.2001"), ("sex", "F")],
    ),
    ("nationality", &[("nationality", "GHA")]),
    (
        "passport",
        &[
            ("passport_number", "G0123456"),
            ("passport_issuer", "GHA"),
            ("passport_expires", "31.1.2031"),
        ],
    ),
    ("contact", &[("email", "adwoa@example.com")]),
];

/// Adwoa Mensah, of whom the registers know that she meets everything the law asks of a degree student.
pub const DEGREE: Form = Form {
    permit: "student-degree",
    pages: &[
        ADWOA[0],
        ADWOA[1],
        ADWOA[2],
        ADWOA[3],
        (
            "degree-studies",
            &[
                ("degree", "university_degree"),
                ("school", "Kaarnan yliopisto"),
                ("admitted", "yes"),
            ],
        ),
        ("degree-begin", &[("studies_start", "1.9.2026"), ("months", "24"), ("begun", "no")]),
        ("means", &[("means", "900")]),
        ("tuition", &[("tuition", "scholarship")]),
        ("insurance", &[("insurance", "public_card")]),
        CIRCUMSTANCES,
        BACKGROUND,
    ],
    attached: &["passport", "photograph", "means", "insurance"],
};

/// Camila Souza, of whom they know the same of an exchange student.
pub const EXCHANGE: Form = Form {
    permit: "student-exchange",
    pages: &[
        (
            "names",
            &[
                ("family_name", "Souza"),
                ("given_names", "Camila"),
                ("born", "9.12.2003"),
                ("sex", "F"),
            ],
        ),
        ("nationality", &[("nationality", "BRA")]),
        (
            "passport",
            &[
                ("passport_number", "FZ123456"),
                ("passport_issuer", "BRA"),
                ("passport_expires", "20.8.2030"),
            ],
        ),
        ("contact", &[("email", "camila@example.com")]),
        (
            "exchange-studies",
            &[
                ("school", "Havun yliopisto"),
                ("home_school", "Universidade do Vale"),
                ("admitted", "yes"),
                ("mobility", "no"),
            ],
        ),
        ("exchange-begin", &[("studies_start", "1.9.2026"), ("months", "5"), ("begun", "no")]),
        ("means", &[("means", "850")]),
        ("tuition", &[("tuition", "not_required")]),
        ("insurance", &[("insurance", "public_card")]),
        CIRCUMSTANCES,
        BACKGROUND,
    ],
    attached: &["passport", "photograph", "means", "insurance"],
};

/// Kofi Mensah, who was offered work as a roofer.
pub const EMPLOYED: Form = Form {
    permit: "employed-person",
    pages: &[
        (
            "names",
            &[
                ("family_name", "Mensah"),
                ("given_names", "Kofi"),
                ("born", "3.6.1990"),
                ("sex", "M"),
            ],
        ),
        ("nationality", &[("nationality", "GHA")]),
        (
            "passport",
            &[
                ("passport_number", "G7654321"),
                ("passport_issuer", "GHA"),
                ("passport_expires", "31.1.2031"),
            ],
        ),
        ("contact", &[("email", "kofi@example.com")]),
        (
            "job",
            &[
                ("employer", "Havu Rakennus Oy"),
                ("tasks", "Builds roofs"),
                ("work_starts", "1.5.2026"),
            ],
        ),
        ("pay", &[("pay", "2400"), ("hours", "38")]),
        CIRCUMSTANCES,
        BACKGROUND,
    ],
    attached: &["passport", "photograph", "contract"],
};

/// Meera Iyer, whom a company wants for her knowledge of turbines.
pub const SPECIALIST: Form = Form {
    permit: "specialist",
    pages: &[
        (
            "names",
            &[
                ("family_name", "Iyer"),
                ("given_names", "Meera"),
                ("born", "17.4.1993"),
                ("sex", "F"),
            ],
        ),
        ("nationality", &[("nationality", "IND")]),
        (
            "passport",
            &[
                ("passport_number", "Z1234567"),
                ("passport_issuer", "IND"),
                ("passport_expires", "30.6.2033"),
            ],
        ),
        ("contact", &[("email", "meera@example.com")]),
        (
            "job",
            &[
                ("employer", "Tuuli Turbiinit Oy"),
                ("tasks", "Designs the control of wind turbines"),
                ("work_starts", "1.6.2026"),
            ],
        ),
        (
            "expertise",
            &[
                ("special", "yes"),
                ("education", "Doctor of engineering, eight years with turbines"),
                ("fast_track", "yes"),
            ],
        ),
        ("pay", &[("pay", "5200"), ("hours", "38")]),
        CIRCUMSTANCES,
        BACKGROUND,
    ],
    attached: &["passport", "photograph", "contract", "qualification"],
};

/// Ngoc Tran, who works as a nurse and goes on doing so.
pub const EXTENDED_WORK: Form = Form {
    permit: "extended-work",
    pages: &[
        (
            "names",
            &[("family_name", "Tran"), ("given_names", "Ngoc"), ("born", "2.2.1988"), ("sex", "F")],
        ),
        ("nationality", &[("nationality", "VNM")]),
        (
            "passport",
            &[
                ("passport_number", "C1234567"),
                ("passport_issuer", "VNM"),
                ("passport_expires", "1.1.2032"),
            ],
        ),
        ("contact", &[("email", "ngoc@example.com")]),
        ("present-permit", &[("in_force", "yes"), ("permit_ends", "30.4.2026")]),
        (
            "job",
            &[
                ("employer", "Lehto Hoiva Oy"),
                ("tasks", "Nurses the old"),
                ("work_starts", "1.5.2024"),
            ],
        ),
        ("work-goes-on", &[("continues", "yes")]),
        ("pay", &[("pay", "2700"), ("hours", "38")]),
        ("assistance", &[("assistance", "no")]),
    ],
    attached: &["passport", "photograph", "payslips"],
};

/// Bikash Rai, who studies and was ill for half a year.
pub const EXTENDED_STUDY: Form = Form {
    permit: "extended-study",
    pages: &[
        (
            "names",
            &[
                ("family_name", "Rai"),
                ("given_names", "Bikash"),
                ("born", "5.5.2000"),
                ("sex", "M"),
            ],
        ),
        ("nationality", &[("nationality", "NPL")]),
        (
            "passport",
            &[
                ("passport_number", "N7654321"),
                ("passport_issuer", "NPL"),
                ("passport_expires", "1.1.2032"),
            ],
        ),
        ("contact", &[("email", "bikash@example.com")]),
        ("present-permit", &[("in_force", "yes"), ("permit_ends", "31.8.2026")]),
        (
            "progress",
            &[
                ("school", "Niityn ammattikorkeakoulu"),
                ("right", "yes"),
                ("credits", "28"),
                ("slow", "I was in hospital in the autumn."),
            ],
        ),
        ("means", &[("means", "850")]),
        ("assistance", &[("assistance", "no")]),
    ],
    attached: &["passport", "photograph", "transcript", "means"],
};

/// Adwoa Mensah, years later: her card is lost.
pub const CARD_RENEWAL: Form = Form {
    permit: "card-renewal",
    pages: &[
        ADWOA[0],
        ADWOA[1],
        ADWOA[2],
        ADWOA[3],
        ("permit-held", &[("in_force", "yes"), ("permanent", "yes")]),
        ("new-card", &[("reason", "lost")]),
        ("card-details", &[("card_ends", "1.3.2031"), ("gone_on", "1.3.2026")]),
    ],
    attached: &["passport", "photograph"],
};

impl House {
    /// Amina begins an application and fills it in, with the answers that differ, up to what is left but to
    /// send it; its path.
    pub async fn is_filled_in(&self, form: &Form, differing: &[Page<'_>]) -> String {
        let mut amina = self.colleague("amina").await;
        let first = amina.fills(&format!("/apply/{}/begin", form.permit), &[]).await;
        let application = first.trim_end_matches("/passport-code").to_owned();
        for (page, answers) in form.pages {
            let other = differing.iter().find(|(of, _)| of == page).map(|(_, answers)| *answers);
            amina.fills(&format!("{application}/{page}"), other.unwrap_or(*answers)).await;
        }
        for slot in form.attached {
            let path = format!("{application}/attachments/{slot}");
            let content = testkit::pdf(&[slot]);
            amina.attaches(&path, &format!("{slot}.pdf"), &content).await;
        }
        application
    }

    /// The same, sent, and all that follows from that.
    pub async fn is_applied_for(&self, form: &Form, differing: &[Page<'_>]) -> String {
        let application = self.is_filled_in(form, differing).await;
        let mut amina = self.colleague("amina").await;
        amina.fills(&format!("{application}/send"), &[("true", "yes")]).await;
        self.settles().await;
        application
    }

    /// Every case that the officials see.
    pub async fn cases(&self) -> BTreeSet<String> {
        let mut aino = self.colleague("aino").await;
        aino.opens("/cases").await.links("/cases/0").into_iter().collect()
    }

    /// The only one.
    ///
    /// # Panics
    /// When it is lost or doubled.
    pub async fn the_case(&self) -> String {
        let cases = self.cases().await;
        assert_eq!(cases.len(), 1, "neither lost nor doubled: {cases:?}");
        cases.into_iter().next().unwrap()
    }
}
