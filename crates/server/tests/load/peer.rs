//! One of two processes that serve one installation: it does what it is told, and says what it sees.

use crate::{asking::service, city, home, load::SERVICES, process};
use db::Clock;
use flows::App;
use kernel::{Ctx, EventId, JobId, Result, TechnicianId, Timestamp, Window};
use serde::{Deserialize, Serialize};
use server::config::Home;

/// What it is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Word {
    /// A customer books the n-th free window.
    Book {
        /// Which customer, and so which window.
        number: usize,
    },
    /// A customer holds a window of one technician.
    Hold {
        /// Which customer.
        number: usize,
        /// Which window.
        window: Window,
        /// Whose.
        technician: TechnicianId,
    },
    /// Stop.
    End,
}

/// What it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Said {
    /// It serves.
    Ready,
    /// A live event reached it.
    Seen {
        /// Which.
        event: EventId,
        /// When.
        at: Timestamp,
    },
    /// A visit is booked.
    Booked(JobId),
    /// A window is held.
    Held,
    /// It was refused.
    Refused(String),
    /// So many messages left this process.
    Sent(usize),
}

/// Serves until it is told to stop.
pub async fn run(home: &Home) {
    let program = home::assemble(home, &Clock::System, "http://127.0.0.1:1").await;
    let app = program.app.clone();
    let system = city::system(&app).await;
    let mut live = app.db.live();
    tokio::spawn(async move {
        while let Ok(event) = live.recv().await {
            process::say(&Said::Seen { event: event.event, at: Clock::System.now() });
        }
    });
    let (worker, db) = (program.worker(), app.db.clone());
    tokio::spawn(async move { worker.run().await });
    tokio::spawn(async move { db.follow_other_processes(Clock::System).await });
    let mut words = process::heard::<Word>();
    process::say(&Said::Ready);
    while let Some(word) = words.recv().await {
        let outcome = match word {
            Word::Book { number } => book(&app, &system, number).await.map(Said::Booked),
            Word::Hold { number, window, technician } => {
                hold(&app, &system, number, window, technician).await.map(|()| Said::Held)
            }
            Word::End => break,
        };
        process::say(&outcome.unwrap_or_else(|problem| Said::Refused(problem.code().to_owned())));
    }
    process::say(&Said::Sent(app.gateways.sent.latest(None, usize::MAX).len()));
}

async fn book(app: &App, system: &Ctx, number: usize) -> Result<JobId> {
    let asker = city::customer(app, system, number).await?;
    let service = service(app, system, SERVICES[0]).await;
    let quote = asker.quote(app, system, service, 1).await?;
    let wish = asker.wish(quote.id, None);
    let windows = asker.windows(app, system, &wish).await?;
    let window = windows[number % windows.len()];
    let chosen = asker.choose(app, system, wish, window).await?;
    asker.book(app, system, &chosen).await.map(|booked| booked.opened.job)
}

async fn hold(app: &App, system: &Ctx, number: usize, window: Window, technician: TechnicianId) -> Result<()> {
    let asker = city::customer(app, system, number).await?;
    let service = service(app, system, crate::rush::SERVICE).await;
    let quote = asker.quote(app, system, service, 1).await?;
    asker.choose(app, system, asker.wish(quote.id, Some(technician)), window).await.map(drop)
}
