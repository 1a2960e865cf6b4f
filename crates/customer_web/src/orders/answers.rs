//! What the customer answers, signed in or by the progress link: extra work, acceptance, rework, another time, who stands at the door.

use super::{
    acceptance,
    entrance::{Entrance, Way},
    extras, reasons,
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, see_other};
use flows::{policies, rescheduling::AnswerMove};
use jobs::{
    actions::{MarkNoShowTechnician, RenewFinishCode},
    model::Device,
};
use kernel::{Kind, Problem};
use ui::Form;

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
            get(move |visitor: Visitor, path: Path<(String, String)>| extras::show(visitor, pair(path)))
                .post(move |path: Path<(String, String)>, form: Submitted| extras::answer(pair(path), form)),
        )
        .route(
            &at("acceptance"),
            get(move |visitor: Visitor, Path(order): Path<String>| acceptance::show(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| acceptance::accept(way(order), form)),
        )
        .route(
            &at("rework"),
            get(move |visitor: Visitor, Path(order): Path<String>| reasons::show_rework(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| reasons::rework(way(order), form)),
        )
        .route(
            &at("wrong-person"),
            get(move |visitor: Visitor, Path(order): Path<String>| reasons::show_wrong(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| reasons::report_wrong(way(order), form)),
        )
        .route(&at("other-time"), post(move |Path(order): Path<String>, form: Submitted| answer_move(way(order), form)))
        .route(&at("absence"), post(move |Path(order): Path<String>, form: Submitted| report_absence(way(order), form)))
}

/// Back to the order's page, saying how it went.
pub(crate) fn done(order: &Entrance, said: &str) -> Answer {
    Ok(see_other(&order.visitor, &order.href(), &[order.visitor.flash_cookie(said)]))
}

/// One press of a form's button, however often it is sent.
pub(crate) fn device(form: &Submitted) -> Device {
    let key = Some(form.text("once").to_owned()).filter(|key| !key.is_empty() && key.len() <= 80);
    Device { client_key: key, ..Device::default() }
}

/// The form as it was sent, with what was wrong with it.
pub(crate) fn refused(form: &Submitted, problem: Problem) -> Form {
    let pairs = form.pairs.iter().filter(|(name, _)| name != "signature").cloned();
    Form::new(form.visitor.ctx.locale).filled(pairs).failed(problem)
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
