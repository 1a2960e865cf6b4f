//! Commission rules.

use crate::model::CommissionRule;
use db::{Read, Tx, params};
use kernel::{Ctx, MarketId, Result};

db::statements! {
    COMMISSION_RULES = "
        select rule_id, category, level, rate, valid_from
        from commission_rules
        where market_id = $1
        order by category, level_key, valid_from";
    INSERT_COMMISSION_RULE = "
        insert into commission_rules (market_id, rule_id, category, level, level_key, rate, valid_from)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing";
}

/// Every rule of the market, past and future.
pub(crate) async fn rules(read: &mut Read, market: MarketId) -> Result<Vec<CommissionRule>> {
    read.all(COMMISSION_RULES, params![market]).await
}

/// Writes a rule; false when one with the same category, level and beginning exists.
pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, rule: &CommissionRule) -> Result<bool> {
    // A unique index does not compare nulls: -1 stands for "all levels" in the key.
    let level_key = rule.level.map_or(-1, i64::from);
    let values = params![ctx.market, rule.rule_id, rule.category, rule.level, level_key, rule.rate, rule.valid_from];
    Ok(tx.run(INSERT_COMMISSION_RULE, values).await? == 1)
}
