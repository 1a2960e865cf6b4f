//! `cargo xtask bench`: the release benchmarks, by name.

use crate::workspace::{Outcome, Workspace, run};

/// One line each: name, what it measures, and the cargo words that run it.
const BENCHES: [Bench; 1] = [Bench {
    name: "dispatch_engine",
    measures: "plans of the public and generated instances: cost, time",
    cargo: &["run", "--release", "--package", "dispatch_engine", "--bin", "dispatch-engine", "--", "bench"],
}];

struct Bench {
    name: &'static str,
    measures: &'static str,
    cargo: &'static [&'static str],
}

/// Runs one benchmark with the remaining words as its arguments, or all of them.
pub fn measure(workspace: &Workspace, args: &[&str]) -> Outcome<()> {
    let (wanted, rest) = args.split_first().map_or((None, args), |(name, rest)| (Some(*name), rest));
    let chosen: Vec<&Bench> = BENCHES.iter().filter(|bench| wanted.is_none_or(|name| name == bench.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(format!("no such benchmark; there are: {}", names.join(", ")));
    }
    for bench in chosen {
        println!("{}: {}", bench.name, bench.measures);
        run(workspace.cargo(bench.cargo).args(rest))?;
    }
    Ok(())
}
