//! Commission rules, dated: the past is never changed.

use crate::{
    events::{About, CommissionRuleSet},
    model::{Category, CommissionRule},
    refusals,
    store::commission,
};
use db::{Action, Tx};
use kernel::{CommissionRuleId, Ctx, Permission, Rate, Result, Timestamp, problem};
use serde::{Deserialize, Serialize};

/// Sets the commission of a category from a moment on, for one technician level or for all. Jobs booked before keep theirs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetCommissionRule {
    /// For what.
    pub category: Category,
    /// For technicians of this level (0 to 5); none: for all levels without a rule of their own.
    pub level: Option<u8>,
    /// The platform's share, 0 to 100 %.
    pub rate: Rate,
    /// From when on; not in the past.
    pub valid_from: Timestamp,
}

impl Action for SetCommissionRule {
    const NAME: &'static str = "billing.set_commission_rule";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = CommissionRuleId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CommissionRuleId> {
        if !(0..=Rate::ONE.ppm).contains(&self.rate.ppm) {
            return Err(problem::OUT_OF_RANGE.field("rate"));
        }
        if self.level.is_some_and(|level| level > 5) {
            return Err(problem::OUT_OF_RANGE.field("level"));
        }
        if self.valid_from < ctx.now {
            return Err(refusals::RULE_IN_PAST.field("valid_from"));
        }
        let Self { category, level, rate, valid_from } = self.clone();
        let rule = CommissionRule { rule_id: ctx.new_id(), category, level, rate, valid_from };
        if !commission::insert(tx, ctx, &rule).await? {
            return Err(refusals::RULE_EXISTS.field("valid_from"));
        }
        tx.changed(rule.rule_id, None::<&()>, Some(&rule));
        tx.announce(ctx, &CommissionRuleSet { about: About::default(), category, level, rate, valid_from });
        Ok(rule.rule_id)
    }
}
