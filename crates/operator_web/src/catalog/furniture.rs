//! The word lists of the furniture form: types, materials, brand tiers, brands.

use super::{names, with_names};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::SaveTerm,
    model::{Term, TermKind},
    views,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, problem};
use ui::{Choice, Form, Shell};

const LIST: &str = "/console/catalog/furniture";
/// Stands for a word that is not there yet.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "catalog/furniture.html")]
struct List {
    shell: Shell,
    kinds: Vec<(String, String)>,
    kind: TermKind,
    rows: Vec<Term>,
    may_write: bool,
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let kind = asked.read("kind").or_fail(&visitor)?.unwrap_or(TermKind::FurnitureType);
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let terms = views::terms(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-furniture");
    let word = |kind: &TermKind| (kind.to_string(), words::word(shell.locale, "catalog-term", kind.as_str()));
    let list = List {
        kinds: TermKind::ALL.iter().map(word).collect(),
        kind,
        rows: terms.into_iter().filter(|term| term.kind == kind).collect(),
        may_write: frame::may(&visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(&visitor, &list, None))
}

#[derive(Template)]
#[template(path = "catalog/term.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    kind: TermKind,
    /// The tiers a brand can have; empty: the parent is a group and written freely.
    tiers: Vec<Choice>,
    is_new: bool,
    may_write: bool,
}

pub(super) async fn show(visitor: Visitor, Path((kind, code)): Path<(String, String)>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let kind = kind.parse().or_fail(&visitor)?;
    dress(&visitor, kind, (code != NEW).then_some(code.as_str()), None).await
}

async fn dress(visitor: &Visitor, kind: TermKind, code: Option<&str>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let terms = views::terms(&mut read, visitor.ctx.market).await.or_fail(visitor)?;
    drop(read);
    let stored = terms.iter().find(|term| term.kind == kind && code == Some(term.code.as_str()));
    if code.is_some() && stored.is_none() {
        return Err(problem::MISSING.problem()).or_fail(visitor);
    }
    let page = format!("{LIST}/{kind}/{}", code.unwrap_or(NEW));
    let shell = frame::shell_at(visitor, "console-term-new", &page, refused.as_ref());
    let back = shell.word("catalog-term", kind.as_str());
    let shell = shell.back(format!("{LIST}?kind={kind}"), back);
    let shell = match stored {
        Some(term) => shell.titled(term.names.of(visitor.ctx.locale)).lead(&term.code),
        None => shell,
    };
    let tiers = terms.iter().filter(|term| kind == TermKind::Brand && term.kind == TermKind::BrandTier);
    let count = terms.iter().filter(|term| term.kind == kind).count();
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "term", |form| match stored {
            Some(term) => filled(form, term),
            None => form.with("version", 0).with("position", count * 10).with("is_active", "yes"),
        }),
        tiers: tiers.map(|term| Choice::new(&term.code, term.names.of(shell.locale))).collect(),
        kind,
        is_new: stored.is_none(),
        may_write: frame::may(visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, term: &Term) -> Form {
    with_names(form, "names", &term.names)
        .with("code", &term.code)
        .with("parent", &term.parent)
        .with("position", term.position)
        .with("is_active", if term.is_active { "yes" } else { "" })
        .with("version", term.version)
}

pub(super) async fn save(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let kind: TermKind = form.read_as("kind").or_fail(visitor)?;
    match try_save(&form, kind).await {
        Ok(()) => Ok(frame::done(visitor, &format!("{LIST}?kind={kind}"), "console-saved")),
        Err(problem) => {
            let code = (form.text("version") != "0").then(|| form.text("code"));
            dress(visitor, kind, code, Some(Refused::of("term", &form, problem)?)).await
        }
    }
}

async fn try_save(form: &Submitted, kind: TermKind) -> Result<()> {
    let term = Term {
        kind,
        code: form.required("code")?.to_owned(),
        parent: form.text("parent").to_owned(),
        names: names(form, "names")?,
        position: form.number("position")?,
        is_active: form.ticked("is_active"),
        version: form.version()?,
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, SaveTerm { term }).await.map(drop)
}
