//! Who gave a mail address gets mail: customers what they may want to keep, staff what needs a person.

use crate::town::{Town, on_both_engines};
use access::{
    HashedPassword,
    actions::{CreateUser, DisableUser, FirstPassword},
};
use billing::model::PaymentPurpose;
use customers::actions::EditOwnProfile;
use dispatch::actions::Answer;
use jobs::model::State;
use kernel::{Actor, CustomerId, MarketScope, Role, UserId};

impl Town {
    async fn mail_to(&self, customer: CustomerId, mail: &str) {
        let edit =
            EditOwnProfile { name: "客人".into(), mail: Some(mail.parse().unwrap()), locale: None, version: 1 };
        self.app.db.perform(&self.ctx(Actor::Customer { customer }), edit).await.unwrap();
    }

    async fn employ(&self, login: &str, role: Role) -> UserId {
        let password = HashedPassword::of(&self.ctx(Actor::System), login, "a long enough passphrase").await.unwrap();
        let create = CreateUser {
            name: login.into(),
            login: login.into(),
            password,
            first_password: FirstPassword::MayStay,
            roles: vec![role],
            markets: MarketScope::All,
        };
        self.app.db.perform(&self.ctx(Actor::System), create).await.unwrap()
    }

    /// Subjects of what left for an address, oldest first.
    fn letters(&self, to: &str) -> Vec<String> {
        let mut kept = self.app.gateways.sent.latest(Some(to), 50);
        kept.reverse();
        kept.into_iter().map(|letter| letter.subject.unwrap()).collect()
    }
}

#[test]
fn a_customer_with_a_mail_address_is_mailed_the_booking() {
    on_both_engines(|town| async move {
        let (written, phoned) = (town.customer("13911112222").await, town.customer("13911113333").await);
        town.mail_to(written, "wang@example.com").await;
        for customer in [written, phoned] {
            let booked = town.book(customer, "AC-1").await;
            town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
        }
        let subjects = town.letters("wang@example.com");
        assert_eq!(subjects.len(), 1, "{subjects:?}");
        let mailed = town.app.gateways.sent.latest(None, 500);
        let mailed = mailed.iter().filter(|message| message.subject.is_some());
        assert!(
            mailed.into_iter().all(|message| message.to == "wang@example.com" && message.body.contains("/orders/"))
        );
        town
    });
}

#[test]
fn a_visit_nobody_takes_is_mailed_to_every_working_dispatcher() {
    on_both_engines(|town| async move {
        for login in ["zhou@example.com", "lin@example.com", "dispatch"] {
            town.employ(login, Role::Dispatcher).await;
        }
        town.employ("accounts@example.com", Role::Accountant).await;
        let gone = town.employ("gone@example.com", Role::Dispatcher).await;
        town.app.db.perform(&town.ctx(Actor::System), DisableUser { user: gone }).await.unwrap();
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "AC-1").await;
        town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
        for _ in &town.technicians {
            town.accept_offer(&booked, Answer::Refuse { reason: "太远".into() }).await;
        }
        assert_eq!(town.state(&booked).await, State::PendingDispatch);
        let [one, two] = ["zhou@example.com", "lin@example.com"].map(|to| town.letters(to));
        assert_eq!((one.len(), &one), (1, &two));
        for silent in ["gone@example.com", "accounts@example.com"] {
            assert!(town.letters(silent).is_empty(), "{silent}");
        }
        town
    });
}
