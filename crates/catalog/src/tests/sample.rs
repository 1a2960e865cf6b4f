//! A small book and a sofa service, for the tables.

use crate::model::*;
use kernel::{
    Actor, Ctx, Currency, Money, Rate, TerritoryId,
    time::{Time, Timestamp},
};

pub fn yuan(count: i64) -> Money {
    Money::new(count * 100, Currency::Cny)
}

pub fn ctx() -> Ctx {
    test_kit::ctx(Actor::System, 11)
}

pub fn key() -> SigningKey {
    SigningKey::new(&[7; 32]).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn factor(code: &str, percent: i64) -> Factor {
    Factor { code: code.to_owned(), names: Names::new(code, code), rate: Rate::percent(percent) }
}

pub fn policy(outer: TerritoryId) -> Policy {
    let day = |kind, from: &str, until: &str, percent| DayPrice {
        kind,
        names: Names::new("日", "day"),
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        rate: Rate::percent(percent),
    };
    Policy {
        brand_tiers: vec![factor("cheap", 90), factor("luxury", 150)],
        materials: vec![factor("linen", 100), factor("leather", 160)],
        difficulty: [80, 100, 130, 180, 250].map(Rate::percent),
        floor: Rate::percent(5),
        territories: vec![TerritoryPrice {
            territory: outer,
            names: Names::new("郊", "outer"),
            rate: Rate::percent(10),
            travel_fee: yuan(20),
        }],
        night: Rate::percent(30),
        night_from: Time::constant(20, 0, 0, 0),
        night_until: Time::constant(8, 0, 0, 0),
        weekend: Rate::percent(10),
        days: vec![
            day(DayKind::Holiday, "2026-10-01", "2026-10-07", 50),
            day(DayKind::Peak, "2026-09-28", "2026-10-02", 20),
            day(DayKind::Workday, "2026-10-10", "2026-10-10", 0),
        ],
        emergency: Rate::percent(50),
        visit_fee: yuan(40),
        parts_markup_max: Rate::percent(40),
        quote_hours: 24,
    }
}

pub fn book(ctx: &Ctx, policy: Policy) -> PriceBook {
    PriceBook {
        id: ctx.new_id(),
        number: 1,
        state: BookState::Published,
        note: String::new(),
        currency: Currency::Cny,
        zone: "Asia/Shanghai".parse().unwrap(),
        valid_from: Some("2026-01-01".parse().unwrap()),
        policy,
        version: 1,
        created_at: ctx.now,
        published_at: Some(ctx.now),
    }
}

pub fn service(ctx: &Ctx) -> Service {
    let add_on = |code: &str, kind| AddOn {
        code: code.to_owned(),
        names: Names::new("加", "more"),
        kind,
        minutes: 15,
        count_max: 3,
    };
    let spec = ServiceSpec {
        category: ctx.new_id(),
        code: "FS-01".to_owned(),
        names: Names::new("海绵", "Foam"),
        description: Names::new("换海绵", "New foam"),
        unit: Unit::Seat,
        quantity_min: 1,
        quantity_max: 8,
        work: Work {
            base_minutes: 10,
            minutes_per_unit: 75,
            minutes_min: 30,
            minutes_per_floor: 3,
            buffer_before_minutes: 10,
            buffer_after_minutes: 15,
            skills: vec![SkillNeed { skill: "upholstery_fabric".to_owned(), level: 3 }],
            crew_size: 1,
            crew_size_max: 1,
            workshop_days: 0,
        },
        terms: Terms {
            payment: PaymentMode::Deposit { rate: Rate::percent(30) },
            commission: CommissionCategory::RepairLabour,
            labour_warranty_days: 180,
            part_warranty_days: 365,
            visit_fee: VisitFeeRule::Credits,
        },
        add_ons: vec![add_on("wash", AddOnKind::Work), add_on("spring", AddOnKind::Part)],
        plans: Vec::new(),
        materials: vec!["linen".to_owned(), "leather".to_owned()],
        brand_matters: true,
        difficulty: Some(3),
        checklist: "upholstery".to_owned(),
        position: 0,
    };
    Service { id: ctx.new_id(), spec, is_active: true, version: 1 }
}

pub fn price() -> ServicePrice {
    let add_on = |code: &str, price, cost| AddOnPrice { code: code.to_owned(), price, cost };
    ServicePrice {
        unit_price: yuan(200),
        floor: Some(yuan(180)),
        cap: Some(yuan(480)),
        minimum: Some(yuan(250)),
        climb: Climb::Share,
        plans: Vec::new(),
        add_ons: vec![add_on("wash", yuan(30), None), add_on("spring", yuan(70), Some(yuan(50)))],
    }
}

pub fn choice(service: &Service) -> ItemChoice {
    let piece = Piece { material: Some("linen".to_owned()), ..Piece::default() };
    ItemChoice { service: service.id, quantity: 2, piece, add_ons: Vec::new() }
}

pub fn visit() -> VisitFacts {
    VisitFacts { territory: None, floor: 1, has_lift: false, start: None, urgency: Urgency::Normal }
}
