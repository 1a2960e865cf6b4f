//! From words to numbers: every contradiction of a problem is found here, and named by its place.

use super::check::{check_amounts, check_prices, check_travel};
use super::names::Names;
use super::quota;
use super::{ClassKey, Day, FAR, Model, NONE, Node, Prices, ProblemError, Starts, Ties, wrong};
use crate::model::{Pin, Problem, Seconds, Visit};
use crate::travel::{Hours, Metres, Table, Travel};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most that a technician may take of the standard time, per mille.
const PACE_MAX: u32 = 10_000;

impl Model {
    pub(crate) fn new(problem: &Problem) -> Result<Self, ProblemError> {
        check_travel(problem)?;
        check_prices(problem)?;
        check_amounts(problem)?;
        let base = earliest_moment(problem);
        let policy = &problem.policy;
        let mut model = Model {
            table: Table::new(&problem.travel),
            base,
            nodes: Vec::with_capacity(problem.visits.len()),
            days: Vec::new(),
            days_of: Vec::new(),
            quotas: Vec::with_capacity(problem.technicians.len()),
            limited: false,
            classes: Vec::new(),
            words: problem.technicians.len().div_ceil(64).max(1),
            dimensions: problem.technicians.iter().map(|t| t.capacity.len()).max().unwrap_or(0),
            demand: Vec::new(),
            capacity: Vec::new(),
            supply_place: problem.supply_place.map_or(NONE, |p| p as u32),
            supplies: false,
            pairs: false,
            timed: policy.work_points_per_second != 0
                || policy.busy_points_per_square_hour != 0
                || matches!(problem.travel, Travel::ByHour { .. }),
            spanned: false,
            tastes: false,
            plain: false,
            fewest_days: policy.fewest_shifts,
            unserved_points: policy.unserved_points_per_weight,
            prices: Prices {
                travel: policy.travel_points_per_second,
                work: policy.work_points_per_second,
                overtime: policy.overtime_points_per_second,
                lateness: policy.lateness_points_per_second,
                preference: policy.preference_points,
                change: policy.change_technician_points,
                change_start: policy.change_start_points_per_hour,
                busy: policy.busy_points_per_square_hour,
                promised: i64::from(policy.promised_weight),
            },
            hours: Hours::new(&problem.travel, base),
            metres: paid_metres(problem)?,
            ties: Arc::default(),
            keys: Arc::default(),
            alone: BTreeMap::new(),
        };
        let names = Names::new(problem)?;
        for (t, _) in problem.technicians.iter().enumerate() {
            model.add_technician(problem, t, &names)?;
        }
        for (v, visit) in problem.visits.iter().enumerate() {
            let node = model.node(problem, visit, &names, &format!("visits[{v}]"))?;
            model.nodes.push(node);
        }
        model.join_pairs(problem, &names)?;
        model.ties = Arc::new(Ties::new(problem, &names.visits, &model.nodes)?);
        model.tastes = model.nodes.iter().any(|n| !n.preferred.is_empty() || n.announced != NONE);
        model.spanned = model.is_spanned();
        Ok(model)
    }

    /// Adds one more visit.
    pub(crate) fn push(&mut self, problem: &Problem, visit: &Visit) -> Result<(), ProblemError> {
        let names = Names::new(problem)?;
        let node = self.node(problem, visit, &names, &format!("visit {}", visit.id))?;
        self.nodes.push(node);
        self.tastes = true;
        self.spanned = self.is_spanned();
        Ok(())
    }

    pub(super) fn offset(&self, moment: Seconds, at: impl Fn() -> String) -> Result<i32, ProblemError> {
        let offset = moment - self.base;
        if !(-i64::from(FAR / 4)..i64::from(FAR / 4)).contains(&offset) {
            return Err(wrong(at(), format!("{moment} is not within {} seconds of the first moment", FAR / 4)));
        }
        Ok(offset as i32)
    }

    pub(super) fn length(&self, seconds: Seconds, at: impl Fn() -> String) -> Result<i32, ProblemError> {
        if !(0..i64::from(FAR / 4)).contains(&seconds) {
            return Err(wrong(at(), format!("{seconds} is not a length from 0 to {} seconds", FAR / 4)));
        }
        Ok(seconds as i32)
    }

