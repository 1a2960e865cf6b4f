//! A private PostgreSQL for one test run: on a free port of this machine, gone at the end.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::lifeline::{Lifeline, Stop};
use crate::packages;
use crate::workspace::{Outcome, Workspace, on_path};

const START_SECONDS_MAX: u64 = 60;

/// Whether committed transactions are synced to disk.
pub enum Durability {
    /// No sync: several times faster, and a power cut of the machine is not what most tests are about.
    Fast,
    /// As in production.
    Durable,
}

/// A running server; dropping it stops it and removes its data.
pub struct Postgres {
    /// Where a superuser connects: it may create databases and schemas.
    pub url: String,
    _server: Lifeline,
}

impl Postgres {
    /// Starts a server with an empty cluster; installs PostgreSQL where we may.
    pub fn start(workspace: &Workspace, durability: &Durability) -> Outcome<Postgres> {
        let programs = packages::ensure("PostgreSQL", &["postgresql"], find_programs)?;
        let cluster = Cluster::create(&programs)?;
        let log = fs::create_dir_all(&workspace.target).and_then(|()| fs::File::create(cluster.log(workspace)));
        let log = log.map_err(|error| format!("cannot write the PostgreSQL log: {error}"))?;
        let mut server = Lifeline::start(
            &cluster.server(&programs, durability),
            Stop::Interrupt,
            cluster.folder.to_str(),
            |guard| {
                cluster.owner.become_in(guard);
                guard.stderr(log).stdout(Stdio::null());
            },
        )?;
        cluster.wait_until_ready(&mut server, &cluster.log(workspace))?;
        let url = format!("postgres://doorstep:{}@127.0.0.1:{}/postgres", cluster.password, cluster.port);
        Ok(Postgres { url, _server: server })
    }
}

/// The account that owns the cluster: PostgreSQL refuses to run as root.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn choose() -> Outcome<Owner> {
        if !packages::is_root() {
            return Ok(Owner(None));
        }
        let account = packages::account("postgres").or_else(|| packages::account("nobody"));
        account.map(|ids| Owner(Some(ids))).ok_or_else(|| "there is no account postgres or nobody".to_owned())
    }

    fn become_in(&self, command: &mut Command) {
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
    }

    fn own(&self, path: &Path) -> std::io::Result<()> {
        self.0.map_or(Ok(()), |(user, group)| chown(path, Some(user), Some(group)))
    }
}

struct Cluster {
    owner: Owner,
    folder: PathBuf,
    port: u16,
    password: String,
}

impl Cluster {
    /// An empty cluster in a folder that only its owner can read. It lies in the system's temporary folder, because
    /// the account that runs PostgreSQL may not be allowed to enter the checkout.
    fn create(programs: &Path) -> Outcome<Cluster> {
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("doorstep-postgres-{}-{port}", std::process::id()));
        let cluster = Cluster { owner: Owner::choose()?, folder, port, password: random_word()? };
        let created = cluster.fill(programs);
        if created.is_err() {
            // Best effort: the reason why it failed is worth more than a folder left behind.
            let _ = fs::remove_dir_all(&cluster.folder);
        }
        created.map(|()| cluster)
    }

    fn fill(&self, programs: &Path) -> Outcome<()> {
        let password_file = self.folder.join("password");
        let prepared = fs::create_dir(&self.folder)
            .and_then(|()| fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700)))
            .and_then(|()| fs::write(&password_file, &self.password))
            .and_then(|()| self.owner.own(&password_file))
            .and_then(|()| self.owner.own(&self.folder));
        prepared.map_err(|error| format!("cannot prepare {}: {error}", self.folder.display()))?;
        let mut initdb = Command::new(programs.join("initdb"));
        initdb.args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=password", "--username=doorstep"]);
        initdb.arg(format!("--pwfile={}", password_file.display()));
        initdb.arg("-D").arg(self.data()).current_dir(&self.folder);
        self.owner.become_in(&mut initdb);
        let output = initdb.output().map_err(|error| format!("cannot start initdb: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }

    fn server(&self, programs: &Path, durability: &Durability) -> Command {
        let mut server = Command::new(programs.join("postgres"));
        server.arg("-D").arg(self.data()).current_dir(&self.folder);
        let mut settings = vec![
            format!("port={}", self.port),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "max_connections=300".to_owned(),
        ];
        if matches!(durability, Durability::Fast) {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
        }
        for setting in settings {
            server.arg("-c").arg(setting);
        }
        server
    }

    /// The eighth line of `postmaster.pid` is the server's own word on its state.
    fn wait_until_ready(&self, server: &mut Lifeline, log: &Path) -> Outcome<()> {
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(START_SECONDS_MAX) && !server.has_ended() {
            let state = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("PostgreSQL did not start; its log is {}", log.display()))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self, workspace: &Workspace) -> PathBuf {
        workspace.target.join(format!("postgres-{}.log", self.port))
    }
}

/// The newest PostgreSQL of the machine: Debian keeps the servers off the PATH.
fn find_programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| is_server(folder))
        .max();
    if let Some((_, folder)) = newest {
        return Some(folder);
    }
    on_path(&["postgres"])?.parent().map(Path::to_owned).filter(|folder| is_server(folder))
}

fn is_server(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("postgres").is_file()
}

/// A port that was free a moment ago.
pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

fn random_word() -> Outcome<String> {
    use std::io::Read;
    let mut bytes = [0u8; 16];
    let source = fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    source.map_err(|error| format!("no randomness for a password: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    /// Holds only where PostgreSQL is installed, as it is wherever the rings start one.
    #[test]
    fn a_private_server_answers_and_leaves_nothing() {
        let Some(programs) = find_programs() else { return };
        let target = std::env::temp_dir().join(format!("doorstep-postgres-test-{}", std::process::id()));
        let workspace = Workspace { root: target.clone(), target: target.clone() };
        let server = Postgres::start(&workspace, &Durability::Fast).unwrap();
        let ask = |url: &str, sql: &str| {
            let output = Command::new(programs.join("psql")).args([url, "-Atc", sql]).output().unwrap();
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        assert_eq!(ask(&server.url, "show fsync"), "off");
        assert_eq!(ask(&server.url, "create database story"), "CREATE DATABASE");
        let (_, place) = server.url.split_once('@').unwrap();
        assert_eq!(ask(&format!("postgres://doorstep:wrong@{place}"), "select 1"), "", "the password matters");
        let address = place.split_once('/').unwrap().0.to_owned();
        drop(server);
        assert!(TcpStream::connect(&address).is_err());
        let port = address.rsplit(':').next().unwrap();
        let suffix = format!("-{}-{port}", std::process::id());
        let left = fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        assert!(!left.into_iter().any(|entry| entry.file_name().to_string_lossy().ends_with(&suffix)));
        fs::remove_dir_all(target).unwrap();
    }
}
