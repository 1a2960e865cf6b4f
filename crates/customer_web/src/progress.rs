//! `/p/{token}`: the order for whoever has its link: where it stands, who comes, what it costs, and what can be answered without
//! signing in; what changes something wants the end of the phone number as well.

use crate::{
    frame::{read, shell},
    orders::{
        entrance::{Entrance, Way},
        show as order,
        sums::{self, ExtraRow},
    },
    technician::{self, TechnicianCard},
    words::{STEPS, Words, progress, tone},
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use edge::{Answer, Edge, Failure, OrFail, Visitor, live_stream, page};
use jobs::{
    model::{ChangeOrderState, State, Verb, Visit},
    views::{Progress, ProgressStep},
};
use kernel::{Result, problem};
use ui::{Bill, Form, Html, Shell, Stepper, Timeline, TimelineEntry, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/p/{token}", get(show)).route("/p/{token}/events", get(events))
}

#[derive(Template)]
#[template(path = "progress/show.html")]
struct Show {
    shell: Shell,
    order: Entrance,
    token: String,
    shared: Progress,
    visit: Visit,
    state: String,
    tone: Tone,
    explained: String,
    stepper: Option<Stepper>,
    arrival: Option<String>,
    technician: Option<TechnicianCard>,
    helpers: Option<String>,
    bill: Bill,
    due_now: Option<String>,
    extras: Vec<ExtraRow>,
    photos: Vec<(String, String, String)>,
    timeline: Timeline,
    form: Form,
    once: String,
}

impl Show {
    fn may(&self, verb: Verb) -> bool {
        self.shared.verbs.contains(&verb)
    }
    fn topics(&self) -> String {
        format!("{},{}", self.shared.visit, self.shared.job)
    }
    /// Extra work that waits for an answer.
    fn asked(&self) -> Option<&ExtraRow> {
        self.extras.iter().find(|extra| extra.state == ChangeOrderState::Proposed)
    }
}

async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    render(&visitor, token, Form::new(visitor.ctx.locale), 200).await
}

/// The page, with an answer of it that was refused.
pub(crate) async fn render(visitor: &Visitor, token: String, form: Form, status: u16) -> Answer {
    let found = dress(visitor, token, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn dress(visitor: &Visitor, token: String, form: Form) -> Result<Show> {
    let reached = Entrance::read(visitor, Way::Link(token.clone())).await?;
    let (visitor, detail) = (&reached.visitor, &reached.detail);
    let shell = shell(visitor, "customer-progress").await?;
    let market = visitor.ctx.market;
    let mut db = read(visitor).await?;
    let shared = jobs::views::progress(&mut db, &token).await?;
    let visit = reached.current()?.clone();
    let invoice = billing::views::invoices::of_job(&mut db, market, detail.job.job).await?;
    let technician = technician::card(visitor, &shell, &mut db, visit.technician).await?;
    let helpers = technician::helpers(visitor, &shell, &mut db, visit.visit).await?;
    let reserved = dispatch::views::reservations_of_visit(&mut db, market, visit.visit).await?;
    drop(db);
    Ok(Show {
        state: shell.word("jobs-state", visit.state),
        tone: tone(visit.state),
        explained: order::explained(&shell, &visit, &invoice),
        stepper: progress(visit.state).map(|step| ui::stepper(STEPS.map(|key| shell.t(key)), step)),
        arrival: order::arrival(&shell, detail, &visit, reserved.first().map(|row| row.planned_start)),
        bill: sums::cost_bill(&shell, &invoice),
        due_now: sums::due_now(&shell, &invoice, &visit),
        extras: detail.change_orders.iter().map(|extra| sums::extra(&shell, extra)).collect(),
        photos: order::photos(visitor, &shell, detail),
        timeline: steps(&shell, &shared),
        once: visitor.ctx.secret(12),
        shell: shell.titled(detail.job.service_names.in_locale(visitor.ctx.locale)),
        order: reached,
        technician,
        helpers,
        shared,
        visit,
        token,
        form,
    })
}

/// The states it went through, newest first, without what people wrote about them.
fn steps(shell: &Shell, shared: &Progress) -> Timeline {
    let step = |step: &ProgressStep| {
        TimelineEntry::new(tone(step.state), shell.word("jobs-state", step.state), shell.date_time(step.at))
    };
    ui::timeline(shared.steps.iter().rev().map(step).collect())
}

async fn events(visitor: Visitor, Path(token): Path<String>) -> Result<Response, Failure> {
    let reached = Entrance::read(&visitor, Way::Link(token)).await.or_fail(&visitor)?;
    if reached.detail.current().is_none() {
        return Err(problem::MISSING.problem()).or_fail(&visitor);
    }
    live_stream(&reached.visitor, vec![reached.visit().to_string(), reached.detail.job.job.to_string()])
        .await
        .or_fail(&reached.visitor)
}
