//! A process that books and takes payments is killed twenty times; each time the database is opened again, and everything must be there.

use crate::{
    books,
    city::{CityPlan, found},
    days,
    home::{Installation, assemble, provider},
    load::{Said, TASKS},
    process::{Role, Task, Worker},
};
use db::{Clock, Engine, params};
use dispatch::model::Policy;
use flows::App;
use gateways::pay::{ChargeState, simulator::Book};
use kernel::{
    Ctx, HoldId, JobId, PaymentId, Timestamp, Zone,
    time::{SignedDuration, hours},
};
use server::{assemble::Program, config::Home};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

const KILLS: u64 = 20;

#[test]
fn twenty_kills_on_sqlite_lose_nothing() {
    let _alone = crate::alone();
    test_kit::run(kill_again_and_again(Engine::Sqlite));
}

#[test]
fn twenty_kills_on_postgres_lose_nothing() {
    let _alone = crate::alone();
    test_kit::run(kill_again_and_again(Engine::Postgres));
}

/// What somebody was told.
#[derive(Default)]
struct Acknowledged {
    holds: BTreeSet<HoldId>,
    booked: BTreeMap<JobId, i64>,
    charged: BTreeMap<PaymentId, i64>,
    paid: BTreeMap<PaymentId, i64>,
}

impl Acknowledged {
    fn note(&mut self, said: Said) {
        match said {
            Said::Ready => {}
            Said::Held(hold) => drop(self.holds.insert(hold)),
            Said::Booked { job, minor } => drop(self.booked.insert(job, minor)),
            Said::Charged { payment, minor } => drop(self.charged.insert(payment, minor)),
            Said::Paid { payment, minor } => drop(self.paid.insert(payment, minor)),
            Said::Fault(fault) => panic!("{fault}"),
        }
    }
}

async fn kill_again_and_again(engine: Engine) {
    let installation = Installation::fresh(engine).await;
    let home = &installation.home;
    let zone: Zone = "Asia/Shanghai".parse().unwrap();
    let today = zone.date_of(Clock::System.now());
    let clock = Clock::driven(zone.instant(today.at(9, 0, 0, 0)).unwrap());
    let _provider = provider(home, &clock).await;
    let program = assemble(home, &clock, "http://127.0.0.1:1").await;
    let dispatch = Policy { reserve_percent: 0, direct_offers_max: 1, ..Policy::default() };
    let dispatch = Policy { grab_radius_metres: vec![10_000], ..dispatch };
    let skills = &["assembly", "hardware", "appliance_cleaning"];
    let (system, _) =
        found(&program.app, &CityPlan { zone: "Asia/Shanghai", technicians: 12, skills, dispatch, today })
            .await
            .unwrap();
    program.app.db.close().await;
    drop(program);

    let began = Clock::System.now();
    let mut acknowledged = Acknowledged::default();
    let mut repaired = 0;
    for round in 0..KILLS {
        let morning = clock.now();
        let cut = run_and_kill(home, round, morning, &mut acknowledged).await;
        clock.move_to(morning + SignedDuration::from_secs(20));
        let program = assemble(home, &clock, "http://127.0.0.1:1").await;
        let done = settle(&program, &clock, morning + hours(4)).await;
        repaired += done;
        let ctx = system.at(clock.now());
        let found = faults(&program.app, &ctx, home, &zone, &acknowledged).await;
        assert_eq!(found, Vec::<String>::new(), "{engine:?}, kill {round} after {cut} ms");
        program.app.db.close().await;
        clock.move_to(morning + hours(24));
    }
    let seconds = Clock::System.now().duration_since(began).as_secs();
    println!(
        "{engine:?}: {KILLS} kills in {seconds} s; {} holds, {} bookings, {} charges, {} payments acknowledged, none lost; {repaired} \
         errands done after the kills",
        acknowledged.holds.len(),
        acknowledged.booked.len(),
        acknowledged.charged.len(),
        acknowledged.paid.len(),
    );
    assert!(acknowledged.booked.len() > 100 && acknowledged.paid.len() > 50, "too little happened to prove anything");
    installation.remove().await;
}

