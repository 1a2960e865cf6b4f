//! How stored rows become the nouns of the model.

use crate::model::{
    Category, CategorySpec, ChecklistTemplate, Climb, Fault, Names, PriceBook, PriceItem, Quote, QuoteState, Service,
    ServicePrice, ServiceSpec, Standing, Term,
};
use db::{FromRow, Row};
use kernel::{Currency, Money, Problem, Result, scalar::Json};

pub(super) fn names(row: &Row, what: &str) -> Result<Names> {
    Ok(Names { zh: row.get(&format!("{what}_zh"))?, en: row.get(&format!("{what}_en"))? })
}

pub(super) fn money(row: &Row, column: &str) -> Result<Money> {
    Ok(Money::new(row.get(column)?, row.get("currency")?))
}

fn maybe_money(row: &Row, column: &str, currency: Currency) -> Result<Option<Money>> {
    Ok(row.get::<Option<i64>>(column)?.map(|minor| Money::new(minor, currency)))
}

fn json<T: serde::Serialize + serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<T> {
    Ok(row.get::<Json<T>>(column)?.0)
}

impl FromRow for Category {
    fn from_row(row: &Row) -> Result<Self> {
        let spec = CategorySpec {
            code: row.get("code")?,
            names: names(row, "name")?,
            parent: row.get("parent_id")?,
            position: row.get("position")?,
            is_active: row.get("is_active")?,
        };
        Ok(Self { id: row.get("category_id")?, spec, version: row.get("version")? })
    }
}

impl FromRow for Service {
    fn from_row(row: &Row) -> Result<Self> {
        let spec = ServiceSpec {
            category: row.get("category_id")?,
            code: row.get("code")?,
            names: names(row, "name")?,
            description: names(row, "description")?,
            unit: row.get("unit")?,
            quantity_min: row.get("quantity_min")?,
            quantity_max: row.get("quantity_max")?,
            work: json(row, "work")?,
            terms: json(row, "terms")?,
            add_ons: json(row, "add_ons")?,
            plans: json(row, "plans")?,
            materials: json(row, "materials")?,
            brand_matters: row.get("brand_matters")?,
            difficulty: row.get("difficulty")?,
            checklist: row.get("checklist_code")?,
            position: row.get("position")?,
        };
        Ok(Self { id: row.get("service_id")?, spec, is_active: row.get("is_active")?, version: row.get("version")? })
    }
}

impl FromRow for ChecklistTemplate {
    fn from_row(row: &Row) -> Result<Self> {
        let (code, names, version) = (row.get("code")?, names(row, "name")?, row.get("version")?);
        Ok(Self { code, names, steps: json(row, "steps")?, version })
    }
}

impl FromRow for Term {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            code: row.get("code")?,
            parent: row.get("parent_code")?,
            names: names(row, "name")?,
            position: row.get("position")?,
            is_active: row.get("is_active")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Fault {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            code: row.get("code")?,
            service: row.get("service_id")?,
            path: row.get("path")?,
            furniture_types: json(row, "furniture_types")?,
            symptom: names(row, "symptom")?,
            cause: names(row, "cause")?,
            method: names(row, "method")?,
            minutes: (row.get("minutes_low")?, row.get("minutes_high")?),
            price: (money(row, "price_low_minor")?, money(row, "price_high_minor")?),
            position: row.get("position")?,
            is_active: row.get("is_active")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for PriceBook {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("price_book_id")?,
            number: row.get("number")?,
            state: row.get("state")?,
            note: row.get("note")?,
            currency: row.get("currency")?,
            zone: row.get("zone")?,
            valid_from: row.get("valid_from")?,
            policy: json(row, "policy")?,
            version: row.get("version")?,
            created_at: row.get("created_at")?,
            published_at: row.get("published_at")?,
        })
    }
}

impl FromRow for PriceItem {
    fn from_row(row: &Row) -> Result<Self> {
        let currency = row.get("currency")?;
        let price = ServicePrice {
            unit_price: money(row, "unit_price_minor")?,
            floor: maybe_money(row, "floor_minor", currency)?,
            cap: maybe_money(row, "cap_minor", currency)?,
            minimum: maybe_money(row, "minimum_minor", currency)?,
            climb: json::<Climb>(row, "climb")?,
            plans: json(row, "plans")?,
            add_ons: json(row, "add_ons")?,
        };
        Ok(Self { service: row.get("service_id")?, price, version: row.get("version")? })
    }
}

impl FromRow for Quote {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("quote_id")?,
            state: quote_state(row)?,
            customer: row.get("customer_id")?,
            job: row.get("job_id")?,
            base: row.get("base_quote_id")?,
            credit_of: row.get("credit_of")?,
            credited_by: row.get("credited_by")?,
            price_book: row.get("price_book_id")?,
            price_book_number: row.get("price_book_number")?,
            currency: row.get("currency")?,
            items: json(row, "items")?,
            visit: json(row, "visit")?,
            options: json(row, "options")?,
            need: json(row, "need")?,
            payment: json(row, "payment")?,
            visit_fee: money(row, "visit_fee_minor")?,
            valid_until: row.get("valid_until")?,
            signature: row.get("signature")?,
            made_at: row.get("made_at")?,
            made_by: row.get("made_by")?,
            version: row.get("version")?,
        })
    }
}

fn quote_state(row: &Row) -> Result<QuoteState> {
    match row.get::<Standing>("state")? {
        Standing::Open => Ok(QuoteState::Open),
        Standing::Accepted => Ok(QuoteState::Accepted { plan: row.get("plan")?, at: row.get("decided_at")? }),
        Standing::Superseded => {
            Ok(QuoteState::Superseded { by: row.get("superseded_by")?, at: row.get("decided_at")? })
        }
        Standing::Expired => Err(Problem::broken("expiry is never written down")),
    }
}
