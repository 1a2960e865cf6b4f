//! Operators write the catalogue and its prices.

use super::{
    demo::load,
    sample::{at, key, visit, yuan},
};
use crate::{MIGRATIONS, actions::*, model::*, refusals, views};
use db::{Handlers, PageRequest};
use kernel::{Actor, Ctx, MarketScope, Rate, Role, problem};
use test_kit::{Bench, on_both_engines};

fn editor(bench: &Bench) -> Ctx {
    let user = bench.system.new_id();
    bench.ctx(Actor::Staff { user, roles: vec![Role::CatalogEditor], markets: MarketScope::All })
}

#[test]
fn a_new_price_book_takes_over_at_its_date() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (system, _) = load(&bench).await;
        let ctx = editor(&bench);
        let mut read = bench.db.read().await.unwrap();
        let service = views::service_by_code(&mut read, ctx.market, "HC-D").await.unwrap();
        let old = views::book_valid_at(&mut read, ctx.market, ctx.now).await.unwrap();
        drop(read);
        let auditor = Actor::Staff { user: system.new_id(), roles: vec![Role::Auditor], markets: MarketScope::All };
        let copy = || CopyPriceBook { from: old.id, note: "Summer".to_owned() };
        assert!(bench.db.perform(&bench.ctx(auditor), copy()).await.unwrap_err().is(problem::FORBIDDEN));
        let draft = bench.db.perform(&ctx, copy()).await.unwrap();
        assert_eq!((draft.number, draft.state), (old.number + 1, BookState::Draft));

        let mut read = bench.db.read().await.unwrap();
        let item = views::price_item(&mut read, ctx.market, draft.id, service.id).await.unwrap().unwrap();
        drop(read);
        let edit = |book, minor, version| {
            let mut price = item.price.clone();
            price.unit_price.minor = minor;
            EditPrice { book, service: service.id, price, version }
        };
        assert!(bench.db.perform(&ctx, edit(old.id, 7_000, 1)).await.unwrap_err().is(refusals::BOOK_PUBLISHED));
        assert!(bench.db.perform(&ctx, edit(draft.id, -1, item.version)).await.unwrap_err().is(problem::BAD_AMOUNT));
        let edited = bench.db.perform(&ctx, edit(draft.id, 7_000, item.version)).await.unwrap();
        assert!(
            bench
                .db
                .perform(&ctx, edit(draft.id, 7_100, item.version))
                .await
                .unwrap_err()
                .is(problem::CHANGED_MEANWHILE)
        );

        let publish = |valid_from: &str, version| PublishPriceBook {
            book: draft.id,
            valid_from: valid_from.parse().unwrap(),
            version,
        };
        assert!(bench.db.perform(&ctx, publish("2026-03-01", 2)).await.unwrap_err().is(refusals::BOOK_BEGINS_IN_PAST));
        assert!(bench.db.perform(&ctx, publish("2026-03-05", 1)).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        bench.db.perform(&ctx, publish("2026-03-05", edited.book_version)).await.unwrap();
        assert!(bench.db.perform(&ctx, publish("2026-03-06", 3)).await.unwrap_err().is(refusals::BOOK_PUBLISHED));
        assert!(
            bench
                .db
                .perform(&ctx, DiscardDraft { book: draft.id, version: 3 })
                .await
                .unwrap_err()
                .is(refusals::BOOK_PUBLISHED)
        );

        let mut read = bench.db.read().await.unwrap();
        for (instant, expected) in [("2026-03-04T15:59:59Z", old.id), ("2026-03-04T16:00:00Z", draft.id)] {
            assert_eq!(views::book_valid_at(&mut read, ctx.market, at(instant)).await.unwrap().id, expected);
        }
        assert!(
            views::book_valid_at(&mut read, ctx.market, at("2025-01-01T00:00:00Z"))
                .await
                .unwrap_err()
                .is(refusals::NO_PRICE_BOOK)
        );
        let history = views::price_history(&mut read, ctx.market, service.id, &PageRequest::first(1)).await.unwrap();
        assert_eq!(history.items[0].unit_price, yuan(70));
        let rest = PageRequest { after: history.next, limit: 10 };
        assert_eq!(
            views::price_history(&mut read, ctx.market, service.id, &rest).await.unwrap().items[0].unit_price,
            yuan(65)
        );
        let books = views::price_books(&mut read, ctx.market, &PageRequest::first(10)).await.unwrap();
        assert_eq!(books.items.iter().map(|book| book.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(books.items[0].items, 74);
        let lines = views::book_lines(&mut read, ctx.market, draft.id).await.unwrap();
        assert_eq!((lines[0].code.as_str(), lines[0].item.price.unit_price), ("HC-D", yuan(70)));
        let log = db::views::audit_page(&mut read, ctx.market, Some(&draft.id.to_string()), &PageRequest::first(10))
            .await
            .unwrap();
        assert_eq!(log.items.len(), 2, "the edit and the publication");
        drop(read);
        quote_by_date(&bench, &service).await;
        bench
    });
}