/// Lets the load run and kills it somewhere in the middle; after how many milliseconds.
async fn run_and_kill(home: &Home, round: u64, start: Timestamp, acknowledged: &mut Acknowledged) -> u64 {
    let (data, database_url) = (home.data.clone(), home.database_url.clone());
    let mut worker = Worker::start(&Task { data, database_url, role: Role::Load { seed: round, start } });
    let mut ready = 0;
    while ready < TASKS {
        let said = worker.next().await.expect("the load begins");
        ready += usize::from(matches!(said, Said::Ready));
        acknowledged.note(said);
    }
    let millis = 50 + db::entropy().below(551);
    tokio::time::sleep(Duration::from_millis(millis)).await;
    worker.kill().await;
    while let Some(said) = worker.next().await {
        acknowledged.note(said);
    }
    millis
}

/// Works until nothing is due before a time: claims of the killed process end, unpaid bookings lapse, offers run out, payments are asked
/// for. How many errands that were.
async fn settle(program: &Program, clock: &Clock, until: Timestamp) -> usize {
    let worker = program.worker();
    let sql = "select case when claimed_until > due_at then claimed_until else due_at end as at from errands \
               where state = 'ready' order by 1 limit 1";
    let mut done = 0;
    loop {
        done += worker.drain().await.unwrap();
        let next: Option<(Timestamp,)> = program.app.db.read().await.unwrap().maybe(sql, params![]).await.unwrap();
        match next.filter(|(at,)| *at <= until) {
            Some((at,)) => clock.move_to(at.max(clock.now()) + SignedDuration::from_secs(30)),
            None => return done,
        }
    }
}

async fn faults(app: &App, ctx: &Ctx, home: &Home, zone: &Zone, acknowledged: &Acknowledged) -> Vec<String> {
    let mut faults = books::half_done(app, ctx).await;
    faults.extend(lost(app, ctx, acknowledged).await);
    faults.extend(charges_differ(app, ctx, home).await);
    let mut read = app.db.read().await.unwrap();
    let stops = days::stops(&mut read, ctx).await;
    faults.extend(days::faults(&mut read, ctx, zone, &stops).await);
    faults
}

/// Everything that was acknowledged and is not there.
async fn lost(app: &App, ctx: &Ctx, acknowledged: &Acknowledged) -> Vec<String> {
    let mut read = app.db.read().await.unwrap();
    let mut lost = Vec::new();
    let holds: Vec<(HoldId,)> =
        read.all("select hold_id from holds where market_id = $1", params![ctx.market]).await.unwrap();
    let holds: BTreeSet<HoldId> = holds.into_iter().map(|(hold,)| hold).collect();
    lost.extend(acknowledged.holds.difference(&holds).map(|hold| format!("lost: {hold}")));
    let sql = "select job_id, total_minor from jobs where market_id = $1";
    let jobs: BTreeMap<JobId, i64> = read.all(sql, params![ctx.market]).await.unwrap().into_iter().collect();
    for (job, minor) in &acknowledged.booked {
        if jobs.get(job) != Some(minor) {
            lost.push(format!("lost: {job} for {minor}, there is {:?}", jobs.get(job)));
        }
    }
    let sql =
        "select payment_id, amount_minor from payments where market_id = $1 and paid_at is not null and state = 'paid'";
    let payments: BTreeMap<PaymentId, i64> = read.all(sql, params![ctx.market]).await.unwrap().into_iter().collect();
    for (payment, minor) in acknowledged.paid.iter().chain(&acknowledged.charged) {
        if payments.get(payment) != Some(minor) {
            lost.push(format!("lost: {payment} of {minor}, there is {:?}", payments.get(payment)));
        }
    }
    lost
}

/// What the provider took and what we say was paid online, where they differ.
async fn charges_differ(app: &App, ctx: &Ctx, home: &Home) -> Vec<String> {
    let (charges, _) = Book::open(Some(&home.pay_journal())).unwrap().statement();
    let taken = charges.into_iter().filter(|charge| charge.state == ChargeState::Paid);
    let taken: BTreeSet<(PaymentId, String, i64)> =
        taken.map(|charge| (charge.payment, charge.transaction, charge.amount.minor)).collect();
    let sql = "select payment_id, transaction_id, amount_minor from payments \
               where market_id = $1 and channel = 'online' and paid_at is not null";
    let ours: Vec<(PaymentId, String, i64)> = app.db.read().await.unwrap().all(sql, params![ctx.market]).await.unwrap();
    let ours: BTreeSet<_> = ours.into_iter().collect();
    taken.symmetric_difference(&ours).map(|one| format!("the provider and we differ: {one:?}")).collect()
}
