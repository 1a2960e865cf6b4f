//! Quotes from asking to agreeing, and what happens when somebody cheats or comes late.

use super::{
    demo::load,
    sample::{at, key},
};
use crate::{MIGRATIONS, actions::*, model::*, refusals, views};
use db::{Action, Handlers, Tx, params};
use kernel::{Actor, Ctx, CustomerId, JobId, Permission, Result, Timestamp, problem};
use test_kit::{Bench, on_both_engines};

async fn request(bench: &Bench, ctx: &Ctx, code: &str, quantity: u32, start: Option<Timestamp>) -> QuoteRequest {
    let mut read = bench.db.read().await.unwrap();
    let service = views::service_by_code(&mut read, ctx.market, code).await.unwrap();
    let piece = Piece { material: service.spec.materials.first().cloned(), ..Piece::default() };
    let visit = VisitFacts { territory: None, floor: 1, has_lift: false, start, urgency: Urgency::Normal };
    QuoteRequest { item: ItemChoice { service: service.id, quantity, piece, add_ons: Vec::new() }, visit }
}

fn make(request: QuoteRequest) -> MakeQuote {
    MakeQuote { request, customer: None, key: key() }
}

#[test]
fn a_guest_asks_chooses_a_time_and_agrees() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (system, _) = load(&bench).await;
        let guest = bench.ctx(Actor::Anonymous);
        let ask = request(&bench, &system, "HC-D", 3, None).await;
        let first = bench.db.perform(&guest, make(ask.clone())).await.unwrap();
        assert_eq!((first.options[0].total.minor, first.options[0].due_first.minor), (19_500, 19_500));
        assert_eq!((first.need.duration_minutes, first.need.buffer_after_minutes), (180, 10));

        let saturday_night = Some(at("2026-03-07T12:00:00Z"));
        let requote = |quote, start| RequoteAt { quote, start, urgency: Urgency::Normal, key: key() };
        let second = bench.db.perform(&guest, requote(first.id, saturday_night)).await.unwrap();
        assert_eq!(second.options[0].total.minor, 19_500 + 1_950 + 5_850);
        let accept = |quote| AcceptQuote { quote, plan: Plan::Standard, customer: None, key: key() };
        assert!(bench.db.perform(&guest, accept(first.id)).await.unwrap_err().is(refusals::QUOTE_SUPERSEDED));
        assert!(bench.db.perform(&guest, requote(first.id, None)).await.unwrap_err().is(refusals::QUOTE_SUPERSEDED));

        // Who made no account yet when asking agrees as a customer.
        let customer: CustomerId = system.new_id();
        let signed_in = bench.ctx(Actor::Customer { customer });
        let agreed = bench.db.perform(&signed_in, accept(second.id)).await.unwrap();
        assert_eq!(agreed.accepted().unwrap().total, second.options[0].total);
        assert_eq!(agreed.customer, Some(customer));
        let mut read = bench.db.read().await.unwrap();
        assert_eq!(views::verify_quote(&mut read, system.market, second.id, &key()).await.unwrap(), agreed);
        assert!(views::quote_seen_by(&mut read, &guest, second.id).await.unwrap_err().is(problem::MISSING));
        for (start, holds) in
            [("2026-03-07T13:00:00Z", true), ("2026-03-07T02:00:00Z", false), ("2026-03-03T02:00:00Z", false)]
        {
            assert_eq!(views::quote_holds_at(&mut read, system.market, &agreed, at(start)).await.unwrap(), holds);
        }
        drop(read);
        let text = serde_json::to_string(&agreed).unwrap();
        assert_eq!(serde_json::from_str::<Quote>(&text).unwrap(), agreed, "repeated requests get the same answer");
        assert!(bench.db.perform(&signed_in, accept(second.id)).await.unwrap_err().is(refusals::QUOTE_ACCEPTED));
        let premium =
            AcceptQuote { plan: Plan::Premium, ..accept(bench.db.perform(&guest, make(ask)).await.unwrap().id) };
        assert!(bench.db.perform(&guest, premium).await.unwrap_err().is(refusals::UNKNOWN_PLAN));
        bench
    });
}

