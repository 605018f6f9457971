//! Every SQL text of the program is prepared on both engines, and its plan read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kernel::db::Statement;
use kernel::{Db, Engine, Value, Who, statements};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::world::World;

/// What no SQL text of ours may hold, and why.
const FORBIDDEN: &[(&str, &str)] = &[
    ("ILIKE", "PostgreSQL only: store a folded column"),
    ("= ANY", "PostgreSQL only: write IN or join"),
    ("SKIP LOCKED", "PostgreSQL only: take by a conditional update"),
    ("FOR UPDATE", "PostgreSQL only: versions and conditional updates guard"),
    ("NOW()", "bind the clock's instant"),
    ("CURRENT_TIMESTAMP", "bind the clock's instant"),
    ("CURRENT_DATE", "bind the date"),
    ("DATETIME(", "SQLite only"),
    ("STRFTIME(", "SQLite only"),
    ("JULIANDAY(", "SQLite only"),
    ("DATE_TRUNC(", "PostgreSQL only: store a column for it"),
    ("TO_CHAR(", "PostgreSQL only: format outside SQL"),
    ("EXTRACT(", "PostgreSQL only: store a column for it"),
    ("RANDOM(", "ids and randomness come in as binds"),
    ("GEN_RANDOM_UUID", "ids come in as binds"),
    ("GENERATE_SERIES", "not on every SQLite"),
    ("UNNEST(", "PostgreSQL only"),
    ("::", "PostgreSQL only: write CAST(x AS t)"),
    ("->", "JSON operators: store a column"),
    ("ROWID", "SQLite only"),
    ("CTID", "PostgreSQL only"),
    ("GLOB", "SQLite only"),
    ("INSERT OR", "SQLite only: write ON CONFLICT"),
    ("REPLACE INTO", "SQLite only: write ON CONFLICT"),
    ("PRAGMA", "SQLite only"),
    ("PG_", "PostgreSQL only"),
];

/// One SQL text to check.
struct Text {
    sql: String,
    at: String,
    scans: bool,
}

/// Prepares every SQL text that is linked into this test program, every statement generated for a
/// table of rows, and every shape of every list of the registry; reads the plan of each; and looks
/// for words that only one engine knows. Call it with a world of each engine.
///
/// # Panics
/// Lists everything that is wrong.
pub async fn check_statements(world: &World) {
    let planner = Planner::of(world).await;
    let mut troubles = Vec::new();
    for text in texts(world) {
        troubles.extend(planner.troubles(&text).await);
    }
    assert!(troubles.is_empty(), "on {}:\n{}", world.engine().name(), troubles.join("\n"));
}

/// What is wrong with one SQL text on the world's engine: nothing, when it is fit for both.
pub async fn statement_troubles(world: &World, sql: &str) -> Vec<String> {
    let text = Text { sql: sql.to_owned(), at: "here".to_owned(), scans: false };
    Planner::of(world).await.troubles(&text).await
}

/// Asks an engine for plans: of the events' database, and of the keys'.
enum Planner {
    Sqlite(Db, Db),
    Postgres(Box<[Client; 2]>),
}

impl Planner {
    async fn of(world: &World) -> Planner {
        match world.engine() {
            Engine::Sqlite => {
                Planner::Sqlite(world.kernel.db().clone(), world.kernel.keys().db().clone())
            }
            Engine::Postgres => Planner::Postgres(Box::new([
                plan_reader(world.address()).await,
                plan_reader(world.addresses().1).await,
            ])),
        }
    }

    async fn troubles(&self, text: &Text) -> Vec<String> {
        let mut troubles = forbidden(text);
        let of_keys = text.sql.contains("data_key");
        let plan = match self {
            Planner::Sqlite(events, keys) => {
                sqlite_plan(if of_keys { keys } else { events }, &text.sql).await
            }
            Planner::Postgres(clients) => {
                let [events, keys] = &**clients;
                postgres_plan(if of_keys { keys } else { events }, &text.sql).await
            }
        };
        let Text { sql, at, scans } = text;
        match plan {
            Err(trouble) => troubles.push(format!("{at}: {trouble}\n    {sql}")),
            Ok(Some(scan)) if !scans => troubles.push(format!(
                "{at}: reads a whole table ({scan}); add an index, or say why with `scans:`\n    {sql}"
            )),
            Ok(_) => {}
        }
        troubles
    }
}

