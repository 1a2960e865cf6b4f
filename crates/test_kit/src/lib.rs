//! What tests share: both engines with fresh databases, a driven clock, seeded ids. A dev-dependency only.

use db::{Clock, Database, Handlers, Migration};
use kernel::{Actor, BrandId, Ctx, Entropy, Id, Locale, MarketId, RequestId, Timestamp};
use std::{future::Future, path::PathBuf, str::FromStr};

/// A fresh database on one engine, with the circumstances of a test.
pub struct Bench {
    /// The database, migrated.
    pub db: Database,
    /// Its address, for opening it a second time.
    pub url: String,
    /// The clock of the test; starts on Monday 2026-03-02 08:00 in Shanghai.
    pub clock: Clock,
    /// Circumstances as the software itself, in one market.
    pub system: Ctx,
    folder: Option<PathBuf>,
    admin_url: Option<(String, String)>,
}

/// When every test begins: Monday 2026-03-02 08:00 in Shanghai.
#[must_use]
pub fn start() -> Timestamp {
    Timestamp::from_str("2026-03-02T00:00:00Z").expect("a valid instant")
}

/// Circumstances in the test market, with ids from a fixed seed.
#[must_use]
pub fn ctx(actor: Actor, seed: u64) -> Ctx {
    let entropy = Entropy::seeded(seed);
    let uuid = uuid::Uuid::from_u128;
    Ctx {
        actor,
        brand: BrandId::from_uuid(uuid(1)),
        market: MarketId::from_uuid(uuid(2)),
        now: start(),
        locale: Locale::En,
        request: RequestId::from_uuid(uuid(3)),
        idempotency: None,
        entropy,
    }
}

impl Bench {
    /// The circumstances of an actor at the time the clock shows.
    #[must_use]
    pub fn ctx(&self, actor: Actor) -> Ctx {
        let mut ctx = self.system.acting_as(actor).at(self.clock.now());
        ctx.request = ctx.new_id();
        ctx
    }
}

/// Runs one test body on SQLite and then on PostgreSQL, each with a fresh, migrated database.
///
/// PostgreSQL is found at `DOORSTEP_TEST_DATABASE_URL`, which `cargo xtask test` sets after starting one.
pub fn on_both_engines<F, R>(migrations: &[&[Migration]], handlers: &Handlers, body: F)
where
    F: Fn(Bench) -> R,
    R: Future<Output = Bench>,
{
    run(async {
        for bench in [sqlite(migrations, handlers).await, postgres(migrations, handlers).await] {
            let bench = body(bench).await;
            bench.remove().await;
        }
    });
}

/// Runs a future on a runtime of its own.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime starts").block_on(future)
}

/// A fresh SQLite database in a temporary folder.
pub async fn sqlite(migrations: &[&[Migration]], handlers: &Handlers) -> Bench {
    let folder = std::env::temp_dir().join(format!("doorstep-test-{}", db::entropy().below(u64::MAX)));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let url = format!("sqlite:{}", folder.join("test.db").display());
    open(url, migrations, handlers, Some(folder), None).await
}

/// A fresh PostgreSQL database on the test server.
pub async fn postgres(migrations: &[&[Migration]], handlers: &Handlers) -> Bench {
    let server = std::env::var("DOORSTEP_TEST_DATABASE_URL")
        .expect("DOORSTEP_TEST_DATABASE_URL names a PostgreSQL server; `cargo xtask test` starts one and sets it");
    let name = format!("doorstep_test_{}", db::entropy().below(u64::MAX));
    db::admin(&server, &format!("create database {name}")).await.expect("a test database can be created");
    let cut = server.rfind('/').expect("the address ends with a database name");
    let url = format!("{}/{name}", &server[..cut]);
    open(url, migrations, handlers, None, Some((server, name))).await
}

async fn open(
    url: String,
    migrations: &[&[Migration]],
    handlers: &Handlers,
    folder: Option<PathBuf>,
    admin_url: Option<(String, String)>,
) -> Bench {
    let db = Database::open(&url, handlers).await.expect("the database opens");
    let system = ctx(Actor::System, 7);
    let mut all = db::MIGRATIONS.to_vec();
    all.extend(migrations.iter().flat_map(|list| list.iter().copied()));
    db.migrate(&system, &all).await.expect("the migrations run");
    Bench { db, url, clock: Clock::driven(start()), system, folder, admin_url }
}

impl Bench {
    /// Closes and deletes the database.
    pub async fn remove(self) {
        self.db.close().await;
        if let Some(folder) = self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some((server, name)) = self.admin_url {
            let _ = db::admin(&server, &format!("drop database if exists {name} with (force)")).await;
        }
    }
}

/// Prepares every statement of a context on both engines: a typing error in SQL fails here, not in production.
pub fn prepare_all(migrations: &[&[Migration]], rooms: &[&[(&str, &str)]]) {
    on_both_engines(migrations, &Handlers::default(), |bench| async move {
        let mut read = bench.db.read().await.expect("a reader");
        for (name, sql) in rooms.iter().flat_map(|room| room.iter()) {
            let sql = sql.replace("{list}", "$1");
            if let Err(problem) = read.prepare(&sql).await {
                panic!("{name} on {:?}: {problem}", bench.db.engine());
            }
        }
        drop(read);
        bench
    });
}
