//! Money between us and one person outside invoices: compensation, penalties, cash handed over, balances paid out.

use crate::{
    actions::check_reason,
    events::{About, BalanceReturned, CashHandedOver, CustomerCompensated, TechnicianPenalised},
    model::{Booked, FactKind, LedgerStep, MoneyPolicy, Owner, References},
    refusals,
    rules::postings::{self, Fact},
    store::{books, invoices},
    views::postings::{KeptPosting, of_job as postings_of_job},
};
use db::{Action, Read, Tx};
use kernel::{Ctx, CustomerId, JobId, Money, Permission, ReceiptId, Result, TechnicianId, money::MINOR_MAX, problem};
use serde::{Deserialize, Serialize};

fn check_amount(amount: Money) -> Result<()> {
    if amount.is_positive() && amount.minor <= MINOR_MAX { Ok(()) } else { Err(problem::BAD_AMOUNT.field("amount")) }
}

/// A cause is a short code such as `no_show-vis_01k…`: letters, digits, `_` and `-`, at most 50.
fn check_cause(cause: &str) -> Result<()> {
    let plain = cause.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    match cause.len() {
        0 => Err(problem::REQUIRED.field("cause")),
        1..=50 if plain => Ok(()),
        _ => Err(problem::OUT_OF_RANGE.field("cause")),
    }
}

/// Keeps a fact whose key may be used once only.
async fn once(
    tx: &mut Tx,
    ctx: &Ctx,
    fact: &Fact<'_>,
    refs: References,
    key: String,
    cause: &str,
) -> Result<LedgerStep> {
    if books::is_kept(tx, ctx.market, &key).await? {
        return Err(refusals::CAUSE_USED.field("cause").param("cause", cause));
    }
    let step = LedgerStep::Post(postings::posting(fact, refs, key)?);
    books::book(tx, ctx, &step).await?;
    Ok(step)
}

/// Gives a customer something for our failure, into the balance. One cause pays once (DOMAIN 5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompensateCustomer {
    /// Whom.
    pub customer: CustomerId,
    /// For which job.
    pub job: Option<JobId>,
    /// How much.
    pub amount: Money,
    /// The cause, by which it is paid once: `late-vis_…`.
    pub cause: String,
}

impl Action for CompensateCustomer {
    const NAME: &'static str = "billing.compensate_customer";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.customer.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        check_amount(self.amount)?;
        check_cause(&self.cause)?;
        let fact = Fact::CompensationGranted { customer: self.customer, amount: self.amount };
        let refs = References { job: self.job, ..References::default() };
        let step = once(tx, ctx, &fact, refs, format!("compensated-{}", self.cause), &self.cause).await?;
        let about = About { job: self.job, customer: Some(self.customer), technicians: Vec::new() };
        let (amount, cause, reason) = (self.amount, self.cause.clone(), String::new());
        tx.announce(ctx, &CustomerCompensated { about, amount, cause, reason });
        tx.changed(self.customer, None::<&()>, Some(self));
        Ok(Booked { value: (), steps: vec![step] })
    }
}

/// An operator gives a customer something for our failure, into the balance, and says why. For one order at most what the policy
/// leaves after earlier ones (DOMAIN 5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantCompensation {
    /// Whom.
    pub customer: CustomerId,
    /// For which job of theirs.
    pub job: Option<JobId>,
    /// How much.
    pub amount: Money,
    /// Why, in words that the customer reads.
    pub reason: String,
    /// How many the operator saw were granted for the job; with another number nothing is granted.
    pub seen: Option<usize>,
    /// The market's policy.
    pub policy: MoneyPolicy,
}

impl Action for GrantCompensation {
    const NAME: &'static str = "billing.grant_compensation";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.customer.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        check_amount(self.amount)?;
        check_reason(&self.reason)?;
        let limit = self.limit(tx, ctx).await?;
        if self.amount.max(limit).map_err(|problem| problem.field("amount"))? != limit {
            return Err(refusals::COMPENSATION_TOO_LARGE.field("amount").param("limit", limit));
        }
        let fact = Fact::CompensationGranted { customer: self.customer, amount: self.amount };
        let refs = References { job: self.job, ..References::default() };
        let cause = format!("desk-{}", ctx.new_id::<ReceiptId>());
        let step = once(tx, ctx, &fact, refs, format!("compensated-{cause}"), &cause).await?;
        let about = About { job: self.job, customer: Some(self.customer), technicians: Vec::new() };
        let (amount, reason) = (self.amount, self.reason.trim().to_owned());
        tx.announce(ctx, &CustomerCompensated { about, amount, cause, reason });
        tx.changed(self.customer, None::<&()>, Some(self));
        Ok(Booked { value: (), steps: vec![step] })
    }
}

