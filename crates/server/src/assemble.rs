//! The one place that puts the program together: database, gateways, keys, handlers, workers.

use crate::{
    config::{Home, MailServer},
    provider::Provider,
};
use db::{Clock, Database, Handlers, Migration, Worker};
use edge::{Demo, Edge};
use flows::{App, Gateways, LateApp};
use gateways::{files::Files, pay::PayClient, sent::SentBox, sms::Sms};
use kernel::{Actor, BrandId, Ctx, Entropy, Id, Locale, MarketId, Result};
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Every table of the program: the database's own, then each context's.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        db::MIGRATIONS,
        markets::MIGRATIONS,
        access::MIGRATIONS,
        customers::MIGRATIONS,
        catalog::MIGRATIONS,
        workforce::MIGRATIONS,
        jobs::MIGRATIONS,
        dispatch::MIGRATIONS,
        billing::MIGRATIONS,
        ledger::MIGRATIONS,
        messaging::MIGRATIONS,
        feedback::MIGRATIONS,
    ]
    .concat()
}

/// Where time, chance and payments come from.
pub struct Circumstances {
    /// The machine's clock, or a driven one.
    pub clock: Clock,
    /// The operating system's randomness, or a seeded one.
    pub entropy: Entropy,
    /// Who takes payments.
    pub provider: Provider,
    /// Who carries mail.
    pub mail: MailServer,
    /// Address under which people reach us, without a slash at the end.
    pub base_url: String,
}

/// The program, put together; not yet working.
pub struct Program {
    /// What flows and faces have in hand.
    pub app: App,
    /// What answers events and does errands.
    pub handlers: Handlers,
    /// Who takes payments; kept alive with the program.
    pub provider: Provider,
}

impl Program {
    /// Opens the database, brings its tables up to date and connects the gateways.
    pub async fn assemble(home: &Home, circumstances: Circumstances) -> Result<Self> {
        Self::on(&home.database()?, home, circumstances).await
    }

    /// The same on a database of the caller's choice.
    pub async fn on(database: &str, home: &Home, circumstances: Circumstances) -> Result<Self> {
        let Circumstances { clock, entropy, provider, mail, base_url } = circumstances;
        let keys = Arc::new(home.keys()?);
        let sent = SentBox::default();
        let gateways = Gateways {
            pay: PayClient::new(provider.base(), &keys.pay, entropy.clone())?,
            sms: Sms::Simulated { sent: sent.clone(), fail_every: 0, entropy: entropy.clone() },
            mail: mail.gateway(&sent)?,
            files: Files::folder(&home.files())?,
            sent,
        };
        let base_url: Arc<str> = base_url.into();
        let late = LateApp::default();
        let handlers = flows::handlers(&base_url, &late);
        let db = Database::open(database, &handlers).await?;
        let app = App { db, clock, entropy, gateways, keys, base_url };
        // Nobody else fills it: the cell was made here.
        let _ = late.set(app.clone());
        let program = Self { app, handlers, provider };
        program.app.db.migrate(&program.system(), &migrations()).await?;
        Ok(program)
    }

    /// Circumstances of the software itself, in no market.
    #[must_use]
    pub fn system(&self) -> Ctx {
        let nil = uuid::Uuid::nil();
        self.app.ctx(Actor::System, BrandId::from_uuid(nil), MarketId::from_uuid(nil), Locale::default())
    }

    /// A worker on the program's errands.
    #[must_use]
    pub fn worker(&self) -> Worker {
        let App { db, clock, entropy, .. } = self.app.clone();
        Worker::new(db, self.handlers.clone(), clock, entropy)
    }

    /// What the faces have in hand.
    pub async fn edge(&self, demo: Demo) -> Result<Edge> {
        Edge::new(self.app.clone(), demo).await
    }

    /// Starts what works in the background: errands, other processes' events, the list of markets, upkeep.
    #[must_use]
    pub fn start_work(&self, edge: &Edge) -> Vec<JoinHandle<()>> {
        let worker = self.worker();
        let (db, clock) = (self.app.db.clone(), self.app.clock.clone());
        let (directory, directory_db) = (edge.directory.clone(), self.app.db.clone());
        let house = self.app.clone();
        vec![
            tokio::spawn(async move { worker.run().await }),
            tokio::spawn(async move { db.follow_other_processes(clock).await }),
            tokio::spawn(async move { directory.follow(&directory_db).await }),
            tokio::spawn(async move { flows::upkeep::keep_house(&house).await }),
        ]
    }
}
