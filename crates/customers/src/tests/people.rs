//! Customers are found by phone, edited, searched and merged.

use super::{home, join, phone};
use crate::{MIGRATIONS, Standing, Tie, actions::*, refusals, rules::Search, views};
use db::{Handlers, PageRequest};
use kernel::{Actor, MailAddress, MarketScope, Role, problem};
use test_kit::{Bench, on_both_engines};

fn desk(bench: &Bench) -> Actor {
    Actor::Staff { user: bench.system.new_id(), roles: vec![Role::ServiceDesk], markets: MarketScope::All }
}

#[test]
fn one_customer_per_phone_however_many_ask_at_once() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let tries: Vec<_> = (0..16)
            .map(|_| {
                let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::System));
                let action = FindOrAddCustomer { phone: phone(1), standing: Standing::Account, name: String::new() };
                tokio::spawn(async move { db.perform(&ctx, action).await.unwrap() })
            })
            .collect();
        let mut found = Vec::new();
        for outcome in tries {
            found.push(outcome.await.unwrap());
        }
        assert!(found.iter().all(|one| one.customer == found[0].customer));
        assert_eq!(found.iter().filter(|one| one.is_new).count(), 1);
        bench
    });
}

#[test]
fn a_guest_becomes_an_account_holder() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let guest = join(&bench, &phone(1), Standing::Guest, "王女士").await;
        let read =
            async || views::customer(&mut bench.db.read().await.unwrap(), bench.system.market, guest).await.unwrap();
        assert!(read().await.is_guest);
        assert_eq!(join(&bench, &phone(1), Standing::Account, "Another name").await, guest);
        let known = read().await;
        assert_eq!((known.is_guest, known.name.as_str()), (false, "王女士"));
        assert_eq!(join(&bench, &phone(1), Standing::Guest, "").await, guest);
        assert!(!read().await.is_guest, "and stays one");
        bench
    });
}

#[test]
fn the_language_somebody_came_in_is_kept_until_they_choose_one() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let who = join(&bench, &phone(1), Standing::Guest, "Ann").await;
        let system = bench.ctx(Actor::System);
        for locale in [kernel::Locale::En, kernel::Locale::ZhCn] {
            bench.db.perform(&system, LearnLanguage { customer: who, locale }).await.unwrap();
        }
        let mut read = bench.db.read().await.unwrap();
        let known = views::customer(&mut read, bench.system.market, who).await.unwrap();
        assert_eq!((known.locale, known.version), (Some(kernel::Locale::En), 2));
        drop(read);
        bench
    });
}

#[test]
fn files_are_edited_by_their_owner_and_by_operators() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let me = join(&bench, &phone(1), Standing::Account, "").await;
        let own = bench.ctx(Actor::Customer { customer: me });
        let edit = |version| EditOwnProfile {
            name: " 李雷 ".to_owned(),
            mail: Some("lilei@example.com".parse().unwrap()),
            locale: Some(kernel::Locale::En),
            version,
        };
        bench.db.perform(&own, edit(1)).await.unwrap();
        assert!(bench.db.perform(&own, edit(1)).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        assert!(bench.db.perform(&bench.ctx(desk(&bench)), edit(2)).await.unwrap_err().is(problem::FORBIDDEN));
        let by_desk = |name: &str| EditCustomer {
            customer: me,
            name: name.to_owned(),
            mail: Some("li@example.org".parse().unwrap()),
            locale: None,
            note: "pays in cash".to_owned(),
            tags: vec!["vip".to_owned()],
            version: 2,
        };
        assert!(bench.db.perform(&own, by_desk("x")).await.unwrap_err().is(problem::FORBIDDEN));
        assert!(bench.db.perform(&bench.ctx(desk(&bench)), by_desk(" ")).await.unwrap_err().is(problem::REQUIRED));
        bench.db.perform(&bench.ctx(desk(&bench)), by_desk("Li Lei")).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let file = views::file(&mut read, own.market, me).await.unwrap();
        assert_eq!((file.customer.name.as_str(), file.customer.tags), ("Li Lei", vec!["vip".to_owned()]));
        let audit =
            db::views::audit_page(&mut read, own.market, Some(&me.to_string()), &PageRequest::first(9)).await.unwrap();
        assert_eq!(file.customer.mail.as_ref().map(MailAddress::as_str), Some("li@example.org"));
        let is_open =
            |changes: &str| ["13800130001", "lilei@", "li@example.org"].iter().any(|one| changes.contains(one));
        assert!(
            audit.items.iter().all(|line| !is_open(&line.changes)),
            "phones and mail addresses are masked in the log"
        );
        assert!(views::customer(&mut read, own.new_id(), me).await.unwrap_err().is(problem::MISSING), "another market");
        drop(read);
        bench
    });
}

