//! Writing categories, services, checklists, words and faults.

use crate::{
    model::{Category, ChecklistTemplate, Fault, Service, Term},
    refusals, views,
};
use db::{Tx, params};
use kernel::{Ctx, MarketId, Result, ServiceId, scalar::Json};

db::statements! {
    INSERT_CATEGORY = "
        insert into categories (market_id, category_id, parent_id, code, name_zh, name_en, position, is_active, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
        on conflict do nothing";
    UPDATE_CATEGORY = "
        update categories
        set parent_id = $1, code = $2, name_zh = $3, name_en = $4, position = $5, is_active = $6, version = version + 1
        where market_id = $7 and category_id = $8 and version = $9";
    INSERT_SERVICE = "
        insert into services (market_id, service_id, category_id, code, name_zh, name_en, description_zh, description_en, unit,
          quantity_min, quantity_max, work, terms, add_ons, plans, materials, brand_matters, difficulty, checklist_code,
          search_text, position, is_active, version, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 1, $23)
        on conflict do nothing";
    UPDATE_SERVICE = "
        update services
        set category_id = $1, code = $2, name_zh = $3, name_en = $4, description_zh = $5, description_en = $6, unit = $7,
          quantity_min = $8, quantity_max = $9, work = $10, terms = $11, add_ons = $12, plans = $13, materials = $14,
          brand_matters = $15, difficulty = $16, checklist_code = $17, search_text = $18, position = $19, is_active = $20,
          version = version + 1, updated_at = $21
        where market_id = $22 and service_id = $23 and version = $24";
    SET_SEARCH_TEXT = "
        update services
        set search_text = $1
        where market_id = $2 and service_id = $3";
    INSERT_CHECKLIST = "
        insert into checklist_templates (market_id, code, name_zh, name_en, steps, version)
        values ($1, $2, $3, $4, $5, 1)
        on conflict do nothing";
    UPDATE_CHECKLIST = "
        update checklist_templates
        set name_zh = $1, name_en = $2, steps = $3, version = version + 1
        where market_id = $4 and code = $5 and version = $6";
    INSERT_TERM = "
        insert into furniture_terms (market_id, kind, code, parent_code, name_zh, name_en, position, is_active, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
        on conflict do nothing";
    UPDATE_TERM = "
        update furniture_terms
        set parent_code = $1, name_zh = $2, name_en = $3, position = $4, is_active = $5, version = version + 1
        where market_id = $6 and kind = $7 and code = $8 and version = $9";
    INSERT_FAULT = "
        insert into faults (market_id, code, service_id, path, furniture_types, symptom_zh, symptom_en, cause_zh, cause_en,
          method_zh, method_en, minutes_low, minutes_high, currency, price_low_minor, price_high_minor, position, is_active, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1)
        on conflict do nothing";
    UPDATE_FAULT = "
        update faults
        set service_id = $1, path = $2, furniture_types = $3, symptom_zh = $4, symptom_en = $5, cause_zh = $6, cause_en = $7,
          method_zh = $8, method_en = $9, minutes_low = $10, minutes_high = $11, currency = $12, price_low_minor = $13,
          price_high_minor = $14, position = $15, is_active = $16, version = version + 1
        where market_id = $17 and code = $18 and version = $19";
}

/// `code_taken` unless the row is new.
fn is_new(rows: u64, code: &str) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(refusals::CODE_TAKEN.field("code").param("given", code)) }
}

pub(crate) async fn insert_category(tx: &mut Tx, market: MarketId, category: &Category) -> Result<()> {
    let spec = &category.spec;
    let values = params![
        market,
        category.id,
        spec.parent,
        spec.code,
        spec.names.zh,
        spec.names.en,
        spec.position,
        spec.is_active
    ];
    is_new(tx.run(INSERT_CATEGORY, values).await?, &spec.code)
}

pub(crate) async fn update_category(tx: &mut Tx, market: MarketId, category: &Category) -> Result<()> {
    let spec = &category.spec;
    let values = params![
        spec.parent,
        spec.code,
        spec.names.zh,
        spec.names.en,
        spec.position,
        spec.is_active,
        market,
        category.id,
        category.version
    ];
    tx.save(UPDATE_CATEGORY, values).await
}

pub(crate) async fn insert_service(tx: &mut Tx, ctx: &Ctx, service: &Service) -> Result<()> {
    let Service { id, spec, is_active, .. } = service;
    let text = search_text(tx, ctx.market, service).await?;
    let values = params![
        ctx.market,
        id,
        spec.category,
        spec.code,
        spec.names.zh,
        spec.names.en,
        spec.description.zh,
        spec.description.en,
        spec.unit,
        spec.quantity_min,
        spec.quantity_max,
        Json(spec.work.clone()),
        Json(spec.terms.clone()),
        Json(spec.add_ons.clone()),
        Json(spec.plans.clone()),
        Json(spec.materials.clone()),
        spec.brand_matters,
        spec.difficulty,
        spec.checklist,
        text,
        spec.position,
        is_active,
        ctx.now
    ];
    is_new(tx.run(INSERT_SERVICE, values).await?, &spec.code)
}

