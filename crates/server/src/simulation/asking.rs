//! A simulated customer asks for help as people do: a quote, a look at the windows, a hold, the booking.

use crate::dice::Dice;
use catalog::{
    actions::MakeQuote,
    model::{ItemChoice, Piece, Plan, QuoteRequest, Service, SigningKey, Unit, Urgency, VisitFacts},
};
use dispatch::rules::slots::{SlotDay, SlotState};
use flows::{
    App,
    booking::{BookVisit, Booked, BookedProperty, ChooseSlot, SlotWish, slots},
};
use jobs::model::{Contact, Source};
use kernel::{Actor, Ctx, CustomerId, Phone, Place, PropertyId, Result, TechnicianId, TerritoryId, Window};

kernel::refusals! {
    /// No window is free over the whole horizon.
    NO_WINDOW_FREE = Refused "no_window_free";
}

/// Somebody who asks, and where.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Their file.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: Phone,
    /// The property in their file.
    pub property: Option<PropertyId>,
    /// Its address.
    pub address: String,
    /// Its place.
    pub place: Place,
    /// Its territory, when known; looked up otherwise.
    pub territory: Option<TerritoryId>,
    /// Its floor.
    pub floor: i32,
    /// Whether a lift goes there.
    pub has_lift: bool,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Which service.
    pub service: &'a Service,
    /// Only this technician.
    pub technician: Option<TechnicianId>,
    /// How soon.
    pub urgency: Urgency,
    /// What they add.
    pub note: String,
    /// Where the order comes from.
    pub source: Source,
}

/// Books the service for the asker; the refusal when it cannot be had.
pub async fn book(app: &App, system: &Ctx, asker: &Asker, ask: &Ask<'_>, dice: &mut Dice) -> Result<Booked> {
    let key = SigningKey::new(&app.keys.quotes)?;
    let ctx = || system.acting_as(Actor::Customer { customer: asker.customer }).at(app.clock.now());
    let visit = VisitFacts {
        territory: asker.territory,
        floor: asker.floor,
        has_lift: asker.has_lift,
        start: None,
        urgency: ask.urgency,
    };
    let request = QuoteRequest { item: item(ask.service, dice), visit };
    let quote = app.db.perform(&ctx(), MakeQuote { request, customer: None, key: key.clone() }).await?;
    let wish = SlotWish { quote: quote.id, place: asker.place, technician: ask.technician };
    let days = slots(&mut app.db.read().await?, &ctx(), &wish, None).await?;
    let mut choices = windows_in_order_of_liking(&days, dice);
    loop {
        let window = choices.pop().ok_or_else(|| NO_WINDOW_FREE.problem())?;
        let choose = ChooseSlot { wish: wish.clone(), window, guest_key: None, key: key.clone() };
        let chosen = match app.db.perform(&ctx(), choose).await {
            Ok(chosen) => chosen,
            // Somebody else was faster: the next best window.
            Err(problem) if !choices.is_empty() && problem.kind() == kernel::Kind::Refused => continue,
            Err(problem) => return Err(problem),
        };
        let plan = chosen.quote.options.first().map_or(Plan::Standard, |option| option.plan);
        let booking = BookVisit {
            customer: None,
            quote: chosen.quote.id,
            plan,
            hold: chosen.held.hold,
            guest_key: None,
            contact: Contact { name: asker.name.clone(), phone: asker.phone.clone() },
            property: BookedProperty {
                property: asker.property,
                address: asker.address.clone(),
                place: asker.place,
                floor: asker.floor,
                has_lift: asker.has_lift,
                building_note: String::new(),
            },
            note: ask.note.clone(),
            photos: Vec::new(),
            source: ask.source,
            key,
        };
        return app.db.perform(&ctx(), booking).await;
    }
}

/// How much of it, and on what.
pub(crate) fn item(service: &Service, dice: &mut Dice) -> ItemChoice {
    let spec = &service.spec;
    let more = match spec.unit {
        Unit::SquareMetre | Unit::SquareMetreMonth => dice.between(20, 90),
        Unit::Hour | Unit::Appliance | Unit::Seat | Unit::Spot | Unit::Metre | Unit::Door => dice.between(0, 2),
        Unit::Item | Unit::CubicMetre | Unit::Visit | Unit::Pair | Unit::Job => 0,
    };
    let quantity = spec.quantity_min.saturating_add(more as u32).min(spec.quantity_max);
    let material = if spec.materials.is_empty() { None } else { Some(dice.pick(&spec.materials).clone()) };
    let piece = Piece { material, ..Piece::default() };
    ItemChoice { service: service.id, quantity, piece, add_ons: Vec::new() }
}

/// Free windows, the liked one last: mostly soon, sometimes on a day that suits better.
fn windows_in_order_of_liking(days: &[SlotDay], dice: &mut Dice) -> Vec<Window> {
    let patience = [0, 0, 0, 1, 1, 2, 3][dice.below(7)];
    let free = days.iter().flat_map(|day| &day.slots).filter(|slot| slot.state != SlotState::Full);
    let mut windows: Vec<Window> = free.map(|slot| slot.window).collect();
    let skipped = patience * 4 + dice.below(3);
    if skipped < windows.len() {
        windows.rotate_left(skipped);
    }
    windows.truncate(6);
    windows.reverse();
    windows
}
