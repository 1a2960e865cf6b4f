//! Measurements that only a clean clone of HEAD can give: the first start, and CI.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::postgres::free_port;
use crate::workspace::{Outcome, Workspace, run};

const FIRST_START_MINUTES_MAX: u64 = 60;
const IDLE_SECONDS: u64 = 10;

/// A clone that is removed at the end.
struct Clone {
    folder: PathBuf,
}

impl Clone {
    fn of(workspace: &Workspace) -> Outcome<Clone> {
        let folder = std::env::temp_dir().join(format!("doorstep-clone-{}", std::process::id()));
        let clone = Clone { folder };
        run(Command::new("git").args(["clone", "--quiet"]).arg(&workspace.root).arg(clone.checkout()))?;
        Ok(clone)
    }

    fn checkout(&self) -> PathBuf {
        self.folder.join("main")
    }

    /// A command in the clone that builds there and nowhere else.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.checkout());
        for inherited in ["CARGO_TARGET_DIR", "CARGO_MANIFEST_DIR", "CARGO", "DATABASE_URL"] {
            command.env_remove(inherited);
        }
        command
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        // A folder left behind in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs `.ci/run` as CI does and states the minutes. A `shared` folder beside the checkout is put beside the clone.
pub fn measure_ci(workspace: &Workspace) -> Outcome<()> {
    let clone = Clone::of(workspace)?;
    if let Some(shared) = workspace.root.parent().map(|parent| parent.join("shared")).filter(|path| path.is_dir()) {
        std::os::unix::fs::symlink(shared, clone.folder.join("shared"))
            .map_err(|error| format!("cannot link shared: {error}"))?;
    }
    let start = Instant::now();
    let verdict = run(clone.command("bash").arg(".ci/run").env("CI", "true"));
    println!(".ci/run from a clean clone: {:.1} minutes", start.elapsed().as_secs_f64() / 60.0);
    verdict
}

/// Serves the demo city from the clone twice; states the time to the first page, and the memory at idle.
pub fn measure_run(workspace: &Workspace) -> Outcome<()> {
    let clone = Clone::of(workspace)?;
    let first = Server::start(&clone)?;
    println!("first start: {:.1} minutes", first.seconds / 60.0);
    std::thread::sleep(Duration::from_secs(IDLE_SECONDS));
    println!("memory after {IDLE_SECONDS} s: {} MiB", first.resident_mib()?);
    drop(first);
    let second = Server::start(&clone)?;
    println!("second start: {:.1} s, {} MiB", second.seconds, second.resident_mib()?);
    Ok(())
}

struct Server {
    process: Child,
    seconds: f64,
}

impl Server {
    /// `cargo xtask run` until `/healthz` answers. cargo and xtask each become the next program, so the process that
    /// is started here is the server in the end.
    fn start(clone: &Clone) -> Outcome<Server> {
        let port = free_port()?;
        let start = Instant::now();
        let mut command = clone.command("cargo");
        command.args(["xtask", "run", "--port", &port.to_string()]);
        let process = command.spawn().map_err(|error| format!("cannot start cargo: {error}"))?;
        let mut server = Server { process, seconds: 0.0 };
        while start.elapsed() < Duration::from_secs(FIRST_START_MINUTES_MAX * 60) {
            if let Ok(Some(status)) = server.process.try_wait() {
                return Err(format!("`cargo xtask run` ended before it served ({status})"));
            }
            if is_healthy(port) {
                server.seconds = start.elapsed().as_secs_f64();
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("no page after {FIRST_START_MINUTES_MAX} minutes"))
    }

    fn resident_mib(&self) -> Outcome<u64> {
        let path = Path::new("/proc").join(self.process.id().to_string()).join("status");
        let status = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = resident.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        kib.map(|kib| kib / 1024).ok_or_else(|| "the system does not tell the memory of the server".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        let deadline = Instant::now() + Duration::from_secs(20);
        while asked.is_ok() && Instant::now() < deadline {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // It did not listen: end it, and collect it so that it does not stay as a zombie.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_healthy(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let limited = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let request = format!("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut head = [0u8; 12];
    let answered =
        limited.and_then(|()| stream.write_all(request.as_bytes())).and_then(|()| stream.read_exact(&mut head));
    answered.is_ok() && head.ends_with(b" 200")
}
