//! What goes wrong in a working day: refusals, moved and cancelled visits, nobody there, another person at the door.

use super::fixture::*;
use crate::{
    Device, MIGRATIONS, Party, PaymentTerms, Stage, State, Verb,
    actions::*,
    refusals,
    rules::{
        cancellation::{CancelReason, CancellationPolicy, Liable, Tier},
        reschedule::{ReschedulePolicy, RescheduleWay},
        work_card::CardVerdict,
    },
    views,
};
use db::Handlers;
use kernel::{
    Actor, Window, problem,
    time::{hours, minutes},
};
use test_kit::{Bench, on_both_engines};

fn story<F, R>(body: F)
where
    F: Fn(Bench) -> R,
    R: Future<Output = Bench>,
{
    on_both_engines(&[MIGRATIONS], &Handlers::default(), body);
}

fn reschedule(job: &Opened, window: Window, rebooking: Rebooking) -> RescheduleVisit {
    RescheduleVisit {
        visit: job.visit,
        window,
        rebooking,
        side: Side::Customer,
        reason: "another day is better".to_owned(),
        policy: ReschedulePolicy::default(),
        if_version: None,
        device: Device::default(),
    }
}

#[test]
fn unpaid_jobs_expire_and_paid_ones_do_not() {
    story(|bench| async move {
        let job = opened(&bench, OpenJob { terms: PaymentTerms::Prepay, ..open_job() }).await;
        let early = say(&bench, Verb::Expire, job.job, job.visit, id(1)).await;
        assert!(early.unwrap_err().is(refusals::PAYMENT_STILL_OPEN));
        wait_until(&bench, job.payment_due_at.unwrap());
        for _ in 0..2 {
            assert_eq!(say(&bench, Verb::Expire, job.job, job.visit, id(1)).await.unwrap(), State::Expired);
        }
        let late = say(&bench, Verb::ConfirmPayment, job.job, job.visit, id(1)).await;
        assert!(late.unwrap_err().is(refusals::MOVE_NOT_OPEN));
        bench
    });
}

#[test]
fn refused_and_given_to_another() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        let master = bench.ctx(as_technician());
        let refuse = || RefuseVisit {
            visit: job.visit,
            reason: "ill".to_owned(),
            note: String::new(),
            device: Device::default(),
        };
        for is_repeat in [false, true] {
            let refused = bench.db.perform(&master, refuse()).await.unwrap();
            assert_eq!((refused.state, refused.is_repeat), (State::PendingDispatch, is_repeat));
        }
        let visit = visit_of(&bench, job.visit).await;
        assert_eq!((visit.technician, visit.accepted_at), (None, None));
        let system = bench.ctx(Actor::System);
        let flag = FlagUnassignable { visit: job.visit, reason: "nobody with wood_surface 2".to_owned() };
        bench.db.perform(&system, flag).await.unwrap();
        assert!(visit_of(&bench, job.visit).await.unassignable_reason.is_some());
        let assign = MarkAssigned { visit: job.visit, technician: another_technician() };
        assert_eq!(bench.db.perform(&system, assign.clone()).await.unwrap().state, State::Assigned);
        assert!(bench.db.perform(&system, assign).await.unwrap().is_repeat);
        assert!(visit_of(&bench, job.visit).await.unassignable_reason.is_none());
        let accept = AcceptVisit { visit: job.visit, device: Device::default() };
        assert!(bench.db.perform(&master, accept).await.unwrap_err().is(problem::MISSING));
        bench
    });
}

