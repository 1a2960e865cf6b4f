//! What is said of a problem that contradicts itself.

use std::fmt;

/// A problem that cannot be planned because it contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemError {
    /// Where, for instance `visits[3].place`.
    pub at: String,
    /// What is wrong and what was expected.
    pub expected: String,
}

impl fmt::Display for ProblemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.expected)
    }
}

impl std::error::Error for ProblemError {}

pub(crate) fn wrong(at: impl Into<String>, expected: impl Into<String>) -> ProblemError {
    ProblemError { at: at.into(), expected: expected.into() }
}
