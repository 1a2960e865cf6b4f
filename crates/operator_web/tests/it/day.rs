//! The pages of the day: who may open which, what they say when there is nothing yet, an order by phone from the call to its own page.

use crate::site::{Browser, Page, Site};
use access::actions::FirstPassword;
use kernel::Role;

const MONEY: &[&str] = &[
    "/console/invoices",
    "/console/payments",
    "/console/payments/refunds",
    "/console/payments/unmatched",
    "/console/ledger",
    "/console/ledger/transfers",
    "/console/ledger/proof",
    "/console/ledger/codes/escrow",
    "/console/settlements",
    "/console/settlements/wallets",
];
const DAY: &[&str] = &["/console/jobs", "/console/board", "/console/board/map", "/console/chats", "/console/reviews"];

async fn staff(site: &Site, role: Role) -> Browser {
    site.staff(&format!("{role}@example.org"), &[role], FirstPassword::MayStay).await.1
}

#[test]
fn every_page_opens_before_anything_has_happened_and_only_for_those_who_may() {
    test_kit::run(async {
        let site = Site::open().await;
        let owner = staff(&site, Role::Owner).await;
        for path in DAY.iter().chain(MONEY) {
            let page = site.get(&owner, path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            assert!(!page.text.contains('⟦'), "{path} lacks a text");
        }
        let (dispatcher, accountant) = (staff(&site, Role::Dispatcher).await, staff(&site, Role::Accountant).await);
        for path in MONEY {
            assert_eq!(site.get(&dispatcher, path).await.status, 403, "{path}");
            assert_eq!(site.get(&accountant, path).await.status, 200, "{path}");
        }
        assert_eq!(site.get(&accountant, "/console/board").await.status, 403);
        assert_eq!(site.get(&accountant, "/console/new-job").await.status, 403);
        site.bench.remove().await;
    });
}

#[test]
fn bad_addresses_and_filters_get_a_clear_problem() {
    test_kit::run(async {
        let site = Site::open().await;
        let owner = staff(&site, Role::Owner).await;
        for path in
            ["/console/jobs/J-99999", "/console/jobs/nonsense", "/console/invoices/inv_00000000000000000000000000"]
        {
            let status = site.get(&owner, path).await.status;
            assert!(matches!(status, 404 | 422), "{path}: {status}");
        }
        for path in
            ["/console/jobs?stage=x", "/console/jobs?date=31-12", "/console/board?date=x", "/console/jobs?after=x"]
        {
            assert_eq!(site.get(&owner, path).await.status, 422, "{path}");
        }
        site.bench.remove().await;
    });
}

/// The windows that can be chosen on a page, by value.
fn windows(page: &Page) -> Vec<String> {
    let free = page.text.split("name=\"window\" value=\"").skip(1);
    let open = free.filter(|rest| !rest[..rest.find('>').unwrap_or(0)].contains("disabled"));
    open.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
}

#[test]
fn an_order_by_phone_is_quoted_booked_and_shown() {
    test_kit::run(async {
        let site = Site::open().await;
        let owner = staff(&site, Role::Owner).await;
        let bad = site.post(&owner, "/console/new-job", &[("phone", "12"), ("name", "Li")]).await;
        assert_eq!(bad.status, 422);
        let called = site.post(&owner, "/console/new-job", &[("phone", "13900139000"), ("name", "Li Lei")]).await;
        assert_eq!(called.status, 303, "{}", called.text);
        let caller = called.location;
        let choice = site.get(&owner, &caller).await;
        let tap = choice.text.split("<option value=\"").find(|rest| rest.contains("RP-W1"));
        let service = tap.and_then(|rest| rest.split('"').next()).expect("plumbing is sold").to_owned();
        let form = site.get(&owner, &format!("{caller}?service={service}")).await;
        assert_eq!(form.one("h1"), "Li Lei");
        let place = [("address", "1 People's Road"), ("latitude", "31.23"), ("longitude", "121.47"), ("floor", "3")];
        let wanted = [&[("service", service.as_str()), ("quantity", "1"), ("has_lift", "yes")], &place[..]].concat();
        let quoted = site.post(&owner, &caller, &wanted).await;
        assert_eq!(quoted.status, 303, "{}", quoted.all(".notice").join("|"));
        let page = site.get(&owner, &quoted.location).await;
        let window = windows(&page).pop().expect("a window is free");
        let plan = page.attribute("input[name=plan]", "value");
        let contact = [("contact_name", "Li Lei"), ("contact_phone", "13900139000")];
        let book = [&[("plan", plan.as_str()), ("window", window.as_str())], &contact[..]].concat();
        let mut booked = site.post(&owner, &quoted.location, &book).await;
        if booked.status == 200 {
            // The time has another price: the hold and the new quote stand on the page that asks again.
            let hold = booked.attribute("input[name=hold]", "value");
            let again = booked.attribute("form[action*=property]", "action");
            let yes = [&[("plan", plan.as_str()), ("hold", hold.as_str())], &contact[..]].concat();
            booked = site.post(&owner, &again, &yes).await;
        }
        assert_eq!(booked.status, 303, "{}", booked.all(".notice").join("|"));
        let order = site.get(&owner, &booked.location).await;
        assert_eq!(order.status, 200);
        assert!(order.text.contains("Li Lei"));
        let cancel = site.get(&owner, &format!("{}/cancel?reason=changed_mind&liable=customer", booked.location)).await;
        assert_eq!(cancel.attribute("input[name=fee]", "value"), "0.00", "nobody has agreed yet");
        site.bench.remove().await;
    });
}
