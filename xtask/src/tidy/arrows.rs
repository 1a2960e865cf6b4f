//! Which crate may import which: the floors of the building, the libraries with one home, the licences we may link.

use serde_json::Value;

use super::Finding;
use crate::licences;

/// Floor by floor, from the ground up. A crate imports only from lower floors.
const FLOORS: [&[&str]; 7] = [
    &["kernel", "dispatch_engine"],
    &["db", "gateways", "i18n", "ui"],
    &[
        "markets",
        "access",
        "customers",
        "catalog",
        "workforce",
        "jobs",
        "dispatch",
        "billing",
        "ledger",
        "messaging",
        "feedback",
        "inventory",
        "assurance",
        "learning",
        "performance",
        "growth",
        "content",
        "partners",
        "insights",
        "devices",
    ],
    &["flows"],
    &["edge"],
    &["api", "customer_web", "technician_web", "operator_web"],
    &["server"],
];
/// Stands beside the building: every crate may use it in tests; it builds on the lower two floors.
const BESIDE: &str = "test_kit";
const BESIDE_STANDS_ON: usize = 3;
/// The arrows along one floor, each with its reason.
const SIDEWAYS: [(&str, &str); 1] = [
    // Components show texts, money and times in the person's language.
    ("ui", "i18n"),
];
/// Libraries that one crate wraps for all others; tests elsewhere may use the second.
const HOMES: [(&str, &str, bool); 2] = [("sqlx", "db", false), ("reqwest", "gateways", true)];

/// Every arrow between our crates that does not point down.
pub fn floors(metadata: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in members(metadata) {
        let name = text(package, "name");
        let path = manifest(metadata, package);
        if name == "xtask" {
            continue;
        }
        let Some(floor) = floor(name) else {
            let what = format!("crate `{name}` has no floor: add it to FLOORS in xtask/src/tidy/arrows.rs");
            findings.push(Finding::new(&path, 1, what));
            continue;
        };
        for dependency in ours(package) {
            let target = text(dependency, "name");
            if let Some(wrong) = wrong_arrow(name, floor, target, is_dev(dependency)) {
                findings.push(Finding::new(&path, 1, wrong));
            }
        }
    }
    findings
}

fn wrong_arrow(name: &str, own: usize, target: &str, is_for_tests: bool) -> Option<String> {
    if target == BESIDE {
        let what = format!("`{name}` ships `{BESIDE}`: move it to [dev-dependencies]");
        return (!is_for_tests).then_some(what);
    }
    let other = floor(target)?;
    if other < own || SIDEWAYS.contains(&(name, target)) {
        return None;
    }
    let way_out = match (own, other) {
        (3, 3) if name != BESIDE => {
            "contexts talk by id, by facts as arguments or by events; let `flows` bring the two together"
        }
        (6, 6) => "faces share nothing: move what both need to a context's views or to `ui`",
        _ => "imports point to lower floors only: move the code, or turn the arrow round",
    };
    Some(format!("`{name}` (floor {own}) imports `{target}` (floor {other}): {way_out}"))
}

/// Libraries that a crate uses past the one that wraps them.
pub fn libraries(metadata: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in members(metadata) {
        for dependency in dependencies(package) {
            for (library, home, free_in_tests) in HOMES {
                let excused = text(package, "name") == home || (free_in_tests && is_dev(dependency));
                if text(dependency, "name") == library && !excused {
                    let what = format!("`{}` uses `{library}`: go through `{home}`", text(package, "name"));
                    findings.push(Finding::new(&manifest(metadata, package), 1, what));
                }
            }
        }
    }
    findings
}

/// Crates of others whose licence `deny.toml` does not allow.
pub fn licences(metadata: &Value, deny_toml: &str) -> Vec<Finding> {
    let allowed = licences::allowed(deny_toml);
    let line = deny_toml.lines().position(|line| line.starts_with("allow")).map_or(1, |at| at + 1);
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let refused = packages.filter(|package| {
        let licence = package["license"].as_str().unwrap_or_default();
        package["source"].is_string() && !licences::is_allowed(licence, &allowed)
    });
    refused
        .map(|package| {
            let licence = package["license"].as_str().unwrap_or("no stated licence");
            let what = format!("{} has {licence}: do without it, or allow the licence here", text(package, "name"));
            Finding::new("deny.toml", line, what)
        })
        .collect()
}

