//! Extra work that waits for the customer's yes or no.

use super::{
    answers::{device, done, refused},
    entrance::{Entrance, Way},
};
use crate::{frame::id, words::Words};
use askama::Template;
use edge::{Answer, Failure, OrFail, Submitted, Visitor, page};
use jobs::{
    actions::{ApproveChangeOrder, DeclineChangeOrder},
    model::{ChangeOrder, ProofKind},
};
use kernel::{ChangeOrderId, Kind, Result, problem};
use ui::{Bill, Form, Html, Shell};

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

pub(crate) async fn show(visitor: Visitor, (way, extra): (Way, String)) -> Answer {
    let form = Form::new(visitor.ctx.locale);
    render(&visitor, way, &extra, form, 200).await
}

async fn render(visitor: &Visitor, way: Way, extra: &str, form: Form, status: u16) -> Answer {
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
        Ok(ShowExtra { photos, bill: super::sums::extra_bill(&shell, &extra), shell, order, extra, form, once })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

pub(crate) async fn answer((way, extra): (Way, String), form: Submitted) -> Answer {
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
            render(visitor, way, &extra, refused(&form, problem), status).await
        }
    }
}
