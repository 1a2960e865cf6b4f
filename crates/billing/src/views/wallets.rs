//! Wallets: what a person has with us, and the jobs behind a technician's money.

use crate::{
    model::{Earning, Owner, Payout, Wallet},
    store::{books, settlements::select_payout},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{Currency, MarketId, Result, TechnicianId};

db::statements! {
    EARNINGS_OF_TECHNICIAN = "
        select invoice_id, technician_id, job_id, job_number, state, earned_minor, frozen_minor, retained_minor, clawed_minor,
          currency, release_at, retain_until, earned_at, version
        from earnings
        where market_id = $1 and technician_id = $2 and (earned_at, invoice_id) < ($3, $4)
        order by earned_at desc, invoice_id desc
        limit $5";
    PAYOUTS_OF_TECHNICIAN = select_payout!(" and technician_id = $2 and payout_id < $3 order by payout_id desc limit $4");
    TECHNICIAN_WALLETS = "
        select owner, currency, available_minor, frozen_minor, retained_minor, cash_held_minor, in_payout_minor, version
        from wallets
        where market_id = $1 and owner >= $2 and owner < 'ted' and owner > $3
        order by owner
        limit $4";
}

/// Somebody's wallet; an empty one when nothing ever was in it.
pub async fn wallet(read: &mut Read, market: MarketId, owner: Owner, currency: Currency) -> Result<Wallet> {
    books::wallet(read, market, owner, currency).await
}

/// Every technician's wallet.
pub async fn of_technicians(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<Wallet>> {
    let after = page.after.as_ref().map_or_else(String::new, |cursor| cursor.id.clone());
    let rows = read.all(TECHNICIAN_WALLETS, params![market, "tec", after, page.limit + 1]).await?;
    Ok(page.page(rows, |wallet: &Wallet| Cursor { key: 0, id: wallet.owner.to_string() }))
}

/// The jobs behind a technician's money, newest first.
pub async fn earnings(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    page: &PageRequest,
) -> Result<Page<Earning>> {
    let (at, id) =
        page.after.as_ref().map_or_else(|| (i64::MAX, String::new()), |cursor| (cursor.key, cursor.id.clone()));
    let rows = read.all(EARNINGS_OF_TECHNICIAN, params![market, technician, at, id, page.limit + 1]).await?;
    Ok(page.page(rows, |earning: &Earning| Cursor {
        key: earning.earned_at.as_microsecond(),
        id: earning.invoice_id.to_string(),
    }))
}

/// What was paid out to a technician, newest first.
pub async fn payouts(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    page: &PageRequest,
) -> Result<Page<Payout>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let rows = read.all(PAYOUTS_OF_TECHNICIAN, params![market, technician, before, page.limit + 1]).await?;
    Ok(page.page(rows, |payout: &Payout| Cursor { key: 0, id: payout.payout_id.to_string() }))
}
