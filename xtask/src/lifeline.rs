//! Child processes that cannot outlive us: however xtask ends, also by Ctrl-C or `kill -9`, what it started ends too.
//!
//! Each child runs under a small shell guard in a process group of its own. The guard reads a pipe that only xtask
//! holds open; when the pipe closes, the group gets the stop signal, and twenty seconds later the kill signal.

use std::io::{self, BufRead, BufReader, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use crate::workspace::Outcome;

const GUARD: &str = r#"
signal=$1; leftover=$2; shift 2
exec 3<&0 </dev/null
trap : INT TERM HUP
"$@" 3<&- & child=$!
(
  trap - INT TERM HUP
  read -r _ <&3
  trap '' INT TERM HUP
  kill -s "$signal" 0
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 1; done
  kill -s KILL 0
) >/dev/null 2>&1 & watch=$!
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill -s KILL "$watch" 2>/dev/null
[ -z "$leftover" ] || rm -rf -- "$leftover"
exit "$code"
"#;

/// How a child is asked to end.
pub enum Stop {
    /// What most programs understand as "finish now".
    Terminate,
    /// What PostgreSQL understands as "end the sessions and finish now".
    Interrupt,
}

/// A running child; dropping it stops the child and waits until it is gone.
pub struct Lifeline {
    guard: Child,
    rope: Option<ChildStdin>,
}

impl Lifeline {
    /// Starts `command` under a guard. `leftover`, when given, is a folder that the guard removes at the end; `dress`
    /// gives the guard, and so the child, its streams and its user.
    pub fn start(
        command: &Command,
        stop: Stop,
        leftover: Option<&str>,
        dress: impl FnOnce(&mut Command),
    ) -> Outcome<Lifeline> {
        let mut guard = guarded(command, stop, leftover);
        dress(&mut guard);
        let mut guard = guard.spawn().map_err(|error| format!("cannot start sh: {error}"))?;
        let rope = guard.stdin.take();
        Ok(Lifeline { guard, rope })
    }

    /// Waits for the child to end by itself. `Child::wait` closes the input that it holds; the rope was taken out
    /// of it, so it stays tied meanwhile.
    pub fn wait(mut self) -> Outcome<ExitStatus> {
        self.guard.wait().map_err(|error| format!("lost a child process: {error}"))
    }

    /// Whether the child has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.guard.try_wait(), Ok(None))
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        drop(self.rope.take());
        // Nothing is left to do when even waiting fails: the guard ends by itself.
        let _ = self.guard.wait();
    }
}

/// Runs a command to its end and shows its output; `keep` sees each line (colours removed) and may hide it.
pub fn watch_lines(command: &Command, mut keep: impl FnMut(&str) -> bool) -> Outcome<ExitStatus> {
    let (reader, writer) = io::pipe().map_err(|error| format!("cannot make a pipe: {error}"))?;
    let errors = writer.try_clone().map_err(|error| format!("cannot make a pipe: {error}"))?;
    let lifeline = Lifeline::start(command, Stop::Terminate, None, |guard| {
        guard.stdout(writer).stderr(errors);
        if io::stdout().is_terminal() {
            guard.env("CARGO_TERM_COLOR", "always");
        }
    })?;
    for line in BufReader::new(reader).split(b'\n') {
        let Ok(line) = line else { break };
        let line = String::from_utf8_lossy(&line);
        if keep(&without_colours(&line)) {
            println!("{line}");
        }
    }
    lifeline.wait()
}

fn guarded(command: &Command, stop: Stop, leftover: Option<&str>) -> Command {
    let signal = match stop {
        Stop::Terminate => "TERM",
        Stop::Interrupt => "INT",
    };
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, "lifeline", signal, leftover.unwrap_or_default()]);
    guard.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => guard.env(name, value),
            None => guard.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        guard.current_dir(folder);
    }
    guard.stdin(Stdio::piped()).process_group(0);
    guard
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(char);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn exit_codes_and_lines_pass_through() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 3"]);
        let mut seen = Vec::new();
        let status = watch_lines(&command, |line| {
            seen.push(line.to_owned());
            false
        });
        assert_eq!(status.unwrap().code(), Some(3));
        assert_eq!(seen, ["one", "two"]);
    }

    #[test]
    fn dropping_ends_the_child_and_its_children() {
        let folder = std::env::temp_dir().join(format!("doorstep-lifeline-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $! > \"$0/pid\"; wait", folder.to_str().unwrap()]);
        let lifeline = Lifeline::start(&command, Stop::Terminate, folder.to_str(), |_| ()).unwrap();
        let pid = loop {
            match std::fs::read_to_string(folder.join("pid")) {
                Ok(text) if text.ends_with('\n') => break text.trim().to_owned(),
                _ => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        let asked = Instant::now();
        drop(lifeline);
        assert!(asked.elapsed() < Duration::from_secs(5));
        assert!(!folder.exists(), "the guard removes the folder");
        // The grandchild was signalled too; nobody waits for it, so it may stay as a zombie.
        let stat = || std::fs::read_to_string(Path::new("/proc").join(&pid).join("stat")).unwrap_or_default();
        let is_gone = || stat().is_empty() || stat().contains(") Z ");
        while !is_gone() {
            assert!(asked.elapsed() < Duration::from_secs(5), "{}", stat());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn colours_are_removed() {
        assert_eq!(without_colours("\u{1b}[32;1m  Summary\u{1b}[0m [ 1s]"), "  Summary [ 1s]");
    }
}
