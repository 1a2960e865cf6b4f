//! The working day as it should go, on both engines.

use super::fixture::*;
use crate::{
    AcceptedVia, ChangeOrderState, Checked, Device, MIGRATIONS, PaymentTerms, Stage, State, Verb, actions::*, refusals,
    views,
};
use db::Handlers;
use kernel::{
    Actor, Kind, problem,
    time::{hours, minutes},
};
use test_kit::{Bench, on_both_engines};

/// Runs a story on both engines.
fn story<F, R>(body: F)
where
    F: Fn(Bench) -> R,
    R: Future<Output = Bench>,
{
    on_both_engines(&[MIGRATIONS], &Handlers::default(), body);
}

#[test]
fn from_request_to_settled() {
    story(|bench| async move {
        let deposit = PaymentTerms::Deposit { due: cny(5_000) };
        let job = opened(&bench, OpenJob { terms: deposit, ..open_job() }).await;
        assert_eq!((job.number.as_str(), job.state), ("J-10001", State::PendingPayment));
        let second = opened(&bench, open_job()).await;
        assert!(second.number > job.number, "{}", second.number);
        assert_eq!(second.state, State::PendingDispatch);
        let system = bench.ctx(Actor::System);
        let db = &bench.db;
        let short = db.perform(&system, ConfirmPayment { job: job.job, amount: cny(4_999) }).await;
        assert!(short.unwrap_err().is(refusals::PAYMENT_TOO_SMALL));
        for is_repeat in [false, true] {
            let paid = db.perform(&system, ConfirmPayment { job: job.job, amount: cny(5_000) }).await.unwrap();
            assert_eq!((paid.state, paid.is_repeat), (State::PendingDispatch, is_repeat));
        }
        db.perform(&system, MarkOffered { visit: job.visit, offered_to: Some(technician()) }).await.unwrap();
        let master = bench.ctx(as_technician());
        for is_repeat in [false, true] {
            let accepted = db.perform(&master, AcceptVisit { visit: job.visit, device: at_home() }).await.unwrap();
            assert_eq!((accepted.state, accepted.is_repeat), (State::Appointed, is_repeat));
        }
        wait_until(&bench, window_in(96).start);
        work(&bench, &job).await;
        accept_and_settle(&bench, &job).await;
        let mut read = bench.db.read().await.unwrap();
        let detail = views::job(&mut read, system.market, job.job).await.unwrap();
        assert_eq!((detail.job.stage, detail.due), (Stage::Settled, cny(35_000)));
        assert!(detail.job.closed_at.is_some());
        assert_eq!(detail.current().unwrap().missing, vec![]);
        assert_eq!(detail.change_orders[0].state, ChangeOrderState::Approved);
        let states: Vec<State> =
            detail.timeline.iter().filter(|line| line.from != Some(line.to)).map(|line| line.to).collect();
        assert_eq!(
            states,
            [
                State::PendingPayment,
                State::PendingDispatch,
                State::Offered,
                State::Assigned,
                State::Appointed,
                State::EnRoute,
                State::Arrived,
                State::Inspecting,
                State::AwaitingApproval,
                State::Inspecting,
                State::InService,
                State::AwaitingAcceptance,
                State::Rework,
                State::AwaitingAcceptance,
                State::Completed,
                State::Settled,
            ]
        );
        drop(read);
        bench
    });
}

