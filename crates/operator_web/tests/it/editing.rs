//! Forms of the catalogue, prices, territories, policies and texts: sent back untouched they change nothing; wrong input is told at its field.

use crate::site::{Browser, Site};
use access::actions::FirstPassword;
use catalog::{model::TermKind, views};
use kernel::{PriceBookId, Role, ServiceId};
use serde_json::Value;

async fn editor(site: &Site) -> Browser {
    site.staff("owner@example.org", &[Role::Owner], FirstPassword::MayStay).await.1
}

async fn service(site: &Site, code: &str) -> catalog::model::Service {
    let mut read = site.bench.db.read().await.expect("a reader");
    views::service_by_code(&mut read, site.bench.system.market, code).await.expect("the service")
}

#[test]
fn a_service_sent_back_untouched_is_the_same() {
    test_kit::run(async {
        let site = Site::open().await;
        let editor = editor(&site).await;
        let all = {
            let mut read = site.bench.db.read().await.expect("a reader");
            views::services(&mut read, site.bench.system.market).await.expect("services")
        };
        // One of each sort: with plans, with parts, with materials, priced by area.
        for before in all.iter().step_by(7) {
            let page = format!("/console/catalog/services/{}", before.id);
            let sent = site.resend(&editor, &page, &page, &[]).await;
            assert_eq!(sent.status, 303, "{}: {:?}", before.spec.code, sent.all(".notice"));
            assert_eq!(service(&site, &before.spec.code).await.spec, before.spec);
        }
        let before = &all[0];
        let page = format!("/console/catalog/services/{}", before.id);
        let wrong = site.resend(&editor, &page, &page, &[("work.base_minutes", "-5")]).await;
        assert_eq!(wrong.status, 422);
        assert!(!wrong.text.contains("⟦"));
        let alone =
            site.resend(&editor, &page, &page, &[("plans.economy", "yes"), ("plans.economy.names.zh", "")]).await;
        assert_eq!(alone.status, 422);
        site.bench.remove().await;
    });
}

#[test]
fn checklists_words_and_faults_keep_what_they_hold() {
    test_kit::run(async {
        let site = Site::open().await;
        let editor = editor(&site).await;
        let market = site.bench.system.market;
        let (lists, terms, fault) = {
            let mut read = site.bench.db.read().await.expect("a reader");
            let lists = views::checklists(&mut read, market).await.expect("checklists");
            let terms = views::terms(&mut read, market).await.expect("words");
            (lists, terms, views::furniture(&mut read, market).await.expect("the form").faults[0].fault.clone())
        };
        let list = &lists[0];
        let page = format!("/console/catalog/checklists/{}", list.code);
        assert_eq!(site.resend(&editor, &page, "/console/catalog/checklists", &[]).await.status, 303);
        let brand = terms.iter().find(|term| term.kind == TermKind::Brand).expect("a brand");
        let page = format!("/console/catalog/furniture/brand/{}", brand.code);
        assert_eq!(site.resend(&editor, &page, "/console/catalog/furniture", &[]).await.status, 303);
        let page = format!("/console/catalog/faults/{}", fault.code);
        assert_eq!(site.resend(&editor, &page, "/console/catalog/faults", &[]).await.status, 303);
        let mut read = site.bench.db.read().await.expect("a reader");
        assert_eq!(views::checklist(&mut read, market, &list.code).await.expect("it").steps, list.steps);
        let kept = views::fault(&mut read, market, &fault.code).await.expect("a fault").expect("it");
        assert_eq!(kept, catalog::model::Fault { version: fault.version + 1, ..fault });
        drop(read);
        site.bench.remove().await;
    });
}

