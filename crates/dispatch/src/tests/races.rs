//! Many at once: as many win as there are places, nobody twice, no overlap.

use super::kit::*;
use crate::{Facts, Policy, VisitNeed, actions::*, refusals, views};
use db::Handlers;
use kernel::{Actor, VisitId};
use std::{collections::BTreeMap, sync::Arc};
use test_kit::on_both_engines;

/// Two technicians, five days, visits of which two fit a day: twenty places.
fn twenty_places() -> (Arc<Facts>, VisitNeed) {
    let facts = facts(vec![technician(1, 0, 6), technician(2, 1000, 6)], Policy { horizon_days: 6, ..no_reserve() });
    (facts, VisitNeed { duration_minutes: 110, ..need(500) })
}

#[test]
fn two_hundred_want_twenty_places() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let (facts, need) = twenty_places();
        let days: Vec<_> = (1..6).map(|day| MONDAY.saturating_add(jiff::Span::new().days(day))).collect();
        let mut tasks = Vec::new();
        for number in 0..200usize {
            let (db, facts, need) = (bench.db.clone(), facts.clone(), need.clone());
            let (guest, system) = (bench.ctx(Actor::Anonymous), bench.ctx(Actor::System));
            let date = days[number % 5];
            let (from, until) = if number % 2 == 0 { ("10:00", "12:00") } else { ("14:00", "16:00") };
            tasks.push(tokio::spawn(async move {
                let key = format!("guest-number-{number:08}");
                let hold = HoldSlot { need, window: window(date, from, until), guest_key: Some(key.clone()), facts };
                let held = db.perform(&guest, hold).await?;
                let visit: VisitId = guest.new_id();
                db.perform(&system, ConfirmHold { hold: held.hold, visit, guest_key: Some(key) }).await
            }));
        }
        let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
        for task in tasks {
            let outcome = task.await.unwrap();
            *outcomes
                .entry(outcome.map_or_else(|problem| problem.code().to_owned(), |_| "won".to_owned()))
                .or_default() += 1;
        }
        let expected = [(refusals::SLOT_TAKEN.code.to_owned(), 180), ("won".to_owned(), 20)];
        assert_eq!(outcomes, BTreeMap::from(expected), "{:?}", bench.db.engine());
        let mut read = bench.db.read().await.unwrap();
        let mut rows = Vec::new();
        for technician in [1, 2] {
            let id = technician_id(technician);
            let of =
                views::technician_days(&mut read, bench.system.market, id, MONDAY, days[4], bench.clock.now()).await;
            rows.extend(of.unwrap());
        }
        drop(read);
        assert_eq!((rows.len(), faults(&facts, &rows)), (20, vec![]));
        bench
    });
}