/// The technician's part: from departure to "done", with a change order that the customer approves.
async fn work(bench: &Bench, job: &Opened) {
    let db = &bench.db;
    let visit = job.visit;
    let (master, customer) = (bench.ctx(as_technician()), bench.ctx(as_customer()));
    say(bench, Verb::Depart, job.job, visit, id(1)).await.unwrap();
    let far = Device { place: Some(kernel::Place { latitude: 31.3, longitude: 121.4 }), ..Device::default() };
    let arrive = |device: Device, code: Option<&str>| Arrive {
        visit,
        start_code: code.map(str::to_owned),
        geofence_metres: 300,
        device,
    };
    assert!(db.perform(&master, arrive(far.clone(), None)).await.unwrap_err().is(refusals::TOO_FAR_AWAY));
    let codes = views::visit_codes(&mut db.read().await.unwrap(), master.market, visit, master.now).await.unwrap();
    let wrong = if codes.start_code == "0000" { "0001" } else { "0000" };
    let answer = db.perform(&master, arrive(far.clone(), Some(wrong))).await.unwrap();
    assert_eq!(answer, Checked::WrongCode { tries_left: 4 });
    let arrived = db.perform(&master, arrive(far, Some(&codes.start_code))).await.unwrap();
    assert_eq!(arrived.into_result().unwrap().state, State::Arrived);
    say(bench, Verb::StartInspection, job.job, visit, id(1)).await.unwrap();
    say(bench, Verb::Diagnose, job.job, visit, id(1)).await.unwrap();
    let ask = || ProposeChangeOrder {
        quote: None,
        visit,
        lines: vec![line("hinge", 5_000)],
        total: cny(5_000),
        minutes: 20,
        reason: "The hinge is broken too".to_owned(),
        device: at_home(),
    };
    let asked = db.perform(&master, ask()).await.unwrap();
    let again = db.perform(&master, ask()).await.unwrap();
    assert_eq!((again.change_order, again.moved.is_repeat), (asked.change_order, true));
    let approve = || ApproveChangeOrder { change_order: asked.change_order, device: Device::default() };
    assert!(db.perform(&master, approve()).await.unwrap_err().is(problem::FORBIDDEN));
    assert_eq!(db.perform(&customer, approve()).await.unwrap().state, State::Inspecting);
    assert!(db.perform(&customer, approve()).await.unwrap().is_repeat);
    let decline = DeclineChangeOrder { change_order: asked.change_order, device: Device::default() };
    assert!(db.perform(&customer, decline).await.unwrap_err().is(refusals::CHANGE_ORDER_DECIDED));
    say(bench, Verb::StartWork, job.job, visit, id(1)).await.unwrap();
    finish(bench, job).await;
}

async fn finish(bench: &Bench, job: &Opened) {
    let visit = job.visit;
    let refused = say(bench, Verb::Finish, job.job, visit, id(1)).await.unwrap_err();
    assert!(refused.is(refusals::WORK_INCOMPLETE));
    assert_eq!(refused.params()["missing"], "cover_floor, repair, before, after");
    say(bench, Verb::TickStep, job.job, visit, id(1)).await.unwrap();
    say(bench, Verb::TickStep, job.job, visit, id(1)).await.unwrap();
    wait(bench, minutes(20));
    say(bench, Verb::Pause, job.job, visit, id(1)).await.unwrap();
    wait(bench, minutes(45));
    let paused = say(bench, Verb::Finish, job.job, visit, id(1)).await.unwrap_err();
    assert!(paused.is(refusals::VISIT_PAUSED));
    say(bench, Verb::Resume, job.job, visit, id(1)).await.unwrap();
    let master = bench.ctx(as_technician());
    let first = bench.db.perform(&master, photo(visit, "before", 1)).await.unwrap();
    let same = bench.db.perform(&master, photo(visit, "before", 1)).await.unwrap();
    assert_eq!((same.proof, same.moved.is_repeat), (first.proof, true));
    let no_digest = AttachProof { sha256: "abc".to_owned(), ..photo(visit, "before", 2) };
    assert!(bench.db.perform(&master, no_digest).await.unwrap_err().is(refusals::BAD_DIGEST));
    bench.db.perform(&master, photo(visit, "after", 2)).await.unwrap();
    wait(bench, minutes(10));
    assert_eq!(say(bench, Verb::Finish, job.job, visit, id(1)).await.unwrap(), State::AwaitingAcceptance);
    assert_eq!(visit_of(bench, visit).await.worked_seconds, 30 * 60);
}

