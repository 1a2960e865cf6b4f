//! `/p/{token}`: the progress page for whoever has its link; what changes something wants the end of the phone number as well.

use crate::{
    frame::{id, read, shell},
    technician::{self, TechnicianCard},
    words::{STEPS, Words, progress, tone},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, live_stream, page, see_other};
use flows::extras::AgreeToExtraWork;
use jobs::{
    actions::{ApproveChangeOrder, ByLink, DeclineChangeOrder, ReportWrongPerson},
    model::{ChangeOrder, ChangeOrderState, Checked, Device, ProofKind, Verb},
    views::Progress,
};
use kernel::{ChangeOrderId, Ctx, Kind, Problem, Result, problem};
use ui::{Bill, Form, Html, Shell, Stepper, Timeline, TimelineEntry, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/p/{token}", get(show))
        .route("/p/{token}/events", get(events))
        .route("/p/{token}/extras/{extra}", post(answer))
        .route("/p/{token}/wrong-person", post(report))
}

struct Extra {
    id: String,
    reason: String,
    bill: Bill,
    state: ChangeOrderState,
    tone: Tone,
}

#[derive(Template)]
#[template(path = "progress/show.html")]
struct Show {
    shell: Shell,
    token: String,
    progress: Progress,
    state: String,
    tone: Tone,
    explained: String,
    stepper: Option<Stepper>,
    technician: Option<TechnicianCard>,
    bill: Bill,
    extras: Vec<Extra>,
    photos: Vec<(String, String, String)>,
    timeline: Timeline,
    form: Form,
}

impl Show {
    fn may(&self, verb: Verb) -> bool {
        self.progress.verbs.contains(&verb)
    }
    fn topics(&self) -> String {
        format!("{},{}", self.progress.visit, self.progress.job)
    }
}

/// The visitor in the market of the link, wherever they are otherwise.
async fn found(visitor: &Visitor, token: &str) -> Result<(Visitor, Progress)> {
    let progress = jobs::views::progress(&mut read(visitor).await?, token).await?;
    let market = visitor.edge.directory.market(progress.market).ok_or_else(|| problem::MISSING.problem())?;
    let mut visitor = visitor.clone();
    visitor.ctx = Ctx { market: market.market_id, brand: market.brand_id, ..visitor.ctx };
    visitor.market = market;
    Ok((visitor, progress))
}

async fn show(visitor: Visitor, Path(token): Path<String>) -> Answer {
    render(&visitor, token, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, token: String, form: Form, status: u16) -> Answer {
    let found = dress(visitor, token, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn dress(visitor: &Visitor, token: String, form: Form) -> Result<Show> {
    let (visitor, found) = found(visitor, &token).await?;
    let shell = shell(&visitor, "customer-progress").await?;
    let technician = technician::card(&visitor, &shell, &mut read(&visitor).await?, found.technician).await?;
    let bill = found
        .lines
        .iter()
        .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
    let approved = found.change_orders.iter().filter(|order| order.state == ChangeOrderState::Approved);
    let bill =
        approved.fold(bill, |bill, order| bill.line(order.reason.clone(), shell.t("customer-extra"), order.total));
    let steps = found.steps.iter().rev().map(|step| {
        TimelineEntry::new(tone(step.state), shell.word("jobs-state", step.state), shell.date_time(step.at))
    });
    let taken = found.proofs.iter().filter(|proof| proof.kind == ProofKind::Photo);
    let photo = |proof: &jobs::model::Proof| {
        let (small, large) = (visitor.edge.thumbnail_url(proof.file), visitor.edge.picture_url(proof.file));
        (small, large, shell.word_or_code("catalog-photo", &proof.name))
    };
    Ok(Show {
        state: shell.word("jobs-state", found.state),
        tone: tone(found.state),
        explained: shell.word("customer-explained", found.state),
        stepper: progress(found.state).map(|step| ui::stepper(STEPS.map(|key| shell.t(key)), step)),
        bill: bill.total(shell.t("customer-total"), found.total),
        extras: found.change_orders.iter().map(|order| extra(&shell, order)).collect(),
        photos: taken.map(photo).collect(),
        timeline: ui::timeline(steps.collect()),
        shell: shell.titled(found.service.in_locale(visitor.ctx.locale)),
        progress: found,
        technician,
        token,
        form,
    })
}

fn extra(shell: &Shell, order: &ChangeOrder) -> Extra {
    let bill = order
        .lines
        .iter()
        .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
    Extra {
        id: order.change_order.to_string(),
        reason: order.reason.clone(),
        bill: bill.total(shell.t("customer-extra-total"), order.total),
        state: order.state,
        tone: match order.state {
            ChangeOrderState::Proposed => Tone::Warn,
            ChangeOrderState::Approved => Tone::Good,
            ChangeOrderState::Declined | ChangeOrderState::Withdrawn => Tone::Neutral,
        },
    }
}

async fn events(visitor: Visitor, Path(token): Path<String>) -> Result<Response, Failure> {
    let (visitor, progress) = found(&visitor, &token).await.or_fail(&visitor)?;
    Ok(live_stream(&visitor, vec![progress.visit.to_string(), progress.job.to_string()]))
}

async fn answer(Path((token, extra)): Path<(String, String)>, form: Submitted) -> Answer {
    let answered: Result<()> = async {
        let (visitor, _) = found(&form.visitor, &token).await?;
        let change_order: ChangeOrderId = id(&extra)?;
        let phone_last4 = form.text("last4").to_owned();
        let (token, device) = (token.clone(), Device::default());
        let checked = match form.text("answer") {
            "approve" => {
                let verb = ApproveChangeOrder { change_order, device };
                let key = crate::asking::key(&visitor)?;
                let approval = ByLink { token, phone_last4, verb };
                visitor.edge.app.db.perform(&visitor.ctx, AgreeToExtraWork { approval, key }).await?
            }
            "decline" => {
                let verb = DeclineChangeOrder { change_order, device };
                visitor.edge.app.db.perform(&visitor.ctx, ByLink { token, phone_last4, verb }).await?
            }
            _ => return Err(problem::REQUIRED.field("answer")),
        };
        settled(checked)
    }
    .await;
    back(&form, token, answered).await
}

async fn report(Path(token): Path<String>, form: Submitted) -> Answer {
    let reported: Result<()> = async {
        let (visitor, progress) = found(&form.visitor, &token).await?;
        let (note, device) = (form.text("note").to_owned(), Device::default());
        let verb = ReportWrongPerson { visit: progress.visit, note, device };
        let (token, phone_last4) = (token.clone(), form.text("last4").to_owned());
        settled(visitor.edge.app.db.perform(&visitor.ctx, ByLink { token, phone_last4, verb }).await?)
    }
    .await;
    back(&form, token, reported).await
}

fn settled<T>(checked: Checked<T>) -> Result<()> {
    checked.into_result().map(drop).map_err(|problem| problem.field("last4"))
}

async fn back(form: &Submitted, token: String, done: Result<(), Problem>) -> Answer {
    let visitor = &form.visitor;
    match done {
        Ok(()) => Ok(see_other(visitor, &format!("/p/{token}"), &[visitor.flash_cookie("customer-answer-kept")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let sheet = Form::new(visitor.ctx.locale).filled(form.pairs.clone()).failed(problem);
            render(visitor, token, sheet, status).await
        }
    }
}
