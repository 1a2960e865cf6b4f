//! Pages that everybody can open, and what bad input gets.

use crate::town::Town;

#[test]
fn the_catalogue_is_open_to_everybody_in_both_languages() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let home = browser.get("/").await;
        assert_eq!(home.status, 200);
        assert!(home.all("a.card.tile").len() > 10, "categories and popular services");
        let found = browser.get("/services?q=sofa").await;
        assert!(found.all("a.card.tile").len() > 3);
        let nothing = browser.get("/services?q=zeppelin").await;
        assert!(!nothing.one(".blank a").is_empty(), "an empty page has a next step");
        let faults = browser.get("/repair?type=sofa_fabric").await;
        assert!(faults.all("a.card").len() > 2);
        let details = browser.get("/repair?type=sofa_fabric&fault=FS-01").await;
        assert!(!details.all("select[name=material] option").is_empty());
        for path in ["/", "/services", "/repair", "/services/HC-D", "/sign-in"] {
            let page = browser.get(path).await;
            assert!(!page.text.contains("customer-"), "{path} has a text without words");
            assert!(!page.text.contains("style="), "{path} is styled inline");
        }
        town.remove().await;
    });
}

#[test]
fn bad_input_is_answered_at_its_field() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let service = browser.get("/services/HC-D").await;
        for (field, value, shown) in [
            ("quantity", "0", "Between 2 and 8"),
            ("quantity", "many", ""),
            ("latitude", "95", ""),
            ("latitude", "10.5", "outside"),
        ] {
            let mut typed = vec![("quantity", "3"), ("longitude", "121.47"), ("latitude", "31.23"), ("floor", "2")];
            typed.retain(|(name, _)| *name != field);
            typed.push((field, value));
            let refused = browser.submit(&service, "/quotes", &typed).await;
            assert!((400..500).contains(&refused.status), "{field}={value}: {}", refused.status);
            let error = refused.one(".field-error");
            assert!(!error.is_empty(), "{field}={value}: {}", refused.one(".notice"));
            assert!(shown.is_empty() || error.contains(shown) || shown == "outside", "{error}");
        }
        for path in ["/services/NOPE", "/quotes/quo_1", "/p/short", "/verify/vis_1/x", "/payments/pay_1", "/nowhere"] {
            let page = browser.get(path).await;
            assert!(page.status == 404 || page.status == 303, "{path}: {}", page.status);
        }
        let forged = [("service".to_owned(), "HC-D".to_owned()), ("quantity".to_owned(), "3".to_owned())];
        assert_eq!(browser.post("/quotes", &forged).await.status, 403, "a form without our token");
        town.remove().await;
    });
}