/// The places `file:line` below a folder where `sql!` registers a text, read from the source; for
/// the test that none of them was lost on the way into the test program.
///
/// # Panics
/// When the folder cannot be read.
#[must_use]
pub fn statements_in_source(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(statements_in_source(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().take_while(|l| l.trim() != "#[cfg(test)]").enumerate();
            let calls = code
                .filter(|(_, line)| line.contains("sql!(") && !line.trim_start().starts_with("//"));
            let name = path.file_name().unwrap().to_str().unwrap();
            found.extend(calls.map(|(n, _)| format!("{name}:{}", n + 1)));
        }
    }
    found
}

fn texts(world: &World) -> Vec<Text> {
    let mut texts: Vec<Text> = kernel::inventory::iter::<Statement>
        .into_iter()
        .map(|s| Text { sql: s.sql.to_owned(), at: s.at.to_owned(), scans: s.scans.is_some() })
        .collect();
    let registry = world.kernel.registry();
    for table in registry.projections.iter().flat_map(|p| p.tables) {
        let of = statements(table);
        for sql in [of.insert, of.update, of.delete, of.range] {
            texts.push(Text {
                sql: sql.to_owned(),
                at: format!("rows of {}", table.name),
                scans: false,
            });
        }
    }
    let somebody = Who::visitor();
    for list in &registry.lists {
        for (sql, _) in list.shapes(&somebody) {
            texts.push(Text { sql, at: format!("list {}", list.name), scans: false });
        }
    }
    for search in &registry.searches {
        for (sql, _) in search.shapes(&somebody) {
            texts.push(Text { sql, at: format!("search {}", search.name), scans: false });
        }
    }
    texts
}

fn forbidden(text: &Text) -> Vec<String> {
    let upper = text.sql.to_uppercase();
    let words = FORBIDDEN.iter().filter(|(word, _)| upper.contains(word));
    words.map(|(word, why)| format!("{}: holds {word}: {why}\n    {}", text.at, text.sql)).collect()
}

/// Number of the highest placeholder.
fn placeholders(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

/// The first step that reads a whole table or index, if any. With a `LIMIT`, going along an index
/// reads no more than it gives.
async fn sqlite_plan(db: &Db, sql: &str) -> Result<Option<String>, String> {
    let binds = vec![Value::Null; placeholders(sql)];
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let rows = db.fetch(explain, binds).await.map_err(|e| e.to_string())?;
    let limited = sql.to_uppercase().contains(" LIMIT ");
    let steps = rows.iter().map(|row| row.get(3)).collect::<Result<Vec<String>, _>>();
    let steps = steps.map_err(|e| e.to_string())?;
    // How a select within the select is read stands in steps of its own.
    let within: Vec<String> = steps
        .iter()
        .filter_map(|step| step.strip_prefix("CO-ROUTINE ").or(step.strip_prefix("MATERIALIZE ")))
        .map(|name| format!("SCAN {name}"))
        .collect();
    for step in steps.into_iter().filter(|step| !within.contains(step)) {
        let along_index = step.contains(" USING INDEX ") || step.contains(" USING COVERING INDEX ");
        let scan = step.starts_with("SCAN ") && step != "SCAN CONSTANT ROW";
        if scan && !(limited && along_index) {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// A connection that plans without knowing the values and reads a table only when it must.
async fn plan_reader(address: &str) -> Client {
    let client = crate::postgres::connect(address).await;
    let settings = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; \
                    SET enable_bitmapscan = off;";
    client.batch_execute(settings).await.unwrap();
    client
}

async fn postgres_plan(client: &Client, sql: &str) -> Result<Option<String>, String> {
    let said = |e: tokio_postgres::Error| match e.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => e.to_string(),
    };
    client.batch_execute(&format!("PREPARE checked AS {sql}")).await.map_err(said)?;
    let nulls = vec!["NULL"; placeholders(sql)].join(", ");
    let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE checked{arguments}");
    let answer = client.simple_query(&explain).await.map_err(said)?;
    client.batch_execute("DEALLOCATE checked").await.map_err(said)?;
    let text: String = answer
        .iter()
        .filter_map(|m| match m {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        })
        .collect();
    let plan: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let limited = sql.to_uppercase().contains(" LIMIT ");
    Ok(whole_read(&plan[0]["Plan"], limited))
}

fn whole_read(node: &serde_json::Value, limited: bool) -> Option<String> {
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let table = node["Relation Name"].as_str().unwrap_or_default();
    let along_index = kind.starts_with("Index") && node["Index Cond"].is_null();
    if kind == "Seq Scan" || (along_index && !limited) {
        return Some(format!("{kind} on {table}"));
    }
    let below = node["Plans"].as_array().into_iter().flatten();
    below.into_iter().find_map(|n| whole_read(n, limited))
}
