//! The time line of the board: each technician's hours, breaks, time off, visits and holds, in minutes of the date.

use super::show::Read;
use crate::{tones, words::Words};
use dispatch::{
    model::{PlanState, Progress, Reservation, Role, VisitPlan},
    views::BoardTechnician,
};
use edge::Visitor;
use jobs::{model::State, views::BoardVisit};
use kernel::{Timestamp, Zone, time::Date};
use ui::{Board, BoardRow, BoardSpan, LANES, Shell, Tone};

/// The grid of a move.
const STEP_MINUTES: u32 = 15;
/// What a board shows when nobody works and nothing is planned, in minutes of the day.
const USUAL_HOURS: (u32, u32) = (8 * 60, 20 * 60);
/// An hour that no more than one in so many works is one of few.
const FEW_AMONG: usize = 8;

pub(super) fn board(visitor: &Visitor, shell: &Shell, date: Date, read: &Read, may_write: bool) -> Board {
    let zone = &visitor.market.zone;
    let minute = |at: Timestamp| minute_of(zone, date, at);
    let (from, to) = span(read, minute);
    let lanes = Lanes { visitor, shell, date, read, may_write, from, to };
    let pool = read.day.unassigned.iter().filter(|plan| zone.date_of(plan.window_start) == date);
    let is_today = zone.date_of(visitor.ctx.now) == date;
    Board {
        locale: shell.locale,
        from_minute: from,
        to_minute: to,
        now_minute: is_today.then(|| minute(visitor.ctx.now)).filter(|now| (from..=to).contains(now)),
        step_minutes: STEP_MINUTES,
        action: if may_write { format!("/console/board/moves?date={date}") } else { String::new() },
        csrf: shell.csrf.clone(),
        pool: pool.filter_map(|plan| lanes.waiting(plan)).collect(),
        rows: in_order(read).into_iter().map(|(one, lane)| lanes.row(one, lane)).collect(),
    }
}

/// Everybody of the date, who is in trouble first, then who has something to do; with the colour of their route.
pub(super) fn in_order(read: &Read) -> Vec<(&BoardTechnician, Option<usize>)> {
    let mut people: Vec<&BoardTechnician> = read.day.technicians.iter().collect();
    people.sort_by_key(|one| (!one.has_clash, one.reservations.is_empty()));
    let lane = |(index, one): (usize, &BoardTechnician)| (!one.reservations.is_empty()).then_some(index % LANES + 1);
    people.into_iter().enumerate().map(|(index, one)| (one, lane((index, one)))).collect()
}

/// The whole hours from first to last in which people work or somebody is on the way. Hours that few work (a night watch of two among
/// fifty) are shown only when something is planned in them: they would squeeze everybody else's day.
fn span(read: &Read, minute: impl Fn(Timestamp) -> u32) -> (u32, u32) {
    let people = &read.day.technicians;
    let windows = people.iter().filter_map(|one| one.shift.as_ref()).flat_map(|shift| &shift.windows);
    let windows: Vec<(u32, u32)> = windows.map(|window| (minute(window.start), minute(window.end))).collect();
    let few = people.len() / FEW_AMONG;
    let many = (0..24)
        .map(|hour| (hour * 60, hour * 60 + 60))
        .filter(|(from, to)| windows.iter().filter(|(start, end)| start < to && from < end).count() > few);
    let stops = people.iter().flat_map(|one| &one.reservations);
    let trips = stops
        .map(|row| (minute(row.planned_start).saturating_sub(row.travel_before_minutes), minute(row.planned_end())));
    let widest = many.chain(trips).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    let (from, to) = widest.unwrap_or(USUAL_HOURS);
    (from / 60 * 60, to.div_ceil(60) * 60)
}

/// Minutes from midnight of a date on the market's clock, within that date.
fn minute_of(zone: &Zone, date: Date, at: Timestamp) -> u32 {
    let local = zone.local(at);
    let days = i64::from((local.date() - date).get_days());
    let minutes = days * 1440 + i64::from(local.hour()) * 60 + i64::from(local.minute());
    u32::try_from(minutes.clamp(0, 1440)).unwrap_or(0)
}

struct Lanes<'a> {
    visitor: &'a Visitor,
    shell: &'a Shell,
    date: Date,
    read: &'a Read,
    may_write: bool,
    from: u32,
    to: u32,
}

