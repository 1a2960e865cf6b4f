//! `/quotes`, `/holds`, `/bookings`: from a wish to a job.

use super::prelude::*;
use crate::shapes::catalog::QuoteShown;
use catalog::{
    actions::{MakeQuote, RequoteAt},
    model::{AddOnChoice, ItemChoice, Piece, Plan, QuoteRequest, SigningKey, Urgency, VisitFacts},
};
use dispatch::{
    actions::{Held, ReleaseHold},
    rules::slots::SlotDay,
};
use flows::booking::{self, BookVisit, BookVisitFor, BookedProperty, ChooseSlot, SlotWish};
use jobs::model::{Contact, Source, State};
use kernel::{
    CustomerId, FileId, HoldId, InvoiceId, JobId, Phone, Place, PropertyId, QuoteId, Result, ServiceId, TechnicianId,
    Timestamp, VisitId, Window, time::Date,
};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Quotes and bookings")
        .post("/quotes", "Ask for a binding, itemised quote", &[P::Public], make)
        .get("/quotes", "One's own quotes, or a customer's", &[P::CustomerSelf, P::CatalogRead], list)
        .get("/quotes/{quote}", "A quote", &[P::Public], one)
        .post("/quotes/{quote}/renewal", "Make the quote again for another time", &[P::Public], renew)
        .get(
            "/quotes/{quote}/verification",
            "Whether a quote carries our signature over its content",
            &[P::Public],
            verify,
        )
        .get("/quotes/{quote}/slots", "Arrival windows that can be promised", &[P::Public], slots)
        .post("/holds", "Keep a slot for some minutes, at its price", &[P::Public], hold)
        .delete("/holds/{hold}", "Let a held slot go", &[P::Public], release)
        .post("/bookings", "Book a held slot at the quoted price", &[P::CustomerSelf, P::JobsWrite], book);
}

fn key(caller: &Caller) -> Result<SigningKey> {
    SigningKey::new(&caller.edge.app.keys.quotes)
}

asked! {
    /// How many of an add-on.
    AddOnAsk { code: String, count: u32 }
}

asked! {
    /// A piece of furniture.
    PieceAsk {
        furniture_type: Option<String>,
        fault: Option<String>,
        material: Option<String>,
        brand: Option<String>,
        brand_tier: Option<String>,
        /// 1 to 5; judged by our own people only.
        difficulty: Option<u8>,
    }
}

asked! {
    /// What is wanted, and where.
    QuoteAsk {
        service: ServiceId,
        quantity: Option<u32>,
        piece: Option<PieceAsk>,
        add_ons: Vec<AddOnAsk>,
        /// Where; decides the territory.
        place: Option<Place>,
        floor: Option<i32>,
        has_lift: Option<bool>,
        start: Option<Timestamp>,
        urgency: Option<Urgency>,
        /// For whom, when the company asks.
        customer: Option<CustomerId>,
    }
}

/// A choice as it was asked.
pub(super) fn choice(
    service: ServiceId,
    quantity: Option<u32>,
    piece: Option<PieceAsk>,
    add_ons: Vec<AddOnAsk>,
) -> ItemChoice {
    let piece = piece.map_or_else(Piece::default, |piece| Piece {
        furniture_type: piece.furniture_type,
        fault: piece.fault,
        material: piece.material,
        brand: piece.brand,
        brand_tier: piece.brand_tier,
        difficulty: piece.difficulty,
    });
    let add_ons = add_ons.into_iter().map(|add_on| AddOnChoice { code: add_on.code, count: add_on.count }).collect();
    ItemChoice { service, quantity: quantity.unwrap_or(1), piece, add_ons }
}

async fn make(caller: Caller, Body(ask): Body<QuoteAsk>) -> Answer<Made<QuoteShown>> {
    let territories = caller.edge.directory.territories(caller.ctx.market);
    let territory = match ask.place {
        Some(place) => Some(markets::rules::territory_of(&territories, place)?.territory_id),
        None => None,
    };
    let visit = VisitFacts {
        territory,
        floor: ask.floor.unwrap_or(1),
        has_lift: ask.has_lift.unwrap_or(false),
        start: ask.start,
        urgency: ask.urgency.unwrap_or(Urgency::Normal),
    };
    let item = choice(ask.service, ask.quantity, ask.piece, ask.add_ons);
    let make = MakeQuote { request: QuoteRequest { item, visit }, customer: ask.customer, key: key(&caller)? };
    Ok(Made((&caller.perform(make).await?).into()))
}

asked! {
    /// Whose quotes; customers see their own.
    QuoteFilter { customer: Option<CustomerId> }
}

async fn list(caller: Caller, Paged(filter, page): Paged<QuoteFilter>) -> Answer<Listed<QuoteShown>> {
    let customer =
        caller.ctx.actor.customer().or(filter.customer).ok_or_else(|| problem::REQUIRED.field("customer"))?;
    let mut read = caller.read().await?;
    Ok(page_of(catalog::views::quotes_of_customer(&mut read, caller.ctx.market, customer, &page).await?))
}

async fn one(caller: Caller, Path(id): Path<QuoteId>) -> Answer<Versioned<QuoteShown>> {
    let quote = catalog::views::quote_seen_by(&mut caller.read().await?, &caller.ctx, id).await?;
    Ok(Versioned((&quote).into(), quote.version))
}

asked! {
    /// When instead.
    RenewalAsk { start: Option<Timestamp>, urgency: Option<Urgency> }
}

