//! `doorstep serve`: the faces on one port until a signal ends it.

use crate::{
    assemble::{Circumstances, Program},
    config::{Home, MailServer},
    demo, faces,
    provider::Provider,
};
use db::Clock;
use edge::Demo;
use flows::App;
use gateways::{pay::simulator::Behaviour, sent::SentBox};
use jiff::SignedDuration;
use kernel::{Problem, Result};
use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    os::unix::process::CommandExt,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// What to serve, and where.
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    home: Home,
    /// Port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Address under which people reach us, when a proxy stands in front: https://doorstep.example.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    mail: MailServer,
    /// Fill an empty database with the demo city, and keep it moving.
    #[arg(long)]
    demo: bool,
    /// Seconds by which the demo city's clock is ahead of the machine's: to see another hour of its day.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=A_WEEK), requires = "demo")]
    clock_ahead: u32,
}

/// Seconds of a week: every hour of every weekday lies within.
const A_WEEK: i64 = 7 * 24 * 3600;

/// How long requests under way may take after the signal.
const DRAIN: Duration = Duration::from_millis(1500);

impl Serve {
    /// Serves until SIGTERM or Ctrl-C; then requests under way end, and the database is closed properly.
    pub async fn run(self) -> Result<()> {
        // What is refused is refused before anything is made.
        self.mail.gateway(&SentBox::default())?;
        self.home.prepare()?;
        let address = SocketAddr::from((self.host, self.port));
        // First the port: a taken one is told before anything is made.
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| Problem::broken(format!("cannot listen on {address}: {error}")))?;
        let local = listener.local_addr().map_err(Problem::broken)?;
        let base_url = match &self.base_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{local}"),
        };
        let clock = self.clock();
        if self.demo {
            let is_new = self.home.database_file().is_some_and(|file| !file.exists());
            demo::first_start::ensure(&self.home, &clock).await?;
            if is_new {
                drop(listener);
                return Err(begin_anew());
            }
        }
        let entropy = db::entropy();
        let provider = Provider::of(&self.home, Behaviour::REALISTIC, &clock, &entropy).await?;
        tracing::debug!(at = provider.base(), ours = provider.is_ours(), "online payments are simulated");
        let circumstances = Circumstances { clock, entropy, provider, mail: self.mail, base_url: base_url.clone() };
        let program = Program::assemble(&self.home, circumstances).await?;
        let shown = if self.demo { Demo::Yes } else { Demo::No };
        let edge = program.edge(shown).await?;
        let mut work = program.start_work(&edge);
        if self.demo {
            work.push(tokio::spawn(live(program.app.clone(), program.provider.becomes_ours())));
        }
        let router = faces::router(edge);
        match shown {
            Demo::Yes => println!("{}", demo::logins::greeting(&base_url)),
            Demo::No => println!("Doorstep serves at {base_url}"),
        }

        let (stop, stopped) = watch::channel(());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service).with_graceful_shutdown(ended(stopped));
        let server = tokio::spawn(async move { server.await });
        stop_signal().await?;
        tracing::info!("stopping");
        drop(stop);
        // Live streams never end by themselves; what is still open then is cut.
        if tokio::time::timeout(DRAIN, server).await.is_err() {
            tracing::debug!("open streams were cut");
        }
        work.iter().for_each(tokio::task::JoinHandle::abort);
        program.app.db.close().await;
        Ok(())
    }

    fn clock(&self) -> Clock {
        match self.clock_ahead {
            0 => Clock::System,
            seconds => Clock::Ahead(SignedDuration::from_secs(seconds.into())),
        }
    }
}

/// The same program with the same words in place of this one, which would keep the memory that making a city took. Comes back only with
/// what went wrong.
fn begin_anew() -> Problem {
    match std::env::current_exe() {
        Ok(program) => Problem::broken(std::process::Command::new(program).args(std::env::args_os().skip(1)).exec()),
        Err(error) => Problem::broken(error),
    }
}

/// One process of an installation moves the demo city: the one that runs the payment provider, and after it whichever inherits that.
async fn live(app: App, turn: impl Future<Output = ()>) {
    turn.await;
    match demo::first_start::living(&app).await {
        Ok(city) => city.run().await,
        Err(problem) => tracing::warn!(%problem, "the demo city does not move"),
    }
}

/// Resolves when the sender is gone.
async fn ended(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

async fn stop_signal() -> Result<()> {
    let mut term = signal(SignalKind::terminate()).map_err(Problem::broken)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Problem::broken)?;
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
