//! One category of the catalogue.

use super::{PAGE, names, with_names};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::{CreateCategory, EditCategory},
    model::{Category, CategorySpec},
    views,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CategoryId, Locale, Permission, Result};
use ui::{Choice, Form, Shell};

#[derive(Template)]
#[template(path = "catalog/category.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    parents: Vec<Choice>,
    category: Option<CategoryId>,
    action: String,
    may_write: bool,
}

/// Every category as a choice, with the names of those above it.
pub(super) fn choices(categories: &[Category], locale: Locale) -> Vec<Choice> {
    let path = |category: &Category| {
        let mut path = category.spec.names.of(locale).to_owned();
        let mut above = category.spec.parent;
        // Categories are few and never stand under themselves.
        while let Some(parent) = above.and_then(|id| categories.iter().find(|one| one.id == id)) {
            path = format!("{} › {path}", parent.spec.names.of(locale));
            above = parent.spec.parent;
        }
        Choice::new(category.id, path)
    };
    let mut choices: Vec<Choice> = categories.iter().map(path).collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

pub(super) async fn new(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogWrite).or_fail(&visitor)?;
    dress(&visitor, None, None).await
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let category = id.parse().or_fail(&visitor)?;
    dress(&visitor, Some(category), None).await
}

async fn dress(visitor: &Visitor, id: Option<CategoryId>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let all = views::categories(&mut read, visitor.ctx.market).await.or_fail(visitor)?;
    let stored = match id {
        Some(id) => Some(views::category(&mut read, visitor.ctx.market, id).await.or_fail(visitor)?),
        None => None,
    };
    drop(read);
    let parent = Asked::of(visitor).or_fail(visitor)?.text("parent").to_owned();
    let page = format!("{PAGE}/categories/{}", id.map_or_else(|| "new".to_owned(), |id| id.to_string()));
    let title = if id.is_some() { "console-category" } else { "console-category-new" };
    let shell = frame::shell_at(visitor, title, &page, refused.as_ref());
    let back = shell.t("console-catalog");
    let shell = shell.back(PAGE, back);
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "category", |form| match &stored {
            Some(category) => filled(form, category),
            None => form.with("position", all.len() * 10).with("is_active", "yes").with("parent", parent),
        }),
        parents: choices(&all, shell.locale)
            .into_iter()
            .filter(|one| stored.as_ref().is_none_or(|own| own.id.to_string() != one.value))
            .collect(),
        category: id,
        action: if id.is_some() { page } else { format!("{PAGE}/categories") },
        may_write: frame::may(visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, category: &Category) -> Form {
    let spec = &category.spec;
    with_names(form, "names", &spec.names)
        .with("code", &spec.code)
        .with("parent", spec.parent.map(|parent| parent.to_string()).unwrap_or_default())
        .with("position", spec.position)
        .with("is_active", if spec.is_active { "yes" } else { "" })
        .with("version", category.version)
}

fn spec(form: &Submitted) -> Result<CategorySpec> {
    Ok(CategorySpec {
        code: form.required("code")?.to_owned(),
        names: names(form, "names")?,
        parent: form.maybe_as("parent")?,
        position: form.number("position")?,
        is_active: form.ticked("is_active"),
    })
}

pub(super) async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    match try_add(&form).await {
        Ok(()) => Ok(frame::done(visitor, PAGE, "console-added")),
        Err(problem) => dress(visitor, None, Some(Refused::of("category", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted) -> Result<()> {
    let create = CreateCategory { spec: spec(form)? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, create).await.map(drop)
}

pub(super) async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let category = id.parse().or_fail(visitor)?;
    match try_edit(&form, category).await {
        Ok(()) => Ok(frame::done(visitor, PAGE, "console-saved")),
        Err(problem) => dress(visitor, Some(category), Some(Refused::of("category", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, category: CategoryId) -> Result<()> {
    let edit = EditCategory { category, spec: spec(form)?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await.map(drop)
}
