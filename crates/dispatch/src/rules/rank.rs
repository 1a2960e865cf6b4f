//! Every technician judged for one visit in one window: who may, how good, why not.

use crate::{
    Candidate, Crew, Explanation, Failed, Policy, Role, Roster, Rule, Technician, VisitNeed,
    rules::{
        day::{Fit, Loads, Wish, fit, instant, minute, minute_up},
        eligibility, relax, scores,
    },
};
use jiff::civil::Date;
use kernel::{TechnicianId, Timestamp, time::minutes};

/// Everything a judgement looks at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Who may be sent when.
    pub roster: &'a Roster,
    /// What is promised already.
    pub loads: &'a Loads,
    /// What the visit needs.
    pub need: &'a VisitNeed,
    /// The market's numbers.
    pub policy: &'a Policy,
    /// Now.
    pub now: Timestamp,
    /// Who was asked already and does not come.
    pub declined: &'a [TechnicianId],
    /// Rules that a dispatcher knowingly passes over.
    pub overruled: &'a [Rule],
}

/// People who can come, with what it does to their days; the lead first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Lead and helpers.
    pub fits: Vec<Fit>,
    /// Everybody starts at this very minute and may not be moved.
    pub is_exact: bool,
}

impl Team {
    /// Who leads.
    #[must_use]
    pub fn lead(&self) -> TechnicianId {
        self.fits[0].technician
    }
    /// Names and start.
    #[must_use]
    pub fn crew(&self) -> Crew {
        Crew {
            lead: self.lead(),
            helpers: self.fits[1..].iter().map(|fit| fit.technician).collect(),
            planned_start: self.fits[0].planned_start,
        }
    }
}

/// Who could help at each moment at which a crew may meet.
#[derive(Clone, Debug, Default)]
pub struct Helpers(Vec<(Timestamp, Vec<(u8, Fit)>)>);

/// One technician judged as lead.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What people are told.
    pub candidate: Candidate,
    /// Who would come; none when a rule fails.
    pub team: Option<Team>,
}

