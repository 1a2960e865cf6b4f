//! The browser ring: the golden paths in Chromium, driven by `e2e/run.mjs`.

use std::path::PathBuf;
use std::process::Command;

use crate::lifeline::watch_lines;
use crate::tally::{Tally, closing_line};
use crate::workspace::{Outcome, Workspace, on_path};
use crate::{npm, packages};

/// Runs the harness against itself and then against the built server.
pub fn ring(workspace: &Workspace, filter: Option<&str>) -> Outcome<Tally> {
    let folder = workspace.root.join("e2e");
    let chromium = packages::ensure("Chromium", &["chromium", "fonts-noto-cjk"], find_chromium)?;
    npm::install(&folder)?;
    let mut total = Tally::default();
    for mode in ["--self-test", "--product"] {
        let mut command = Command::new("node");
        command.arg("run.mjs").arg(mode).args(filter).current_dir(&folder);
        command.env("CHROMIUM", &chromium).env("DOORSTEP_BIN", workspace.server_binary());
        command.env("DOORSTEP_TARGET", &workspace.target).env_remove("DATABASE_URL");
        let mut counts = Tally::default();
        let status = watch_lines(&command, |line| match closing_line(line) {
            Some(tally) => {
                counts = counts.plus(tally);
                false
            }
            None => true,
        })?;
        total = total.plus(counts.with_exit(status.success()));
    }
    Ok(total)
}

fn find_chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| on_path(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]))
}
