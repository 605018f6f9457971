//! Every tool of the project in one place, in Rust: `cargo xtask`.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

use std::process::ExitCode;

mod bench;
mod law;
mod new;
mod python;
mod repo;
mod run;
mod test;
mod tidy;

const USAGE: &str = "\
The tools of the project.

  cargo xtask test              everything that must hold, with times; installs what is missing
  cargo xtask test --list       the stages
  cargo xtask test --only tests -- casefile::
                                one stage; what follows -- goes to its test runner
  cargo xtask test --skip browser
  cargo xtask tidy              layout, imports, sizes, SQL, texts: the rules no compiler knows
  cargo xtask new system NAME   a new crate under systems/, ready to compile
  cargo xtask new act SYSTEM NAME
  cargo xtask new page SYSTEM NAME
  cargo xtask law check         the tables of the law, their cases and generated files
  cargo xtask bench             the figures of docs/benchmarks.md, against their peers
  cargo xtask postgres start|stop
                                the PostgreSQL of the tests; start prints its address
  cargo xtask help
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args.as_slice()),
    };
    let done = match command {
        "test" => test::main(rest),
        "tidy" => tidy::main(rest),
        "new" => new::main(rest),
        "bench" => bench::main(rest),
        "law" => law::run(rest).map(|()| true),
        "postgres" => test::postgres::main(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(true)
        }
        other => Err(anyhow::anyhow!("there is no `cargo xtask {other}`.\n\n{USAGE}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
