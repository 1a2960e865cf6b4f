//! Time off of the demo's technicians: some that is over, some that is granted, one wish that nobody has answered yet.

use crate::founding::Hired;
use flows::App;
use jiff::{ToSpan, civil::Date};
use kernel::{Actor, Ctx, Result, Window, Zone};
use workforce::{
    TimeOffKind,
    actions::{EnterTimeOff, RequestTimeOff},
};

/// Who (by the order of hiring), from which day before or after today, for how many days, why.
const ABSENCES: [(usize, i64, i64, TimeOffKind, &str); 7] = [
    (5, -11, 2, TimeOffKind::Sick, "发烧"),
    (33, -9, 1, TimeOffKind::Personal, "孩子家长会"),
    (12, -6, 3, TimeOffKind::Annual, "回老家"),
    (40, -3, 1, TimeOffKind::Training, "母婴护理培训"),
    (18, 0, 2, TimeOffKind::Sick, "腰扭伤"),
    (9, 3, 4, TimeOffKind::Annual, "旅行"),
    (36, 5, 2, TimeOffKind::Personal, "搬家"),
];
/// Whose wish waits for an answer, by phone.
const WISHES: &str = "19900010015";

/// Enters what is granted, as if it had been known from the beginning of the past.
pub(super) async fn grant(app: &App, ctx: &Ctx, hired: &[Hired], zone: &Zone, today: Date) -> Result<()> {
    for (nth, from, days, kind, reason) in ABSENCES {
        let Some(one) = hired.get(nth) else { continue };
        let (technician, window, reason) = (one.technician, window(zone, today, from, days), reason.to_owned());
        app.db.perform(ctx, EnterTimeOff { technician, kind, window, reason }).await?;
    }
    Ok(())
}

/// Somebody asks for days off, today.
pub(super) async fn wish(app: &App, ctx: &Ctx, zone: &Zone, today: Date) -> Result<()> {
    let mut read = app.db.read().await?;
    let found = workforce::views::technician_by_phone(&mut read, ctx.market, &WISHES.parse()?).await?;
    drop(read);
    let Some(technician) = found.map(|one| one.technician_id) else { return Ok(()) };
    let window = window(zone, today, 8, 3);
    let ask = RequestTimeOff { kind: TimeOffKind::Annual, window, reason: "陪家人出游".to_owned() };
    app.db.perform(&ctx.acting_as(Actor::Technician { technician }), ask).await.map(drop)
}

fn window(zone: &Zone, today: Date, from: i64, days: i64) -> Window {
    let first = today.saturating_add(from.days());
    Window { start: zone.day(first).start, end: zone.day(first.saturating_add((days - 1).days())).end }
}
