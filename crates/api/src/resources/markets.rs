//! `/markets`, `/territories`, `/policies`: where the company works, and by which numbers.

use super::prelude::*;
use flows::policies::{CancellationPolicy, DayPolicy, DispatchPolicy, MoneyPolicy, ReschedulePolicy};
use kernel::{Place, Result, TerritoryId};
use markets::{
    Market, Territory,
    actions::{AddTerritory, EditTerritory, SetPolicy},
    views::Policy,
};
use serde_json::Value;

pub(super) fn routes(surface: &mut Surface) {
    let write = &[P::MarketsWrite];
    surface
        .group("Markets")
        .get("/markets", "Every market; name one by its code in `X-Market`", &[P::Public], markets)
        .get("/territories", "The areas of the market", &[P::Public], territories)
        .post("/territories", "Add an area", write, add_territory)
        .put(
            "/territories/{territory}",
            "Change an area's names, border or whether it is served",
            write,
            edit_territory,
        )
        .get(
            "/policies/{name}",
            "The numbers of a subject: dispatch, cancellation, reschedule, money, day",
            &[P::JobsRead],
            policy,
        )
        .put("/policies/{name}", "Set the numbers of a subject", write, set_policy);
}

async fn markets(caller: Caller) -> Answer<Shown<Vec<Market>>> {
    Ok(Shown(caller.edge.directory.markets().iter().map(|market| Market::clone(market)).collect()))
}

async fn territories(caller: Caller) -> Answer<Shown<Vec<Territory>>> {
    Ok(Shown(markets::views::territories(&mut caller.read().await?, caller.ctx.market).await?))
}

asked! {
    /// An area: at least three corners.
    TerritoryAsk {
        code: String,
        names: markets::Names,
        ring: Vec<Place>,
        is_active: Option<bool>,
    }
}
crate::shape::readable!(markets::Names);

fn ring(corners: &[Place]) -> Vec<(f64, f64)> {
    corners.iter().map(|corner| (corner.longitude, corner.latitude)).collect()
}

async fn one(caller: &Caller, id: TerritoryId) -> Result<Versioned<Territory>> {
    let territory = markets::views::territory(&mut caller.read().await?, caller.ctx.market, id).await?;
    let version = territory.version;
    Ok(Versioned(territory, version))
}

async fn add_territory(caller: Caller, Body(ask): Body<TerritoryAsk>) -> Answer<Made<Territory>> {
    let id = caller.perform(AddTerritory { code: ask.code, names: ask.names, ring: ring(&ask.ring) }).await?;
    Ok(Made(one(&caller, id).await?.0))
}

async fn edit_territory(
    caller: Caller,
    Path(territory_id): Path<TerritoryId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<TerritoryAsk>,
) -> Answer<Versioned<Territory>> {
    let active = ask.is_active.unwrap_or(true);
    let territory =
        Territory { territory_id, code: ask.code, names: ask.names, ring: ring(&ask.ring), active, version };
    caller.perform(EditTerritory { territory }).await?;
    Ok(one(&caller, territory_id).await?)
}

async fn read_policy<T: Policy>(caller: &Caller) -> Result<Versioned<Value>> {
    let (policy, version) = markets::views::policy::<T>(&mut caller.read().await?, caller.ctx.market).await?;
    Ok(Versioned(serde_json::to_value(policy).map_err(kernel::Problem::broken)?, version))
}

async fn by_name(caller: &Caller, name: &str) -> Result<Versioned<Value>> {
    match name {
        DispatchPolicy::NAME => read_policy::<DispatchPolicy>(caller).await,
        CancellationPolicy::NAME => read_policy::<CancellationPolicy>(caller).await,
        ReschedulePolicy::NAME => read_policy::<ReschedulePolicy>(caller).await,
        MoneyPolicy::NAME => read_policy::<MoneyPolicy>(caller).await,
        DayPolicy::NAME => read_policy::<DayPolicy>(caller).await,
        _ => Err(problem::MISSING.field("name")),
    }
}

async fn policy(caller: Caller, Path(name): Path<String>) -> Answer<Versioned<Value>> {
    Ok(by_name(&caller, &name).await?)
}

fn parsed(name: &str, document: &str, version: i64) -> Result<SetPolicy> {
    match name {
        DispatchPolicy::NAME => SetPolicy::parse::<DispatchPolicy>(document, version),
        CancellationPolicy::NAME => SetPolicy::parse::<CancellationPolicy>(document, version),
        ReschedulePolicy::NAME => SetPolicy::parse::<ReschedulePolicy>(document, version),
        MoneyPolicy::NAME => SetPolicy::parse::<MoneyPolicy>(document, version),
        DayPolicy::NAME => SetPolicy::parse::<DayPolicy>(document, version),
        _ => Err(problem::MISSING.field("name")),
    }
}

async fn set_policy(
    caller: Caller,
    Path(name): Path<String>,
    IfMatch(version): IfMatch,
    Body(document): Body<Value>,
) -> Answer<Versioned<Value>> {
    caller.perform(parsed(&name, &document.to_string(), version)?).await?;
    Ok(by_name(&caller, &name).await?)
}
