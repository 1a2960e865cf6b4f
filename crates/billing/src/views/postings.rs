//! What the ledger was told, for the check that it has it all and for a job's money.

use crate::model::Posting;
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{JobId, MarketId, Result, Timestamp, scalar::Json};
use serde::{Deserialize, Serialize};

db::statements! {
    POSTINGS_AFTER = "
        select step, payload, made_at
        from billing_postings
        where market_id = $1 and (made_at, dedupe_key) > ($2, $3)
        order by made_at, dedupe_key
        limit $4";
    POSTINGS_OF_JOB = "
        select step, payload, made_at
        from billing_postings
        where market_id = $1 and job_id = $2
        order by made_at, dedupe_key
        limit 1000";
}

kernel::text_enum! {
    /// How far a posting has come; the ledger's transfer of the same key has the same state.
    pub enum PostingState {
        /// Reserved.
        Pending = "pending",
        /// In the books.
        Posted = "posted",
        /// Given up.
        Voided = "voided",
    }
}

/// A posting as kept here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPosting {
    /// How far it has come.
    pub state: PostingState,
    /// What the ledger was told.
    pub posting: Posting,
    /// When.
    pub made_at: Timestamp,
}

impl db::FromRow for KeptPosting {
    fn from_row(row: &db::Row) -> Result<Self> {
        let payload: Json<Posting> = row.get("payload")?;
        Ok(Self { state: row.get("step")?, posting: payload.0, made_at: row.get("made_at")? })
    }
}

/// Every posting, oldest first: the check compares each with the ledger's transfer of its key.
pub async fn all(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<KeptPosting>> {
    let (at, key) = page.after.as_ref().map_or((i64::MIN, String::new()), |cursor| (cursor.key, cursor.id.clone()));
    let rows = read.all(POSTINGS_AFTER, params![market, at, key, page.limit + 1]).await?;
    Ok(page.page(rows, |kept: &KeptPosting| Cursor {
        key: kept.made_at.as_microsecond(),
        id: kept.posting.dedupe_key.clone(),
    }))
}

/// The postings about a job, oldest first.
pub async fn of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<KeptPosting>> {
    read.all(POSTINGS_OF_JOB, params![market, job]).await
}
