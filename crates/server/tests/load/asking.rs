//! A customer's way to a booking, step by step: quote, hold, booking.

use catalog::{
    actions::MakeQuote,
    model::{ItemChoice, Piece, Plan, Quote, QuoteRequest, SigningKey, Urgency, VisitFacts},
};
use dispatch::rules::slots::SlotState;
use flows::{
    App,
    booking::{BookVisit, Booked, BookedProperty, ChooseSlot, Chosen, SlotWish, slots},
};
use jobs::model::{Contact, Source};
use kernel::{Actor, Ctx, CustomerId, HoldId, Phone, Place, QuoteId, Result, ServiceId, TechnicianId, Window};

/// Somebody who asks.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Who.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: Phone,
    /// Where they live.
    pub place: Place,
}

/// The service of a code.
pub async fn service(app: &App, system: &Ctx, code: &str) -> ServiceId {
    let mut read = app.db.read().await.unwrap();
    catalog::views::service_by_code(&mut read, system.market, code).await.unwrap().id
}

impl Asker {
    /// Their circumstances now.
    pub fn ctx(&self, app: &App, system: &Ctx) -> Ctx {
        system.acting_as(Actor::Customer { customer: self.customer }).at(app.clock.now())
    }

    /// Asks for a price.
    pub async fn quote(&self, app: &App, system: &Ctx, service: ServiceId, quantity: u32) -> Result<Quote> {
        let item = ItemChoice { service, quantity, piece: Piece::default(), add_ons: Vec::new() };
        let visit = VisitFacts { territory: None, floor: 1, has_lift: true, start: None, urgency: Urgency::Normal };
        let request = QuoteRequest { item, visit };
        let make = MakeQuote { request, customer: None, key: key(app) };
        app.db.perform(&self.ctx(app, system), make).await
    }

    /// What windows are asked for with.
    pub fn wish(&self, quote: QuoteId, technician: Option<TechnicianId>) -> SlotWish {
        SlotWish { quote, place: self.place, technician }
    }

    /// The windows that can be had.
    pub async fn windows(&self, app: &App, system: &Ctx, wish: &SlotWish) -> Result<Vec<Window>> {
        let days = slots(&mut app.db.read().await?, &self.ctx(app, system), wish, None).await?;
        let free = days.into_iter().flat_map(|day| day.slots).filter(|slot| slot.state != SlotState::Full);
        Ok(free.map(|slot| slot.window).collect())
    }

    /// Holds a window.
    pub async fn choose(&self, app: &App, system: &Ctx, wish: SlotWish, window: Window) -> Result<Chosen> {
        let choose = ChooseSlot { wish, window, guest_key: None, key: key(app) };
        app.db.perform(&self.ctx(app, system), choose).await
    }

    /// The booking of a held window.
    pub fn booking(&self, app: &App, quote: &Quote, hold: HoldId) -> BookVisit {
        BookVisit {
            customer: None,
            quote: quote.id,
            plan: quote.options.first().map_or(Plan::Standard, |option| option.plan),
            hold,
            guest_key: None,
            contact: Contact { name: self.name.clone(), phone: self.phone.clone() },
            property: BookedProperty {
                property: None,
                address: "试验路 1 号".to_owned(),
                place: self.place,
                floor: 1,
                has_lift: true,
                building_note: String::new(),
            },
            note: String::new(),
            photos: Vec::new(),
            source: Source::Web,
            key: key(app),
        }
    }

    /// Books what was chosen.
    pub async fn book(&self, app: &App, system: &Ctx, chosen: &Chosen) -> Result<Booked> {
        app.db.perform(&self.ctx(app, system), self.booking(app, &chosen.quote, chosen.held.hold)).await
    }
}

/// The installation's key for quotes.
pub fn key(app: &App) -> SigningKey {
    SigningKey::new(&app.keys.quotes).unwrap()
}
