//! What makes a transfer whole, which account an entry belongs to, and the text and hash by which the chain keeps it.

use crate::{
    model::{AccountKey, Entry, EntryDraft, Transfer},
    refusals,
};
use kernel::{Currency, Id, LedgerAccountId, MarketId, Result, money::MINOR_MAX, problem};
use sha2::{Digest, Sha256};

/// Checks a transfer before it is written and answers its currency: at least two entries, none of nothing, one currency, owners that fit
/// the chart, debits equal to credits, no amount beyond what money can be.
pub fn check_entries(entries: &[EntryDraft]) -> Result<Currency> {
    let Some(first) = entries.first().filter(|_| entries.len() >= 2) else {
        return Err(refusals::EMPTY_ENTRY.field("entries"));
    };
    let currency = first.amount.currency;
    let mut sum = 0i128;
    for entry in entries {
        if entry.amount.currency != currency {
            return Err(problem::CURRENCY_MISMATCH
                .problem()
                .param("one", currency)
                .param("other", entry.amount.currency));
        }
        if entry.amount.is_zero() {
            return Err(refusals::EMPTY_ENTRY.field("entries").param("account", entry.code));
        }
        if entry.amount.minor.unsigned_abs() > MINOR_MAX.unsigned_abs() {
            return Err(problem::BAD_AMOUNT.field("entries").param("reason", "overflow"));
        }
        if entry.owner.kind() != entry.code.owner_kind() {
            return Err(refusals::WRONG_OWNER
                .field("entries")
                .param("account", entry.code)
                .param("owner", entry.owner.kind()));
        }
        sum += i128::from(entry.amount.minor);
    }
    if sum != 0 {
        return Err(refusals::UNBALANCED.field("entries").param("difference", sum));
    }
    Ok(currency)
}

/// The id of an account: made from what it is, so that nobody has to look it up and nobody can open it twice.
#[must_use]
pub fn account_id(key: &AccountKey) -> LedgerAccountId {
    let digest = Sha256::digest(format!("{} {} {} {}", key.market, key.code, key.owner, key.currency));
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    LedgerAccountId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The hash before the first transfer of a market.
#[must_use]
pub fn genesis_hash(market: MarketId) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(format!("doorstep ledger {market}")))
}

/// The text that the chain keeps: every fact of the transfer and its entries, in one fixed order. Changing this form breaks every chain.
#[must_use]
pub fn canonical_text(market: MarketId, transfer: &Transfer, entries: &[Entry]) -> String {
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| {
            serde_json::json!([
                entry.line,
                entry.account.code,
                entry.account.owner,
                entry.amount.minor,
                entry.amount.currency
            ])
        })
        .collect();
    serde_json::json!([
        market,
        transfer.transfer_id,
        transfer.kind,
        transfer.state,
        transfer.dedupe_key,
        transfer.memo_key,
        transfer.refs,
        transfer.reverses_id,
        transfer.made_by,
        transfer.made_at.as_microsecond(),
        transfer.resolved_at.map(|at| at.as_microsecond()),
        entries,
    ])
    .to_string()
}

/// The hash of a transfer: over the hash before it and its canonical text.
#[must_use]
pub fn link_hash(previous: &str, canonical: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(format!("{previous}\n{canonical}")))
}
