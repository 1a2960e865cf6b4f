//! Faults of furniture, and the services that repair them.

use super::{codes, names, with_names};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::SaveFault,
    model::Fault,
    views::{self, FurnitureFault},
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, problem};
use ui::{Choice, Form, Shell};

const LIST: &str = "/console/catalog/faults";
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "catalog/faults.html")]
struct List {
    shell: Shell,
    rows: Vec<FurnitureFault>,
    may_write: bool,
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let furniture = views::furniture(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-faults");
    let list = List { rows: furniture.faults, may_write: frame::may(&visitor, Permission::CatalogWrite), shell };
    Ok(frame::respond(&visitor, &list, None))
}

#[derive(Template)]
#[template(path = "catalog/fault.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    services: Vec<Choice>,
    symbol: &'static str,
    is_new: bool,
    may_write: bool,
}

pub(super) async fn show(visitor: Visitor, Path(code): Path<String>) -> Answer {
    dress(&visitor, (code != NEW).then_some(code.as_str()), None).await
}

async fn dress(visitor: &Visitor, code: Option<&str>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let stored = match code {
        Some(code) => {
            let found = views::fault(&mut read, visitor.ctx.market, code).await.or_fail(visitor)?;
            Some(found.ok_or_else(|| problem::MISSING.problem()).or_fail(visitor)?)
        }
        None => None,
    };
    let services = views::services(&mut read, visitor.ctx.market).await.or_fail(visitor)?;
    drop(read);
    let page = format!("{LIST}/{}", code.unwrap_or(NEW));
    let shell = frame::shell_at(visitor, "console-fault-new", &page, refused.as_ref());
    let back = shell.t("console-faults");
    let shell = shell.back(LIST, back);
    let shell = match &stored {
        Some(fault) => shell.titled(fault.symptom.of(visitor.ctx.locale)).lead(&fault.code),
        None => shell,
    };
    let locale = shell.locale;
    let service =
        |one: &catalog::model::Service| Choice::new(one.id, format!("{} {}", one.spec.code, one.spec.names.of(locale)));
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "fault", |form| match &stored {
            Some(fault) => filled(form, fault),
            None => form.with("version", 0).with("position", 1000).with("is_active", "yes"),
        }),
        services: services.iter().map(service).collect(),
        symbol: visitor.market.currency.symbol(),
        is_new: stored.is_none(),
        may_write: frame::may(visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, fault: &Fault) -> Form {
    let form = with_names(with_names(form, "symptom", &fault.symptom), "cause", &fault.cause);
    with_names(form, "method", &fault.method)
        .with("code", &fault.code)
        .with("service", fault.service)
        .with("path", &fault.path)
        .with("furniture_types", fault.furniture_types.join(", "))
        .with("minutes", fault.minutes.0)
        .with("minutes_high", fault.minutes.1)
        .with("price", fault.price.0.decimal())
        .with("price_high", fault.price.1.decimal())
        .with("position", fault.position)
        .with("is_active", if fault.is_active { "yes" } else { "" })
        .with("version", fault.version)
}

pub(super) async fn save(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    match try_save(&form).await {
        Ok(()) => Ok(frame::done(visitor, LIST, "console-saved")),
        Err(problem) => {
            let code = (form.text("version") != "0").then(|| form.text("code"));
            dress(visitor, code, Some(Refused::of("fault", &form, problem)?)).await
        }
    }
}

async fn try_save(form: &Submitted) -> Result<()> {
    let currency = form.visitor.market.currency;
    let fault = Fault {
        code: form.required("code")?.to_owned(),
        service: form.read_as("service")?,
        path: form.required("path")?.to_owned(),
        furniture_types: codes(form, "furniture_types"),
        symptom: names(form, "symptom")?,
        cause: names(form, "cause")?,
        method: names(form, "method")?,
        minutes: (form.number("minutes")?, form.number("minutes_high")?),
        price: (form.amount("price", currency)?, form.amount("price_high", currency)?),
        position: form.number("position")?,
        is_active: form.ticked("is_active"),
        version: form.version()?,
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, SaveFault { fault }).await.map(drop)
}
