//! A problem in numbers: ids become indices, skills become bit sets over technicians, times become 32 bit offsets.
//!
//! Everything the search reads sits in flat arrays; everything it must not repeat (string comparison, set logic) happens here once.
//! A technician's shift is a *day*: the thing that carries one route.
//! Long because: the compiled form of a problem is one structure of arrays, laid out and checked in one place.

use crate::model::{Pin, Problem, Seconds, Visit};
use crate::travel::Table;
use std::collections::BTreeMap;
use std::fmt;

/// No such visit.
pub(crate) const NONE: u32 = u32::MAX;
/// Longer than any horizon, far from overflow.
pub(crate) const FAR: i32 = 1_000_000_000;

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

/// A visit in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub place: u32,
    pub service: i32,
    pub setup: i32,
    /// First moment service may start.
    pub open: i32,
    /// Last moment service may start, permitted lateness included.
    pub close: i32,
    /// Permitted lateness.
    pub late: i32,
    /// All windows as (start, end with lateness) when there are several.
    pub windows: Box<[(i32, i32)]>,
    pub weight: i64,
    pub mandatory: bool,
    /// The other half of a pick-up and delivery.
    pub mate: u32,
    pub delivers: bool,
    /// Which set of technicians can do it.
    pub class: u32,
    /// Technicians who cost nothing extra; empty = all.
    pub preferred: Box<[u32]>,
    /// Technician announced.
    pub announced: u32,
    /// Bit set of tools, and parts needed.
    pub tools: u64,
    pub parts: Box<[i32]>,
}

/// A technician's shift in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    pub technician: u32,
    pub shift: u32,
    pub start_place: u32,
    pub end_place: u32,
    pub begin: i32,
    pub end: i32,
    /// End with overtime.
    pub close: i32,
    /// (earliest, latest, length)
    pub breaks: Box<[(i32, i32, i32)]>,
    pub visits_max: u32,
    pub work_max: i32,
    pub travel_per_mille: i32,
    pub duration_per_mille: i32,
    pub used_points: i64,
    pub tools: u64,
    pub parts: Box<[i32]>,
    /// First day that is the same in every respect.
    pub twin: u32,
}

/// A compiled problem.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub table: Table,
    pub base: Seconds,
    pub nodes: Vec<Node>,
    pub days: Vec<Day>,
    /// Days of each technician, in order.
    pub days_of: Vec<Vec<u32>>,
    /// One bit a technician, `words` words a class.
    pub classes: Vec<u64>,
    pub words: usize,
    /// Load dimensions; demand is `nodes * dimensions`, capacity `days * dimensions`.
    pub dimensions: usize,
    pub demand: Vec<i64>,
    pub capacity: Vec<i64>,
    pub supply_place: u32,
    /// Some visit needs tools or parts.
    pub supplies: bool,
    /// Some visits come in pairs.
    pub pairs: bool,
    /// Costs depend on when things happen, not only on the order.
    pub timed: bool,
    /// Some visit costs more with one technician than with another.
    pub tastes: bool,
    /// Set for a search whose visits have one window each, no breaks, standard pace and vehicles, costs by distance only: its loops
    /// shrink to a few additions.
    pub plain: bool,
    /// As few days in use as possible comes before cost.
    pub fewest_days: bool,
    /// Price of weight left out, when it is weighed against cost.
    pub unserved_points: Option<i64>,
    pub prices: Prices,
    keys: BTreeMap<ClassKey, u32>,
}

/// Points, as in `Policy`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prices {
    pub travel: i64,
    pub work: i64,
    pub overtime: i64,
    pub lateness: i64,
    pub preference: i64,
    pub change: i64,
    pub busy: i64,
    pub promised: i64,
}

/// Everything that decides who may come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ClassKey {
    skills: Vec<(String, u8)>,
    required: Vec<String>,
    excluded: Vec<String>,
    pinned: Option<String>,
}

impl Model {
    pub(crate) fn new(problem: &Problem) -> Result<Self, ProblemError> {
        check_travel(problem)?;
        let base = earliest_moment(problem);
        let policy = &problem.policy;
        let mut model = Model {
            table: Table::new(&problem.travel),
            base,
            nodes: Vec::with_capacity(problem.visits.len()),
            days: Vec::new(),
            days_of: Vec::new(),
            classes: Vec::new(),
            words: problem.technicians.len().div_ceil(64).max(1),
            dimensions: problem.technicians.iter().map(|t| t.capacity.len()).max().unwrap_or(0),
            demand: Vec::new(),
            capacity: Vec::new(),
            supply_place: problem.supply_place.map_or(NONE, |p| p as u32),
            supplies: false,
            pairs: false,
            timed: policy.work_points_per_second != 0 || policy.busy_points_per_square_hour != 0,
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
                busy: policy.busy_points_per_square_hour,
                promised: i64::from(policy.promised_weight),
            },
            keys: BTreeMap::new(),
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
        model.tastes = model.nodes.iter().any(|n| !n.preferred.is_empty() || n.announced != NONE);
        Ok(model)
    }