    fn add_technician(&mut self, problem: &Problem, t: usize, names: &Names) -> Result<(), ProblemError> {
        let technician = &problem.technicians[t];
        for (name, pace) in
            [("travel_per_mille", technician.travel_per_mille), ("duration_per_mille", technician.duration_per_mille)]
        {
            if !(1..=PACE_MAX).contains(&pace) {
                return Err(wrong(format!("technicians[{t}].{name}"), format!("1 to {PACE_MAX}, found {pace}")));
            }
        }
        self.add_quota(technician, t)?;
        let places = problem.travel.places();
        let mut own = Vec::new();
        let mut before = Seconds::MIN;
        for (s, shift) in technician.shifts.iter().enumerate() {
            let at = || format!("technicians[{t}].shifts[{s}]");
            if shift.start_place >= places || shift.end_place >= places {
                return Err(wrong(at(), format!("start_place and end_place must be below {places}")));
            }
            if shift.start_seconds > shift.end_seconds || shift.start_seconds < before {
                return Err(wrong(at(), "shifts end after they start and follow each other"));
            }
            before = shift.end_seconds;
            let mut breaks = Vec::new();
            for pause in &shift.breaks {
                if pause.earliest_seconds > pause.latest_seconds {
                    return Err(wrong(format!("{}.breaks", at()), "earliest_seconds is at most latest_seconds"));
                }

                let earliest = self.offset(pause.earliest_seconds, at)?;
                if breaks.last().is_some_and(|b: &(i32, i32, i32)| b.0 > earliest) {
                    return Err(wrong(format!("{}.breaks", at()), "in order of earliest_seconds"));
                }
                let latest = self.offset(pause.latest_seconds, at)?;
                breaks.push((earliest, latest, self.length(pause.duration_seconds, at)?));
            }
            let end = self.offset(shift.end_seconds, at)?;
            let overtime = self.length(shift.overtime_seconds_max, at)?;
            let work_max = shift.work_seconds_max.map(|w| self.length(w, at)).transpose()?;
            let (left, idle_work) = self.begun(shift.begun.as_ref(), shift.start_seconds, &at())?;
            self.timed |= overtime > 0 || shift.work_seconds_max.is_some() || technician.work_points_per_hour != 0;
            own.push(self.days.len() as u32);
            let day = Day {
                technician: t as u32,
                shift: s as u32,
                start_place: shift.start_place as u32,
                end_place: shift.end_place as u32,
                begin: self.offset(shift.start_seconds, at)?,
                end,
                close: end + overtime,
                breaks: breaks.into(),
                visits_max: shift.visits_max.into_iter().chain(technician.visits_max).min().unwrap_or(u32::MAX),
                work_max: quota::work_max(work_max, technician.work_seconds_max),
                left,
                idle_work,
                travel_per_mille: technician.travel_per_mille as i32,
                duration_per_mille: technician.duration_per_mille as i32,
                used_points: technician.used_points,
                km_points: problem.policy.travel_points_per_km + technician.travel_points_per_km,
                hour_points: technician.work_points_per_hour,
                tools: names.tools(&technician.tools),
                parts: names.parts(&technician.parts),
                twin: self.days.len() as u32,
            };
            self.days.push(day);
            self.capacity.extend((0..self.dimensions).map(|d| technician.capacity.get(d).copied().unwrap_or(0)));
        }
        self.days_of.push(own);
        Ok(())
    }

    fn node(&mut self, problem: &Problem, visit: &Visit, names: &Names, at: &str) -> Result<Node, ProblemError> {
        if visit.place >= problem.travel.places() {
            return Err(wrong(format!("{at}.place"), format!("a place must be below {}", problem.travel.places())));
        }
        let here = || at.to_string();
        let late = match &visit.pin {
            // A pinned start stands for every window, so it is never late.
            Pin::Start { .. } => 0,
            Pin::Free | Pin::Technician(_) => self.length(visit.lateness_seconds_max, here)?,
        };
        self.timed |= late > 0;
        let release = visit.release_seconds.map_or(Ok(-FAR / 2), |r| self.offset(r, here))?;
        let windows = released(self.windows(visit, late, at)?, release);
        let class = self.class(problem, visit, names, at)?;
        let announced = match &visit.standing {
            Some(standing) => names.technician(&standing.technician, at)?,
            None => NONE,
        };
        let announced_start = match &visit.standing {
            Some(standing) if self.prices.change_start != 0 => Some(self.offset(standing.start_seconds, here)?),
            Some(_) | None => None,
        };
        self.timed |= announced_start.is_some();
        let preferred: Result<Vec<u32>, _> =
            visit.preferred_technicians.iter().map(|id| names.technician(id, at)).collect();
        let (tools, parts) = (names.tools(&visit.tools), names.parts(&visit.parts));
        self.supplies |= tools != 0 || parts.iter().any(|&p| p > 0);
        if visit.demand.len() > self.dimensions {
            return Err(wrong(
                format!("{at}.demand"),
                format!("technicians have {} capacity dimensions", self.dimensions),
            ));
        }
        self.demand.extend((0..self.dimensions).map(|d| visit.demand.get(d).copied().unwrap_or(0)));
        Ok(Node {
            place: visit.place as u32,
            service: self.length(visit.duration_seconds, here)?,
            setup: self.length(visit.setup_seconds, here)?,
            open: windows.first().map_or(release, |w| w.open),
            close: windows.last().map_or(FAR / 2, |w| w.close),
            late,
            due: windows.last().map_or(FAR / 2, |w| w.due),
            windows: if windows.len() > 1 { windows.into() } else { Box::default() },
            weight: i64::from(visit.weight) + if visit.standing.is_some() { self.prices.promised } else { 0 },
            mandatory: visit.mandatory,
            mate: NONE,
            delivers: visit.delivers.is_some(),
            class,
            preferred: preferred?.into(),
            announced,
            announced_start,
            tools,
            parts,
        })
    }

