//! Two thousand people want one of a hundred places at the same moment.

use crate::{
    books,
    city::{self, CityPlan, FREE_WEEKDAY, found},
    days,
    home::{Installation, assemble},
    process::{Role, Task, Worker},
    rush::{SERVICE, Said},
};
use db::{Clock, Engine, params};
use dispatch::model::Policy;
use flows::App;
use jiff::ToSpan;
use kernel::{
    Ctx, JobId, Kind, Window, Zone,
    time::{Date, SignedDuration},
};
use server::assemble::Program;
use std::collections::{BTreeMap, BTreeSet};

const CONTENDERS: usize = 2000;
const TECHNICIANS: usize = 10;
const DAYS: usize = 5;
/// Begin and end of the wanted windows of a day, hours.
const WINDOWS: [(i8, i8); 2] = [(10, 12), (14, 16)];
/// Two hours of work and what is kept free around it do not fit twice into the starts of one window, so each technician has one place in
/// each window; the windows lie so far apart that the places do not depend on each other.
const PLACES: usize = TECHNICIANS * DAYS * WINDOWS.len();

#[test]
fn two_processes_on_postgres_sell_a_hundred_places_to_two_thousand() {
    let _alone = crate::alone();
    test_kit::run(rush(Engine::Postgres, 2));
}

#[test]
fn one_process_on_sqlite_sells_a_hundred_places_to_two_thousand() {
    let _alone = crate::alone();
    test_kit::run(rush(Engine::Sqlite, 1));
}

async fn rush(engine: Engine, processes: usize) {
    let installation = Installation::fresh(engine).await;
    let program = assemble(&installation.home, &Clock::System, "http://127.0.0.1:1").await;
    let app = &program.app;
    let zone: Zone = "Asia/Shanghai".parse().unwrap();
    let today = zone.date_of(Clock::System.now());
    let policy = Policy { reserve_percent: 0, ..Policy::default() };
    let plan = CityPlan {
        zone: "Asia/Shanghai",
        technicians: TECHNICIANS,
        skills: &["assembly"],
        dispatch: policy.clone(),
        today,
    };
    let (ctx, _) = found(app, &plan).await.unwrap();
    let windows = windows(&zone, today);
    assert_eq!(count_places(app, &ctx, &windows, &policy).await, PLACES);
    assert_eq!(PLACES, 100);
    // The other processes do the booking; this one only looks.
    let share = CONTENDERS / processes;
    let mut workers: Vec<Worker> = (0..processes)
        .map(|number| {
            let role = Role::Rush { first: number * share, count: share, windows: windows.clone() };
            let (data, database_url) = (installation.home.data.clone(), installation.home.database_url.clone());
            Worker::start(&Task { data, database_url, role })
        })
        .collect();
    for worker in &mut workers {
        assert!(matches!(worker.next().await, Some(Said::Ready)));
    }
    let begin = Clock::System.now();
    let mut outcomes = Vec::new();
    for worker in &mut workers {
        worker.tell(&()).await;
    }
    for mut worker in workers {
        while let Some(said) = worker.next::<Said>().await {
            outcomes.push(said);
        }
        worker.end().await;
    }
    let seconds = Clock::System.now().duration_since(begin).as_secs_f64();
    let won = judge(&outcomes);
    println!(
        "{engine:?}, {processes} process(es): {CONTENDERS} wanted {PLACES} places, {} won, in {seconds:.1} s",
        won.len()
    );

    finish_errands(&program).await;
    let now = ctx.at(Clock::System.now());
    let mut read = app.db.read().await.unwrap();
    let stops = days::stops(&mut read, &now).await;
    assert_eq!(stops.len(), PLACES, "nothing but the bookings is promised");
    assert_eq!(days::faults(&mut read, &now, &zone, &stops).await, Vec::<String>::new());
    let jobs: Vec<(JobId,)> =
        read.all("select job_id from jobs where market_id = $1", params![now.market]).await.unwrap();
    assert_eq!(jobs.into_iter().map(|(job,)| job).collect::<BTreeSet<_>>(), won, "the jobs are those of the winners");
    drop(read);
    assert_eq!(books::half_done(app, &now).await, Vec::<String>::new());
    assert_eq!(count_places(app, &now, &windows, &policy).await, 0, "nothing is left, and nothing more is offered");
    app.db.close().await;
    drop(program);
    installation.remove().await;
}

/// Whoever won; the others must have got a refusal that says why.
fn judge(outcomes: &[Said]) -> BTreeSet<JobId> {
    let mut won = BTreeSet::new();
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    let mut heard = BTreeSet::new();
    for outcome in outcomes {
        match outcome {
            Said::Ready => {}
            Said::Won { number, job } => {
                assert!(won.insert(*job) && heard.insert(*number));
            }
            Said::Lost { number, kind, code, problem } => {
                assert!(heard.insert(*number));
                assert_eq!((*kind, code.as_str()), (Kind::Refused, "slot_taken"), "{problem}");
                *lost.entry(code.clone()).or_default() += 1;
            }
        }
    }
    assert_eq!(heard.len(), CONTENDERS, "everybody got an answer");
    assert_eq!((won.len(), lost.values().sum::<usize>()), (PLACES, CONTENDERS - PLACES));
    won
}

/// The wanted windows: on five working days from the day after tomorrow.
fn windows(zone: &Zone, today: Date) -> Vec<Window> {
    let days = (2..).map(|days| today.saturating_add(days.days()));
    let working = days.filter(|date| date.weekday().to_monday_one_offset() != FREE_WEEKDAY).take(DAYS);
    let at = |date: Date, hour: i8| zone.instant(date.at(hour, 0, 0, 0)).unwrap();
    working
        .flat_map(|date| WINDOWS.map(|(from, until)| Window::new(at(date, from), at(date, until)).unwrap()))
        .collect()
}

/// How many places the windows have: what a customer is shown, which on an empty day is one for every technician.
async fn count_places(app: &App, ctx: &Ctx, windows: &[Window], policy: &Policy) -> usize {
    let asker = city::customer(app, ctx, 0).await.unwrap();
    let service = crate::asking::service(app, ctx, SERVICE).await;
    let quote = asker.quote(app, ctx, service, 1).await.unwrap();
    let busy = i64::from(quote.need.duration_minutes + quote.need.buffer_after_minutes);
    assert!(busy >= i64::from(policy.window_minutes), "two of them would fit into one window");
    let wish = asker.wish(quote.id, None);
    let own = asker.ctx(app, ctx);
    let days = flows::booking::slots(&mut app.db.read().await.unwrap(), &own, &wish, None).await.unwrap();
    let slots = days.iter().flat_map(|day| &day.slots).filter(|slot| windows.contains(&slot.window));
    slots.map(|slot| slot.technicians as usize).sum()
}

/// Lets everything happen that is due, also what a worker claimed before it ended and what lost a race and waits for its next try.
async fn finish_errands(program: &Program) {
    let waiting = "select errand_id from errands where state = 'ready' and due_at <= $1 limit 1";
    for _ in 0..180 {
        program.worker().drain().await.unwrap();
        let soon = Clock::System.now().checked_add(SignedDuration::from_secs(20)).unwrap();
        let left: Option<(String,)> = program.app.db.read().await.unwrap().maybe(waiting, params![soon]).await.unwrap();
        if left.is_none() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}
