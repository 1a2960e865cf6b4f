//! Dated prices of a market: one book is valid at any instant, and a published book never changes.

use crate::model::{Names, Plan};
use kernel::{
    Currency, Money, PriceBookId, Rate, ServiceId, TerritoryId, Timestamp, Zone,
    time::{Date, Time},
};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// Where a book stands.
    pub enum BookState {
        /// Being written; nobody is quoted from it.
        Draft = "draft",
        /// Fixed; valid from its date until a later book begins.
        Published = "published",
    }
}

/// A named factor on the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// The term's code.
    pub code: String,
    /// What people read on the quote.
    pub names: Names,
    /// 100 % changes nothing.
    pub rate: Rate,
}

/// What work in a territory costs more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerritoryPrice {
    /// Which.
    pub territory: TerritoryId,
    /// What people read on the quote.
    pub names: Names,
    /// On the labour.
    pub rate: Rate,
    /// Once per visit.
    pub travel_fee: Money,
}

kernel::text_enum! {
    /// Why a day has a price of its own.
    pub enum DayKind {
        /// A public holiday.
        Holiday = "holiday",
        /// A season of high demand.
        Peak = "peak",
        /// A weekend day that is worked in exchange for a holiday: no weekend surcharge.
        Workday = "workday",
    }
}

/// Days with a price of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPrice {
    /// Why.
    pub kind: DayKind,
    /// What people read on the quote.
    pub names: Names,
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub until: Date,
    /// On the labour; 0 for workdays.
    pub rate: Rate,
}

/// The rules of a book that hold for all services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// By brand tier.
    pub brand_tiers: Vec<Factor>,
    /// By material.
    pub materials: Vec<Factor>,
    /// By difficulty 1 to 5, rising.
    pub difficulty: [Rate; 5],
    /// For each floor climbed without a lift, on the labour.
    pub floor: Rate,
    /// By territory; one that is not listed costs no more.
    pub territories: Vec<TerritoryPrice>,
    /// For work that begins at night, on the labour.
    pub night: Rate,
    /// Local time at which night begins.
    pub night_from: Time,
    /// Local time at which it ends.
    pub night_until: Time,
    /// For Saturdays and Sundays, on the labour.
    pub weekend: Rate,
    /// Holidays, seasons, exchanged workdays. Of weekend, holiday and season only the dearest is charged.
    pub days: Vec<DayPrice>,
    /// For work that cannot wait, on the labour.
    pub emergency: Rate,
    /// What a visit costs when nothing else comes of it.
    pub visit_fee: Money,
    /// How much more than its cost a part may cost.
    pub parts_markup_max: Rate,
    /// How long a quote binds us.
    pub quote_hours: u16,
}

/// A dated set of prices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceBook {
    /// Its id.
    pub id: PriceBookId,
    /// Counts up within the market.
    pub number: i64,
    /// Draft or published.
    pub state: BookState,
    /// Why it was written, for operators.
    pub note: String,
    /// Of all its amounts.
    pub currency: Currency,
    /// In which night, weekend and dates are meant.
    pub zone: Zone,
    /// First day; none while a draft.
    pub valid_from: Option<Date>,
    /// The rules for all services.
    pub policy: Policy,
    /// For `If-Match`; also rises with every edit of one of its prices.
    pub version: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it became fixed.
    pub published_at: Option<Timestamp>,
}

/// What climbing stairs costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Climb {
    /// Nothing.
    Free,
    /// The book's share of the labour for each floor.
    Share,
    /// An amount for each unit and floor.
    Each {
        /// Which amount.
        fee: Money,
    },
}

/// The price of one of the ways a service is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPrice {
    /// Which.
    pub plan: Plan,
    /// Of the unit price.
    pub rate: Rate,
}

/// The price of an add-on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOnPrice {
    /// The add-on's code.
    pub code: String,
    /// Each.
    pub price: Money,
    /// What a part costs us; none for work.
    pub cost: Option<Money>,
}

/// What a service costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePrice {
    /// For one unit at the usual difficulty.
    pub unit_price: Money,
    /// The least for one unit, whatever the factors say.
    pub floor: Option<Money>,
    /// The most for one unit, whatever the factors say.
    pub cap: Option<Money>,
    /// The least for the whole work.
    pub minimum: Option<Money>,
    /// What stairs cost.
    pub climb: Climb,
    /// For each way it is offered.
    pub plans: Vec<PlanPrice>,
    /// For each add-on.
    pub add_ons: Vec<AddOnPrice>,
}

/// One line of a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceItem {
    /// Of which service.
    pub service: ServiceId,
    /// What it costs.
    pub price: ServicePrice,
    /// For `If-Match`; 0 before it is saved.
    pub version: i64,
}
