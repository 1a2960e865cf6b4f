//! A technician hears of a review: with its words when there are some, and in a whole sentence when there are none.

use crate::{absent::agreed, town::on_both_engines};
use db::PageRequest;
use feedback::{Opinion, Scores};
use flows::reviewing::ReviewVisit;
use kernel::Actor;
use messaging::{Inbox, NoticeKey, views::inbox};

#[test]
fn a_review_is_told_with_and_without_words() {
    on_both_engines(|town| async move {
        for (phone, text) in [("13911112222", ""), ("13911113333", "手脚麻利")] {
            let customer = town.customer(phone).await;
            let (booked, technician) = agreed(&town, customer, "RP-W1").await;
            town.work(&booked, technician).await;
            town.accept(customer, &booked).await;
            let opinion = Opinion { scores: Scores::all(5), text: text.into(), tags: vec![], photos: vec![] };
            let review = ReviewVisit { visit: booked.opened.visit, opinion };
            town.app.db.perform(&town.ctx(Actor::Customer { customer }), review).await.unwrap();
            town.settle().await;
            let mut read = town.app.db.read().await.unwrap();
            let inboxes = [Inbox::Technician(technician)];
            let page = inbox::notices_page(&mut read, town.system.market, &inboxes, &PageRequest::first(50)).await;
            let notices = page.unwrap().items;
            let told = notices.iter().find(|notice| notice.notice_key == NoticeKey::ReviewReceived).expect("told");
            let ending = if text.is_empty() { "给出 5 星。".to_owned() } else { format!("给出 5 星：{text}") };
            assert!(told.body.ends_with(&ending), "{}", told.body);
        }
        town
    });
}
