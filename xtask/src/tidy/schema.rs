//! Rules for migrations: the common ground of both engines, and keys that a sharding engine can place.

use super::{Finding, Source};

const TYPES: [&str; 4] = ["bigint", "text", "boolean", "double precision"];
/// What either engine lacks, or what must be ours to do.
const FORBIDDEN: [(&str, &str); 13] = [
    ("serial", "keys are made by us"),
    ("bigserial", "keys are made by us"),
    ("autoincrement", "keys are made by us"),
    ("nextval", "keys are made by us"),
    ("identity", "keys are made by us"),
    ("references", "no foreign keys: the action that writes the row checks what it names"),
    ("foreign", "no foreign keys: the action that writes the row checks what it names"),
    ("trigger", "what happens belongs into an action"),
    ("procedure", "what happens belongs into an action"),
    ("function", "what happens belongs into an action"),
    ("exclude", "use a row with a version"),
    ("now", "the time is passed as a parameter"),
    ("current_timestamp", "the time is passed as a parameter"),
];
/// What a key of an operational table starts with.
const SHARD_KEYS: [&str; 2] = ["market_id", "brand_id"];
/// Tables whose keys start otherwise: people sign in before any market or brand of theirs is known.
const UNSHARDED: [&str; 2] = ["users", "sessions"];
/// Coordinates, the only fractions that are stored.
const COORDINATES: [&str; 5] = ["lat", "lon", "lng", "latitude", "longitude"];

/// Checks one migration file.
pub fn migration(source: &Source<'_>) -> Vec<Finding> {
    let sql = without_comments_and_texts(source.text);
    let mut findings = Vec::new();
    for (index, line) in sql.lines().enumerate() {
        for (word, why) in FORBIDDEN {
            if words(line).any(|found| found == word) {
                findings.push(source.finding(index + 1, format!("`{word}`: {why}")));
            }
        }
    }
    let is_of_db = source.path.starts_with("crates/db/");
    let mut line = 1;
    for statement in sql.split(';') {
        check_statement(source, line, statement, is_of_db, &mut findings);
        line += statement.matches('\n').count();
    }
    findings
}

fn check_statement(source: &Source<'_>, line: usize, statement: &str, is_of_db: bool, findings: &mut Vec<Finding>) {
    let head: Vec<&str> = words(statement).take(8).collect();
    let Some((name, kind)) = subject(&head) else { return };
    let first_word = statement.len() - statement.trim_start().len();
    let is_free = is_of_db || UNSHARDED.contains(&name);
    let mut report = |offset: usize, what: String| {
        findings.push(source.finding(line + statement[..offset].matches('\n').count(), what));
    };
    match kind {
        Kind::Table => {
            let Some((at, body)) = parentheses(statement) else { return };
            for (offset, item) in items(body) {
                check_item(name, item, is_free, &mut |what| report(at + offset, what));
            }
            if !words(body).any(|word| word == "primary") {
                report(first_word, format!("`{name}` has no primary key: name the columns that make a row unique"));
            }
        }
        Kind::UniqueIndex => {
            let Some((at, body)) = parentheses(statement) else { return };
            check_key("unique index", name, body, is_free, &mut |what| report(at, what));
        }
        Kind::Change => {
            for (at, _) in statement.match_indices("add column ") {
                let column = statement[at + "add column ".len()..].trim_start();
                let column = column.strip_prefix("if not exists ").unwrap_or(column);
                check_column(name, column, &mut |what| report(at, what));
            }
        }
    }
}

enum Kind {
    Table,
    UniqueIndex,
    Change,
}

/// The table that a statement is about, from its first words.
fn subject<'a>(head: &[&'a str]) -> Option<(&'a str, Kind)> {
    match head {
        ["create", "table", "if", "not", "exists", name, ..] | ["create", "table", name, ..] => {
            Some((*name, Kind::Table))
        }
        ["create", "unique", "index", ..] => {
            let table = head.iter().skip_while(|word| **word != "on").nth(1)?;
            Some((*table, Kind::UniqueIndex))
        }
        ["alter", "table", name, ..] => Some((*name, Kind::Change)),
        _ => None,
    }
}

fn check_item(table: &str, item: &str, is_free: bool, report: &mut dyn FnMut(String)) {
    let head: Vec<&str> = words(item).take(4).collect();
    let constraint = match head.as_slice() {
        ["constraint", _, rest @ ..] => rest,
        all => all,
    };
    match constraint {
        ["primary", ..] | ["unique", ..] => {
            let body = parentheses(item).map_or("", |(_, body)| body);
            check_key(&format!("{} key", constraint[0]), table, body, is_free, report);
        }
        ["check", ..] => {}
        [] => {}
        [column, ..] => {
            check_column(table, item, report);
            for key in ["primary", "unique"] {
                if words(item).any(|word| word == key) {
                    check_key(&format!("{key} key"), table, column, is_free, report);
                }
            }
        }
    }
}

