//! What is done with a reason: work sent back, somebody else at the door.

use super::{
    answers::{device, done, refused},
    entrance::{Entrance, Way},
};
use askama::Template;
use edge::{Answer, Failure, OrFail, Submitted, Visitor, page};
use jobs::actions::{ReportWrongPerson, RequestRework};
use kernel::{Kind, Problem, Result};
use ui::{Form, Html, Shell};

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

pub(crate) async fn show_rework(visitor: Visitor, way: Way) -> Answer {
    ask(&visitor, way, REWORK, Form::new(visitor.ctx.locale), 200).await
}

pub(crate) async fn rework(way: Way, form: Submitted) -> Answer {
    let order = Entrance::read(&form.visitor, way.clone()).await.or_fail(&form.visitor)?;
    let reason = form.text("reason").to_owned();
    match order.perform(&form, RequestRework { visit: order.visit(), reason, device: device(&form) }).await {
        Ok(()) => done(&order, "customer-rework-asked"),
        Err(problem) => again(way, REWORK, &form, problem).await,
    }
}

pub(crate) async fn show_wrong(visitor: Visitor, way: Way) -> Answer {
    ask(&visitor, way, WRONG, Form::new(visitor.ctx.locale), 200).await
}

pub(crate) async fn report_wrong(way: Way, form: Submitted) -> Answer {
    let order = Entrance::read(&form.visitor, way.clone()).await.or_fail(&form.visitor)?;
    let note = form.text("note").to_owned();
    match order.perform(&form, ReportWrongPerson { visit: order.visit(), note, device: device(&form) }).await {
        Ok(()) => done(&order, "customer-wrong-person-reported"),
        Err(problem) => again(way, WRONG, &form, problem).await,
    }
}
