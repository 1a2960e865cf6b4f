//! Writing checklists, the words of the furniture form, and faults; version 0 adds a new one.

use super::{check_version, edited};
use crate::{
    model::{ChecklistTemplate, Fault, Term, TermKind},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, problem};

/// Adds or changes a checklist template; jobs already agreed keep the steps they were agreed with.
pub struct SaveChecklist {
    /// Its new content, with the version it was read at.
    pub template: ChecklistTemplate,
}

impl Action for SaveChecklist {
    const NAME: &'static str = "catalog.save_checklist";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = ChecklistTemplate;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<ChecklistTemplate> {
        rules::check_checklist(&self.template)?;
        let before = match self.template.version {
            0 => None,
            version => {
                let before = views::checklist(tx, ctx.market, &self.template.code).await?;
                check_version(version, before.version)?;
                Some(before)
            }
        };
        store::save_checklist(tx, ctx.market, &self.template).await?;
        let after = ChecklistTemplate { version: self.template.version + 1, ..self.template.clone() };
        edited(tx, ctx, &self.subject(), before.as_ref(), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        format!("checklist:{}", self.template.code)
    }
}

/// Adds or changes a word of the furniture form.
pub struct SaveTerm {
    /// Its new content, with the version it was read at.
    pub term: Term,
}

impl Action for SaveTerm {
    const NAME: &'static str = "catalog.save_term";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Term;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Term> {
        let term = &self.term;
        rules::check_term(term)?;
        if term.kind == TermKind::Brand
            && views::term(tx, ctx.market, TermKind::BrandTier, &term.parent).await?.is_none()
        {
            return Err(refusals::UNKNOWN_BRAND.field("parent").param("given", &term.parent));
        }
        let before = match term.version {
            0 => None,
            version => {
                let before = views::term(tx, ctx.market, term.kind, &term.code).await?;
                let before = before.ok_or_else(|| problem::MISSING.problem())?;
                check_version(version, before.version)?;
                Some(before)
            }
        };
        store::save_term(tx, ctx.market, term).await?;
        let after = Term { version: term.version + 1, ..term.clone() };
        edited(tx, ctx, &self.subject(), before.as_ref(), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        format!("{}:{}", self.term.kind, self.term.code)
    }
}

/// Adds or changes a fault.
pub struct SaveFault {
    /// Its new content, with the version it was read at.
    pub fault: Fault,
}

impl Action for SaveFault {
    const NAME: &'static str = "catalog.save_fault";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Fault;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Fault> {
        let fault = &self.fault;
        rules::check_fault(fault)?;
        views::service(tx, ctx.market, fault.service).await.map_err(|problem| problem.field("service"))?;
        for code in &fault.furniture_types {
            if views::term(tx, ctx.market, TermKind::FurnitureType, code).await?.is_none() {
                return Err(refusals::UNKNOWN_FURNITURE.field("furniture_types").param("given", code));
            }
        }
        let before = match fault.version {
            0 => None,
            version => {
                let before =
                    views::fault(tx, ctx.market, &fault.code).await?.ok_or_else(|| problem::MISSING.problem())?;
                check_version(version, before.version)?;
                Some(before)
            }
        };
        store::save_fault(tx, ctx.market, fault).await?;
        let after = Fault { version: fault.version + 1, ..fault.clone() };
        store::refresh_search_text(tx, ctx.market, fault.service).await?;
        if let Some(old) = before.as_ref().filter(|before| before.service != fault.service) {
            store::refresh_search_text(tx, ctx.market, old.service).await?;
        }
        edited(tx, ctx, &self.subject(), before.as_ref(), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        format!("fault:{}", self.fault.code)
    }
}
