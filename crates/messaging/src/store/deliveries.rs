//! Deliveries.

use crate::{Channel, DeliveryState, NoticeKey, templates::Text};
use db::{Tx, params};
use kernel::{Ctx, DeliveryId, NoticeId, Result, Timestamp};

db::statements! {
    INSERT_DELIVERY = "
        insert into deliveries (market_id, delivery_id, notice_id, notice_key, inbox, about, channel, address, subject, body,
          state, tries, last_error, provider_id, due_at, created_at, sent_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15, $16)";
    RECORD_DELIVERY = "
        update deliveries
        set state = $1, tries = $2, last_error = $3, provider_id = $4, sent_at = $5
        where market_id = $6 and delivery_id = $7 and state = $8 and tries = $9";
    TRY_AGAIN = "
        update deliveries
        set state = 'waiting', tries = 0, due_at = $1
        where market_id = $2 and delivery_id = $3 and state = 'failed'";
}

pub(crate) struct NewDelivery<'a> {
    pub(crate) delivery: DeliveryId,
    pub(crate) notice: Option<NoticeId>,
    pub(crate) key: NoticeKey,
    pub(crate) inbox: String,
    pub(crate) about: &'a str,
    pub(crate) channel: Channel,
    pub(crate) address: &'a str,
    pub(crate) text: &'a Text,
    pub(crate) due_at: Timestamp,
    pub(crate) outcome: Outcome<'a>,
}

/// How a delivery stands after a try (or before the first).
pub(crate) struct Outcome<'a> {
    pub(crate) state: DeliveryState,
    pub(crate) error: &'a str,
    pub(crate) provider_id: &'a str,
    pub(crate) sent_at: Option<Timestamp>,
}

impl Outcome<'_> {
    pub(crate) const WAITING: Self = Self { state: DeliveryState::Waiting, error: "", provider_id: "", sent_at: None };
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, new: &NewDelivery<'_>) -> Result<()> {
    let values = params![
        ctx.market,
        new.delivery,
        new.notice,
        new.key,
        new.inbox,
        *new.about,
        new.channel,
        *new.address,
        new.text.subject,
        new.text.body,
        new.outcome.state,
        *new.outcome.error,
        *new.outcome.provider_id,
        new.due_at,
        ctx.now,
        new.outcome.sent_at
    ];
    tx.run(INSERT_DELIVERY, values).await.map(drop)
}

/// Records a try of a delivery that stood at `Waiting` after `tries_before`.
pub(crate) async fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    delivery: DeliveryId,
    tries_before: i64,
    tries: i64,
    outcome: &Outcome<'_>,
) -> Result<()> {
    let values = params![
        outcome.state,
        tries,
        *outcome.error,
        *outcome.provider_id,
        outcome.sent_at,
        ctx.market,
        delivery,
        DeliveryState::Waiting,
        tries_before
    ];
    tx.save(RECORD_DELIVERY, values).await
}

/// Whether it had failed.
pub(crate) async fn try_again(tx: &mut Tx, ctx: &Ctx, delivery: DeliveryId) -> Result<bool> {
    Ok(tx.run(TRY_AGAIN, params![ctx.now, ctx.market, delivery]).await? == 1)
}