#[test]
fn moved_twice_but_not_a_third_time() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        let db = &bench.db;
        let (master, customer) = (bench.ctx(as_technician()), bench.ctx(as_customer()));
        let past = Window { start: after(test_kit::start(), hours(-4)), end: after(test_kit::start(), hours(-2)) };
        let refused = db.perform(&customer, reschedule(&job, past, Rebooking::SameTechnician)).await;
        assert!(refused.unwrap_err().is(problem::TIME_PAST));
        let stale =
            RescheduleVisit { if_version: Some(1), ..reschedule(&job, window_in(50), Rebooking::SameTechnician) };
        assert!(db.perform(&customer, stale).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        let first = || reschedule(&job, window_in(26), Rebooking::SameTechnician);
        let moved = db.perform(&customer, first()).await.unwrap();
        assert_eq!((moved.way, moved.moved.state), (RescheduleWay::Direct, State::Appointed));
        assert!(db.perform(&customer, first()).await.unwrap().moved.is_repeat);

        // Three hours before: the technician must agree.
        wait_until(&bench, after(test_kit::start(), hours(23)));
        let (master_now, customer_now) = (bench.ctx(as_technician()), bench.ctx(as_customer()));
        let second = || reschedule(&job, window_in(200), Rebooking::Redispatch);
        let asked = db.perform(&customer_now, second()).await.unwrap();
        assert_eq!(asked.way, RescheduleWay::ByConsent { expires_at: window_in(26).end });
        assert_eq!(asked.moved.state, State::Rescheduling);
        assert!(db.perform(&customer_now, second()).await.unwrap().moved.is_repeat);
        let agree = || AnswerReschedule {
            visit: job.visit,
            answer: RescheduleAnswer::Agree { rebooking: Rebooking::Redispatch },
            policy: ReschedulePolicy::default(),
            device: Device::default(),
        };
        assert!(db.perform(&customer_now, agree()).await.unwrap_err().is(refusals::OWN_PROPOSAL));
        let agreed = db.perform(&master_now, AnswerRescheduleAsTechnician(agree())).await.unwrap();
        assert_eq!(agreed.state, State::PendingDispatch);
        let third = db.perform(&customer_now, reschedule(&job, window_in(300), Rebooking::Redispatch)).await;
        assert!(third.unwrap_err().is(refusals::RESCHEDULE_LIMIT));

        // The original time was in 96 hours; the visit is at 200 now. Cancelling near the original time costs, although nobody has it.
        wait_until(&bench, after(test_kit::start(), hours(93)));
        let customer = bench.ctx(as_customer());
        let called_off = db.perform(&customer, cancel(job.job)).await.unwrap();
        assert_eq!((called_off.ending.tier, called_off.ending.fee), (Tier::Short, cny(6_000)));
        drop(master);
        bench
    });
}

#[test]
fn technicians_ask_and_silence_keeps_the_old_time() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        let db = &bench.db;
        let master = bench.ctx(as_technician());
        let ask = AskForAnotherTime(reschedule(&job, window_in(120), Rebooking::SameTechnician));
        let asked = db.perform(&master, ask).await.unwrap();
        assert_eq!(asked.way, RescheduleWay::ByConsent { expires_at: after(test_kit::start(), hours(24)) });
        let early = say(&bench, Verb::ExpireReschedule, job.job, job.visit, id(1)).await;
        assert!(early.unwrap_err().is(refusals::PROPOSAL_STILL_OPEN));
        wait(&bench, hours(24));
        let late = say(&bench, Verb::AgreeReschedule, job.job, job.visit, id(1)).await;
        assert!(late.unwrap_err().is(refusals::PROPOSAL_EXPIRED));
        assert_eq!(say(&bench, Verb::ExpireReschedule, job.job, job.visit, id(1)).await.unwrap(), State::Appointed);
        assert_eq!(visit_of(&bench, job.visit).await.window, window_in(96));
        // The company moves it: at once, and the customer may leave for free.
        let operator = bench.ctx(as_operator());
        let by_company =
            RescheduleVisit { side: Side::Platform, ..reschedule(&job, window_in(26), Rebooking::SameTechnician) };
        assert_eq!(db.perform(&operator, ByOperator(by_company)).await.unwrap().way, RescheduleWay::Direct);
        let customer = bench.ctx(as_customer());
        let free = db.perform(&customer, cancel(job.job)).await.unwrap();
        assert_eq!((free.ending.tier, free.ending.fee), (Tier::PlatformMoved, cny(0)));
        bench
    });
}

#[test]
fn the_fee_shown_is_the_fee_charged() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        wait_until(&bench, after(test_kit::start(), hours(80)));
        let ctx = bench.ctx(as_customer());
        let policy = CancellationPolicy::default();
        let mut read = bench.db.read().await.unwrap();
        let reason = (CancelReason::ChangedMind, None);
        let shown = views::cancel_preview(&mut read, ctx.market, job.job, &policy, reason, ctx.now).await.unwrap();
        assert_eq!((shown.tier, shown.fee, shown.liable), (Tier::SameDay, cny(3_000), Liable::Customer));
        drop(read);
        // Hours pass with the page open: a larger fee is not charged unseen.
        wait_until(&bench, after(test_kit::start(), hours(95)));
        let later = bench.ctx(as_customer());
        let unseen = CancelJob { fee_shown: Some(shown.fee), ..cancel(job.job) };
        assert!(bench.db.perform(&later, unseen).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        let charged = bench.db.perform(&later, cancel(job.job)).await.unwrap();
        assert_eq!((charged.ending.tier, charged.ending.fee), (Tier::Late, cny(9_000)));
        let again = bench.db.perform(&later, cancel(job.job)).await.unwrap();
        assert_eq!((again.moved.is_repeat, again.ending.fee), (true, cny(9_000)));
        let mut read = bench.db.read().await.unwrap();
        let row = views::job_row(&mut read, ctx.market, job.job).await.unwrap();
        assert_eq!((row.stage, row.ending.unwrap().fee), (Stage::Cancelled, cny(9_000)));
        drop(read);

        let storm = opened(&bench, open_job()).await;
        let operator = bench.ctx(as_operator());
        let nobody_named = ByOperator(cancel(storm.job));
        assert!(bench.db.perform(&operator, nobody_named).await.unwrap_err().is(refusals::LIABLE_REQUIRED));
        let free = bench.db.perform(&operator, cancel_blaming(storm.job, Liable::ForceMajeure)).await.unwrap();
        assert_eq!(free.ending.tier, Tier::ForceMajeure);
        bench
    });
}

