//! `/field/visits/{id}/another-time`: the technician asks the customer for a time that they have room for.

use super::{Own, href, shell_below};
use crate::{
    asked::{Keys, Refused, Typed},
    frame,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use dispatch::rules::slots::{Slot, SlotDay as Day, SlotState as Room};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::policies;
use jobs::{
    actions::{AskForAnotherTime, Rebooking, RescheduleVisit, Side},
    model::Verb,
};
use kernel::{Result, Timestamp, VisitId, Window, problem};
use ui::{Form, Shell, SlotChoice, SlotDay, SlotPicker, SlotState};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/another-time", get(show).post(ask))
}

#[derive(Template)]
#[template(path = "visits/another_time.html", blocks = ["content"])]
struct AnotherTime {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
    slots: SlotPicker,
}

impl AnotherTime {
    fn may_ask(&self) -> bool {
        self.own.can(Verb::ProposeReschedule)
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    let me = frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-ask-time").await.or_fail(visitor)?;
    let days = match own.can(Verb::ProposeReschedule) {
        true => flows::rescheduling::slots(&mut read, &visitor.ctx, own.id, Some(me), None).await.or_fail(visitor)?,
        false => Vec::new(),
    };
    drop(read);
    let form = Refused::form(refused.as_ref(), visitor, "time");
    let slots = shell.slot_picker("window", form.value("window"), days.iter().map(shown).collect());
    let page = AnotherTime { keys: Keys::of(visitor), form, slots, own, shell };
    frame::respond(visitor, &page, refused.as_ref())
}

fn shown(day: &Day) -> SlotDay {
    let choice = |slot: &Slot| SlotChoice {
        value: format!("{}/{}", slot.window.start, slot.window.end),
        window: slot.window,
        note: String::new(),
        state: match slot.state {
            Room::Full => SlotState::Full,
            Room::Open | Room::Few => SlotState::Free,
        },
    };
    SlotDay { date: day.date, slots: day.slots.iter().map(choice).collect() }
}

async fn ask(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_ask(&id, &form).await {
        Ok(visit) => frame::done(visitor, &href(visit, ""), "field-done-ask-time"),
        Err(problem) => dress(visitor, &id, Some(Refused::of("time", &form, problem)?)).await,
    }
}

async fn try_ask(id: &str, form: &Submitted) -> Result<VisitId> {
    let visitor = &form.visitor;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    let window = window(form)?;
    let policy = policies::reschedule(&mut visitor.edge.app.db.read().await?, visitor.ctx.market).await?;
    let ask = AskForAnotherTime(RescheduleVisit {
        visit,
        window,
        // Room is taken when the customer has agreed.
        rebooking: Rebooking::SameTechnician,
        side: Side::Technician,
        reason: form.text("reason").to_owned(),
        policy,
        if_version: None,
        device: form.device()?,
    });
    visitor.edge.app.db.perform(&visitor.ctx, ask).await.map(|_| visit)
}

/// A window of the picker: both ends, divided by a slash.
fn window(form: &Submitted) -> Result<Window> {
    let given = form.text("window");
    if given.is_empty() {
        return Err(problem::REQUIRED.field("window"));
    }
    let bad = || problem::BAD_TIME.field("window").param("given", given);
    let (start, end) = given.split_once('/').ok_or_else(bad)?;
    let instant = |text: &str| text.parse::<Timestamp>().map_err(|_| bad());
    Window::new(instant(start)?, instant(end)?)
}