#[test]
fn what_is_refused() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (system, _) = load(&bench).await;
        let guest = bench.ctx(Actor::Anonymous);
        let mine: CustomerId = system.new_id();
        let me = bench.ctx(Actor::Customer { customer: mine });
        let other = bench.ctx(Actor::Customer { customer: system.new_id() });

        let past = request(&bench, &system, "HC-D", 3, Some(at("2026-03-01T02:00:00Z"))).await;
        assert!(bench.db.perform(&guest, make(past)).await.unwrap_err().is(problem::TIME_PAST));
        let far = request(&bench, &system, "HC-D", 3, Some(Timestamp::MAX)).await;
        assert!(bench.db.perform(&guest, make(far)).await.unwrap_err().is(problem::BAD_TIME));
        let ask = request(&bench, &system, "HC-D", 3, None).await;
        let mut unknown = ask.clone();
        unknown.item.service = system.new_id();
        assert!(bench.db.perform(&guest, make(unknown)).await.unwrap_err().is(problem::MISSING));
        for (change, code) in [
            (Piece { brand: Some("nobody".into()), ..Piece::default() }, refusals::UNKNOWN_BRAND),
            (Piece { furniture_type: Some("throne".into()), ..Piece::default() }, refusals::UNKNOWN_FURNITURE),
            (Piece { fault: Some("FS-01".into()), ..Piece::default() }, refusals::UNKNOWN_FAULT),
            (Piece { difficulty: Some(1), ..Piece::default() }, refusals::DIFFICULTY_BY_EXPERT),
        ] {
            let mut ask = ask.clone();
            ask.item.piece = change;
            assert!(bench.db.perform(&guest, make(ask)).await.unwrap_err().is(code), "{}", code.code);
        }
        let for_other = MakeQuote { customer: Some(system.new_id()), ..make(ask.clone()) };
        assert!(bench.db.perform(&me, for_other).await.unwrap_err().is(problem::MISSING));
        let elsewhere = Ctx { market: system.new_id(), ..guest.clone() };
        assert!(bench.db.perform(&elsewhere, make(ask.clone())).await.unwrap_err().is(refusals::NO_PRICE_BOOK));

        let quote = bench.db.perform(&me, make(ask)).await.unwrap();
        assert_eq!(quote.customer, Some(mine));
        let accept = || AcceptQuote { quote: quote.id, plan: Plan::Standard, customer: None, key: key() };
        let for_other = AcceptQuote { customer: Some(system.new_id()), ..accept() };
        assert!(bench.db.perform(&system, for_other).await.unwrap_err().is(problem::MISSING));
        for stranger in [&guest, &other, &elsewhere] {
            assert!(bench.db.perform(stranger, accept()).await.unwrap_err().is(problem::MISSING));
        }
        let late = me.at(quote.valid_until);
        assert!(bench.db.perform(&late, accept()).await.unwrap_err().is(refusals::QUOTE_EXPIRED));
        let renewed = RequoteAt { quote: quote.id, start: None, urgency: Urgency::Normal, key: key() };
        let renewed = bench.db.perform(&late, renewed).await.unwrap();
        assert!(renewed.valid_until > quote.valid_until);
        let mut read = bench.db.read().await.unwrap();
        assert!(views::quote_seen_by(&mut read, &other, quote.id).await.unwrap_err().is(problem::MISSING));
        let list = views::quotes_of_customer(&mut read, me.market, mine, &db::PageRequest::first(1)).await.unwrap();
        assert_eq!(list.items[0].id, renewed.id);
        assert!(list.next.is_some());
        drop(read);
        let in_a_month = system.at(at("2026-04-15T00:00:00Z"));
        assert_eq!(bench.db.perform(&in_a_month, ForgetOldQuotes).await.unwrap(), 2);
        bench
    });
}

