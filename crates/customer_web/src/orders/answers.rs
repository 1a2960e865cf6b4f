//! What the customer answers: extra work, acceptance, rework, another time, who stands at the door.

use super::{address, framed, own};
use crate::{frame::id, typed::Typed, words::Words};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use db::Action;
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::{extras::AgreeToExtraWork, policies, rescheduling::AnswerMove};
use jobs::{
    actions::{
        AcceptBy, AcceptWork, ApproveChangeOrder, DeclineChangeOrder, MarkNoShowTechnician, RenewFinishCode,
        ReportWrongPerson, RequestRework,
    },
    model::{ChangeOrder, Device, Verb},
    views::JobDetail,
};
use kernel::{ChangeOrderId, Kind, Problem, Result, VisitId, problem};
use ui::{Bill, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/orders/{order}/extras/{extra}", get(show_extra).post(answer_extra))
        .route("/orders/{order}/acceptance", get(show_acceptance).post(accept))
        .route("/orders/{order}/rework", get(show_rework).post(rework))
        .route("/orders/{order}/finish-code", post(renew_code))
        .route("/orders/{order}/other-time", post(answer_move))
        .route("/orders/{order}/absence", post(report_absence))
        .route("/orders/{order}/wrong-person", get(show_wrong).post(report_wrong))
}

/// Does something with an order and goes back to its page, saying how it went.
async fn done<A: Action>(visitor: &Visitor, detail: &JobDetail, action: A, said: &str) -> Answer {
    visitor.edge.app.db.perform(&visitor.ctx, action).await.or_fail(visitor)?;
    Ok(see_other(visitor, &address(detail), &[visitor.flash_cookie(said)]))
}

fn visit(detail: &JobDetail) -> VisitId {
    detail.job.current_visit
}

/// One press of a form's button, however often it is sent.
pub(crate) fn device(form: &Submitted) -> Device {
    let key = Some(form.text("once").to_owned()).filter(|key| !key.is_empty() && key.len() <= 80);
    Device { client_key: key, ..Device::default() }
}

#[derive(Template)]
#[template(path = "orders/extra.html")]
struct ShowExtra {
    shell: Shell,
    detail: JobDetail,
    extra: ChangeOrder,
    bill: Bill,
    photos: Vec<(String, String)>,
    form: Form,
    once: String,
}

async fn show_extra(visitor: Visitor, Path((order, extra)): Path<(String, String)>) -> Answer {
    render_extra(&visitor, &order, &extra, None).await
}

async fn render_extra(visitor: &Visitor, order: &str, extra: &str, refused: Option<Problem>) -> Answer {
    let found: Result<ShowExtra> = async {
        let detail = own(visitor, order).await?;
        let shell = framed(visitor, "customer-extra", &detail).await?;
        let wanted: ChangeOrderId = id(extra)?;
        let extra = detail.change_orders.iter().find(|extra| extra.change_order == wanted).cloned();
        let extra = extra.ok_or_else(|| problem::MISSING.problem())?;
        let lines = extra.lines.iter();
        let bill = lines
            .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
        let bill = bill.total(shell.t("customer-extra-total"), extra.total);
        let proofs = detail.visits.iter().flat_map(|visit| &visit.proofs);
        let photo = |file| (visitor.edge.thumbnail_url(file), visitor.edge.picture_url(file));
        let photos = proofs.filter(|proof| proof.kind == jobs::model::ProofKind::Photo).map(|proof| photo(proof.file));
        let mut form = Form::new(shell.locale);
        if let Some(problem) = &refused {
            form = form.failed(problem.clone());
        }
        let once = visitor.ctx.secret(12);
        Ok(ShowExtra { photos: photos.collect(), shell, detail, extra, bill, form, once })
    }
    .await;
    let status = refused.map_or(200, |problem| problem.kind().status());
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn answer_extra(Path((order, extra)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let change_order: ChangeOrderId = id(&extra).or_fail(visitor)?;
    let device = device(&form);
    let (db, ctx) = (&visitor.edge.app.db, &visitor.ctx);
    let (answered, said) = match form.text("answer") {
        "approve" => {
            let key = crate::asking::key(visitor).or_fail(visitor)?;
            let approval = ApproveChangeOrder { change_order, device };
            (db.perform(ctx, AgreeToExtraWork { approval, key }).await, "customer-extra-approved")
        }
        "decline" => (db.perform(ctx, DeclineChangeOrder { change_order, device }).await, "customer-extra-declined"),
        _ => (Err(problem::REQUIRED.field("answer")), ""),
    };
    match answered {
        Ok(_) => Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie(said)])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => render_extra(visitor, &order, &extra, Some(problem)).await,
    }
}

#[derive(Template)]
#[template(path = "orders/acceptance.html")]
struct ShowAcceptance {
    shell: Shell,
    detail: JobDetail,
    form: Form,
    photos: Vec<(String, String, String)>,
    finish_code: Option<String>,
    bill: Bill,
    is_open: bool,
    once: String,
}

async fn show_acceptance(visitor: Visitor, Path(order): Path<String>) -> Answer {
    let form = Form::new(visitor.ctx.locale);
    render_acceptance(&visitor, &order, form, 200).await
}

