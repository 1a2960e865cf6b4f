//! The work is accepted, with a drawn signature or a typed name.

use super::{
    answers::{device, done, refused},
    entrance::{Entrance, Way},
};
use crate::typed::Typed;
use askama::Template;
use edge::{Answer, Failure, OrFail, Submitted, Visitor, page};
use jobs::{
    actions::{AcceptBy, AcceptWork},
    model::Verb,
};
use kernel::{Kind, Result};
use ui::{Bill, Form, Html, Shell};

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

pub(crate) async fn show(visitor: Visitor, way: Way) -> Answer {
    let form = Form::new(visitor.ctx.locale);
    render(&visitor, way, form, 200).await
}

async fn render(visitor: &Visitor, way: Way, form: Form, status: u16) -> Answer {
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
            bill: super::sums::cost_bill(&shell, &invoice),
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

pub(crate) async fn accept(way: Way, form: Submitted) -> Answer {
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
            render(visitor, way, refused(&form, problem), status).await
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
