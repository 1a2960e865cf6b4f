//! One working day through the API and nothing else, on both engines: from an empty market to settled money.

use crate::site::{Caller, On, Site, picture};
use axum::http::Method;
use kernel::{Role, Timestamp, time::hours};
use serde_json::{Value, json};

const HOME: (f64, f64) = (31.225, 121.455);

fn id<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn instant(value: &Value) -> Timestamp {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("an instant: {value}"))
}

pub fn place() -> Value {
    json!({ "latitude": HOME.0, "longitude": HOME.1 })
}

/// Everybody who takes part.
pub struct Cast {
    pub owner: Caller,
    pub technician: Caller,
    pub customer: Caller,
}

/// A booking under way.
pub struct Booking {
    pub job: String,
    pub visit: String,
    pub invoice: String,
    pub share_token: String,
}

#[test]
fn one_working_day_through_the_api() {
    for on in [On::Sqlite, On::Postgres] {
        test_kit::run(async {
            let site = Site::open(on).await;
            let cast = gather(&site).await;
            let booking = book(&site, &cast).await;
            pay_deposit(&site, &cast, &booking).await;
            take_offer(&site, &cast, &booking).await;
            arrive(&site, &cast, &booking).await;
            agree_on_more(&site, &cast, &booking).await;
            work(&site, &cast, &booking).await;
            accept_and_pay(&site, &cast, &booking).await;
            review(&site, &cast, &booking).await;
            settle(&site, &cast).await;
            balance(&site, &cast, &booking).await;
            site.close().await;
        });
    }
}

/// The owner draws the map and hires; the customer comes in by a code.
pub async fn gather(site: &Site) -> Cast {
    let owner = site.staff("owner@example.com", &[Role::Owner]).await;
    let corner = |latitude: f64, longitude: f64| json!({ "latitude": latitude, "longitude": longitude });
    let ring = [corner(31.18, 121.42), corner(31.18, 121.52), corner(31.28, 121.52), corner(31.28, 121.42)];
    let ask = json!({ "code": "centre", "names": { "zh": "中心", "en": "Centre" }, "ring": ring });
    let territory = site.post(&owner, "/territories", ask).await.expect(201);
    // The faces hear of a new area by the live stream.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let ask = json!({
        "profile": {
            "names": { "zh": "王建国", "en": "Wang Jianguo" },
            "phone": "13800138001",
            "kind": "repair",
            "level": 5,
            "gender": "male",
            "home": { "latitude": 31.22, "longitude": 121.45 },
            "vehicle": "scooter",
            "hired_on": "2025-03-01",
        },
        "skills": [{ "skill": "upholstery_leather", "level": 5 }, { "skill": "wood_structure", "level": 5 }, { "skill": "hardware", "level": 5 }, { "skill": "appliance_cleaning", "level": 5 }],
        "territories": [territory["territory_id"]],
    });
    let hired = site.post(&owner, "/technicians", ask).await.expect(201);
    let path = format!("/technicians/{}/week", id(&hired["technician"], "technician"));
    let shifts: Vec<Value> =
        (1..=6).map(|day| json!({ "weekday": day, "starts_minute": 480, "ends_minute": 1200 })).collect();
    site.call(&owner, Method::PUT, &path, Some(&json!({ "shifts": shifts })), &[]).await.expect(200);
    let technician = site.by_phone("+8613800138001", "technician").await;
    site.call(&technician, Method::PUT, "/me/duty", Some(&json!({ "on_duty": true })), &[]).await.expect(204);
    let customer = site.by_phone("+8613911112222", "customer").await;
    Cast { owner, technician, customer }
}

