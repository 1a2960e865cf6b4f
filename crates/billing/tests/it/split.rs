//! The waterfall and the spreading of refunds: exact, for whatever is split.

use super::support::{cny, technician};
use billing::{
    model::{
        AccountCode, Category, CommissionRule, CrewShare, Line, LineKind, LineState, Owner, PartnerShare, Party,
        Seller, Share,
    },
    refusals,
    rules::{
        commission,
        spread::spread,
        waterfall::{Terms, split},
    },
};
use kernel::{CommissionRuleId, Currency, Id, InvoiceLineId, Rate, time};
use proptest::prelude::*;

fn line(number: u128, kind: LineKind, category: Category, minor: i64) -> Line {
    Line {
        invoice_line_id: InvoiceLineId::from_uuid(uuid::Uuid::from_u128(number)),
        line_no: 1,
        kind,
        category,
        name_zh: "行".to_owned(),
        name_en: "line".to_owned(),
        quantity: 1,
        amount_minor: minor,
        refunded_minor: 0,
        currency: Currency::Cny,
        source: String::new(),
        state: LineState::Active,
    }
}

fn terms(seller: Seller, crew: &[u32]) -> Terms {
    let member =
        |(number, weight): (u128, &u32)| CrewShare { technician: technician(number), level: 1, weight: *weight };
    Terms {
        seller,
        tax: Rate::percent(6),
        insurance: cny(100),
        rates: Category::ALL.iter().map(|category| (*category, commission::default_rate(*category))).collect(),
        partners: Vec::new(),
        crew: (1u128..).zip(crew).map(member).collect(),
    }
}

fn sum(shares: &[Share], party: Party) -> i64 {
    shares.iter().filter(|share| share.party == party).map(|share| share.amount.minor).sum()
}

#[test]
fn prices_fall_down_the_cascade() {
    let table = [
        // seller, lines, tax, platform, insurance, technicians, coupon
        (Seller::Agent, vec![(LineKind::Service, Category::Cleaning, 20_000)], 204, 3396, 100, 16_300, 0),
        (Seller::Principal, vec![(LineKind::Service, Category::Cleaning, 20_000)], 1132, 3397, 100, 15_371, 0),
        (
            Seller::Agent,
            vec![(LineKind::Service, Category::Repair, 10_000), (LineKind::Part, Category::Parts, 5_000)],
            102 + 23,
            1698 + 377,
            100,
            8_100 + 4_600,
            0,
        ),
        (
            Seller::Agent,
            vec![
                (LineKind::Service, Category::Installation, 10_000),
                (LineKind::Coupon, Category::Installation, -2_000),
            ],
            57,
            943,
            100,
            8_900,
            -2_000,
        ),
        (Seller::Agent, vec![(LineKind::Adjustment, Category::Cleaning, -101)], -1, -18, 0, -82, 0),
    ];
    for (seller, lines, tax, platform, insurance, technicians, coupon) in table {
        let lines: Vec<Line> =
            (1u128..).zip(lines).map(|(number, (kind, category, minor))| line(number, kind, category, minor)).collect();
        let shares = split(&lines, &terms(seller, &[1]), Currency::Cny).unwrap();
        let found = [Party::Tax, Party::Platform, Party::Insurance, Party::Technician, Party::Coupon]
            .map(|party| sum(&shares, party));
        assert_eq!(found, [tax, platform, insurance, technicians, coupon], "{seller} {lines:?}");
    }
}

#[test]
fn without_technicians_all_is_the_platforms() {
    let shares =
        split(&[line(1, LineKind::Cancellation, Category::Fees, 3_000)], &terms(Seller::Agent, &[]), Currency::Cny)
            .unwrap();
    assert_eq!((sum(&shares, Party::Technician), sum(&shares, Party::Insurance)), (0, 0));
    assert!(shares.iter().any(|share| share.code == AccountCode::RevenueFees && share.owner == Owner::None));
}

#[test]
fn rates_beyond_the_whole_are_refused() {
    let partners = vec![PartnerShare { party: Party::Shop, rate: Rate::percent(83) }];
    let greedy = Terms { partners, ..terms(Seller::Agent, &[1]) };
    let problem = split(&[line(1, LineKind::Service, Category::Cleaning, 100)], &greedy, Currency::Cny).unwrap_err();
    assert!(problem.is(refusals::BAD_RATES));
}

