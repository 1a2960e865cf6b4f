//! Whatever the book, the service and the facts: lines sum to the total, nothing is negative, more never costs less.

use super::sample::*;
use crate::{model::*, rules::*};
use kernel::{Currency, Money, Rate};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Given {
    unit_price: i64,
    factors: [i64; 6],
    floor_and_span: Option<(i64, i64)>,
    minimum: Option<i64>,
    surcharges: [i64; 5],
    floor: i32,
    start_hour: Option<i64>,
    emergency: bool,
    difficulty: Option<u8>,
    add_ons: u32,
}

fn given() -> impl Strategy<Value = Given> {
    let factors = prop::array::uniform6(100_000i64..5_000_000);
    let surcharges = prop::array::uniform5(0i64..2_000_000);
    let bounds = prop::option::of((0i64..100_000, 0i64..100_000));
    let time = (prop::option::of(0i64..8760), any::<bool>());
    (
        1i64..10_000_000,
        factors,
        bounds,
        prop::option::of(0i64..500_000),
        surcharges,
        -9i32..40,
        time,
        prop::option::of(1u8..=5),
        0u32..4,
    )
        .prop_map(
            |(
                unit_price,
                factors,
                floor_and_span,
                minimum,
                surcharges,
                floor,
                (start_hour, emergency),
                difficulty,
                add_ons,
            )| Given {
                unit_price,
                factors,
                floor_and_span,
                minimum,
                surcharges,
                floor,
                start_hour,
                emergency,
                difficulty,
                add_ons,
            },
        )
}

/// The sum, none when it is more than any bill may be.
fn total(given: &Given, quantity: u32, credit: Option<Money>) -> Option<Money> {
    let ctx = ctx();
    let fen = |minor| Money::new(minor, Currency::Cny);
    let service = service(&ctx);
    let territory = ctx.new_id();
    let mut policy = policy(territory);
    policy.brand_tiers[1].rate = Rate::from_ppm(given.factors[0]);
    policy.materials[1].rate = Rate::from_ppm(given.factors[1]);
    let mut difficulty = [given.factors[1], given.factors[2], given.factors[3], given.factors[4], given.factors[5]];
    difficulty.sort_unstable();
    policy.difficulty = difficulty.map(Rate::from_ppm);
    let [night, weekend, emergency, floor, outer] = given.surcharges.map(Rate::from_ppm);
    (policy.night, policy.weekend, policy.emergency, policy.floor, policy.territories[0].rate) =
        (night, weekend, emergency, floor, outer);
    let book = book(&ctx, policy);
    let price = ServicePrice {
        unit_price: fen(given.unit_price),
        floor: given.floor_and_span.map(|(floor, _)| fen(floor)),
        cap: given.floor_and_span.map(|(floor, span)| fen(floor + span)),
        minimum: given.minimum.map(fen),
        ..price()
    };
    let mut choice = ItemChoice { quantity, ..choice(&service) };
    choice.piece.material = Some("leather".to_owned());
    choice.piece.brand_tier = Some("luxury".to_owned());
    choice.piece.difficulty = given.difficulty;
    if given.add_ons > 0 {
        choice.add_ons = vec![AddOnChoice { code: "spring".to_owned(), count: given.add_ons }];
    }
    let visit = VisitFacts {
        territory: Some(territory),
        floor: given.floor,
        has_lift: false,
        start: given.start_hour.map(|hour| ctx.now.checked_add(kernel::time::hours(hour)).unwrap()),
        urgency: if given.emergency { Urgency::Emergency } else { Urgency::Normal },
    };
    let offered = Offered { service: &service, price: &price, choice: &choice };
    let options = match quote(&book, &offered, &visit, credit) {
        Ok(options) => options,
        Err(refused) => {
            assert_eq!((refused.code(), refused.field_name()), ("bad_amount", Some("quantity")));
            return None;
        }
    };
    let sum = Money::sum(options[0].lines.iter().map(|line| line.amount), book.currency).unwrap();
    assert_eq!(sum, options[0].total);
    assert!(!sum.is_negative());
    assert!(!options[0].due_first.is_negative() && options[0].due_first.minor <= sum.minor);
    let extra = Extra { offered, plan: Plan::Standard };
    if let Ok(extra) = quote_extra(&book, &[extra, extra], &visit, credit) {
        assert_eq!(extra.total, Money::sum(extra.lines.iter().map(|line| line.amount), book.currency).unwrap());
    }
    Some(options[0].total)
}

proptest! {
    #[test]
    fn sums_hold_and_more_never_costs_less(given in given(), credit in prop::option::of(0i64..100_000)) {
        // A sum too large for a bill is refused, and so is every larger one.
        let minor = |total: Option<Money>| total.map_or(i64::MAX, |total| total.minor);
        let totals: Vec<i64> = (1..=8).map(|quantity| minor(total(&given, quantity, None))).collect();
        prop_assert!(totals.is_sorted(), "{totals:?}");
        let credit = credit.map(|minor| Money::new(minor, Currency::Cny));
        prop_assert!(minor(total(&given, 3, credit)) <= totals[2]);
    }
}
