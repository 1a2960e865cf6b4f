//! The delivery log, and what is to be handed to a carrier.

use crate::{Channel, DeliveryState, NoticeKey, rules};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{DeliveryId, MarketId, Result, Timestamp};
use serde::Serialize;

/// One line of the delivery log, address masked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeliveryLine {
    /// Its id.
    pub delivery_id: DeliveryId,
    /// Of which kind of notice.
    pub notice_key: NoticeKey,
    /// The id of what it is about.
    pub about: String,
    /// By text message or mail.
    pub channel: Channel,
    /// To which phone or mail address, masked.
    pub address_masked: String,
    /// What was said; empty for one-time codes.
    pub body: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried in vain.
    pub tries: i64,
    /// What went wrong last.
    pub last_error: String,
    /// The carrier's id of it.
    pub provider_id: String,
    /// When it may go out.
    pub due_at: Timestamp,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// When the carrier took it.
    pub sent_at: Option<Timestamp>,
}

impl db::FromRow for DeliveryLine {
    fn from_row(row: &db::Row) -> Result<Self> {
        Ok(Self {
            delivery_id: row.get("delivery_id")?,
            notice_key: row.get("notice_key")?,
            about: row.get("about")?,
            channel: row.get("channel")?,
            address_masked: rules::masked_address(&row.get::<String>("address")?),
            body: row.get("body")?,
            state: row.get("state")?,
            tries: row.get("tries")?,
            last_error: row.get("last_error")?,
            provider_id: row.get("provider_id")?,
            due_at: row.get("due_at")?,
            created_at: row.get("created_at")?,
            sent_at: row.get("sent_at")?,
        })
    }
}

/// What a carrier needs.
#[derive(Clone, Debug, PartialEq)]
pub struct ToHandOver {
    /// Text message or mail.
    pub channel: Channel,
    /// Phone in E.164, or mail address.
    pub address: String,
    /// For mail.
    pub subject: String,
    /// What it says.
    pub body: String,
    pub(crate) state: DeliveryState,
    pub(crate) tries: i64,
}
db::row!(ToHandOver { channel, address, subject, body, state, tries });

db::statements! {
    DELIVERY_TO_HAND_OVER = "
        select channel, address, subject, body, state, tries
        from deliveries
        where market_id = $1 and delivery_id = $2";
    DELIVERIES_PAGE = "
        select delivery_id, notice_key, about, channel, address, body, state, tries, last_error, provider_id, due_at, created_at,
          sent_at
        from deliveries
        where market_id = $1 and delivery_id < $2
        order by delivery_id desc
        limit $3";
    DELIVERIES_BY_STATE_PAGE = "
        select delivery_id, notice_key, about, channel, address, body, state, tries, last_error, provider_id, due_at, created_at,
          sent_at
        from deliveries
        where market_id = $1 and state = $2 and delivery_id < $3
        order by delivery_id desc
        limit $4";
    DELIVERIES_ABOUT = "
        select delivery_id, notice_key, about, channel, address, body, state, tries, last_error, provider_id, due_at, created_at,
          sent_at
        from deliveries
        where market_id = $1 and about = $2
        order by delivery_id desc
        limit 200";
}

pub(crate) async fn found(read: &mut Read, market: MarketId, delivery: DeliveryId) -> Result<ToHandOver> {
    read.one(DELIVERY_TO_HAND_OVER, params![market, delivery]).await
}

/// What the carrier is to be given; none when it was sent or given up already, because errands may run twice.
pub async fn to_hand_over(read: &mut Read, market: MarketId, delivery: DeliveryId) -> Result<Option<ToHandOver>> {
    let found = found(read, market, delivery).await?;
    Ok((found.state == DeliveryState::Waiting).then_some(found))
}

/// The delivery log, newest first; of one state when given.
pub async fn deliveries_page(
    read: &mut Read,
    market: MarketId,
    state: Option<DeliveryState>,
    page: &PageRequest,
) -> Result<Page<DeliveryLine>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let limit = page.limit + 1;
    let rows: Vec<DeliveryLine> = match state {
        Some(state) => read.all(DELIVERIES_BY_STATE_PAGE, params![market, state, before, limit]).await?,
        None => read.all(DELIVERIES_PAGE, params![market, before, limit]).await?,
    };
    Ok(page.page(rows, |line| Cursor { key: 0, id: line.delivery_id.to_string() }))
}

/// What was sent about one thing (a job), newest first, at most 200.
pub async fn deliveries_about(read: &mut Read, market: MarketId, about: &str) -> Result<Vec<DeliveryLine>> {
    read.all(DELIVERIES_ABOUT, params![market, *about]).await
}
