//! Whom to call, and which technicians a customer wants or not.

use super::{file, page_of};
use crate::{
    forms::{Refused, Typed},
    frame,
};
use axum::extract::Path;
use customers::{
    ContactDraft,
    actions::{AddContact, EditContact, RemoveContact, SetTie},
};
use edge::{Answer, OrFail, Submitted};
use kernel::{ContactId, CustomerId, Permission, Result};

fn draft(form: &Submitted) -> Result<ContactDraft> {
    Ok(ContactDraft {
        name: form.required("name")?.to_owned(),
        phone: form.read_as("phone")?,
        relation: form.text("relation").to_owned(),
    })
}

pub(super) async fn add_contact(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    match try_add(&form, customer).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-added")),
        Err(problem) => file::dress(visitor, customer, Some(Refused::of("contact", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted, customer: CustomerId) -> Result<()> {
    let add = AddContact { customer, draft: draft(form)? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await.map(drop)
}

pub(super) async fn edit_contact(Path((id, contact)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    let contact: ContactId = contact.parse().or_fail(visitor)?;
    match try_edit(&form, customer, contact).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-saved")),
        Err(problem) => {
            let refused = Refused::of(format!("contact-{contact}"), &form, problem)?;
            file::dress(visitor, customer, Some(refused)).await
        }
    }
}

async fn try_edit(form: &Submitted, customer: CustomerId, contact: ContactId) -> Result<()> {
    let edit = EditContact { customer, contact, draft: draft(form)?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await
}

pub(super) async fn remove_contact(Path((id, contact)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let (customer, contact) = (id.parse().or_fail(visitor)?, contact.parse().or_fail(visitor)?);
    let remove = RemoveContact { customer, contact };
    visitor.edge.app.db.perform(&visitor.ctx, remove).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(customer), "console-removed"))
}

pub(super) async fn set_tie(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    match try_tie(&form, customer).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-saved")),
        Err(problem) => file::dress(visitor, customer, Some(Refused::of("tie", &form, problem)?)).await,
    }
}

async fn try_tie(form: &Submitted, customer: CustomerId) -> Result<()> {
    let technician = form.read_as("technician")?;
    {
        // The customers' files know technicians by id only; whether there is such a one is asked here.
        let mut read = form.visitor.edge.app.db.read().await?;
        let found = workforce::views::technician(&mut read, form.visitor.ctx.market, technician).await;
        found.map_err(|problem| problem.field("technician"))?;
    }
    let set = SetTie { customer, technician, tie: form.maybe_as("tie")? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}