    /// Adds one more visit.
    pub(crate) fn push(&mut self, problem: &Problem, visit: &Visit) -> Result<(), ProblemError> {
        let names = Names::new(problem)?;
        if visit.delivers.is_some() {
            return Err(wrong(format!("visit {}", visit.id), "a delivery cannot be added alone"));
        }
        let node = self.node(problem, visit, &names, &format!("visit {}", visit.id))?;
        self.nodes.push(node);
        self.tastes = true;
        Ok(())
    }

    /// Whether the plain search applies.
    pub(crate) fn is_plain(&self) -> bool {
        let days = self.days.iter().all(|d| {
            d.breaks.is_empty() && d.travel_per_mille == 1000 && d.duration_per_mille == 1000 && d.work_max >= FAR
        });
        let nodes = self.nodes.iter().all(|n| n.windows.is_empty() && n.setup == 0);
        days && nodes && !self.timed && !self.supplies && !self.pairs && self.demand.iter().all(|&d| d >= 0)
    }

    fn offset(&self, moment: Seconds, at: impl Fn() -> String) -> Result<i32, ProblemError> {
        let offset = moment - self.base;
        if !(-i64::from(FAR / 4)..i64::from(FAR / 4)).contains(&offset) {
            return Err(wrong(at(), format!("{moment} is not within {} seconds of the first moment", FAR / 4)));
        }
        Ok(offset as i32)
    }

    fn length(&self, seconds: Seconds, at: impl Fn() -> String) -> Result<i32, ProblemError> {
        if !(0..i64::from(FAR / 4)).contains(&seconds) {
            return Err(wrong(at(), format!("{seconds} is not a length from 0 to {} seconds", FAR / 4)));
        }
        Ok(seconds as i32)
    }