/// Search, quote, slot, hold, booking.
pub async fn book(site: &Site, cast: &Cast) -> Booking {
    let nobody = Caller::default();
    let found = site.get(&nobody, "/services?q=AC-1").await.expect(200);
    let tree = site.get(&nobody, "/catalogue").await.expect(200);
    let service = service(&tree, "AC-1").unwrap_or_else(|| panic!("AC-1 is sold: {found}"));
    let ask = json!({ "service": service, "place": place(), "floor": 3, "has_lift": true });
    let quote = site.post(&cast.customer, "/quotes", ask).await.expect(201);
    let verified = site.get(&cast.customer, &format!("/quotes/{}/verification", id(&quote, "quote"))).await.expect(200);
    assert_eq!(verified["is_genuine"], true);
    let slots = format!("/quotes/{}/slots?latitude={}&longitude={}", id(&quote, "quote"), HOME.0, HOME.1);
    let days = site.get(&cast.customer, &slots).await.expect(200);
    let free = days.as_array().expect("days").iter().skip(1).flat_map(|day| day["slots"].as_array().expect("slots"));
    let slot = free.clone().find(|slot| slot["state"] != "full").unwrap_or_else(|| panic!("a free slot: {days}"));
    let ask = json!({ "quote": quote["quote"], "place": place(), "window": slot["window"] });
    let chosen = site.post(&cast.customer, "/holds", ask).await.expect(201);
    let booking = json!({
        "quote": chosen["quote"]["quote"],
        "plan": chosen["quote"]["options"][0]["plan"],
        "hold": chosen["held"]["hold"],
        "contact": { "name": "Chen", "phone": "13911112222" },
        "property": { "address": "18 Wenchang Road, 3-301", "place": place(), "floor": 3, "has_lift": true },
        "note": "The bell is broken",
    });
    let once = [("idempotency-key", "booking-1")];
    let made = site.call(&cast.customer, Method::POST, "/bookings", Some(&booking), &once).await.expect(201);
    let again = site.call(&cast.customer, Method::POST, "/bookings", Some(&booking), &once).await.expect(201);
    assert_eq!(made, again);
    assert_eq!(made["state"], "pending_payment");
    Booking {
        job: id(&made, "job").to_owned(),
        visit: id(&made, "visit").to_owned(),
        invoice: id(&made, "invoice").to_owned(),
        share_token: id(&made, "share_token").to_owned(),
    }
}

/// The id of a service by its code, anywhere in the tree.
fn service(branches: &Value, code: &str) -> Option<String> {
    branches.as_array()?.iter().find_map(|branch| {
        let own = branch["services"].as_array()?.iter().find(|service| service["code"] == code);
        own.map(|found| id(found, "id").to_owned()).or_else(|| service(&branch["branches"], code))
    })
}

async fn pay_deposit(site: &Site, cast: &Cast, booking: &Booking) {
    let path = format!("/invoices/{}/payments", booking.invoice);
    let started = site.post(&cast.customer, &path, json!({ "purpose": "deposit" })).await.expect(201);
    site.pay(&cast.customer, id(&started, "payment")).await;
    let job = site.get(&cast.customer, &format!("/jobs/{}", booking.job)).await.expect(200);
    assert_ne!(job["job"]["stage"], "unpaid", "{}", job["job"]);
}

/// Dispatch asks by itself; the technician looks and accepts.
async fn take_offer(site: &Site, cast: &Cast, booking: &Booking) {
    site.work().await;
    let offers = site.get(&cast.technician, "/me/offers").await.expect(200);
    let offer = offers.as_array().and_then(|offers| offers.first()).unwrap_or_else(|| panic!("an offer: {offers}"));
    assert_eq!(offer["visit"], booking.visit.as_str());
    let path = format!("/offers/{}/acceptance", id(offer, "offer"));
    site.post(&cast.customer, &path, json!({})).await.refused(403, "forbidden");
    site.post(&cast.technician, &path, json!({})).await.expect(204);
    site.work().await;
    let decisions = site.get(&cast.owner, &format!("/dispatch/visits/{}/decisions", booking.visit)).await.expect(200);
    assert!(!decisions[0]["explanation"]["candidates"].as_array().expect("candidates").is_empty());
    let window = visit(site, &cast.technician, booking).await["visit"]["visit"]["window"].clone();
    site.move_to(instant(&window["start"]).checked_sub(hours(1)).expect("an hour before"));
    site.work().await;
}

async fn visit(site: &Site, who: &Caller, booking: &Booking) -> Value {
    site.get(who, &format!("/visits/{}", booking.visit)).await.expect(200)
}

async fn step(site: &Site, who: &Caller, booking: &Booking, verb: &str, mut body: Value) -> Value {
    if body.get("device").is_none() && body.is_object() {
        body["device"] = json!({ "at": site.bench.clock.now(), "place": place(), "accuracy_metres": 12 });
    }
    site.post(who, &format!("/visits/{}/{verb}", booking.visit), body).await.expect(201)
}

