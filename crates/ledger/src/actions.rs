//! Writing to the books: post, resolve what is pending, reverse.

use crate::{
    model::{EntryDraft, Floor, References, TransferState},
    refusals, rules,
    store::{self, NewTransfer},
    views,
};
use db::{Action, Tx};
use kernel::{Ctx, LedgerAccountId, Permission, Result, TransferId, problem};
use serde::{Deserialize, Serialize};

/// Writes a balanced set of entries, once per fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PostTransfer {
    /// The kind of fact, as the poster names it (`payment_received`).
    pub kind: String,
    /// At least two; debits positive, credits negative; one currency; sum zero.
    pub entries: Vec<EntryDraft>,
    /// What it is about.
    pub refs: References,
    /// The key of its explanation in the texts.
    pub memo_key: String,
    /// The fact's own key: the same key with the same entries is the same fact and posts nothing; with others it is refused.
    pub dedupe_key: String,
    /// `posted`, or `pending` until [`ResolveTransfer`].
    pub state: TransferState,
}

/// The transfer a fact became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Its id.
    pub transfer: TransferId,
    /// Whether this call wrote it.
    pub freshness: Freshness,
}

kernel::text_enum! {
    /// Whether a fact was new to the books.
    pub enum Freshness {
        /// Written now.
        Fresh = "fresh",
        /// Written before.
        Known = "known",
    }
}

impl Action for PostTransfer {
    const NAME: &'static str = "ledger.post_transfer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Posted;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Posted> {
        post(tx, ctx, self, None).await
    }
}

async fn post(tx: &mut Tx, ctx: &Ctx, draft: &PostTransfer, reverses: Option<TransferId>) -> Result<Posted> {
    if draft.kind.is_empty() || draft.dedupe_key.is_empty() {
        return Err(problem::REQUIRED.field(if draft.kind.is_empty() { "kind" } else { "dedupe_key" }));
    }
    if draft.state == TransferState::Voided {
        return Err(refusals::ALREADY_RESOLVED.field("state"));
    }
    let currency = rules::check_entries(&draft.entries)?;
    let new = NewTransfer {
        id: ctx.new_id(),
        kind: &draft.kind,
        state: draft.state,
        dedupe_key: &draft.dedupe_key,
        currency,
        memo_key: &draft.memo_key,
        refs: draft.refs,
        reverses,
    };
    if !store::insert_transfer(tx, ctx, &new).await? {
        return known(tx, ctx, draft).await;
    }
    let accounts = store::insert_entries(tx, ctx, new.id, &draft.entries).await?;
    for (entry, account) in draft.entries.iter().zip(accounts) {
        match entry.floor {
            Floor::Free => {}
            Floor::NotBelowZero => refuse_overdraft(tx, ctx, account).await?,
        }
    }
    Ok(Posted { transfer: new.id, freshness: Freshness::Fresh })
}

async fn known(tx: &mut Tx, ctx: &Ctx, draft: &PostTransfer) -> Result<Posted> {
    let before = store::transfer_by_key(tx, ctx.market, &draft.dedupe_key).await?;
    let entries = store::entries_of(tx, ctx.market, &[before.transfer_id]).await?;
    let same = before.kind == draft.kind
        && entries.len() == draft.entries.len()
        && entries.iter().zip(&draft.entries).all(|(old, new)| {
            old.account.code == new.code && old.account.owner == new.owner && old.amount == new.amount
        });
    if !same {
        return Err(refusals::DIFFERENT_FACT.problem().param("key", &draft.dedupe_key));
    }
    Ok(Posted { transfer: before.transfer_id, freshness: Freshness::Known })
}

async fn refuse_overdraft(tx: &mut Tx, ctx: &Ctx, account: LedgerAccountId) -> Result<()> {
    store::take_turn_at(tx, ctx.market, account).await?;
    let line = views::accounts::account(tx, ctx.market, account).await?;
    if line.free.is_negative() {
        return Err(refusals::OVERDRAWN
            .problem()
            .param("account", line.account.code)
            .param("missing", line.free.negated()?));
    }
    Ok(())
}

/// Confirms or gives up a pending transfer. Doing the same twice is fine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResolveTransfer {
    /// The key of the fact that is pending.
    pub dedupe_key: String,
    /// `posted` or `voided`.
    pub state: TransferState,
}

impl Action for ResolveTransfer {
    const NAME: &'static str = "ledger.resolve_transfer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Posted;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Posted> {
        let transfer = store::transfer_by_key(tx, ctx.market, &self.dedupe_key).await?;
        let posted = |freshness| Posted { transfer: transfer.transfer_id, freshness };
        match (transfer.state, self.state) {
            (TransferState::Pending, TransferState::Posted | TransferState::Voided) => {
                store::resolve_transfer(tx, ctx, transfer.transfer_id, self.state).await?;
                Ok(posted(Freshness::Fresh))
            }
            (before, wanted) if before == wanted => Ok(posted(Freshness::Known)),
            (before, _) => Err(refusals::ALREADY_RESOLVED.problem().param("state", before)),
        }
    }
}

/// Takes a posted transfer back by its mirror image; the only form of correction. Taking it back twice is the same fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReverseTransfer {
    /// The fact that was wrong.
    pub dedupe_key: String,
    /// The key of the explanation in the texts.
    pub memo_key: String,
}

impl Action for ReverseTransfer {
    const NAME: &'static str = "ledger.reverse_transfer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Posted;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Posted> {
        let transfer = store::transfer_by_key(tx, ctx.market, &self.dedupe_key).await?;
        if transfer.state != TransferState::Posted || transfer.reverses_id.is_some() {
            return Err(refusals::NOT_REVERSIBLE.problem().param("state", transfer.state));
        }
        let mut entries = Vec::new();
        for entry in store::entries_of(tx, ctx.market, &[transfer.transfer_id]).await? {
            let account = entry.account;
            let amount = entry.amount.negated()?;
            entries.push(EntryDraft { code: account.code, owner: account.owner, amount, floor: Floor::Free });
        }
        let mirror = PostTransfer {
            kind: transfer.kind,
            entries,
            refs: transfer.refs,
            memo_key: self.memo_key.clone(),
            dedupe_key: format!("reversal of {}", transfer.dedupe_key),
            state: TransferState::Posted,
        };
        post(tx, ctx, &mirror, Some(transfer.transfer_id)).await
    }
}
