//! JavaScript packages: exactly what the lock file says, installed again only when it changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{Outcome, on_path, run};

/// Installs a folder's packages. Install scripts stay off: nothing we use needs them.
pub fn install(folder: &Path) -> Outcome<()> {
    if on_path(&["npm"]).is_none() {
        return Err("npm is missing: install Node.js 20 or newer, which brings it".to_owned());
    }
    let stamp = folder.join("node_modules").join(".installed");
    let wanted = fingerprint(folder, &[folder.join("package.json"), folder.join("package-lock.json")])?;
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    println!("npm ci in {}", folder.display());
    run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder))?;
    fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

/// A short text that changes when any of the files' names below `folder`, or contents, does.
pub fn fingerprint(folder: &Path, files: &[PathBuf]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        file.strip_prefix(folder).unwrap_or(file).hash(&mut hasher);
        content.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
