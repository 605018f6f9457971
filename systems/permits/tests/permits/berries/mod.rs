//! Picking berries: a type of permit that is made up and nothing but a folder. No line of Rust knows it;
//! this file only hands the folder in, as it lies beside a test and not under `law/`.

use automation::rules::LawFiles;
use permits::PermitFiles;
use web::{System, TextFiles};

kernel::inventory::submit! {
    PermitFiles {
        system: "berries",
        files: &[
            ("berries/permit.toml", include_str!("law/permits/berries/permit.toml")),
            ("berries/case-type.toml", include_str!("law/permits/berries/case-type.toml")),
            ("berries/procedure.toml", include_str!("law/permits/berries/procedure.toml")),
            ("berries/letters.toml", include_str!("law/permits/berries/letters.toml")),
            ("berries/texts/fi.ftl", include_str!("law/permits/berries/texts/fi.ftl")),
            ("berries/texts/sv.ftl", include_str!("law/permits/berries/texts/sv.ftl")),
            ("berries/texts/en.ftl", include_str!("law/permits/berries/texts/en.ftl")),
        ],
    }
}
kernel::inventory::submit! {
    LawFiles {
        system: "berries",
        files: &[("parameters/berries.toml", include_str!("law/parameters/berries.toml"))],
    }
}

/// The door.
pub fn system() -> System {
    let texts = TextFiles {
        system: "berries",
        fi: include_str!("law/permits/berries/texts/fi.ftl"),
        sv: include_str!("law/permits/berries/texts/sv.ftl"),
        en: include_str!("law/permits/berries/texts/en.ftl"),
    };
    System::new("berries", texts)
}
