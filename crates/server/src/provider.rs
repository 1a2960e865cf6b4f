//! Who takes online payments: the simulated provider, run by whichever process of an installation got its port first.

use crate::config::Home;
use db::Clock;
use gateways::pay::simulator::{self, Behaviour, Book, Simulator};
use kernel::{Entropy, Problem, Result};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The provider as this process knows it.
pub struct Provider {
    base: String,
    running: Arc<Mutex<Option<Simulator>>>,
    /// Takes over when the process that ran it has gone.
    heir: Option<tokio::task::JoinHandle<()>>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        if let Some(heir) = &self.heir {
            heir.abort();
        }
    }
}

#[derive(Clone)]
struct Wish {
    address: SocketAddr,
    journal: Option<PathBuf>,
    key: [u8; 32],
    behaviour: Behaviour,
    clock: Clock,
    entropy: Entropy,
}

impl Wish {
    async fn start(&self) -> Result<Simulator> {
        let book = Book::open(self.journal.as_deref())?;
        let clock = self.clock.clone();
        let now = Arc::new(move || clock.now());
        simulator::start(self.address, &self.key, self.behaviour.clone(), book, self.entropy.clone(), now).await
    }
}

impl Provider {
    /// The provider of an installation. Its port is kept in the data folder, so that pages of unpaid charges stay where they were and several
    /// processes share one.
    pub async fn of(home: &Home, behaviour: Behaviour, clock: &Clock, entropy: &Entropy) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, kept_port(home)?));
        let wish = Wish {
            address,
            journal: Some(home.pay_journal()),
            key: home.keys()?.pay,
            behaviour,
            clock: clock.clone(),
            entropy: entropy.clone(),
        };
        let running = Arc::new(Mutex::new(wish.start().await.ok()));
        let heir = tokio::spawn(inherit(wish, running.clone()));
        Ok(Self { base: format!("http://{address}"), running, heir: Some(heir) })
    }

    /// A provider of its own on a free port that behaves well and forgets everything; for history and replays.
    pub async fn private(home: &Home, clock: &Clock, entropy: &Entropy) -> Result<Self> {
        let wish = Wish {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            journal: None,
            key: home.keys()?.pay,
            behaviour: Behaviour::PROMPT,
            clock: clock.clone(),
            entropy: entropy.clone(),
        };
        let simulator = wish.start().await?;
        Ok(Self { base: simulator.base.clone(), running: Arc::new(Mutex::new(Some(simulator))), heir: None })
    }

    /// Whether this process runs it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.running.lock().expect("nothing panics while holding the provider").is_some()
    }

    /// Resolves when this process runs it: at once, or when whoever ran it has gone.
    pub fn becomes_ours(&self) -> impl Future<Output = ()> + use<> {
        let running = self.running.clone();
        async move {
            while running.lock().expect("nothing panics while holding the provider").is_none() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }
}

/// Tries to become the provider for as long as somebody else is.
async fn inherit(wish: Wish, running: Arc<Mutex<Option<Simulator>>>) {
    loop {
        if running.lock().expect("nothing panics while holding the provider").is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        if let Ok(simulator) = wish.start().await {
            *running.lock().expect("nothing panics while holding the provider") = Some(simulator);
        }
    }
}

/// The port in the data folder's file; a free one is chosen at the first start.
fn kept_port(home: &Home) -> Result<u16> {
    let path = home.data.join("pay-simulator.port");
    let kept = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
    if let Some(port) = kept {
        return Ok(port);
    }
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    let port = free.map_err(Problem::broken)?.port();
    std::fs::write(&path, format!("{port}\n")).map_err(Problem::broken)?;
    Ok(port)
}
