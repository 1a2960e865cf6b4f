//! `cargo xtask tidy`: the keeper of floors, rooms, SQL and house rules. Each finding is one line that says what to do.

mod arrows;
mod rust_text;
mod schema;
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::workspace::{Outcome, Workspace, read};

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the workspace root.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, what: what.into() }
    }
}

/// A file that git knows, or would.
struct Source<'a> {
    /// Path from the workspace root, with `/`.
    path: &'a str,
    text: &'a str,
}

/// Checks the checkout and prints what it finds.
pub fn check(workspace: &Workspace) -> Outcome<()> {
    let findings = findings(workspace)?;
    for finding in &findings {
        println!("{}:{}: {}", finding.path, finding.line, finding.what);
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err("tidy found 1 thing to put right".to_owned()),
        many => Err(format!("tidy found {many} things to put right")),
    }
}

fn findings(workspace: &Workspace) -> Outcome<BTreeSet<Finding>> {
    let metadata = workspace.metadata()?;
    let deny_toml = fs::read_to_string(workspace.root.join("deny.toml"));
    let deny_toml = deny_toml.map_err(|error| format!("cannot read deny.toml: {error}"))?;
    let mut findings = BTreeSet::new();
    findings.extend(arrows::floors(&metadata));
    findings.extend(arrows::libraries(&metadata));
    findings.extend(arrows::licences(&metadata, &deny_toml));
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]).current_dir(&workspace.root);
    for path in read(&mut git)?.split('\0').filter(|path| !path.is_empty()) {
        // A file that is deleted but not yet committed, or a picture, has no text to check.
        let Ok(text) = fs::read_to_string(workspace.root.join(path)) else { continue };
        let source = Source { path, text: &text };
        findings.extend(sources::any_file(&source));
        if path.ends_with(".rs") {
            findings.extend(sources::rust_file(&source));
        }
        if path.starts_with("crates/") && path.contains("/migrations/") && path.ends_with(".sql") {
            findings.extend(schema::migration(&source));
        }
    }
    Ok(findings)
}
