//! `/orders/{number}/reschedule`: another time, with what it takes said first.

use super::{address, answers::device, own};
use crate::{
    frame::{read, shell},
    slots,
    typed::{Asked, Typed},
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::{policies, rescheduling::MoveVisit};
use jobs::{model::Party, rules::reschedule::RescheduleWay, views::JobDetail};
use kernel::{Kind, Problem, Result, TechnicianId, problem};
use ui::{Choice, Form, Html, Shell, SlotPicker};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/orders/{order}/reschedule", get(show).post(move_visit))
}

#[derive(Template)]
#[template(path = "orders/reschedule.html")]
struct Show {
    shell: Shell,
    detail: JobDetail,
    now: String,
    version: i64,
    consent_until: Option<String>,
    picker: SlotPicker,
    technicians: Vec<Choice>,
    technician: String,
    form: Form,
    once: String,
}

impl Show {
    fn path(&self) -> String {
        format!("{}/reschedule", address(&self.detail))
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    let technician = Asked::of(&visitor).and_then(|asked| asked.maybe_as("technician")).or_fail(&visitor)?;
    render(&visitor, &order, technician, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, order: &str, technician: Option<TechnicianId>, form: Form, status: u16) -> Answer {
    let found = read_slots(visitor, order, technician, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_slots(visitor: &Visitor, order: &str, technician: Option<TechnicianId>, form: Form) -> Result<Show> {
    let detail = own(visitor, order).await?;
    let shell = shell(visitor, "customer-reschedule").await?.back(address(&detail), detail.job.number.clone());
    let visit = detail.current().map(|current| &current.visit).ok_or_else(|| problem::MISSING.problem())?;
    let mut db = read(visitor).await?;
    let policy = policies::reschedule(&mut db, visitor.ctx.market).await?;
    let (market, by, now) = (visitor.ctx.market, Party::Customer, visitor.ctx.now);
    let way = jobs::views::reschedule_preview(&mut db, market, visit.visit, &policy, by, now).await?;
    let days = flows::rescheduling::slots(&mut db, &visitor.ctx, visit.visit, technician, None).await?;
    Ok(Show {
        now: shell.window(visit.window),
        version: visit.version,
        consent_until: match way {
            RescheduleWay::Direct => None,
            RescheduleWay::ByConsent { expires_at } => Some(shell.date_time(expires_at)),
        },
        picker: slots::pick(&shell, &days),
        technicians: slots::choices(visitor, &shell, &mut db, &days, technician.or(visit.technician)).await?,
        technician: technician.map(|technician| technician.to_string()).unwrap_or_default(),
        once: visitor.ctx.secret(12),
        form,
        shell,
        detail,
    })
}

async fn move_visit(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let technician = form.maybe_as("technician").or_fail(visitor)?;
    let moved: Result<RescheduleWay> = async {
        let request = MoveVisit {
            visit: detail.job.current_visit,
            window: slots::window_of(&form)?,
            technician,
            reason: form.text("reason").to_owned(),
            if_version: Some(form.number("version")?),
            device: device(&form),
        };
        visitor.edge.app.db.perform(&visitor.ctx, request).await.map(|done| done.way)
    }
    .await;
    match moved {
        Ok(way) => {
            let said = match way {
                RescheduleWay::Direct => "customer-moved",
                RescheduleWay::ByConsent { .. } => "customer-move-asked",
            };
            Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie(said)]))
        }
        Err(problem) => again(visitor, &order, technician, problem).await,
    }
}

async fn again(visitor: &Visitor, order: &str, technician: Option<TechnicianId>, problem: Problem) -> Answer {
    if problem.kind() == Kind::Broken || problem.is(jobs::refusals::RESCHEDULE_LIMIT) {
        return Err(Failure::of(visitor, problem));
    }
    let status = problem.kind().status();
    render(visitor, order, technician, Form::new(visitor.ctx.locale).failed(problem), status).await
}
