//! `/field/visits/{id}/extras`: extra work chosen from the catalogue, priced by it, and asked of the customer.

use super::{Own, href, shell_below};
use crate::{
    asked::{Keys, Refused, Typed},
    frame,
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    routing::get,
};
use catalog::{
    actions::ExtraItem,
    model::{AddOn, AddOnChoice, ItemChoice, Piece, Plan, Quote, Service, SigningKey, Term},
    views::ServiceCard,
};
use db::{PageRequest, Read};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::extras::{PriceExtraWork, ProposeExtraWork};
use jobs::model::Verb;
use kernel::{Result, ServiceId, VisitId, problem};
use serde::Deserialize;
use ui::{Bill, Choice, Form, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/extras", get(show).post(ask))
}

/// A service that was chosen, with what is to be said about it.
struct Chosen {
    service: Service,
    quantity: String,
    plan: String,
    material: String,
    materials: Vec<Choice>,
    add_ons: Vec<AddOnRow>,
}

/// Something that can be added to a chosen service: its field, its name, how many, how many at most.
struct AddOnRow {
    field: String,
    label: String,
    count: String,
    most: u32,
}

#[derive(Template)]
#[template(path = "visits/extras.html", blocks = ["content"])]
struct Extras {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
    query: String,
    found: Vec<ServiceCard>,
    chosen: Vec<Chosen>,
    priced: Option<Quote>,
}

