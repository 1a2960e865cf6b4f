//! `bench`: every instance of a folder against the best-known values.

use crate::solve::{Clock, timed, tuning};
use crate::{Failure, read};
use clap::Args;
use dispatch_engine::formats::Format;
use dispatch_engine::{Budget, Plan, validate};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Solves every instance of a folder and prints the gaps to the best-known values.
#[derive(Args)]
pub(crate) struct Bench {
    /// Folder with instances.
    #[arg(long)]
    set: PathBuf,
    /// Folder with the crew files of Kovacs instances.
    #[arg(long)]
    crews: Option<PathBuf>,
    /// Best-known values; by default `bks.csv` in a folder above, or `best-found.csv` beside the instances.
    #[arg(long)]
    best: Option<PathBuf>,
    /// Per instance.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// distance or vehicles.
    #[arg(long, default_value = "distance")]
    objective: String,
    /// Only files whose names contain one of these, separated by commas.
    #[arg(long, default_value = "")]
    only: String,
    /// Count seconds of processor time, for measuring on a busy machine.
    #[arg(long)]
    cpu_clock: bool,
    /// Threads that work on different instances.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Knob=value, for measuring.
    #[arg(long, hide = true)]
    tune: Vec<String>,
}

/// Rows of a CSV file by their column names; the files have no quoted fields.
fn table(path: &Path) -> Result<Vec<BTreeMap<String, String>>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let row = |l: &str| head.iter().zip(l.split(',')).map(|(k, v)| ((*k).to_string(), v.to_string())).collect();
    Ok(lines.map(row).collect())
}

/// The crew of a Kovacs instance, named after it, after its size and kind, or so in the folder of its class (`C1` for `C101_5x4_Team`).
fn crew_of(crews: &Path, instance: &str) -> Result<PathBuf, Failure> {
    let (area, kind) = instance.split_once('_').ok_or("a Kovacs instance is named like C101_5x4_Team")?;
    let class = crews.join(&area[..area.len().saturating_sub(2)]);
    let beside = [instance, kind].map(|name| crews.join(format!("technicians_{name}.txt")));
    let in_class = || std::fs::read_dir(&class).into_iter().flatten().filter_map(|e| Some(e.ok()?.path()));
    let fits =
        |p: &PathBuf| p.file_name().is_some_and(|f| f.to_string_lossy().starts_with(&format!("technicians_{kind}")));
    let found = beside.into_iter().find(|p| p.exists()).or_else(|| in_class().find(fits));
    found.ok_or_else(|| format!("no crew for {instance} in {}", crews.display()).into())
}

impl Bench {
    fn best(&self) -> Result<BTreeMap<String, BTreeMap<String, String>>, Failure> {
        let above = self.set.canonicalize()?;
        let found = || {
            let own = above.join("best-found.csv");
            own.exists().then_some(own).or_else(|| above.ancestors().map(|a| a.join("bks.csv")).find(|p| p.exists()))
        };
        let Some(path) = self.best.clone().or_else(found) else { return Ok(BTreeMap::new()) };
        let stem = |row: &BTreeMap<String, String>| {
            let file = row.get("file").or(row.get("name")).cloned().unwrap_or_default();
            Path::new(&file)
                .file_stem()
                .map_or(file.clone(), |s| s.to_string_lossy().into_owned())
                .replace(".100_25-5-5-5", "")
        };
        // Files of different sets share names: only rows of this folder count, where the table says so.
        let here = |row: &BTreeMap<String, String>| row.get("set").is_none_or(|set| above.ends_with(set));
        Ok(table(&path)?.into_iter().filter(here).map(|row| (stem(&row), row)).collect())
    }

    pub(crate) fn run(&self) -> Result<(), Failure> {
        let best = self.best()?;
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.set)?.filter_map(|e| Some(e.ok()?.path())).collect();
        files.retain(|f| f.is_file() && f.extension().is_some_and(|e| e == "txt" || e == "json"));
        files.retain(|f| self.only.split(',').any(|part| f.to_string_lossy().contains(part)));
        files.sort();
        let lines = std::sync::Mutex::new(vec![None; files.len()]);
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| {
                    loop {
                        let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(file) = files.get(i) else { return };
                        let line = self.one(file, &best).unwrap_or_else(|e| (format!("{}: {e}", file.display()), None));
                        println!("{}", line.0);
                        lines.lock().expect("no panic while holding it")[i] = Some(line.1);
                    }
                });
            }
        });
        let gaps: Vec<f64> = lines.into_inner()?.into_iter().flatten().flatten().collect();
        if !gaps.is_empty() {
            println!("mean gap {:.3} % over {} instances", gaps.iter().sum::<f64>() / gaps.len() as f64, gaps.len());
        }
        Ok(())
    }

    fn one(
        &self,
        file: &Path,
        best: &BTreeMap<String, BTreeMap<String, String>>,
    ) -> Result<(String, Option<f64>), Failure> {
        let clock = Clock::start(self.cpu_clock);
        let name = file.file_stem().map_or(String::new(), |s| s.to_string_lossy().replace(".100_25-5-5-5", ""));
        let crew = self.crews.as_ref().map(|crews| crew_of(crews, &name)).transpose()?;
        let case = read(file, crew.as_deref(), "auto", &self.objective)?;
        let budget = Budget { iterations: u64::MAX, seed: self.seed };
        let run = timed(&case, &Plan::default(), &budget, Some(self.seconds), &tuning(&self.tune)?, clock, false)?;
        let score = run.solution.plan.score;
        let broken = validate(&case.problem, &run.solution.plan).violations.len();
        let known = |column: &str| best.get(&name).and_then(|r| r.get(column)).and_then(|v| v.parse::<f64>().ok());
        let objective = score.points as f64 / case.points_per_unit;
        let mut line = format!("{name:28} {:6.2} s {:>9} steps", run.seconds, run.solution.iterations);
        if broken > 0 {
            line += &format!("  {broken} RULES BROKEN");
        }
        if case.format == Format::Fsr {
            line += &format!("  weight {:6} cost {:9}", score.weight_served, score.points);
            let (Some(weight), Some(cost)) = (known("served_weight"), known("cost_s")) else { return Ok((line, None)) };
            let gap = 100.0 * (score.points as f64 / cost - 1.0);
            line += &format!(
                "  best found {weight} / {cost}: weight {:+}, cost {gap:+.2} %",
                score.weight_served as f64 - weight
            );
            return Ok((line, Some(gap)));
        }
        line += &format!("  {:3} routes  {objective:11.2}", run.solution.plan.routes.len());
        let vehicles = self.objective == "vehicles" || case.format == Format::Lilim;
        let value = if vehicles { known("bks_hier_distance") } else { known("bks_distance").or(known("bks_duration")) };
        if case.format == Format::Strsp {
            let outsourced = score.weight_unserved as f64 / case.points_per_unit;
            let visits = run.solution.plan.unserved.len();
            line += &format!("  {visits:3} outsourced for {outsourced:9.2}  total {:10.2}", objective + outsourced);
        } else if !run.solution.plan.unserved.is_empty() {
            line += &format!("  {} UNSERVED", run.solution.plan.unserved.len());
        }
        let Some(value) = value else { return Ok((line, None)) };
        let gap = 100.0 * (objective / value - 1.0);
        line += &format!(
            "  best {value} {}: {gap:+.3} %",
            known("bks_vehicles").filter(|_| vehicles).map_or(String::new(), |v| format!("({v})"))
        );
        Ok((line, Some(gap)))
    }
}