/// Work on a later day is priced by the book that is valid then.
async fn quote_by_date(bench: &Bench, service: &Service) {
    let guest = bench.ctx(Actor::Anonymous);
    for (start, unit_price) in
        [(None, 65), (Some(at("2026-03-04T02:00:00Z")), 65), (Some(at("2026-03-05T02:00:00Z")), 70)]
    {
        let item = ItemChoice { service: service.id, quantity: 2, piece: Piece::default(), add_ons: Vec::new() };
        let request = QuoteRequest { item, visit: VisitFacts { start, ..visit() } };
        let quote = bench.db.perform(&guest, MakeQuote { request, customer: None, key: key() }).await.unwrap();
        assert_eq!(quote.options[0].total, yuan(unit_price * 2));
    }
}

#[test]
fn a_book_must_price_all_that_is_offered() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        load(&bench).await;
        let ctx = editor(&bench);
        let mut read = bench.db.read().await.unwrap();
        let model = views::service_by_code(&mut read, ctx.market, "HC-D").await.unwrap();
        let old = views::book_valid_at(&mut read, ctx.market, ctx.now).await.unwrap();
        let item = views::price_item(&mut read, ctx.market, old.id, model.id).await.unwrap().unwrap();
        drop(read);
        let mut spec = ServiceSpec { code: "HC-X".to_owned(), add_ons: Vec::new(), ..model.spec.clone() };
        let taken = CreateService { spec: ServiceSpec { code: "HC-P".to_owned(), ..spec.clone() } };
        assert!(bench.db.perform(&ctx, taken).await.unwrap_err().is(refusals::CODE_TAKEN));
        let lost = CreateService { spec: ServiceSpec { checklist: "nowhere".to_owned(), ..spec.clone() } };
        assert!(bench.db.perform(&ctx, lost).await.unwrap_err().is(problem::MISSING));
        let service = bench.db.perform(&ctx, CreateService { spec: spec.clone() }).await.unwrap();
        spec.names.en = "Night cleaning".to_owned();
        let service = bench.db.perform(&ctx, EditService { service: service.id, spec, version: 1 }).await.unwrap();
        let stale = EditService { service: service.id, spec: service.spec.clone(), version: 1 };
        assert!(bench.db.perform(&ctx, stale).await.unwrap_err().is(problem::CHANGED_MEANWHILE));

        let item_choice = ItemChoice { service: service.id, quantity: 2, piece: Piece::default(), add_ons: Vec::new() };
        let ask = || MakeQuote {
            request: QuoteRequest { item: item_choice.clone(), visit: visit() },
            customer: None,
            key: key(),
        };
        let guest = bench.ctx(Actor::Anonymous);
        assert!(bench.db.perform(&guest, ask()).await.unwrap_err().is(refusals::NOT_PRICED));
        let draft = bench.db.perform(&ctx, CopyPriceBook { from: old.id, note: String::new() }).await.unwrap();
        let publish = |version| PublishPriceBook { book: draft.id, valid_from: "2026-03-02".parse().unwrap(), version };
        let activate = |is_active, version| SetServiceActive { service: service.id, is_active, version };
        bench.db.perform(&ctx, activate(true, 2)).await.unwrap();
        let incomplete = bench.db.perform(&ctx, publish(1)).await.unwrap_err();
        assert!(incomplete.is(refusals::BOOK_INCOMPLETE));
        assert_eq!(incomplete.params()["missing"], "HC-X");
        let price = ServicePrice { add_ons: Vec::new(), ..item.price };
        bench.db.perform(&ctx, EditPrice { book: draft.id, service: service.id, price, version: 0 }).await.unwrap();

        let mut policy = draft.policy.clone();
        policy.parts_markup_max = Rate::percent(1);
        let strict = EditPolicy { book: draft.id, policy: policy.clone(), version: 2 };
        assert!(bench.db.perform(&ctx, strict).await.unwrap_err().is(refusals::MARKUP_TOO_HIGH));
        policy.parts_markup_max = Rate::percent(60);
        bench.db.perform(&ctx, EditPolicy { book: draft.id, policy, version: 2 }).await.unwrap();
        bench.db.perform(&ctx, EditNote { book: draft.id, note: "Nights".to_owned(), version: 3 }).await.unwrap();
        bench.db.perform(&ctx, publish(4)).await.unwrap();
        assert_eq!(bench.db.perform(&guest, ask()).await.unwrap().options[0].total, yuan(130));
        bench.db.perform(&ctx, activate(false, 3)).await.unwrap();
        assert!(bench.db.perform(&guest, ask()).await.unwrap_err().is(refusals::SERVICE_INACTIVE));
        bench
    });
}

