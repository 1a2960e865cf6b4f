//! The quote engine, durations, surcharges, checks and states as tables.

use super::sample::*;
use crate::{model::*, refusals, rules::*};
use kernel::{Code, Ctx, Money, Rate, problem};

/// Quotes a changed sample; the lines as `code amount` in yuan.
fn lines_of(change: impl Fn(&mut Case)) -> Vec<String> {
    let case = Case::new(change);
    let options = case.quote().unwrap();
    assert_eq!(options.len(), 1);
    let total = Money::sum(options[0].lines.iter().map(|line| line.amount), case.book.currency).unwrap();
    assert_eq!(total, options[0].total);
    options[0].lines.iter().map(|line| format!("{} {}", line.code, line.amount.decimal())).collect()
}

struct Case {
    ctx: Ctx,
    book: PriceBook,
    service: Service,
    price: ServicePrice,
    choice: ItemChoice,
    visit: VisitFacts,
    credit: Option<Money>,
}

impl Case {
    fn new(change: impl Fn(&mut Self)) -> Self {
        let ctx = ctx();
        let service = service(&ctx);
        let (book, choice) = (book(&ctx, policy(ctx.new_id())), choice(&service));
        let mut case = Self { book, price: price(), choice, visit: visit(), credit: None, service, ctx };
        change(&mut case);
        case
    }
    fn quote(&self) -> kernel::Result<Vec<QuoteOption>> {
        let offered = Offered { service: &self.service, price: &self.price, choice: &self.choice };
        quote(&self.book, &offered, &self.visit, self.credit)
    }
}

#[track_caller]
fn check(change: impl Fn(&mut Case), expected: &[&str]) {
    assert_eq!(lines_of(change), expected);
}

#[test]
fn every_kind_of_line() {
    check(|_| {}, &["base 400.00"]);
    check(|case| case.choice.quantity = 1, &["base 200.00", "minimum 50.00"]);
    check(|case| case.choice.piece.brand_tier = Some("luxury".into()), &["base 400.00", "brand_tier 200.00"]);
    check(|case| case.choice.piece.material = Some("leather".into()), &["base 400.00", "material 240.00"]);
    // 1.8 instead of 1.3: to a millionth 38.4615 %.
    check(|case| case.choice.piece.difficulty = Some(4), &["base 400.00", "difficulty 153.85"]);
    check(|case| case.choice.piece.difficulty = Some(3), &["base 400.00"]);
    check(|case| case.choice.piece.difficulty = Some(1), &["base 400.00", "difficulty -153.85", "price_floor 113.85"]);
    check(
        |case| {
            case.choice.piece.brand_tier = Some("luxury".into());
            case.choice.piece.material = Some("leather".into());
            case.choice.piece.difficulty = Some(5);
        },
        &["base 400.00", "brand_tier 200.00", "material 360.00", "difficulty 886.15", "price_cap -886.15"],
    );
    check(
        |case| {
            case.choice.add_ons =
                vec![AddOnChoice { code: "wash".into(), count: 2 }, AddOnChoice { code: "spring".into(), count: 1 }]
        },
        &["base 400.00", "add_on 60.00", "part 70.00"],
    );
    check(|case| case.visit.floor = 5, &["base 400.00", "floor 80.00"]);
    check(|case| (case.visit.floor, case.visit.has_lift) = (5, true), &["base 400.00"]);
    check(|case| case.visit.floor = -2, &["base 400.00", "floor 40.00"]);
    check(
        |case| (case.visit.floor, case.price.climb) = (3, Climb::Each { fee: yuan(15) }),
        &["base 400.00", "floor 60.00"],
    );
    check(|case| (case.visit.floor, case.price.climb) = (3, Climb::Free), &["base 400.00"]);
    check(
        |case| case.visit.territory = Some(case.book.policy.territories[0].territory),
        &["base 400.00", "territory 40.00", "travel 20.00"],
    );
    check(|case| case.visit.territory = Some(case.ctx.new_id()), &["base 400.00"]);
    check(|case| case.visit.urgency = Urgency::Emergency, &["base 400.00", "emergency 200.00"]);
    check(|case| case.credit = Some(yuan(40)), &["base 400.00", "visit_fee_credit -40.00"]);
    check(|case| case.credit = Some(yuan(4000)), &["base 400.00", "visit_fee_credit -400.00"]);
    check(
        |case| (case.credit, case.service.spec.terms.visit_fee) = (Some(yuan(40)), VisitFeeRule::Unrelated),
        &["base 400.00"],
    );
}

