//! `/categories`, `/services`, `/furniture`, `/checklists`: what is sold.

use super::prelude::*;
use catalog::{
    actions::{
        CreateCategory, CreateService, EditCategory, EditService, SaveChecklist, SaveFault, SaveTerm, SetServiceActive,
    },
    model::{Category, CategorySpec, ChecklistTemplate, Fault, Names, Service, ServiceSpec, Term, TermKind},
    views::{Branch, Furniture, PricePoint, ServiceCard, ServiceDetail, Shown as Which},
};
use kernel::{CategoryId, Money, ServiceId};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Catalogue")
        .get("/catalogue", "Categories with their services and prices of today", &[P::Public], tree)
        .get("/services", "Find services by words", &[P::Public], search)
        .post("/services", "Create a service", &[P::CatalogWrite], create_service)
        .get("/services/{service}", "A service with options, checklist and faults", &[P::Public], service)
        .put("/services/{service}", "Change a service", &[P::CatalogWrite], edit_service)
        .put("/services/{service}/activity", "Offer a service, or no longer", &[P::CatalogWrite], set_active)
        .get("/services/{service}/prices", "Prices over time", &[P::CatalogRead], prices)
        .get("/categories", "Every category", &[P::CatalogRead], categories)
        .post("/categories", "Create a category", &[P::CatalogWrite], create_category)
        .put("/categories/{category}", "Change a category", &[P::CatalogWrite], edit_category)
        .get("/furniture", "Furniture types, materials, brands and faults", &[P::Public], furniture)
        .put("/furniture/terms/{kind}/{code}", "Write a term of the furniture taxonomy", &[P::CatalogWrite], save_term)
        .put("/furniture/faults/{code}", "Write a fault", &[P::CatalogWrite], save_fault)
        .get("/checklists", "Checklist templates", &[P::CatalogRead], checklists)
        .put("/checklists/{code}", "Write a checklist template", &[P::CatalogWrite], save_checklist);
}

async fn tree(caller: Caller) -> Answer<Shown<Vec<Branch>>> {
    let which = if caller.may(P::CatalogWrite) { Which::All } else { Which::Active };
    let mut read = caller.read().await?;
    Ok(Shown(catalog::views::catalogue_tree(&mut read, caller.ctx.market, caller.ctx.now, which).await?))
}

asked! {
    /// What to look for.
    ServiceSearch { q: String }
}

async fn search(caller: Caller, Paged(ask, page): Paged<ServiceSearch>) -> Answer<Listed<ServiceCard>> {
    let mut read = caller.read().await?;
    Ok(Listed(catalog::views::search(&mut read, caller.ctx.market, &ask.q, caller.ctx.now, &page).await?))
}

async fn service(caller: Caller, Path(id): Path<ServiceId>) -> Answer<Versioned<ServiceDetail>> {
    let mut read = caller.read().await?;
    let service = catalog::views::service(&mut read, caller.ctx.market, id).await?;
    if !service.is_active && !caller.may(P::CatalogRead) {
        return Err(problem::MISSING.problem().into());
    }
    let detail = catalog::views::service_detail(&mut read, caller.ctx.market, &service, caller.ctx.now).await?;
    Ok(Versioned(detail, service.version))
}

async fn create_service(caller: Caller, Body(spec): Body<ServiceSpec>) -> Answer<Made<Service>> {
    Ok(Made(caller.perform(CreateService { spec }).await?))
}

async fn edit_service(
    caller: Caller,
    Path(service): Path<ServiceId>,
    IfMatch(version): IfMatch,
    Body(spec): Body<ServiceSpec>,
) -> Answer<Versioned<Service>> {
    let service = caller.perform(EditService { service, spec, version }).await?;
    let version = service.version;
    Ok(Versioned(service, version))
}

asked! {
    /// Whether it is offered.
    Activity { is_active: bool }
}

