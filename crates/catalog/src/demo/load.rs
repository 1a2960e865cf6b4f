//! Writing the demo catalogue into a market.

use super::{
    content::{self, AddOnLine, Ordered, Payment, PlanLine, ServiceLine, Stairs, StepLine, amount, percent},
    prices,
};
use crate::{
    actions::{
        CreateCategory, CreatePriceBook, CreateService, PublishPriceBook, SaveChecklist, SaveFault, SaveTerm,
        SetServiceActive,
    },
    model::{
        AddOn, AddOnKind, AddOnPrice, CategorySpec, ChecklistTemplate, Climb, Fault, Gate, Names, PaymentMode, Plan,
        PlanOffer, PlanPrice, PriceItem, ServicePrice, ServiceSpec, SkillNeed, StepKind, TemplateStep, Term, TermKind,
        Terms, Work,
    },
    rules, store,
};
use db::{Action, Tx};
use kernel::{
    CategoryId, Ctx, Currency, Permission, PriceBookId, Problem, Result, ServiceId, TerritoryId, Zone, time::Date,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The market that the catalogue is loaded into.
#[derive(Clone, Debug)]
pub struct DemoMarket {
    /// From when the first price book is valid; may lie in the past, so that past jobs have prices.
    pub valid_from: Date,
    /// Of all prices; the figures are those of a large Chinese city.
    pub currency: Currency,
    /// The market's zone.
    pub zone: Zone,
    /// Territories with a surcharge and a travel fee.
    pub outer_territories: Vec<TerritoryId>,
}

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoCatalog {
    /// The published book.
    pub price_book: PriceBookId,
    /// Services by code.
    pub services: BTreeMap<String, ServiceId>,
}

/// Loads the demo catalogue into an empty market.
pub struct LoadDemoCatalog {
    /// Which market.
    pub market: DemoMarket,
}

impl Action for LoadDemoCatalog {
    const NAME: &'static str = "catalog.load_demo";
    const PERMISSION: Permission = Permission::System;
    type Outcome = DemoCatalog;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<DemoCatalog> {
        load_demo_catalog(tx, ctx, &self.market).await
    }
}

/// Writes categories, words, checklists, services, faults and a published price book; `catalog_code_taken` when the market has them already.
pub async fn load_demo_catalog(tx: &mut Tx, ctx: &Ctx, market: &DemoMarket) -> Result<DemoCatalog> {
    let categories = load_categories(tx, ctx).await?;
    let words = load_words(tx, ctx).await?;
    load_checklists(tx, ctx).await?;
    let policy = prices::policy(market)?;
    let create = CreatePriceBook {
        currency: market.currency,
        zone: market.zone.clone(),
        policy,
        note: "First price book".to_owned(),
    };
    let book = create.perform(tx, ctx).await?;
    let mut services = BTreeMap::new();
    for (index, line) in content::services()?.iter().enumerate() {
        let position = i64::try_from(index).unwrap_or(0) * 10;
        let category = categories.get(&line.category).copied();
        let category =
            category.ok_or_else(|| Problem::broken(format!("{}: no category {}", line.code, line.category)))?;
        let spec = spec(line, category, &words, position);
        let created = CreateService { spec }.perform(tx, ctx).await?;
        let activate = SetServiceActive { service: created.id, is_active: true, version: created.version };
        let service = activate.perform(tx, ctx).await?;
        let price = price(line, market.currency)?;
        rules::check_price(&service.spec, &price, &book.policy, market.currency)?;
        store::insert_item(tx, ctx.market, book.id, &PriceItem { service: service.id, price, version: 0 }).await?;
        load_fault(tx, ctx, line, service.id, &words, (position, market.currency)).await?;
        services.insert(line.code.clone(), service.id);
    }
    let publish = PublishPriceBook { book: book.id, valid_from: market.valid_from, version: book.version };
    publish.perform(tx, ctx).await?;
    Ok(DemoCatalog { price_book: book.id, services })
}

async fn load_categories(tx: &mut Tx, ctx: &Ctx) -> Result<BTreeMap<String, CategoryId>> {
    let mut ids = BTreeMap::new();
    for (position, line) in (0i64..).zip(content::categories()?) {
        let parent = line.parent.and_then(|code| ids.get(&code).copied());
        let spec = CategorySpec {
            code: line.code.clone(),
            names: Names::new(line.zh, line.en),
            parent,
            position: position * 10,
            is_active: true,
        };
        ids.insert(line.code, CreateCategory { spec }.perform(tx, ctx).await?.id);
    }
    Ok(ids)
}

/// The codes of a group of words; the files name groups where the catalogue names each.
struct Groups {
    types: BTreeMap<String, Vec<String>>,
    materials: BTreeMap<String, Vec<String>>,
}

fn expand(groups: &BTreeMap<String, Vec<String>>, given: &[String]) -> Vec<String> {
    let mut codes = Vec::new();
    for code in given {
        match groups.get(code) {
            Some(members) => codes.extend(members.iter().cloned()),
            None => codes.push(code.clone()),
        }
    }
    codes
}

async fn load_words(tx: &mut Tx, ctx: &Ctx) -> Result<Groups> {
    let content::Terms { furniture_types, materials, brand_tiers, brands } = content::terms()?;
    let mut groups = Groups { types: BTreeMap::new(), materials: BTreeMap::new() };
    let mut words: Vec<(TermKind, String, (String, String, String))> = Vec::new();
    let plain = |(code, zh, en, _): (String, String, String, i64)| (code, zh, en);
    for (group, members) in furniture_types.0 {
        groups.types.insert(group.clone(), members.iter().map(|word| word.0.clone()).collect());
        words.extend(members.into_iter().map(|word| (TermKind::FurnitureType, group.clone(), word)));
    }
    for (group, members) in materials.0 {
        groups.materials.insert(group.clone(), members.iter().map(|word| word.0.clone()).collect());
        words.extend(members.into_iter().map(|word| (TermKind::Material, group.clone(), plain(word))));
    }
    words.extend(brand_tiers.into_iter().map(|word| (TermKind::BrandTier, String::new(), plain(word))));
    for (tier, members) in brands.0 {
        words.extend(members.into_iter().map(|word| (TermKind::Brand, tier.clone(), word)));
    }
    for (position, (kind, parent, (code, zh, en))) in (0i64..).zip(words) {
        let names = Names::new(zh, en);
        let term = Term { kind, code, parent, names, position: position * 10, is_active: true, version: 0 };
        SaveTerm { term }.perform(tx, ctx).await?;
    }
    Ok(groups)
}

async fn load_checklists(tx: &mut Tx, ctx: &Ctx) -> Result<()> {
    let content::Checklists { opening, closing, templates } = content::checklists()?;
    for line in templates {
        let steps = opening.iter().chain(&line.steps).chain(&closing).map(step).collect::<Result<_>>()?;
        let template = ChecklistTemplate { code: line.code, names: Names::new(line.zh, line.en), steps, version: 0 };
        SaveChecklist { template }.perform(tx, ctx).await?;
    }
    Ok(())
}

fn step((code, zh, en, proof, gate): &StepLine) -> Result<TemplateStep> {
    let (kind, detail) = proof.split_once(':').unwrap_or((proof.as_str(), ""));
    let kind: StepKind = kind.parse()?;
    let (photos, reading_unit) = match kind {
        StepKind::Tick => (Vec::new(), String::new()),
        StepKind::Photo => (vec![detail.to_owned()], String::new()),
        StepKind::Reading => (Vec::new(), detail.to_owned()),
    };
    let gate: Gate = gate.parse()?;
    Ok(TemplateStep {
        code: code.clone(),
        names: Names::new(zh.as_str(), en.as_str()),
        kind,
        photos,
        reading_unit,
        gate,
    })
}

fn spec(line: &ServiceLine, category: CategoryId, groups: &Groups, position: i64) -> ServiceSpec {
    ServiceSpec {
        category,
        code: line.code.clone(),
        names: Names::new(line.zh.as_str(), line.en.as_str()),
        description: Names::new(line.about_zh.as_str(), line.about_en.as_str()),
        unit: line.unit,
        quantity_min: line.quantity.0,
        quantity_max: line.quantity.1,
        work: work(line),
        terms: Terms {
            payment: match line.payment {
                Payment::PayAfter => PaymentMode::PayAfter,
                Payment::Prepay => PaymentMode::Prepay,
                Payment::Deposit(share) => PaymentMode::Deposit { rate: percent(share) },
            },
            commission: line.commission,
            labour_warranty_days: line.warranty.0,
            part_warranty_days: line.warranty.1,
            visit_fee: line.visit_fee,
        },
        add_ons: line.add_ons.iter().map(add_on).collect(),
        plans: line.plans.iter().map(plan).collect(),
        materials: expand(&groups.materials, &line.materials),
        brand_matters: line.brand_matters,
        difficulty: line.difficulty,
        checklist: line.checklist.clone(),
        position,
    }
}

fn work(line: &ServiceLine) -> Work {
    let Ordered(skills) = &line.skills;
    Work {
        base_minutes: line.minutes.0,
        minutes_per_unit: line.minutes.1,
        minutes_min: 30,
        minutes_per_floor: line.per_floor,
        buffer_before_minutes: 10,
        buffer_after_minutes: line.after,
        skills: skills.iter().map(|(skill, level)| SkillNeed { skill: skill.clone(), level: *level }).collect(),
        crew_size: line.crew.0,
        crew_size_max: line.crew.1,
        workshop_days: line.workshop_days,
    }
}

fn add_on((code, zh, en, _, cost, minutes, count_max): &AddOnLine) -> AddOn {
    AddOn {
        code: code.clone(),
        names: Names::new(zh.as_str(), en.as_str()),
        kind: if cost.as_u64() == Some(0) { AddOnKind::Work } else { AddOnKind::Part },
        minutes: *minutes,
        count_max: *count_max,
    }
}

fn plan((plan, (zh, en, _, labour, parts)): (&Plan, &PlanLine)) -> PlanOffer {
    let names = Names::new(zh.as_str(), en.as_str());
    PlanOffer { plan: *plan, names, labour_warranty_days: *labour, part_warranty_days: *parts }
}

/// Factors may move a price from the low end of what the trade asks up to 1.6 times its high end, unless the line says more.
fn price(line: &ServiceLine, currency: Currency) -> Result<ServicePrice> {
    let has_factors =
        line.brand_matters || !line.materials.is_empty() || line.difficulty.is_some() || !line.plans.is_empty();
    let highest = match &line.cap {
        Some(cap) => amount(cap, currency)?,
        None => amount(&line.range.1, currency)?.share(percent(160))?,
    };
    let lowest = amount(&line.range.0, currency)?;
    Ok(ServicePrice {
        unit_price: amount(&line.price, currency)?,
        floor: has_factors.then_some(lowest),
        cap: has_factors.then_some(highest),
        minimum: line.minimum.as_ref().map(|least| amount(least, currency)).transpose()?,
        climb: match &line.climb {
            Stairs::Free => Climb::Free,
            Stairs::Share => Climb::Share,
            Stairs::Each(fee) => Climb::Each { fee: amount(fee, currency)? },
        },
        plans: line.plans.iter().map(|(plan, line)| PlanPrice { plan: *plan, rate: percent(line.2) }).collect(),
        add_ons: line.add_ons.iter().map(|line| add_on_price(line, currency)).collect::<Result<_>>()?,
    })
}

fn add_on_price((code, _, _, price, cost, _, _): &AddOnLine, currency: Currency) -> Result<AddOnPrice> {
    let cost = amount(cost, currency)?;
    Ok(AddOnPrice { code: code.clone(), price: amount(price, currency)?, cost: cost.is_positive().then_some(cost) })
}

async fn load_fault(
    tx: &mut Tx,
    ctx: &Ctx,
    line: &ServiceLine,
    service: ServiceId,
    groups: &Groups,
    (position, currency): (i64, Currency),
) -> Result<()> {
    let Some(fault) = &line.fault else { return Ok(()) };
    let names = |(zh, en): &(String, String)| Names::new(zh.as_str(), en.as_str());
    let fault = Fault {
        code: line.code.clone(),
        service,
        path: fault.path.clone(),
        furniture_types: expand(&groups.types, &fault.types),
        symptom: names(&fault.symptom),
        cause: names(&fault.cause),
        method: names(&fault.method),
        minutes: fault.minutes,
        price: (amount(&line.range.0, currency)?, amount(&line.range.1, currency)?),
        position,
        is_active: true,
        version: 0,
    };
    SaveFault { fault }.perform(tx, ctx).await.map(drop)
}