fn check_column(table: &str, item: &str, report: &mut dyn FnMut(String)) {
    let mut found = words(item);
    let (Some(column), Some(first)) = (found.next(), found.next()) else { return };
    let both = format!("{first} {}", found.next().unwrap_or_default());
    let Some(kind) = TYPES.iter().find(|kind| **kind == first || **kind == both) else {
        report(format!("`{table}.{column}` is {first}: use one of {}", TYPES.join(", ")));
        return;
    };
    let is_coordinate = column.split('_').any(|part| COORDINATES.contains(&part));
    if *kind == "double precision" && !is_coordinate {
        report(format!("`{table}.{column}` is a fraction: count in a smaller unit (only coordinates are fractions)"));
    }
}

fn check_key(what: &str, table: &str, columns: &str, is_free: bool, report: &mut dyn FnMut(String)) {
    let first = words(columns).next().unwrap_or_default();
    if !is_free && !SHARD_KEYS.contains(&first) {
        report(format!(
            "{what} of `{table}` starts with `{first}`: start with market_id (or brand_id), or name the table in \
             UNSHARDED of xtask/src/tidy/schema.rs with its reason"
        ));
    }
}

/// Lower-case names and numbers, in order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !char.is_alphanumeric() && char != '_').filter(|word| !word.is_empty())
}

/// What stands in the first pair of parentheses, and where it starts.
fn parentheses(text: &str) -> Option<(usize, &str)> {
    let open = text.find('(')? + 1;
    let mut depth = 1;
    for (at, char) in text[open..].char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((open, &text[open..open + at]));
        }
    }
    None
}

/// The parts between the commas of the outermost level, each with where its first word starts.
fn items(body: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, char) in body.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push((start, &body[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push((start, &body[start..]));
    let trimmed = |(at, part): (usize, &'_ str)| at + part.len() - part.trim_start().len();
    parts.into_iter().map(|(at, part)| (trimmed((at, part)), part.trim())).collect()
}

/// Lower case, with comments and the insides of quoted texts blanked; line breaks stay.
fn without_comments_and_texts(sql: &str) -> String {
    let mut plain = String::with_capacity(sql.len());
    for line in sql.lines() {
        let mut is_text = false;
        let mut chars = line.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\'' => is_text = !is_text,
                '-' if !is_text && chars.peek() == Some(&'-') => break,
                _ if is_text => {}
                other => plain.extend(other.to_lowercase()),
            }
        }
        plain.push('\n');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, sql: &str, expected: &[(usize, &str)]) {
        let found = migration(&Source { path, text: sql });
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (finding, (line, part)) in found.iter().zip(expected) {
            assert!(finding.line == *line && finding.what.contains(part), "{finding:?}");
        }
    }

    const JOBS: &str = "crates/jobs/migrations/0001_jobs.sql";

    #[test]
    fn a_good_table() {
        let sql = "-- Serial killers; now() and references are fine in a comment.\n\
            create table if not exists visits (\n\
              market_id text not null,\n\
              id text not null,\n\
              lat double precision,\n\
              door_lon double precision,\n\
              is_pinned boolean not null default false,\n\
              starts_at bigint not null check (starts_at > 0),\n\
              note text not null default 'now; then, (later',\n\
              primary key (market_id, id),\n\
              constraint visits_number unique (market_id, number)\n\
            );\n\
            create index visits_by_day on visits (market_id, starts_at);\n\
            create unique index visits_by_number on visits (market_id, number);\n\
            alter table visits add column version bigint not null default 0;\n";
        check(JOBS, sql, &[]);
    }

    #[test]
    fn types() {
        let sql = "create table a (\n  market_id text,\n  at timestamptz,\n  price numeric(10, 2),\n  \
            rate double precision,\n  primary key (market_id)\n);\nalter table a\n  add column b integer;";
        check(JOBS, sql, &[(3, "`a.at` is timestamptz"), (4, "numeric"), (5, "fraction"), (9, "`a.b` is integer")]);
    }

    #[test]
    fn keys() {
        check(
            JOBS,
            "create table a (id text primary key, b text unique);",
            &[(1, "primary key of `a`"), (1, "unique key")],
        );
        check(JOBS, "create table a (\n id text,\n primary key (id, market_id)\n);", &[(3, "starts with `id`")]);
        check(JOBS, "create table a (id text);", &[(1, "no primary key")]);
        check(JOBS, "\n\ncreate unique index i on a (phone);", &[(3, "unique index of `a`")]);
        check("crates/access/migrations/0001.sql", "create table users (id text primary key);", &[]);
        check("crates/access/migrations/0001.sql", "create unique index u on users (lower(phone));", &[]);
        check("crates/db/migrations/0001.sql", "create table outbox (id text primary key);", &[]);
    }

    #[test]
    fn forbidden_words() {
        let sql = "create table a (\n market_id text references markets,\n at bigint default now(),\n primary key (market_id)\n);";
        check(JOBS, sql, &[(2, "no foreign keys"), (3, "passed as a parameter")]);
        check(JOBS, "create trigger t after insert on a;", &[(1, "belongs into an action")]);
    }
}