pub(crate) async fn update_service(tx: &mut Tx, ctx: &Ctx, service: &Service) -> Result<()> {
    let Service { id, spec, is_active, version } = service;
    let text = search_text(tx, ctx.market, service).await?;
    let values = params![
        spec.category,
        spec.code,
        spec.names.zh,
        spec.names.en,
        spec.description.zh,
        spec.description.en,
        spec.unit,
        spec.quantity_min,
        spec.quantity_max,
        Json(spec.work.clone()),
        Json(spec.terms.clone()),
        Json(spec.add_ons.clone()),
        Json(spec.plans.clone()),
        Json(spec.materials.clone()),
        spec.brand_matters,
        spec.difficulty,
        spec.checklist,
        text,
        spec.position,
        is_active,
        ctx.now,
        ctx.market,
        id,
        version
    ];
    tx.save(UPDATE_SERVICE, values).await
}

/// Keeps a service findable by the symptoms of its faults.
pub(crate) async fn refresh_search_text(tx: &mut Tx, market: MarketId, service: ServiceId) -> Result<()> {
    let service = views::service(tx, market, service).await?;
    let text = search_text(tx, market, &service).await?;
    tx.save(SET_SEARCH_TEXT, params![text, market, service.id]).await
}

async fn search_text(tx: &mut Tx, market: MarketId, service: &Service) -> Result<String> {
    let spec = &service.spec;
    let faults = views::faults_of_service(tx, market, service.id).await?;
    let symptoms = faults.iter().flat_map(|fault| [&fault.code, &fault.symptom.zh, &fault.symptom.en]);
    let words = [&spec.code, &spec.names.zh, &spec.names.en, &spec.description.zh, &spec.description.en];
    let all: Vec<String> = words.into_iter().chain(symptoms).map(|text| text.to_lowercase()).collect();
    Ok(all.join(" "))
}

/// Saves a template; version 0: a new one.
pub(crate) async fn save_checklist(tx: &mut Tx, market: MarketId, template: &ChecklistTemplate) -> Result<()> {
    let ChecklistTemplate { code, names, steps, version } = template;
    let steps = Json(steps.clone());
    if *version == 0 {
        return is_new(tx.run(INSERT_CHECKLIST, params![market, code, names.zh, names.en, steps]).await?, code);
    }
    tx.save(UPDATE_CHECKLIST, params![names.zh, names.en, steps, market, code, version]).await
}

/// Saves a word; version 0: a new one.
pub(crate) async fn save_term(tx: &mut Tx, market: MarketId, term: &Term) -> Result<()> {
    let Term { kind, code, parent, names, position, is_active, version } = term;
    if *version == 0 {
        let values = params![market, kind, code, parent, names.zh, names.en, position, is_active];
        return is_new(tx.run(INSERT_TERM, values).await?, code);
    }
    let values = params![parent, names.zh, names.en, position, is_active, market, kind, code, version];
    tx.save(UPDATE_TERM, values).await
}

/// Saves a fault; version 0: a new one.
pub(crate) async fn save_fault(tx: &mut Tx, market: MarketId, fault: &Fault) -> Result<()> {
    let (types, currency) = (Json(fault.furniture_types.clone()), fault.price.0.currency);
    let (symptom, cause, method) = (&fault.symptom, &fault.cause, &fault.method);
    if fault.version == 0 {
        let values = params![
            market,
            fault.code,
            fault.service,
            fault.path,
            types,
            symptom.zh,
            symptom.en,
            cause.zh,
            cause.en,
            method.zh,
            method.en,
            fault.minutes.0,
            fault.minutes.1,
            currency,
            fault.price.0.minor,
            fault.price.1.minor,
            fault.position,
            fault.is_active
        ];
        return is_new(tx.run(INSERT_FAULT, values).await?, &fault.code);
    }
    let values = params![
        fault.service,
        fault.path,
        types,
        symptom.zh,
        symptom.en,
        cause.zh,
        cause.en,
        method.zh,
        method.en,
        fault.minutes.0,
        fault.minutes.1,
        currency,
        fault.price.0.minor,
        fault.price.1.minor,
        fault.position,
        fault.is_active,
        market,
        fault.code,
        fault.version
    ];
    tx.save(UPDATE_FAULT, values).await
}
