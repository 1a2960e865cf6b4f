//! Why this technician, why not the others, and what would help.

use crate::Names;
use kernel::{Locale, TechnicianId, Timestamp, VisitId, text_enum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// A hard rule (DOMAIN 2). The sentence is text `dispatch-rule-<code>`.
    pub enum Rule {
        /// Works for the market and is not on leave.
        Status = "status",
        /// Has switched on duty (for work that starts soon).
        OnDuty = "on_duty",
        /// Is not on the customer's list of unwanted people.
        NotExcluded = "not_excluded",
        /// Has not said no to this visit, nor left it unanswered.
        Declined = "declined",
        /// Is the one the customer chose.
        Named = "named",
        /// Is the woman or man the customer asked for.
        Gender = "gender",
        /// Goes to that territory.
        Territory = "territory",
        /// Has the skill at the level.
        Skill = "skill",
        /// Holds the certificate that the skill needs.
        Certificate = "certificate",
        /// Is good enough for work this difficult.
        Difficulty = "difficulty",
        /// Apprentices never go alone.
        Apprentice = "apprentice",
        /// Works that day at that time.
        Shift = "shift",
        /// Is not away.
        TimeOff = "time_off",
        /// Has fewer visits that day than the most.
        VisitsMax = "visits_max",
        /// Stays within the hours of a day.
        HoursMax = "hours_max",
        /// Gets there inside the window, and home by the end of the shift, without breaking another promise.
        Route = "route",
        /// A share of the day is kept for emergencies.
        Reserve = "reserve",
        /// Enough people for the crew are free at the same moment.
        Crew = "crew",
    }
}

impl Rule {
    /// Whether a dispatcher may knowingly pass it over. Law, absence and time itself cannot be.
    #[must_use]
    pub fn may_be_overruled(self) -> bool {
        match self {
            Self::OnDuty
            | Self::NotExcluded
            | Self::Declined
            | Self::Named
            | Self::Gender
            | Self::Territory
            | Self::Skill
            | Self::Difficulty
            | Self::VisitsMax
            | Self::Reserve => true,
            Self::Status
            | Self::Certificate
            | Self::Apprentice
            | Self::Shift
            | Self::TimeOff
            | Self::HoursMax
            | Self::Route
            | Self::Crew => false,
        }
    }
}

text_enum! {
    /// A part of a score. The label is text `dispatch-part-<code>`.
    pub enum PartCode {
        /// Little extra travel.
        Travel = "travel",
        /// Skilled enough, not wastefully more.
        Skill = "skill",
        /// Arrives inside the window.
        Punctuality = "punctuality",
        /// Well reviewed.
        Rating = "rating",
        /// Has had less work that day.
        Load = "load",
        /// Known to the customer.
        Familiarity = "familiarity",
        /// Time to spare inside the window.
        Slack = "slack",
    }
}

/// Numbers and names of a sentence.
pub type Params = BTreeMap<String, String>;

/// A text key with what fills it in. Shown as "who: text" when it is about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Whom it is about.
    pub who: Option<String>,
    /// Key in `dispatch.ftl`.
    pub key: String,
    /// Its arguments.
    pub params: Params,
}

/// A hard rule that somebody fails, with numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Which.
    pub rule: Rule,
    /// By how much, or why.
    pub params: Params,
}

impl Failed {
    /// A failed rule with its numbers.
    #[must_use]
    pub fn new(rule: Rule, params: &[(&str, &dyn std::fmt::Display)]) -> Self {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        Self { rule, params }
    }
    /// What people read.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        Sentence {
            who: None,
            key: format!("dispatch-rule-{}", self.rule.as_str().replace('_', "-")),
            params: self.params.clone(),
        }
    }
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub code: PartCode,
    /// 0 to 100.
    pub value: u32,
    /// How much it counts.
    pub weight: u32,
    /// What the value comes from.
    pub note: Params,
}

/// One technician seen as a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub technician: TechnicianId,
    /// How people call them.
    pub names: Names,
    /// Place among the eligible, from 1; none: not eligible.
    pub rank: Option<u32>,
    /// Rules they fail; empty: eligible.
    pub failed: Vec<Failed>,
    /// Score parts; empty when not eligible.
    pub parts: Vec<Part>,
    /// Weighted mean of the parts in hundredths, 0 to 10000.
    pub total: i64,
    /// Travel that their day gets more.
    pub added_travel_minutes: Option<i64>,
    /// When they would start.
    pub planned_start: Option<Timestamp>,
    /// Who would come along.
    pub helpers: Vec<TechnicianId>,
}