#[test]
fn a_part_never_exceeds_the_mark_up_cap() {
    let spring = |case: &mut Case| {
        case.price.add_ons[1].price = yuan(500);
        case.choice.add_ons = vec![AddOnChoice { code: "spring".into(), count: 1 }];
    };
    check(spring, &["base 400.00", "part 70.00"]);
    let case = Case::new(spring);
    let refused = check_price(&case.service.spec, &case.price, &case.book.policy, case.book.currency).unwrap_err();
    assert!(refused.is(refusals::MARKUP_TOO_HIGH));
    assert_eq!(refused.params()["most"], "70.00");
}

#[test]
fn the_time_of_the_visit() {
    for (start, expected) in [
        ("2026-03-02T02:00:00Z", vec![]),                        // Monday 10:00
        ("2026-03-02T12:00:00Z", vec![(LineCode::Night, 30)]),   // Monday 20:00
        ("2026-03-02T23:59:00Z", vec![(LineCode::Night, 30)]),   // Tuesday 07:59
        ("2026-03-03T00:00:00Z", vec![]),                        // Tuesday 08:00
        ("2026-03-07T02:00:00Z", vec![(LineCode::Weekend, 10)]), // Saturday
        ("2026-10-01T02:00:00Z", vec![(LineCode::Holiday, 50)]), // holiday and season: the dearer
        ("2026-09-28T02:00:00Z", vec![(LineCode::Peak, 20)]),    // season only
        ("2026-10-03T13:00:00Z", vec![(LineCode::Holiday, 50), (LineCode::Night, 30)]), // Saturday night in the holiday
        ("2026-10-10T02:00:00Z", vec![]),                        // Saturday that is worked
    ] {
        let case = Case::new(|case| case.visit.start = Some(at(start)));
        let found: Vec<_> =
            time_surcharges(&case.book, at(start)).into_iter().map(|one| (one.code, one.rate)).collect();
        let expected: Vec<_> = expected.into_iter().map(|(code, percent)| (code, Rate::percent(percent))).collect();
        assert_eq!(found, expected, "{start}");
    }
    let case = Case::new(|_| {});
    let (day, night) = (Some(at("2026-03-02T02:00:00Z")), Some(at("2026-03-02T13:00:00Z")));
    assert!(same_surcharges(&case.book, None, day) && !same_surcharges(&case.book, day, night));
    check(|case| case.visit.start = night, &["base 400.00", "night 120.00"]);
}

#[test]
fn the_ways_it_is_offered() {
    let case = Case::new(|case| {
        let offer = |plan, days| PlanOffer {
            plan,
            names: Names::new("式", "way"),
            labour_warranty_days: days,
            part_warranty_days: days,
        };
        case.service.spec.plans = vec![offer(Plan::Economy, 90), offer(Plan::Premium, 365)];
        case.price.plans = vec![
            PlanPrice { plan: Plan::Economy, rate: Rate::percent(100) },
            PlanPrice { plan: Plan::Premium, rate: Rate::percent(130) },
        ];
    });
    let options = case.quote().unwrap();
    let found: Vec<_> = options
        .iter()
        .map(|option| (option.plan, option.total, option.due_first, option.labour_warranty_days))
        .collect();
    assert_eq!(found, [(Plan::Economy, yuan(400), yuan(120), 90), (Plan::Premium, yuan(520), yuan(156), 365)]);
}

