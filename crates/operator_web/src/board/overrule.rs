//! What stands against a technician, from a refusal: which rules, with their numbers, and which of them may be passed over knowingly.

use crate::jobs::sentence_text;
use dispatch::model::{Rule, Sentence};
use kernel::Problem;
use ui::Shell;

/// A rule that was not met.
pub(crate) struct Broken {
    /// Which.
    pub rule: Rule,
    /// What people read, with numbers.
    pub sentence: String,
    /// Whether a dispatcher may pass it over.
    pub is_soft: bool,
}

/// The rules behind a refusal of dispatch; none for other problems.
pub(crate) fn broken(shell: &Shell, problem: &Problem) -> Vec<Broken> {
    if !problem.is(dispatch::refusals::TECHNICIAN_CANNOT) {
        return Vec::new();
    }
    let rules = problem.params().get("rules").cloned().unwrap_or_default();
    let rules = rules.split(", ").filter_map(|code| code.parse::<Rule>().ok());
    let of_rule = |rule: Rule| Broken {
        rule,
        sentence: sentence_text(
            shell,
            &Sentence {
                who: None,
                key: format!("dispatch-rule-{}", rule.as_str().replace('_', "-")),
                params: problem.params().clone(),
            },
        ),
        is_soft: rule.may_be_overruled(),
    };
    rules.map(of_rule).collect()
}
