//! Why somebody was chosen, why not the others, and what would help: the reasons of dispatch as people read them.

use crate::words::Words;
use dispatch::model::{Candidate, Comparison, Explanation, Rule, Sentence};
use kernel::{Locale, TechnicianId};
use ui::Shell;

/// A sentence of dispatch: "who: what", with its numbers and the words for its codes.
pub(crate) fn sentence_text(shell: &Shell, sentence: &Sentence) -> String {
    let words = |name: &str, value: &String| match name {
        "skill" => shell.word("console-skill", value),
        "certificate" => shell.word("console-certificate-kind", value),
        _ => value.clone(),
    };
    let values: Vec<(String, String)> =
        sentence.params.iter().map(|(name, value)| (name.clone(), words(name, value))).collect();
    let arguments: Vec<(&str, i18n::Value<'_>)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.parse::<i64>().map_or_else(|_| value.as_str().into(), Into::into)))
        .collect();
    let text = shell.tw(&sentence.key, &arguments);
    match &sentence.who {
        Some(who) => format!("{who}{}{text}", if shell.locale == Locale::En { ": " } else { "：" }),
        None => text,
    }
}

/// The points behind, and where they were lost.
fn comparison_text(shell: &Shell, comparison: &Comparison) -> String {
    let parts: Vec<String> = comparison.parts.iter().map(|part| sentence_text(shell, part)).collect();
    let points = sentence_text(shell, &comparison.points);
    let (colon, comma) = if shell.locale == Locale::En { (": ", "; ") } else { ("：", "；") };
    if parts.is_empty() { points } else { format!("{points}{colon}{}", parts.join(comma)) }
}

/// One technician in the table of candidates.
pub(crate) struct CandidateView {
    pub technician: TechnicianId,
    pub name: String,
    pub rank: Option<u32>,
    pub is_chosen: bool,
    /// 0 to 100.
    pub score: i64,
    pub parts: Vec<PartView>,
    pub failed: Vec<String>,
    /// Why not this one though possible, in a sentence.
    pub behind: Option<String>,
    pub start: Option<String>,
    pub added: Option<i64>,
    /// The parts of the score are shown at once; those of lower ranks on demand.
    pub is_near_top: bool,
    /// The rules to pass over knowingly, when all that stand against them may be.
    pub overrule: Option<Vec<Rule>>,
}

/// One part of a score as a bar.
pub(crate) struct PartView {
    pub label: String,
    pub value: u64,
    pub weight: u32,
}

/// The candidates of an explanation, the eligible ones first.
pub(crate) fn candidates(shell: &Shell, explanation: &Explanation) -> Vec<CandidateView> {
    let view = |candidate: &Candidate| CandidateView {
        technician: candidate.technician,
        name: candidate.names.get(shell.locale).to_owned(),
        rank: candidate.rank,
        is_near_top: candidate.rank == Some(1) || explanation.chosen == Some(candidate.technician),
        is_chosen: explanation.chosen == Some(candidate.technician),
        score: candidate.total / 100,
        parts: candidate
            .parts
            .iter()
            .map(|part| PartView {
                label: shell.word("dispatch-part", part.code),
                value: u64::from(part.value),
                weight: part.weight,
            })
            .collect(),
        failed: candidate.failed.iter().map(|failed| sentence_text(shell, &failed.sentence())).collect(),
        behind: explanation.comparison(candidate, shell.locale).map(|one| comparison_text(shell, &one)),
        start: candidate.planned_start.map(|start| shell.time(start)),
        added: candidate.added_travel_minutes,
        overrule: candidate
            .failed
            .iter()
            .all(|failed| failed.rule.may_be_overruled())
            .then(|| candidate.failed.iter().map(|failed| failed.rule).collect()),
    };
    explanation.candidates.iter().map(view).collect()
}

/// Those who meet every hard rule, best first.
pub(crate) fn eligible(candidates: &[CandidateView]) -> Vec<&CandidateView> {
    candidates.iter().filter(|candidate| candidate.failed.is_empty()).collect()
}

/// Those who fail a hard rule.
pub(crate) fn barred(candidates: &[CandidateView]) -> Vec<&CandidateView> {
    candidates.iter().filter(|candidate| !candidate.failed.is_empty()).collect()
}