impl Lanes<'_> {
    fn minute(&self, at: Timestamp) -> u32 {
        minute_of(&self.visitor.market.zone, self.date, at)
    }

    fn row(&self, one: &BoardTechnician, lane: Option<usize>) -> BoardRow {
        let shell = self.shell;
        let arguments = [("visits", one.utilisation.visits.into()), ("percent", one.utilisation.percent().into())];
        let is_moving = one.reservations.iter().any(|row| row.progress == Progress::UnderWay);
        BoardRow {
            technician: one.technician.to_string(),
            name: one.names.get(shell.locale).to_owned(),
            note: shell.tw("day-load", &arguments),
            presence: match (one.has_clash, is_moving, one.on_duty) {
                (true, _, _) => Tone::Bad,
                (false, true, _) => Tone::Accent,
                (false, false, true) => Tone::Good,
                (false, false, false) => Tone::Neutral,
            },
            href: format!("/console/technicians/{}", one.technician),
            lane,
            off: self.off(one),
            visits: one.reservations.iter().map(|row| self.stop(one, row)).collect(),
        }
    }

    /// Outside the hours, and the breaks in them.
    fn off(&self, one: &BoardTechnician) -> Vec<BoardSpan> {
        let (mut off, mut at) = (Vec::new(), self.from);
        let Some(shift) = &one.shift else {
            return vec![BoardSpan { start_minute: self.from, end_minute: self.to }];
        };
        for window in &shift.windows {
            let (start, end) = (self.minute(window.start), self.minute(window.end));
            if start.min(self.to) > at {
                off.push(BoardSpan { start_minute: at, end_minute: start.min(self.to) });
            }
            at = at.max(end);
        }
        if at < self.to {
            off.push(BoardSpan { start_minute: at, end_minute: self.to });
        }
        let rests = shift.breaks.iter().map(|rest| {
            let start = self.minute(rest.earliest);
            BoardSpan { start_minute: start, end_minute: start + u32::from(rest.minutes) }
        });
        off.extend(rests);
        off
    }

    fn stop(&self, one: &BoardTechnician, row: &Reservation) -> ui::BoardVisit {
        let start = self.minute(row.planned_start);
        let frame = ui::BoardVisit {
            id: row.reservation_id.to_string(),
            version: 0,
            title: self.shell.t("day-held"),
            note: row.expires_at.map(|at| self.shell.time(at)).unwrap_or_default(),
            start_minute: start,
            end_minute: start + row.duration_minutes,
            travel_minutes: row.travel_before_minutes,
            tone: Tone::Neutral,
            href: format!("/console/technicians/{}", one.technician),
            is_pinned: false,
            is_locked: true,
        };
        let Some(id) = row.visit_id else { return frame };
        let plan = self.read.day.plans.iter().find(|plan| plan.visit_id == id);
        let (Some(plan), Some(visit)) = (plan, self.read.visits.get(&id)) else { return frame };
        let is_fixed = row.progress != Progress::Planned
            || row.role == Role::Helper
            || plan.state == PlanState::Ended
            || visit.state.is_over()
            || visit.state == State::Rescheduling
            || !self.may_write;
        ui::BoardVisit { is_locked: is_fixed, ..self.visit(visit, plan, frame) }
    }

    fn visit(&self, visit: &BoardVisit, plan: &VisitPlan, frame: ui::BoardVisit) -> ui::BoardVisit {
        let service = self.shell.name(&visit.service.zh, &visit.service.en);
        ui::BoardVisit {
            id: visit.visit.to_string(),
            version: plan.version,
            title: format!("{} {service}", visit.number),
            note: format!("{} · {}", self.shell.window_time(visit.window), visit.address),
            tone: tones::visit(visit.state),
            href: format!("/console/jobs/{}", visit.number),
            is_pinned: plan.is_technician_pinned || plan.is_start_pinned,
            ..frame
        }
    }

    /// A visit of this date that nobody has.
    fn waiting(&self, plan: &VisitPlan) -> Option<ui::BoardVisit> {
        let visit = self.read.unassigned.iter().find(|visit| visit.visit == plan.visit_id)?;
        let start = self.minute(visit.window.start);
        let frame = ui::BoardVisit {
            id: String::new(),
            version: 0,
            title: String::new(),
            note: String::new(),
            start_minute: start,
            end_minute: start + visit.planned_minutes,
            travel_minutes: 0,
            tone: Tone::Bad,
            href: String::new(),
            is_pinned: false,
            is_locked: !self.may_write,
        };
        Some(ui::BoardVisit { tone: Tone::Bad, ..self.visit(visit, plan, frame) })
    }
}
