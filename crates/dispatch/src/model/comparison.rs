//! Why somebody who could come was not chosen: the score beside that of the one who was, and the parts that made the difference.

use super::{Candidate, Explanation, PartCode, Sentence, explanation::Params};
use kernel::Locale;

/// Most parts that one comparison names.
const PARTS_MAX: usize = 3;

/// One candidate beside the one who was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// By how many points, and against whom.
    pub points: Sentence,
    /// Where the points were lost, the most first.
    pub parts: Vec<Sentence>,
}

impl Explanation {
    /// Why somebody eligible was not chosen; none for the chosen one and for those who fail a rule, whose rules say it. Before a choice
    /// everybody is compared with the best.
    #[must_use]
    pub fn comparison(&self, candidate: &Candidate, locale: Locale) -> Option<Comparison> {
        candidate.rank?;
        let chosen = self.candidates.iter().find(|other| Some(other.technician) == self.chosen);
        let best = chosen.or_else(|| self.candidates.iter().find(|other| other.rank == Some(1)))?;
        if best.technician == candidate.technician || best.parts.is_empty() {
            return None;
        }
        let key = match candidate.total.cmp(&best.total) {
            std::cmp::Ordering::Less => "dispatch-points-behind",
            std::cmp::Ordering::Equal => "dispatch-points-level",
            std::cmp::Ordering::Greater => "dispatch-points-ahead",
        };
        let params = [
            ("who", best.names.get(locale).to_owned()),
            ("points", tenths((candidate.total - best.total).abs())),
            ("score", tenths(candidate.total)),
            ("best", tenths(best.total)),
        ];
        Some(Comparison { points: sentence(key, params), parts: lost(candidate, best) })
    }
}

/// The parts in which a candidate has fewer points than the best, with the numbers of both.
fn lost(candidate: &Candidate, best: &Candidate) -> Vec<Sentence> {
    let mut behind = Vec::new();
    for part in &candidate.parts {
        let Some(other) = best.parts.iter().find(|other| other.code == part.code) else { continue };
        let points = u64::from(other.value.saturating_sub(part.value)) * u64::from(part.weight);
        if points > 0 {
            let figure = |note: &Params| note.get(figure_of(part.code)).cloned().unwrap_or_default();
            let params = [("theirs", figure(&part.note)), ("best", figure(&other.note))];
            behind.push((points, sentence(&format!("dispatch-behind-{}", part.code), params)));
        }
    }
    behind.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    behind.into_iter().take(PARTS_MAX).map(|(_, sentence)| sentence).collect()
}

/// The note of a part that people compare.
fn figure_of(code: PartCode) -> &'static str {
    match code {
        PartCode::Travel | PartCode::Slack => "minutes",
        PartCode::Skill => "level",
        PartCode::Punctuality => "percent",
        PartCode::Rating => "rating",
        PartCode::Load => "visits",
        PartCode::Familiarity => "",
    }
}

fn sentence<const N: usize>(key: &str, params: [(&str, String); N]) -> Sentence {
    let params = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Sentence { who: None, key: key.to_owned(), params }
}

/// Hundredths of a point with one decimal.
fn tenths(hundredths: i64) -> String {
    format!("{}.{}", hundredths / 100, hundredths % 100 / 10)
}
