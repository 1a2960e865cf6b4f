//! One-time codes: at most one waits per phone and purpose.

use crate::Purpose;
use db::{Tx, params};
use kernel::{Ctx, OneTimeCodeId, Phone, Result, Timestamp};

pub(crate) struct CodeRow {
    pub(crate) code_id: OneTimeCodeId,
    pub(crate) code_hash: String,
    pub(crate) withheld: bool,
    pub(crate) tries: i64,
    pub(crate) expires_at: Timestamp,
}
db::row!(CodeRow { code_id, code_hash, withheld, tries, expires_at });

db::statements! {
    PUT_CODE = "
        insert into one_time_codes (brand_id, phone, purpose, code_id, code_hash, withheld, tries, expires_at)
        values ($1, $2, $3, $4, $5, $6, 0, $7)
        on conflict (brand_id, phone, purpose) do update
        set code_id = excluded.code_id, code_hash = excluded.code_hash, withheld = excluded.withheld, tries = 0,
          expires_at = excluded.expires_at";
    WAITING_CODE = "
        select code_id, code_hash, withheld, tries, expires_at
        from one_time_codes
        where brand_id = $1 and phone = $2 and purpose = $3";
    COUNT_TRY = "
        update one_time_codes
        set tries = tries + 1
        where brand_id = $1 and phone = $2 and purpose = $3 and code_id = $4 and tries = $5";
    USE_UP_CODE = "
        delete from one_time_codes
        where brand_id = $1 and phone = $2 and purpose = $3 and code_id = $4 and tries = $5";
    FORGET_CODES = "delete from one_time_codes where expires_at < $1";
}

pub(crate) async fn put(tx: &mut Tx, ctx: &Ctx, phone: &Phone, purpose: Purpose, row: &CodeRow) -> Result<()> {
    let values = params![ctx.brand, *phone, purpose, row.code_id, row.code_hash, row.withheld, row.expires_at];
    tx.run(PUT_CODE, values).await.map(drop)
}

pub(crate) async fn waiting(tx: &mut Tx, ctx: &Ctx, phone: &Phone, purpose: Purpose) -> Result<Option<CodeRow>> {
    tx.maybe(WAITING_CODE, params![ctx.brand, *phone, purpose]).await
}

pub(crate) async fn count_try(tx: &mut Tx, ctx: &Ctx, phone: &Phone, purpose: Purpose, row: &CodeRow) -> Result<()> {
    tx.save(COUNT_TRY, params![ctx.brand, *phone, purpose, row.code_id, row.tries]).await
}

pub(crate) async fn use_up(tx: &mut Tx, ctx: &Ctx, phone: &Phone, purpose: Purpose, row: &CodeRow) -> Result<()> {
    tx.save(USE_UP_CODE, params![ctx.brand, *phone, purpose, row.code_id, row.tries]).await
}

pub(crate) async fn forget_before(tx: &mut Tx, limit: Timestamp) -> Result<u64> {
    tx.run(FORGET_CODES, params![limit]).await
}
