//! The addresses of a customer, each with its pin on the map.

use super::page_of;
use crate::{
    forms::{Refused, Sheet, Typed},
    frame, words,
};
use askama::Template;
use axum::extract::Path;
use customers::{
    Building, Property, PropertyDraft,
    actions::{AddProperty, EditProperty, MakeDefaultProperty, RemoveProperty},
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CustomerId, Permission, Place, PropertyId, Result};
use ui::{Choice, Form, MapData, Shell};

#[derive(Template)]
#[template(path = "customers/place.html")]
struct Show {
    shell: Shell,
    sheet: Sheet,
    buildings: Vec<Choice>,
    map: MapData,
    /// Where the form is sent to.
    action: String,
    /// The address that is edited; none: a new one.
    property: Option<PropertyId>,
    is_default: bool,
    may_write: bool,
}

/// The page of an address, or of a new one.
fn address_of(customer: CustomerId, property: Option<PropertyId>) -> String {
    let property = property.map_or_else(|| "new".to_owned(), |property| property.to_string());
    format!("{}/properties/{property}", page_of(customer))
}

pub(super) async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CustomersWrite).or_fail(&visitor)?;
    let customer = id.parse().or_fail(&visitor)?;
    dress(&visitor, customer, None, None).await
}

pub(super) async fn show(visitor: Visitor, Path((id, property)): Path<(String, String)>) -> Answer {
    frame::require(&visitor, Permission::CustomersRead).or_fail(&visitor)?;
    let (customer, property) = (id.parse().or_fail(&visitor)?, property.parse().or_fail(&visitor)?);
    dress(&visitor, customer, Some(property), None).await
}

async fn dress(visitor: &Visitor, id: CustomerId, property: Option<PropertyId>, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CustomersRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let customer = customers::views::customer(&mut read, visitor.ctx.market, id).await.or_fail(visitor)?;
    let stored = match property {
        Some(property) => {
            Some(customers::views::property(&mut read, visitor.ctx.market, id, property).await.or_fail(visitor)?)
        }
        None => None,
    };
    drop(read);
    let title = if property.is_some() { "console-places-edit" } else { "console-places-new" };
    let shell = frame::shell_at(visitor, title, &address_of(id, property), refused.as_ref());
    let name = if customer.name.is_empty() { customer.phone.masked() } else { customer.name.clone() };
    let shell = shell.back(page_of(id), name);
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "place", |form| filled(visitor, form, stored.as_ref())),
        buildings: words::choices(shell.locale, "customers-building", Building::ALL.iter().map(|one| one.as_str())),
        map: visitor
            .edge
            .directory
            .territories(visitor.ctx.market)
            .iter()
            .fold(MapData::new(), |map, one| map.territory(one.names.get(shell.locale), &one.ring)),
        action: property.map_or_else(|| format!("{}/properties", page_of(id)), |_| address_of(id, property)),
        is_default: property.is_some() && property == customer.default_property,
        property,
        may_write: frame::may(visitor, Permission::CustomersWrite),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(visitor: &Visitor, form: Form, stored: Option<&Property>) -> Form {
    let Some(Property { facts, version, .. }) = stored else {
        let centre = visitor.market.centre;
        let form = form.with("floor", 1).with("has_lift", "yes").with("building", Building::Apartment);
        return form.with("latitude", centre.latitude).with("longitude", centre.longitude);
    };
    form.with("label", &facts.label)
        .with("address", &facts.address)
        .with("detail", &facts.detail)
        .with("latitude", facts.place.latitude)
        .with("longitude", facts.place.longitude)
        .with("floor", facts.floor)
        .with("has_lift", if facts.has_lift { "yes" } else { "" })
        .with("building", facts.building)
        .with("access_note", &facts.access_note)
        .with("version", version)
}

fn draft(form: &Submitted) -> Result<PropertyDraft> {
    let visitor = &form.visitor;
    let place = Place::new(form.number("latitude")?, form.number("longitude")?);
    let place = place.map_err(|problem| problem.field("latitude"))?;
    let territories = visitor.edge.directory.territories(visitor.ctx.market);
    Ok(PropertyDraft {
        label: form.text("label").to_owned(),
        address: form.required("address")?.to_owned(),
        detail: form.text("detail").to_owned(),
        place,
        // An address may lie where we do not go yet; it is kept, and marked.
        territory_id: markets::rules::territory_of(&territories, place).ok().map(|territory| territory.territory_id),
        floor: form.number("floor")?,
        has_lift: form.ticked("has_lift"),
        building: form.read_as("building")?,
        access_note: form.text("access_note").to_owned(),
    })
}

pub(super) async fn add(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let customer = id.parse().or_fail(visitor)?;
    match try_add(&form, customer).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-added")),
        Err(problem) => dress(visitor, customer, None, Some(Refused::of("place", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted, customer: CustomerId) -> Result<()> {
    let add = AddProperty { customer, draft: draft(form)? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await.map(drop)
}

pub(super) async fn edit(Path((id, property)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let (customer, property) = (id.parse().or_fail(visitor)?, property.parse().or_fail(visitor)?);
    match try_edit(&form, customer, property).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(customer), "console-saved")),
        Err(problem) => dress(visitor, customer, Some(property), Some(Refused::of("place", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, customer: CustomerId, property: PropertyId) -> Result<()> {
    let edit = EditProperty { customer, property, draft: draft(form)?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await
}

pub(super) async fn remove(Path((id, property)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let (customer, property) = (id.parse().or_fail(visitor)?, property.parse().or_fail(visitor)?);
    let remove = RemoveProperty { customer, property };
    visitor.edge.app.db.perform(&visitor.ctx, remove).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(customer), "console-removed"))
}

pub(super) async fn make_default(Path((id, property)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    let (customer, property) = (id.parse().or_fail(visitor)?, property.parse().or_fail(visitor)?);
    let make = MakeDefaultProperty { customer, property };
    visitor.edge.app.db.perform(&visitor.ctx, make).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(customer), "console-saved"))
}
