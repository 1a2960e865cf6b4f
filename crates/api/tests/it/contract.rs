//! What programs rely on: problems, idempotency, versions, pages, limits, languages, the document.

use crate::site::{Caller, On, Site, picture};
use axum::{
    body::Body,
    http::{Method, Request},
};
use kernel::Role;
use serde_json::{Value, json};

#[test]
fn bad_input_gets_a_problem_that_names_code_and_field() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let nobody = Caller::default();
        let raw = |text: &str| {
            Request::post("/api/v1/quotes")
                .header("content-type", "application/json")
                .body(Body::from(text.to_owned()))
                .expect("a request")
        };
        let malformed = site.send(raw("{\n  \"service\": ,\n}")).await.refused(422, "malformed_input");
        assert_eq!(malformed["params"]["line"], "2");
        assert!(malformed["request"].as_str().is_some_and(|id| id.starts_with("req_")));
        site.send(raw("[]")).await.refused(422, "malformed_input");
        let missing = site.post(&nobody, "/quotes", json!({})).await.refused(422, "required");
        assert_eq!(missing["field"], "service");
        let wrong = site.post(&nobody, "/quotes", json!({ "service": "job_1" })).await.refused(422, "malformed_id");
        assert_eq!(wrong["field"], "service");
        let ask = json!({ "service": "svc_0000000000000000000000000a", "place": { "latitude": 95, "longitude": 1 } });
        assert_eq!(site.post(&nobody, "/quotes", ask).await.refused(422, "bad_place")["field"], "place");
        let ask = json!({ "service": "svc_0000000000000000000000000a", "surprise": 1 });
        assert_eq!(site.post(&nobody, "/quotes", ask).await.refused(422, "unknown_field")["field"], "surprise");
        let ask = json!({ "service": "svc_0000000000000000000000000a" });
        site.post(&nobody, "/quotes", ask).await.refused(404, "missing");
        let ask = json!({ "phone": "123", "purpose": "customer" });
        assert_eq!(site.post(&nobody, "/one-time-codes", ask).await.refused(422, "bad_phone")["field"], "phone");
        site.get(&nobody, "/nothing/here").await.refused(404, "no_such_resource");
        site.call(&nobody, Method::DELETE, "/markets", None, &[]).await.refused(405, "method_not_allowed");
        let large = json!({ "service": "x".repeat(2_000_000) });
        site.post(&nobody, "/quotes", large).await.refused(413, "input_too_large");
        let form = Request::post("/api/v1/quotes")
            .header("content-type", "text/plain")
            .body(Body::from("hello"))
            .expect("a request");
        site.send(form).await.refused(415, "unsupported_body");
        let unknown = Caller { token: Some("dsk_nonsense".to_owned()) };
        site.get(&unknown, "/me").await.refused(401, "bad_token");
        site.call(&nobody, Method::GET, "/me", None, &[("x-market", "atlantis")]).await.refused(404, "unknown_market");
        site.close().await;
    });
}

#[test]
fn sentences_come_in_the_language_that_was_asked_for() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let request = |language: &str| {
            Request::get("/api/v1/users").header("accept-language", language).body(Body::empty()).expect("a request")
        };
        let chinese = site.send(request("zh-CN,zh;q=0.9")).await.refused(401, "not_signed_in");
        let english = site.send(request("en-GB")).await.refused(401, "not_signed_in");
        assert_ne!(chinese["detail"], english["detail"]);
        site.close().await;
    });
}

fn money(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "CNY" })
}

#[test]
fn a_repeated_request_is_answered_once_and_a_stale_version_not_at_all() {
    for on in [On::Sqlite, On::Postgres] {
        test_kit::run(async {
            let site = Site::open(on).await;
            let owner = site.staff("owner@example.com", &[Role::Owner]).await;
            let ask = json!({ "phone": "13900001111", "name": "Chen" });
            let keyed = [("idempotency-key", "first")];
            let made = site.call(&owner, Method::POST, "/customers", Some(&ask), &keyed).await.expect(201);
            let again = site.call(&owner, Method::POST, "/customers", Some(&ask), &keyed).await.expect(201);
            assert_eq!(made["customer"]["customer"], again["customer"]["customer"]);
            let other = json!({ "phone": "13900001112", "name": "Chen" });
            let reused = site.call(&owner, Method::POST, "/customers", Some(&other), &keyed).await;
            reused.refused(409, "idempotency_key_reused");

            let path = format!("/customers/{}", made["customer"]["customer"].as_str().expect("an id"));
            let read = site.get(&owner, &path).await;
            let version = read.etag();
            let edit = json!({ "name": "Chen Li", "note": "rings twice", "tags": [] });
            site.call(&owner, Method::PUT, &path, Some(&edit), &[]).await.refused(428, "if_match_required");
            let changed = site.put(&owner, &path, &version, edit.clone()).await;
            assert_ne!(changed.etag(), version);
            site.put(&owner, &path, &version, edit).await.refused(412, "changed_meanwhile");

            let customer = made["customer"]["customer"].as_str().expect("an id");
            let path = format!("/customers/{customer}/compensations");
            for minor in [-100, 0] {
                let ask = json!({ "amount": money(minor), "reason": "late" });
                assert_eq!(site.post(&owner, &path, ask).await.status, 422);
            }
            let ask = json!({ "amount": money(i64::MAX), "reason": "late" });
            assert_eq!(site.post(&owner, &path, ask).await.refused(422, "bad_amount")["field"], "amount");
            let ask = json!({ "amount": money(10_001), "reason": "late" });
            assert_eq!(
                site.post(&owner, &path, ask).await.refused(409, "billing_compensation_too_large")["field"],
                "amount"
            );
            let ask = json!({ "amount": money(3_000), "reason": " " });
            assert_eq!(site.post(&owner, &path, ask).await.refused(422, "required")["field"], "reason");
            site.post(&owner, &path, json!({ "amount": money(3_000), "reason": "an hour late" })).await.expect(204);
            let clear = json!({ "by": "platform", "reason": "the bank was late" });
            let unknown = format!("{}_0000000000000000000000000a", <kernel::RefundId as kernel::Id>::PREFIX);
            site.post(&owner, &format!("/refunds/{unknown}/clearing"), clear).await.refused(404, "missing");
            site.close().await;
        });
    }
}