/// The customer sends it back once, then tells the technician the code.
async fn accept_and_settle(bench: &Bench, job: &Opened) {
    let db = &bench.db;
    let visit = job.visit;
    assert_eq!(say(bench, Verb::RequestRework, job.job, visit, id(1)).await.unwrap(), State::Rework);
    assert_eq!(say(bench, Verb::Finish, job.job, visit, id(1)).await.unwrap(), State::AwaitingAcceptance);
    let (master, customer, system) = (bench.ctx(as_technician()), bench.ctx(as_customer()), bench.ctx(Actor::System));
    let codes = views::visit_codes(&mut db.read().await.unwrap(), master.market, visit, master.now).await.unwrap();
    let accept = |by| AcceptWork { visit, by, device: Device::default() };
    let typed = AcceptBy::TypedName { name: "王小明".to_owned() };
    assert!(db.perform(&master, AcceptWorkOnSite(accept(typed))).await.unwrap_err().is(problem::FORBIDDEN));
    let code = |code: &str| AcceptBy::FinishCode { code: code.to_owned() };
    assert!(db.perform(&customer, accept(code("1"))).await.unwrap_err().is(problem::FORBIDDEN));
    let wrong = db.perform(&master, AcceptWorkOnSite(accept(code("nothing")))).await.unwrap();
    assert!(wrong.into_result().unwrap_err().is(refusals::WRONG_CODE));
    assert!(db.perform(&system, SettleJob { job: job.job }).await.unwrap_err().is(refusals::MOVE_NOT_OPEN));
    let right = accept(code(&codes.finish_code.unwrap()));
    let accepted = db.perform(&master, AcceptWorkOnSite(right.clone())).await.unwrap().into_result().unwrap();
    assert_eq!(accepted.state, State::Completed);
    let repeated = db.perform(&master, AcceptWorkOnSite(right)).await.unwrap().into_result().unwrap();
    assert!(repeated.is_repeat);
    assert_eq!(visit_of(bench, visit).await.acceptance.unwrap().via, AcceptedVia::FinishCode);
    for is_repeat in [false, true] {
        let settled = db.perform(&system, SettleJob { job: job.job }).await.unwrap();
        assert_eq!((settled.state, settled.is_repeat), (State::Settled, is_repeat));
    }
}

#[test]
fn silence_is_acceptance_and_a_third_rework_a_dispute() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::AwaitingAcceptance).await;
        let early = say(&bench, Verb::AutoAccept, job.job, job.visit, id(1)).await;
        assert!(early.unwrap_err().is(refusals::ACCEPTANCE_STILL_OPEN));
        for times in 1..=3 {
            assert_eq!(
                say(&bench, Verb::RequestRework, job.job, job.visit, id(1)).await.unwrap(),
                State::Rework,
                "{times}"
            );
            say(&bench, Verb::Finish, job.job, job.visit, id(1)).await.unwrap();
        }
        assert_eq!(say(&bench, Verb::RequestRework, job.job, job.visit, id(1)).await.unwrap(), State::Disputed);
        assert_eq!(say(&bench, Verb::ResolveDispute, job.job, job.visit, id(1)).await.unwrap(), State::Completed);

        let quiet = opened(&bench, open_job()).await;
        lead_to(&bench, &quiet, State::AwaitingAcceptance).await;
        wait(&bench, hours(25));
        let master = bench.ctx(as_technician());
        let by = AcceptBy::FinishCode { code: "000000".to_owned() };
        let late = AcceptWorkOnSite(AcceptWork { visit: quiet.visit, by, device: Device::default() });
        assert!(bench.db.perform(&master, late).await.unwrap_err().is(refusals::FINISH_CODE_EXPIRED));
        say(&bench, Verb::RenewFinishCode, quiet.job, quiet.visit, id(1)).await.unwrap();
        wait(&bench, hours(47));
        assert_eq!(say(&bench, Verb::AutoAccept, quiet.job, quiet.visit, id(1)).await.unwrap(), State::Completed);
        bench
    });
}

