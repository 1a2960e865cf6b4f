//! Asking for a one-time code and giving it back.

use crate::{
    Purpose,
    model::SendOneTimeCode,
    refusals,
    rules::{self, CODES_PER_IP, CODES_PER_PHONE, Limit},
    secrets,
    store::{codes, codes::CodeRow, throttles},
};
use db::{Action, Tx};
use kernel::{Ctx, OneTimeCodeId, Permission, Phone, Result, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether the code is really sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeDelivery {
    /// To the phone.
    Send,
    /// Nowhere, and no code fits: the phone may not have one (an unknown technician), but the answer must not tell.
    Withhold,
}

/// Asks for a one-time code. It leaves by the errand [`SendOneTimeCode`], never by the outcome; an earlier one is void.
pub struct RequestOneTimeCode {
    /// To whom.
    pub phone: Phone,
    /// For what.
    pub purpose: Purpose,
    /// The network address that asks.
    pub ip: String,
    /// Whether it is really sent.
    pub delivery: CodeDelivery,
}

/// A code is on its way, or would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeRequested {
    /// Until when it can be redeemed.
    pub expires_at: Timestamp,
    /// From when another one can be asked for.
    pub resend_at: Timestamp,
}

impl Action for RequestOneTimeCode {
    const NAME: &'static str = "access.request_one_time_code";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = CodeRequested;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CodeRequested> {
        count(tx, ctx, &format!("code-ip:{}", self.ip), CODES_PER_IP).await?;
        count(tx, ctx, &format!("code-phone:{}", self.phone.e164()), CODES_PER_PHONE).await?;
        let code_id: OneTimeCodeId = ctx.new_id();
        let code = ctx.digits(rules::CODE_DIGITS);
        let expires_at = rules::after(ctx.now, rules::CODE_LIFE);
        let withheld = self.delivery == CodeDelivery::Withhold;
        let row = CodeRow { code_id, code_hash: code_hash(code_id, &code), withheld, tries: 0, expires_at };
        codes::put(tx, ctx, &self.phone, self.purpose, &row).await?;
        match self.delivery {
            CodeDelivery::Withhold => {}
            CodeDelivery::Send => {
                let (phone, purpose, locale) = (self.phone.clone(), self.purpose, ctx.locale);
                tx.enqueue(ctx, &SendOneTimeCode { code_id, phone, code, purpose, locale, expires_at });
            }
        }
        Ok(CodeRequested { expires_at, resend_at: rules::after(ctx.now, CODES_PER_PHONE[0].within) })
    }
}

async fn count(tx: &mut Tx, ctx: &Ctx, subject: &str, limits: &[Limit]) -> Result<()> {
    let throttle = throttles::find(tx, ctx.brand, subject).await?;
    if let Some(allowed_at) = rules::next_allowed(&throttle.recent, limits, ctx.now) {
        let seconds = (allowed_at.duration_since(ctx.now).as_millis() + 999) / 1000;
        return Err(refusals::CODE_TOO_OFTEN.field("phone").param("seconds", seconds));
    }
    throttles::save(tx, ctx, subject, &throttle, &rules::noted(&throttle.recent, limits, ctx.now)).await
}

fn code_hash(code_id: OneTimeCodeId, code: &str) -> String {
    secrets::digest(&format!("{code_id}:{code}"))
}

/// Gives a one-time code back. Wrong tries are counted, so they are an outcome and not a problem: [`Redeemed::into_result`] makes it one
/// after the commit. A flow that goes on in the same transaction does so only on [`Redeemed::Accepted`].
pub struct RedeemOneTimeCode {
    /// The phone it was sent to.
    pub phone: Phone,
    /// For what.
    pub purpose: Purpose,
    /// What the person typed.
    pub code: String,
}

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Redeemed {
    /// The person holds the phone. The code is used up.
    Accepted,
    /// Another code was sent.
    Wrong {
        /// How many more tries there are.
        tries_left: i64,
    },
    /// Tried too often; only a new code helps.
    Exhausted,
    /// No code waits.
    Expired,
}

impl Redeemed {
    /// Nothing when it was accepted, else the problem.
    pub fn into_result(self) -> Result<()> {
        match self {
            Self::Accepted => Ok(()),
            Self::Wrong { tries_left } => Err(refusals::WRONG_CODE.field("code").param("tries_left", tries_left)),
            Self::Exhausted => Err(refusals::CODE_EXHAUSTED.field("code")),
            Self::Expired => Err(refusals::CODE_EXPIRED.field("code")),
        }
    }
}

impl Action for RedeemOneTimeCode {
    const NAME: &'static str = "access.redeem_one_time_code";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Redeemed;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Redeemed> {
        let Some(row) = codes::waiting(tx, ctx, &self.phone, self.purpose).await? else { return Ok(Redeemed::Expired) };
        if row.expires_at <= ctx.now {
            return Ok(Redeemed::Expired);
        }
        if row.tries >= rules::CODE_TRIES_MAX {
            return Ok(Redeemed::Exhausted);
        }
        let fits = secrets::same(&code_hash(row.code_id, self.code.trim()), &row.code_hash);
        if fits && !row.withheld {
            codes::use_up(tx, ctx, &self.phone, self.purpose, &row).await?;
            return Ok(Redeemed::Accepted);
        }
        codes::count_try(tx, ctx, &self.phone, self.purpose, &row).await?;
        match rules::CODE_TRIES_MAX - row.tries - 1 {
            0 => Ok(Redeemed::Exhausted),
            tries_left => Ok(Redeemed::Wrong { tries_left }),
        }
    }
}