#[test]
fn lists_are_pages_that_follow_each_other() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let owner = site.staff("owner@example.com", &[Role::Owner]).await;
        for last in 0..5 {
            let ask = json!({ "phone": format!("1390000111{last}"), "name": format!("Customer {last}") });
            site.post(&owner, "/customers", ask).await.expect(201);
        }
        let first = site.get(&owner, "/customers?limit=2").await;
        let link = first.headers["link"].to_str().expect("a link").to_owned();
        let address = link.trim_start_matches("</api/v1").split('>').next().expect("an address").to_owned();
        assert!(link.ends_with("rel=\"next\"") && address.contains("limit=2") && address.contains("after="), "{link}");
        let (mut seen, mut address) = (first.body["items"].as_array().expect("items").len(), address);
        loop {
            let page = site.get(&owner, &address).await;
            seen += page.body["items"].as_array().expect("items").len();
            let Some(next) = page.body["next"].as_str() else { break };
            address = format!("/customers?limit=2&after={next}");
        }
        assert_eq!(seen, 5);
        site.get(&owner, "/customers?after=nonsense").await.refused(422, "out_of_range");
        site.get(&owner, "/customers?limit=many").await.refused(422, "out_of_range");
        let head = site.get(&owner, "/markets").await.headers;
        assert!(
            head.contains_key("ratelimit-limit")
                && head.contains_key("ratelimit-remaining")
                && head.contains_key("x-request-id")
        );
        site.close().await;
    });
}

#[test]
fn tokens_may_what_their_scopes_say_until_they_are_revoked() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let owner = site.staff("owner@example.com", &[Role::Owner]).await;
        let ask = json!({ "name": "reports", "scopes": ["money.read"], "markets": "all" });
        let made = site.post(&owner, "/tokens", ask).await.expect(201);
        let program = Caller { token: made["secret"].as_str().map(str::to_owned) };
        assert!(program.token.as_deref().is_some_and(|token| token.starts_with("dsk_")));
        site.get(&program, "/ledger/trial-balance").await.expect(200);
        site.get(&program, "/users").await.refused(403, "forbidden");
        let path = format!("/tokens/{}", made["token"].as_str().expect("an id"));
        site.call(&owner, Method::DELETE, &path, None, &[]).await.expect(204);
        site.get(&program, "/ledger/trial-balance").await.refused(401, "bad_token");
        site.close().await;
    });
}

#[test]
fn a_pages_cookie_needs_the_pages_token_to_change_anything() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let customer = site.by_phone("+8613911112222", "customer").await;
        let secret = customer.token.expect("a session");
        let cookie = format!("ds_customer={secret}");
        let nobody = Caller::default();
        let cookie_only = [("cookie", cookie.as_str())];
        site.call(&nobody, Method::GET, "/me/jobs", None, &cookie_only).await.expect(200);
        let ask = json!({ "address": "1 Wenchang Road", "place": { "latitude": 31.22, "longitude": 121.45 } });
        site.call(&nobody, Method::POST, "/me/properties", Some(&ask), &cookie_only).await.refused(403, "forged_form");
        let token = access::secrets::csrf_token(&secret);
        let both = [("cookie", cookie.as_str()), ("x-csrf-token", token.as_str())];
        site.call(&nobody, Method::POST, "/me/properties", Some(&ask), &both).await.expect(201);
        site.close().await;
    });
}

#[test]
fn photos_are_looked_at_before_they_are_kept() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let customer = site.by_phone("+8613911112222", "customer").await;
        let kept = site.upload(&customer, "/photos", &[], &picture()).await.expect(201);
        assert_eq!(kept["width"], 64);
        assert_eq!(kept["sha256"].as_str().map(str::len), Some(64));
        assert_eq!(site.upload(&customer, "/photos", &[], b"<svg onload=alert(1)>").await.status, 422);
        let large = vec![0u8; gateways::photo::BYTES_MAX + 2 * 1024 * 1024];
        site.upload(&customer, "/photos", &[], &large).await.refused(413, "input_too_large");
        site.close().await;
    });
}

#[test]
fn the_document_is_openapi_and_its_page_reads_without_script() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let request =
            |path: &str| Request::get(path).header("accept-language", "en").body(Body::empty()).expect("a request");
        let document = site.send(request("/api/v1/openapi.json")).await.expect(200);
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        for (method, path, _) in api::listing() {
            let operation = &document["paths"][&path][method.to_ascii_lowercase()];
            assert!(
                operation["summary"].is_string() && operation["responses"]["default"].is_object(),
                "{method} {path}"
            );
            let parts = path.split('/').filter(|part| part.starts_with('{')).count();
            let described =
                operation["parameters"].as_array().expect("parameters").iter().filter(|one| one["in"] == "path");
            assert_eq!(described.count(), parts, "{method} {path}");
        }
        let text = document.to_string();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().expect("a name");
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
        let page = site.send(request("/api/v1/docs")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("/api/v1/jobs/{job}/cancellation") && page.text.contains("problem-slot-taken"));
        assert!(
            !page.text.contains("<script>") && !page.text.contains(" style=\"") && !page.text.contains(" onclick=")
        );
        site.close().await;
    });
}