/// What somebody with access to the database might try.
struct Tamper(kernel::QuoteId);
impl Action for Tamper {
    const NAME: &'static str = "test.tamper";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let sql = "update quotes set options = replace(options, '19500', '100') where market_id = $1 and quote_id = $2";
        tx.save(sql, params![ctx.market, self.0]).await
    }
}

#[test]
fn a_tampered_quote_is_found_out() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (system, _) = load(&bench).await;
        let guest = bench.ctx(Actor::Anonymous);
        let ask = request(&bench, &system, "HC-D", 3, None).await;
        let quote = bench.db.perform(&guest, make(ask)).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let proven = views::verify_quote(&mut read, system.market, quote.id, &key()).await.unwrap();
        assert_eq!(proven, quote);
        drop(read);
        bench.db.perform(&system, Tamper(quote.id)).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let found = views::verify_quote(&mut read, system.market, quote.id, &key()).await.unwrap_err();
        assert!(found.is(refusals::QUOTE_TAMPERED));
        drop(read);
        let accept = AcceptQuote { quote: quote.id, plan: Plan::Standard, customer: None, key: key() };
        assert!(bench.db.perform(&guest, accept).await.unwrap_err().is(refusals::QUOTE_TAMPERED));
        bench
    });
}

#[test]
fn extra_work_takes_the_visit_fee_off_once() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (system, _) = load(&bench).await;
        let guest = bench.ctx(Actor::Anonymous);
        let inspection = request(&bench, &system, "RP-V", 1, None).await;
        let base = bench.db.perform(&guest, make(inspection)).await.unwrap();
        let job: JobId = system.new_id();
        let mut choice = request(&bench, &system, "FD-01", 2, None).await.item;
        choice.add_ons = vec![AddOnChoice { code: "slide".to_owned(), count: 2 }];
        let extra = |choice: &ItemChoice, plan| QuoteExtra {
            job,
            base: base.id,
            items: vec![ExtraItem { choice: choice.clone(), plan }],
            key: key(),
        };
        let early = bench.db.perform(&system, extra(&choice, Plan::Standard)).await.unwrap_err();
        assert!(early.is(refusals::QUOTE_NOT_ACCEPTED));
        let accept = |quote| AcceptQuote { quote, plan: Plan::Standard, customer: None, key: key() };
        bench.db.perform(&guest, accept(base.id)).await.unwrap();

        assert!(
            bench.db.perform(&guest, extra(&choice, Plan::Standard)).await.is_err(),
            "guests write no change orders"
        );
        let wrong = bench.db.perform(&system, extra(&choice, Plan::Premium)).await.unwrap_err();
        assert!(wrong.is(refusals::UNKNOWN_PLAN));
        let one = bench.db.perform(&system, extra(&choice, Plan::Standard)).await.unwrap();
        let two = bench.db.perform(&system, extra(&choice, Plan::Standard)).await.unwrap();
        // Two pairs at 85, two slides at 45, less the fee of 40.
        assert_eq!((one.options[0].total.minor, one.credit_of), (22_000, Some(base.id)));
        assert_eq!(one.options[0].lines.last().unwrap().code, LineCode::VisitFeeCredit);
        assert!(one.options[0].lines.iter().any(|line| line.category == CommissionCategory::Parts));
        bench.db.perform(&guest, accept(one.id)).await.unwrap();
        assert!(bench.db.perform(&guest, accept(two.id)).await.unwrap_err().is(refusals::CREDIT_USED));
        let three = bench.db.perform(&system, extra(&choice, Plan::Standard)).await.unwrap();
        assert_eq!((three.options[0].total.minor, three.credit_of), (26_000, None));

        let credited = MakeCreditedQuote {
            request: request(&bench, &system, "FS-03", 1, None).await,
            credit_of: base.id,
            key: key(),
        };
        let credited = bench.db.perform(&system, credited).await.unwrap();
        assert_eq!(credited.credit_of, None, "the fee was taken off before");
        let mut read = bench.db.read().await.unwrap();
        assert_eq!(views::quotes_of_job(&mut read, system.market, job).await.unwrap().len(), 3);
        drop(read);
        bench
    });
}