    fn add_technician(&mut self, problem: &Problem, t: usize, names: &Names) -> Result<(), ProblemError> {
        let technician = &problem.technicians[t];
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
                let latest = self.offset(pause.latest_seconds, at)?;
                breaks.push((earliest, latest, self.length(pause.duration_seconds, at)?));
            }
            let end = self.offset(shift.end_seconds, at)?;
            let overtime = self.length(shift.overtime_seconds_max, at)?;
            self.timed |= overtime > 0 || shift.work_seconds_max.is_some();
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
                visits_max: shift.visits_max.unwrap_or(u32::MAX),
                work_max: shift.work_seconds_max.map_or(Ok(FAR), |w| self.length(w, at))?,
                travel_per_mille: technician.travel_per_mille as i32,
                duration_per_mille: technician.duration_per_mille as i32,
                used_points: technician.used_points,
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
        let late = self.length(visit.lateness_seconds_max, here)?;
        self.timed |= late > 0;
        let windows = self.windows(visit, late, at)?;
        let class = self.class(problem, visit, names, at)?;
        let announced = match &visit.standing {
            Some(standing) => names.technician(&standing.technician, at)?,
            None => NONE,
        };
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
            open: windows.first().map_or(-FAR / 2, |w| w.0),
            close: windows.last().map_or(FAR / 2, |w| w.1),
            late,
            windows: if windows.len() > 1 { windows.into() } else { Box::default() },
            weight: i64::from(visit.weight) + if visit.standing.is_some() { self.prices.promised } else { 0 },
            mandatory: visit.mandatory,
            mate: NONE,
            delivers: visit.delivers.is_some(),
            class,
            preferred: preferred?.into(),
            announced,
            tools,
            parts,
        })
    }

    fn windows(&self, visit: &Visit, late: i32, at: &str) -> Result<Vec<(i32, i32)>, ProblemError> {
        let here = || format!("{at}.windows");
        if let Pin::Start { start_seconds, .. } = &visit.pin {
            let start = self.offset(*start_seconds, here)?;
            return Ok(vec![(start, start)]);
        }
        let mut out: Vec<(i32, i32)> = Vec::new();
        for window in &visit.windows {
            let (start, end) = (self.offset(window.start_seconds, here)?, self.offset(window.end_seconds, here)?);
            if start > end || out.last().is_some_and(|w| w.1 - late >= start) {
                return Err(wrong(here(), "windows start before they end, in order, and do not overlap"));
            }
            if let Some(last) = out.last_mut() {
                last.1 = last.1.min(start - 1);
            }
            out.push((start, end + late));
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
        let class = self.keys.len() as u32;
        let from = self.classes.len();
        self.classes.resize(from + self.words, 0);
        for (t, technician) in problem.technicians.iter().enumerate() {
            let able = key.skills.iter().all(|(s, l)| technician.skills.get(s).copied().unwrap_or(0) >= *l)
                && (key.required.is_empty() || key.required.contains(&technician.id))
                && !key.excluded.contains(&technician.id)
                && key.pinned.as_ref().is_none_or(|p| *p == technician.id);
            if able {
                self.classes[from + t / 64] |= 1 << (t % 64);
            }
        }
        self.keys.insert(key, class);
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
            self.pairs = true;
        }
        Ok(())
    }

    /// Whether the technician has the skills and is not ruled out by name.
    #[inline]
    pub(crate) fn able(&self, visit: usize, technician: u32) -> bool {
        let word = self.nodes[visit].class as usize * self.words + technician as usize / 64;
        self.classes[word] >> (technician % 64) & 1 == 1
    }

    /// Points that a technician costs for a visit wherever it stands in the route.
    #[inline]
    pub(crate) fn taste(&self, visit: usize, technician: u32) -> i64 {
        let node = &self.nodes[visit];
        let mut points = 0;
        if !node.preferred.is_empty() && !node.preferred.contains(&technician) {
            points += self.prices.preference;
        }
        if node.announced != NONE && node.announced != technician {
            points += self.prices.change;
        }
        points
    }

    /// Seconds from a place to a visit's door.
    #[inline]
    pub(crate) fn reach(&self, day: &Day, from: u32, to: &Node) -> i32 {
        let drive = self.drive(day, from, to.place);
        if from == to.place { drive } else { drive + to.setup }
    }

    /// Seconds from place to place.
    #[inline]
    pub(crate) fn drive(&self, day: &Day, from: u32, to: u32) -> i32 {
        let seconds = self.table.seconds(from, to);
        if day.travel_per_mille == 1000 { seconds } else { scaled(seconds, day.travel_per_mille) }
    }

    /// Seconds on site.
    #[inline]
    pub(crate) fn service(&self, day: &Day, node: &Node) -> i32 {
        if day.duration_per_mille == 1000 { node.service } else { scaled(node.service, day.duration_per_mille) }
    }

    #[inline]
    pub(crate) fn demand(&self, visit: usize) -> &[i64] {
        &self.demand[visit * self.dimensions..(visit + 1) * self.dimensions]
    }

    #[inline]
    pub(crate) fn capacity(&self, day: usize) -> &[i64] {
        &self.capacity[day * self.dimensions..(day + 1) * self.dimensions]
    }
}

impl Node {
    /// When service starts on arrival at a moment, if it may.
    #[inline]
    pub(crate) fn start(&self, arrival: i32) -> Option<i32> {
        if arrival > self.close {
            return None;
        }
        if self.windows.is_empty() {
            return Some(arrival.max(self.open));
        }
        self.windows.iter().find(|w| arrival <= w.1).map(|w| arrival.max(w.0))
    }

    /// The last start at or before a moment, if there is one.
    #[inline]
    pub(crate) fn start_by(&self, moment: i32) -> Option<i32> {
        if moment < self.open {
            return None;
        }
        if self.windows.is_empty() {
            return Some(moment.min(self.close));
        }
        self.windows.iter().rev().find(|w| w.0 <= moment).map(|w| moment.min(w.1))
    }

    /// Seconds that a start is after the window it belongs to.
    #[inline]
    pub(crate) fn lateness(&self, start: i32) -> i32 {
        if self.late == 0 {
            return 0;
        }
        let close = self.windows.iter().find(|w| start <= w.1).map_or(self.close, |w| w.1);
        (start - (close - self.late)).max(0)
    }
}

/// Rounded half up; 64 bit in between.
fn scaled(seconds: i32, per_mille: i32) -> i32 {
    ((i64::from(seconds) * i64::from(per_mille) + 500) / 1000) as i32
}

