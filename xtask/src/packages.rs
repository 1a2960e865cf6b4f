//! System packages: installed where we may (root on a Debian), named in one line where we may not.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{Outcome, on_path, read, run};

/// Whether we act as root.
pub fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

/// Looks for a program; when missing, installs the packages that bring it, or says which.
pub fn ensure(what: &str, packages: &[&str], find: impl Fn() -> Option<PathBuf>) -> Outcome<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let hint = format!("{what} is missing: install the packages {} (Debian's names)", packages.join(" "));
    if !is_root() || on_path(&["apt-get"]).is_none() {
        return Err(hint);
    }
    install(what, packages)?;
    find().ok_or(hint)
}

/// Installs Debian packages, refreshing the package lists first.
fn install(what: &str, packages: &[&str]) -> Outcome<()> {
    println!("installing {what}: {}", packages.join(" "));
    run(apt().args(["-qq", "update"]))?;
    run(apt().args(["-qq", "install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
    command
}

/// User and group id of a system account.
pub fn account(name: &str) -> Option<(u32, u32)> {
    let accounts = std::fs::read_to_string(Path::new("/etc/passwd")).ok()?;
    accounts.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        if fields.first() != Some(&name) {
            return None;
        }
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    })
}
