//! Bad input at every door: whatever comes, the answer is a problem with a code and a sentence, never a fault of ours, and nothing changed.

use crate::{
    site::{Caller, On, Reply, Site},
    story::{Cast, book, gather, place},
};
use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};

/// An operation of the document.
struct Operation {
    method: Method,
    path: String,
    /// Each part of the path and the pattern of its id, if it is one.
    parts: Vec<(String, Option<String>)>,
    takes_body: bool,
}

async fn operations(site: &Site) -> Vec<Operation> {
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).expect("a request");
    let document = site.send(request).await.expect(200);
    let mut found = Vec::new();
    for (method, path, _) in api::listing() {
        let operation = &document["paths"][&path][method.to_ascii_lowercase()];
        let parts = operation["parameters"].as_array().expect("parameters").iter().filter(|one| one["in"] == "path");
        let part = |one: &Value| {
            let pattern = one["schema"]["pattern"].as_str().map(str::to_owned);
            (one["name"].as_str().expect("a name").to_owned(), pattern)
        };
        found.push(Operation {
            method: method.parse().expect("a method"),
            path: path.clone(),
            parts: parts.map(part).collect(),
            takes_body: operation["requestBody"].is_object(),
        });
    }
    found
}

/// The path with something in each part: an id of the right kind that nobody has, or the word.
fn filled(path: &str, parts: &[(String, Option<String>)], word: Option<&str>) -> String {
    let mut path = path.trim_start_matches("/api/v1").to_owned();
    for (name, pattern) in parts {
        let prefix = pattern.as_deref().and_then(|pattern| pattern.trim_start_matches('^').split('_').next());
        let unknown = prefix.map(|prefix| format!("{prefix}_0000000000000000000000000a"));
        let given = word.map(str::to_owned).or(unknown).unwrap_or_else(|| "nonsense".to_owned());
        path = path.replace(&format!("{{{name}}}"), &given);
    }
    path
}

/// Why a reply is not a clear problem; nothing when it is one.
fn unclear(reply: &Reply) -> Option<String> {
    let (code, detail) = (reply.body["code"].as_str(), reply.body["detail"].as_str());
    let is_problem = (400..500).contains(&reply.status) && code.is_some() && detail.is_some_and(|text| text.len() > 5);
    (!is_problem).then(|| format!("{} {}", reply.status, reply.text.chars().take(200).collect::<String>()))
}

/// The live stream never ends, whoever asks must stay signed in, and any word may be a skill that needs no certificate.
fn is_left_out(Operation { method, path, .. }: &Operation) -> bool {
    path == "/api/v1/events"
        || path.starts_with("/api/v1/sessions") && *method == Method::DELETE
        || path.starts_with("/api/v1/certificate-rules/")
}

async fn rows(site: &Site) -> Vec<(String, i64)> {
    let mut read = site.db().read().await.expect("a reader");
    let mut rows = Vec::new();
    for table in ["jobs", "visits", "invoices", "payments", "customers", "technicians", "ledger_transfers", "outbox"] {
        let sql: &'static str = format!("select count(*) from {table}").leak();
        let (count,): (i64,) = read.one(sql, db::params![]).await.expect("a number");
        rows.push((table.to_owned(), count));
    }
    rows
}