fn check_travel(problem: &Problem) -> Result<(), ProblemError> {
    if let crate::travel::Travel::Matrix { seconds, size } = &problem.travel {
        if seconds.len() != size * size {
            return Err(wrong(
                "travel.seconds",
                format!("{} entries for {size} places, found {}", size * size, seconds.len()),
            ));
        }
        if let Some(i) = seconds.iter().position(|&s| !(0..FAR / 4).contains(&s)) {
            return Err(wrong(
                format!("travel.seconds[{i}]"),
                format!("0 to {} seconds, found {}", FAR / 4, seconds[i]),
            ));
        }
    }
    if let crate::travel::Travel::Globe { places, .. } = &problem.travel
        && let Some(i) = places.iter().position(|p| !(p[0].abs() <= 90.0 && p[1].abs() <= 360.0))
    {
        return Err(wrong(format!("travel.places[{i}]"), "latitude within 90 and longitude within 360 degrees"));
    }
    match problem.supply_place {
        Some(place) if place >= problem.travel.places() => Err(wrong("supply_place", "an index of a place")),
        _ => Ok(()),
    }
}

fn earliest_moment(problem: &Problem) -> Seconds {
    let shifts = problem.technicians.iter().flat_map(|t| &t.shifts).map(|s| s.start_seconds);
    let windows = problem.visits.iter().flat_map(|v| &v.windows).map(|w| w.start_seconds);
    shifts.min().or_else(|| windows.min()).unwrap_or(0)
}

/// Ids and names to indices.
struct Names<'a> {
    technicians: BTreeMap<&'a str, u32>,
    visits: BTreeMap<&'a str, usize>,
    tools: Vec<&'a str>,
    parts: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(problem: &'a Problem) -> Result<Self, ProblemError> {
        let mut technicians = BTreeMap::new();
        for (t, technician) in problem.technicians.iter().enumerate() {
            if technicians.insert(technician.id.as_str(), t as u32).is_some() {
                return Err(wrong(format!("technicians[{t}].id"), format!("{} is used twice", technician.id)));
            }
        }
        let mut visits = BTreeMap::new();
        for (v, visit) in problem.visits.iter().enumerate() {
            if visits.insert(visit.id.as_str(), v).is_some() {
                return Err(wrong(format!("visits[{v}].id"), format!("{} is used twice", visit.id)));
            }
        }
        let mut tools: Vec<&str> = problem.technicians.iter().flat_map(|t| &t.tools).map(String::as_str).collect();
        tools.extend(problem.visits.iter().flat_map(|v| &v.tools).map(String::as_str));
        let mut parts: Vec<&str> =
            problem.technicians.iter().flat_map(|t| t.parts.keys()).map(String::as_str).collect();
        parts.extend(problem.visits.iter().flat_map(|v| v.parts.keys()).map(String::as_str));
        for list in [&mut tools, &mut parts] {
            list.sort_unstable();
            list.dedup();
        }
        if tools.len() > 64 {
            return Err(wrong("tools", format!("at most 64 different tools, found {}", tools.len())));
        }
        Ok(Names { technicians, visits, tools, parts })
    }

    fn technician(&self, id: &str, at: &str) -> Result<u32, ProblemError> {
        self.technicians.get(id).copied().ok_or_else(|| wrong(at, format!("there is no technician {id}")))
    }

    fn tools(&self, tools: &std::collections::BTreeSet<String>) -> u64 {
        tools.iter().filter_map(|t| self.tools.binary_search(&t.as_str()).ok()).fold(0, |set, i| set | 1 << i)
    }

    fn parts(&self, parts: &BTreeMap<String, u32>) -> Box<[i32]> {
        self.parts.iter().map(|&p| parts.get(p).map_or(0, |&n| n as i32)).collect()
    }
}

impl Model {
    /// Finds days that are alike in every respect, so that of several empty ones only the first is tried.
    pub(crate) fn find_twins(&mut self, problem: &Problem) {
        let mut named = vec![false; problem.technicians.len()];
        for node in &self.nodes {
            for &t in node.preferred.iter().chain([&node.announced]).filter(|&&t| t != NONE) {
                named[t as usize] = true;
            }
        }
        let classes = self.keys.len();
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for d in 0..self.days.len() {
            let day = &self.days[d];
            let t = day.technician as usize;
            let abilities: Vec<bool> =
                (0..classes).map(|c| self.classes[c * self.words + t / 64] >> (t % 64) & 1 == 1).collect();
            let alone = if named[t] { t } else { usize::MAX };
            let mut plain = day.clone();
            (plain.technician, plain.shift, plain.twin) = (0, 0, 0);
            let key = format!("{plain:?}{abilities:?}{:?}{alone}", self.capacity(d));
            self.days[d].twin = *known.entry(key).or_insert(d as u32);
        }
    }
}