impl Extras {
    fn per(&self, card: &ServiceCard) -> String {
        format!(" / {}", self.shell.word("catalog-unit", card.unit))
    }
    fn minutes(&self, quote: &Quote) -> i64 {
        i64::from(quote.need.duration_minutes)
    }
    fn may_ask(&self) -> bool {
        self.own.can(Verb::ProposeChange)
    }
    fn names(&self, names: &catalog::model::Names) -> String {
        names.of(self.shell.locale).to_owned()
    }
    fn plans(&self, one: &Chosen) -> Vec<Choice> {
        let plans = one.service.spec.plans.iter();
        plans.map(|offer| Choice::new(offer.plan, self.shell.word("catalog-plan", offer.plan))).collect()
    }
    fn bill(&self, quote: &Quote) -> Bill {
        let lines = quote.options.iter().flat_map(|option| &option.lines);
        let bill = lines.fold(ui::bill(self.shell.locale), |bill, line| {
            bill.line(flows::quote_lines::line_label(self.shell.locale, line), "", line.amount)
        });
        bill.total(self.shell.t("field-total"), quote.lowest_total())
    }
    /// The page that looks for more, with what is chosen so far.
    fn with(&self, service: &ServiceId) -> String {
        let all = self.chosen.iter().map(|one| format!("&add={}", one.service.id)).collect::<String>();
        format!("{}?q={}{all}&add={service}", self.own.href("extras"), encoded(&self.query))
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[derive(Deserialize, Default)]
struct Looking {
    #[serde(default)]
    q: String,
}

async fn show(Path(id): Path<String>, visitor: Visitor, Query(looking): Query<Looking>) -> Answer {
    let query = visitor.here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_html_form::from_str(&query).unwrap_or_default();
    let services = pairs.iter().filter(|(name, _)| name == "add").map(|(_, id)| ("service".to_owned(), id.clone()));
    let page = Page { query: looking.q, pairs: services.collect(), ..Page::default() };
    dress(&visitor, &id, page, None).await
}

/// What the page shows besides the catalogue.
#[derive(Default)]
struct Page {
    query: String,
    pairs: Vec<(String, String)>,
    priced: Option<Quote>,
}

/// What the words find; without words what stands under the heading of the ordered service.
async fn offered(read: &mut Read, visitor: &Visitor, own: &Own, query: &str) -> Result<Vec<ServiceCard>> {
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    if !query.trim().is_empty() {
        return Ok(catalog::views::search(read, market, query, now, &PageRequest::first(30)).await?.items);
    }
    let ordered = catalog::views::service(read, market, own.job.service).await?;
    let mut all = catalog::views::search(read, market, "", now, &PageRequest::first(200)).await?.items;
    all.retain(|card| card.category == ordered.spec.category);
    Ok(all)
}

async fn dress(visitor: &Visitor, id: &str, page: Page, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let market = visitor.ctx.market;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-extras").await.or_fail(visitor)?;
    let found = offered(&mut read, visitor, &own, &page.query).await.or_fail(visitor)?;
    let ids: Vec<ServiceId> = all(&page.pairs, "service").iter().filter_map(|id| id.parse().ok()).collect();
    let services = catalog::views::services_by_id(&mut read, market, &ids).await.or_fail(visitor)?;
    let furniture = catalog::views::furniture(&mut read, market).await.or_fail(visitor)?;
    drop(read);
    let form = match &refused {
        Some(_) => Refused::form(refused.as_ref(), visitor, "extras"),
        None => Form::new(visitor.ctx.locale).filled(page.pairs.clone()),
    };
    let one = |id: &ServiceId| services.iter().find(|service| service.id == *id);
    let mut once: Vec<ServiceId> = Vec::new();
    once.extend(ids.iter().filter(|id| one(id).is_some()));
    once.dedup();
    let template = Extras {
        chosen: once
            .iter()
            .filter_map(one)
            .map(|service| chosen(visitor, service, &furniture.materials, &page.pairs))
            .collect(),
        keys: Keys::of(visitor),
        found,
        query: page.query,
        priced: page.priced,
        form,
        own,
        shell,
    };
    frame::respond(visitor, &template, refused.as_ref())
}

fn chosen(visitor: &Visitor, service: &Service, materials: &[Term], pairs: &[(String, String)]) -> Chosen {
    let (locale, spec) = (visitor.ctx.locale, &service.spec);
    let value = |name: &str| {
        let found = pairs.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let said = |what: &str| value(&format!("{what}-{}", service.id));
    let or = |text: String, usual: String| if text.is_empty() { usual } else { text };
    let usual = spec.plans.iter().map(|offer| offer.plan).find(|plan| *plan == Plan::Standard);
    let add_on = |add_on: &AddOn| {
        let field = add_on_field(&service.id.to_string(), &add_on.code);
        let label = add_on.names.of(locale).to_owned();
        AddOnRow { label, count: or(value(&field), "0".to_owned()), most: add_on.count_max, field }
    };
    let fitting = materials.iter().filter(|term| spec.materials.contains(&term.code));
    Chosen {
        quantity: or(said("quantity"), spec.quantity_min.to_string()),
        plan: or(said("plan"), usual.map(|plan| plan.to_string()).unwrap_or_default()),
        material: said("material"),
        materials: fitting.map(|term| Choice::new(&term.code, term.names.of(locale))).collect(),
        add_ons: spec.add_ons.iter().map(add_on).collect(),
        service: service.clone(),
    }
}

/// The form's name for how many of an add-on.
fn add_on_field(service: &str, code: &str) -> String {
    format!("add_on-{service}-{code}")
}

/// The add-ons of a chosen service whose count is not zero.
fn add_ons(form: &Submitted, service: &str) -> Result<Vec<AddOnChoice>> {
    let prefix = add_on_field(service, "");
    let mut chosen = Vec::new();
    for (name, value) in form.pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let Some(code) = name.strip_prefix(&prefix) else { continue };
        let count: u32 = value.parse().map_err(|_| problem::OUT_OF_RANGE.field(name))?;
        if count > 0 {
            chosen.push(AddOnChoice { code: code.to_owned(), count });
        }
    }
    Ok(chosen)
}

fn all<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect()
}

async fn ask(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let page = |priced| Page { query: form.text("q").to_owned(), pairs: form.pairs.clone(), priced };
    match form.text("intent") {
        "ask" => match propose(&id, &form).await {
            Ok(visit) => frame::done(visitor, &href(visit, ""), "field-done-extras"),
            Err(problem) => dress(visitor, &id, page(None), Some(Refused::of("extras", &form, problem)?)).await,
        },
        _ => match price(&id, &form).await {
            Ok(quote) => dress(visitor, &id, page(Some(quote)), None).await,
            Err(problem) => dress(visitor, &id, page(None), Some(Refused::of("extras", &form, problem)?)).await,
        },
    }
}

fn visit_of(id: &str) -> Result<VisitId> {
    id.parse().map_err(|_| problem::MISSING.problem())
}

async fn price(id: &str, form: &Submitted) -> Result<Quote> {
    let (visitor, visit) = (&form.visitor, visit_of(id)?);
    let key = SigningKey::new(&visitor.edge.app.keys.quotes)?;
    let price = PriceExtraWork { visit, items: items(form)?, key };
    visitor.edge.app.db.perform(&visitor.ctx, price).await
}

async fn propose(id: &str, form: &Submitted) -> Result<VisitId> {
    let (visitor, visit) = (&form.visitor, visit_of(id)?);
    let key = SigningKey::new(&visitor.edge.app.keys.quotes)?;
    let (reason, device) = (form.text("reason").to_owned(), form.device()?);
    let propose = ProposeExtraWork { visit, items: items(form)?, reason, device, key };
    visitor.edge.app.db.perform(&visitor.ctx, propose).await.map(|_| visit)
}

/// The chosen services whose quantity is not zero.
fn items(form: &Submitted) -> Result<Vec<ExtraItem>> {
    let mut items = Vec::new();
    for service in form.all("service") {
        let said = |what: &str| form.text(&format!("{what}-{service}"));
        let field = format!("quantity-{service}");
        let quantity: u32 = said("quantity").parse().map_err(|_| problem::OUT_OF_RANGE.field(&field))?;
        if quantity == 0 {
            continue;
        }
        let plan = match said("plan") {
            "" => Plan::Standard,
            plan => plan.parse()?,
        };
        let material = Some(said("material")).filter(|code| !code.is_empty()).map(str::to_owned);
        let piece = Piece { material, ..Piece::default() };
        let add_ons = add_ons(form, service)?;
        let service: ServiceId = service.parse().map_err(|_| problem::MISSING.field("service"))?;
        items.push(ExtraItem { choice: ItemChoice { service, quantity, piece, add_ons }, plan });
    }
    if items.is_empty() { Err(problem::REQUIRED.field("items")) } else { Ok(items) }
}