async fn render_acceptance(visitor: &Visitor, order: &str, form: Form, status: u16) -> Answer {
    let found: Result<ShowAcceptance> = async {
        let detail = own(visitor, order).await?;
        let shell = framed(visitor, "customer-acceptance", &detail).await?;
        let (market, now) = (visitor.ctx.market, visitor.ctx.now);
        let mut db = crate::frame::read(visitor).await?;
        let codes = jobs::views::visit_codes(&mut db, market, visit(&detail), now).await?;
        let invoice = billing::views::invoices::of_job(&mut db, market, detail.job.job).await?;
        let open =
            detail.current().map(|current| jobs::views::verbs_open_to(jobs::model::Party::Customer, &current.visit));
        let form = if form.value("name").is_empty() { form.with("name", &detail.job.contact.name) } else { form };
        Ok(ShowAcceptance {
            is_open: open.is_some_and(|verbs| verbs.contains(&Verb::AcceptWork)),
            photos: super::show::photos(visitor, &shell, &detail),
            finish_code: codes.finish_code,
            bill: super::cost_bill(&shell, &invoice),
            once: visitor.ctx.secret(12),
            shell,
            detail,
            form,
        })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn accept(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let accepted: Result<()> = async {
        let name = form.required("name")?.to_owned();
        let by = match picture(form.text("signature"))? {
            Some(bytes) => {
                let kept = visitor.edge.keep_photo(visitor, bytes).await.map_err(|bad| bad.field("signature"))?;
                AcceptBy::Signature { file: kept.file, sha256: kept.sha256, name }
            }
            None => AcceptBy::TypedName { name },
        };
        let accept = AcceptWork { visit: visit(&detail), by, device: device(&form) };
        visitor.edge.app.db.perform(&visitor.ctx, accept).await?.into_result().map(drop)
    }
    .await;
    match accepted {
        Ok(()) => Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie("customer-accepted")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let pairs = form.pairs.iter().filter(|(name, _)| name != "signature").cloned();
            render_acceptance(visitor, &order, Form::new(visitor.ctx.locale).filled(pairs).failed(problem), status)
                .await
        }
    }
}

/// The bytes of a drawn signature, which travels as a data url; none when nothing was drawn.
pub(crate) fn picture(url: &str) -> Result<Option<Vec<u8>>> {
    if url.is_empty() {
        return Ok(None);
    }
    let bad = || gateways::NOT_A_PHOTO.field("signature");
    let text = url.strip_prefix("data:image/png;base64,").ok_or_else(bad)?;
    data_encoding::BASE64.decode(text.as_bytes()).map(Some).map_err(|_| bad())
}

#[derive(Template)]
#[template(path = "orders/reason.html")]
struct AskReason {
    shell: Shell,
    action: String,
    back: String,
    field: &'static str,
    label: String,
    hint: String,
    button: String,
    is_bad: bool,
    form: Form,
    once: String,
}

/// A page that asks for a reason before something is done: `customer-<what>`, `-label`, `-hint`, `-button`.
async fn ask(
    visitor: &Visitor,
    order: &str,
    (what, path, field): (&str, &str, &'static str),
    form: Form,
    status: u16,
) -> Answer {
    let found: Result<AskReason> = async {
        let detail = own(visitor, order).await?;
        let shell = framed(visitor, &format!("customer-{what}"), &detail).await?;
        let t = |part: &str| shell.t(&format!("customer-{what}-{part}"));
        Ok(AskReason {
            action: format!("{}/{path}", address(&detail)),
            back: address(&detail),
            field,
            label: t("label"),
            hint: t("hint"),
            button: t("button"),
            is_bad: what == "wrong-person",
            once: visitor.ctx.secret(12),
            form,
            shell,
        })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

const REWORK: (&str, &str, &str) = ("rework", "rework", "reason");
const WRONG: (&str, &str, &str) = ("wrong-person", "wrong-person", "note");

async fn show_rework(visitor: Visitor, Path(order): Path<String>) -> Answer {
    ask(&visitor, &order, REWORK, Form::new(visitor.ctx.locale), 200).await
}

async fn rework(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let request =
        RequestRework { visit: visit(&detail), reason: form.text("reason").to_owned(), device: device(&form) };
    match visitor.edge.app.db.perform(&visitor.ctx, request).await {
        Ok(_) => Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie("customer-rework-asked")])),
        Err(problem) => again(visitor, &order, REWORK, &form, problem).await,
    }
}

async fn again(
    visitor: &Visitor,
    order: &str,
    what: (&str, &str, &'static str),
    form: &Submitted,
    problem: Problem,
) -> Answer {
    if problem.kind() == Kind::Broken {
        return Err(Failure::of(visitor, problem));
    }
    let status = problem.kind().status();
    ask(visitor, order, what, Form::new(visitor.ctx.locale).filled(form.pairs.clone()).failed(problem), status).await
}

async fn show_wrong(visitor: Visitor, Path(order): Path<String>) -> Answer {
    ask(&visitor, &order, WRONG, Form::new(visitor.ctx.locale), 200).await
}

async fn report_wrong(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let report = ReportWrongPerson { visit: visit(&detail), note: form.text("note").to_owned(), device: device(&form) };
    match visitor.edge.app.db.perform(&visitor.ctx, report).await {
        Ok(_) => Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie("customer-wrong-person-reported")])),
        Err(problem) => again(visitor, &order, WRONG, &form, problem).await,
    }
}

async fn renew_code(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    done(visitor, &detail, RenewFinishCode { visit: visit(&detail) }, "customer-code-renewed").await
}

async fn answer_move(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let agrees = form.text("answer") == "agree";
    let said = if agrees { "customer-move-agreed" } else { "customer-move-declined" };
    done(visitor, &detail, AnswerMove { visit: visit(&detail), agrees, device: device(&form) }, said).await
}

async fn report_absence(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let mut db = crate::frame::read(visitor).await.or_fail(visitor)?;
    let policy = policies::cancellation(&mut db, visitor.ctx.market).await.or_fail(visitor)?;
    drop(db);
    let report = MarkNoShowTechnician { visit: visit(&detail), note: String::new(), policy, device: device(&form) };
    done(visitor, &detail, report, "customer-absence-reported").await
}