#[test]
fn cancelled_on_site_with_an_open_change_order() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Inspecting).await;
        say(&bench, Verb::ProposeChange, job.job, job.visit, id(1)).await.unwrap();
        let customer = bench.ctx(as_customer());
        let gone = bench.db.perform(&customer, cancel(job.job)).await.unwrap();
        assert_eq!(
            (gone.moved.state, gone.ending.tier, gone.ending.fee),
            (State::CancelledOnSite, Tier::OnSite, cny(3_000))
        );
        let mut read = bench.db.read().await.unwrap();
        let detail = views::job(&mut read, customer.market, job.job).await.unwrap();
        assert_eq!(detail.change_orders[0].state, crate::ChangeOrderState::Withdrawn);
        let order = detail.change_orders[0].change_order;
        drop(read);
        let late = say(&bench, Verb::ApproveChange, job.job, job.visit, order).await;
        assert!(late.unwrap_err().is(refusals::CHANGE_ORDER_DECIDED));

        let hopeless = opened(&bench, open_job()).await;
        lead_to(&bench, &hopeless, State::Inspecting).await;
        let master = bench.ctx(as_technician());
        let give_up = CancelOnSite {
            visit: hopeless.visit,
            reason: CancelReason::CannotRepair,
            note: String::new(),
            policy: CancellationPolicy::default(),
            device: at_home(),
        };
        let free = bench.db.perform(&master, give_up).await.unwrap();
        assert_eq!(
            (free.ending.tier, free.ending.fee, free.ending.liable),
            (Tier::CannotServe, cny(0), Liable::Platform)
        );
        bench
    });
}

#[test]
fn nobody_at_home() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Arrived).await;
        let db = &bench.db;
        let contact = |kind| RecordContact { visit: job.visit, kind, note: String::new(), device: at_home() };
        for kind in [ContactKind::Call, ContactKind::Call, ContactKind::Message] {
            let too_early = say(&bench, Verb::NoShowCustomer, job.job, job.visit, id(1)).await.unwrap_err();
            assert!(too_early.is(refusals::NO_SHOW_TOO_EARLY));
            db.perform(&bench.ctx(as_technician()), contact(kind)).await.unwrap();
        }
        wait(&bench, minutes(14));
        let waiting = say(&bench, Verb::NoShowCustomer, job.job, job.visit, id(1)).await.unwrap_err();
        assert_eq!((waiting.params()["wait_minutes"].as_str(), waiting.params()["calls"].as_str()), ("1", "0"));
        wait(&bench, minutes(1));
        assert_eq!(say(&bench, Verb::NoShowCustomer, job.job, job.visit, id(1)).await.unwrap(), State::NoShowCustomer);
        let mut read = bench.db.read().await.unwrap();
        let row = views::job_row(&mut read, bench.system.market, job.job).await.unwrap();
        assert_eq!(row.ending.unwrap().fee, cny(3_000));
        drop(read);
        assert_eq!(say(&bench, Verb::OpenReturnVisit, job.job, job.visit, id(1)).await.unwrap(), State::NoShowCustomer);
        let mut read = bench.db.read().await.unwrap();
        let detail = views::job(&mut read, bench.system.market, job.job).await.unwrap();
        assert_eq!((detail.visits.len(), detail.job.stage, detail.job.closed_at), (2, Stage::ToDispatch, None));
        assert_eq!(detail.current().unwrap().visit.parent, Some(job.visit));
        drop(read);
        bench
    });
}

