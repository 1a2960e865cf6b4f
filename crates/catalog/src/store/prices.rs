//! Writing price books.

use crate::model::{Policy, PriceBook, PriceItem};
use db::{RETRY, Tx, params};
use kernel::{MarketId, PriceBookId, Result, Timestamp, scalar::Json, time::Date};

db::statements! {
    INSERT_BOOK = "
        insert into price_books (market_id, price_book_id, number, state, note, currency, zone, valid_from, valid_from_at, policy,
          version, created_at, published_at)
        values ($1, $2, $3, $4, $5, $6, $7, null, null, $8, 1, $9, null)
        on conflict do nothing";
    TOUCH_BOOK = "
        update price_books
        set version = version + 1
        where market_id = $1 and price_book_id = $2 and version = $3";
    UPDATE_NOTE = "
        update price_books
        set note = $1, version = version + 1
        where market_id = $2 and price_book_id = $3 and version = $4";
    UPDATE_POLICY = "
        update price_books
        set policy = $1, version = version + 1
        where market_id = $2 and price_book_id = $3 and version = $4";
    PUBLISH_BOOK = "
        update price_books
        set state = 'published', valid_from = $1, valid_from_at = $2, published_at = $3, version = version + 1
        where market_id = $4 and price_book_id = $5 and version = $6 and state = 'draft'";
    DELETE_BOOK = "
        delete from price_books
        where market_id = $1 and price_book_id = $2 and version = $3 and state = 'draft'";
    DELETE_ITEMS = "
        delete from price_items
        where market_id = $1 and price_book_id = $2";
    INSERT_ITEM = "
        insert into price_items (market_id, price_book_id, service_id, currency, unit_price_minor, floor_minor, cap_minor,
          minimum_minor, climb, plans, add_ons, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
        on conflict do nothing";
    UPDATE_ITEM = "
        update price_items
        set currency = $1, unit_price_minor = $2, floor_minor = $3, cap_minor = $4, minimum_minor = $5, climb = $6, plans = $7,
          add_ons = $8, version = version + 1
        where market_id = $9 and price_book_id = $10 and service_id = $11 and version = $12";
    COPY_ITEMS = "
        insert into price_items (market_id, price_book_id, service_id, currency, unit_price_minor, floor_minor, cap_minor,
          minimum_minor, climb, plans, add_ons, version)
        select p.market_id, cast($3 as text), p.service_id, p.currency, p.unit_price_minor, p.floor_minor, p.cap_minor,
          p.minimum_minor, p.climb, p.plans, p.add_ons, 1
        from price_items p
        where p.market_id = $1 and p.price_book_id = $2";
}

/// Writes a new draft. Two begun at once want the same number: the slower is tried again.
pub(crate) async fn insert_book(tx: &mut Tx, market: MarketId, book: &PriceBook) -> Result<()> {
    let policy = Json(book.policy.clone());
    let values =
        params![market, book.id, book.number, book.state, book.note, book.currency, book.zone, policy, book.created_at];
    tx.save(INSERT_BOOK, values).await
}

/// Raises the book's version, so that an edit of one price and the publication of the book cannot pass each other.
pub(crate) async fn touch_book(tx: &mut Tx, market: MarketId, book: &PriceBook) -> Result<()> {
    tx.save(TOUCH_BOOK, params![market, book.id, book.version]).await
}

pub(crate) async fn update_note(tx: &mut Tx, market: MarketId, book: &PriceBook, note: &str) -> Result<()> {
    tx.save(UPDATE_NOTE, params![note, market, book.id, book.version]).await
}

pub(crate) async fn update_policy(tx: &mut Tx, market: MarketId, book: &PriceBook, policy: &Policy) -> Result<()> {
    tx.save(UPDATE_POLICY, params![Json(policy.clone()), market, book.id, book.version]).await
}

/// Fixes a draft from a date on, which begins at midnight of the book's zone.
pub(crate) async fn publish_book(
    tx: &mut Tx,
    market: MarketId,
    book: &PriceBook,
    valid_from: Date,
    now: Timestamp,
) -> Result<()> {
    let begins = book.zone.day(valid_from).start;
    tx.save(PUBLISH_BOOK, params![valid_from, begins, now, market, book.id, book.version]).await
}

pub(crate) async fn delete_book(tx: &mut Tx, market: MarketId, book: &PriceBook) -> Result<()> {
    tx.run(DELETE_ITEMS, params![market, book.id]).await?;
    tx.save(DELETE_BOOK, params![market, book.id, book.version]).await
}

pub(crate) async fn copy_items(tx: &mut Tx, market: MarketId, from: PriceBookId, to: PriceBookId) -> Result<u64> {
    tx.run(COPY_ITEMS, params![market, from, to]).await
}

pub(crate) async fn insert_item(tx: &mut Tx, market: MarketId, book: PriceBookId, item: &PriceItem) -> Result<()> {
    let price = &item.price;
    let [floor, cap, minimum] = [price.floor, price.cap, price.minimum].map(|bound| bound.map(|money| money.minor));
    let values = params![
        market,
        book,
        item.service,
        price.unit_price.currency,
        price.unit_price.minor,
        floor,
        cap,
        minimum,
        Json(price.climb),
        Json(price.plans.clone()),
        Json(price.add_ons.clone())
    ];
    if tx.run(INSERT_ITEM, values).await? == 1 { Ok(()) } else { Err(RETRY.problem()) }
}

/// Saves a price; version 0: a new one.
pub(crate) async fn save_item(tx: &mut Tx, market: MarketId, book: PriceBookId, item: &PriceItem) -> Result<()> {
    if item.version == 0 {
        return insert_item(tx, market, book, item).await;
    }
    let price = &item.price;
    let [floor, cap, minimum] = [price.floor, price.cap, price.minimum].map(|bound| bound.map(|money| money.minor));
    let values = params![
        price.unit_price.currency,
        price.unit_price.minor,
        floor,
        cap,
        minimum,
        Json(price.climb),
        Json(price.plans.clone()),
        Json(price.add_ons.clone()),
        market,
        book,
        item.service,
        item.version
    ];
    tx.save(UPDATE_ITEM, values).await
}