#[test]
fn what_cannot_be_had() {
    let refused = |change: &dyn Fn(&mut Case), code: Code, field: &str| {
        let problem = Case::new(change).quote().unwrap_err();
        assert!(problem.is(code), "{problem}");
        assert_eq!(problem.field_name(), Some(field), "{problem}");
    };
    refused(&|case| case.service.is_active = false, refusals::SERVICE_INACTIVE, "service");
    refused(&|case| case.choice.quantity = 0, refusals::BAD_QUANTITY, "quantity");
    refused(&|case| case.choice.quantity = 9, refusals::BAD_QUANTITY, "quantity");
    let add = |code: &str, count| vec![AddOnChoice { code: code.to_owned(), count }];
    refused(&|case| case.choice.add_ons = add("gold", 1), refusals::UNKNOWN_ADD_ON, "add_ons");
    refused(&|case| case.choice.add_ons = add("wash", 4), refusals::BAD_ADD_ON_COUNT, "add_ons");
    refused(&|case| case.choice.add_ons = add("wash", 0), refusals::BAD_ADD_ON_COUNT, "add_ons");
    refused(
        &|case| case.choice.add_ons = [add("wash", 1), add("wash", 1)].concat(),
        refusals::REPEATED_CODE,
        "add_ons",
    );
    refused(
        &|case| {
            case.price.add_ons.clear();
            case.choice.add_ons = add("wash", 1);
        },
        refusals::NOT_PRICED,
        "service",
    );
    refused(&|case| case.choice.piece.material = None, problem::REQUIRED, "piece.material");
    refused(&|case| case.choice.piece.material = Some("straw".into()), refusals::UNKNOWN_MATERIAL, "piece.material");
    refused(&|case| case.choice.piece.brand_tier = Some("royal".into()), refusals::UNKNOWN_BRAND, "piece.brand_tier");
    refused(&|case| case.choice.piece.difficulty = Some(6), problem::OUT_OF_RANGE, "piece.difficulty");
    refused(&|case| case.visit.floor = 151, problem::OUT_OF_RANGE, "floor");
    refused(&|case| case.visit.floor = i32::MIN, problem::OUT_OF_RANGE, "floor");
    refused(
        &|case| {
            (case.price.unit_price, case.price.cap) = (Money::new(kernel::money::MINOR_MAX, case.book.currency), None)
        },
        problem::BAD_AMOUNT,
        "quantity",
    );
}

#[test]
fn how_long_it_takes() {
    let need = |change: &dyn Fn(&mut Case)| {
        let case = Case::new(change);
        need_of(&case.service.spec, &case.choice, &case.visit)
    };
    assert_eq!(need(&|_| {}).unwrap().duration_minutes, 160);
    assert_eq!(need(&|case| case.visit.floor = 6).unwrap().duration_minutes, 175);
    assert_eq!(
        need(&|case| case.choice.add_ons = vec![AddOnChoice { code: "wash".into(), count: 2 }])
            .unwrap()
            .duration_minutes,
        190
    );
    assert_eq!(need(&|case| case.service.spec.work.minutes_min = 300).unwrap().duration_minutes, 300);
    assert!(need(&|case| case.choice.quantity = 8).unwrap_err().is(refusals::TOO_LONG_FOR_VISIT));
    let crew = need(&|case| (case.choice.quantity, case.service.spec.work.crew_size_max) = (8, 3)).unwrap();
    assert_eq!((crew.duration_minutes, crew.crew_size), (305, 2));
    assert_eq!((crew.buffer_before_minutes, crew.buffer_after_minutes), (10, 15));
}