impl GrantCompensation {
    /// The most that may be granted now.
    async fn limit(&self, read: &mut Read, ctx: &Ctx) -> Result<Money> {
        let most = Money { minor: self.policy.compensation_max_minor, ..self.amount };
        let Some(job) = self.job else { return Ok(most) };
        let invoice = invoices::invoice_of_job(read, ctx.market, job).await.map_err(|problem| problem.field("job"))?;
        if invoice.customer_id != self.customer {
            return Err(problem::MISSING.field("job"));
        }
        let earlier = granted(&postings_of_job(read, ctx.market, job).await?);
        if self.seen.is_some_and(|seen| seen != earlier.len()) {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        let paid = invoice.money(invoice.received_minor - invoice.returned_minor);
        let share = paid.share(self.policy.compensation_max_rate)?;
        let most = most.max(share).map_err(|problem| problem.field("amount"))?;
        most.minus(Money::sum(earlier, invoice.currency)?)
    }
}

/// The compensations among a job's postings.
#[must_use]
pub fn granted(postings: &[KeptPosting]) -> Vec<Money> {
    let compensations = postings.iter().filter(|kept| kept.posting.kind == FactKind::CompensationGranted);
    let paid = |kept: &KeptPosting| {
        kept.posting.entries.iter().find(|entry| !entry.amount.is_negative()).map(|entry| entry.amount)
    };
    compensations.filter_map(paid).collect()
}

/// Charges a technician a penalty (DOMAIN 3); the wallet may fall below zero. One cause is charged once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChargePenalty {
    /// Whom.
    pub technician: TechnicianId,
    /// For which job.
    pub job: Option<JobId>,
    /// How much.
    pub amount: Money,
    /// The cause, by which it is charged once: `no_show-vis_…`.
    pub cause: String,
}

impl Action for ChargePenalty {
    const NAME: &'static str = "billing.charge_penalty";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.technician.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        check_amount(self.amount)?;
        check_cause(&self.cause)?;
        let fact = Fact::PenaltyCharged { technician: self.technician, amount: self.amount };
        let refs = References { job: self.job, ..References::default() };
        let step = once(tx, ctx, &fact, refs, format!("penalised-{}", self.cause), &self.cause).await?;
        let about = About { job: self.job, ..About::technician(self.technician) };
        tx.announce(ctx, &TechnicianPenalised { about, amount: self.amount, cause: self.cause.clone() });
        tx.changed(self.technician, None::<&()>, Some(self));
        Ok(Booked { value: (), steps: vec![step] })
    }
}

/// A technician handed collected cash over in the office; at most what is held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HandOverCash {
    /// Who.
    pub technician: TechnicianId,
    /// How much.
    pub amount: Money,
}

impl Action for HandOverCash {
    const NAME: &'static str = "billing.hand_over_cash";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.technician.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        check_amount(self.amount)?;
        let wallet = books::wallet(tx, ctx.market, Owner::Technician(self.technician), self.amount.currency).await?;
        if wallet.cash_held_minor < self.amount.minor {
            let held = Money { minor: wallet.cash_held_minor, ..self.amount };
            return Err(refusals::MORE_THAN_DUE.field("amount").param("due", held));
        }
        let fact = Fact::CashHandedOver { technician: self.technician, amount: self.amount };
        let key = format!("handed-over{}-{}", wallet.version, self.technician);
        let step = LedgerStep::Post(postings::posting(&fact, References::default(), key)?);
        books::book(tx, ctx, &step).await?;
        tx.announce(ctx, &CashHandedOver { about: About::technician(self.technician), amount: self.amount });
        Ok(Booked { value: (), steps: vec![step] })
    }
}

/// Pays a customer's balance out by bank transfer; at most what is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReturnBalance {
    /// To whom.
    pub customer: CustomerId,
    /// How much.
    pub amount: Money,
    /// Why, with the bank's reference.
    pub reason: String,
}

impl Action for ReturnBalance {
    const NAME: &'static str = "billing.return_balance";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.customer.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        check_amount(self.amount)?;
        check_reason(&self.reason)?;
        let wallet = books::wallet(tx, ctx.market, Owner::Customer(self.customer), self.amount.currency).await?;
        let fact = Fact::BalanceReturned { customer: self.customer, amount: self.amount };
        let key = format!("balance-out{}-{}", wallet.version, self.customer);
        let step = LedgerStep::Post(postings::posting(&fact, References::default(), key)?);
        books::book(tx, ctx, &step).await?;
        let about = About { customer: Some(self.customer), ..About::default() };
        tx.announce(ctx, &BalanceReturned { about, amount: self.amount });
        tx.changed(self.customer, None::<&()>, Some(self));
        Ok(Booked { value: (), steps: vec![step] })
    }
}
