//! Licences of what we ship: the texts for the browser bundle, and which ones the crates we link may have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workspace::Outcome;

/// The licence texts of every npm package of which something went into the bundle.
pub fn of_bundle(folder: &Path, metafile: &Value) -> Outcome<String> {
    let inputs = metafile["inputs"].as_object().ok_or("esbuild reports no inputs")?;
    let packages: BTreeSet<&str> = inputs.keys().filter_map(|path| package_folder(path)).collect();
    let mut text = String::from("Software by others in this bundle, with its licences.\n");
    for package in packages {
        let (title, licence) = licence_text(&folder.join(package))?;
        text.push_str(&format!("\n---- {title} ----\n\n{}\n", licence.trim()));
    }
    Ok(text)
}

/// `node_modules/@scope/name/dist/x.js` lies in the package `node_modules/@scope/name`.
fn package_folder(path: &str) -> Option<&str> {
    let start = path.rfind("node_modules/")? + "node_modules/".len();
    let names = if path[start..].starts_with('@') { 2 } else { 1 };
    let end = path[start..].match_indices('/').nth(names - 1).map(|(at, _)| start + at)?;
    Some(&path[..end])
}

fn licence_text(package: &Path) -> Outcome<(String, String)> {
    let described = fs::read_to_string(package.join("package.json")).ok();
    let described: Value = described.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let (Some(name), Some(version)) = (described["name"].as_str(), described["version"].as_str()) else {
        return Err(format!("{} has no readable package.json", package.display()));
    };
    let licence = described["license"].as_str().unwrap_or("licence in its text");
    let is_licence = |name: &str| ["license", "licence", "copying"].iter().any(|word| name.starts_with(word));
    let files = fs::read_dir(package).into_iter().flatten().flatten();
    let file = files.map(|entry| entry.path()).find(|path| {
        path.is_file() && path.file_name().is_some_and(|name| is_licence(&name.to_string_lossy().to_lowercase()))
    });
    let text = match file {
        Some(file) => fs::read_to_string(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?,
        None if described["license"].is_string() => format!("Licensed under {licence} (the package brings no text)."),
        None => return Err(format!("{name} {version} names no licence: do not bundle it")),
    };
    Ok((format!("{name} {version} ({licence})"), text))
}

/// The licences that `deny.toml` allows.
pub fn allowed(deny_toml: &str) -> Vec<String> {
    let list = deny_toml.split_once("[licenses]").and_then(|(_, rest)| rest.split_once("allow = ["));
    let list = list.and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether one of the choices of an SPDX expression consists of allowed licences only.
pub fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    // `A/B` is how old manifests wrote `A OR B`.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (verdict, rest) = either(&words, allowed);
    verdict && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = both(words, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        let (other, remaining) = both(after, allowed);
        verdict |= other;
        rest = remaining;
    }
    (verdict, rest)
}

fn both<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = single(words, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        let (other, remaining) = single(after, allowed);
        verdict &= other;
        rest = remaining;
    }
    (verdict, rest)
}

fn single<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", rest @ ..] => {
            let (verdict, rest) = either(rest, allowed);
            (verdict, rest.strip_prefix(&[")"]).unwrap_or(rest))
        }
        [licence, "WITH", exception, rest @ ..] => {
            (allowed.contains(&(*licence).to_owned()) || allowed.contains(&format!("{licence} WITH {exception}")), rest)
        }
        [licence, rest @ ..] => (allowed.contains(&(*licence).to_owned()), rest),
        [] => (false, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: bool) {
        let allowed =
            allowed("[advisories]\n[licenses]\nallow = [\n  \"MIT\",\n  \"Apache-2.0\", # wide\n  \"ISC\",\n]\n");
        assert_eq!(allowed, ["MIT", "Apache-2.0", "ISC"]);
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn expressions() {
        check("MIT", true);
        check("MIT OR GPL-3.0", true);
        check("GPL-3.0/MIT", true);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("ISC AND (MIT OR GPL-2.0)", true);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", false);
        check("MIT AND GPL-3.0", false);
        check("GPL-3.0-only", false);
        check("", false);
    }

    #[test]
    fn packages_of_inputs() {
        assert_eq!(package_folder("node_modules/htmx.org/dist/htmx.esm.js"), Some("node_modules/htmx.org"));
        assert_eq!(package_folder("node_modules/@a/b/index.js"), Some("node_modules/@a/b"));
        assert_eq!(package_folder("node_modules/a/node_modules/b/i.js"), Some("node_modules/a/node_modules/b"));
        assert_eq!(package_folder("src/app.ts"), None);
    }
}
