//! One customer's file on one page.

use super::{PAGE, page_of};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use customers::{
    Contact, Customer, Property, Tie,
    actions::{EditCustomer, MergeCustomers},
    views::{self, CustomerFile},
};
use db::{Page, PageRequest};
use edge::{Answer, OrFail, Submitted, Visitor, see_other};
use jobs::views::VisitWithJob;
use kernel::{CustomerId, Locale, MailAddress, Permission, Result, TechnicianId, problem};
use std::collections::BTreeMap;
use ui::{Choice, Pagination, Shell};
use workforce::{TechnicianStatus, views::TechnicianFilter};

#[derive(Template)]
#[template(path = "customers/file.html")]
struct Show {
    shell: Shell,
    customer: Customer,
    phone: String,
    sheet: Sheet,
    locales: Vec<Choice>,
    properties: Vec<Property>,
    contacts: Vec<(Contact, Sheet)>,
    contact: Sheet,
    ties: Vec<(TechnicianId, String, Tie)>,
    tie: Sheet,
    technicians: Vec<Choice>,
    kinds: Vec<Choice>,
    merge: Sheet,
    jobs: Vec<VisitWithJob>,
    pages: Pagination,
    may_write: bool,
    may_order: bool,
    sees_jobs: bool,
}

/// What the page reads.
struct Found {
    file: CustomerFile,
    names: BTreeMap<TechnicianId, String>,
    technicians: Vec<Choice>,
    jobs: Page<VisitWithJob>,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CustomersRead).or_fail(&visitor)?;
    let customer = id.parse().or_fail(&visitor)?;
    dress(&visitor, customer, None).await
}

/// The page again, with what came of one of its forms.
pub(super) async fn dress(visitor: &Visitor, id: CustomerId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CustomersRead).or_fail(visitor)?;
    let asked = Asked::of(visitor).or_fail(visitor)?;
    let page = asked.page(10).or_fail(visitor)?;
    let found = read(visitor, id, &page).await.or_fail(visitor)?;
    if let Some(into) = found.file.customer.merged_into {
        return Ok(see_other(visitor, &page_of(into), &[]));
    }
    let show = dressed(visitor, &asked, found, refused.as_ref());
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

async fn read(visitor: &Visitor, id: CustomerId, page: &PageRequest) -> Result<Found> {
    let (market, locale) = (visitor.ctx.market, visitor.ctx.locale);
    let mut read = visitor.edge.app.db.read().await?;
    let file = views::file(&mut read, market, id).await?;
    let jobs = if frame::may(visitor, Permission::JobsRead) {
        jobs::views::customer_jobs(&mut read, market, id, page).await?
    } else {
        Page { items: Vec::new(), next: None }
    };
    let mut ids: Vec<TechnicianId> = file.ties.iter().map(|tie| tie.technician_id).collect();
    ids.extend(jobs.items.iter().filter_map(|one| one.job.technician));
    ids.sort_unstable();
    ids.dedup();
    let names = if ids.is_empty() { Vec::new() } else { workforce::views::names_of(&mut read, market, &ids).await? };
    let name = |zh: &str, en: &str| if locale == Locale::ZhCn { zh.to_owned() } else { en.to_owned() };
    let filter = TechnicianFilter { status: Some(TechnicianStatus::Active), ..TechnicianFilter::default() };
    let active = workforce::views::technicians(&mut read, market, &filter, &PageRequest::first(200)).await?;
    let choice = |one: &workforce::Technician| Choice::new(one.technician_id, name(&one.name_zh, &one.name_en));
    Ok(Found {
        file,
        names: names.into_iter().map(|(id, names)| (id, name(&names.zh, &names.en))).collect(),
        technicians: active.items.iter().map(choice).collect(),
        jobs,
    })
}

fn dressed(visitor: &Visitor, asked: &Asked, found: Found, refused: Option<&Refused>) -> Show {
    let Found { file, names, technicians, jobs } = found;
    let CustomerFile { customer, contacts, properties, ties } = file;
    let may_write = frame::may(visitor, Permission::CustomersWrite);
    let shell = frame::shell_at(visitor, "console-customers", &page_of(customer.customer_id), refused);
    let title = if customer.name.is_empty() { customer.phone.masked() } else { customer.name.clone() };
    let back = shell.t("console-customers");
    let shell = shell.titled(title).back(PAGE, back);
    let filled = |contact: &Contact| {
        let name = format!("contact-{}", contact.contact_id);
        Sheet::new(&shell, refused, &name, |form| {
            let form = form.with("name", &contact.name).with("phone", contact.phone.local());
            form.with("relation", &contact.relation).with("version", contact.version)
        })
    };
    let as_browser = Choice::new("", shell.t("console-customers-locale-unknown"));
    let locales = shell.locales().map(|(locale, name)| Choice::new(locale, name));
    Show {
        phone: if may_write { customer.phone.local().to_owned() } else { customer.phone.masked() },
        sheet: Sheet::new(&shell, refused, "edit", |form| {
            let form = form.with("name", &customer.name).with("note", &customer.note).with("version", customer.version);
            form.with("mail", customer.mail.as_ref().map_or("", MailAddress::as_str))
                .with("tags", customer.tags.join(", "))
                .with("locale", customer.locale.map_or("", Locale::as_str))
        }),
        locales: std::iter::once(as_browser).chain(locales).collect(),
        contacts: contacts
            .into_iter()
            .map(|contact| {
                let sheet = filled(&contact);
                (contact, sheet)
            })
            .collect(),
        contact: Sheet::new(&shell, refused, "contact", |form| form),
        ties: ties
            .iter()
            .map(|tie| (tie.technician_id, names.get(&tie.technician_id).cloned().unwrap_or_default(), tie.tie))
            .collect(),
        tie: Sheet::new(&shell, refused, "tie", |form| form),
        technicians,
        kinds: words::choices(shell.locale, "customers-tie", Tie::ALL.iter().map(|tie| tie.as_str())),
        merge: Sheet::new(&shell, refused, "merge", |form| form),
        pages: asked.pagination(&shell, jobs.next.as_ref()),
        jobs: jobs.items,
        properties,
        may_write,
        may_order: frame::may(visitor, Permission::JobsWrite),
        sees_jobs: frame::may(visitor, Permission::JobsRead),
        customer,
        shell,
    }
}

pub(super) async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    match try_edit(&form, customer).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-saved")),
        Err(problem) => dress(visitor, customer, Some(Refused::of("edit", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, customer: CustomerId) -> Result<()> {
    let edit = EditCustomer {
        customer,
        name: form.required("name")?.to_owned(),
        mail: form.maybe_as("mail")?,
        locale: form.maybe_as("locale")?,
        note: form.text("note").to_owned(),
        tags: form.text("tags").split([',', '，', '、']).map(str::to_owned).collect(),
        version: form.version()?,
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await
}

pub(super) async fn merge(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    match try_merge(&form, customer).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-customers-merged")),
        Err(problem) => dress(visitor, customer, Some(Refused::of("merge", &form, problem)?)).await,
    }
}

async fn try_merge(form: &Submitted, into: CustomerId) -> Result<()> {
    let visitor = &form.visitor;
    let phone = form.read_as("phone")?;
    let from = {
        let mut read = visitor.edge.app.db.read().await?;
        views::customer_by_phone(&mut read, visitor.ctx.market, &phone).await?
    };
    let from = from.ok_or_else(|| problem::MISSING.field("phone"))?.customer_id;
    visitor.edge.app.db.perform(&visitor.ctx, MergeCustomers { from, into }).await
}
