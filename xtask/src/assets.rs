//! `cargo xtask assets`: scripts and styles of `crates/ui/assets`, bundled into its `dist` when their sources changed.
//! What is built, and under which names, is said in `crates/ui/assets/build.mjs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::npm;
use crate::workspace::{Outcome, Workspace, run};

const STAMP: &str = ".built-from";

/// Builds the bundle unless it is already built from the very same sources.
pub fn build(workspace: &Workspace) -> Outcome<()> {
    let folder = folder(workspace);
    let stamp = folder.join("dist").join(STAMP);
    let wanted = npm::fingerprint(&folder, &sources(&folder)?)?;
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    npm::install(&folder)?;
    run(Command::new("node").arg("build.mjs").current_dir(&folder))?;
    fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

/// Lets the TypeScript compiler check the types that the bundler only strips.
pub fn check_types(workspace: &Workspace) -> Outcome<()> {
    let folder = folder(workspace);
    npm::install(&folder)?;
    run(Command::new(folder.join("node_modules/.bin/tsc")).args(["--noEmit", "--project", "."]).current_dir(folder))
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("crates/ui/assets")
}

/// Everything the bundle depends on, in a fixed order: the sources, the build and the packages.
fn sources(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = vec![folder.join("build.mjs"), folder.join("package-lock.json")];
    collect(&folder.join("src"), &mut files).map_err(|error| format!("crates/ui/assets/src: {error}"))?;
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
