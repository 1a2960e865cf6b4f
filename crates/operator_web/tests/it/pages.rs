//! Golden pages: what stands where, and what refused forms say.

use crate::site::{PASSWORD, Site};
use access::actions::FirstPassword;
use kernel::Role;

#[test]
fn strangers_are_sent_to_sign_in_and_staff_see_only_what_their_role_may() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, auditor) = site.staff("auditor@example.org", &[Role::Auditor], FirstPassword::MayStay).await;
        let page = site.get(&auditor, "/console/users").await;
        assert_eq!((page.status, page.one("h1").as_str()), (200, "Users and roles"));
        assert!(page.all(".button.is-primary").is_empty(), "an auditor adds nobody");
        assert_eq!(site.get(&auditor, "/console/users/new").await.status, 403);
        let (_, editor) = site.staff("editor@example.org", &[Role::CatalogEditor], FirstPassword::MayStay).await;
        assert_eq!(site.get(&editor, "/console/users").await.status, 403);
        assert_eq!(site.get(&editor, "/console").await.location, "/console/catalog");
        site.bench.remove().await;
    });
}

#[test]
fn a_given_password_must_be_changed_first() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, new) = site.staff("new@example.org", &[Role::Manager], FirstPassword::MustChange).await;
        assert_eq!(site.get(&new, "/console").await.location, "/console/account");
        let other = site.get(&new, "/console/technicians").await;
        assert_eq!(other.status, 403);
        let page = site.get(&new, "/console/account").await;
        assert_eq!(page.all(".notice").len(), 1);
        let differs =
            [("present", PASSWORD), ("password", "another long password"), ("repeat", "not the same as that")];
        let refused = site.post(&new, "/console/account/password", &differs).await;
        assert_eq!(refused.status, 422);
        assert!(refused.one("#field-repeat-error").contains("not the same"), "{}", refused.text);
        let fits = [("present", PASSWORD), ("password", "another long password"), ("repeat", "another long password")];
        assert_eq!(site.post(&new, "/console/account/password", &fits).await.status, 303);
        assert_eq!(site.get(&new, "/console/technicians").await.status, 200);
        site.bench.remove().await;
    });
}

#[test]
fn a_user_is_added_edited_and_seen_in_the_audit_log() {
    test_kit::run(async {
        let site = Site::open().await;
        let (_, owner) = site.staff("owner@example.org", &[Role::Owner], FirstPassword::MayStay).await;
        let market = site.bench.system.market.to_string();
        let incomplete = [("name", "Ann"), ("login", "ann@example.org"), ("roles", "dispatcher")];
        let refused = site.post(&owner, "/console/users", &incomplete).await;
        assert_eq!(refused.status, 422);
        assert!(!refused.one("#field-markets-error").is_empty());
        assert_eq!(refused.attribute("#field-name", "value"), "Ann", "what was typed stays");
        let complete = [&incomplete[..], &[("markets", market.as_str())]].concat();
        let made = site.post(&owner, "/console/users", &complete).await;
        assert_eq!((made.status, made.one("strong.mono").len()), (200, 19));
        let person = made.attribute("a.button.is-primary", "href");
        let shown = site.get(&owner, &person).await;
        assert_eq!(shown.attribute("input[value=dispatcher]", "checked"), "");
        let edit = [("name", "Ann Baker"), ("roles", "accountant"), ("markets", market.as_str()), ("version", "1")];
        assert_eq!(site.post(&owner, &person, &edit).await.status, 303);
        let stale = site.post(&owner, &person, &edit).await;
        assert_eq!(stale.status, 409);
        assert!(stale.one(".notice").contains("Somebody else changed this"), "{}", stale.one(".notice"));
        let log = site.get(&owner, "/console/audit").await;
        assert!(log.all("td del").contains(&"dispatcher".to_owned()), "{:?}", log.all("td del"));
        assert!(log.all("td ins").contains(&"accountant".to_owned()));
        site.bench.remove().await;
    });
}

#[test]
fn a_token_is_shown_once_and_a_post_only_address_leads_back_to_its_page() {
    test_kit::run(async {
        let site = Site::open().await;
        let (user, owner) = site.staff("owner@example.org", &[Role::Owner], FirstPassword::MayStay).await;
        let (page, market) = ("/console/users/tokens", site.bench.system.market.to_string());
        let past = [("name", "Website"), ("scopes", "jobs.write"), ("markets", &market), ("expires_at", "2026-01-01")];
        let refused = site.post(&owner, page, &past).await;
        assert!(!refused.one("#field-expires_at-error").is_empty());
        assert_eq!(refused.attribute("input[value='jobs.write']", "checked"), "", "what was ticked stays");
        let made = site.post(&owner, page, &past[..3]).await;
        assert!(made.one("code.code").starts_with("dsk_"), "{}", made.one("code.code"));
        let shown = site.get(&owner, page).await;
        assert_eq!((shown.all("td.is-title").len(), shown.text.contains("dsk_")), (1, false));
        let person = format!("/console/users/{user}");
        assert_eq!(site.get(&owner, &format!("{person}/disable")).await.location, person);
        let forged = site.post_without_token(&owner, &format!("{person}/disable")).await;
        assert_eq!(forged.status, 403);
        site.bench.remove().await;
    });
}
