//! What they want and where: the service first, then what it asks for, and the address.

use super::who::steps;
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::MakeQuote,
    model::{AddOnChoice, ItemChoice, Piece, QuoteRequest, Service, SigningKey, Urgency, VisitFacts},
    views::{self as offered, Furniture},
};
use customers::{Building, PropertyDraft, actions::AddProperty, views::CustomerFile};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CustomerId, Permission, Place, PropertyId, QuoteId, Result, ServiceId, problem};
use ui::{Choice, MapData, Shell, Stepper};

#[derive(Template)]
#[template(path = "new_job/what.html")]
struct What {
    shell: Shell,
    steps: Stepper,
    page: String,
    file: CustomerFile,
    services: Vec<(String, Vec<Choice>)>,
    service: Option<Service>,
    materials: Vec<Choice>,
    types: Vec<Choice>,
    tiers: Vec<Choice>,
    addresses: Vec<Choice>,
    is_elsewhere: bool,
    map: MapData,
    recent: Vec<(String, String, String)>,
    sheet: Sheet,
}

pub(super) async fn show(visitor: Visitor, Path(customer): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    dress(&visitor, &customer, asked.text("service"), None).await
}

async fn dress(visitor: &Visitor, customer: &str, service: &str, refused: Option<Refused>) -> Answer {
    let page = page(visitor, customer, service, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(visitor: &Visitor, customer: &str, service: &str, refused: Option<&Refused>) -> Result<What> {
    frame::require(visitor, Permission::JobsWrite)?;
    let (market, id) = (visitor.ctx.market, customer.parse::<CustomerId>()?);
    let mut read = visitor.edge.app.db.read().await?;
    let file = customers::views::file(&mut read, market, id).await?;
    let tree = offered::catalogue_tree(&mut read, market, visitor.ctx.now, offered::Shown::Active).await?;
    let service = match service {
        "" => None,
        typed => Some(offered::service(&mut read, market, typed.parse()?).await?),
    };
    let furniture = offered::furniture(&mut read, market).await?;
    let before = db::PageRequest::new(None, Some(3));
    let recent = jobs::views::customer_jobs(&mut read, market, id, &before).await?;
    drop(read);
    let page = format!("/console/new-job/{id}");
    let shell = frame::shell_at(visitor, "console-new-job", &page, refused);
    let name = if file.customer.name.is_empty() { file.customer.phone.masked() } else { file.customer.name.clone() };
    let back = shell.t("console-new-job");
    let shell = shell.titled(name).back("/console/new-job", back);
    let mut services = Vec::new();
    for branch in &tree {
        grouped(&shell, branch, &mut services);
    }
    let elsewhere = Choice::new("", shell.t("day-address-new"));
    let known = file.properties.iter().map(|property| {
        let facts = &property.facts;
        Choice::new(property.property_id, format!("{} {}", facts.address, facts.detail)).note(facts.label.clone())
    });
    let first = file.properties.first().map(|property| property.property_id.to_string()).unwrap_or_default();
    let centre = visitor.market.centre;
    let sheet = Sheet::new(&shell, refused, "what", |form| {
        let form = form.with("quantity", service.as_ref().map_or(1, |one| one.spec.quantity_min)).with("floor", 1);
        let form = form.with("property", &first).with("has_lift", "yes").with("brand_tier", "");
        form.with("latitude", centre.latitude).with("longitude", centre.longitude)
    });
    let areas = visitor.edge.directory.territories(market);
    Ok(What {
        steps: steps(&shell, 1),
        map: areas
            .iter()
            .filter(|area| area.active)
            .fold(MapData::new(), |map, area| map.territory(area.names.get(shell.locale), &area.ring)),
        materials: materials(&shell, &furniture, service.as_ref()),
        types: terms(&shell, &furniture.types),
        tiers: terms(&shell, &furniture.brand_tiers),
        is_elsewhere: file.properties.is_empty() || sheet.is_refused() && sheet.value("property").is_empty(),
        addresses: known.chain([elsewhere]).collect(),
        recent: recent
            .items
            .into_iter()
            .map(|one| {
                let service = shell.name(&one.job.service_names.zh, &one.job.service_names.en);
                (one.job.number, service, shell.word("jobs-state", one.visit.state))
            })
            .collect(),
        services,
        service,
        file,
        page,
        sheet,
        shell,
    })
}

/// Services of a branch and those below it, under its name.
fn grouped(shell: &Shell, branch: &offered::Branch, into: &mut Vec<(String, Vec<Choice>)>) {
    let names = &branch.category.spec.names;
    let choices: Vec<Choice> = branch
        .services
        .iter()
        .map(|card| {
            let price = card.unit_price.map(|price| format!(" · {}", shell.money_short(price))).unwrap_or_default();
            Choice::new(card.id, format!("{} {}{price}", card.code, card.names.of(shell.locale)))
        })
        .collect();
    if !choices.is_empty() {
        into.push((names.of(shell.locale).to_owned(), choices));
    }
    branch.branches.iter().for_each(|below| grouped(shell, below, into));
}

fn terms(shell: &Shell, terms: &[catalog::model::Term]) -> Vec<Choice> {
    terms.iter().map(|term| Choice::new(&term.code, term.names.of(shell.locale))).collect()
}

/// The materials that the service has a price for.
fn materials(shell: &Shell, furniture: &Furniture, service: Option<&Service>) -> Vec<Choice> {
    let Some(service) = service else { return Vec::new() };
    let priced = &service.spec.materials;
    let known = furniture.materials.iter().filter(|term| priced.contains(&term.code) || priced.contains(&term.parent));
    known.map(|term| Choice::new(&term.code, term.names.of(shell.locale))).collect()
}

impl What {
    fn is_chosen(&self, choice: &Choice) -> bool {
        self.service.as_ref().is_some_and(|service| service.id.to_string() == choice.value)
    }
    fn unit(&self) -> String {
        self.service.as_ref().map(|service| self.shell.word("catalog-unit", service.spec.unit)).unwrap_or_default()
    }
    fn buildings(&self) -> Vec<Choice> {
        words::choices(self.shell.locale, "day-building", Building::ALL.iter().map(|one| one.as_str()))
    }
    fn urgencies(&self) -> Vec<Choice> {
        words::choices(self.shell.locale, "day-urgency", Urgency::ALL.iter().map(|one| one.as_str()))
    }
}

pub(super) async fn submit(Path(customer): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    match quote(&form, &customer).await {
        Ok((quote, property)) => {
            let to = format!("/console/new-job/{customer}/{quote}?property={property}");
            Ok(edge::see_other(visitor, &to, &[]))
        }
        Err(problem) => {
            dress(visitor, &customer, form.text("service"), Some(Refused::of("what", &form, problem)?)).await
        }
    }
}

async fn quote(form: &Submitted, customer: &str) -> Result<(QuoteId, PropertyId)> {
    let visitor = &form.visitor;
    let (market, customer) = (visitor.ctx.market, customer.parse::<CustomerId>()?);
    let item = item(form).await?;
    let property = match form.maybe_as::<PropertyId>("property")? {
        Some(known) => known,
        None => visitor.edge.app.db.perform(&visitor.ctx, AddProperty { customer, draft: draft(form).await? }).await?,
    };
    let mut read = visitor.edge.app.db.read().await?;
    let facts = customers::views::property(&mut read, market, customer, property).await?.facts;
    let territories = markets::views::territories(&mut read, market).await?;
    drop(read);
    let territory = markets::rules::territory_of(&territories, facts.place)?;
    let visit = VisitFacts {
        territory: Some(territory.territory_id),
        floor: facts.floor,
        has_lift: facts.has_lift,
        start: None,
        urgency: form.maybe_as::<Urgency>("urgency")?.unwrap_or(Urgency::Normal),
    };
    let key = SigningKey::new(&visitor.edge.app.keys.quotes)?;
    let make = MakeQuote { request: QuoteRequest { item, visit }, customer: Some(customer), key };
    let quote = visitor.edge.app.db.perform(&visitor.ctx, make).await?;
    Ok((quote.id, property))
}

async fn item(form: &Submitted) -> Result<ItemChoice> {
    let visitor = &form.visitor;
    let id = form.read_as::<ServiceId>("service")?;
    let service = offered::service(&mut visitor.edge.app.db.read().await?, visitor.ctx.market, id).await?;
    let code = |name: &str| Some(form.text(name).to_owned()).filter(|code| !code.is_empty());
    let mut add_ons = Vec::new();
    for add_on in &service.spec.add_ons {
        let count = form.maybe_number::<u32>(&format!("add_on_{}", add_on.code))?.unwrap_or(0);
        if count > 0 {
            add_ons.push(AddOnChoice { code: add_on.code.clone(), count });
        }
    }
    let piece = Piece {
        furniture_type: code("furniture_type"),
        fault: None,
        material: code("material"),
        brand: None,
        brand_tier: code("brand_tier"),
        difficulty: form.maybe_number("difficulty")?,
    };
    Ok(ItemChoice { service: id, quantity: form.number("quantity")?, piece, add_ons })
}

async fn draft(form: &Submitted) -> Result<PropertyDraft> {
    let visitor = &form.visitor;
    let place = Place::new(form.number("latitude")?, form.number("longitude")?)?;
    let territories = markets::views::territories(&mut visitor.edge.app.db.read().await?, visitor.ctx.market).await?;
    let territory = markets::rules::territory_of(&territories, place).map_err(|problem| problem.field("address"))?;
    if form.text("address").is_empty() {
        return Err(problem::REQUIRED.field("address"));
    }
    Ok(PropertyDraft {
        label: String::new(),
        address: form.text("address").to_owned(),
        detail: form.text("detail").to_owned(),
        place,
        territory_id: Some(territory.territory_id),
        floor: form.number("floor")?,
        has_lift: form.ticked("has_lift"),
        building: form.maybe_as::<Building>("building")?.unwrap_or(Building::Apartment),
        access_note: form.text("access_note").to_owned(),
    })
}
