//! Quotes, and the proof that one is ours.

use crate::{
    model::{Quote, SigningKey},
    refusals, rules,
    views::book_valid_at,
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{Actor, Ctx, CustomerId, JobId, MarketId, QuoteId, Result, Timestamp, problem};

db::statements! {
    QUOTE = "
        select quote_id, customer_id, job_id, base_quote_id, credit_of, credited_by, price_book_id, price_book_number, items, visit,
          options, need, payment, currency, visit_fee_minor, state, plan, superseded_by, decided_at, valid_until, signature,
          made_at, made_by, version
        from quotes
        where market_id = $1 and quote_id = $2";
    QUOTES_OF_CUSTOMER = "
        select quote_id, customer_id, job_id, base_quote_id, credit_of, credited_by, price_book_id, price_book_number, items, visit,
          options, need, payment, currency, visit_fee_minor, state, plan, superseded_by, decided_at, valid_until, signature,
          made_at, made_by, version
        from quotes
        where market_id = $1 and customer_id = $2 and quote_id < $3
        order by quote_id desc
        limit $4";
    QUOTES_OF_JOB = "
        select quote_id, customer_id, job_id, base_quote_id, credit_of, credited_by, price_book_id, price_book_number, items, visit,
          options, need, payment, currency, visit_fee_minor, state, plan, superseded_by, decided_at, valid_until, signature,
          made_at, made_by, version
        from quotes
        where market_id = $1 and job_id = $2
        order by quote_id";
}

/// One quote, whoever asks; for flows and operators.
pub async fn quote(read: &mut Read, market: MarketId, quote: QuoteId) -> Result<Quote> {
    read.one(QUOTE, params![market, quote]).await
}

/// One quote as the actor may see it: customers their own, technicians those they made, anybody with the id one that is nobody's yet;
/// otherwise `missing`.
pub async fn quote_seen_by(read: &mut Read, ctx: &Ctx, id: QuoteId) -> Result<Quote> {
    let quote = quote(read, ctx.market, id).await?;
    let is_theirs = match &ctx.actor {
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System => true,
        Actor::Technician { .. } => quote.made_by == ctx.actor.label(),
        Actor::Customer { customer } => quote.customer.is_none_or(|owner| owner == *customer),
        Actor::Anonymous => quote.customer.is_none(),
    };
    if is_theirs { Ok(quote) } else { Err(problem::MISSING.problem()) }
}

/// A customer's quotes, newest first.
pub async fn quotes_of_customer(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<Quote>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let quotes: Vec<Quote> = read.all(QUOTES_OF_CUSTOMER, params![market, customer, before, page.limit + 1]).await?;
    Ok(page.page(quotes, |quote| Cursor { key: 0, id: quote.id.to_string() }))
}

/// The quotes for extra work of a job, oldest first.
pub async fn quotes_of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<Quote>> {
    read.all(QUOTES_OF_JOB, params![market, job]).await
}

/// The quote as it is stored, proven: `quote_tampered` when it does not carry our signature over its content.
pub async fn verify_quote(read: &mut Read, market: MarketId, id: QuoteId, key: &SigningKey) -> Result<Quote> {
    let quote = quote(read, market, id).await?;
    if rules::is_genuine(key, market, &quote)? {
        Ok(quote)
    } else {
        Err(refusals::QUOTE_TAMPERED.problem().param("quote", id))
    }
}

/// Whether the quote's price holds for a start: the same book is valid then, with the same surcharges for the time. When not, ask again with
/// `RequoteAt`.
pub async fn quote_holds_at(read: &mut Read, market: MarketId, quote: &Quote, start: Timestamp) -> Result<bool> {
    let book = book_valid_at(read, market, start).await?;
    Ok(book.id == quote.price_book && rules::same_surcharges(&book, quote.visit.start, Some(start)))
}