    fn windows(&self, visit: &Visit, late: i32, at: &str) -> Result<Vec<Starts>, ProblemError> {
        let here = || format!("{at}.windows");
        if let Pin::Start { start_seconds, .. } = &visit.pin {
            let start = self.offset(*start_seconds, here)?;
            return Ok(vec![Starts { open: start, close: start, due: start }]);
        }
        let mut out: Vec<Starts> = Vec::new();
        for window in &visit.windows {
            let (start, end) = (self.offset(window.start_seconds, here)?, self.offset(window.end_seconds, here)?);
            if start > end || out.last().is_some_and(|w| w.due >= start) {
                return Err(wrong(here(), "windows start before they end, in order, and do not overlap"));
            }
            if let Some(last) = out.last_mut() {
                last.close = last.close.min(start - 1);
            }
            out.push(Starts { open: start, close: end + late, due: end });
        }
        Ok(out)
    }

    fn class(&mut self, problem: &Problem, visit: &Visit, names: &Names, at: &str) -> Result<u32, ProblemError> {
        let pinned = match &visit.pin {
            Pin::Free => None,
            Pin::Technician(technician) | Pin::Start { technician, .. } => Some(technician.clone()),
        };
        for id in visit.required_technicians.iter().chain(&visit.excluded_technicians).chain(&pinned) {
            names.technician(id, at)?;
        }
        let key = ClassKey {
            skills: visit.skills.iter().map(|(s, &l)| (s.clone(), l)).collect(),
            required: visit.required_technicians.iter().cloned().collect(),
            excluded: visit.excluded_technicians.iter().cloned().collect(),
            pinned,
        };
        if let Some(&class) = self.keys.get(&key) {
            return Ok(class);
        }
        let class = (self.classes.len() / self.words) as u32;
        let from = self.classes.len();
        self.classes.resize(from + self.words, 0);
        let held: Vec<(&[u8], u8)> = key.skills.iter().map(|(skill, level)| (names.levels(skill), *level)).collect();
        for (t, technician) in problem.technicians.iter().enumerate() {
            let able = held.iter().all(|&(levels, level)| levels.get(t).copied().unwrap_or(0) >= level)
                && (key.required.is_empty() || key.required.contains(&technician.id))
                && !key.excluded.contains(&technician.id)
                && key.pinned.as_ref().is_none_or(|p| *p == technician.id);
            if able {
                self.classes[from + t / 64] |= 1 << (t % 64);
            }
        }
        Arc::make_mut(&mut self.keys).insert(key, class);
        Ok(class)
    }

    fn join_pairs(&mut self, problem: &Problem, names: &Names) -> Result<(), ProblemError> {
        for (v, visit) in problem.visits.iter().enumerate() {
            let Some(first) = &visit.delivers else { continue };
            let at = || format!("visits[{v}].delivers");
            let p =
                *names.visits.get(first.as_str()).ok_or_else(|| wrong(at(), format!("there is no visit {first}")))?;
            if p == v || self.nodes[p].mate != NONE || problem.visits[p].delivers.is_some() {
                return Err(wrong(at(), format!("{first} must be another visit, itself not part of a pair")));
            }
            self.nodes[p].mate = v as u32;
            self.nodes[v].mate = p as u32;
            let class = self.class_of_both(self.nodes[p].class, self.nodes[v].class);
            (self.nodes[p].class, self.nodes[v].class) = (class, class);
            self.pairs = true;
        }
        Ok(())
    }
}

/// Metres, when they cost something.
fn paid_metres(problem: &Problem) -> Result<Option<Metres>, ProblemError> {
    let paid =
        problem.policy.travel_points_per_km != 0 || problem.technicians.iter().any(|t| t.travel_points_per_km != 0);
    match (paid, Metres::new(&problem.travel)) {
        (false, _) => Ok(None),
        (true, Some(metres)) => Ok(Some(metres)),
        (true, None) => Err(wrong("travel", "metres, since travel_points_per_km is not 0")),
    }
}

/// What is left of windows (with lateness) from a moment on; one that nobody reaches when all are over.
fn released(mut windows: Vec<Starts>, release: i32) -> Vec<Starts> {
    if windows.iter().any(|w| w.close >= release) {
        windows.retain(|w| w.close >= release);
    } else if !windows.is_empty() {
        return vec![Starts { open: FAR / 2, close: FAR / 2, due: FAR / 2 }];
    }
    windows.iter_mut().for_each(|w| w.open = w.open.max(release));
    windows
}

fn earliest_moment(problem: &Problem) -> Seconds {
    let shifts = problem.technicians.iter().flat_map(|t| &t.shifts).map(|s| s.start_seconds);
    let windows = problem.visits.iter().flat_map(|v| &v.windows).map(|w| w.start_seconds);
    shifts.min().or_else(|| windows.min()).unwrap_or(0)
}