#[test]
fn people_are_found_by_the_beginning_of_name_or_phone() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        for (last, name) in [(1, "王小明"), (2, "王芳"), (103, "Wang Wei"), (104, "wangjing"), (1005, "李雷")] {
            join(&bench, &phone(last), Standing::Account, name).await;
        }
        let find = async |typed: &str, limit| {
            let mut read = bench.db.read().await.unwrap();
            let search = Search::of(typed);
            let page = PageRequest::first(limit);
            views::customers_page(&mut read, bench.system.market, &search, &page).await.unwrap()
        };
        for (typed, expected) in [
            ("王", vec!["王芳", "王小明"]),
            ("WANG", vec!["wangjing", "Wang Wei"]),
            ("wang ", vec!["wangjing", "Wang Wei"]),
            ("1380013 01", vec!["wangjing", "Wang Wei"]),
            ("13800131005", vec!["李雷"]),
            ("999", vec![]),
            ("", vec!["李雷", "wangjing", "Wang Wei", "王芳", "王小明"]),
        ] {
            let names: Vec<String> = find(typed, 10).await.items.into_iter().map(|line| line.name).collect();
            assert_eq!(names, expected, "{typed}");
        }
        let first = find("王", 1).await;
        assert_eq!(first.items[0].phone_masked, "138****0002");
        let mut read = bench.db.read().await.unwrap();
        let rest = PageRequest::new(first.next, Some(1));
        let rest = views::customers_page(&mut read, bench.system.market, &Search::of("王"), &rest).await.unwrap();
        assert_eq!((rest.items[0].name.as_str(), rest.next), ("王小明", None));
        let ids: Vec<_> = rest.items.iter().chain(&first.items).map(|line| line.customer_id).collect();
        assert_eq!(views::lines_of(&mut read, bench.system.market, &ids).await.unwrap().len(), 2);
        assert!(views::lines_of(&mut read, bench.system.market, &[]).await.unwrap().is_empty());
        drop(read);
        bench
    });
}

#[test]
fn two_files_of_one_person_become_one() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let account = join(&bench, &phone(1), Standing::Account, "王芳").await;
        let guest = join(&bench, &phone(2), Standing::Guest, "Fang").await;
        let other = join(&bench, &phone(3), Standing::Account, "李雷").await;
        let desk = bench.ctx(desk(&bench));
        let (liked, shunned) = (desk.new_id(), desk.new_id());
        for (customer, technician, tie) in
            [(account, liked, Tie::Favourite), (guest, liked, Tie::Excluded), (guest, shunned, Tie::Excluded)]
        {
            bench.db.perform(&desk, SetTie { customer, technician, tie: Some(tie) }).await.unwrap();
        }
        let place = bench.db.perform(&desk, AddProperty { customer: guest, draft: home() }).await.unwrap();

        let system = bench.ctx(Actor::System);
        let to = |last| MovePhone { customer: account, phone: phone(last) };
        assert!(bench.db.perform(&system, to(3)).await.unwrap_err().is(refusals::PHONE_TAKEN));
        bench.db.perform(&system, to(2)).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let file = views::file(&mut read, system.market, account).await.unwrap();
        assert_eq!((file.customer.phone.clone(), file.customer.name.as_str()), (phone(2), "王芳"));
        assert_eq!((file.customer.default_property, file.properties.len()), (Some(place), 1));
        let mut ties: Vec<_> = file.ties.iter().map(|tie| (tie.technician_id, tie.tie)).collect();
        ties.sort_by_key(|(technician, _)| *technician != liked);
        assert_eq!(ties, [(liked, Tie::Favourite), (shunned, Tie::Excluded)]);
        assert_eq!(views::customer(&mut read, system.market, guest).await.unwrap().merged_into, Some(account));
        assert!(views::customer_by_phone(&mut read, system.market, &phone(1)).await.unwrap().is_none(), "given up");

        let bad = bench.db.perform(&desk, MergeCustomers { from: guest, into: other }).await.unwrap_err();
        assert!(bad.is(refusals::BAD_MERGE));
        assert!(
            bench
                .db
                .perform(&desk, MergeCustomers { from: other, into: other })
                .await
                .unwrap_err()
                .is(refusals::BAD_MERGE)
        );
        bench.db.perform(&desk, MergeCustomers { from: other, into: account }).await.unwrap();
        let found = views::customer_by_phone(&mut read, system.market, &phone(3)).await.unwrap().unwrap();
        assert_eq!(found.customer_id, account, "both phones lead to the file that stays");
        let gone = AddProperty { customer: guest, draft: home() };
        assert!(bench.db.perform(&desk, gone).await.unwrap_err().is(problem::MISSING));
        drop(read);
        bench
    });
}
