//! Saying where: an address of the customer's file, or a new one with a pin on the map.

use crate::{
    draft::{Spot, territory_of},
    frame::read,
    typed::Typed,
};
use customers::{Building, PropertyDraft, actions::AddOwnProperty};
use edge::{Submitted, Visitor};
use kernel::{Ctx, Place, Problem, Result, problem};
use ui::{Choice, Form, MapData, Shell};

/// The choice that is no stored address.
pub(crate) const NEW: &str = "new";
/// Longest address with its door; the browser keeps it until the booking.
const ADDRESS_LETTERS: usize = 160;

/// The fields for a place.
pub(crate) struct SpotSheet {
    /// Addresses of the file, and "another"; empty for guests.
    pub stored: Vec<Choice>,
    /// Territories, to be clicked on.
    pub map: MapData,
    /// Whether the address may be kept in the file.
    pub can_save: bool,
}

/// The fields for a visitor, and the form filled with what is known.
pub(crate) async fn sheet(
    visitor: &Visitor,
    shell: &Shell,
    known: Option<&Spot>,
    form: Form,
) -> Result<(SpotSheet, Form)> {
    let mut stored = Vec::new();
    let mut form = form;
    let mut first = known.and_then(|spot| spot.property).map(|id| id.to_string());
    if let Some(customer) = visitor.ctx.actor.customer() {
        let mut db = read(visitor).await?;
        let customer = customers::views::customer(&mut db, visitor.ctx.market, customer).await?;
        for property in customers::views::properties_of(&mut db, visitor.ctx.market, &customer).await? {
            let id = property.property_id.to_string();
            if known.is_none() && first.is_none() {
                first = Some(id.clone());
            }
            let facts = &property.facts;
            let label = if facts.label.is_empty() { facts.address.clone() } else { facts.label.clone() };
            stored.push(Choice::new(id, label).note(lines_of(facts)));
        }
    }
    let is_stored = |id: &String| stored.iter().any(|choice| choice.value == *id);
    let chosen = first.filter(is_stored);
    if !stored.is_empty() {
        stored.push(Choice::new(NEW, shell.t("customer-place-other")));
    }
    if form.value("property").is_empty() {
        form = form.with("property", chosen.clone().unwrap_or_else(|| NEW.to_owned()));
    }
    if let Some(spot) = known.filter(|_| chosen.is_none())
        && form.value("latitude").is_empty()
    {
        form = filled(form, spot);
    }
    if form.value("floor").is_empty() {
        form = form.with("floor", 1).with("has_lift", "yes");
    }
    Ok((SpotSheet { stored, map: territories(visitor), can_save: visitor.identity.is_some() }, form))
}

fn filled(form: Form, spot: &Spot) -> Form {
    form.with("address", &spot.address)
        .with("latitude", format!("{:.6}", spot.place.latitude))
        .with("longitude", format!("{:.6}", spot.place.longitude))
        .with("floor", spot.floor)
        .with("has_lift", if spot.has_lift { "yes" } else { "" })
}

/// An address in one line: street and door.
pub(crate) fn lines_of(facts: &PropertyDraft) -> String {
    format!("{} {}", facts.address, facts.detail).trim().to_owned()
}

/// Where we work, for a map to click on.
pub(crate) fn territories(visitor: &Visitor) -> MapData {
    let all = visitor.edge.directory.territories(visitor.market.market_id);
    let active = all.iter().filter(|territory| territory.active);
    active
        .fold(MapData::new(), |map, territory| map.territory(territory.names.get(visitor.ctx.locale), &territory.ring))
}

/// The place that the form says; none when it says nothing about it.
pub(crate) async fn of_form(visitor: &Visitor, form: &Submitted) -> Result<Option<Spot>> {
    let chosen = form.text("property");
    if !chosen.is_empty() && chosen != NEW {
        let customer = crate::frame::customer(visitor)?;
        let property = form.read_as("property")?;
        let found =
            customers::views::property(&mut read(visitor).await?, visitor.ctx.market, customer, property).await?;
        let facts = found.facts;
        territory_of(visitor, facts.place).map_err(|problem| problem.field("property"))?;
        return Ok(Some(Spot {
            property: Some(property),
            address: lines_of(&facts),
            place: facts.place,
            floor: facts.floor,
            has_lift: facts.has_lift,
            access_note: facts.access_note,
        }));
    }
    let (floor, has_lift) = (floor(form)?, form.ticked("has_lift"));
    let Some(place) = pin(form)? else { return Ok(None) };
    territory_of(visitor, place)?;
    let address = form.text("address").to_owned();
    if address.chars().count() > ADDRESS_LETTERS {
        return Err(problem::TOO_LONG
            .field("address")
            .param("length_max", ADDRESS_LETTERS)
            .param("max", ADDRESS_LETTERS));
    }
    Ok(Some(Spot { property: None, address, place, floor, has_lift, access_note: String::new() }))
}

fn floor(form: &Submitted) -> Result<i32> {
    let floor = form.maybe_number("floor")?.unwrap_or(1);
    if (-9..=150).contains(&floor) && floor != 0 {
        return Ok(floor);
    }
    Err(problem::OUT_OF_RANGE.field("floor").param("given", floor).param("low", -9).param("high", 150))
}

/// The pin on the map.
pub(crate) fn pin(form: &impl Typed) -> Result<Option<Place>> {
    let latitude: Option<f64> = form.maybe_number("latitude")?;
    let longitude: Option<f64> = form.maybe_number("longitude")?;
    match latitude.zip(longitude) {
        Some((latitude, longitude)) => Place::new(latitude, longitude).map(Some).map_err(|bad| bad.field("latitude")),
        None if latitude.is_some() || longitude.is_some() => Err(problem::REQUIRED.field("longitude")),
        None => Ok(None),
    }
}

/// Keeps a new place in the customer's file when they ask for it.
pub(crate) async fn keep(visitor: &Visitor, form: &Submitted, spot: Spot) -> Result<Spot> {
    if !form.ticked("save_address") || spot.property.is_some() || visitor.identity.is_none() {
        return Ok(spot);
    }
    let draft = PropertyDraft {
        label: String::new(),
        address: spot.address.clone(),
        detail: String::new(),
        place: spot.place,
        territory_id: Some(territory_of(visitor, spot.place)?),
        floor: spot.floor,
        has_lift: spot.has_lift,
        building: Building::Apartment,
        access_note: String::new(),
    };
    let ctx: &Ctx = &visitor.ctx;
    let property = visitor.edge.app.db.perform(ctx, AddOwnProperty { draft }).await?;
    Ok(Spot { property: Some(property), ..spot })
}

/// A place with an address, as a booking needs it.
pub(crate) fn whole(spot: Option<Spot>) -> Result<Spot, Problem> {
    let spot = spot.ok_or_else(|| problem::REQUIRED.field("latitude"))?;
    if spot.address.is_empty() { Err(problem::REQUIRED.field("address")) } else { Ok(spot) }
}