#[test]
fn what_operators_may_not_write() {
    let refused = |change: &dyn Fn(&mut ServiceSpec), code: Code| {
        let mut spec = service(&ctx()).spec;
        change(&mut spec);
        let problem = check_spec(&spec).unwrap_err();
        assert!(problem.is(code), "{problem}");
    };
    assert!(check_spec(&service(&ctx()).spec).is_ok());
    refused(&|spec| spec.code = "fs 01".into(), refusals::BAD_CODE);
    refused(&|spec| spec.names.en = "  ".into(), problem::REQUIRED);
    refused(&|spec| spec.names.zh = "长".repeat(81), problem::TOO_LONG);
    refused(&|spec| spec.quantity_max = 0, problem::OUT_OF_RANGE);
    refused(&|spec| spec.work.skills.clear(), problem::REQUIRED);
    refused(&|spec| spec.work.skills[0].skill = "magic".into(), problem::UNKNOWN_CODE);
    refused(&|spec| spec.work.skills[0].level = 6, problem::OUT_OF_RANGE);
    refused(&|spec| spec.work.crew_size_max = 0, problem::OUT_OF_RANGE);
    refused(&|spec| spec.terms.payment = PaymentMode::Deposit { rate: Rate::percent(101) }, problem::OUT_OF_RANGE);
    refused(&|spec| spec.difficulty = Some(0), problem::OUT_OF_RANGE);
    refused(&|spec| spec.materials.push("linen".into()), refusals::REPEATED_CODE);
    refused(&|spec| spec.add_ons[1].code = "wash".into(), refusals::REPEATED_CODE);
}

#[test]
fn what_a_book_may_not_hold() {
    let case = Case::new(|_| {});
    let refused = |change: &dyn Fn(&mut Policy), code: Code| {
        let mut policy = case.book.policy.clone();
        change(&mut policy);
        let problem = check_policy(&policy, case.book.currency).unwrap_err();
        assert!(problem.is(code), "{problem}");
    };
    refused(&|policy| policy.night = Rate::percent(-1), problem::OUT_OF_RANGE);
    refused(&|policy| policy.materials[0].rate = Rate::percent(5), problem::OUT_OF_RANGE);
    refused(&|policy| policy.difficulty.swap(0, 4), problem::OUT_OF_RANGE);
    refused(&|policy| policy.visit_fee = Money::new(1, kernel::Currency::Usd), problem::CURRENCY_MISMATCH);
    refused(&|policy| policy.territories[0].travel_fee = yuan(-1), problem::BAD_AMOUNT);
    refused(&|policy| policy.quote_hours = 0, problem::OUT_OF_RANGE);
    refused(&|policy| policy.materials[1].code = "linen".into(), refusals::REPEATED_CODE);
    let refused = |change: &dyn Fn(&mut ServicePrice), code: Code| {
        let mut price = case.price.clone();
        change(&mut price);
        let problem = check_price(&case.service.spec, &price, &case.book.policy, case.book.currency).unwrap_err();
        assert!(problem.is(code), "{problem}");
    };
    refused(&|price| price.unit_price = yuan(0), problem::BAD_AMOUNT);
    refused(&|price| price.unit_price = yuan(-1), problem::BAD_AMOUNT);
    refused(&|price| price.unit_price.minor = i64::MAX, problem::BAD_AMOUNT);
    refused(&|price| price.floor = Some(yuan(500)), problem::BAD_AMOUNT);
    refused(&|price| price.add_ons[1].cost = None, problem::REQUIRED);
    refused(&|price| price.plans = vec![PlanPrice { plan: Plan::Economy, rate: Rate::ONE }], refusals::UNKNOWN_PLAN);
    let missing = check_complete(&case.book.policy, &[], std::slice::from_ref(&case.service), &[]).unwrap_err();
    assert!(missing.is(refusals::BOOK_INCOMPLETE));
    assert_eq!(missing.params()["missing"], "FS-01");
}

