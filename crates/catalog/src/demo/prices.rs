//! The rules of the first price book.

use super::{
    content::{self, FactorWord, percent},
    load::DemoMarket,
};
use crate::model::{DayKind, DayPrice, Factor, Names, Policy, TerritoryPrice};
use kernel::{
    Money, Rate, Result,
    time::{Date, SignedDuration, Time},
};

/// First day of the lunar year, the date that moves (Hong Kong Observatory's tables).
const SPRING_FESTIVALS: [(i16, i8, i8); 10] = [
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
];

/// Factors of DOMAIN 9, surcharges of DOMAIN 4 and 8.
pub(super) fn policy(market: &DemoMarket) -> Result<Policy> {
    let terms = content::terms()?;
    let yuan = |count: i64| Money::new(count * 10i64.pow(market.currency.exponent()), market.currency);
    Ok(Policy {
        brand_tiers: terms.brand_tiers.iter().map(factor).collect(),
        materials: terms.materials.0.iter().flat_map(|(_, words)| words).map(factor).collect(),
        difficulty: [percent(80), percent(100), percent(130), percent(180), percent(250)],
        floor: percent(5),
        territories: market
            .outer_territories
            .iter()
            .map(|territory| TerritoryPrice {
                territory: *territory,
                names: Names::new("远郊区域", "Outer district"),
                rate: percent(10),
                travel_fee: yuan(20),
            })
            .collect(),
        night: percent(30),
        night_from: Time::constant(20, 0, 0, 0),
        night_until: Time::constant(8, 0, 0, 0),
        weekend: percent(10),
        days: days(market.valid_from),
        emergency: percent(50),
        visit_fee: yuan(40),
        parts_markup_max: percent(40),
        quote_hours: 24,
    })
}

fn factor((code, zh, en, rate): &FactorWord) -> Factor {
    Factor { code: code.clone(), names: Names::new(zh.as_str(), en.as_str()), rate: percent(*rate) }
}

/// The long holidays of the year and of the next one, and the spring clean before the lunar new year.
fn days(valid_from: Date) -> Vec<DayPrice> {
    let mut days = Vec::new();
    for year in [valid_from.year(), valid_from.year() + 1] {
        for (zh, en, from, until) in [
            ("元旦", "New Year", (1, 1), (1, 3)),
            ("劳动节", "Labour Day", (5, 1), (5, 5)),
            ("国庆节", "National Day", (10, 1), (10, 7)),
        ] {
            let (Ok(from), Ok(until)) = (Date::new(year, from.0, from.1), Date::new(year, until.0, until.1)) else {
                continue;
            };
            days.push(DayPrice { kind: DayKind::Holiday, names: Names::new(zh, en), from, until, rate: percent(50) });
        }
        let festival = SPRING_FESTIVALS.iter().find(|(known, _, _)| *known == year);
        let festival = festival.and_then(|(year, month, day)| Date::new(*year, *month, *day).ok());
        let span = |from: i64, until: i64| {
            let first = festival?;
            Some((
                first.saturating_add(SignedDuration::from_hours(from * 24)),
                first.saturating_add(SignedDuration::from_hours(until * 24)),
            ))
        };
        if let Some((from, until)) = span(-1, 6) {
            let names = Names::new("春节", "Spring Festival");
            days.push(DayPrice { kind: DayKind::Holiday, names, from, until, rate: percent(100) });
        }
        if let Some((from, until)) = span(-15, -2) {
            let names = Names::new("年前大扫除", "Spring clean season");
            days.push(DayPrice { kind: DayKind::Peak, names, from, until, rate: Rate::percent(20) });
        }
    }
    days
}
