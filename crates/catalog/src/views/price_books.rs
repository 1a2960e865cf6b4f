//! Price books: which is valid when, what one holds, how a price went over time.

use super::rows;
use crate::{
    model::{BookState, Names, PriceBook, PriceItem, Unit},
    refusals,
};
use db::{Cursor, FromRow, Page, PageRequest, Read, Row, params};
use kernel::{Currency, MarketId, Money, PriceBookId, Result, ServiceId, Timestamp, time::Date};
use serde::{Deserialize, Serialize};

db::statements! {
    BOOK_VALID_AT = "
        select price_book_id, number, state, note, currency, zone, valid_from, policy, version, created_at, published_at
        from price_books
        where market_id = $1 and state = 'published' and valid_from_at <= $2
        order by valid_from_at desc, number desc
        limit 1";
    PRICE_BOOK = "
        select price_book_id, number, state, note, currency, zone, valid_from, policy, version, created_at, published_at
        from price_books
        where market_id = $1 and price_book_id = $2";
    PRICE_BOOKS = "
        select b.price_book_id, b.number, b.state, b.note, b.currency, b.valid_from, b.version, b.created_at, b.published_at,
          (select count(*) from price_items p where p.market_id = b.market_id and p.price_book_id = b.price_book_id) as items
        from price_books b
        where b.market_id = $1 and b.number < $2
        order by b.number desc
        limit $3";
    BOOK_NUMBER_MAX = "
        select coalesce(max(number), 0)
        from price_books
        where market_id = $1";
    PRICE_ITEM = "
        select service_id, currency, unit_price_minor, floor_minor, cap_minor, minimum_minor, climb, plans, add_ons, version
        from price_items
        where market_id = $1 and price_book_id = $2 and service_id = $3";
    PRICE_ITEMS = "
        select service_id, currency, unit_price_minor, floor_minor, cap_minor, minimum_minor, climb, plans, add_ons, version
        from price_items
        where market_id = $1 and price_book_id = $2
        order by service_id";
    BOOK_LINES = "
        select s.service_id, s.code, s.name_zh, s.name_en, s.unit, s.is_active, p.currency, p.unit_price_minor, p.floor_minor,
          p.cap_minor, p.minimum_minor, p.climb, p.plans, p.add_ons, p.version
        from price_items p
        join services s on s.market_id = p.market_id and s.service_id = p.service_id
        where p.market_id = $1 and p.price_book_id = $2
        order by s.position, s.service_id";
    PRICE_HISTORY = "
        select b.price_book_id, b.number, b.valid_from, p.currency, p.unit_price_minor
        from price_items p
        join price_books b on b.market_id = p.market_id and b.price_book_id = p.price_book_id
        where p.market_id = $1 and p.service_id = $2 and b.state = 'published' and b.number < $3
        order by b.number desc
        limit $4";
}

/// A book in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSummary {
    /// Its id.
    pub price_book_id: PriceBookId,
    /// Its number.
    pub number: i64,
    /// Draft or published.
    pub state: BookState,
    /// Why it was written.
    pub note: String,
    /// Of all its amounts.
    pub currency: Currency,
    /// First day; none while a draft.
    pub valid_from: Option<Date>,
    /// How many services it prices.
    pub items: i64,
    /// For `If-Match`.
    pub version: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it became fixed.
    pub published_at: Option<Timestamp>,
}
db::row!(BookSummary {
    price_book_id,
    number,
    state,
    note,
    currency,
    valid_from,
    items,
    version,
    created_at,
    published_at
});

/// A price with the service's names, for the operator's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookLine {
    /// The price.
    #[serde(flatten)]
    pub item: PriceItem,
    /// The service's code.
    pub code: String,
    /// The service's names.
    pub names: Names,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether customers can have it.
    pub is_active: bool,
}

impl FromRow for BookLine {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            item: PriceItem::from_row(row)?,
            code: row.get("code")?,
            names: rows::names(row, "name")?,
            unit: row.get("unit")?,
            is_active: row.get("is_active")?,
        })
    }
}

/// What a service cost in one book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePoint {
    /// The book.
    pub price_book: PriceBookId,
    /// Its number.
    pub number: i64,
    /// From when.
    pub valid_from: Date,
    /// For one unit.
    pub unit_price: Money,
}

impl FromRow for PricePoint {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            price_book: row.get("price_book_id")?,
            number: row.get("number")?,
            valid_from: row.get("valid_from")?,
            unit_price: rows::money(row, "unit_price_minor")?,
        })
    }
}

/// The book valid at an instant: the one that began last, of several beginning together the one with the highest number.
pub async fn book_valid_at(read: &mut Read, market: MarketId, at: Timestamp) -> Result<PriceBook> {
    let book = read.maybe(BOOK_VALID_AT, params![market, at]).await?;
    book.ok_or_else(|| refusals::NO_PRICE_BOOK.problem())
}

/// One book.
pub async fn price_book(read: &mut Read, market: MarketId, book: PriceBookId) -> Result<PriceBook> {
    read.one(PRICE_BOOK, params![market, book]).await
}

/// The books, newest first.
pub async fn price_books(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<BookSummary>> {
    let before = page.after.as_ref().map_or(i64::MAX, |cursor| cursor.key);
    let rows: Vec<BookSummary> = read.all(PRICE_BOOKS, params![market, before, page.limit + 1]).await?;
    Ok(page.page(rows, |row| Cursor { key: row.number, id: row.price_book_id.to_string() }))
}

/// A service's price in a book, if it has one.
pub async fn price_item(
    read: &mut Read,
    market: MarketId,
    book: PriceBookId,
    service: ServiceId,
) -> Result<Option<PriceItem>> {
    read.maybe(PRICE_ITEM, params![market, book, service]).await
}

/// Every price of a book.
pub async fn price_items(read: &mut Read, market: MarketId, book: PriceBookId) -> Result<Vec<PriceItem>> {
    read.all(PRICE_ITEMS, params![market, book]).await
}

/// Every price of a book with the services' names, in the catalogue's order.
pub async fn book_lines(read: &mut Read, market: MarketId, book: PriceBookId) -> Result<Vec<BookLine>> {
    read.all(BOOK_LINES, params![market, book]).await
}

/// How a service's price went, newest first.
pub async fn price_history(
    read: &mut Read,
    market: MarketId,
    service: ServiceId,
    page: &PageRequest,
) -> Result<Page<PricePoint>> {
    let before = page.after.as_ref().map_or(i64::MAX, |cursor| cursor.key);
    let points: Vec<PricePoint> = read.all(PRICE_HISTORY, params![market, service, before, page.limit + 1]).await?;
    Ok(page.page(points, |point| Cursor { key: point.number, id: point.price_book.to_string() }))
}

/// The highest number of a book so far; 0: there is none.
pub(crate) async fn last_book_number(read: &mut Read, market: MarketId) -> Result<i64> {
    let (number,): (i64,) = read.one(BOOK_NUMBER_MAX, params![market]).await?;
    Ok(number)
}
