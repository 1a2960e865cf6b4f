//! Checklist templates: what a technician ticks off, photographs and measures.

use super::{codes, names, with_names};
use crate::{
    forms::{ROWS_MAX, Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::SaveChecklist,
    model::{ChecklistTemplate, Gate, StepKind, TemplateStep},
    views,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result};
use ui::{Choice, Form, Shell};

const LIST: &str = "/console/catalog/checklists";

#[derive(Template)]
#[template(path = "catalog/checklists.html")]
struct List {
    shell: Shell,
    rows: Vec<ChecklistTemplate>,
    may_write: bool,
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let rows = views::checklists(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-checklists");
    let list = List { rows, may_write: frame::may(&visitor, Permission::CatalogWrite), shell };
    Ok(frame::respond(&visitor, &list, None))
}

#[derive(Template)]
#[template(path = "catalog/checklist.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    rows: usize,
    kinds: Vec<Choice>,
    gates: Vec<Choice>,
    is_new: bool,
    may_write: bool,
}

impl Show {
    fn cell(&self, row: &usize, field: &str) -> String {
        format!("steps.{row}.{field}")
    }
}

pub(super) async fn new(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogWrite).or_fail(&visitor)?;
    dress(&visitor, None, None).await
}

pub(super) async fn show(visitor: Visitor, Path(code): Path<String>) -> Answer {
    dress(&visitor, Some(&code), None).await
}

async fn dress(visitor: &Visitor, code: Option<&str>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let stored = match code {
        Some(code) => {
            let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
            Some(views::checklist(&mut read, visitor.ctx.market, code).await.or_fail(visitor)?)
        }
        None => None,
    };
    let page = format!("{LIST}/{}", code.unwrap_or("new"));
    let shell = frame::shell_at(visitor, "console-checklist-new", &page, refused.as_ref());
    let back = shell.t("console-checklists");
    let shell = shell.back(LIST, back);
    let shell = match &stored {
        Some(template) => shell.titled(template.names.of(visitor.ctx.locale)).lead(&template.code),
        None => shell,
    };
    let sheet = Sheet::new(&shell, refused.as_ref(), "checklist", |form| match &stored {
        Some(template) => filled(form, template),
        None => form.with("version", 0),
    });
    let show = Show {
        rows: sheet.rows("steps", &["code", "names.zh"], 3).min(ROWS_MAX),
        sheet,
        kinds: words::choices(shell.locale, "catalog-step", StepKind::ALL.iter().map(|one| one.as_str())),
        gates: words::choices(shell.locale, "catalog-gate", Gate::ALL.iter().map(|one| one.as_str())),
        is_new: stored.is_none(),
        may_write: frame::may(visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, template: &ChecklistTemplate) -> Form {
    let form =
        with_names(form, "names", &template.names).with("code", &template.code).with("version", template.version);
    template.steps.iter().enumerate().fold(form, |form, (row, step)| {
        let name = |field: &str| format!("steps.{row}.{field}");
        with_names(form, &name("names"), &step.names)
            .with(name("order"), (row + 1) * 10)
            .with(name("code"), &step.code)
            .with(name("kind"), step.kind)
            .with(name("gate"), step.gate)
            .with(name("photos"), step.photos.join(", "))
            .with(name("reading_unit"), &step.reading_unit)
    })
}

pub(super) async fn save(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    match try_save(&form).await {
        Ok(()) => Ok(frame::done(visitor, LIST, "console-saved")),
        Err(problem) => {
            let code = (form.text("version") != "0").then(|| form.text("code"));
            dress(visitor, code, Some(Refused::of("checklist", &form, problem)?)).await
        }
    }
}

async fn try_save(form: &Submitted) -> Result<()> {
    let (code, names) = (form.required("code")?.to_owned(), names(form, "names")?);
    let template = ChecklistTemplate { code, names, steps: steps(form)?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, SaveChecklist { template }).await.map(drop)
}

/// The steps by the numbers that were typed before them.
fn steps(form: &Submitted) -> Result<Vec<TemplateStep>> {
    let mut found = Vec::new();
    for row in 0..ROWS_MAX {
        let name = |field: &str| format!("steps.{row}.{field}");
        if form.text(&name("code")).is_empty() && form.text(&name("names.zh")).is_empty() {
            continue;
        }
        let step = TemplateStep {
            code: form.required(&name("code"))?.to_owned(),
            names: names(form, &name("names"))?,
            kind: form.read_as(&name("kind"))?,
            photos: codes(form, &name("photos")),
            reading_unit: form.text(&name("reading_unit")).to_owned(),
            gate: form.read_as(&name("gate"))?,
        };
        let order: i64 = form.maybe_number(&name("order"))?.unwrap_or(i64::MAX);
        found.push((order, step));
    }
    found.sort_by_key(|(order, _)| *order);
    Ok(found.into_iter().map(|(_, step)| step).collect())
}
