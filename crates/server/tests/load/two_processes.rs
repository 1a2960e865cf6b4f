//! Two processes serve one installation on one PostgreSQL.

use crate::{
    books,
    city::{CityPlan, found},
    home::{Installation, assemble},
    peer::{Said, Word},
    process::{Role, Task, Worker},
};
use db::{Clock, Engine, params};
use dispatch::model::Policy;
use jiff::ToSpan;
use kernel::{Ctx, EventId, Timestamp, Window, Zone, time::SignedDuration};
use std::{collections::BTreeMap, time::Duration};

/// Bookings of each of the two.
const BOOKINGS: usize = 25;

/// A process with everything it said so far.
struct Peer {
    worker: Worker,
    seen: Vec<(EventId, Timestamp)>,
}

impl Peer {
    async fn start(installation: &Installation) -> Self {
        let (data, database_url) = (installation.home.data.clone(), installation.home.database_url.clone());
        let worker = Worker::start(&Task { data, database_url, role: Role::Peer });
        let mut peer = Self { worker, seen: Vec::new() };
        assert!(matches!(peer.answer().await, Said::Ready));
        peer
    }

    /// What it says next about what it was told; what it sees meanwhile is noted.
    async fn answer(&mut self) -> Said {
        loop {
            match self.worker.next().await.expect("the process goes on") {
                Said::Seen { event, at } => self.seen.push((event, at)),
                said @ (Said::Ready | Said::Booked(_) | Said::Held | Said::Refused(_) | Said::Sent(_)) => return said,
            }
        }
    }
}

#[test]
fn two_processes_share_work_events_and_holds() {
    let _alone = crate::alone();
    test_kit::run(async {
        let installation = Installation::fresh(Engine::Postgres).await;
        let program = assemble(&installation.home, &Clock::System, "http://127.0.0.1:1").await;
        let zone = zone_at_noon();
        let today = zone.date_of(Clock::System.now());
        let skills = &["assembly", "hardware"];
        let dispatch = Policy { reserve_percent: 0, ..Policy::default() };
        let plan = CityPlan { zone: &zone.to_string(), technicians: 6, skills, dispatch, today };
        let (ctx, technicians) = found(&program.app, &plan).await.unwrap();
        program.worker().drain().await.unwrap();
        let mut peers = [Peer::start(&installation).await, Peer::start(&installation).await];
        let began = Clock::System.now();

        for number in 0..BOOKINGS {
            for (side, peer) in peers.iter_mut().enumerate() {
                peer.worker.tell(&Word::Book { number: number * 2 + side }).await;
            }
            for peer in &mut peers {
                let said = peer.answer().await;
                assert!(matches!(said, Said::Booked(_)), "{said:?}");
            }
        }
        holds_are_respected(&mut peers, &zone, &technicians).await;
        let mut now = ctx.at(Clock::System.now());
        for _ in 0..200 {
            now = ctx.at(Clock::System.now());
            if !is_anything_due(&program.app, &now).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // What was announced last needs its time to arrive.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let mut sent = Vec::new();
        for peer in &mut peers {
            peer.worker.tell(&Word::End).await;
            let Said::Sent(count) = peer.answer().await else { panic!("it says how much it sent") };
            sent.push(count);
        }
        assert_eq!(books::half_done(&program.app, &now).await, Vec::<String>::new());
        let slowest = live_updates(&program.app, &ctx, began, &peers).await;
        let sql = "select count(*) from deliveries where market_id = $1 and state = 'sent'";
        let (deliveries,): (i64,) = program.app.db.read().await.unwrap().one(sql, params![ctx.market]).await.unwrap();
        assert_eq!(sent.iter().sum::<usize>() as i64, deliveries, "each message left once");
        assert!(sent.iter().all(|count| *count > 0), "both work: {sent:?}");
        println!("two processes: messages sent by each {sent:?}; the slowest live update took {slowest:.2} s");
        for peer in peers {
            peer.worker.end().await;
        }
        program.app.db.close().await;
        drop(program);
        installation.remove().await;
    });
}

/// A zone where it is noon: at night most messages wait for the morning.
fn zone_at_noon() -> Zone {
    let utc = Clock::System.now().as_second().rem_euclid(86_400) / 3600;
    match 12 - utc {
        ahead @ 0.. => format!("Etc/GMT-{ahead}"),
        behind => format!("Etc/GMT+{}", -behind),
    }
    .parse()
    .unwrap()
}

/// One technician has one place in a window; whoever holds it in one process has it in the other.
async fn holds_are_respected(peers: &mut [Peer; 2], zone: &Zone, technicians: &[kernel::TechnicianId]) {
    let day = zone.date_of(Clock::System.now()).saturating_add(13.days());
    let day =
        if day.weekday().to_monday_one_offset() == crate::city::FREE_WEEKDAY { day.yesterday().unwrap() } else { day };
    let at = |hour: i8| zone.instant(day.at(hour, 0, 0, 0)).unwrap();
    let window = Window::new(at(14), at(16)).unwrap();
    for (number, technician) in technicians.iter().take(4).enumerate() {
        let (first, second) = (number % 2, (number + 1) % 2);
        let hold = |customer: usize| Word::Hold { number: customer, window, technician: *technician };
        peers[first].worker.tell(&hold(1000 + number)).await;
        assert!(matches!(peers[first].answer().await, Said::Held));
        peers[second].worker.tell(&hold(2000 + number)).await;
        let said = peers[second].answer().await;
        assert!(matches!(&said, Said::Refused(code) if code == "slot_taken"), "{said:?}");
    }
}

async fn is_anything_due(app: &flows::App, ctx: &Ctx) -> bool {
    let sql = "select errand_id from errands where state = 'ready' and due_at <= $1 limit 1";
    app.db.read().await.unwrap().maybe::<(String,)>(sql, params![ctx.now]).await.unwrap().is_some()
}

/// Every event reached both processes within two seconds (a few perhaps twice, which only makes a screen look again); how long the slowest
/// took.
async fn live_updates(app: &flows::App, ctx: &Ctx, began: Timestamp, peers: &[Peer; 2]) -> f64 {
    let sql = "select event_id, announced_at from outbox where market_id = $1 and announced_at >= $2";
    let announced: BTreeMap<EventId, Timestamp> =
        app.db.read().await.unwrap().all(sql, params![ctx.market, began]).await.unwrap().into_iter().collect();
    assert!(announced.len() > BOOKINGS * 2 * 5);
    let mut slowest = SignedDuration::ZERO;
    for peer in peers {
        let (mut first_seen, mut again) = (BTreeMap::new(), 0);
        for (event, at) in peer.seen.iter().filter(|(event, _)| announced.contains_key(event)) {
            again += usize::from(first_seen.insert(*event, *at).is_some());
        }
        assert_eq!(first_seen.len(), announced.len(), "every event");
        assert!(again <= announced.len() / 50, "{again} of {} came twice", announced.len());
        let delays = first_seen.iter().map(|(event, at): (&EventId, &Timestamp)| at.duration_since(announced[event]));
        slowest = delays.fold(slowest, SignedDuration::max);
    }
    assert!(slowest < SignedDuration::from_secs(2), "{slowest:#}");
    slowest.as_secs_f64()
}
