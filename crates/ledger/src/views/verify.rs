//! The proof: the chain link by link, every transfer balanced, every stored sum recomputed, the trial balance zero.

use crate::{
    model::{Transfer, TransferState},
    rules, store,
    views::accounts::{self, TrialBalance},
};
use db::{Read, params};
use kernel::{MarketId, Result, TransferId};
use serde::Serialize;

db::statements! {
    CHAIN_FROM = "
        select transfer_id, kind, state, dedupe_key, memo_key, job_id, invoice_id, payment_id, refund_id, settlement_id, payout_id,
          reverses_id, made_by, made_at, resolved_at, sequence, previous_hash, hash
        from ledger_transfers
        where market_id = $1 and sequence > $2
        order by sequence
        limit $3";
    CHAIN_END = "
        select head_sequence, head_hash
        from ledger_chains
        where market_id = $1";
    UNBALANCED = "
        select t.transfer_id
        from ledger_transfers t
        left join ledger_entries e on e.market_id = t.market_id and e.transfer_id = t.transfer_id
        where t.market_id = $1
        group by t.transfer_id
        having coalesce(sum(e.amount_minor), 0) <> 0 or count(e.line) < 2 or min(e.currency) <> max(e.currency)
        order by t.transfer_id
        limit 20";
    WRONG_ACCOUNT_SUMS = "
        select parts.account_id, parts.kind
        from (
          select e.account_id, t.kind, e.amount_minor
          from ledger_transfers t
          join ledger_entries e on e.market_id = t.market_id and e.transfer_id = t.transfer_id
          where t.market_id = $1 and t.sequence is not null and t.state = 'posted'
          union all
          select account_id, kind, -amount_minor
          from ledger_account_sums
          where market_id = $1
        ) parts
        group by parts.account_id, parts.kind
        having sum(parts.amount_minor) <> 0
        limit 20";
    WRONG_JOB_SUMS = "
        select parts.account_id, parts.job_id
        from (
          select e.account_id, coalesce(t.job_id, 'none') as job_id, e.amount_minor
          from ledger_transfers t
          join ledger_entries e on e.market_id = t.market_id and e.transfer_id = t.transfer_id
          where t.market_id = $1 and t.sequence is not null and t.state = 'posted'
          union all
          select account_id, job_id, -amount_minor
          from ledger_job_sums
          where market_id = $1
        ) parts
        group by parts.account_id, parts.job_id
        having sum(parts.amount_minor) <> 0
        limit 20";
    WRONG_CODE_SUMS = "
        select parts.code, parts.currency
        from (
          select a.code, e.currency, case when e.amount_minor > 0 then e.amount_minor else 0 end as debit_minor,
            case when e.amount_minor < 0 then -e.amount_minor else 0 end as credit_minor
          from ledger_transfers t
          join ledger_entries e on e.market_id = t.market_id and e.transfer_id = t.transfer_id
          join ledger_accounts a on a.market_id = e.market_id and a.account_id = e.account_id
          where t.market_id = $1 and t.sequence is not null and t.state = 'posted'
          union all
          select code, currency, -debit_minor, -credit_minor
          from ledger_code_sums
          where market_id = $1
        ) parts
        group by parts.code, parts.currency
        having sum(parts.debit_minor) <> 0 or sum(parts.credit_minor) <> 0
        limit 20";
}

/// What the proof found. The lists hold at most twenty each.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proof {
    /// Links of the chain that were recomputed.
    pub links: i64,
    /// Places in the chain that do not follow from the one before, or are missing.
    pub broken_links: Vec<i64>,
    /// Transfers whose entries do not sum to zero in one currency.
    pub unbalanced: Vec<TransferId>,
    /// Stored sums that differ from their entries: account and kind, account and job, or code and currency.
    pub wrong_sums: Vec<(String, String)>,
    /// The trial balances.
    pub trial_balances: Vec<TrialBalance>,
}

impl Proof {
    /// Whether the books are sound.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.broken_links.is_empty()
            && self.unbalanced.is_empty()
            && self.wrong_sums.is_empty()
            && self.trial_balances.iter().all(|balance| balance.difference.is_zero())
    }
}

/// Proves the whole books of a market. Reads everything: for the nightly check and the operator's button, not for every page.
pub async fn prove(read: &mut Read, market: MarketId) -> Result<Proof> {
    let mut proof = prove_chain(read, market).await?;
    let unbalanced: Vec<(TransferId,)> = read.all(UNBALANCED, params![market]).await?;
    proof.unbalanced = unbalanced.into_iter().map(|(id,)| id).collect();
    for question in [WRONG_ACCOUNT_SUMS, WRONG_JOB_SUMS, WRONG_CODE_SUMS] {
        proof.wrong_sums.extend(read.all::<(String, String)>(question, params![market]).await?);
    }
    proof.trial_balances = accounts::trial_balance(read, market).await?;
    Ok(proof)
}

/// Recomputes the chain from its beginning to its head.
async fn prove_chain(read: &mut Read, market: MarketId) -> Result<Proof> {
    let mut proof = Proof::default();
    // The head first: links sealed while we read come after it and are checked as well.
    let head: Option<(i64, String)> = read.maybe(CHAIN_END, params![market]).await?;
    let (mut sequence, mut hash) = (0, rules::genesis_hash(market));
    let mut hash_at_head = hash.clone();
    let head_sequence = head.as_ref().map_or(0, |(sequence, _)| *sequence);
    loop {
        let links: Vec<Transfer> = read.all(CHAIN_FROM, params![market, sequence, 500i64]).await?;
        if links.is_empty() {
            break;
        }
        let ids: Vec<TransferId> = links.iter().map(|link| link.transfer_id).collect();
        let entries = store::entries_of(read, market, &ids).await?;
        for link in links {
            let own: Vec<_> = entries.iter().filter(|entry| entry.transfer_id == link.transfer_id).cloned().collect();
            let place = link.sequence.unwrap_or_default();
            let expected = rules::link_hash(&hash, &rules::canonical_text(market, &link, &own));
            let follows = place == sequence + 1
                && link.previous_hash.as_ref() == Some(&hash)
                && link.hash.as_ref() == Some(&expected);
            if !follows || link.state == TransferState::Pending {
                note(&mut proof.broken_links, place);
            }
            proof.links += 1;
            sequence = place;
            // Goes on with what is stored, so that one forged link is named and not everything after it.
            hash = link.hash.unwrap_or(expected);
            if place == head_sequence {
                hash_at_head.clone_from(&hash);
            }
        }
    }
    if let Some((head_sequence, head_hash)) = head
        && (sequence < head_sequence || hash_at_head != head_hash)
    {
        note(&mut proof.broken_links, head_sequence);
    }
    Ok(proof)
}

fn note(places: &mut Vec<i64>, place: i64) {
    if places.len() < 20 && !places.contains(&place) {
        places.push(place);
    }
}
