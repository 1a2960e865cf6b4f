//! Writing quotes.

use crate::model::{Quote, QuoteState, Standing};
use db::{Tx, params};
use kernel::{MarketId, QuoteId, Result, Timestamp, scalar::Json};

db::statements! {
    INSERT_QUOTE = "
        insert into quotes (market_id, quote_id, customer_id, job_id, base_quote_id, credit_of, credited_by, price_book_id,
          price_book_number, items, visit, options, need, payment, currency, visit_fee_minor, state, plan, superseded_by, decided_at,
          valid_until, signature, made_at, made_by, version)
        values ($1, $2, $3, $4, $5, $6, null, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'open', null, null, null, $16, $17, $18, $19, 1)";
    MOVE_QUOTE = "
        update quotes
        set state = $1, plan = $2, superseded_by = $3, decided_at = $4, customer_id = $5, version = version + 1
        where market_id = $6 and quote_id = $7 and version = $8";
    TAKE_CREDIT = "
        update quotes
        set credited_by = $1, version = version + 1
        where market_id = $2 and quote_id = $3 and version = $4 and credited_by is null";
    FORGET_QUOTES = "
        delete from quotes
        where market_id = $1 and state in ('open', 'superseded') and valid_until < $2";
}

pub(crate) async fn insert_quote(tx: &mut Tx, market: MarketId, quote: &Quote) -> Result<()> {
    let values = params![
        market,
        quote.id,
        quote.customer,
        quote.job,
        quote.base,
        quote.credit_of,
        quote.price_book,
        quote.price_book_number,
        Json(quote.items.clone()),
        Json(quote.visit.clone()),
        Json(quote.options.clone()),
        Json(quote.need.clone()),
        Json(quote.payment),
        quote.currency,
        quote.visit_fee.minor,
        quote.valid_until,
        quote.signature,
        quote.made_at,
        quote.made_by
    ];
    tx.save(INSERT_QUOTE, values).await
}

/// Writes state and customer of the quote as a rule left them.
pub(crate) async fn move_quote(tx: &mut Tx, market: MarketId, quote: &Quote) -> Result<()> {
    let (standing, plan, by, at) = match quote.state {
        QuoteState::Open => (Standing::Open, None, None, None),
        QuoteState::Accepted { plan, at } => (Standing::Accepted, Some(plan), None, Some(at)),
        QuoteState::Superseded { by, at } => (Standing::Superseded, None, Some(by), Some(at)),
    };
    tx.save(MOVE_QUOTE, params![standing, plan, by, at, quote.customer, market, quote.id, quote.version]).await
}

/// Notes that a quote took the visit fee of another off; of two at once one is tried again and then refused.
pub(crate) async fn take_credit(tx: &mut Tx, market: MarketId, of: &Quote, by: QuoteId) -> Result<()> {
    tx.save(TAKE_CREDIT, params![by, market, of.id, of.version]).await
}

/// Deletes quotes that nobody accepted and whose time was over before an instant; how many.
pub(crate) async fn forget_quotes(tx: &mut Tx, market: MarketId, before: Timestamp) -> Result<u64> {
    tx.run(FORGET_QUOTES, params![market, before]).await
}
