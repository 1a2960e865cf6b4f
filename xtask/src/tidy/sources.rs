//! House rules on the text of files.

use super::rust_text::RustText;
use super::{Finding, Source};

const FILE_LINES_MAX: usize = 500;
const REASON_FOR_LENGTH: &str = "//! Long because: ";

/// Folders of one person's machine. Written in two halves, so that this list does not find itself.
const MACHINE_PATHS: [&str; 6] = [
    concat!("/roo", "t/"),
    concat!("/wor", "k/main"),
    concat!("/wor", "k/shared"),
    concat!("/wor", "k/t/"),
    concat!("/wor", "k/."),
    concat!("/tmp/ba", "sh_jobs"),
];
const UNFINISHED: &str = concat!("FIX", "ME");

/// Words of code that have no place: the word, where it is at home, and what to do instead.
const BANNED: [(&str, &[&str], &str); 6] = [
    ("sqlx::", &["crates/db/"], "go through `db`: only that crate knows the driver"),
    ("reqwest::", &["crates/gateways/"], "go through `gateways`: only that crate talks to the outside"),
    ("#[allow(", &[], "use #[expect(.., reason = \"..\")], which complains when it is no longer needed"),
    ("#![allow(", &[], "use #[expect(.., reason = \"..\")] on the item, which complains when it is no longer needed"),
    ("todo!(", &[], "finish it, or leave it out"),
    ("unimplemented!(", &[], "finish it, or leave it out"),
];

/// Rules for every tracked text.
pub fn any_file(source: &Source<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in numbered(source.text) {
        if MACHINE_PATHS.iter().any(|path| text.contains(path)) {
            findings
                .push(source.finding(line, "a path of one machine: use one relative to the workspace, or an argument"));
        }
        if text.contains(UNFINISHED) {
            findings.push(source.finding(line, format!("{UNFINISHED}: finish it, or open an issue")));
        }
    }
    findings
}

/// Rules for Rust.
pub fn rust_file(source: &Source<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !source.text.starts_with("//! ") {
        findings.push(source.finding(1, "no header: open the file with one `//!` sentence on what it holds"));
    }
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX && !source.text.lines().any(|line| line.starts_with(REASON_FOR_LENGTH)) {
        let what = format!("{lines} lines: split by noun or verb, or state `{REASON_FOR_LENGTH}..` in the header");
        findings.push(source.finding(1, what));
    }
    let rust = RustText::of(source.text);
    findings.extend(banned_words(source, &rust));
    findings.extend(stray_sql(source, &rust));
    findings
}

fn banned_words(source: &Source<'_>, rust: &RustText) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, code) in rust.code.iter().enumerate() {
        for (word, homes, instead) in BANNED {
            let is_at_home = homes.iter().any(|home| source.path.starts_with(home));
            let is_free = word == "reqwest::" && is_test(source.path);
            if !is_at_home && !is_free && has_word(code, word) {
                findings.push(source.finding(index + 1, format!("`{word}`: {instead}")));
            }
        }
    }
    findings
}

/// SQL belongs to `db` and to the rooms `store` and `views` of a context; tests may ask the tables too.
fn stray_sql(source: &Source<'_>, rust: &RustText) -> Vec<Finding> {
    let Some(path) = source.path.strip_prefix("crates/") else { return Vec::new() };
    let (name, inside) = path.split_once('/').unwrap_or((path, ""));
    let rooms = ["src/store.rs", "src/store/", "src/views.rs", "src/views/"];
    if ["db", "test_kit"].contains(&name) || is_test(source.path) || rooms.iter().any(|room| inside.starts_with(room)) {
        return Vec::new();
    }
    let what = "SQL outside the rooms for it: move the statement to `store` (or `views`) of the context";
    rust.literals.iter().filter(|text| is_sql(&text.text)).map(|text| source.finding(text.line, what)).collect()
}

