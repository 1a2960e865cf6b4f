//! Stories of asking technicians: direct, must-take, the pool, the customer's choice; on both engines.

use super::{kit::*, steps::*};
use crate::{Mode, OfferState, PlanState, Rule, VisitNeed, actions::*, refusals, views};
use db::Handlers;
use kernel::{OfferId, problem, time::minutes};
use test_kit::on_both_engines;

#[test]
fn direct_offers_go_from_best_to_next_and_then_to_the_pool() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = three();
        let (visit, _) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        let offer = OfferVisit { visit, mode: Mode::Direct, facts: facts.clone() };
        let asked = bench.db.perform(&system(&bench), offer).await.unwrap();
        assert_eq!(asked, Offered::Asked { technician: technician_id(1) });
        let next = NextCandidate { visit, facts: facts.clone() };
        assert_eq!(bench.db.perform(&system(&bench), next.clone()).await.unwrap(), Offered::Nothing);
        let first = open_offers(&bench, technician_id(1)).await[0].clone();
        let refuse =
            |offer: OfferId, reason: &str| AnswerOffer { offer, answer: Answer::Refuse { reason: reason.into() } };
        let one = as_technician(&bench, technician_id(1));
        assert!(bench.db.perform(&one, refuse(first.offer_id, " ")).await.unwrap_err().is(refusals::REASON_NEEDED));
        let stranger = as_technician(&bench, technician_id(2));
        assert!(bench.db.perform(&stranger, refuse(first.offer_id, "no")).await.unwrap_err().is(problem::MISSING));
        bench.db.perform(&one, refuse(first.offer_id, "van is broken")).await.unwrap();
        assert!(
            bench.db.perform(&one, refuse(first.offer_id, "again")).await.unwrap_err().is(refusals::OFFER_ANSWERED)
        );
        assert_eq!(
            bench.db.perform(&system(&bench), next.clone()).await.unwrap(),
            Offered::Asked { technician: technician_id(2) }
        );
        // The time is now the second one's; the first one's is free.
        assert_eq!(plan(&bench, visit).await.technician_id, Some(technician_id(2)));
        let second = open_offers(&bench, technician_id(2)).await[0].offer_id;
        bench.clock.move_to(bench.clock.now() + minutes(5));
        let late = AnswerOffer { offer: second, answer: Answer::Accept };
        assert!(
            bench
                .db
                .perform(&as_technician(&bench, technician_id(2)), late)
                .await
                .unwrap_err()
                .is(refusals::OFFER_EXPIRED)
        );
        bench.db.perform(&system(&bench), ExpireOffer { offer: second }).await.unwrap();
        assert_eq!(
            bench.db.perform(&system(&bench), next.clone()).await.unwrap(),
            Offered::Asked { technician: technician_id(3) }
        );
        let third = open_offers(&bench, technician_id(3)).await[0].offer_id;
        let yes = AnswerOffer { offer: third, answer: Answer::Accept };
        let three = as_technician(&bench, technician_id(3));
        bench.db.perform(&three, yes.clone()).await.unwrap();
        bench.db.perform(&three, yes).await.unwrap();
        let plan = plan(&bench, visit).await;
        assert_eq!((plan.state, plan.technician_id), (PlanState::Assigned, Some(technician_id(3))));
        assert_eq!(
            names(&bench, visit).await,
            [
                "visit_reserved",
                "visit_offered",
                "offer_answered",
                "visit_moved",
                "visit_offered",
                "offer_expired",
                "visit_moved",
                "visit_offered",
                "offer_answered",
                "visit_assigned"
            ]
        );
        let mut read = bench.db.read().await.unwrap();
        let decisions = views::decisions(&mut read, bench.system.market, visit).await.unwrap();
        assert_eq!(decisions.len(), 3);
        assert_eq!(decisions[0].explanation.0.candidates[1].failed[0].rule, Rule::Declined);
        drop(read);
        bench
    });
}

#[test]
fn when_all_say_no_the_dispatcher_must_act() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = facts(vec![technician(1, 0, 14)], no_reserve());
        let (visit, _) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        bench
            .db
            .perform(&system(&bench), OfferVisit { visit, mode: Mode::Direct, facts: facts.clone() })
            .await
            .unwrap();
        let offer = open_offers(&bench, technician_id(1)).await[0].offer_id;
        let no = AnswerOffer { offer, answer: Answer::Refuse { reason: "ill".into() } };
        bench.db.perform(&as_technician(&bench, technician_id(1)), no).await.unwrap();
        let next = NextCandidate { visit, facts: facts.clone() };
        assert_eq!(bench.db.perform(&system(&bench), next.clone()).await.unwrap(), Offered::GaveUp);
        assert_eq!(bench.db.perform(&system(&bench), next).await.unwrap(), Offered::Nothing);
        let mut read = bench.db.read().await.unwrap();
        let list = views::unassigned(&mut read, bench.system.market, &db::PageRequest::first(10)).await.unwrap();
        assert_eq!((list.items[0].visit_id, list.items[0].trouble.as_str()), (visit, "dispatch-trouble-nobody-can"));
        drop(read);
        bench
    });
}

