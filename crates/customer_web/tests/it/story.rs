//! From the first page to the order's, as a guest with a telephone and without script.

use crate::town::{Browser, Page, Town};

const PHONE: &str = "+8613900001111";

/// A guest's way to a held time for a service; the page of the booking.
async fn hold(browser: &mut Browser, service: &str) -> Page {
    let service = browser.get(&format!("/services/{service}")).await;
    let asked =
        [("quantity", "3"), ("floor", "3"), ("has_lift", "yes"), ("latitude", "31.235"), ("longitude", "121.475")];
    let quote = browser.follow(&service, "/quotes", &asked).await;
    assert_eq!(quote.status, 200);
    assert!(quote.one(".bill .is-total").contains("¥"), "{}", quote.one("main"));
    let next = quote.attributes("a.button.is-primary", "href").remove(0);
    let place = browser.get(&next).await;
    let action = place.attributes("form[action$='/place']", "action").remove(0);
    let typed = [("address", "12 Long Street, 301"), ("floor", "3"), ("has_lift", "yes")];
    let pin = [("latitude", "31.235"), ("longitude", "121.475")];
    let slots = browser.follow(&place, &action, &[&typed[..], &pin[..]].concat()).await;
    let window = slots.attributes("input[name=window]:not([disabled])", "value").remove(3);
    let action = slots.attributes("form[method=post][action$='/slots']", "action").remove(0);
    browser.follow(&slots, &action, &[("window", window.as_str())]).await
}

/// The digits of the code in the last message.
fn code(town: &Town) -> String {
    let message = town.message(PHONE);
    let digits = message.split(|letter: char| !letter.is_ascii_digit()).find(|part| part.len() == 6);
    digits.unwrap_or_else(|| panic!("no code in {message}")).to_owned()
}

/// Books a service by the code on the telephone; the page of the order.
pub async fn book(town: &Town, browser: &mut Browser, service: &str) -> Page {
    let new = hold(browser, service).await;
    assert!(!new.attributes("count-down", "until").is_empty(), "{}", new.one("main"));
    let typed = [("name", "Ann Baker"), ("phone", "139 0000 1111"), ("note", "The bell is broken")];
    let asks = browser.submit(&new, "/bookings", &typed).await;
    assert_eq!(asks.status, 200, "{}", asks.one("main"));
    town.settle().await;
    let wrong = browser.submit(&asks, "/bookings", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.one("main"));
    assert!(!wrong.one(".field-error").is_empty(), "the problem stands at the code");
    let booked = browser.submit(&wrong, "/bookings", &[("code", &code(town))]).await;
    assert_eq!(booked.status, 303, "{}", booked.one("main"));
    town.settle().await;
    let order = browser.get(&booked.location).await;
    assert_eq!(order.status, 200, "{}", order.one("main"));
    order
}

#[test]
fn a_guest_books_by_code_and_pays_online() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let order = book(&town, &mut browser, "HC-D").await;
        assert_eq!(order.one("h1"), "Daily cleaning");
        assert_eq!(order.one("#order .badge"), "Waiting for payment");
        let number = order.one("dd.mono");
        let path = format!("/orders/{number}");
        let pay = browser.get(&format!("{path}/payment")).await;
        let online = format!("{path}/payment/online");
        let waiting = browser.follow(&pay, &online, &[]).await;
        let again = browser.submit(&pay, &online, &[]).await;
        assert!(waiting.text.contains(&again.location), "the same form starts the same payment");
        town.settle().await;
        let ready = browser.get(&again.location).await;
        assert!(ready.attributes("a[rel=external]", "href")[0].starts_with("http://"), "{}", ready.one("main"));
        let list = browser.get("/orders").await;
        assert_eq!(list.all("#orders a.card").len(), 1);
        let stranger = town.browser().get(&path).await;
        assert_eq!((stranger.status, stranger.location.starts_with("/sign-in?next=")), (303, true));
        town.remove().await;
    });
}

#[test]
fn whoever_asks_for_another_code_too_soon_may_still_type_the_first() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let new = hold(&mut browser, "HC-D").await;
        let typed = [("name", "Ann Baker"), ("phone", "139 0000 1111")];
        let asks = browser.submit(&new, "/bookings", &typed).await;
        town.settle().await;
        let first = code(&town);
        // Once more from the page before, as the back button does, and once by the button for it.
        for again in [
            browser.submit(&new, "/bookings", &typed).await,
            browser.submit(&asks, "/bookings", &[("code", "1"), ("again", "yes")]).await,
        ] {
            assert_eq!(again.status, 429, "{}", again.one("main"));
            let fields = again.attributes("input[name=code]", "name");
            assert!(!fields.is_empty(), "the code can be typed: {}", again.one("main"));
        }
        let booked = browser.submit(&asks, "/bookings", &[("code", first.as_str())]).await;
        assert_eq!(booked.status, 303, "{}", booked.one("main"));
        town.pass(2).await;
        let sign_in = browser.get("/sign-in").await;
        let asked = browser.submit(&sign_in, "/sign-in", &[("phone", "13900002222")]).await;
        let token = asked.hidden("/sign-in/code");
        let again = [("again".to_owned(), "yes".to_owned())];
        let soon = browser.post("/sign-in", &[&token[..], &again[..]].concat()).await;
        assert_eq!((soon.status, soon.attributes("input[name=code]", "name").len()), (429, 1), "{}", soon.one("main"));
        town.remove().await;
    });
}

#[test]
fn cancelling_names_fee_and_who_answers_before_it_is_done() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let order = book(&town, &mut browser, "HC-D").await;
        let path = format!("/orders/{}/cancellation", order.one("dd.mono"));
        let preview = browser.get(&path).await;
        assert!(preview.one("#preview").contains("Customer"), "{}", preview.one("#preview"));
        let done = browser.follow(&preview, &path, &[]).await;
        assert_eq!(done.one("#order .badge"), "Cancelled");
        assert!(done.one(".flash").contains("cancelled"));
        let again = browser.get(&path).await;
        assert_eq!(again.status, 409, "what is over cannot be called off");
        town.remove().await;
    });
}

#[test]
fn another_time_is_chosen_and_a_hold_that_ran_out_says_so() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let new = hold(&mut browser, "HC-D").await;
        town.pass(30).await;
        let typed = [("name", "Ann Baker"), ("phone", "13900001111")];
        browser.submit(&new, "/bookings", &typed).await;
        town.settle().await;
        let over = browser.submit(&new, "/bookings", &[&typed[..], &[("code", &code(&town))]].concat()).await;
        assert_eq!(over.status, 409);
        assert!(over.one(".blank").contains("no longer kept"), "{}", over.one("main"));
        assert!(over.attributes(".blank a", "href")[0].contains("/slots?plan="), "there is a way on");
        town.remove().await;
    });
}
