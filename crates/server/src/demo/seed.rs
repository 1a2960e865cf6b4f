//! Filling an empty database with the demo city.

use super::{
    absences,
    city::{CENTRE, City, NAME},
    logins::{PASSWORD, STAFF},
    people::{Resident, hires, residents},
};
use crate::{
    founding::{Founded, MarketPlan, TerritoryPlan, hire, open_market},
    simulation::asking::Asker,
};
use access::{
    HashedPassword,
    actions::{CreateUser, FirstPassword},
};
use customers::{
    Standing,
    actions::{AddOwnProperty, EditOwnProfile, FindOrAddCustomer},
    model::{Building, PropertyDraft},
};
use flows::App;
use jiff::{ToSpan, civil::Date};
use kernel::{Actor, Ctx, Currency, CustomerId, MarketScope, PropertyId, Result, TerritoryId};
use markets::{
    Market,
    actions::SetPolicy,
    views::{Policy, policy},
};
use serde::{Deserialize, Serialize};

/// The seed of everything generated in the demo city.
pub const SEED: u64 = 7;
/// The demo market's code.
pub const MARKET_CODE: &str = "linjiang";
/// Customers with a file.
pub const RESIDENTS: usize = 400;

/// A resident as the customers know them.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Their file.
    pub customer: CustomerId,
    /// Their home.
    pub property: PropertyId,
    /// Its territory.
    pub territory: Option<TerritoryId>,
    /// Who they are.
    pub resident: Resident,
}

impl Settled {
    /// The resident as somebody who asks for help at home.
    #[must_use]
    pub fn asker(&self) -> Asker {
        let home = &self.resident.home;
        Asker {
            customer: self.customer,
            name: self.resident.name.zh.clone(),
            phone: self.resident.phone.clone(),
            property: Some(self.property),
            address: home.address.clone(),
            place: home.place,
            territory: self.territory,
            floor: i32::try_from(home.floor).unwrap_or(1),
            has_lift: home.has_lift,
        }
    }
}

/// Opens the demo market with its staff, technicians and customers, as if `today` were the day the company is looked at.
pub async fn found(app: &App, city: &City, today: Date) -> Result<(Founded, Vec<Settled>)> {
    let plan = plan(city, today)?;
    let founded = open_market(app, &plan, None).await?;
    add_staff(app, &founded.ctx).await?;
    let mut hired = Vec::new();
    for one in hires(city, SEED, today)? {
        hired.push(hire(app, &founded, &one).await?);
    }
    absences::grant(app, &founded.ctx, &hired, &plan.zone, today).await?;
    let mut settled = Vec::new();
    for resident in residents(city, SEED, RESIDENTS)? {
        settled.push(settle(app, &founded, resident).await?);
    }
    Ok((founded, settled))
}

/// The residents of a city that was founded before, as somebody who asks for help at home.
pub async fn askers(app: &App, city: &City, market: &Market) -> Result<Vec<Asker>> {
    let mut askers = Vec::new();
    let mut read = app.db.read().await?;
    for resident in residents(city, SEED, RESIDENTS)? {
        let found = customers::views::customer_by_phone(&mut read, market.market_id, &resident.phone).await?;
        let Some(customer) = found else { continue };
        let properties = customers::views::properties_of(&mut read, market.market_id, &customer).await?;
        let Some(home) = properties.into_iter().next() else { continue };
        askers.push(Asker {
            customer: customer.customer_id,
            name: customer.name,
            phone: resident.phone,
            property: Some(home.property_id),
            address: home.facts.address,
            place: home.facts.place,
            territory: home.facts.territory_id,
            floor: home.facts.floor,
            has_lift: home.facts.has_lift,
        });
    }
    Ok(askers)
}

fn plan(city: &City, today: Date) -> Result<MarketPlan> {
    let own = |pair: (&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
    let quarters = city.quarters.iter().map(|one| TerritoryPlan {
        code: one.code.to_owned(),
        name: own(one.name),
        ring: one.ring.clone(),
    });
    Ok(MarketPlan {
        code: MARKET_CODE.to_owned(),
        brand: own(("到家帮", "Doorstep Demo")),
        name: own(NAME),
        zone: "Asia/Shanghai".parse()?,
        currency: Currency::Cny,
        centre: CENTRE,
        phone: "400 820 0101".to_owned(),
        territories: quarters.collect(),
        // The two corners farthest from the old town.
        outer: vec![3, 11],
        prices_from: today.saturating_sub(120.days()),
    })
}

async fn add_staff(app: &App, ctx: &Ctx) -> Result<()> {
    for person in &STAFF {
        let create = CreateUser {
            name: person.name.to_owned(),
            login: person.login.to_owned(),
            password: HashedPassword::of(ctx, person.login, PASSWORD).await?,
            first_password: FirstPassword::MayStay,
            roles: person.roles.to_vec(),
            markets: MarketScope::All,
        };
        app.db.perform(ctx, create).await?;
    }
    Ok(())
}

async fn settle(app: &App, founded: &Founded, resident: Resident) -> Result<Settled> {
    let ctx = &founded.ctx;
    let find = FindOrAddCustomer {
        phone: resident.phone.clone(),
        standing: Standing::Account,
        name: resident.name.zh.clone(),
    };
    let customer = app.db.perform(ctx, find).await?.customer;
    let home = &resident.home;
    let territory = founded.territories.get(home.territory).copied();
    let draft = PropertyDraft {
        label: String::new(),
        address: home.address.clone(),
        detail: String::new(),
        place: home.place,
        territory_id: territory,
        floor: i32::try_from(home.floor).unwrap_or(1),
        has_lift: home.has_lift,
        building: Building::Apartment,
        access_note: String::new(),
    };
    let own = ctx.acting_as(Actor::Customer { customer });
    if let Some(mail) = resident.mail.clone() {
        let profile = EditOwnProfile { name: resident.name.zh.clone(), mail: Some(mail), locale: None, version: 1 };
        app.db.perform(&own, profile).await?;
    }
    let property = app.db.perform(&own, AddOwnProperty { draft }).await?;
    Ok(Settled { customer, property, territory, resident })
}

/// Whether the demo city is complete; kept with the market, so that a first start that was cut short is noticed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct DemoState {
    is_complete: bool,
}

impl Policy for DemoState {
    const NAME: &'static str = "demo";
}

/// Notes that the city is complete.
pub async fn complete(app: &App, ctx: &Ctx) -> Result<()> {
    app.db.perform(ctx, SetPolicy::of(&DemoState { is_complete: true }, 0)).await
}

/// Whether the market's city is complete.
pub async fn is_complete(app: &App, ctx: &Ctx) -> Result<bool> {
    let (state, _) = policy::<DemoState>(&mut app.db.read().await?, ctx.market).await?;
    Ok(state.is_complete)
}