#[test]
fn nobody_comes() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        let told = opened(&bench, open_job()).await;
        lead_to(&bench, &told, State::Appointed).await;
        wait_until(&bench, after(window_in(96).end, minutes(30)));
        let early = say(&bench, Verb::NoShowTechnician, job.job, job.visit, id(1)).await;
        assert!(early.unwrap_err().is(refusals::TECHNICIAN_NOT_MISSING));
        let late = RecordContact {
            visit: told.visit,
            kind: ContactKind::LateNotice,
            note: "traffic".to_owned(),
            device: Device::default(),
        };
        bench.db.perform(&bench.ctx(as_technician()), late).await.unwrap();
        wait(&bench, minutes(1));
        let said_so = say(&bench, Verb::NoShowTechnician, told.job, told.visit, id(1)).await;
        assert!(said_so.unwrap_err().is(refusals::TECHNICIAN_NOT_MISSING));
        let customer = bench.ctx(as_customer());
        let free = bench.db.perform(&customer, cancel(told.job)).await.unwrap();
        assert_eq!((free.ending.tier, free.ending.compensation), (Tier::TechnicianLate, cny(0)));
        assert_eq!(
            say(&bench, Verb::NoShowTechnician, job.job, job.visit, id(1)).await.unwrap(),
            State::NoShowTechnician
        );
        let closed = bench.db.perform(&customer, cancel(job.job)).await.unwrap();
        assert_eq!((closed.ending.tier, closed.ending.compensation), (Tier::TechnicianAbsent, cny(0)));
        let mut read = bench.db.read().await.unwrap();
        let row = views::job_row(&mut read, bench.system.market, job.job).await.unwrap();
        let ending = row.ending.unwrap();
        assert_eq!(
            (ending.compensation, ending.penalty),
            (cny(3_000), cny(5_000)),
            "what the absence cost stays on record"
        );
        drop(read);
        bench
    });
}

#[test]
fn another_person_at_the_door() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Arrived).await;
        let (market, now) = (bench.system.market, bench.clock.now());
        let mut read = bench.db.read().await.unwrap();
        let key = b"work cards of this installation";
        let card = views::work_card(&mut read, market, job.visit, technician(), &[], key, now).await.unwrap();
        let verdict = views::verify_work_card(&mut read, market, job.visit, &[], &card.code, key, now).await.unwrap();
        assert_eq!(verdict, (CardVerdict::Genuine, Some(technician())));
        let other = views::work_card(&mut read, market, job.visit, another_technician(), &[], key, now).await;
        assert!(other.unwrap_err().is(problem::MISSING));
        let (helper, helpers) = (another_technician(), [another_technician()]);
        let card = views::work_card(&mut read, market, job.visit, helper, &helpers, key, now).await.unwrap();
        let verify = async |read: &mut db::Read, helpers: &[kernel::TechnicianId]| {
            views::verify_work_card(read, market, job.visit, helpers, &card.code, key, now).await.unwrap()
        };
        assert_eq!(verify(&mut read, &helpers).await, (CardVerdict::Genuine, Some(helper)));
        assert_eq!(verify(&mut read, &[]).await, (CardVerdict::WrongPerson, Some(technician())));
        drop(read);
        for _ in 0..2 {
            say(&bench, Verb::ReportWrongPerson, job.job, job.visit, id(1)).await.unwrap();
        }
        let frozen = say(&bench, Verb::StartInspection, job.job, job.visit, id(1)).await;
        assert!(frozen.unwrap_err().is(refusals::VISIT_FROZEN));
        say(&bench, Verb::ClearFreeze, job.job, job.visit, id(1)).await.unwrap();
        assert_eq!(say(&bench, Verb::StartInspection, job.job, job.visit, id(1)).await.unwrap(), State::Inspecting);
        assert_eq!(
            views::verbs_open_to(Party::Link, &visit_of(&bench, job.visit).await),
            [Verb::ReportWrongPerson, Verb::CancelOnSite]
        );
        bench
    });
}

#[test]
fn bad_input_changes_nothing() {
    story(|bench| async move {
        let system = bench.ctx(Actor::System);
        let good = open_job();
        let mut without_name = good.clone();
        without_name.contact.name = "  ".to_owned();
        let mut mismatch = good.clone();
        mismatch.quote.total = cny(29_999);
        let mut nowhere = good.clone();
        nowhere.property.place.latitude = 91.0;
        let backwards = Window { start: window_in(5).end, end: window_in(5).start };
        for (bad, code) in [
            (without_name, problem::REQUIRED),
            (mismatch, refusals::TOTAL_MISMATCH),
            (nowhere, problem::BAD_PLACE),
            (OpenJob { window: backwards, ..good.clone() }, problem::BAD_TIME),
            (OpenJob { window: window_in(-5), ..good.clone() }, problem::TIME_PAST),
            (OpenJob { note: "x".repeat(2_001), ..good.clone() }, problem::TOO_LONG),
            (OpenJob { visit_fee: Some(cny(-1)), ..good.clone() }, problem::BAD_AMOUNT),
            (OpenJob { payment_due_at: Some(test_kit::start()), ..good.clone() }, problem::TIME_PAST),
        ] {
            let refused = bench.db.perform(&system, bad).await.unwrap_err();
            assert!(refused.is(code) && refused.field_name().is_some(), "{refused}");
        }
        assert_eq!(opened(&bench, good).await.number, "J-10001", "a refused opening uses up no number");
        let missing = say(&bench, Verb::Depart, id(9), id(9), id(9)).await;
        assert!(missing.unwrap_err().is(problem::MISSING));
        bench
    });
}
