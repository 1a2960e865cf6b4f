//! The map beside the board: territories, each technician's planned way, the visits of a date, and where technicians were last.

use super::{
    lanes,
    show::{Read, date_of, read_day},
};
use crate::{asked::Asked, frame, tones, words::Words};
use axum::{Json, response::IntoResponse};
use dispatch::views::BoardTechnician;
use edge::{Answer, OrFail, Visitor};
use kernel::{Permission, Place, Result, VisitId, time::hours};
use std::collections::HashMap;
use ui::{MapData, MapPoint, Shell, Tone};

pub(super) async fn show(visitor: Visitor) -> Answer {
    let map = map(&visitor).await.or_fail(&visitor)?;
    Ok(Json(map.to_json()).into_response())
}

async fn map(visitor: &Visitor) -> Result<MapData> {
    frame::require(visitor, Permission::DispatchRead)?;
    let asked = Asked::of(visitor)?;
    let date = date_of(visitor, asked.text("date"))?;
    let read = read_day(visitor, date).await?;
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let since = now.checked_sub(hours(12)).unwrap_or(now);
    let positions = workforce::views::last_positions(&mut visitor.edge.app.db.read().await?, market, since).await?;
    let shell = frame::shell(visitor, "console-board");
    let areas = visitor.edge.directory.territories(market);
    let served = areas.iter().filter(|area| area.active);
    let mut map = served.fold(MapData::new(), |map, area| map.territory(area.names.get(shell.locale), &area.ring));
    let mut marks: HashMap<VisitId, String> = HashMap::new();
    for (one, lane) in lanes::in_order(&read) {
        let Some(lane) = lane else { continue };
        map = map.lane(lane, one.names.get(shell.locale), &way(&read, one)?);
        let visits = one.reservations.iter().filter_map(|row| row.visit_id);
        marks.extend(visits.zip(1..).map(|(visit, number)| (visit, number.to_string())));
    }
    let elsewhere = read.unassigned.iter().filter(|visit| !read.visits.contains_key(&visit.visit));
    let today = elsewhere.filter(|visit| visitor.market.zone.date_of(visit.window.start) == date);
    for visit in read.visits.values().chain(today) {
        map = map.visit(&MapPoint {
            id: visit.visit.to_string(),
            place: visit.place,
            tone: if visit.technician.is_none() { Tone::Bad } else { tones::visit(visit.state) },
            mark: match (marks.remove(&visit.visit), visit.technician) {
                (Some(number), _) => number,
                (None, None) => "!".to_owned(),
                (None, Some(_)) => String::new(),
            },
            label: format!("{} {}", visit.number, shell.name(&visit.service.zh, &visit.service.en)),
            note: format!("{} · {}", shell.window_time(visit.window), shell.word("jobs-state", visit.state)),
            href: format!("/console/jobs/{}", visit.number),
        });
    }
    if visitor.market.zone.date_of(now) == date {
        for position in &positions {
            map = map.technician(&person(&shell, &read, position)?);
        }
    }
    Ok(map)
}

/// From home through everything that is planned, in order.
fn way(read: &Read, one: &BoardTechnician) -> Result<Vec<Place>> {
    let home = read.roster.technician(one.technician).map(|technician| technician.home);
    let stops = one.reservations.iter().map(|row| Place::new(row.latitude, row.longitude));
    home.into_iter().map(Ok).chain(stops).collect()
}

fn person(shell: &Shell, read: &Read, position: &workforce::Position) -> Result<MapPoint> {
    let one = read.day.technicians.iter().find(|one| one.technician == position.technician_id);
    let busy =
        one.is_some_and(|one| one.reservations.iter().any(|row| row.progress == dispatch::model::Progress::UnderWay));
    Ok(MapPoint {
        id: position.technician_id.to_string(),
        place: Place::new(position.latitude, position.longitude)?,
        tone: if busy { Tone::Accent } else { Tone::Good },
        mark: String::new(),
        label: one.map(|one| one.names.get(shell.locale).to_owned()).unwrap_or_default(),
        note: shell.ago(position.reported_at),
        href: format!("/console/technicians/{}", position.technician_id),
    })
}