/// Contact, departure, and the door: the work card is genuine, the position proves the arrival.
async fn arrive(site: &Site, cast: &Cast, booking: &Booking) {
    step(site, &cast.technician, booking, "contacts", json!({ "kind": "call" })).await;
    let links = site.get(&cast.technician, &format!("/visits/{}/navigation", booking.visit)).await.expect(200);
    assert!(links.as_array().is_some_and(|links| !links.is_empty()));
    let away = json!({ "at": site.bench.clock.now(), "place": { "latitude": 31.22, "longitude": 121.45 }, "accuracy_metres": 12 });
    step(site, &cast.technician, booking, "departure", json!({ "device": away })).await;
    let card = site.get(&cast.technician, &format!("/visits/{}/work-card", booking.visit)).await.expect(200);
    let check = format!("/visits/{}/work-card/verification?code={}", booking.visit, id(&card, "code"));
    assert_eq!(site.get(&Caller::default(), &check).await.expect(200)["verdict"], "genuine");
    let window = visit(site, &cast.technician, booking).await["visit"]["visit"]["window"].clone();
    site.move_to(instant(&window["start"]));
    let arrived = step(site, &cast.technician, booking, "arrival", json!({})).await;
    assert_eq!(arrived["state"], "arrived");
    let shared = site.get(&Caller::default(), &format!("/progress/{}", booking.share_token)).await.expect(200);
    assert_eq!(shared["state"], "arrived");
}

/// Something more is found; the customer agrees before the work.
async fn agree_on_more(site: &Site, cast: &Cast, booking: &Booking) {
    step(site, &cast.technician, booking, "inspection", json!({})).await;
    let tree = site.get(&Caller::default(), "/catalogue").await.expect(200);
    let service = service(&tree, "FT-03").expect("FT-03 is sold");
    let items = json!([{ "service": service, "plan": "economy" }]);
    let ask = json!({ "items": items, "reason": "The gas lift is worn" });
    let proposed = step(site, &cast.technician, booking, "change-orders", ask).await;
    let path = format!("/change-orders/{}", id(&proposed, "change_order"));
    let order = site.get(&cast.customer, &path).await.expect(200);
    assert!(order["total"]["minor"].as_i64().is_some_and(|minor| minor > 0));
    site.post(&cast.customer, &format!("{path}/approval"), json!({})).await.expect(201);
    site.work().await;
}

