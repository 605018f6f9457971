//! Huts on islands: a kind of case with a task to take, whose grant takes two persons, and an exercise.

use automation::procedure::ProcedureFile;
use casefile::case_type::CaseTypeFile;
use decisions::exercise::ExerciseFolder;
use decisions::library::{LetterFolder, PathAndText};
use web::{System, TextFiles};

/// The door: the words alone.
pub fn system() -> System {
    let texts = TextFiles {
        system: "islands",
        fi: "case-type-island-hut = Saarimaja\nletter-island-grant = Saarilupa\n",
        sv: "case-type-island-hut = Ö-stuga\nletter-island-grant = Ö-tillstånd\n",
        en: "case-type-island-hut = Hut on an island\nletter-island-grant = Island permit\n",
    };
    System::new("islands", texts)
}

/// The kind of case.
pub const ISLAND: &str = "island-hut";

kernel::inventory::submit! {
    CaseTypeFile {
        system: "islands",
        toml: "[[case_type]]\ncode = \"island-hut\"\nby_hand = true\nquiet_days = 10\n\
               first_task = \"look-into\"\nstatuses = [\"received\", \"decided\"]\n\
               roles = [\"spouse\", \"representative\"]\n\
               [[case_type.task]]\ncode = \"look-into\"\ndue = { working_days = 5 }\n",
    }
}
kernel::inventory::submit! {
    ProcedureFile {
        system: "islands",
        toml: "[[procedure]]\ncase_type = \"island-hut\"\nassisting_roles = [\"representative\"]\n\
               [[procedure.own]]\nrule_set = \"hut-permit\"\n",
    }
}
kernel::inventory::submit! { LetterFolder { system: "islands", files: letters } }
kernel::inventory::submit! { ExerciseFolder { system: "islands", files: exercises } }

/// The letter that grants a permit, under another name and with four eyes.
#[expect(clippy::unnecessary_wraps, reason = "the shape of the door")]
fn letters() -> Result<Vec<PathAndText>, String> {
    let kind = include_str!("../../../../law/letters/kinds/residence-grant.toml");
    let kind = kind.replace("kind = \"residence-grant\"", "kind = \"island-grant\"");
    let kind = kind.replace("four_eyes = false", "four_eyes = true");
    let decided = "[[decided]]\ncase_type = \"island-hut\"\nby_hand = [\"island-grant\"]\n\
                   status = \"decided\"\n";
    Ok(vec![("islands/kind.toml", kind.leak()), ("islands/decided.toml", decided)])
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of the door")]
fn exercises() -> Result<Vec<&'static str>, String> {
    Ok(vec![include_str!("islands.toml")])
}