#[test]
fn words_checklists_faults_and_categories() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        load(&bench).await;
        let ctx = editor(&bench);
        let mut read = bench.db.read().await.unwrap();
        let mut fault = views::fault(&mut read, ctx.market, "FS-01").await.unwrap().unwrap();
        let mut checklist = views::checklist(&mut read, ctx.market, "cleaning").await.unwrap();
        let categories = views::categories(&mut read, ctx.market).await.unwrap();
        drop(read);

        fault.symptom.en = "It feels like a hammock".to_owned();
        let saved = bench.db.perform(&ctx, SaveFault { fault: fault.clone() }).await.unwrap();
        assert_eq!(saved.version, 2);
        assert!(
            bench
                .db
                .perform(&ctx, SaveFault { fault: fault.clone() })
                .await
                .unwrap_err()
                .is(problem::CHANGED_MEANWHILE)
        );
        fault.version = 0;
        assert!(bench.db.perform(&ctx, SaveFault { fault: fault.clone() }).await.unwrap_err().is(refusals::CODE_TAKEN));
        fault.furniture_types = vec!["throne".to_owned()];
        assert!(bench.db.perform(&ctx, SaveFault { fault }).await.unwrap_err().is(refusals::UNKNOWN_FURNITURE));
        let mut read = bench.db.read().await.unwrap();
        let found = views::search(&mut read, ctx.market, "hammock", ctx.now, &PageRequest::default()).await.unwrap();
        assert_eq!(found.items[0].code, "FS-01");
        drop(read);

        checklist.steps[0].photos = vec!["why".to_owned()];
        assert!(
            bench
                .db
                .perform(&ctx, SaveChecklist { template: checklist.clone() })
                .await
                .unwrap_err()
                .is(refusals::BAD_STEP)
        );
        checklist.steps.remove(0);
        assert_eq!(bench.db.perform(&ctx, SaveChecklist { template: checklist }).await.unwrap().version, 2);

        let brand = |parent: &str| Term {
            kind: TermKind::Brand,
            code: "new_brand".to_owned(),
            parent: parent.to_owned(),
            names: Names::new("新", "New"),
            position: 0,
            is_active: true,
            version: 0,
        };
        assert!(
            bench.db.perform(&ctx, SaveTerm { term: brand("royal") }).await.unwrap_err().is(refusals::UNKNOWN_BRAND)
        );
        bench.db.perform(&ctx, SaveTerm { term: brand("luxury") }).await.unwrap();

        let furniture = categories.iter().find(|category| category.spec.code == "furniture").unwrap();
        let sofa = categories.iter().find(|category| category.spec.code == "furniture_sofa").unwrap();
        let turn = CategorySpec { parent: Some(sofa.id), ..furniture.spec.clone() };
        let circle = EditCategory { category: furniture.id, spec: turn, version: 1 };
        assert!(bench.db.perform(&ctx, circle).await.unwrap_err().is(refusals::BAD_PARENT));
        let hide = EditCategory {
            category: sofa.id,
            spec: CategorySpec { is_active: false, ..sofa.spec.clone() },
            version: 1,
        };
        bench.db.perform(&ctx, hide).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let tree = views::catalogue_tree(&mut read, ctx.market, ctx.now, views::Shown::Active).await.unwrap();
        let branch = tree.iter().find(|branch| branch.category.spec.code == "furniture").unwrap();
        assert_eq!(branch.branches.len(), 5);
        drop(read);
        bench
    });
}
