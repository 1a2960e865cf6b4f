//! Steps that stories share.

use super::kit::*;
use crate::{Facts, VisitNeed, VisitPlan, actions::*, views};
use jiff::civil::Date;
use kernel::{Actor, Ctx, CustomerId, TechnicianId, VisitId};
use std::sync::Arc;
use test_kit::Bench;

pub(super) const TUESDAY: Date = jiff::civil::date(2026, 3, 3);

pub(super) fn customer(bench: &Bench, number: u128) -> Ctx {
    use kernel::Id;
    bench.ctx(Actor::Customer { customer: CustomerId::from_uuid(uuid::Uuid::from_u128(number)) })
}

pub(super) fn as_technician(bench: &Bench, technician: TechnicianId) -> Ctx {
    bench.ctx(Actor::Technician { technician })
}

pub(super) fn system(bench: &Bench) -> Ctx {
    bench.ctx(Actor::System)
}

pub(super) fn three() -> Arc<Facts> {
    facts(vec![technician(1, 0, 14), technician(2, 4000, 14), technician(3, 9000, 14)], no_reserve())
}

pub(super) fn hold(facts: &Arc<Facts>, need: VisitNeed, date: Date, from: &str, until: &str) -> HoldSlot {
    HoldSlot { need, window: window(date, from, until), guest_key: None, facts: facts.clone() }
}

/// A visit with a time, by way of a hold.
pub(super) async fn booked(
    bench: &Bench,
    facts: &Arc<Facts>,
    need: VisitNeed,
    date: Date,
    from: &str,
    until: &str,
) -> (VisitId, TechnicianId) {
    let visit: VisitId = bench.system.new_id();
    let held = bench.db.perform(&system(bench), hold(facts, need, date, from, until)).await.unwrap();
    let confirm = ConfirmHold { hold: held.hold, visit, guest_key: None };
    let crew = bench.db.perform(&system(bench), confirm).await.unwrap();
    (visit, crew.lead)
}

pub(super) async fn plan(bench: &Bench, visit: VisitId) -> VisitPlan {
    let mut read = bench.db.read().await.unwrap();
    views::plan(&mut read, bench.system.market, visit).await.unwrap().unwrap()
}

pub(super) async fn open_offers(bench: &Bench, technician: TechnicianId) -> Vec<views::PoolOffer> {
    let mut read = bench.db.read().await.unwrap();
    views::offers_of_technician(&mut read, bench.system.market, technician, bench.clock.now()).await.unwrap()
}

pub(super) async fn names(bench: &Bench, subject: impl ToString) -> Vec<String> {
    let mut read = bench.db.read().await.unwrap();
    let events = db::views::events_of_subject(&mut read, bench.system.market, &subject.to_string()).await.unwrap();
    events.into_iter().map(|event| event.name.trim_start_matches("dispatch.").to_owned()).collect()
}
