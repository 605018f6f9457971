//! What law is held to beyond the profile: amounts and dates live in parameters, and no expression
//! may turn *unknown* into *no* behind the back of the table.

use crate::decimal::Decimal;
use crate::lower::{walk, walk_test};
use crate::syntax::{Ast, CellAst, Cmp, TestAst};

type Verdict = Result<(), (&'static str, String)>;

/// Numbers that are no amounts: nothing, one, and the margins of a subtraction.
fn is_free(number: Decimal) -> bool {
    number.is_zero() || number == Decimal::ONE
}

fn literal(ast: &Ast) -> Verdict {
    let bare = |what: &str| {
        let message = format!(
            "{what} stands bare in the rule; give it a name, a date and a citation in \
             law/parameters and write the name here"
        );
        Err(("bare-number", message))
    };
    match ast {
        Ast::Num(number) if !is_free(*number) => bare(&number.to_string()),
        Ast::At(text) => bare(text),
        Ast::Call(name, _) if matches!(name.as_str(), "date" | "duration") => bare(name),
        _ => Ok(()),
    }
}

fn unknown_as_false(ast: &Ast) -> Verdict {
    let what = match ast {
        Ast::If(..) => "if",
        Ast::Filter(..) => "a filter [..]",
        Ast::In(..) => "in",
        Ast::Cmp(Cmp::Eq, ..) => "=",
        Ast::Cmp(Cmp::Ne, ..) => "!=",
        Ast::Call(name, _) if name == "list contains" => "list contains",
        _ => return Ok(()),
    };
    let message = format!(
        "'{what}' in an expression would treat an unknown fact as a no; make it a column of a table"
    );
    Err(("unknown-as-no", message))
}

fn first_error(walk: impl FnOnce(&mut dyn FnMut(&Ast)), check: fn(&Ast) -> Verdict) -> Verdict {
    let mut verdict = Ok(());
    walk(&mut |ast| {
        if verdict.is_ok() {
            verdict = check(ast);
        }
    });
    verdict
}

/// Checks an expression of a law file.
pub(crate) fn expression(ast: &Ast) -> Verdict {
    first_error(|see| walk(ast, &mut |node| see(node)), literal)?;
    first_error(|see| walk(ast, &mut |node| see(node)), unknown_as_false)
}

/// Checks a cell of a law file. A cell may compare with `=`: its column is tested by the table.
pub(crate) fn cell(ast: &CellAst) -> Verdict {
    let tests: &[TestAst] = match ast {
        CellAst::Any => &[],
        CellAst::Tests(tests) | CellAst::Not(tests) => tests,
    };
    for test in tests {
        first_error(|see| walk_test(test, &mut |node| see(node)), literal)?;
        if let TestAst::Value(ast) = test {
            first_error(|see| walk(ast, &mut |node| see(node)), unknown_as_false)?;
        }
    }
    Ok(())
}
