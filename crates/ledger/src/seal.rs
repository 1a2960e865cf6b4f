//! Sealing: settled transfers enter the market's hash chain in batches, and the sums that make balances cheap move on with them.
//!
//! Money transactions touch no row that all of them share; only the sealer writes the chain's head (docs/decisions/010-ledger.md).

use crate::{
    model::{AccountCode, Entry, Transfer},
    rules,
    store::{self, seal::*},
};
use db::{Action, Tx, params};
use kernel::{Ctx, Currency, LedgerAccountId, MarketId, Permission, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Seals up to `limit` settled transfers of the market, oldest first. Run every few seconds; nothing is wrong while it does not run,
/// balances only take longer to read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SealTransfers {
    /// At most so many in one transaction (1 to 1000).
    pub limit: i64,
}

/// The end of the chain after sealing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// How many transfers were sealed now; fewer than the limit means that all are.
    pub count: i64,
    /// The last place in the chain.
    pub head_sequence: i64,
    /// The last hash.
    pub head_hash: String,
}

impl Action for SealTransfers {
    const NAME: &'static str = "ledger.seal_transfers";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Sealed;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Sealed> {
        let limit = self.limit.clamp(1, 1000);
        let transfers: Vec<Transfer> = tx.all(SETTLED_AND_UNSEALED, params![ctx.market, limit]).await?;
        if !transfers.is_empty() {
            tx.run(OPEN_CHAIN, params![ctx.market, rules::genesis_hash(ctx.market)]).await?;
        }
        let head = tx.maybe::<(i64, String, i64)>(CHAIN_HEAD, params![ctx.market]).await?;
        let (mut sequence, mut hash, version) = head.unwrap_or((0, rules::genesis_hash(ctx.market), 0));
        let ids: Vec<_> = transfers.iter().map(|transfer| transfer.transfer_id).collect();
        let entries = store::entries_of(tx, ctx.market, &ids).await?;
        let mut sums = Sums::default();
        for transfer in &transfers {
            let own: Vec<Entry> =
                entries.iter().filter(|entry| entry.transfer_id == transfer.transfer_id).cloned().collect();
            let next = rules::link_hash(&hash, &rules::canonical_text(ctx.market, transfer, &own));
            sequence += 1;
            tx.save(SEAL_TRANSFER, params![sequence, hash, next, ctx.market, transfer.transfer_id]).await?;
            sums.add(transfer, &own);
            hash = next;
        }
        if !transfers.is_empty() {
            sums.write(tx, ctx.market).await?;
            tx.save(MOVE_CHAIN_HEAD, params![sequence, hash, ctx.market, version]).await?;
        }
        Ok(Sealed { count: i64::try_from(transfers.len()).unwrap_or(limit), head_sequence: sequence, head_hash: hash })
    }
}

/// Stands for a job in the sums of facts without one.
const NO_JOB: &str = "none";

/// What a batch adds to the stored sums.
#[derive(Default)]
struct Sums {
    accounts: BTreeMap<(LedgerAccountId, String, Currency), i64>,
    jobs: BTreeMap<(LedgerAccountId, String, Currency), i64>,
    codes: BTreeMap<(AccountCode, Currency), (i64, i64)>,
}

impl Sums {
    fn add(&mut self, transfer: &Transfer, entries: &[Entry]) {
        use crate::model::TransferState as State;
        match transfer.state {
            State::Pending | State::Voided => return,
            State::Posted => {}
        }
        for entry in entries {
            let (account, minor, currency) = (entry.account.account_id, entry.amount.minor, entry.amount.currency);
            *self.accounts.entry((account, transfer.kind.clone(), currency)).or_default() += minor;
            let job = transfer.refs.job.map_or_else(|| NO_JOB.to_owned(), |job| job.to_string());
            *self.jobs.entry((account, job, currency)).or_default() += minor;
            let (debit, credit) = self.codes.entry((entry.account.code, currency)).or_default();
            *debit += minor.max(0);
            *credit -= minor.min(0);
        }
    }

    async fn write(self, tx: &mut Tx, market: MarketId) -> Result<()> {
        for ((account, kind, currency), minor) in self.accounts {
            tx.run(ADD_TO_ACCOUNT, params![market, account, kind, minor, currency]).await?;
        }
        for ((account, job, currency), minor) in self.jobs {
            tx.run(ADD_TO_JOB, params![market, account, job, minor, currency]).await?;
        }
        for ((code, currency), (debit, credit)) in self.codes {
            tx.run(ADD_TO_CODE, params![market, code, currency, debit, credit]).await?;
        }
        Ok(())
    }
}
