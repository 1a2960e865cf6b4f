//! The worker: claims due errands and runs their handlers, at least once, in order per subject, with backoff, until stuck.

use crate::{
    Action, Announced, Clock, Database, Errand, Event, Tx,
    errand::{TRIES_MAX, due_after},
    outbox::{REACTION, Reactions},
    params,
};
use futures_util::future::{BoxFuture, join_all};
use kernel::{
    Actor, BrandId, Ctx, ErrandId, EventId, Id, Locale, MarketId, Permission, Problem, Result, Timestamp,
    time::SignedDuration,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

type ReactionFn = Arc<dyn for<'a> Fn(&'a mut Tx, &'a Ctx, &'a Announced) -> BoxFuture<'a, Result<()>> + Send + Sync>;
type ErrandFn = Arc<dyn Fn(Database, Ctx, String) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// What answers events and does errands; filled once, in `flows`.
#[derive(Clone, Default)]
pub struct Handlers {
    reactions: BTreeMap<&'static str, (&'static str, ReactionFn)>,
    errands: BTreeMap<&'static str, ErrandFn>,
}

impl Handlers {
    /// Registers a reaction to an event. It runs in one transaction with the removal of its errand, so its writes happen exactly once;
    /// it must not touch the network.
    pub fn reaction<E: Event>(
        &mut self,
        name: &'static str,
        run: impl for<'a> Fn(&'a mut Tx, &'a Ctx, &'a Announced) -> BoxFuture<'a, Result<()>> + Send + Sync + 'static,
    ) {
        let twice = self.reactions.insert(name, (E::NAME, Arc::new(run)));
        assert!(twice.is_none(), "two reactions are named {name}");
    }

    /// Registers the handler of an errand. It runs outside any transaction, may use the network, and may run more than once.
    pub fn errand<E: Errand + 'static>(
        &mut self,
        run: impl Fn(Database, Ctx, E) -> BoxFuture<'static, Result<()>> + Send + Sync + 'static,
    ) {
        let run = Arc::new(run);
        let parse_and_run = move |db: Database, ctx: Ctx, payload: String| -> BoxFuture<'static, Result<()>> {
            let run = run.clone();
            Box::pin(async move {
                let errand: E = serde_json::from_str(&payload).map_err(Problem::broken)?;
                run(db, ctx, errand).await
            })
        };
        let twice = self.errands.insert(E::NAME, Arc::new(parse_and_run));
        assert!(twice.is_none(), "two handlers for the errand {}", E::NAME);
    }

    pub(crate) fn reactions(&self) -> Reactions {
        let mut of_event = Reactions::new();
        for (reaction, (event, _)) in &self.reactions {
            of_event.entry(event).or_default().push(*reaction);
        }
        of_event
    }

    /// Name of each reaction and its event, for the listing test.
    #[must_use]
    pub fn listing(&self) -> Vec<(&'static str, &'static str)> {
        self.reactions.iter().map(|(reaction, (event, _))| (*event, *reaction)).collect()
    }
}

crate::statements! {
    /// Whether any errand may be due: cheap, on a reader.
    ANY_DUE = "
        select errand_id
        from errands
        where state = 'ready' and due_at <= $1 and claimed_until <= $1
        limit 1";
    /// Claims due errands that have no earlier unfinished errand of the same name and subject. Two kinds hold nobody up: one that is merely
    /// set for later and was never tried, and one that is stuck, which somebody tries again when they have seen why.
    CLAIM = "
        update errands
        set claimed_by = $1, claimed_until = $2
        where state = 'ready' and due_at <= $3 and claimed_until <= $3 and errand_id in (
          select e.errand_id
          from errands e
          where e.state = 'ready' and e.due_at <= $3 and e.claimed_until <= $3
            and not exists (
              select 1
              from errands earlier
              where earlier.market_id = e.market_id and earlier.subject = e.subject and earlier.name = e.name
                and earlier.errand_id < e.errand_id and earlier.state = 'ready'
                and (earlier.due_at <= $3 or earlier.tries > 0)
            )
          order by e.due_at, e.errand_id
          limit $4
        )
        returning market_id, errand_id, brand_id, name, subject, payload, tries";
    FINISH = "delete from errands where market_id = $1 and errand_id = $2 and claimed_by = $3";
    FAIL = "
        update errands
        set tries = $1, due_at = $2, state = $3, last_error = $4, claimed_by = '', claimed_until = 0
        where market_id = $5 and errand_id = $6 and claimed_by = $7";
    TRY_AGAIN = "
        update errands
        set state = 'ready', tries = 0, due_at = $1
        where market_id = $2 and errand_id = $3 and state = 'stuck'";
    FIND_EVENT = "
        select event_id, market_id, name, subject, payload, actor, announced_at
        from outbox
        where market_id = $1 and event_id = $2";
    FORGET_OLD_KEYS = "delete from idempotency_keys where created_at < $1";
}

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Claimed {
    market_id: MarketId,
    errand_id: ErrandId,
    brand_id: BrandId,
    name: String,
    subject: String,
    payload: String,
    tries: i64,
}
crate::row!(Claimed { market_id, errand_id, brand_id, name, subject, payload, tries });

