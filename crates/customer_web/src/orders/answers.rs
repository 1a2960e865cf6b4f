//! What the customer answers, signed in or by the progress link: extra work, acceptance, rework, another time, who stands at the door.

use super::entrance::{Entrance, Way};
use crate::{frame::id, typed::Typed, words::Words};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::{policies, rescheduling::AnswerMove};
use jobs::{
    actions::{
        AcceptBy, AcceptWork, ApproveChangeOrder, DeclineChangeOrder, MarkNoShowTechnician, RenewFinishCode,
        ReportWrongPerson, RequestRework,
    },
    model::{ChangeOrder, Device, ProofKind, Verb},
};
use kernel::{ChangeOrderId, Kind, Problem, Result, problem};
use ui::{Bill, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    by_way("/orders/{order}", Way::Own)
        .merge(by_way("/p/{token}", Way::Link))
        .route("/orders/{order}/finish-code", post(renew_code))
}

/// The answers below an order's page, whichever way leads there.
fn by_way(root: &str, way: fn(String) -> Way) -> Router<Edge> {
    let at = |page: &str| format!("{root}/{page}");
    let pair = move |Path((order, extra)): Path<(String, String)>| (way(order), extra);
    Router::new()
        .route(
            &at("extras/{extra}"),
            get(move |visitor: Visitor, path: Path<(String, String)>| show_extra(visitor, pair(path)))
                .post(move |path: Path<(String, String)>, form: Submitted| answer_extra(pair(path), form)),
        )
        .route(
            &at("acceptance"),
            get(move |visitor: Visitor, Path(order): Path<String>| show_acceptance(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| accept(way(order), form)),
        )
        .route(
            &at("rework"),
            get(move |visitor: Visitor, Path(order): Path<String>| show_rework(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| rework(way(order), form)),
        )
        .route(
            &at("wrong-person"),
            get(move |visitor: Visitor, Path(order): Path<String>| show_wrong(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| report_wrong(way(order), form)),
        )
        .route(&at("other-time"), post(move |Path(order): Path<String>, form: Submitted| answer_move(way(order), form)))
        .route(&at("absence"), post(move |Path(order): Path<String>, form: Submitted| report_absence(way(order), form)))
}

/// Back to the order's page, saying how it went.
fn done(order: &Entrance, said: &str) -> Answer {
    Ok(see_other(&order.visitor, &order.href(), &[order.visitor.flash_cookie(said)]))
}

/// One press of a form's button, however often it is sent.
pub(crate) fn device(form: &Submitted) -> Device {
    let key = Some(form.text("once").to_owned()).filter(|key| !key.is_empty() && key.len() <= 80);
    Device { client_key: key, ..Device::default() }
}

/// The form as it was sent, with what was wrong with it.
fn refused(form: &Submitted, problem: Problem) -> Form {
    let pairs = form.pairs.iter().filter(|(name, _)| name != "signature").cloned();
    Form::new(form.visitor.ctx.locale).filled(pairs).failed(problem)
}

#[derive(Template)]
#[template(path = "orders/extra.html")]
struct ShowExtra {
    shell: Shell,
    order: Entrance,
    extra: ChangeOrder,
    bill: Bill,
    photos: Vec<(String, String)>,
    form: Form,
    once: String,
}

async fn show_extra(visitor: Visitor, (way, extra): (Way, String)) -> Answer {
    let form = Form::new(visitor.ctx.locale);
    render_extra(&visitor, way, &extra, form, 200).await
}

async fn render_extra(visitor: &Visitor, way: Way, extra: &str, form: Form, status: u16) -> Answer {
    let found: Result<ShowExtra> = async {
        let order = Entrance::read(visitor, way).await?;
        let shell = order.framed("customer-extra").await?;
        let wanted: ChangeOrderId = id(extra)?;
        let extra = order.detail.change_orders.iter().find(|extra| extra.change_order == wanted).cloned();
        let extra = extra.ok_or_else(|| problem::MISSING.problem())?;
        let proofs = order.detail.visits.iter().flat_map(|visit| &visit.proofs);
        let photo = |file| (visitor.edge.thumbnail_url(file), visitor.edge.picture_url(file));
        let photos = proofs.filter(|proof| proof.kind == ProofKind::Photo).map(|proof| photo(proof.file)).collect();
        let once = visitor.ctx.secret(12);
        Ok(ShowExtra { photos, bill: super::show::extra_bill(&shell, &extra), shell, order, extra, form, once })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn answer_extra((way, extra): (Way, String), form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, way.clone()).await.or_fail(visitor)?;
    let change_order: ChangeOrderId = id(&extra).or_fail(visitor)?;
    let device = device(&form);
    let (answered, said) = match form.text("answer") {
        "approve" => {
            (order.approve(&form, ApproveChangeOrder { change_order, device }).await, "customer-extra-approved")
        }
        "decline" => {
            (order.perform(&form, DeclineChangeOrder { change_order, device }).await, "customer-extra-declined")
        }
        _ => (Err(problem::REQUIRED.field("answer")), ""),
    };
    match answered {
        Ok(()) => done(&order, said),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            render_extra(visitor, way, &extra, refused(&form, problem), status).await
        }
    }
}

#[derive(Template)]
#[template(path = "orders/acceptance.html")]
struct ShowAcceptance {
    shell: Shell,
    order: Entrance,
    form: Form,
    photos: Vec<(String, String, String)>,
    finish_code: Option<String>,
    bill: Bill,
    is_open: bool,
    once: String,
}

async fn show_acceptance(visitor: Visitor, way: Way) -> Answer {
    let form = Form::new(visitor.ctx.locale);
    render_acceptance(&visitor, way, form, 200).await
}

async fn render_acceptance(visitor: &Visitor, way: Way, form: Form, status: u16) -> Answer {
    let found: Result<ShowAcceptance> = async {
        let order = Entrance::read(visitor, way).await?;
        let shell = order.framed("customer-acceptance").await?;
        let (market, now) = (order.visitor.ctx.market, visitor.ctx.now);
        let mut db = crate::frame::read(visitor).await?;
        let invoice = billing::views::invoices::of_job(&mut db, market, order.detail.job.job).await?;
        // The code is for the customer alone; whoever has the link answers with the end of the number.
        let finish_code = match order.is_by_link() {
            true => None,
            false => jobs::views::visit_codes(&mut db, market, order.visit(), now).await?.finish_code,
        };
        let form = match form.value("name").is_empty() && !order.is_by_link() {
            true => form.with("name", &order.detail.job.contact.name),
            false => form,
        };
        Ok(ShowAcceptance {
            is_open: order.verbs().contains(&Verb::AcceptWork),
            photos: super::show::photos(visitor, &shell, &order.detail),
            bill: super::cost_bill(&shell, &invoice),
            once: visitor.ctx.secret(12),
            finish_code,
            shell,
            order,
            form,
        })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn accept(way: Way, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, way.clone()).await.or_fail(visitor)?;
    let accepted: Result<()> = async {
        let name = form.required("name")?.to_owned();
        let by = match picture(form.text("signature"))? {
            Some(bytes) => {
                let kept = order.visitor.edge.keep_photo(&order.visitor, bytes).await;
                let kept = kept.map_err(|bad| bad.field("signature"))?;
                AcceptBy::Signature { file: kept.file, sha256: kept.sha256, name }
            }
            None => AcceptBy::TypedName { name },
        };
        order.perform(&form, AcceptWork { visit: order.visit(), by, device: device(&form) }).await
    }
    .await;
    match accepted {
        Ok(()) => done(&order, "customer-accepted"),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            render_acceptance(visitor, way, refused(&form, problem), status).await
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
    is_by_link: bool,
    form: Form,
    once: String,
}

/// Something that is done with a reason: its texts `customer-<what>`, `-label`, `-hint`, `-button`, and the field.
#[derive(Clone, Copy)]
struct Reasoned {
    what: &'static str,
    field: &'static str,
}

const REWORK: Reasoned = Reasoned { what: "rework", field: "reason" };
const WRONG: Reasoned = Reasoned { what: "wrong-person", field: "note" };

/// A page that asks for a reason before something is done.
async fn ask(visitor: &Visitor, way: Way, asked: Reasoned, form: Form, status: u16) -> Answer {
    let found: Result<AskReason> = async {
        let order = Entrance::read(visitor, way).await?;
        let shell = order.framed(&format!("customer-{}", asked.what)).await?;
        let t = |part: &str| shell.t(&format!("customer-{}-{part}", asked.what));
        Ok(AskReason {
            action: order.page(asked.what),
            back: order.href(),
            field: asked.field,
            label: t("label"),
            hint: t("hint"),
            button: t("button"),
            is_bad: asked.what == WRONG.what,
            is_by_link: order.is_by_link(),
            once: visitor.ctx.secret(12),
            form,
            shell,
        })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn again(way: Way, asked: Reasoned, form: &Submitted, problem: Problem) -> Answer {
    if problem.kind() == Kind::Broken {
        return Err(Failure::of(&form.visitor, problem));
    }
    let status = problem.kind().status();
    ask(&form.visitor, way, asked, refused(form, problem), status).await
}

async fn show_rework(visitor: Visitor, way: Way) -> Answer {
    ask(&visitor, way, REWORK, Form::new(visitor.ctx.locale), 200).await
}

async fn rework(way: Way, form: Submitted) -> Answer {
    let order = Entrance::read(&form.visitor, way.clone()).await.or_fail(&form.visitor)?;
    let reason = form.text("reason").to_owned();
    match order.perform(&form, RequestRework { visit: order.visit(), reason, device: device(&form) }).await {
        Ok(()) => done(&order, "customer-rework-asked"),
        Err(problem) => again(way, REWORK, &form, problem).await,
    }
}

async fn show_wrong(visitor: Visitor, way: Way) -> Answer {
    ask(&visitor, way, WRONG, Form::new(visitor.ctx.locale), 200).await
}

async fn report_wrong(way: Way, form: Submitted) -> Answer {
    let order = Entrance::read(&form.visitor, way.clone()).await.or_fail(&form.visitor)?;
    let note = form.text("note").to_owned();
    match order.perform(&form, ReportWrongPerson { visit: order.visit(), note, device: device(&form) }).await {
        Ok(()) => done(&order, "customer-wrong-person-reported"),
        Err(problem) => again(way, WRONG, &form, problem).await,
    }
}

async fn renew_code(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, Way::Own(order)).await.or_fail(visitor)?;
    let renew = RenewFinishCode { visit: order.visit() };
    visitor.edge.app.db.perform(&visitor.ctx, renew).await.or_fail(visitor)?;
    done(&order, "customer-code-renewed")
}

async fn answer_move(way: Way, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, way.clone()).await.or_fail(visitor)?;
    let agrees = form.text("answer") == "agree";
    let said = if agrees { "customer-move-agreed" } else { "customer-move-declined" };
    match order.perform(&form, AnswerMove { visit: order.visit(), agrees, device: device(&form) }).await {
        Ok(()) => done(&order, said),
        Err(problem) => back(way, &form, problem).await,
    }
}

async fn report_absence(way: Way, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, way.clone()).await.or_fail(visitor)?;
    let mut db = crate::frame::read(visitor).await.or_fail(visitor)?;
    let policy = policies::cancellation(&mut db, order.visitor.ctx.market).await.or_fail(visitor)?;
    drop(db);
    let report = MarkNoShowTechnician { visit: order.visit(), note: String::new(), policy, device: device(&form) };
    match order.perform(&form, report).await {
        Ok(()) => done(&order, "customer-absence-reported"),
        Err(problem) => back(way, &form, problem).await,
    }
}

/// What the order's page itself asked and was refused: by link the page again, with the problem at its field.
async fn back(way: Way, form: &Submitted, problem: Problem) -> Answer {
    match way {
        Way::Link(token) if problem.kind() != Kind::Broken => {
            let status = problem.kind().status();
            crate::progress::render(&form.visitor, token, refused(form, problem), status).await
        }
        Way::Own(_) | Way::Link(_) => Err(Failure::of(&form.visitor, problem)),
    }
}
