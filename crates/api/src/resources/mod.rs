//! The resources, one file per group of addresses.

mod access;
mod audit;
mod billing;
mod catalogue;
mod chat;
mod customers;
mod dispatching;
mod events;
mod jobs;
mod ledger;
mod markets;
mod notices;
mod offers;
mod payments;
mod photos;
mod price_books;
mod quotes;
mod reviews;
mod sessions;
mod settlements;
mod shared;
mod technicians;
mod visits;

use crate::surface::Surface;

/// Every route.
pub(crate) fn surface() -> Surface {
    let mut surface = Surface::new();
    let groups = [
        sessions::routes,
        access::routes,
        catalogue::routes,
        price_books::routes,
        quotes::routes,
        jobs::routes,
        shared::routes,
        visits::routes,
        offers::routes,
        photos::routes,
        dispatching::routes,
        technicians::routes,
        customers::routes,
        payments::routes,
        billing::routes,
        settlements::routes,
        ledger::routes,
        chat::routes,
        notices::routes,
        reviews::routes,
        markets::routes,
        audit::routes,
        events::routes,
    ];
    for routes in groups {
        routes(&mut surface);
    }
    surface
}

/// What most handlers need.
pub(crate) mod prelude {
    pub(crate) use crate::{
        answers::{Answer, Done, Listed, Made, Shown, Versioned, page_of},
        arguments::{Body, IfMatch, MaybeIfMatch, Paged, Path, Path2, Query},
        caller::Caller,
        shape::{asked, each, shape},
        surface::Surface,
    };
    pub(crate) use kernel::{Permission as P, problem};
}