impl Scene<'_> {
    /// The local date of an instant.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        self.roster.zone.date_of(at)
    }

    /// Rules about the person on a date that still count.
    #[must_use]
    pub fn failed_on(&self, technician: &Technician, role: Role, date: Date) -> Vec<Failed> {
        let mut failed = eligibility::failed(technician, self.need, role, date);
        failed.extend(eligibility::about_the_level(technician, self.need, role, self.policy));
        if role == Role::Lead && self.declined.contains(&technician.technician) {
            failed.push(Failed::new(Rule::Declined, &[]));
        }
        failed.retain(|failed| !self.overruled.contains(&failed.rule));
        failed
    }

    /// The same with the duty switch, which counts for work that starts soon.
    #[must_use]
    pub fn failed(&self, technician: &Technician, role: Role, wish: &Wish) -> Vec<Failed> {
        let mut failed = self.failed_on(technician, role, self.date(wish.window.start));
        let duty = eligibility::about_duty(technician, wish.window.start, self.policy, self.now);
        failed.extend(duty.filter(|failed| !self.overruled.contains(&failed.rule)));
        failed
    }

    /// How the visit fits somebody's day.
    pub fn fit(&self, technician: &Technician, wish: &Wish) -> Result<Fit, Failed> {
        let date = self.date(wish.window.start);
        let rows = self.loads.day(technician.technician, date);
        if self.overruled.contains(&Rule::VisitsMax) {
            let tireless = Technician { visits_max: u32::MAX, ..technician.clone() };
            return fit(&tireless, date, rows, self.need, wish, self.policy, self.now);
        }
        fit(technician, date, rows, self.need, wish, self.policy, self.now)
    }

    /// The technician as lead, with helpers when the work needs several people.
    pub fn team(&self, lead: &Technician, wish: &Wish, helpers: &Helpers) -> Result<Team, Failed> {
        if self.need.crew_size <= 1 {
            let is_exact = wish.exact.is_some();
            return self.fit(lead, wish).map(|fit| Team { fits: vec![fit], is_exact });
        }
        let mut reason = None;
        for (start, free) in &helpers.0 {
            match self.fit(lead, &Wish { exact: Some(*start), ..*wish }) {
                Ok(fit) => match self.crew(lead, free) {
                    Some(crew) => {
                        return Ok(Team { fits: [fit].into_iter().chain(crew).collect(), is_exact: true });
                    }
                    None => reason = Some(Failed::new(Rule::Crew, &[("needed", &self.need.crew_size)])),
                },
                Err(failed) => reason = reason.or(Some(failed)),
            }
        }
        Err(reason.unwrap_or_else(|| Failed::new(Rule::Route, &[("case", &"past")])))
    }

    /// Moments at which a crew may meet inside the wish.
    #[must_use]
    pub fn meetings(&self, wish: &Wish) -> Vec<Timestamp> {
        if let Some(at) = wish.exact {
            return vec![at];
        }
        let grid = i64::from(self.policy.grid_minutes.max(1));
        let from = minute_up(wish.window.start);
        let earliest = minute_up(wish.earliest);
        let count = (minute(wish.window.end) - from + grid - 1).max(0) / grid;
        (0..count).map(|step| from + step * grid).filter(|start| *start >= earliest).map(instant).collect()
    }

    /// Who could help at each moment at which the crew may meet, the nearest first; nothing when one person is enough.
    #[must_use]
    pub fn helpers(&self, wish: &Wish) -> Helpers {
        if self.need.crew_size <= 1 {
            return Helpers::default();
        }
        let everybody = self.roster.technicians.iter();
        let able: Vec<&Technician> = everybody.filter(|one| self.failed(one, Role::Helper, wish).is_empty()).collect();
        let free_at = |start: Timestamp| {
            let at = Wish { exact: Some(start), ..*wish };
            let mut fits: Vec<(u8, Fit)> =
                able.iter().filter_map(|one| self.fit(one, &at).ok().map(|fit| (one.level, fit))).collect();
            fits.sort_by_key(|(level, fit)| (fit.added_travel_minutes, *level, fit.technician));
            (start, fits)
        };
        Helpers(self.meetings(wish).into_iter().map(free_at).collect())
    }

    /// The nearest helpers for a lead; none when there are too few.
    fn crew(&self, lead: &Technician, free: &[(u8, Fit)]) -> Option<Vec<Fit>> {
        let count = usize::from(self.need.crew_size) - 1;
        let others = free.iter().map(|(_, fit)| fit).filter(|fit| fit.technician != lead.technician);
        let crew: Vec<Fit> = others.take(count).cloned().collect();
        (crew.len() == count).then_some(crew)
    }

    /// One technician as lead, with every failed rule or with the score.
    #[must_use]
    pub fn judge(&self, technician: &Technician, wish: &Wish, helpers: &Helpers) -> Judged {
        let mut failed = self.failed(technician, Role::Lead, wish);
        let mut candidate = Candidate {
            technician: technician.technician,
            names: technician.names.clone(),
            rank: None,
            failed: Vec::new(),
            parts: Vec::new(),
            total: 0,
            added_travel_minutes: None,
            planned_start: None,
            helpers: Vec::new(),
        };
        let team = match self.team(technician, wish, helpers) {
            Ok(team) => Some(team),
            Err(reason) => {
                failed.push(reason);
                None
            }
        };
        if let Some(team) = &team {
            let fit = &team.fits[0];
            candidate.added_travel_minutes = Some(fit.added_travel_minutes);
            candidate.planned_start = Some(fit.planned_start);
            candidate.helpers = team.crew().helpers;
            if failed.is_empty() {
                let visits = self.loads.day(technician.technician, fit.date).len();
                candidate.parts = scores::parts(technician, self.need, fit, visits, self.policy);
                candidate.total = scores::total(&candidate.parts);
            }
        }
        let team = team.filter(|_| failed.is_empty());
        candidate.failed = failed;
        Judged { candidate, team }
    }

    /// Everybody, the eligible by score and ranked, then the others by how few rules they fail.
    #[must_use]
    pub fn rank(&self, wish: &Wish) -> Vec<Judged> {
        let helpers = self.helpers(wish);
        let everybody = self.roster.technicians.iter();
        let mut all: Vec<Judged> = everybody.map(|technician| self.judge(technician, wish, &helpers)).collect();
        all.sort_by_key(|judged| {
            let candidate = &judged.candidate;
            (
                judged.team.is_none(),
                candidate.failed.len(),
                -candidate.total,
                candidate.added_travel_minutes,
                candidate.technician,
            )
        });
        let eligible = all.iter_mut().filter(|judged| judged.team.is_some());
        eligible.zip(1u32..).for_each(|(judged, rank)| judged.candidate.rank = Some(rank));
        all
    }

    /// The reasons of a choice among ranked technicians; when nobody is eligible, what would help.
    #[must_use]
    pub fn explain(&self, ranked: &[Judged], chosen: Option<TechnicianId>, wish: &Wish) -> Explanation {
        let relevant = |judged: &&Judged| {
            let technician = self.roster.technician(judged.candidate.technician);
            let skilled = technician.is_some_and(|technician| {
                self.need.skills.is_empty()
                    || self.need.skills.iter().any(|skill| technician.skill(&skill.skill).is_some())
            });
            skilled || judged.team.is_some() || chosen == Some(judged.candidate.technician)
        };
        let candidates: Vec<Candidate> =
            ranked.iter().filter(relevant).map(|judged| judged.candidate.clone()).collect();
        let nobody = ranked.iter().all(|judged| judged.team.is_none());
        Explanation {
            chosen,
            unskilled: u32::try_from(ranked.len() - candidates.len()).unwrap_or(u32::MAX),
            candidates,
            relaxations: if nobody { relax::relaxations(self, wish) } else { Vec::new() },
        }
    }

    /// Whom the rules about the person let come on a date.
    #[must_use]
    pub fn pool(&self, date: Date) -> Vec<&Technician> {
        let all = self.roster.technicians.iter();
        all.filter(|technician| self.failed_on(technician, Role::Lead, date).is_empty()).collect()
    }

    /// Whether the visit would touch the share of the pool's day that is kept for emergencies and operators.
    #[must_use]
    pub fn reserve_touched(&self, pool: &[&Technician], date: Date) -> Option<Failed> {
        if self.need.is_emergency || self.overruled.contains(&Rule::Reserve) {
            return None;
        }
        let (hours, taken) = hours_and_taken(pool, self.loads, date);
        let percent = self.policy.reserve_percent.min(100);
        let free = hours * i64::from(100 - percent) / 100;
        (taken + self.need.minutes() > free).then(|| Failed::new(Rule::Reserve, &[("percent", &percent)]))
    }
}

/// Minutes of work time and minutes taken (work, buffers, travel) of some technicians on a date.
#[must_use]
pub fn hours_and_taken(pool: &[&Technician], loads: &Loads, date: Date) -> (i64, i64) {
    let hours = pool.iter().filter_map(|technician| technician.day(date)).flat_map(|day| &day.windows);
    let hours = hours.map(|window| window.duration().as_mins()).sum();
    let rows = pool.iter().flat_map(|technician| loads.day(technician.technician, date));
    let taken = rows.map(|row| {
        i64::from(
            row.duration_minutes + row.buffer_before_minutes + row.buffer_after_minutes + row.travel_before_minutes,
        )
    });
    (hours, taken.sum())
}

/// The lead time of a need.
#[must_use]
pub fn earliest(need: &VisitNeed, policy: &Policy, now: Timestamp) -> Timestamp {
    let lead = if need.is_emergency { policy.emergency_lead_minutes } else { policy.lead_minutes };
    now + minutes(i64::from(lead))
}