fn floor(name: &str) -> Option<usize> {
    if name == BESIDE {
        return Some(BESIDE_STANDS_ON);
    }
    FLOORS.iter().position(|crates| crates.contains(&name)).map(|index| index + 1)
}

fn members(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten().filter(|package| package["source"].is_null())
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}

fn ours(package: &Value) -> impl Iterator<Item = &Value> {
    dependencies(package).filter(|dependency| dependency["path"].is_string())
}

fn is_dev(dependency: &Value) -> bool {
    dependency["kind"].as_str() == Some("dev")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn manifest(metadata: &Value, package: &Value) -> String {
    let root = text(metadata, "workspace_root");
    let path = text(package, "manifest_path");
    path.strip_prefix(root).unwrap_or(path).trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(name: &str, target: &str, kind: Option<&str>, expected: Option<&str>) {
        let metadata = json!({"workspace_root": "/w", "packages": [{
            "name": name, "source": null, "manifest_path": format!("/w/crates/{name}/Cargo.toml"),
            "dependencies": [{"name": target, "kind": kind, "path": format!("/w/crates/{target}")}],
        }]});
        let found = floors(&metadata);
        match expected {
            None => assert_eq!(found, [], "{name} -> {target}"),
            Some(part) => {
                assert_eq!(found.len(), 1, "{name} -> {target}");
                assert_eq!(found[0].path, format!("crates/{name}/Cargo.toml"));
                assert!(found[0].what.contains(part), "{}", found[0].what);
            }
        }
    }

    #[test]
    fn arrows_point_down() {
        check("jobs", "kernel", None, None);
        check("jobs", "dispatch_engine", None, None);
        check("jobs", "customers", None, Some("let `flows`"));
        check("jobs", "customers", Some("dev"), Some("let `flows`"));
        check("jobs", "flows", None, Some("lower floors"));
        check("api", "customer_web", None, Some("faces share nothing"));
        check("kernel", "dispatch_engine", None, Some("lower floors"));
        check("server", "operator_web", None, None);
        check("jobs", "test_kit", Some("dev"), None);
        check("jobs", "test_kit", None, Some("[dev-dependencies]"));
        check("db", "test_kit", Some("dev"), None);
        check("ui", "i18n", None, None);
        check("i18n", "ui", None, Some("lower floors"));
        check("test_kit", "gateways", None, None);
        check("test_kit", "jobs", None, Some("lower floors"));
        check("warehouse", "kernel", None, Some("no floor"));
    }

    #[test]
    fn libraries_have_one_home() {
        let package = |name: &str, library: &str, kind: Option<&str>| json!({"packages": [{"name": name, "dependencies": [{"name": library, "kind": kind}]}]});
        assert_eq!(libraries(&package("db", "sqlx", None)), []);
        assert_eq!(libraries(&package("jobs", "sqlx", Some("dev"))).len(), 1);
        assert_eq!(libraries(&package("server", "reqwest", Some("dev"))), []);
        assert_eq!(libraries(&package("server", "reqwest", None)).len(), 1);
    }

    #[test]
    fn licences_of_others() {
        let deny_toml = "[licenses]\nallow = [\"MIT\"]\n";
        let metadata = json!({"packages": [
            {"name": "a", "source": "registry", "license": "MIT OR Apache-2.0"},
            {"name": "b", "source": "registry", "license": "GPL-3.0"},
            {"name": "c", "source": "registry", "license": null},
            {"name": "ours", "source": null, "license": "Apache-2.0"},
        ]});
        let found: Vec<String> = licences(&metadata, deny_toml).into_iter().map(|finding| finding.what).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("b has GPL-3.0") && found[1].starts_with("c has no stated licence"));
    }
}
