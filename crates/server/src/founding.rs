//! Setting up a market: its territories, its catalogue, its technicians. The demo city and replays begin with it.

use crate::demo::people::{Hire, LICENSED};
use catalog::demo::{DemoMarket, LoadDemoCatalog};
use flows::App;
use jiff::{ToSpan, civil::Date};
use kernel::{Actor, BrandId, Ctx, Currency, Locale, Place, Result, TechnicianId, TerritoryId, Zone};
use markets::{
    Brand, Market, Names,
    actions::{AddTerritory, OpenMarket},
};
use workforce::{
    actions::{AddCertificate, AddTechnician, SetCertificateRule, SetDuty, SetWeek},
    model::Vehicle,
};

/// What a market is opened with.
#[derive(Clone, Debug)]
pub struct MarketPlan {
    /// Its code.
    pub code: String,
    /// Chinese and English name of the brand.
    pub brand: (String, String),
    /// Chinese and English name of the city.
    pub name: (String, String),
    /// Its zone.
    pub zone: Zone,
    /// Its currency.
    pub currency: Currency,
    /// Where its map opens.
    pub centre: Place,
    /// The service phone.
    pub phone: String,
    /// Its territories.
    pub territories: Vec<TerritoryPlan>,
    /// Territories with a surcharge, by index.
    pub outer: Vec<usize>,
    /// From when there are prices.
    pub prices_from: Date,
}

/// A territory to draw.
#[derive(Clone, Debug)]
pub struct TerritoryPlan {
    /// Its code.
    pub code: String,
    /// Chinese and English name.
    pub name: (String, String),
    /// Corners of its border, longitude and latitude in degrees.
    pub ring: Vec<(f64, f64)>,
}

/// A market that was opened.
#[derive(Clone, Debug)]
pub struct Founded {
    /// Circumstances of the software itself, in the market.
    pub ctx: Ctx,
    /// Its territories, in the order of the plan.
    pub territories: Vec<TerritoryId>,
}

fn names(pair: &(String, String)) -> Names {
    Names::new(&pair.0, &pair.1)
}

/// Opens the market with its territories and the catalogue. `brand` joins an existing brand.
pub async fn open_market(app: &App, plan: &MarketPlan, brand: Option<BrandId>) -> Result<Founded> {
    let mut ctx = app.ctx(Actor::System, nil(), nil(), Locale::default());
    ctx.brand = brand.unwrap_or_else(|| ctx.new_id());
    ctx.market = ctx.new_id();
    let market = Market {
        market_id: ctx.market,
        brand_id: ctx.brand,
        code: plan.code.clone(),
        names: names(&plan.name),
        zone: plan.zone.clone(),
        currency: plan.currency,
        centre: plan.centre,
        phone: plan.phone.clone(),
        version: 1,
    };
    let brand = Brand { brand_id: ctx.brand, names: names(&plan.brand) };
    app.db.perform(&ctx, OpenMarket { brand, market }).await?;
    let mut territories = Vec::new();
    for one in &plan.territories {
        let add = AddTerritory { code: one.code.clone(), names: names(&one.name), ring: one.ring.clone() };
        territories.push(app.db.perform(&ctx, add).await?);
    }
    let outer_territories = plan.outer.iter().filter_map(|index| territories.get(*index).copied()).collect();
    let market = DemoMarket {
        valid_from: plan.prices_from,
        currency: plan.currency,
        zone: plan.zone.clone(),
        outer_territories,
    };
    app.db.perform(&ctx, LoadDemoCatalog { market }).await?;
    for (skill, kind) in LICENSED {
        let rule = SetCertificateRule { skill: skill.to_owned(), kind: Some(kind.to_owned()) };
        app.db.perform(&ctx, rule).await?;
    }
    Ok(Founded { ctx, territories })
}

fn nil<T: kernel::Id>() -> T {
    T::from_uuid(uuid::Uuid::nil())
}

/// A technician who was hired.
#[derive(Clone, Copy, Debug)]
pub struct Hired {
    /// Who.
    pub technician: TechnicianId,
    /// Where the day starts.
    pub home: Place,
    /// How they travel.
    pub vehicle: Vehicle,
}

/// Hires somebody: profile, skills, hours, certificates; ready for work.
pub async fn hire(app: &App, founded: &Founded, hire: &Hire) -> Result<Hired> {
    let Founded { ctx, territories } = founded;
    let add = AddTechnician {
        profile: hire.profile.clone(),
        skills: hire.skills.clone(),
        territories: hire.territories.iter().filter_map(|index| territories.get(*index).copied()).collect(),
    };
    let technician = app.db.perform(ctx, add).await?;
    app.db.perform(ctx, SetWeek { technician, shifts: hire.week.clone() }).await?;
    for (number, kind) in hire.certificates.iter().enumerate() {
        let certificate = AddCertificate {
            technician,
            kind: (*kind).to_owned(),
            number: format!("LJ{}{number:02}", hire.profile.phone.local()),
            issued_on: hire.profile.hired_on,
            expires_on: Some(hire.profile.hired_on.saturating_add(6.years())),
            file: None,
        };
        app.db.perform(ctx, certificate).await?;
    }
    let own = ctx.acting_as(Actor::Technician { technician });
    app.db.perform(&own, SetDuty { on_duty: true }).await?;
    Ok(Hired { technician, home: hire.profile.home, vehicle: hire.profile.vehicle })
}

/// Whether the market of a code exists.
pub async fn market_by_code(app: &App, code: &str) -> Result<Option<Market>> {
    let mut read = app.db.read().await?;
    Ok(markets::views::all_markets(&mut read).await?.into_iter().find(|market| market.code == code))
}

/// Circumstances of the software itself in a market.
#[must_use]
pub fn system_in(app: &App, market: &Market) -> Ctx {
    app.ctx(Actor::System, market.brand_id, market.market_id, Locale::default())
}
