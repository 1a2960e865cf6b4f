//! Two people come: who helps is known, and shares the pay.

use crate::{
    absent::agreed,
    town::{Town, on_both_engines},
};
use flows::{booking::Booked, crew, field::Expectations};
use kernel::{Money, TechnicianId};

impl Town {
    /// What a technician is told that the job will earn them.
    async fn expected(&self, booked: &Booked, technician: TechnicianId) -> Money {
        let mut read = self.app.db.read().await.unwrap();
        let who = workforce::views::technician(&mut read, self.system.market, technician).await.unwrap();
        let expected = Expectations::of(&mut read, &self.system, &who).await.unwrap();
        expected.from_job(&mut read, &self.system, booked.opened.job).await.unwrap()
    }
}

#[test]
fn who_helps_shares_the_pay() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let (booked, lead) = agreed(&town, customer, "HC-K").await;
        let mut read = town.app.db.read().await.unwrap();
        let helpers = crew::helpers(&mut read, town.system.market, booked.opened.visit).await.unwrap();
        drop(read);
        let [helper] = helpers[..] else { panic!("one helps: {helpers:?}") };
        assert_ne!(helper, lead);
        let told = [town.expected(&booked, lead).await, town.expected(&booked, helper).await];

        town.work(&booked, lead).await;
        town.accept(customer, &booked).await;
        let mut read = town.app.db.read().await.unwrap();
        let whole = billing::views::invoices::of_job(&mut read, town.system.market, booked.opened.job).await.unwrap();
        drop(read);
        let earned = |who| {
            let earning = whole.earnings.iter().find(|earning| earning.technician_id == who).expect("paid");
            earning.money(earning.earned_minor)
        };
        assert_eq!([earned(lead), earned(helper)], told, "what was said is what is paid");
        assert!(told[1].is_positive() && (told[0].minor - told[1].minor).abs() <= 10, "equal parts: {told:?}");
        town.books_are_sound().await;
        town
    });
}