/// The checklist with its photos gates the end.
async fn work(site: &Site, cast: &Cast, booking: &Booking) {
    step(site, &cast.technician, booking, "diagnosis", json!({ "finding": "Foam and lift are worn" })).await;
    step(site, &cast.technician, booking, "work", json!({})).await;
    let early = format!("/visits/{}/completion", booking.visit);
    let refused = site.post(&cast.technician, &early, json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let steps = visit(site, &cast.technician, booking).await["visit"]["checklist"].clone();
    for one in steps.as_array().expect("a checklist") {
        for photo in one["photos"].as_array().expect("photos") {
            let now = site.bench.clock.now().to_string();
            let (latitude, longitude) = (HOME.0.to_string(), HOME.1.to_string());
            let fields = [
                ("step", id(one, "step")),
                ("name", id(photo, "name")),
                ("taken_at", now.as_str()),
                ("latitude", latitude.as_str()),
                ("longitude", longitude.as_str()),
            ];
            let path = format!("/visits/{}/proofs", booking.visit);
            let proof = site.upload(&cast.technician, &path, &fields, &picture()).await.expect(201);
            assert_eq!(proof["sha256"].as_str().map(str::len), Some(64));
        }
        step(
            site,
            &cast.technician,
            booking,
            &format!("steps/{}/tick", id(one, "step")),
            json!({ "note": "in order" }),
        )
        .await;
    }
    let message = json!({ "text": "Done, please have a look" });
    site.post(&cast.technician, &format!("/jobs/{}/messages", booking.job), message).await.expect(201);
    let finished = step(site, &cast.technician, booking, "completion", json!({ "note": "all done" })).await;
    assert_eq!(finished["state"], "awaiting_acceptance");
    site.work().await;
}

/// The customer tells the finish code, accepts, and pays the rest.
async fn accept_and_pay(site: &Site, cast: &Cast, booking: &Booking) {
    let messages = site.get(&cast.customer, &format!("/jobs/{}/messages", booking.job)).await.expect(200);
    assert_eq!(messages["items"][0]["side"], "technician");
    let codes = site.get(&cast.customer, &format!("/visits/{}/codes", booking.visit)).await.expect(200);
    let path = format!("/visits/{}/acceptance", booking.visit);
    let wrong = site.post(&cast.technician, &path, json!({ "finish_code": "000000x" })).await;
    assert!(wrong.status == 422 || wrong.status == 409 || wrong.status == 403, "{}", wrong.text);
    let accepted = json!({ "finish_code": codes["finish_code"] });
    assert_eq!(site.post(&cast.technician, &path, accepted).await.expect(201)["state"], "completed");
    site.work().await;
    let invoice = site.get(&cast.customer, &format!("/jobs/{}/invoice", booking.job)).await.expect(200);
    assert_eq!(invoice["invoice"]["phase"], "final");
    assert!(invoice["shares"].as_array().is_some_and(Vec::is_empty), "shares are the company's");
    assert!(invoice["invoice"]["due"]["minor"].as_i64().is_some_and(|due| due > 0), "{invoice}");
    let path = format!("/invoices/{}/payments", booking.invoice);
    let started = site.post(&cast.customer, &path, json!({ "purpose": "due" })).await.expect(201);
    site.pay(&cast.customer, id(&started, "payment")).await;
    let owner = signed_in_again(site, cast).await;
    let invoice = site.get(&owner, &format!("/invoices/{}", booking.invoice)).await.expect(200);
    assert_eq!(invoice["invoice"]["state"], "paid", "{invoice}");
    assert!(invoice["shares"].as_array().is_some_and(|shares| !shares.is_empty()));
}

async fn review(site: &Site, cast: &Cast, booking: &Booking) {
    let path = format!("/visits/{}/review", booking.visit);
    let opinion = json!({ "overall": 5, "punctuality": 5, "text": "Careful work", "tags": ["careful"] });
    let written = site.post(&cast.customer, &path, opinion).await.expect(201);
    let rating = format!("/technicians/{}/rating", id(&written, "technician"));
    site.work().await;
    assert!(!site.get(&Caller::default(), &rating).await.expect(200)["means"].as_array().expect("means").is_empty());
}

/// Days later the earnings are free; a run pays them out.
async fn settle(site: &Site, cast: &Cast) {
    let later = site.bench.clock.now().checked_add(hours(24 * 9)).expect("nine days later");
    site.move_to(later);
    site.work().await;
    let wallet = site.get(&cast.technician, "/me/wallet").await;
    // A technician's session may have gone to sleep over nine days.
    let technician = if wallet.status == 401 {
        site.by_phone("+8613800138001", "technician").await
    } else {
        cast.technician.clone()
    };
    let wallet = site.get(&technician, "/me/wallet").await.expect(200);
    assert!(wallet["available"]["minor"].as_i64().is_some_and(|minor| minor > 0), "{wallet}");
    let owner = signed_in_again(site, cast).await;
    let opened = site.post(&owner, "/settlements", json!({})).await.expect(201);
    let path = format!("/settlements/{}", id(&opened["settlement"], "settlement"));
    for verb in ["lock", "approval"] {
        let version = site.get(&owner, &path).await.etag();
        let done = site.call(&owner, Method::POST, &format!("{path}/{verb}"), None, &[("if-match", &version)]).await;
        done.expect(200);
    }
    site.work().await;
    let closed = site.get(&owner, &path).await.expect(200);
    assert_eq!(closed["settlement"]["state"], "paid", "{closed}");
    assert_eq!(closed["payouts"][0]["state"], "paid");
    let payouts = site.get(&technician, "/me/payouts").await.expect(200);
    assert_eq!(payouts["items"][0]["amount"], closed["payouts"][0]["amount"]);
}

async fn signed_in_again(site: &Site, cast: &Cast) -> Caller {
    if site.get(&cast.owner, "/me").await.status == 200 {
        return cast.owner.clone();
    }
    let ask = json!({ "login": "owner@example.com", "password": crate::site::PASSWORD });
    let session = site.post(&Caller::default(), "/sessions", ask).await.expect(201);
    Caller { token: session["token"].as_str().map(str::to_owned) }
}

/// The books balance, and the job's money is explained to the cent.
async fn balance(site: &Site, cast: &Cast, booking: &Booking) {
    let owner = signed_in_again(site, cast).await;
    let trial = site.get(&owner, "/ledger/trial-balance").await.expect(200);
    assert!(!trial.as_array().expect("currencies").is_empty());
    for currency in trial.as_array().expect("currencies") {
        assert_eq!(currency["difference"]["minor"], 0, "{currency}");
        assert!(currency["debit"]["minor"].as_i64().is_some_and(|minor| minor > 0));
    }
    assert_eq!(site.get(&owner, "/ledger/proof").await.expect(200)["is_sound"], true);
    let transfers = site.get(&owner, &format!("/jobs/{}/transfers", booking.job)).await.expect(200);
    assert!(transfers.as_array().is_some_and(|transfers| transfers.len() > 3));
    let costing = site.get(&owner, &format!("/jobs/{}/costing", booking.job)).await.expect(200);
    assert!(costing["price"]["minor"].as_i64().is_some_and(|minor| minor > 0));
    let log = site.get(&owner, "/audit").await.expect(200);
    assert!(!log["items"].as_array().expect("lines").is_empty());
}