#[test]
fn a_price_book_is_copied_edited_in_place_and_published() {
    test_kit::run(async {
        let site = Site::open().await;
        let editor = editor(&site).await;
        let market = site.bench.system.market;
        let first = site.get(&editor, "/console/price-books").await.attribute("td.is-title a", "href");
        let fixed = site.get(&editor, &first).await;
        assert!(fixed.all("input[name=unit_price]").is_empty(), "a published book cannot be edited");
        let copied = site.post(&editor, &format!("{first}/copy"), &[("note", "Spring")]).await;
        assert_eq!(copied.status, 303);
        let book: PriceBookId = copied.location.rsplit('/').next().expect("an id").parse().expect("an id");

        let rules = format!("{}/rules", copied.location);
        let before = policy(&site, book).await;
        let sent = site.resend(&editor, &rules, &rules, &[]).await;
        assert_eq!(sent.status, 303, "{:?}", sent.all(".notice"));
        assert_eq!(policy(&site, book).await, before);
        let wrong = site.resend(&editor, &rules, &rules, &[("night", "lots")]).await;
        assert!(!wrong.one("#field-night-error").is_empty());

        let daily = service(&site, "HC-D").await.id;
        let amounts = format!("{}/items/{daily}/amounts", copied.location);
        let bad = site.post(&editor, &amounts, &[("unit_price", "-1"), ("version", "1")]).await;
        assert_eq!((bad.status, bad.all("tr .notice").len()), (422, 1));
        let good = site.post(&editor, &amounts, &[("unit_price", "61.5"), ("version", "1")]).await;
        assert_eq!((good.status, good.location.clone()), (303, format!("{}#{daily}", copied.location)));
        assert_eq!(unit_price(&site, book, daily).await, 6150);
        let item = format!("{}/items/{daily}", copied.location);
        assert_eq!(site.resend(&editor, &item, &item, &[("minimum", "100")]).await.status, 303);

        let publish = format!("{}/publish", copied.location);
        let past = site.resend(&editor, &copied.location, &publish, &[("valid_from", "2026-01-01")]).await;
        assert!(past.one("#field-valid_from-error").contains("before today"), "{:?}", past.all(".field-error"));
        assert_eq!(site.resend(&editor, &copied.location, &publish, &[]).await.status, 303);
        let late = site.post(&editor, &amounts, &[("unit_price", "1"), ("version", "3")]).await;
        assert_eq!(late.status, 409);
        let mut read = site.bench.db.read().await.expect("a reader");
        let history = views::price_history(&mut read, market, daily, &db::PageRequest::first(5)).await;
        assert_eq!(history.expect("prices").items.len(), 2);
        drop(read);
        site.bench.remove().await;
    });
}

async fn policy(site: &Site, book: PriceBookId) -> Value {
    let mut read = site.bench.db.read().await.expect("a reader");
    let book = views::price_book(&mut read, site.bench.system.market, book).await.expect("the book");
    serde_json::to_value(book.policy).expect("json")
}

async fn unit_price(site: &Site, book: PriceBookId, service: ServiceId) -> i64 {
    let mut read = site.bench.db.read().await.expect("a reader");
    let item = views::price_item(&mut read, site.bench.system.market, book, service).await.expect("a price");
    item.expect("it is priced").price.unit_price.minor
}

#[test]
fn territories_policies_and_texts_are_checked_before_they_are_kept() {
    test_kit::run(async {
        let site = Site::open().await;
        let editor = editor(&site).await;
        let page = format!("/console/territories/{}", site.territories[0]);
        assert_eq!(site.resend(&editor, &page, &page, &[]).await.status, 303);
        let bad = site.resend(&editor, &page, &page, &[("ring", "[[1, 2]]")]).await;
        assert_eq!(bad.status, 422);
        assert!(bad.one("#field-ring-error").contains("three corners"));

        for name in ["day", "dispatch", "cancellation", "reschedule", "money"] {
            let page = format!("/console/policies/{name}");
            let shown = site.get(&editor, &page).await;
            assert!(!shown.text.contains('⟦'), "{name}");
            let sent = site.resend(&editor, &page, &page, &[]).await;
            assert_eq!(sent.status, 303, "{name}: {:?}", sent.all(".field-error"));
            let again = site.get(&editor, &page).await;
            assert_eq!(again.one(".badge"), "All as by default", "{name}");
        }
        let page = "/console/policies/dispatch";
        let zero = site.resend(&editor, page, page, &[("window_minutes", "0")]).await;
        assert!(!zero.one("#field-window_minutes-error").is_empty());
        assert_eq!(site.get(&editor, "/console/policies/weather").await.status, 404);

        let page = "/console/templates/booked/sms/en";
        let unknown = site.resend(&editor, page, page, &[("body", "Hello {{ weather }}"), ("do", "save")]).await;
        assert_eq!(unknown.status, 422);
        assert!(!unknown.one("#field-body-error").is_empty());
        let preview = site.resend(&editor, page, page, &[("body", "Dear, {{ service }}!"), ("do", "preview")]).await;
        assert_eq!(preview.status, 200);
        assert!(preview.one(".is-sunken p").starts_with("Dear, "));
        assert_eq!(
            site.resend(&editor, page, page, &[("body", "Dear, {{ service }}!"), ("do", "save")]).await.status,
            303
        );
        assert_eq!(site.get(&editor, page).await.one(".page-head .badge"), "Edited");
        assert_eq!(site.get(&editor, "/console/deliveries").await.one(".blank h3"), "Nothing was sent yet");
        site.bench.remove().await;
    });
}
