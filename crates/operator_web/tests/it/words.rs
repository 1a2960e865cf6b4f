//! Listing: what actions are called in the audit log, read from the source so that no action is forgotten.

use kernel::Locale;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Names of plumbing: nothing of it is ever noted as changed, and no person performs it.
const PLUMBING: &str = "db.";
/// Ends of names that say through which door a verb came; the page words them.
const DOORS: [&str; 2] = ["_by_operator", "_by_link"];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() && name != "tests" {
            rust_files(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// What looks like the name of an action: `"context.verb"`.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2).filter(|literal| {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        literal.split_once('.').is_some_and(|(context, verb)| is_word(context) && is_word(verb))
    })
}

/// The names that a file gives to actions: in `impl Action`, in what macros that write such are told, and for other doors.
fn names(text: &str, found: &mut BTreeSet<String>) {
    let constants = text.split("Action for ").skip(1).filter_map(|rest| rest.split_once("const NAME: &'static str = "));
    for (_, value) in constants {
        let line = value.lines().next().unwrap_or_default();
        let told = if line.starts_with('$') { text } else { line };
        found.extend(literals(told).map(str::to_owned));
    }
    for rest in text.split("const LINK_NAME: &'static str = ").skip(1) {
        found.extend(literals(rest.lines().next().unwrap_or_default()).map(str::to_owned));
    }
    let lists = text.split("by_operator! {").skip(1).filter_map(|rest| rest.split("\n}").next());
    found.extend(lists.flat_map(literals).map(str::to_owned));
}

fn every_name() -> BTreeSet<String> {
    let mut files = Vec::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the crates");
    for one in fs::read_dir(crates).expect("the crates") {
        let source = one.expect("a crate").path().join("src");
        if source.is_dir() {
            rust_files(&source, &mut files);
        }
    }
    let mut found = BTreeSet::new();
    files.iter().for_each(|file| names(&fs::read_to_string(file).expect("a file"), &mut found));
    found
}

#[test]
fn every_action_has_its_words_in_the_audit_log() {
    let names = every_name();
    assert!(names.len() > 260, "only {} actions were found in the source", names.len());
    for known in
        ["access.create_user", "customers.add_own_contact", "jobs.cancel_job_by_operator", "jobs.accept_work_by_link"]
    {
        assert!(names.contains(known), "{known} was not found in the source");
    }
    let mut missing = Vec::new();
    for name in names.iter().filter(|name| !name.starts_with(PLUMBING)) {
        let verb = DOORS.iter().find_map(|door| name.strip_suffix(door)).unwrap_or(name);
        let key = format!("console-action-{}", verb.replace(['_', '.'], "-"));
        missing.extend(
            Locale::ALL.iter().filter(|locale| !i18n::has(**locale, &key)).map(|locale| format!("{locale} {key}")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_words_are_kept_for_actions_that_are_gone() {
    let known: BTreeSet<String> =
        every_name().iter().map(|name| format!("console-action-{}", name.replace(['_', '.'], "-"))).collect();
    let doors = ["console-action-by-operator", "console-action-by-link"];
    let gone: Vec<&str> = i18n::keys(Locale::En)
        .map(|(key, _)| key)
        .filter(|key| key.starts_with("console-action-") && !known.contains(*key) && !doors.contains(key))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}
