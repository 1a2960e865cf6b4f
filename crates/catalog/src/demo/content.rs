//! The shape of the content files, and reading them.

use crate::model::{CommissionCategory, Plan, Unit, VisitFeeRule};
use kernel::{Currency, Money, Problem, Rate, Result};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

const CATEGORIES: &str = include_str!("content/categories.json");
const TERMS: &str = include_str!("content/terms.json");
const CHECKLISTS: &str = include_str!("content/checklists.json");
const SERVICES: [&str; 7] = [
    include_str!("content/cleaning.json"),
    include_str!("content/appliances.json"),
    include_str!("content/furniture_sofa_bed.json"),
    include_str!("content/furniture_table_door.json"),
    include_str!("content/furniture_surface_smart.json"),
    include_str!("content/installation.json"),
    include_str!("content/home_repair.json"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryLine {
    pub code: String,
    #[serde(default)]
    pub parent: Option<String>,
    pub zh: String,
    pub en: String,
}

/// Code, Chinese, English.
pub(super) type Word = (String, String, String);
/// Code, Chinese, English, percent.
pub(super) type FactorWord = (String, String, String, i64);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    pub furniture_types: Ordered<Vec<Word>>,
    pub materials: Ordered<Vec<FactorWord>>,
    pub brand_tiers: Vec<FactorWord>,
    pub brands: Ordered<Vec<Word>>,
}

/// An object whose order counts.
pub(super) struct Ordered<T>(pub Vec<(String, T)>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::<String, Value>::deserialize(deserializer)?;
        let pairs = map.into_iter().map(|(key, value)| serde_json::from_value(value).map(|value| (key, value)));
        pairs.collect::<Result<_, _>>().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Code, Chinese, English, proof (`tick`, `photo:NAME`, `reading:UNIT`), gate.
pub(super) type StepLine = (String, String, String, String, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChecklistLine {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub steps: Vec<StepLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checklists {
    pub opening: Vec<StepLine>,
    pub closing: Vec<StepLine>,
    pub templates: Vec<ChecklistLine>,
}

/// Code, Chinese, English, price, cost (0: work), minutes, most.
pub(super) type AddOnLine = (String, String, String, Number, Number, u32, u32);
/// Chinese, English, percent of the unit price, warranty days on labour and on parts.
pub(super) type PlanLine = (String, String, i64, u16, u16);
type TwoTexts = (String, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultLine {
    pub path: String,
    /// Types or groups of types; empty: any.
    pub types: Vec<String>,
    pub minutes: (u32, u32),
    pub symptom: TwoTexts,
    pub cause: TwoTexts,
    pub method: TwoTexts,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Payment {
    PayAfter,
    Prepay,
    /// Percent.
    Deposit(i64),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stairs {
    Free,
    Share,
    Each(Number),
}

/// One service with its price.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceLine {
    pub code: String,
    pub category: String,
    pub zh: String,
    pub en: String,
    pub about_zh: String,
    pub about_en: String,
    pub unit: Unit,
    pub quantity: (u32, u32),
    pub price: Number,
    /// What the trade asks for a unit, from and to.
    pub range: (Number, Number),
    /// Where factors end, when not at 1.6 times the range.
    #[serde(default)]
    pub cap: Option<Number>,
    #[serde(default)]
    pub minimum: Option<Number>,
    /// To set up, and for each unit.
    pub minutes: (u32, u32),
    #[serde(default)]
    pub per_floor: u32,
    pub after: u32,
    pub skills: Ordered<u8>,
    #[serde(default = "one_person")]
    pub crew: (u8, u8),
    #[serde(default)]
    pub workshop_days: u16,
    pub payment: Payment,
    pub commission: CommissionCategory,
    pub warranty: (u16, u16),
    pub visit_fee: VisitFeeRule,
    #[serde(default)]
    pub add_ons: Vec<AddOnLine>,
    #[serde(default)]
    pub plans: BTreeMap<Plan, PlanLine>,
    /// Materials or groups of materials.
    #[serde(default)]
    pub materials: Vec<String>,
    #[serde(default)]
    pub brand_matters: bool,
    #[serde(default)]
    pub difficulty: Option<u8>,
    pub climb: Stairs,
    pub checklist: String,
    #[serde(default)]
    pub fault: Option<FaultLine>,
}

fn one_person() -> (u8, u8) {
    (1, 1)
}

pub(super) fn categories() -> Result<Vec<CategoryLine>> {
    read(CATEGORIES)
}

pub(super) fn terms() -> Result<Terms> {
    read(TERMS)
}

pub(super) fn checklists() -> Result<Checklists> {
    read(CHECKLISTS)
}

/// Every service, with its file's defaults filled in.
pub(super) fn services() -> Result<Vec<ServiceLine>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        defaults: Map<String, Value>,
        services: Vec<Map<String, Value>>,
    }
    let mut lines = Vec::new();
    for text in SERVICES {
        let File { defaults, services } = read(text)?;
        for service in services {
            let mut whole = defaults.clone();
            whole.extend(service);
            let code = whole.get("code").cloned().unwrap_or_default();
            let line = serde_json::from_value(Value::Object(whole));
            lines.push(line.map_err(|error| Problem::broken(format!("{code}: {error}")))?);
        }
    }
    Ok(lines)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Problem::broken)
}

/// An amount as the files write it, in whole or decimal units of the currency.
pub(super) fn amount(number: &Number, currency: Currency) -> Result<Money> {
    Money::parse(&number.to_string(), currency)
}

/// A factor as the files write it.
pub(super) fn percent(percent: i64) -> Rate {
    Rate::percent(percent)
}