#[test]
fn the_progress_link_shows_and_acts() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::InService).await;
        say(&bench, Verb::ProposeChange, job.job, job.visit, id(1)).await.unwrap();
        let db = &bench.db;
        let nobody = bench.ctx(Actor::Anonymous);
        let progress = views::progress(&mut db.read().await.unwrap(), &job.share_token).await.unwrap();
        assert_eq!((progress.contact_phone.as_str(), progress.contact_name.as_str()), ("138****8000", "王**"));
        assert_eq!(progress.verbs, [Verb::ApproveChange, Verb::DeclineChange, Verb::CancelOnSite]);
        assert!(!serde_json::to_string(&progress).unwrap().contains("13800138000"));
        let order = progress.change_orders[0].change_order;
        let approve = |last4: &str| ByLink {
            token: job.share_token.clone(),
            phone_last4: last4.to_owned(),
            verb: ApproveChangeOrder { change_order: order, device: Device::default() },
        };
        for left in [4, 3, 2, 1, 0] {
            let wrong = db.perform(&nobody, approve("1234")).await.unwrap();
            assert_eq!(wrong, Checked::WrongCode { tries_left: left });
        }
        assert!(db.perform(&nobody, approve("8000")).await.unwrap_err().is(refusals::CODE_LOCKED));
        wait(&bench, minutes(15));
        let nobody = bench.ctx(Actor::Anonymous);
        let approved = db.perform(&nobody, approve("8000")).await.unwrap().into_result().unwrap();
        assert_eq!(approved.state, State::InService);
        // The link of one job opens no other.
        let other = opened(&bench, open_job()).await;
        let strange = ByLink { token: other.share_token, phone_last4: "8000".to_owned(), verb: cancel(job.job) };
        assert!(db.perform(&nobody, strange).await.unwrap_err().is(problem::MISSING));
        let unknown = views::progress(&mut db.read().await.unwrap(), &"0".repeat(32)).await;
        assert!(unknown.unwrap_err().is(problem::MISSING));
        bench
    });
}

#[test]
fn things_of_others_do_not_exist() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Appointed).await;
        let db = &bench.db;
        let stranger = bench.ctx(Actor::Customer { customer: id(101) });
        assert!(db.perform(&stranger, cancel(job.job)).await.unwrap_err().is(problem::MISSING));
        let colleague = bench.ctx(Actor::Technician { technician: another_technician() });
        let depart = || Depart { visit: job.visit, eta: None, device: Device::default() };
        assert!(db.perform(&colleague, depart()).await.unwrap_err().is(problem::MISSING));
        let mut elsewhere = bench.ctx(as_technician());
        elsewhere.market = id(9);
        assert!(db.perform(&elsewhere, depart()).await.unwrap_err().is(problem::MISSING));
        let customer = bench.ctx(as_customer());
        assert_eq!(db.perform(&customer, depart()).await.unwrap_err().kind(), Kind::Forbidden);
        assert_eq!(db.perform(&customer, ByOperator(depart())).await.unwrap_err().kind(), Kind::Forbidden);
        let operator = bench.ctx(as_operator());
        assert_eq!(db.perform(&operator, ByOperator(depart())).await.unwrap().state, State::EnRoute);
        let (mut read, page) = (db.read().await.unwrap(), db::PageRequest::first(10));
        let audit = db::views::audit_page(&mut read, operator.market, None, &page).await.unwrap();
        drop(read);
        assert_eq!(audit.items[0].action, "jobs.depart_by_operator");
        bench
    });
}

#[test]
fn a_key_of_the_device_makes_repeats_harmless() {
    story(|bench| async move {
        let job = opened(&bench, open_job()).await;
        lead_to(&bench, &job, State::Arrived).await;
        let master = bench.ctx(as_technician());
        let call = |key: &str| RecordContact {
            visit: job.visit,
            kind: ContactKind::Call,
            note: String::new(),
            device: Device { client_key: Some(key.to_owned()), ..at_home() },
        };
        let db = &bench.db;
        assert!(!db.perform(&master, call("a")).await.unwrap().is_repeat);
        assert!(db.perform(&master, call("a")).await.unwrap().is_repeat);
        assert!(!db.perform(&master, call("b")).await.unwrap().is_repeat);
        assert_eq!(visit_of(&bench, job.visit).await.calls_at_door, 2);
        let other = PauseWork { visit: job.visit, reason: "lunch".to_owned(), device: call("a").device };
        assert!(db.perform(&master, other).await.unwrap_err().is(problem::IDEMPOTENCY_KEY_REUSED));
        let before = count_moves(&bench, job.visit).await;
        say(&bench, Verb::Arrive, job.job, job.visit, id(1)).await.unwrap();
        assert_eq!(count_moves(&bench, job.visit).await, before, "arriving twice is arriving once");
        bench
    });
}
