//! What leaves a transaction when it commits: events, the errands of the reactions to them, other errands, the audit line.

use crate::{Change, Errand, Event, LiveEvent, Tx, params};
use kernel::{AuditLineId, Ctx, ErrandId, EventId, Id, Result, Timestamp};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Which reactions each event has; known at start, from [`crate::Handlers`].
pub(crate) type Reactions = BTreeMap<&'static str, Vec<&'static str>>;

/// Makes ids that never go back within this process, so that rows written at the same instant keep their order.
#[derive(Default)]
pub(crate) struct Sequence(Mutex<u128>);

impl Sequence {
    fn next<T: Id>(&self, ctx: &Ctx) -> T {
        let mut last = self.0.lock().expect("nothing panics while holding the counter");
        let fresh = ctx.new_id::<T>().uuid().as_u128();
        // Only ids of the same millisecond are pushed forward; a clock that was set back starts anew.
        let bits = if fresh >> 80 == *last >> 80 && fresh <= *last { *last + 1 } else { fresh };
        *last = bits;
        T::from_uuid(uuid_of(bits))
    }
}

fn uuid_of(bits: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(bits)
}

struct OutgoingEvent {
    id: EventId,
    name: &'static str,
    subject: String,
    topics: Vec<String>,
    payload: String,
}

struct OutgoingErrand {
    id: ErrandId,
    name: String,
    subject: String,
    payload: String,
    due: Timestamp,
}

pub(crate) struct Outgoing {
    reactions: Arc<Reactions>,
    sequence: Arc<Sequence>,
    events: Vec<OutgoingEvent>,
    errands: Vec<OutgoingErrand>,
}

impl Outgoing {
    pub(crate) fn new(reactions: Arc<Reactions>, sequence: Arc<Sequence>) -> Self {
        Self { reactions, sequence, events: Vec::new(), errands: Vec::new() }
    }

    pub(crate) fn announce<E: Event>(&mut self, ctx: &Ctx, event: &E) {
        let id: EventId = self.sequence.next(ctx);
        let subject = event.subject();
        let mut topics = event.topics();
        topics.push(subject.clone());
        let payload = serde_json::to_string(event).expect("events have string keys and no failing serializers");
        for reaction in self.reactions.get(E::NAME).into_iter().flatten() {
            self.errands.push(OutgoingErrand {
                id: self.sequence.next(ctx),
                name: format!("{REACTION}{reaction}"),
                subject: subject.clone(),
                payload: id.to_string(),
                due: ctx.now,
            });
        }
        self.events.push(OutgoingEvent { id, name: E::NAME, subject, topics, payload });
    }

    pub(crate) fn enqueue<E: Errand>(&mut self, ctx: &Ctx, errand: &E, due: Timestamp) {
        let payload = serde_json::to_string(errand).expect("errands have string keys and no failing serializers");
        let id = self.sequence.next(ctx);
        self.errands.push(OutgoingErrand { id, name: E::NAME.to_owned(), subject: errand.subject(), payload, due });
    }

    pub(crate) fn has_errands(&self) -> bool {
        !self.errands.is_empty()
    }

    pub(crate) fn live_events(&self, ctx: &Ctx) -> Vec<LiveEvent> {
        let live = |event: &OutgoingEvent| LiveEvent {
            event: event.id,
            market: ctx.market,
            name: event.name.to_owned(),
            topics: event.topics.clone(),
        };
        self.events.iter().map(live).collect()
    }
}

/// How the errand of a reaction is named.
pub(crate) const REACTION: &str = "reaction:";

crate::statements! {
    INSERT_EVENT = "
        insert into outbox (market_id, event_id, brand_id, name, subject, topics, payload, actor, announced_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    INSERT_ERRAND = "
        insert into errands (market_id, errand_id, brand_id, name, subject, payload, state, tries, due_at, claimed_by,
          claimed_until, last_error, created_at)
        values ($1, $2, $3, $4, $5, $6, 'ready', 0, $7, '', 0, '', $8)";
    INSERT_AUDIT_LINE = "
        insert into audit_lines (market_id, audit_line_id, at, actor, action, subject, changes, request_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND_IDEMPOTENT = "
        select fingerprint, outcome
        from idempotency_keys
        where market_id = $1 and actor = $2 and idempotency_key = $3";
    INSERT_IDEMPOTENT = "
        insert into idempotency_keys (market_id, actor, idempotency_key, fingerprint, outcome, created_at)
        values ($1, $2, $3, $4, $5, $6)";
}

/// Writes everything that leaves the transaction.
pub(crate) async fn write(tx: &mut Tx, ctx: &Ctx) -> Result<()> {
    let events = std::mem::take(&mut tx.outgoing.events);
    let actor = serde_json::to_string(&ctx.actor).expect("actors serialise");
    for event in &events {
        let topics = event.topics.join(" ");
        let values = params![
            ctx.market,
            event.id,
            ctx.brand,
            event.name.to_owned(),
            event.subject,
            topics,
            event.payload,
            actor,
            ctx.now
        ];
        tx.run(INSERT_EVENT, values).await?;
    }
    tx.outgoing.events = events;
    let errands = std::mem::take(&mut tx.outgoing.errands);
    for errand in &errands {
        let values =
            params![ctx.market, errand.id, ctx.brand, errand.name, errand.subject, errand.payload, errand.due, ctx.now];
        tx.run(INSERT_ERRAND, values).await?;
    }
    tx.outgoing.errands = errands;
    Ok(())
}

/// Writes the audit line of an action: always for operators, for others when something was noted as changed.
pub(crate) async fn write_audit(tx: &mut Tx, ctx: &Ctx, action: &str, subject: String) -> Result<()> {
    let changes: Vec<Change> = std::mem::take(&mut tx.changes);
    let by_person = ctx.actor.is_operator() && ctx.actor != kernel::Actor::System;
    if changes.is_empty() && !by_person {
        return Ok(());
    }
    let subject = if subject.is_empty() {
        changes.first().map(|change| change.subject.clone()).unwrap_or_default()
    } else {
        subject
    };
    let changes = serde_json::to_string(&changes).expect("changes are JSON already");
    let id: AuditLineId = ctx.new_id();
    let values = params![ctx.market, id, ctx.now, ctx.actor.label(), action.to_owned(), subject, changes, ctx.request];
    tx.run(INSERT_AUDIT_LINE, values).await.map(drop)
}
