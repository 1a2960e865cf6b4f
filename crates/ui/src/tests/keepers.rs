//! Rules over the templates and sources of all crates: icons and text keys exist, and nothing needs what the policy forbids.

use crate::icon::ICONS;
use kernel::Locale;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every file below `crates/` with one of these endings, with its text but for comment lines.
fn files(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/ui stands in crates/");
    let mut found = Vec::new();
    let mut folders = vec![crates.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if entry.is_dir() && !["node_modules", "dist", "target", "tests"].contains(&name.as_str()) {
                folders.push(entry);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&entry).unwrap();
                let code: String = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .flat_map(|line| [line, "\n"])
                    .collect();
                found.push((entry, code));
            }
        }
    }
    found
}

/// The text literals that directly follow an opening such as `icon("`.
fn literals<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(opening).skip(1).filter_map(|rest| rest.split_once('"').map(|(literal, _)| literal))
}

#[test]
fn every_icon_exists() {
    let known: BTreeSet<&str> = ICONS.iter().map(|(name, _)| *name).collect();
    for (path, text) in files(&[".html", ".rs"]) {
        for name in literals(&text, "icon(\"").filter(|name| !name.is_empty()) {
            assert!(known.contains(name), "{}: there is no icon {name}", path.display());
        }
    }
}

#[test]
fn every_text_key_exists() {
    let mut missing = Vec::new();
    for (path, text) in files(&[".html", ".rs"]) {
        let keys = [
            "shell.t(\"",
            "shell.tw(\"",
            "i18n::text(locale, \"",
            "i18n::text_with(locale, \"",
            "i18n::text(*locale, \"",
        ];
        for key in keys.iter().flat_map(|opening| literals(&text, opening)) {
            missing.extend(
                Locale::ALL
                    .iter()
                    .filter(|locale| !i18n::has(**locale, key))
                    .map(|locale| format!("{}: {key} ({locale})", path.display())),
            );
        }
    }
    assert!(missing.is_empty(), "texts are missing:\n{}", missing.join("\n"));
}

#[test]
fn no_template_needs_what_the_policy_forbids() {
    for (path, text) in files(&[".html"]) {
        for forbidden in
            [" style=", "<style", "<script>", " onclick=", " onsubmit=", " onchange=", "hx-on", "\"js:", "javascript:"]
        {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
    }
}

#[test]
fn every_posting_form_sends_the_token() {
    for (path, text) in files(&[".html"]) {
        for form in text.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            if form.contains("method=\"post\"") {
                assert!(form.contains("csrf"), "{}: a form without {{{{ shell.csrf_field() }}}}", path.display());
            }
        }
    }
}

#[test]
fn both_ways_into_the_dark_look_the_same() {
    let css = include_str!("../../assets/src/css/tokens.css");
    let block = |opening: &str| -> Vec<&str> {
        let (_, rest) = css.split_once(opening).expect("the block is there");
        let (block, _) = rest.split_once('}').expect("the block ends");
        block.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "{").collect()
    };
    assert_eq!(block(":root:not([data-theme=\"light\"]) {"), block(":root[data-theme=\"dark\"] {"));
}
