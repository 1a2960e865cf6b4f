//! Who calls: found by phone, or taken into the files.

use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
};
use askama::Template;
use customers::actions::AddCustomer;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CustomerId, Permission, Phone, Result};
use ui::{Shell, Stepper, Width};

/// The steps of an order by phone.
pub(super) fn steps(shell: &Shell, current: usize) -> Stepper {
    ui::stepper(["day-step-who", "day-step-what", "day-step-when"].map(|key| shell.t(key)), current)
}

#[derive(Template)]
#[template(path = "new_job/who.html")]
struct Who {
    shell: Shell,
    steps: Stepper,
    sheet: Sheet,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    let shell = frame::shell_at(visitor, "console-new-job", "/console/new-job", refused.as_ref()).width(Width::Narrow);
    let sheet = Sheet::new(&shell, refused.as_ref(), "who", |form| form);
    let page = Who { steps: steps(&shell, 0), sheet, shell };
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

pub(super) async fn submit(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    match find(&form).await {
        Ok(customer) => Ok(edge::see_other(visitor, &format!("/console/new-job/{customer}"), &[])),
        Err(problem) => dress(visitor, Some(Refused::of("who", &form, problem)?)).await,
    }
}

/// Who is known needs no right to add customers; who is new is added, with the name they say.
async fn find(form: &Submitted) -> Result<CustomerId> {
    let visitor = &form.visitor;
    let phone = form.read_as::<Phone>("phone")?;
    let mut read = visitor.edge.app.db.read().await?;
    let known = customers::views::customer_by_phone(&mut read, visitor.ctx.market, &phone).await?;
    drop(read);
    if let Some(known) = known {
        return Ok(known.customer_id);
    }
    let name = form.required("name")?.to_owned();
    Ok(visitor.edge.app.db.perform(&visitor.ctx, AddCustomer { phone, name }).await?.customer)
}
