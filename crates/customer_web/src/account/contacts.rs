//! `/account/contacts`: whom we call when it is not the customer.

use super::framed;
use crate::{
    frame::{customer, id, own_id, read},
    typed::Typed,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use customers::{
    Contact, ContactDraft,
    actions::{AddOwnContact, EditOwnContact, RemoveOwnContact},
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use kernel::{Kind, Problem, Result, problem};
use ui::{Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/account/contacts", get(list).post(add))
        .route("/account/contacts/{contact}", get(show).post(save))
        .route("/account/contacts/{contact}/removal", post(remove))
}

#[derive(Template)]
#[template(path = "account/contacts.html")]
struct List {
    shell: Shell,
    contacts: Vec<Contact>,
    edited: Option<String>,
    form: Form,
}

async fn list(visitor: Visitor) -> Answer {
    render(&visitor, None, None).await
}

async fn show(visitor: Visitor, Path(contact): Path<String>) -> Answer {
    render(&visitor, Some(contact), None).await
}

async fn render(visitor: &Visitor, edited: Option<String>, refused: Option<(&Submitted, Problem)>) -> Answer {
    let status = refused.as_ref().map_or(200, |(_, problem)| problem.kind().status());
    let found: Result<List> = async {
        let shell = framed(visitor, "customer-contacts").await?;
        let mut db = read(visitor).await?;
        let contacts = customers::views::contacts_of(&mut db, visitor.ctx.market, customer(visitor)?).await?;
        let mut form = Form::new(shell.locale);
        if let Some(named) = &edited {
            let contact = contacts.iter().find(|contact| contact.contact_id.to_string() == *named);
            let contact = contact.ok_or_else(|| problem::MISSING.problem())?;
            form = form.with("name", &contact.name).with("phone", contact.phone.e164());
            form = form.with("relation", &contact.relation).with("version", contact.version);
        }
        if let Some((sent, problem)) = refused {
            form = form.filled(sent.pairs.clone()).failed(problem);
        }
        Ok(List { shell, contacts, edited, form })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

fn draft(form: &Submitted) -> Result<ContactDraft> {
    Ok(ContactDraft {
        name: form.required("name")?.to_owned(),
        phone: form.read_as("phone")?,
        relation: form.text("relation").to_owned(),
    })
}

async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let added: Result<()> = async {
        let draft = draft(&form)?;
        visitor.edge.app.db.perform(&visitor.ctx, AddOwnContact { draft }).await.map(drop)
    }
    .await;
    answered(&form, added, None).await
}

async fn save(Path(contact): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let saved: Result<()> = async {
        let edit = EditOwnContact { contact: id(&contact)?, draft: draft(&form)?, version: form.number("version")? };
        visitor.edge.app.db.perform(&visitor.ctx, edit).await
    }
    .await;
    answered(&form, saved, Some(contact)).await
}

async fn answered(form: &Submitted, done: Result<()>, edited: Option<String>) -> Answer {
    let visitor = &form.visitor;
    match done {
        Ok(()) => Ok(see_other(visitor, "/account/contacts", &[visitor.flash_cookie("customer-saved")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => render(visitor, edited, Some((form, problem))).await,
    }
}

async fn remove(Path(contact): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let contact = own_id(visitor, &contact).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RemoveOwnContact { contact }).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/contacts", &[visitor.flash_cookie("customer-removed")]))
}