async fn renew(caller: Caller, Path(quote): Path<QuoteId>, Body(ask): Body<RenewalAsk>) -> Answer<Made<QuoteShown>> {
    let old = catalog::views::quote_seen_by(&mut caller.read().await?, &caller.ctx, quote).await?;
    let urgency = ask.urgency.unwrap_or(old.visit.urgency);
    let renewed = caller.perform(RequoteAt { quote, start: ask.start, urgency, key: key(&caller)? }).await?;
    Ok(Made((&renewed).into()))
}

shape! {
    /// Whether a quote is ours.
    QuoteVerification { quote: QuoteId, is_genuine: bool, standing: catalog::model::Standing, price_book_number: i64, valid_until: Timestamp }
}

async fn verify(caller: Caller, Path(id): Path<QuoteId>) -> Answer<Shown<QuoteVerification>> {
    let mut read = caller.read().await?;
    let quote = catalog::views::quote_seen_by(&mut read, &caller.ctx, id).await?;
    let is_genuine = match catalog::views::verify_quote(&mut read, caller.ctx.market, id, &key(&caller)?).await {
        Ok(_) => true,
        Err(problem) if problem.is(catalog::refusals::QUOTE_TAMPERED) => false,
        Err(problem) => return Err(problem.into()),
    };
    Ok(Shown(QuoteVerification {
        quote: id,
        is_genuine,
        standing: quote.standing(caller.ctx.now),
        price_book_number: quote.price_book_number,
        valid_until: quote.valid_until,
    }))
}

asked! {
    /// Where, with whom, from which day.
    SlotAsk {
        latitude: f64,
        longitude: f64,
        /// Only this technician.
        technician: Option<TechnicianId>,
        from: Option<Date>,
    }
}

async fn slots(caller: Caller, Path(quote): Path<QuoteId>, Query(ask): Query<SlotAsk>) -> Answer<Shown<Vec<SlotDay>>> {
    let wish = SlotWish { quote, place: Place::new(ask.latitude, ask.longitude)?, technician: ask.technician };
    Ok(Shown(booking::slots(&mut caller.read().await?, &caller.ctx, &wish, ask.from).await?))
}

asked! {
    /// Which slot.
    HoldAsk {
        quote: QuoteId,
        place: Place,
        window: Window,
        technician: Option<TechnicianId>,
        /// An unguessable key of 16 to 128 letters, for callers who are not signed in.
        guest_key: Option<String>,
    }
}

shape! {
    /// A held slot and the quote at its price; book with this quote.
    HoldMade {
        held: Held,
        quote: QuoteShown
    }
}

async fn hold(caller: Caller, Body(ask): Body<HoldAsk>) -> Answer<Made<HoldMade>> {
    let wish = SlotWish { quote: ask.quote, place: ask.place, technician: ask.technician };
    let choose = ChooseSlot { wish, window: ask.window, guest_key: ask.guest_key, key: key(&caller)? };
    let chosen = caller.perform(choose).await?;
    Ok(Made(HoldMade { quote: (&chosen.quote).into(), held: chosen.held }))
}

asked! {
    /// The key under which it was held.
    ReleaseAsk { guest_key: Option<String> }
}

async fn release(caller: Caller, Path(hold): Path<HoldId>, Query(ask): Query<ReleaseAsk>) -> Answer<Done> {
    caller.perform(ReleaseHold { hold, guest_key: ask.guest_key }).await?;
    Ok(Done)
}

asked! {
    /// Whom we call.
    ContactAsk { name: String, phone: Phone }
}

asked! {
    /// Where: from the customer's file, or as written.
    BookedPropertyAsk {
        property: Option<PropertyId>,
        address: String,
        place: Place,
        floor: Option<i32>,
        has_lift: Option<bool>,
        building_note: Option<String>,
    }
}

asked! {
    /// A booking.
    BookingAsk {
        /// For whom, when the company books.
        customer: Option<CustomerId>,
        quote: QuoteId,
        plan: Option<Plan>,
        hold: HoldId,
        guest_key: Option<String>,
        contact: ContactAsk,
        property: BookedPropertyAsk,
        note: Option<String>,
        photos: Vec<FileId>,
    }
}

shape! {
    /// A booking.
    BookingMade {
        job: JobId,
        number: String,
        visit: VisitId,
        state: State,
        /// The secret of the progress link `/p/{share_token}`.
        share_token: String,
        payment_due_at: Option<Timestamp>,
        invoice: InvoiceId,
        customer: CustomerId
    }
}

async fn book(caller: Caller, Body(ask): Body<BookingAsk>) -> Answer<Made<BookingMade>> {
    let property = BookedProperty {
        property: ask.property.property,
        address: ask.property.address,
        place: ask.property.place,
        floor: ask.property.floor.unwrap_or(1),
        has_lift: ask.property.has_lift.unwrap_or(false),
        building_note: ask.property.building_note.unwrap_or_default(),
    };
    let book = BookVisit {
        customer: ask.customer,
        quote: ask.quote,
        plan: ask.plan.unwrap_or(Plan::Standard),
        hold: ask.hold,
        guest_key: ask.guest_key,
        contact: Contact { name: ask.contact.name, phone: ask.contact.phone },
        property,
        note: ask.note.unwrap_or_default(),
        photos: ask.photos,
        source: Source::Api,
        key: key(&caller)?,
    };
    let booked =
        if caller.is_operator() { caller.perform(BookVisitFor(book)).await? } else { caller.perform(book).await? };
    Ok(Made(BookingMade {
        job: booked.opened.job,
        number: booked.opened.number,
        visit: booked.opened.visit,
        state: booked.opened.state,
        share_token: booked.opened.share_token,
        payment_due_at: booked.opened.payment_due_at,
        invoice: booked.invoice,
        customer: booked.customer,
    }))
}