/// The smallest change of one kind that would make an unassignable visit possible; each was tried with the change applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Relaxation {
    /// A window that ends so much later.
    LaterWindow {
        /// Minutes.
        minutes: i64,
        /// Who could come then.
        technician: TechnicianId,
        /// How people call them.
        names: Names,
        /// When.
        planned_start: Timestamp,
    },
    /// A window that starts so much earlier.
    EarlierWindow {
        /// Minutes.
        minutes: i64,
        /// Who could come then.
        technician: TechnicianId,
        /// How people call them.
        names: Names,
        /// When.
        planned_start: Timestamp,
    },
    /// Somebody works longer than their shift.
    Overtime {
        /// Minutes.
        minutes: i64,
        /// Who.
        technician: TechnicianId,
        /// How people call them.
        names: Names,
        /// When.
        planned_start: Timestamp,
    },
    /// Somebody with the skill just below the level may do it.
    LowerLevel {
        /// The skill.
        skill: String,
        /// The level they have.
        level: u8,
        /// Who.
        technician: TechnicianId,
        /// How people call them.
        names: Names,
        /// When.
        planned_start: Timestamp,
    },
    /// Another visit goes to somebody else or another time.
    Displace {
        /// Which visit has to give way.
        visit: VisitId,
        /// Whose day it is in.
        technician: TechnicianId,
        /// How people call them.
        names: Names,
        /// When this one would start.
        planned_start: Timestamp,
    },
}

/// Why this technician, why not the others, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Who was chosen.
    pub chosen: Option<TechnicianId>,
    /// Eligible ones by rank, then those who fail a rule but have a needed skill.
    pub candidates: Vec<Candidate>,
    /// How many have none of the needed skills and are not listed.
    pub unskilled: u32,
    /// What would help; only when nobody is eligible.
    pub relaxations: Vec<Relaxation>,
}

impl Explanation {
    /// The reason in one or two sentences: who and why, and why not the next one.
    #[must_use]
    pub fn sentences(&self, locale: Locale) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let chosen = self.candidates.iter().find(|candidate| Some(candidate.technician) == self.chosen);
        match chosen {
            Some(candidate) => sentences.push(why(candidate, locale)),
            None => sentences.push(Sentence { who: None, key: "dispatch-why-nobody".into(), params: Params::new() }),
        }
        let other = self.candidates.iter().find(|candidate| Some(candidate.technician) != self.chosen);
        if let Some(other) = other {
            sentences.extend(why_not(other, locale));
        }
        if chosen.is_none() {
            sentences.extend(self.relaxations.first().map(|relaxation| relaxation.sentence(locale)));
        }
        sentences
    }
}

fn note(candidate: &Candidate, code: PartCode, name: &str) -> String {
    let part = candidate.parts.iter().find(|part| part.code == code);
    part.and_then(|part| part.note.get(name)).cloned().unwrap_or_else(|| "–".to_owned())
}

fn why(candidate: &Candidate, locale: Locale) -> Sentence {
    let params = [
        ("travel", note(candidate, PartCode::Travel, "minutes")),
        ("level", note(candidate, PartCode::Skill, "level")),
        ("needed", note(candidate, PartCode::Skill, "needed")),
        ("rating", note(candidate, PartCode::Rating, "rating")),
    ];
    let params = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Sentence { who: Some(candidate.names.get(locale).to_owned()), key: "dispatch-why-chosen".into(), params }
}

/// For somebody eligible the score, for others the first failed rule.
fn why_not(candidate: &Candidate, locale: Locale) -> Option<Sentence> {
    let who = Some(candidate.names.get(locale).to_owned());
    if candidate.rank.is_some() {
        let params = Params::from([("score".to_owned(), (candidate.total / 100).to_string())]);
        return Some(Sentence { who, key: "dispatch-why-lower-score".into(), params });
    }
    Some(Sentence { who, ..candidate.failed.first()?.sentence() })
}

impl Relaxation {
    /// What people read.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> Sentence {
        let (key, names, extra) = match self {
            Self::LaterWindow { minutes, names, .. } => ("later-window", names, vec![("minutes", minutes.to_string())]),
            Self::EarlierWindow { minutes, names, .. } => {
                ("earlier-window", names, vec![("minutes", minutes.to_string())])
            }
            Self::Overtime { minutes, names, .. } => ("overtime", names, vec![("minutes", minutes.to_string())]),
            Self::LowerLevel { skill, level, names, .. } => {
                ("lower-level", names, vec![("skill", skill.clone()), ("level", level.to_string())])
            }
            Self::Displace { visit, names, .. } => ("displace", names, vec![("visit", visit.to_string())]),
        };
        let params: Params = extra.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Sentence { who: Some(names.get(locale).to_owned()), key: format!("dispatch-relax-{key}"), params }
    }
}
