//! This executable started again as another process: it gets a task in an environment variable and prints one JSON line per outcome.

use crate::{load, peer, rush};
use kernel::{Timestamp, Window};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};

const VARIABLE: &str = "DOORSTEP_LOAD_TASK";

/// What a process is started for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// The installation's folder.
    pub data: PathBuf,
    /// The installation's database, when it is PostgreSQL.
    pub database_url: Option<String>,
    /// What to do there.
    pub role: Role,
}

/// What a process does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Role {
    /// Everybody wants one of some windows at once.
    Rush {
        /// The first customer's number.
        first: usize,
        /// How many customers.
        count: usize,
        /// The windows; customer n wants window n modulo their number.
        windows: Vec<Window>,
    },
    /// Books and pays until it is killed.
    Load {
        /// Chooses what is done.
        seed: u64,
        /// What its clock shows at the beginning.
        start: Timestamp,
    },
    /// One of two processes that serve the same installation: does what it is told, line by line.
    Peer,
}

/// The task of this process, when another one started it.
pub fn task() -> Option<Task> {
    let text = std::env::var(VARIABLE).ok()?;
    Some(serde_json::from_str(&text).expect("a task is JSON"))
}

/// Does the task.
pub async fn work(task: Task) {
    // The line that the test harness began is not ours.
    println!();
    let home = crate::home::home_at(task.data, task.database_url);
    match task.role {
        Role::Rush { first, count, windows } => rush::run(&home, first, count, &windows).await,
        Role::Load { seed, start } => load::run(&home, seed, start).await,
        Role::Peer => peer::run(&home).await,
    }
}

/// Prints an outcome, whole or not at all.
pub fn say<T: Serialize>(outcome: &T) {
    let mut line = serde_json::to_string(outcome).expect("outcomes are JSON");
    line.push('\n');
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}

/// Another process that works on a task.
pub struct Worker {
    process: tokio::process::Child,
    lines: UnboundedReceiver<String>,
}

impl Worker {
    /// Starts it.
    pub fn start(task: &Task) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["begin", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(VARIABLE, serde_json::to_string(task).unwrap());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = tokio::process::Command::from(command).kill_on_drop(true).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap()).lines();
        let (heard, lines) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = out.next_line().await {
                let _ = heard.send(line);
            }
        });
        Self { process, lines }
    }

    /// Its next outcome; none when it has ended. A line cut off by its end is no outcome.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Option<T> {
        loop {
            if let Ok(outcome) = serde_json::from_str(&self.lines.recv().await?) {
                return Some(outcome);
            }
        }
    }

    /// Tells it something.
    pub async fn tell<T: Serialize>(&mut self, word: &T) {
        let line = format!("{}\n", serde_json::to_string(word).unwrap());
        let pipe = self.process.stdin.as_mut().unwrap();
        pipe.write_all(line.as_bytes()).await.unwrap();
        pipe.flush().await.unwrap();
    }

    /// Kills it as `kill -9` does.
    pub async fn kill(&mut self) {
        self.process.start_kill().unwrap();
        self.process.wait().await.unwrap();
    }

    /// Waits for its end, which must be a good one.
    pub async fn end(mut self) {
        drop(self.process.stdin.take());
        let status = self.process.wait().await.unwrap();
        assert!(status.success(), "{status}");
    }
}

/// The words that a process is told, as they come.
pub fn heard<T: DeserializeOwned + Send + 'static>() -> UnboundedReceiver<T> {
    let (told, heard) = unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let word = serde_json::from_str(&line).expect("words are JSON");
            if told.send(word).is_err() {
                return;
            }
        }
    });
    heard
}
