//! Rules as tables, stories on both engines.

mod files;
mod people;
mod rules;

use crate::{Building, MIGRATIONS, PropertyDraft, STATEMENTS, Standing, actions::FindOrAddCustomer};
use kernel::{Actor, CustomerId, Locale, Phone, Place, time::SignedDuration};
use test_kit::Bench;

#[test]
fn every_statement_is_understood() {
    test_kit::prepare_all(&[MIGRATIONS], STATEMENTS);
}

#[test]
fn every_refusal_and_code_has_its_words() {
    let codes = crate::refusals::ALL.iter().map(|code| format!("problem-{}", code.code));
    let buildings = Building::ALL.iter().map(|building| format!("customers-building-{building}"));
    let ties = crate::Tie::ALL.iter().map(|tie| format!("customers-tie-{tie}"));
    for key in codes.chain(buildings).chain(ties).map(|key| key.replace('_', "-")) {
        assert!(Locale::ALL.iter().all(|locale| i18n::has(*locale, &key)), "{key}");
    }
}

fn phone(last: u32) -> Phone {
    format!("1380013{last:04}").parse().unwrap()
}

async fn join(bench: &Bench, phone: &Phone, standing: Standing, name: &str) -> CustomerId {
    // A moment apart, so that "newest first" is certain.
    bench.clock.move_to(bench.clock.now().checked_add(SignedDuration::from_millis(1)).unwrap());
    let action = FindOrAddCustomer { phone: phone.clone(), standing, name: name.to_owned() };
    bench.db.perform(&bench.ctx(Actor::System), action).await.unwrap().customer
}

fn home() -> PropertyDraft {
    PropertyDraft {
        label: "家".to_owned(),
        address: "延安西路 100 弄".to_owned(),
        detail: "3 号楼 1201".to_owned(),
        place: Place::new(31.21, 121.42).unwrap(),
        territory_id: None,
        floor: 12,
        has_lift: true,
        building: Building::Apartment,
        access_note: String::new(),
    }
}
