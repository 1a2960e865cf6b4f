//! The process of the rush: all its customers have a quote, wait for the signal, and then want their windows at once.

use crate::{
    asking::{Asker, service},
    city, home, process,
};
use catalog::model::Quote;
use db::Clock;
use flows::App;
use futures_util::{StreamExt, stream};
use kernel::{Ctx, JobId, Kind, Result, Window};
use serde::{Deserialize, Serialize};
use server::config::Home;
use std::sync::Arc;
use tokio::sync::Barrier;

/// What everybody asks for: two hours of work and a quarter of an hour after it, so that nobody starts two in one window.
pub const SERVICE: &str = "IN-B3";

/// What the process says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Said {
    /// Everybody has a quote.
    Ready,
    /// The booking of a customer.
    Won {
        /// Whose.
        number: usize,
        /// Which job it became.
        job: JobId,
    },
    /// The answer to a customer who came too late.
    Lost {
        /// Who.
        number: usize,
        /// Its class.
        kind: Kind,
        /// Its code.
        code: String,
        /// All of it, for people.
        problem: String,
    },
}

/// Lets them rush.
pub async fn run(home: &Home, first: usize, count: usize, windows: &[Window]) {
    let program = home::assemble(home, &Clock::System, "http://127.0.0.1:1").await;
    let app = &program.app;
    let system = city::system(app).await;
    let service = service(app, &system, SERVICE).await;
    let quoted = |number| {
        let system = &system;
        async move {
            let asker = city::customer(app, system, number).await.unwrap();
            let quote = asker.quote(app, system, service, 1).await.unwrap();
            (number, asker, quote)
        }
    };
    let everybody: Vec<_> = stream::iter(first..first + count).map(quoted).buffer_unordered(16).collect().await;
    let worker = program.worker();
    let work = tokio::spawn(async move { worker.run().await });
    let mut signal = process::heard::<()>();
    process::say(&Said::Ready);
    signal.recv().await;

    let start = Arc::new(Barrier::new(count));
    let mut tasks = Vec::new();
    for (number, asker, quote) in everybody {
        let (app, system, start) = (app.clone(), system.clone(), start.clone());
        let window = windows[number % windows.len()];
        tasks.push(tokio::spawn(async move {
            start.wait().await;
            process::say(&match try_it(&app, &system, &asker, &quote, window).await {
                Ok(job) => Said::Won { number, job },
                Err(problem) => Said::Lost {
                    number,
                    kind: problem.kind(),
                    code: problem.code().to_owned(),
                    problem: problem.to_string(),
                },
            });
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    work.abort();
    let _ = work.await;
    app.db.close().await;
}

async fn try_it(app: &App, system: &Ctx, asker: &Asker, quote: &Quote, window: Window) -> Result<JobId> {
    let chosen = asker.choose(app, system, asker.wish(quote.id, None), window).await?;
    asker.book(app, system, &chosen).await.map(|booked| booked.opened.job)
}