struct EventRow {
    event_id: EventId,
    market_id: MarketId,
    name: String,
    subject: String,
    payload: String,
    actor: kernel::scalar::Json<Actor>,
    announced_at: Timestamp,
}
crate::row!(EventRow { event_id, market_id, name, subject, payload, actor, announced_at });

/// Runs errands. Several workers, in several processes, may run on one database.
#[derive(Clone)]
pub struct Worker {
    db: Database,
    handlers: Handlers,
    clock: Clock,
    entropy: kernel::Entropy,
    name: String,
}

const CLAIM_SECONDS: i64 = 60;
const CLAIM_COUNT: i64 = 32;

impl Worker {
    /// A worker on the database.
    #[must_use]
    pub fn new(db: Database, handlers: Handlers, clock: Clock, entropy: kernel::Entropy) -> Self {
        let name = format!("{:x}", entropy.below(u64::MAX));
        Self { db, handlers, clock, entropy, name }
    }

    /// Works until the future is dropped.
    pub async fn run(&self) {
        loop {
            match self.run_due().await {
                Ok(0) => self.db.errands_may_be_due(Duration::from_millis(250)).await,
                Ok(_) => {}
                Err(problem) => {
                    tracing::warn!(%problem, "errands could not be claimed; trying again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Runs what is due now, and what that makes due, until nothing is; how many ran. What a driven clock calls after moving.
    pub async fn drain(&self) -> Result<usize> {
        let mut total = 0;
        loop {
            match self.run_due().await? {
                0 => return Ok(total),
                count => total += count,
            }
        }
    }

    /// Claims one batch and runs it; how many ran.
    pub async fn run_due(&self) -> Result<usize> {
        let now = self.clock.now();
        let any: Option<(String,)> = self.db.read().await?.maybe(ANY_DUE, params![now]).await?;
        if any.is_none() {
            return Ok(0);
        }
        let ctx = self.ctx(MarketId::from_uuid(uuid::Uuid::nil()), BrandId::from_uuid(uuid::Uuid::nil()));
        let mut claimed = self.db.perform(&ctx, Claim { worker: self.name.clone() }).await?;
        claimed.sort_by_key(|errand| errand.errand_id);
        let count = claimed.len();
        join_all(claimed.into_iter().map(|errand| self.run_one(errand))).await;
        Ok(count)
    }

    fn ctx(&self, market: MarketId, brand: BrandId) -> Ctx {
        let now = self.clock.now();
        let mut ctx = Ctx {
            actor: Actor::System,
            brand,
            market,
            now,
            locale: Locale::default(),
            request: kernel::RequestId::from_uuid(uuid::Uuid::nil()),
            idempotency: None,
            entropy: self.entropy.clone(),
        };
        ctx.request = ctx.new_id();
        ctx
    }

    async fn run_one(&self, errand: Claimed) {
        let ctx = self.ctx(errand.market_id, errand.brand_id);
        let done = match errand.name.strip_prefix(REACTION) {
            Some(reaction) => self.react(&ctx, &errand, reaction).await,
            None => self.do_errand(&ctx, &errand).await,
        };
        let Err(problem) = done else { return };
        let tries = errand.tries + 1;
        tracing::warn!(errand = %errand.errand_id, name = %errand.name, subject = %errand.subject, tries, %problem, "an errand failed");
        let failed = Failed { errand, worker: self.name.clone(), problem: problem.to_string() };
        if let Err(problem) = self.db.perform(&ctx, failed).await {
            tracing::warn!(%problem, "the failure could not be noted; the errand comes again when its claim ends");
        }
    }

    async fn react(&self, ctx: &Ctx, errand: &Claimed, name: &str) -> Result<()> {
        let Some((_, run)) = self.handlers.reactions.get(name) else {
            return Err(Problem::broken(format!("no reaction is named {name}")));
        };
        let action = React { errand: errand.clone(), worker: self.name.clone(), run: run.clone() };
        self.db.perform(ctx, action).await
    }

    async fn do_errand(&self, ctx: &Ctx, errand: &Claimed) -> Result<()> {
        let Some(run) = self.handlers.errands.get(errand.name.as_str()) else {
            return Err(Problem::broken(format!("no handler for the errand {}", errand.name)));
        };
        run(self.db.clone(), ctx.clone(), errand.payload.clone()).await?;
        self.db.perform(ctx, Finish { errand: errand.clone(), worker: self.name.clone() }).await
    }
}

struct Claim {
    worker: String,
}
impl Action for Claim {
    const NAME: &'static str = "db.claim_errands";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Vec<Claimed>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Claimed>> {
        let until = ctx.now.checked_add(SignedDuration::from_secs(CLAIM_SECONDS)).unwrap_or(Timestamp::MAX);
        tx.all(CLAIM, params![self.worker, until, ctx.now, CLAIM_COUNT]).await
    }
}

struct React {
    errand: Claimed,
    worker: String,
    run: ReactionFn,
}
impl Action for React {
    const NAME: &'static str = "db.react";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let values = params![self.errand.market_id, self.errand.errand_id, self.worker];
        if tx.run(FINISH, values).await? == 0 {
            // The claim ended and another worker has it.
            return Ok(());
        }
        let row: EventRow = tx.one(FIND_EVENT, params![self.errand.market_id, self.errand.payload]).await?;
        let announced = Announced {
            event: row.event_id,
            market: row.market_id,
            name: row.name,
            subject: row.subject,
            payload: row.payload,
            actor: row.actor.0,
            at: row.announced_at,
        };
        (self.run)(tx, ctx, &announced).await
    }
}

struct Finish {
    errand: Claimed,
    worker: String,
}
impl Action for Finish {
    const NAME: &'static str = "db.finish_errand";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, _ctx: &Ctx) -> Result<()> {
        tx.run(FINISH, params![self.errand.market_id, self.errand.errand_id, self.worker]).await.map(drop)
    }
}

struct Failed {
    errand: Claimed,
    worker: String,
    problem: String,
}
impl Action for Failed {
    const NAME: &'static str = "db.fail_errand";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let tries = self.errand.tries + 1;
        let state = if tries >= TRIES_MAX { "stuck" } else { "ready" };
        let due = due_after(ctx.now, tries);
        let Claimed { market_id, errand_id, .. } = &self.errand;
        tx.run(FAIL, params![tries, due, state.to_owned(), self.problem, market_id, errand_id, self.worker])
            .await
            .map(drop)
    }
}

/// Lets a stuck errand of the market be tried again, now and as often as a new one; `missing` when none such is stuck.
#[derive(Clone, Copy, Debug)]
pub struct RetryErrand {
    /// Which.
    pub errand: ErrandId,
}
impl Action for RetryErrand {
    const NAME: &'static str = "db.retry_errand";
    const PERMISSION: Permission = Permission::MarketsWrite;
    type Outcome = ();
    fn subject(&self) -> String {
        self.errand.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        match tx.run(TRY_AGAIN, params![ctx.now, ctx.market, self.errand]).await? {
            0 => Err(kernel::problem::MISSING.field("errand")),
            _ => {
                tx.changed(self.errand, Some(&"stuck"), Some(&"ready"));
                Ok(())
            }
        }
    }
}

/// Forgets idempotency keys older than a day; run now and then.
pub struct ForgetOldKeys;
impl Action for ForgetOldKeys {
    const NAME: &'static str = "db.forget_old_keys";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let limit = ctx.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        tx.run(FORGET_OLD_KEYS, params![limit]).await.map(drop)
    }
}
