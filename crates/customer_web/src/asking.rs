//! The form with which anybody asks for a price, for a service or for a broken piece of furniture.

use crate::{
    draft::{Draft, territory_of},
    spot::{self, SpotSheet},
    typed::Typed,
    words::Words,
};
use catalog::{
    model::{AddOnChoice, ItemChoice, Piece, PriceItem, QuoteRequest, Service, SigningKey, Term, Urgency, VisitFacts},
    views::Furniture,
};
use edge::{Submitted, Visitor};
use kernel::{Problem, Result};
use ui::{Choice, Form, Shell};

/// A form that was refused.
pub(crate) struct Refused {
    /// What was typed.
    pub pairs: Vec<(String, String)>,
    /// What is wrong.
    pub problem: Problem,
}

/// Something that can be added.
pub(crate) struct AddOnRow {
    /// The form's name for it.
    pub field: String,
    /// What people read.
    pub label: String,
    /// Its price.
    pub price: String,
    /// At most so many.
    pub max: u32,
}

/// The form.
pub(crate) struct QuoteSheet {
    /// What stands in it.
    pub form: Form,
    /// Which page shows it: `service` or `repair`.
    pub from: &'static str,
    /// The service's code.
    pub service: String,
    /// The furniture type, on the repair page.
    pub furniture_type: String,
    /// The fault, on the repair page.
    pub fault: String,
    /// What it is counted in.
    pub unit: String,
    /// The least and the most.
    pub quantity: (u32, u32),
    /// What can be added.
    pub add_ons: Vec<AddOnRow>,
    /// Materials to choose from; empty: the price does not ask.
    pub materials: Vec<Choice>,
    /// Brands and brand tiers; empty: the price does not ask.
    pub brands: Vec<Choice>,
    /// Where.
    pub spot: SpotSheet,
}

/// What the form is about.
pub(crate) struct Subject<'a> {
    /// Which page shows it.
    pub from: &'static str,
    /// The service.
    pub service: &'a Service,
    /// Its price.
    pub price: Option<&'a PriceItem>,
    /// Word lists.
    pub furniture: &'a Furniture,
    /// The furniture type.
    pub furniture_type: &'a str,
    /// The fault.
    pub fault: &'a str,
}

/// The form for a subject.
pub(crate) async fn sheet(
    visitor: &Visitor,
    shell: &Shell,
    draft: &Draft,
    subject: Subject<'_>,
    refused: Option<&Refused>,
) -> Result<QuoteSheet> {
    let spec = &subject.service.spec;
    let mut form = Form::new(shell.locale).with("quantity", spec.quantity_min).with("note", &draft.note);
    if let Some(refused) = refused {
        form = form.filled(refused.pairs.clone()).failed(refused.problem.clone());
    }
    let (spot, form) = spot::sheet(visitor, shell, draft.spot.as_ref(), form).await?;
    let name = |term: &Term| shell.name(&term.names.zh, &term.names.en);
    let materials = subject.furniture.materials.iter().filter(|term| spec.materials.contains(&term.code));
    let brands = if spec.brand_matters { brands(shell, subject.furniture) } else { Vec::new() };
    let add_ons = spec.add_ons.iter().filter_map(|add_on| {
        let price = subject.price?.price.add_ons.iter().find(|price| price.code == add_on.code)?;
        Some(AddOnRow {
            field: format!("add_on_{}", add_on.code),
            label: shell.name(&add_on.names.zh, &add_on.names.en),
            price: shell.money_short(price.price),
            max: add_on.count_max,
        })
    });
    Ok(QuoteSheet {
        from: subject.from,
        service: spec.code.clone(),
        furniture_type: subject.furniture_type.to_owned(),
        fault: subject.fault.to_owned(),
        unit: shell.word("catalog-unit", spec.unit),
        quantity: (spec.quantity_min, spec.quantity_max),
        add_ons: add_ons.collect(),
        materials: materials.map(|term| Choice::new(&term.code, name(term))).collect(),
        brands,
        spot,
        form,
    })
}

/// Brands by name, then the tiers for those that are not listed.
fn brands(shell: &Shell, furniture: &Furniture) -> Vec<Choice> {
    let name = |term: &Term| shell.name(&term.names.zh, &term.names.en);
    let listed = furniture.brands.iter().map(|term| Choice::new(format!("brand:{}", term.code), name(term)));
    let other = shell.t("customer-brand-other");
    let tiers = furniture.brand_tiers.iter();
    let tiers = tiers.map(|term| Choice::new(format!("tier:{}", term.code), format!("{other} · {}", name(term))));
    listed.chain(tiers).collect()
}

/// The request that the form makes for a service.
pub(crate) fn request(visitor: &Visitor, form: &Submitted, service: &Service, draft: &Draft) -> Result<QuoteRequest> {
    let text = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let brand = form.text("brand");
    let piece = Piece {
        furniture_type: text("furniture_type"),
        fault: text("fault"),
        material: text("material"),
        brand: brand.strip_prefix("brand:").map(str::to_owned),
        brand_tier: brand.strip_prefix("tier:").map(str::to_owned),
        difficulty: None,
    };
    let mut add_ons = Vec::new();
    for add_on in &service.spec.add_ons {
        let count: u32 = form.maybe_number(&format!("add_on_{}", add_on.code))?.unwrap_or(0);
        if count > 0 {
            add_ons.push(AddOnChoice { code: add_on.code.clone(), count });
        }
    }
    let item = ItemChoice { service: service.id, quantity: form.number("quantity")?, piece, add_ons };
    let urgency = if form.ticked("emergency") { Urgency::Emergency } else { Urgency::Normal };
    Ok(QuoteRequest { item, visit: facts(visitor, draft, urgency)? })
}

/// Where and how soon, for a price.
pub(crate) fn facts(visitor: &Visitor, draft: &Draft, urgency: Urgency) -> Result<VisitFacts> {
    let spot = draft.spot.as_ref();
    Ok(VisitFacts {
        territory: spot.map(|spot| territory_of(visitor, spot.place)).transpose()?,
        floor: spot.map_or(1, |spot| spot.floor),
        has_lift: spot.is_none_or(|spot| spot.has_lift),
        start: None,
        urgency,
    })
}

/// The key that signs quotes.
pub(crate) fn key(visitor: &Visitor) -> Result<SigningKey> {
    SigningKey::new(&visitor.edge.app.keys.quotes)
}

/// The catalogue speaks of a piece's parts; the form calls them by one word.
pub(crate) fn at_form_field(problem: Problem) -> Problem {
    let field = match problem.field_name() {
        Some("piece.material") => "material",
        Some("piece.brand" | "piece.brand_tier") => "brand",
        Some("piece.fault") => "fault",
        Some("piece.furniture_type") => "furniture_type",
        Some(_) | None => return problem,
    };
    problem.field(field)
}