async fn set_active(
    caller: Caller,
    Path(service): Path<ServiceId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<Activity>,
) -> Answer<Versioned<Service>> {
    let service = caller.perform(SetServiceActive { service, is_active: ask.is_active, version }).await?;
    let version = service.version;
    Ok(Versioned(service, version))
}

async fn prices(
    caller: Caller,
    Path(service): Path<ServiceId>,
    Paged((), page): Paged<()>,
) -> Answer<Listed<PricePoint>> {
    let mut read = caller.read().await?;
    Ok(Listed(catalog::views::price_history(&mut read, caller.ctx.market, service, &page).await?))
}

async fn categories(caller: Caller) -> Answer<Shown<Vec<Category>>> {
    Ok(Shown(catalog::views::categories(&mut caller.read().await?, caller.ctx.market).await?))
}

async fn create_category(caller: Caller, Body(spec): Body<CategorySpec>) -> Answer<Made<Category>> {
    Ok(Made(caller.perform(CreateCategory { spec }).await?))
}

async fn edit_category(
    caller: Caller,
    Path(category): Path<CategoryId>,
    IfMatch(version): IfMatch,
    Body(spec): Body<CategorySpec>,
) -> Answer<Versioned<Category>> {
    let category = caller.perform(EditCategory { category, spec, version }).await?;
    let version = category.version;
    Ok(Versioned(category, version))
}

async fn furniture(caller: Caller) -> Answer<Shown<Furniture>> {
    Ok(Shown(catalog::views::furniture(&mut caller.read().await?, caller.ctx.market).await?))
}

asked! {
    /// A term of the taxonomy.
    TermAsk {
        /// The furniture type it belongs to; empty for those of all.
        parent: Option<String>,
        names: Names,
        position: i64,
        is_active: bool,
    }
}

async fn save_term(
    caller: Caller,
    Path2(kind, code): Path2<TermKind, String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(ask): Body<TermAsk>,
) -> Answer<Versioned<Term>> {
    let TermAsk { parent, names, position, is_active } = ask;
    let (parent, version) = (parent.unwrap_or_default(), version.unwrap_or(0));
    let term =
        caller.perform(SaveTerm { term: Term { kind, code, parent, names, position, is_active, version } }).await?;
    let version = term.version;
    Ok(Versioned(term, version))
}

asked! {
    /// Minutes from and to.
    Minutes { from: u32, to: u32 }
}

asked! {
    /// Prices from and to.
    Prices { from: Money, to: Money }
}

asked! {
    /// A fault and what is done about it.
    FaultAsk {
        service: ServiceId,
        path: String,
        furniture_types: Vec<String>,
        symptom: Names,
        cause: Names,
        method: Names,
        minutes: Minutes,
        price: Prices,
        position: i64,
        is_active: bool,
    }
}

async fn save_fault(
    caller: Caller,
    Path(code): Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(ask): Body<FaultAsk>,
) -> Answer<Versioned<Fault>> {
    let fault = Fault {
        code,
        service: ask.service,
        path: ask.path,
        furniture_types: ask.furniture_types,
        symptom: ask.symptom,
        cause: ask.cause,
        method: ask.method,
        minutes: (ask.minutes.from, ask.minutes.to),
        price: (ask.price.from, ask.price.to),
        position: ask.position,
        is_active: ask.is_active,
        version: version.unwrap_or(0),
    };
    let fault = caller.perform(SaveFault { fault }).await?;
    let version = fault.version;
    Ok(Versioned(fault, version))
}

async fn checklists(caller: Caller) -> Answer<Shown<Vec<ChecklistTemplate>>> {
    Ok(Shown(catalog::views::checklists(&mut caller.read().await?, caller.ctx.market).await?))
}

async fn save_checklist(
    caller: Caller,
    Path(code): Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(template): Body<ChecklistTemplate>,
) -> Answer<Versioned<ChecklistTemplate>> {
    let template = ChecklistTemplate { code, version: version.unwrap_or(0), ..template };
    let template = caller.perform(SaveChecklist { template }).await?;
    let version = template.version;
    Ok(Versioned(template, version))
}
