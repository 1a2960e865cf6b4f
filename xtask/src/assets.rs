//! `cargo xtask assets`: bundles `crates/ui/assets/src` into `crates/ui/assets/dist`, under names that carry a hash of
//! the content, with `manifest.json` (logical name to hashed name) and the licences of what was bundled.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::workspace::{Outcome, Workspace, run};
use crate::{licences, npm};

/// Files that are carried over as they are, from the top of `src` or from a style sheet's `url(..)`.
const COPIED: [&str; 8] = ["svg", "png", "webp", "ico", "gif", "woff2", "webmanifest", "txt"];
const STAMP: &str = ".built-from";

/// Builds the bundle unless it is already built from the very same sources.
pub fn build(workspace: &Workspace) -> Outcome<PathBuf> {
    let folder = workspace.root.join("crates/ui/assets");
    let dist = folder.join("dist");
    let sources = sources(&folder)?;
    let wanted = npm::fingerprint(&sources.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    if fs::read_to_string(dist.join(STAMP)).is_ok_and(|have| have == wanted) {
        return Ok(dist);
    }
    npm::install(&folder)?;
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|error| format!("cannot clear {}: {error}", dist.display()))?;
    }
    let metafile = bundle(&folder, &entry_points(&folder, &sources))?;
    let manifest = manifest(&metafile)?;
    println!("assets: {} files, {} KiB", manifest.len(), kib(&metafile));
    write(&dist.join("manifest.json"), &format!("{:#}\n", Value::Object(manifest)))?;
    write(&dist.join("licences.txt"), &licences::of_bundle(&folder, &metafile)?)?;
    write(&dist.join(STAMP), &wanted)?;
    Ok(dist)
}

/// Lets the TypeScript compiler check the types that esbuild only strips.
pub fn check_types(workspace: &Workspace) -> Outcome<()> {
    let folder = workspace.root.join("crates/ui/assets");
    npm::install(&folder)?;
    run(Command::new(folder.join("node_modules/.bin/tsc")).args(["--noEmit", "--project", "."]).current_dir(folder))
}

/// Everything the bundle depends on, in a fixed order: the sources and the package files.
fn sources(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(&folder.join("src"), &mut files).map_err(|error| format!("crates/ui/assets/src: {error}"))?;
    files.extend(["package.json", "package-lock.json", "tsconfig.json"].map(|name| folder.join(name)));
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The files at the top of `src`; what lies deeper is reached by imports.
fn entry_points(folder: &Path, sources: &[PathBuf]) -> Vec<PathBuf> {
    let top = folder.join("src");
    let is_entry = |file: &&PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let extension = name.rsplit('.').next().unwrap_or_default();
        let known = ["ts", "css"].contains(&extension) || COPIED.contains(&extension);
        file.parent() == Some(&top) && known && !name.ends_with(".d.ts")
    };
    let relative = |file: &PathBuf| file.strip_prefix(folder).unwrap_or(file).to_owned();
    sources.iter().filter(is_entry).map(relative).collect()
}

fn bundle(folder: &Path, entries: &[PathBuf]) -> Outcome<Value> {
    let mut esbuild = Command::new(folder.join("node_modules/.bin/esbuild"));
    esbuild.args(entries).current_dir(folder).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--splitting",
        "--target=es2022",
        "--outdir=dist",
        "--entry-names=[name]-[hash]",
        "--chunk-names=[name]-[hash]",
        "--asset-names=[name]-[hash]",
        "--metafile=dist/metafile.json",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    esbuild.args(COPIED.iter().map(|extension| format!("--loader:.{extension}=copy")));
    run(&mut esbuild)?;
    let path = folder.join("dist/metafile.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{} is not JSON: {error}", path.display()))
}

/// `{"app.js": "app-K3Q7ZPLM.js", ..}`, with every output in it: those that only other outputs name, under their own.
fn manifest(metafile: &Value) -> Outcome<Map<String, Value>> {
    let outputs = metafile["outputs"].as_object().ok_or("esbuild reports no outputs")?;
    let mut manifest = Map::new();
    for (path, output) in outputs {
        let hashed = file_name(path);
        let logical = match output["entryPoint"].as_str() {
            Some(entry) => logical_name(file_name(entry)),
            None => match outputs.values().find(|owner| owner["cssBundle"].as_str() == Some(path)) {
                Some(owner) => {
                    logical_name(file_name(owner["entryPoint"].as_str().unwrap_or(path))).replace(".js", ".css")
                }
                None => hashed.to_owned(),
            },
        };
        if manifest.insert(logical.clone(), Value::from(hashed)).is_some() {
            return Err(format!("two bundles are called {logical}; rename one of the files in crates/ui/assets/src"));
        }
    }
    manifest.sort_keys();
    Ok(manifest)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn logical_name(entry: &str) -> String {
    entry.strip_suffix(".ts").map_or_else(|| entry.to_owned(), |stem| format!("{stem}.js"))
}

fn kib(metafile: &Value) -> u64 {
    let outputs = metafile["outputs"].as_object().into_iter().flat_map(Map::values);
    outputs.filter_map(|output| output["bytes"].as_u64()).sum::<u64>() / 1024
}

fn write(path: &Path, text: &str) -> Outcome<()> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_manifest_names_every_output() {
        let metafile = json!({"outputs": {
            "dist/app-AAAA.js": {"entryPoint": "src/app.ts", "bytes": 2048},
            "dist/route-map-BBBB.js": {"entryPoint": "src/route-map.ts", "cssBundle": "dist/route-map-CCCC.css"},
            "dist/route-map-CCCC.css": {},
            "dist/layers-DDDD.png": {},
            "dist/base-EEEE.css": {"entryPoint": "src/base.css"},
        }});
        let expected = json!({
            "app.js": "app-AAAA.js", "base.css": "base-EEEE.css", "layers-DDDD.png": "layers-DDDD.png",
            "route-map.css": "route-map-CCCC.css", "route-map.js": "route-map-BBBB.js",
        });
        assert_eq!(Value::Object(manifest(&metafile).unwrap()), expected);
        assert_eq!(kib(&metafile), 2);
    }

    #[test]
    fn two_bundles_of_one_name_are_refused() {
        let metafile = json!({"outputs": {
            "dist/map-A.js": {"entryPoint": "src/map.ts", "cssBundle": "dist/map-B.css"},
            "dist/map-B.css": {}, "dist/map-C.css": {"entryPoint": "src/map.css"},
        }});
        assert!(manifest(&metafile).unwrap_err().contains("map.css"));
    }

    #[test]
    fn only_the_top_of_the_sources_is_an_entry() {
        let folder = Path::new("assets");
        let files = ["src/app.ts", "src/env.d.ts", "src/lib/money.ts", "src/icon.svg", "package.json", "src/readme.md"];
        let files = files.map(|file| folder.join(file));
        assert_eq!(entry_points(folder, &files), [PathBuf::from("src/app.ts"), PathBuf::from("src/icon.svg")]);
    }
}
