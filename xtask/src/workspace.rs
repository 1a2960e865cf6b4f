//! Where the checkout is, where cargo builds, and how commands are run in it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What every command answers: the value, or one sentence for the person at the terminal.
pub type Outcome<T> = Result<T, String>;

/// The checkout and its build directory.
pub struct Workspace {
    /// The folder of the virtual root manifest.
    pub root: PathBuf,
    /// Where cargo puts what it builds (honours `CARGO_TARGET_DIR`).
    pub target: PathBuf,
}

impl Workspace {
    /// The workspace that `cargo xtask` was started in.
    pub fn find() -> Outcome<Workspace> {
        let manifest = env::var("CARGO_MANIFEST_DIR").map_err(|_| "start me as `cargo xtask`".to_owned())?;
        let root = Path::new(&manifest).parent().ok_or("the xtask folder has no parent")?.to_owned();
        let target = metadata(&root, &["--no-deps"])?["target_directory"].as_str().map(PathBuf::from);
        Ok(Workspace { root, target: target.ok_or("cargo metadata names no target directory")? })
    }

    /// A cargo command in the workspace root.
    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_program());
        command.args(args).current_dir(&self.root);
        // Clean builds, as CI's are, only lose time by writing what an incremental one would read.
        if env::var_os("CI").is_some() {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// Everything `cargo metadata` knows, dependencies included.
    pub fn metadata(&self) -> Outcome<Value> {
        metadata(&self.root, &[])
    }

    /// The server binary as the development profile builds it.
    pub fn server_binary(&self) -> PathBuf {
        self.target.join("debug").join("doorstep")
    }
}

/// Runs a command with the terminal's own streams; anything but success is a sentence.
pub fn run(command: &mut Command) -> Outcome<()> {
    let status = command.status().map_err(|error| format!("cannot start {}: {error}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", words(command))) }
}

/// Runs a command and returns its standard output.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cannot start {}: {error}", words(command)))?;
    if !output.status.success() {
        return Err(format!("{} failed ({})", words(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} printed something that is not UTF-8", words(command)))
}

/// The first of these programs that is on the PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn metadata(root: &Path, more: &[&str]) -> Outcome<Value> {
    let mut command = Command::new(cargo_program());
    let text = read(command.args(["metadata", "--format-version", "1"]).args(more).current_dir(root))?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))
}

fn words(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args().take(6) {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    format!("`{line}`")
}
