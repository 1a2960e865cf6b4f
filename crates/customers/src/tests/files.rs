//! Contacts, addresses and ties: one's own only.

use super::{home, join, phone};
use crate::{ContactDraft, MIGRATIONS, PropertyDraft, Standing, Tie, actions::*, refusals, views};
use db::Handlers;
use kernel::{Actor, problem};
use test_kit::on_both_engines;

#[test]
fn addresses_have_one_default() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let me = join(&bench, &phone(1), Standing::Account, "me").await;
        let you = join(&bench, &phone(2), Standing::Account, "you").await;
        let (own, foreign) =
            (bench.ctx(Actor::Customer { customer: me }), bench.ctx(Actor::Customer { customer: you }));
        let first = bench.db.perform(&own, AddOwnProperty { draft: home() }).await.unwrap();
        let second = bench.db.perform(&own, AddOwnProperty { draft: home() }).await.unwrap();
        let order = async || {
            let file = views::file(&mut bench.db.read().await.unwrap(), own.market, me).await.unwrap();
            file.properties.iter().map(|property| property.property_id).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [first, second]);
        bench.db.perform(&own, MakeOwnDefaultProperty { property: second }).await.unwrap();
        assert_eq!(order().await, [second, first]);

        let edit = |version| EditOwnProperty { property: first, draft: PropertyDraft { floor: 3, ..home() }, version };
        assert!(bench.db.perform(&foreign, edit(1)).await.unwrap_err().is(problem::MISSING));
        assert!(
            bench.db.perform(&foreign, RemoveOwnProperty { property: first }).await.unwrap_err().is(problem::MISSING)
        );
        assert!(
            bench
                .db
                .perform(&foreign, MakeOwnDefaultProperty { property: first })
                .await
                .unwrap_err()
                .is(problem::MISSING)
        );
        let by_operator = EditProperty { customer: you, property: first, draft: home(), version: 1 };
        assert!(bench.db.perform(&bench.ctx(Actor::System), by_operator).await.unwrap_err().is(problem::MISSING));
        bench.db.perform(&own, edit(1)).await.unwrap();
        assert!(bench.db.perform(&own, edit(1)).await.unwrap_err().is(problem::CHANGED_MEANWHILE));

        bench.db.perform(&own, RemoveOwnProperty { property: second }).await.unwrap();
        assert_eq!(order().await, [first], "and the other one is the default now");
        bench.db.perform(&own, RemoveOwnProperty { property: first }).await.unwrap();
        assert!(order().await.is_empty());
        for _ in 0..50 {
            bench.db.perform(&own, AddOwnProperty { draft: home() }).await.unwrap();
        }
        assert!(bench.db.perform(&own, AddOwnProperty { draft: home() }).await.unwrap_err().is(refusals::FILE_FULL));
        bench
    });
}

#[test]
fn contacts_and_ties_are_kept() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let me = join(&bench, &phone(1), Standing::Account, "me").await;
        let own = bench.ctx(Actor::Customer { customer: me });
        let draft = |name: &str| ContactDraft { name: name.to_owned(), phone: phone(9), relation: "妈妈".to_owned() };
        assert!(bench.db.perform(&own, AddOwnContact { draft: draft("") }).await.unwrap_err().is(problem::REQUIRED));
        let contact = bench.db.perform(&own, AddOwnContact { draft: draft("Mum") }).await.unwrap();
        let stranger = bench.ctx(Actor::Customer { customer: own.new_id() });
        assert!(bench.db.perform(&stranger, RemoveOwnContact { contact }).await.unwrap_err().is(problem::MISSING));
        bench.db.perform(&own, EditOwnContact { contact, draft: draft("Mama"), version: 1 }).await.unwrap();

        let technician = own.new_id();
        for tie in [Some(Tie::Favourite), Some(Tie::Excluded), Some(Tie::Excluded)] {
            bench.db.perform(&own, SetOwnTie { technician, tie }).await.unwrap();
        }
        let mut read = bench.db.read().await.unwrap();
        let file = views::file(&mut read, own.market, me).await.unwrap();
        assert_eq!((file.contacts[0].name.as_str(), file.ties.len(), file.ties[0].tie), ("Mama", 1, Tie::Excluded));
        bench.db.perform(&own, SetOwnTie { technician, tie: None }).await.unwrap();
        bench.db.perform(&own, RemoveOwnContact { contact }).await.unwrap();
        let file = views::file(&mut read, own.market, me).await.unwrap();
        assert!(file.contacts.is_empty() && file.ties.is_empty());
        drop(read);
        bench
    });
}