/// Whether a literal reads like a statement; a sentence that merely begins with "select" or "update" does not.
fn is_sql(literal: &str) -> bool {
    let words: Vec<String> = literal.split_whitespace().map(str::to_lowercase).collect();
    let has = |word: &str| words.iter().any(|found| found == word);
    // SQL breaks its lines or names things the way no sentence does.
    let looks_technical = literal.contains('\n') || literal.contains(['$', '=', '_', '*', '(']);
    let statement = match words.first().map(String::as_str) {
        Some("select") => words.len() > 1 && (has("from") || has("1") || literal.contains('(')),
        Some("insert") => words.get(1).is_some_and(|word| word == "into"),
        Some("delete") => words.get(1).is_some_and(|word| word == "from"),
        Some("update") => has("set"),
        Some("with") => literal.contains("as (") && has("select"),
        Some("create" | "drop" | "alter") => {
            words.get(1).is_some_and(|word| ["table", "index", "unique", "database", "schema"].contains(&word.as_str()))
        }
        _ => false,
    };
    statement && looks_technical
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// Whether `code` has `word` where no longer name ends in it: `my_todo!(` is not `todo!(`.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().last();
        !before.is_some_and(|char| char.is_alphanumeric() || char == '_')
    })
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

impl Source<'_> {
    pub(super) fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding::new(self.path, line, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, body: &str, expected: &[(usize, &str)]) {
        let text = format!("//! A sample.\n{body}");
        let source = Source { path, text: &text };
        let mut found = rust_file(&source);
        found.extend(any_file(&source));
        assert_eq!(found.len(), expected.len(), "{path}: {found:?}");
        for (finding, (line, part)) in found.iter().zip(expected) {
            assert!(finding.line == *line && finding.what.contains(part), "{finding:?}");
        }
    }

    #[test]
    fn headers_and_length() {
        let long = "//! A sample.\n".to_owned() + &"fn f() {}\n".repeat(500);
        assert!(rust_file(&Source { path: "a.rs", text: &long })[0].what.contains("501 lines"));
        let excused = format!("//! A sample.\n{REASON_FOR_LENGTH}a table of the trade.\n{long}");
        assert_eq!(rust_file(&Source { path: "a.rs", text: &excused }), []);
        assert!(rust_file(&Source { path: "a.rs", text: "fn f() {}\n" })[0].what.contains("no header"));
    }

    #[test]
    fn banned_words_in_code_only() {
        check("crates/jobs/src/store.rs", "use sqlx::Row;", &[(2, "`sqlx::`")]);
        check("crates/db/src/pool.rs", "use sqlx::Row;", &[]);
        check("crates/jobs/src/store.rs", "// as sqlx::Row does\nlet a = \"sqlx::Row\";", &[]);
        check("crates/server/src/main.rs", "reqwest::get();", &[(2, "gateways")]);
        check("crates/server/tests/story.rs", "reqwest::get();", &[]);
        check(
            "crates/jobs/src/lib.rs",
            "#[allow(dead_code)]\nfn f() { todo!() }",
            &[(2, "#[expect("), (3, "finish it")],
        );
        check("crates/jobs/src/lib.rs", "my_todo!();", &[]);
        check("crates/jobs/src/lib.rs", &format!("// {UNFINISHED} later"), &[(2, "finish it")]);
        check("README.md", &format!("cd {}x", MACHINE_PATHS[0]), &[(2, "machine")]);
        check("crates/technician_web/src/lib.rs", "route(\"/work/{visit}\")", &[]);
    }

    #[test]
    fn sql_stays_in_its_rooms() {
        let sql = "const A: &str = \"select id\n  from visits\n where market_id = $1\";";
        let stray: &[(usize, &str)] = &[(2, "SQL outside")];
        check("crates/jobs/src/store.rs", sql, &[]);
        check("crates/jobs/src/views/board.rs", sql, &[]);
        check("crates/jobs/src/tests/stories.rs", sql, &[]);
        check("crates/db/src/outbox.rs", sql, &[]);
        check("crates/jobs/src/actions.rs", sql, stray);
        check("crates/api/src/jobs.rs", sql, stray);
        check("crates/flows/src/booking.rs", "f(\"update visits set a = 1\");", stray);
        check("crates/flows/src/booking.rs", "f(\"insert into visits (id) values ($1)\");", stray);
        check("crates/flows/src/booking.rs", "f(\"select 1\"); f(\"select count(*) from x\");", stray);
        check("crates/ui/src/form.rs", "f(\"Select a slot from the list\"); f(\"update the set\");", &[]);
        check("crates/ui/src/form.rs", "f(\"delete\"); f(\"create table of contents\");", &[]);
    }
}