#[test]
fn nonsense_at_every_route_gets_a_problem_and_changes_nothing() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let Cast { owner, technician, customer } = gather(&site).await;
        let before = rows(&site).await;
        let mut faults = Vec::new();
        for operation in operations(&site).await {
            if is_left_out(&operation) {
                continue;
            }
            let Operation { method, path, parts, takes_body } = operation;
            for (name, caller) in [("owner", &owner), ("customer", &customer), ("technician", &technician)] {
                for body in [r#"{"#, "[1, 2]", "\"text\"", r#"{"surprise": {"deep": [null]}}"#] {
                    if !takes_body {
                        continue;
                    }
                    let mut request = Request::builder()
                        .method(method.clone())
                        .uri(format!("/api/v1{}", filled(&path, &parts, None)))
                        .header("content-type", "application/json")
                        .header("if-match", "\"1\"");
                    if let Some(token) = &caller.token {
                        request = request.header("authorization", format!("Bearer {token}"));
                    }
                    let reply = site.send(request.body(Body::from(body)).expect("a request")).await;
                    faults.extend(unclear(&reply).map(|why| format!("{method} {path} as {name} with {body}: {why}")));
                }
                if parts.is_empty() {
                    continue;
                }
                for word in [None, Some("x"), Some("%F0%9F%92%A9"), Some("..%2F..%2Fetc")] {
                    let body = takes_body.then(|| json!({}));
                    let address = filled(&path, &parts, word);
                    let reply =
                        site.call(caller, method.clone(), &address, body.as_ref(), &[("if-match", "\"1\"")]).await;
                    let is_empty_list = method == Method::GET && reply.status == 200 && is_empty(&reply.body);
                    if !is_empty_list {
                        faults.extend(unclear(&reply).map(|why| format!("{method} {address} as {name}: {why}")));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        assert_eq!(rows(&site).await, before);
        site.close().await;
    });
}

/// Whether a list has nothing in it: what is kept about something unknown is nothing.
fn is_empty(body: &Value) -> bool {
    body.as_array().is_some_and(Vec::is_empty) || body["items"].as_array().is_some_and(Vec::is_empty)
}

#[test]
fn what_belongs_to_another_person_does_not_exist() {
    for on in [On::Sqlite, On::Postgres] {
        test_kit::run(async {
            let site = Site::open(on).await;
            let cast = gather(&site).await;
            let booking = book(&site, &cast).await;
            let stranger = site.by_phone("+8613911113333", "customer").await;
            let (job, visit, invoice) = (&booking.job, &booking.visit, &booking.invoice);
            let path = format!("/invoices/{invoice}/payments");
            let payment = site.post(&cast.customer, &path, json!({ "purpose": "deposit" })).await.expect(201);
            let payment = payment["payment"].as_str().expect("an id");
            let before = rows(&site).await;
            for path in [
                format!("/jobs/{job}"),
                format!("/jobs/{job}/invoice"),
                format!("/invoices/{invoice}"),
                format!("/payments/{payment}"),
            ] {
                site.get(&cast.customer, &path).await.expect(200);
                for who in [&stranger, &cast.technician] {
                    let reply = site.get(who, &path).await;
                    assert!(matches!(reply.status, 403 | 404), "{path}: {} {}", reply.status, reply.text);
                }
                site.get(&stranger, &path).await.refused(404, "missing");
            }
            for (path, body) in [
                (format!("/invoices/{invoice}/payments"), json!({ "purpose": "due" })),
                (format!("/payments/{payment}/inquiry"), json!({})),
                (format!("/visits/{visit}/acceptance"), json!({ "name": "Chen" })),
                (format!("/visits/{visit}/rework"), json!({ "reason": "no" })),
                (format!("/jobs/{job}/cancellation"), json!({ "reason": "changed_mind" })),
            ] {
                let reply = site.post(&stranger, &path, body).await;
                assert!(matches!(reply.status, 404 | 422), "{path}: {} {}", reply.status, reply.text);
                assert_ne!(reply.body["code"], "no_such_resource", "{path}");
            }
            assert_eq!(rows(&site).await, before);
            site.close().await;
        });
    }
}

#[test]
fn wrong_codes_too_often_lock_the_door_for_a_while() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let nobody = Caller::default();
        let phone = "13911115555";
        site.post(&nobody, "/one-time-codes", json!({ "phone": phone, "purpose": "customer" })).await.expect(201);
        let guess = |code: &str| json!({ "phone": phone, "purpose": "customer", "code": code });
        let mut answers = Vec::new();
        for number in 0..12 {
            let reply = site.post(&nobody, "/sessions", guess(&format!("{:06}", number * 7919))).await;
            assert!(unclear(&reply).is_none(), "{}", reply.text);
            answers.push(reply.status);
        }
        assert!(answers.first() != Some(&429) && answers.last() == Some(&429), "{answers:?}");
        let cast = gather(&site).await;
        let booking = book(&site, &cast).await;
        let path = format!("/progress/{}/cancellation", booking.share_token);
        let mut codes = Vec::new();
        for _ in 0..12 {
            let ask = json!({ "phone_last4": "0000", "reason": "changed_mind" });
            codes.push(site.post(&nobody, &path, ask).await);
        }
        assert!(codes.iter().all(|reply| unclear(reply).is_none()));
        let last = codes.last().expect("an answer");
        let first = codes.first().expect("an answer");
        assert_ne!(first.body["code"], last.body["code"], "{} then {}", first.text, last.text);
        // While it is locked, the right number does not open it either.
        let ask = json!({ "phone_last4": "2222", "reason": "changed_mind" });
        let reply = site.post(&nobody, &path, ask).await;
        assert_eq!(reply.body["code"], last.body["code"], "{}", reply.text);
        site.close().await;
    });
}

#[test]
fn times_that_are_over_and_things_out_of_order_are_refused() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let cast = gather(&site).await;
        let service = {
            let booked = book(&site, &cast).await;
            let job = site.get(&cast.customer, &format!("/jobs/{}", booked.job)).await.expect(200);
            // Before its time: nothing is done, so nothing can be accepted, and the technician is nobody yet.
            let ask = json!({ "name": "Chen" });
            let early = site.post(&cast.customer, &format!("/visits/{}/acceptance", booked.visit), ask).await;
            assert!(unclear(&early).is_none() && early.status != 404, "{}", early.text);
            let depart = site.post(&cast.technician, &format!("/visits/{}/departure", booked.visit), json!({})).await;
            assert!(unclear(&depart).is_none(), "{}", depart.text);
            job["job"]["service"].as_str().expect("an id").to_owned()
        };
        let ask =
            |start: &str| json!({ "service": service, "place": place(), "floor": 3, "has_lift": true, "start": start });
        let past = site.post(&cast.customer, "/quotes", ask("2020-01-01T08:00:00Z")).await;
        assert_eq!(past.refused(422, "time_past")["field"], "visit.start");
        for start in ["2026-02-30T08:00:00Z", "tomorrow", "2026-03-08T02:30:00", "9999999-01-01T00:00:00Z"] {
            let reply = site.post(&cast.customer, "/quotes", ask(start)).await;
            assert!(unclear(&reply).is_none() && reply.body["field"].is_string(), "{start}: {}", reply.text);
        }
        site.close().await;
    });
}
