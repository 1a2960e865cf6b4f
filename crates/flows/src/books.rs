//! Billing says what a fact means for the books; the ledger writes it, in the same transaction.

use billing::model::{Booked, LedgerStep, Posting};
use db::{Action, Tx};
use kernel::{Ctx, Problem, Result};
use ledger::{
    actions::{PostTransfer, ResolveTransfer},
    model::{EntryDraft, Floor, Owner, References, TransferState},
};

/// Writes the steps of a money fact into the books and hands its value on.
pub async fn keep<T>(tx: &mut Tx, ctx: &Ctx, booked: Booked<T>) -> Result<T> {
    write(tx, ctx, booked.steps).await?;
    Ok(booked.value)
}

/// Writes steps into the books. Repeating a step that is written already changes nothing.
pub async fn write(tx: &mut Tx, ctx: &Ctx, steps: Vec<LedgerStep>) -> Result<()> {
    for step in steps {
        match step {
            LedgerStep::Post(posting) => post(tx, ctx, &posting, TransferState::Posted).await?,
            LedgerStep::Reserve(posting) => post(tx, ctx, &posting, TransferState::Pending).await?,
            LedgerStep::Confirm { dedupe_key } => resolve(tx, ctx, dedupe_key, TransferState::Posted).await?,
            LedgerStep::Void { dedupe_key } => resolve(tx, ctx, dedupe_key, TransferState::Voided).await?,
        }
    }
    Ok(())
}

async fn post(tx: &mut Tx, ctx: &Ctx, posting: &Posting, state: TransferState) -> Result<()> {
    let entries = posting.entries.iter().map(entry).collect::<Result<Vec<_>>>()?;
    if entries.is_empty() {
        return Ok(());
    }
    let transfer = PostTransfer {
        kind: posting.kind.as_str().to_owned(),
        entries,
        refs: References {
            job: posting.refs.job,
            invoice: posting.refs.invoice,
            payment: posting.refs.payment,
            refund: posting.refs.refund,
            settlement: posting.refs.settlement,
            payout: posting.refs.payout,
        },
        memo_key: posting.kind.memo_key(),
        dedupe_key: posting.dedupe_key.clone(),
        state,
    };
    transfer.perform(tx, ctx).await.map(drop)
}

async fn resolve(tx: &mut Tx, ctx: &Ctx, dedupe_key: String, state: TransferState) -> Result<()> {
    ResolveTransfer { dedupe_key, state }.perform(tx, ctx).await.map(drop)
}

fn entry(from: &billing::model::Entry) -> Result<EntryDraft> {
    Ok(EntryDraft {
        // Both contexts keep the chart's codes; a test compares the lists.
        code: from.code.as_str().parse().map_err(|problem: Problem| Problem::broken(problem))?,
        owner: match from.owner {
            billing::model::Owner::None => Owner::None,
            billing::model::Owner::Customer(customer) => Owner::Customer(customer),
            billing::model::Owner::Technician(technician) => Owner::Technician(technician),
        },
        amount: from.amount,
        floor: match from.floor {
            billing::model::Floor::Free => Floor::Free,
            billing::model::Floor::NotBelowZero => Floor::NotBelowZero,
        },
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_charts_have_the_same_codes() {
        let billing: Vec<&str> = billing::model::AccountCode::ALL.iter().map(|code| code.as_str()).collect();
        for code in &billing {
            assert!(code.parse::<ledger::model::AccountCode>().is_ok(), "the ledger has no account {code}");
        }
    }
}
