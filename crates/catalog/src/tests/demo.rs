//! The demo catalogue: complete, in the ranges of the trade, quotable everywhere at any time.

use super::sample::{at, key};
use crate::{
    MIGRATIONS, STATEMENTS,
    actions::MakeQuote,
    demo::{DemoMarket, LoadDemoCatalog},
    model::*,
    refusals, rules, views,
};
use db::{Handlers, PageRequest};
use kernel::{Actor, Ctx, Currency, Money, TerritoryId};
use test_kit::{Bench, on_both_engines, prepare_all};

pub fn market(outer: TerritoryId) -> DemoMarket {
    DemoMarket {
        valid_from: "2026-01-01".parse().unwrap(),
        currency: Currency::Cny,
        zone: "Asia/Shanghai".parse().unwrap(),
        outer_territories: vec![outer],
    }
}

pub async fn load(bench: &Bench) -> (Ctx, TerritoryId) {
    let ctx = bench.ctx(Actor::System);
    let outer: TerritoryId = ctx.new_id();
    bench.db.perform(&ctx, LoadDemoCatalog { market: market(outer) }).await.unwrap();
    (ctx, outer)
}

/// A choice that the service accepts, for each of its materials.
fn choices(service: &Service, quantity: u32) -> Vec<ItemChoice> {
    let materials: Vec<Option<String>> = match service.spec.materials.as_slice() {
        [] => vec![None],
        all => all.iter().cloned().map(Some).collect(),
    };
    let piece = |material| Piece { material, brand_tier: Some("luxury".to_owned()), ..Piece::default() };
    let choice = |material| ItemChoice { service: service.id, quantity, piece: piece(material), add_ons: Vec::new() };
    materials.into_iter().map(choice).collect()
}

#[test]
fn every_statement_is_understood() {
    prepare_all(&[MIGRATIONS], STATEMENTS);
}

#[test]
fn every_line_of_the_trade_is_there_and_quotable() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (ctx, outer) = load(&bench).await;
        let again = bench.db.perform(&ctx, LoadDemoCatalog { market: market(outer) }).await.unwrap_err();
        assert!(again.is(refusals::CODE_TAKEN));
        let mut read = bench.db.read().await.unwrap();
        let services = views::services(&mut read, ctx.market).await.unwrap();
        for code in [
            "HC-D", "HC-P", "HC-K", "HC-Y", "HC-W", "AC-1", "AC-2", "AC-3", "RP-V", "RP-W", "RP-T", "RP-E", "RP-A",
            "IN-B", "IN-W", "IN-T", "IN-L", "MS-1", "DL-1", "FS-01", "FS-02", "FS-03", "FS-04", "FS-05", "FS-06",
            "FS-07", "FB-01", "FB-02", "FB-03", "FB-04", "FT-01", "FT-02", "FT-03", "FT-04", "FT-05", "FT-06", "FD-01",
            "FD-02", "FD-03", "FD-04", "FD-05", "FP-01", "FP-02", "FP-03", "FP-04", "FP-05", "FP-06", "FM-01", "FX-01",
            "FX-02", "FX-03", "FZ-01",
        ] {
            assert!(services.iter().any(|service| service.spec.code.starts_with(code)), "{code}");
        }
        let book = views::book_valid_at(&mut read, ctx.market, ctx.now).await.unwrap();
        let items = views::price_items(&mut read, ctx.market, book.id).await.unwrap();
        assert_eq!(items.len(), services.len());
        for service in &services {
            assert!(service.is_active);
            let item = items.iter().find(|item| item.service == service.id).unwrap();
            quote_everywhere(&book, service, &item.price, outer);
            views::checklist(&mut read, ctx.market, &service.spec.checklist).await.unwrap();
        }
        drop(read);
        bench
    });
}

