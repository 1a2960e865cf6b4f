//! Counting what test runners say about themselves.

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and held.
    pub passed: u64,
    /// Tests that ran and did not hold, and rings that could not run.
    pub failed: u64,
}

impl Tally {
    /// One check that held, or did not.
    pub fn of(held: bool) -> Tally {
        if held { Tally { passed: 1, failed: 0 } } else { Tally { passed: 0, failed: 1 } }
    }

    /// Both together.
    pub fn plus(self, other: Tally) -> Tally {
        Tally { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// A runner that failed without naming a failed test counts as one failure.
    pub fn with_exit(self, success: bool) -> Tally {
        if !success && self.failed == 0 { Tally { failed: 1, ..self } } else { self }
    }
}

/// Reads the closing line of nextest, of a `cargo test` binary, or of the browser ring.
pub fn closing_line(line: &str) -> Option<Tally> {
    let line = line.trim();
    nextest(line).or_else(|| cargo_test(line)).or_else(|| plain(line))
}

/// `Summary [   1.2s] 12 tests run: 11 passed (1 slow, 1 flaky), 1 timed out, 2 skipped`; `8/12` after a cancelled run.
fn nextest(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("Summary [")?.split_once(']')?.1.trim();
    let run = counts.split([' ', '/']).next()?.parse::<u64>().ok()?;
    let passed = count_before(counts, " passed")?;
    Some(Tally { passed, failed: run.saturating_sub(passed) })
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; ...`
fn cargo_test(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?;
    Some(Tally { passed: count_before(counts, " passed")?, failed: count_before(counts, " failed")? })
}

/// `3 passed, 0 failed`
fn plain(line: &str) -> Option<Tally> {
    let (passed, failed) = line.split_once(" passed, ")?;
    Some(Tally { passed: passed.parse().ok()?, failed: failed.strip_suffix(" failed")?.parse().ok()? })
}

fn count_before(text: &str, word: &str) -> Option<u64> {
    text.split_once(word)?.0.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, counts: Option<(u64, u64)>) {
        assert_eq!(closing_line(line), counts.map(|(passed, failed)| Tally { passed, failed }), "{line}");
    }

    #[test]
    fn closing_lines() {
        check("     Summary [   0.010s] 12 tests run: 12 passed, 0 skipped", Some((12, 0)));
        check("     Summary [  61.010s] 1 test run: 1 passed (1 slow), 3 skipped", Some((1, 0)));
        check(
            "Summary [ 9.1s] 12 tests run: 9 passed (2 slow, 1 flaky), 2 failed, 1 timed out, 2 skipped",
            Some((9, 3)),
        );
        check("Summary [ 9.1s] 8/12 tests run: 7 passed, 1 failed, 0 skipped", Some((7, 1)));
        check("     Summary [   0.000s] 0 tests run: 0 passed, 4 skipped", Some((0, 0)));
        check("test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out", Some((3, 2)));
        check("3 passed, 1 failed", Some((3, 1)));
        check("about 3 passed, 1 failed", None);
        check("ok  a visit is booked (1.2 s)", None);
    }

    #[test]
    fn a_runner_that_dies_is_a_failure() {
        assert_eq!(Tally::default().with_exit(false), Tally { passed: 0, failed: 1 });
        assert_eq!(Tally { passed: 3, failed: 2 }.with_exit(false), Tally { passed: 3, failed: 2 });
        assert_eq!(Tally::of(true).with_exit(true), Tally::of(true));
    }
}
