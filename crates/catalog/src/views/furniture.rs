//! The furniture form's word lists and faults, and the checklists.

use crate::{
    model::{ChecklistTemplate, Fault, Names, Term, TermKind, Unit},
    views::rows,
};
use db::{FromRow, Read, Row, params};
use kernel::{MarketId, Result, ServiceId};
use serde::{Deserialize, Serialize};

db::statements! {
    TERMS = "
        select kind, code, parent_code, name_zh, name_en, position, is_active, version
        from furniture_terms
        where market_id = $1
        order by kind, position, code";
    TERM = "
        select kind, code, parent_code, name_zh, name_en, position, is_active, version
        from furniture_terms
        where market_id = $1 and kind = $2 and code = $3";
    FAULT = "
        select code, service_id, path, furniture_types, symptom_zh, symptom_en, cause_zh, cause_en, method_zh, method_en,
          minutes_low, minutes_high, currency, price_low_minor, price_high_minor, position, is_active, version
        from faults
        where market_id = $1 and code = $2";
    FAULTS_OF_SERVICE = "
        select code, service_id, path, furniture_types, symptom_zh, symptom_en, cause_zh, cause_en, method_zh, method_en,
          minutes_low, minutes_high, currency, price_low_minor, price_high_minor, position, is_active, version
        from faults
        where market_id = $1 and service_id = $2
        order by position, code";
    FAULTS_WITH_SERVICES = "
        select f.code, f.service_id, f.path, f.furniture_types, f.symptom_zh, f.symptom_en, f.cause_zh, f.cause_en,
          f.method_zh, f.method_en, f.minutes_low, f.minutes_high, f.currency, f.price_low_minor, f.price_high_minor,
          f.position, f.is_active, f.version, s.code as service_code, s.name_zh, s.name_en, s.unit, s.difficulty, s.materials
        from faults f
        join services s on s.market_id = f.market_id and s.service_id = f.service_id
        where f.market_id = $1 and f.is_active and s.is_active
        order by f.position, f.code";
    CHECKLIST = "
        select code, name_zh, name_en, steps, version
        from checklist_templates
        where market_id = $1 and code = $2";
    CHECKLISTS = "
        select code, name_zh, name_en, steps, version
        from checklist_templates
        where market_id = $1
        order by code";
}

/// A fault with what the form needs of its service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurnitureFault {
    /// The fault.
    #[serde(flatten)]
    pub fault: Fault,
    /// The service's code.
    pub service_code: String,
    /// The service's names.
    pub service_names: Names,
    /// What it is counted in.
    pub unit: Unit,
    /// Its usual difficulty.
    pub difficulty: Option<u8>,
    /// The materials to choose from; empty: the form does not ask.
    pub materials: Vec<String>,
}

impl FromRow for FurnitureFault {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            fault: Fault::from_row(row)?,
            service_code: row.get("service_code")?,
            service_names: rows::names(row, "name")?,
            unit: row.get("unit")?,
            difficulty: row.get("difficulty")?,
            materials: row.get::<kernel::scalar::Json<Vec<String>>>("materials")?.0,
        })
    }
}

/// Everything the furniture form shows: what people may choose, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    /// Types; the parent is the group.
    pub types: Vec<Term>,
    /// Materials; the parent is the group.
    pub materials: Vec<Term>,
    /// Brand tiers.
    pub brand_tiers: Vec<Term>,
    /// Brands; the parent is the tier.
    pub brands: Vec<Term>,
    /// Faults of services that customers can have.
    pub faults: Vec<FurnitureFault>,
}

impl Furniture {
    /// The faults a furniture type can have.
    pub fn faults_of<'a>(&'a self, furniture_type: &'a str) -> impl Iterator<Item = &'a FurnitureFault> {
        self.faults.iter().filter(move |row| {
            let types = &row.fault.furniture_types;
            types.is_empty() || types.iter().any(|code| code == furniture_type)
        })
    }
}

/// Everything the furniture form shows.
pub async fn furniture(read: &mut Read, market: MarketId) -> Result<Furniture> {
    let faults = read.all(FAULTS_WITH_SERVICES, params![market]).await?;
    let mut furniture =
        Furniture { types: Vec::new(), materials: Vec::new(), brand_tiers: Vec::new(), brands: Vec::new(), faults };
    for term in terms(read, market).await?.into_iter().filter(|term| term.is_active) {
        match term.kind {
            TermKind::FurnitureType => furniture.types.push(term),
            TermKind::Material => furniture.materials.push(term),
            TermKind::BrandTier => furniture.brand_tiers.push(term),
            TermKind::Brand => furniture.brands.push(term),
        }
    }
    Ok(furniture)
}

/// Every word of every list, active or not.
pub async fn terms(read: &mut Read, market: MarketId) -> Result<Vec<Term>> {
    read.all(TERMS, params![market]).await
}

/// One word.
pub async fn term(read: &mut Read, market: MarketId, kind: TermKind, code: &str) -> Result<Option<Term>> {
    read.maybe(TERM, params![market, kind, code]).await
}

/// A brand that people may choose.
pub async fn brand(read: &mut Read, market: MarketId, code: &str) -> Result<Option<Term>> {
    Ok(term(read, market, TermKind::Brand, code).await?.filter(|brand| brand.is_active))
}

/// One fault.
pub async fn fault(read: &mut Read, market: MarketId, code: &str) -> Result<Option<Fault>> {
    read.maybe(FAULT, params![market, code]).await
}

/// One checklist template.
pub async fn checklist(read: &mut Read, market: MarketId, code: &str) -> Result<ChecklistTemplate> {
    read.one(CHECKLIST, params![market, code]).await
}

/// Every checklist template.
pub async fn checklists(read: &mut Read, market: MarketId) -> Result<Vec<ChecklistTemplate>> {
    read.all(CHECKLISTS, params![market]).await
}

/// The faults a service repairs.
pub async fn faults_of_service(read: &mut Read, market: MarketId, service: ServiceId) -> Result<Vec<Fault>> {
    read.all(FAULTS_OF_SERVICE, params![market, service]).await
}