#[test]
fn every_state_and_verb_of_a_quote() {
    let case = Case::new(|_| {});
    let sample = |state, valid_until| Quote {
        id: case.ctx.new_id(),
        state,
        customer: None,
        job: None,
        base: None,
        credit_of: None,
        credited_by: None,
        price_book: case.book.id,
        price_book_number: 1,
        currency: case.book.currency,
        items: Vec::new(),
        visit: visit(),
        options: case.quote().unwrap(),
        need: need_of(&case.service.spec, &case.choice, &case.visit).unwrap(),
        payment: PaymentMode::PayAfter,
        visit_fee: yuan(40),
        valid_until,
        signature: String::new(),
        made_at: case.ctx.now,
        made_by: "system".to_owned(),
        version: 1,
    };
    let now = case.ctx.now;
    let later = now.checked_add(kernel::time::hours(24)).unwrap();
    for quote in [
        sample(QuoteState::Open, later),
        sample(QuoteState::Open, now),
        sample(QuoteState::Accepted { plan: Plan::Standard, at: now }, later),
        sample(QuoteState::Superseded { by: case.ctx.new_id(), at: now }, later),
    ] {
        let standing = quote.standing(now);
        for verb in QuoteVerb::ALL {
            let done = match verb {
                QuoteVerb::Accept => accept(&quote, Plan::Standard, now),
                QuoteVerb::Supersede => supersede(&quote, case.ctx.new_id(), now),
            };
            let allowed = MOVES.iter().find(|(from, by, _)| *from == standing && by == verb);
            match (done, allowed) {
                (Ok(state), Some((_, _, to))) => assert_eq!(Quote { state, ..quote.clone() }.standing(now), *to),
                (Err(_), None) => {}
                (done, allowed) => panic!("{standing} {verb}: {done:?} against {allowed:?}"),
            }
        }
    }
    assert!(accept(&sample(QuoteState::Open, later), Plan::Premium, now).unwrap_err().is(refusals::UNKNOWN_PLAN));
}

#[test]
fn a_signature_covers_everything_promised() {
    let case = Case::new(|_| {});
    let market = case.ctx.market;
    let mut quote = Quote {
        id: case.ctx.new_id(),
        state: QuoteState::Open,
        customer: None,
        job: None,
        base: None,
        credit_of: None,
        credited_by: None,
        price_book: case.book.id,
        price_book_number: 1,
        currency: case.book.currency,
        items: Vec::new(),
        visit: visit(),
        options: case.quote().unwrap(),
        need: need_of(&case.service.spec, &case.choice, &case.visit).unwrap(),
        payment: PaymentMode::PayAfter,
        visit_fee: yuan(40),
        valid_until: case.ctx.now,
        signature: String::new(),
        made_at: case.ctx.now,
        made_by: "system".to_owned(),
        version: 1,
    };
    quote.signature = sign(&key(), market, &quote).unwrap();
    let genuine = |quote: &Quote| is_genuine(&key(), market, quote).unwrap();
    assert!(genuine(&quote));
    assert!(genuine(&Quote {
        state: QuoteState::Accepted { plan: Plan::Standard, at: case.ctx.now },
        version: 2,
        ..quote.clone()
    }));
    let mut cheaper = quote.clone();
    cheaper.options[0].total = yuan(1);
    let mut other_line = quote.clone();
    other_line.options[0].lines[0].params.insert("quantity".to_owned(), "9".to_owned());
    let forged = [
        cheaper,
        other_line,
        Quote { price_book_number: 2, ..quote.clone() },
        Quote { valid_until: kernel::Timestamp::MAX, ..quote.clone() },
        Quote { visit: VisitFacts { floor: 2, ..visit() }, ..quote.clone() },
        Quote { id: case.ctx.new_id(), ..quote.clone() },
        Quote { signature: "ff".to_owned(), ..quote.clone() },
        Quote { signature: "not hexadecimal".to_owned(), ..quote.clone() },
    ];
    assert!(!forged.iter().any(genuine));
    assert!(!is_genuine(&SigningKey::new(&[8; 32]).unwrap(), market, &quote).unwrap());
    assert!(SigningKey::new(&[7; 31]).is_err());
}