#[test]
fn the_latest_rule_of_the_level_holds() {
    let start = test_kit::start();
    let rule = |number, level, percent, hours| CommissionRule {
        rule_id: CommissionRuleId::from_uuid(uuid::Uuid::from_u128(number)),
        category: Category::Cleaning,
        level,
        rate: Rate::percent(percent),
        valid_from: start.checked_add(time::hours(hours)).unwrap(),
    };
    let rules = [rule(1, None, 20, 0), rule(2, None, 16, 10), rule(3, Some(5), 12, 5)];
    let at = |hours| start.checked_add(time::hours(hours)).unwrap();
    for (level, hours, percent) in
        [(1, -1, 18), (1, 0, 20), (1, 9, 20), (1, 10, 16), (5, 4, 20), (5, 5, 12), (5, 99, 12)]
    {
        assert_eq!(
            commission::rate(&rules, Category::Cleaning, level, at(hours)),
            Rate::percent(percent),
            "level {level} at {hours}"
        );
    }
    assert_eq!(commission::rate(&rules, Category::Parts, 1, at(0)), Rate::percent(8));
}

fn any_line() -> impl Strategy<Value = (LineKind, Category, i64)> {
    let category = prop::sample::select(Category::ALL);
    prop_oneof![
        (category.clone(), 0i64..5_000_000).prop_map(|(category, minor)| (LineKind::Service, category, minor)),
        (category.clone(), -500_000i64..500_000).prop_map(|(category, minor)| (LineKind::Adjustment, category, minor)),
        (category, -500_000i64..0).prop_map(|(category, minor)| (LineKind::Coupon, category, minor)),
    ]
}

proptest! {
    #[test]
    fn every_line_is_split_exactly(
        lines in prop::collection::vec(any_line(), 1..8),
        crew in prop::collection::vec(0u32..10, 0..4),
        agent in 0i64..200_000, shop in 0i64..300_000, tax in 0i64..200_000,
        principal in any::<bool>(),
    ) {
        prop_assume!(crew.is_empty() || crew.iter().any(|weight| *weight > 0));
        let lines: Vec<Line> = (1u128..).zip(lines).map(|(number, (kind, category, minor))| line(number, kind, category, minor)).collect();
        let partner = |party, ppm| PartnerShare { party, rate: Rate::from_ppm(ppm) };
        let seller = if principal { Seller::Principal } else { Seller::Agent };
        let terms = Terms {
            tax: Rate::from_ppm(tax),
            partners: vec![partner(Party::Agent, agent), partner(Party::Shop, shop)],
            ..terms(seller, &crew)
        };
        let shares = split(&lines, &terms, Currency::Cny).unwrap();
        for line in &lines {
            let own: i64 = shares.iter().filter(|share| share.invoice_line_id == line.invoice_line_id).map(|share| share.amount.minor).sum();
            prop_assert_eq!(own, line.amount_minor);
            if line.amount_minor >= 0 && line.kind == LineKind::Service {
                prop_assert!(shares.iter().filter(|share| share.invoice_line_id == line.invoice_line_id).all(|share| share.amount.minor >= 0));
            }
        }
        prop_assert!(sum(&shares, Party::Insurance) <= 100);
    }

    #[test]
    fn refunds_are_spread_exactly(rests in prop::collection::vec(-1_000i64..100_000, 1..9), steps in prop::collection::vec(1u8..=100, 1..12)) {
        let whole: i64 = rests.iter().sum();
        prop_assume!(whole > 0);
        let mut left = rests.clone();
        for percent in steps {
            let rest: i64 = left.iter().sum();
            let amount = (rest * i64::from(percent) / 100).max(i64::from(rest > 0));
            let parts = spread(amount, &left, 0);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            for (part, rest) in parts.iter().zip(left.iter_mut()) {
                prop_assert!(part.signum() * rest.signum() >= 0 && part.abs() <= rest.abs(), "{} of {}", part, rest);
                *rest -= part;
            }
        }
        let rest: i64 = left.iter().sum();
        prop_assert_eq!(spread(rest, &left, 0), left);
    }
}