fn quote_everywhere(book: &PriceBook, service: &Service, price: &ServicePrice, outer: TerritoryId) {
    for quantity in [service.spec.quantity_min, service.spec.quantity_max] {
        for choice in choices(service, quantity) {
            for territory in [None, Some(outer)] {
                for start in [
                    None,
                    Some(at("2026-03-02T02:00:00Z")),
                    Some(at("2026-10-01T13:00:00Z")),
                    Some(at("2026-02-10T02:00:00Z")),
                ] {
                    for (floor, urgency) in [(1, Urgency::Normal), (6, Urgency::Emergency)] {
                        let visit = VisitFacts { territory, floor, has_lift: false, start, urgency };
                        let offered = rules::Offered { service, price, choice: &choice };
                        let options = rules::quote(book, &offered, &visit, None).unwrap();
                        rules::need_of(&service.spec, &choice, &visit)
                            .unwrap_or_else(|problem| panic!("{}: {problem}", service.spec.code));
                        for option in &options {
                            let sum = Money::sum(option.lines.iter().map(|line| line.amount), book.currency).unwrap();
                            assert!(sum == option.total && sum.is_positive());
                        }
                        assert_eq!(options.len(), service.spec.plans.len().max(1));
                    }
                }
            }
        }
    }
}

#[test]
fn customers_find_and_describe() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (ctx, _) = load(&bench).await;
        let mut read = bench.db.read().await.unwrap();
        let tree = views::catalogue_tree(&mut read, ctx.market, ctx.now, views::Shown::Active).await.unwrap();
        let furniture = tree.iter().find(|branch| branch.category.spec.code == "furniture").unwrap();
        assert_eq!(furniture.branches.len(), 6);
        assert!(furniture.branches.iter().all(|branch| branch.services.iter().all(|card| card.unit_price.is_some())));
        let before = views::catalogue_tree(&mut read, ctx.market, at("2025-12-31T15:59:59Z"), views::Shown::Active)
            .await
            .unwrap();
        assert!(before[0].services[0].unit_price.is_none(), "no book was valid then");

        for (text, code) in
            [("回弹慢", "FS-01"), ("spring SEAT slowly", "FS-01"), ("空调 清洗", "AC-1"), ("fs-04", "FS-04")]
        {
            let found = views::search(&mut read, ctx.market, text, ctx.now, &PageRequest::first(20)).await.unwrap();
            assert!(found.items.iter().any(|card| card.code == code), "{text}");
        }
        for text in ["100%", "_", "'; drop"] {
            assert!(
                views::search(&mut read, ctx.market, text, ctx.now, &PageRequest::first(20))
                    .await
                    .unwrap()
                    .items
                    .is_empty(),
                "{text}"
            );
        }
        let mut pages = PageRequest::first(30);
        let mut seen = Vec::new();
        loop {
            let page = views::search(&mut read, ctx.market, "", ctx.now, &pages).await.unwrap();
            seen.extend(page.items.into_iter().map(|card| card.code));
            match page.next {
                Some(next) => pages.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen.len(), views::services(&mut read, ctx.market).await.unwrap().len());

        let form = views::furniture(&mut read, ctx.market).await.unwrap();
        assert_eq!((form.faults.len(), form.brand_tiers.len()), (33, 5));
        let leather: Vec<_> = form.faults_of("sofa_leather").map(|row| row.service_code.as_str()).collect();
        assert!(leather.contains(&"FS-04") && leather.contains(&"FP-05") && !leather.contains(&"FT-03"));
        let service = views::service_by_code(&mut read, ctx.market, "FS-01").await.unwrap();
        let detail = views::service_detail(&mut read, ctx.market, &service, ctx.now).await.unwrap();
        assert_eq!((detail.faults.len(), detail.category.spec.code.as_str()), (1, "furniture_sofa"));
        assert!(detail.checklist.steps.iter().any(|step| step.photos == ["after"] && step.gate == Gate::Finish));
        drop(read);

        let visit = VisitFacts { territory: None, floor: 6, has_lift: false, start: None, urgency: Urgency::Normal };
        let piece = Piece {
            fault: Some("FS-01".to_owned()),
            furniture_type: Some("sofa_leather".to_owned()),
            material: Some("leather_full_grain".to_owned()),
            brand: Some("natuzzi".to_owned()),
            ..Piece::default()
        };
        let item = ItemChoice { service: service.id, quantity: 2, piece, add_ons: Vec::new() };
        let request = QuoteRequest { item, visit };
        let guest = bench.ctx(Actor::Anonymous);
        let quote = bench.db.perform(&guest, MakeQuote { request, customer: None, key: key() }).await.unwrap();
        let codes: Vec<_> = quote.options[1].lines.iter().map(|line| line.code).collect();
        use LineCode as L;
        assert_eq!(codes, [L::Base, L::Plan, L::BrandTier, L::Material, L::PriceCap, L::Floor]);
        bench
    });
}