#[test]
fn the_pool_is_fair_and_widens() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = three();
        let (visit, _) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        let opened = OfferVisit { visit, mode: Mode::Grab, facts: facts.clone() };
        assert_eq!(bench.db.perform(&system(&bench), opened).await.unwrap(), Offered::Grab { technicians: 1 });
        let close = |round| CloseGrabRound { visit, wave: 1, round, facts: facts.clone() };
        assert_eq!(bench.db.perform(&system(&bench), close(1)).await.unwrap(), Offered::Nothing);
        bench.clock.move_to(bench.clock.now() + minutes(10));
        assert_eq!(bench.db.perform(&system(&bench), close(1)).await.unwrap(), Offered::Grab { technicians: 2 });
        let claim = |offer: OfferId| ClaimGrab { offer, collect_seconds: 10 };
        let two = open_offers(&bench, technician_id(2)).await[0].clone();
        assert_eq!((two.mode, (two.distance_metres + 50) / 100), (Mode::Grab, 40));
        let one = open_offers(&bench, technician_id(1)).await[0].offer_id;
        bench.db.perform(&as_technician(&bench, technician_id(2)), claim(two.offer_id)).await.unwrap();
        bench.db.perform(&as_technician(&bench, technician_id(1)), claim(one)).await.unwrap();
        let direct = AnswerOffer { offer: one, answer: Answer::Accept };
        assert!(
            bench
                .db
                .perform(&as_technician(&bench, technician_id(1)), direct)
                .await
                .unwrap_err()
                .is(refusals::OFFER_OF_OTHER_KIND)
        );
        assert_eq!(bench.db.perform(&system(&bench), close(2)).await.unwrap(), Offered::Nothing);
        bench.clock.move_to(bench.clock.now() + minutes(1));
        // The nearer one wins although the other was faster.
        assert_eq!(
            bench.db.perform(&system(&bench), close(2)).await.unwrap(),
            Offered::Assigned { technician: technician_id(1) }
        );
        assert_eq!(bench.db.perform(&system(&bench), close(2)).await.unwrap(), Offered::Nothing);
        let mut read = bench.db.read().await.unwrap();
        let offers = views::offers_of_visit(&mut read, bench.system.market, visit).await.unwrap();
        let states: Vec<OfferState> = offers.iter().filter(|offer| offer.round == 2).map(|offer| offer.state).collect();
        assert!(states.contains(&OfferState::Accepted) && states.contains(&OfferState::Withdrawn));
        drop(read);
        bench
    });
}

#[test]
fn a_named_technician_is_not_replaced_without_consent() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = three();
        let named = VisitNeed { named: Some(technician_id(3)), ..need(0) };
        let (visit, lead) = booked(&bench, &facts, named, TUESDAY, "10:00", "12:00").await;
        assert_eq!((lead, plan(&bench, visit).await.mode), (technician_id(3), Mode::Named));
        bench.db.perform(&system(&bench), OfferVisit { visit, mode: Mode::Named, facts: facts.clone() }).await.unwrap();
        let offer = open_offers(&bench, technician_id(3)).await[0].clone();
        assert_eq!(offer.expires_at, bench.clock.now() + minutes(30));
        let no = AnswerOffer { offer: offer.offer_id, answer: Answer::Refuse { reason: "away".into() } };
        bench.db.perform(&as_technician(&bench, technician_id(3)), no).await.unwrap();
        let next = NextCandidate { visit, facts: facts.clone() };
        assert_eq!(bench.db.perform(&system(&bench), next).await.unwrap(), Offered::AskCustomer);
        // The customer takes anybody.
        let anybody = OfferVisit { visit, mode: Mode::MustTake, facts: facts.clone() };
        assert_eq!(
            bench.db.perform(&system(&bench), anybody).await.unwrap(),
            Offered::Assigned { technician: technician_id(1) }
        );
        let mut read = bench.db.read().await.unwrap();
        let offers = views::offers_of_visit(&mut read, bench.system.market, visit).await.unwrap();
        drop(read);
        // Must-take can be refused with a reason until departure, and counts.
        let given = offers.iter().find(|offer| offer.mode == Mode::MustTake).unwrap();
        let no = AnswerOffer { offer: given.offer_id, answer: Answer::Refuse { reason: "child is ill".into() } };
        bench.db.perform(&as_technician(&bench, technician_id(1)), no).await.unwrap();
        let next = NextCandidate { visit, facts: facts.clone() };
        assert_eq!(
            bench.db.perform(&system(&bench), next).await.unwrap(),
            Offered::Assigned { technician: technician_id(2) }
        );
        let nobody = booked(&bench, &facts, need(0), TUESDAY, "14:00", "16:00").await.0;
        let wrong = OfferVisit { visit: nobody, mode: Mode::Named, facts: facts.clone() };
        assert!(bench.db.perform(&system(&bench), wrong).await.unwrap_err().is(refusals::NOBODY_NAMED));
        bench
    });
}
