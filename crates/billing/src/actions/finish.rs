//! Acceptance and cancellation: the lines become final, everybody gets a share, what is too much goes back.

use crate::{
    actions::{invoice, pay::give_up_open, refund},
    errands::ReleaseEarningsDue,
    events::{About, InvoiceCancelled, InvoiceFinished, InvoicePaid},
    model::{
        Acceptance, Booked, Category, CrewShare, Earning, EarningState, Invoice, LedgerStep, Line, LineDraft,
        LineState, MoneyPolicy, PartnerShare, Phase, References, RefundTo,
    },
    refusals,
    rules::{
        commission,
        invoice::{self as rules, TechnicianPart},
        postings::{self, Fact},
        waterfall::{self, Terms},
    },
    store::{self, books, invoices},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, JobId, Money, Permission, Result, Timestamp, problem, time};
use serde::{Deserialize, Serialize};

/// The work is accepted: the lines are final, escrow and receivable become everybody's shares.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinishInvoice {
    /// Of which job.
    pub job: JobId,
    /// How it was accepted, now.
    pub acceptance: Acceptance,
    /// When the work was done.
    pub completed_at: Timestamp,
    /// Who did it; the first is the lead. Empty: the platform alone.
    pub crew: Vec<CrewShare>,
    /// Agents and shops with a part in it.
    pub partners: Vec<PartnerShare>,
    /// The warranty promised, in days; 0 for none.
    pub warranty_days: i64,
    /// The market's policy.
    pub policy: MoneyPolicy,
}

/// What the end of an invoice came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// Its final sum.
    pub total: Money,
    /// What is still due.
    pub due: Money,
    /// What goes back to the customer.
    pub back: Money,
}

impl Action for FinishInvoice {
    const NAME: &'static str = "billing.finish_invoice";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<Finished>;
    fn subject(&self) -> String {
        self.job.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<Finished>> {
        let invoice = draft_of(tx, ctx, self.job).await?;
        let lines = active(invoices::lines(tx, ctx.market, invoice.invoice_id).await?);
        let ending = Ending {
            phase: Phase::Final,
            crew: &self.crew,
            partners: &self.partners,
            policy: &self.policy,
            warranty_days: self.warranty_days,
            release_at: rules::release_at(&self.policy, self.acceptance, self.completed_at, ctx.now),
            insurance: self.policy.insurance_premium_minor,
        };
        let (invoice, booked) = ending.end(tx, ctx, invoice, &lines).await?;
        let about = About::invoice(&invoice).and(self.crew.iter().map(|member| member.technician));
        let Finished { total, due, .. } = booked.value;
        tx.announce(ctx, &InvoiceFinished { about, invoice: invoice.invoice_id, total, due });
        announce_paid(tx, ctx, &invoice);
        Ok(booked)
    }
}

/// The job was cancelled: its lines are struck, fees take their place, and what was paid beyond them goes back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CancelInvoice {
    /// Of which job.
    pub job: JobId,
    /// What the customer owes for it by the tiers of DOMAIN 3; empty: nothing.
    pub fees: Vec<LineDraft>,
    /// Who gets a share of the fees (who had departed); empty: the platform alone.
    pub crew: Vec<CrewShare>,
    /// Where the rest goes.
    pub refund_to: RefundTo,
    /// The market's policy.
    pub policy: MoneyPolicy,
}

impl Action for CancelInvoice {
    const NAME: &'static str = "billing.cancel_invoice";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<Finished>;
    fn subject(&self) -> String {
        self.job.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<Finished>> {
        let invoice = draft_of(tx, ctx, self.job).await?;
        let before = invoices::lines(tx, ctx.market, invoice.invoice_id).await?;
        invoices::strike_lines(tx, ctx.market, invoice.invoice_id).await?;
        let fees = invoice::append_lines(tx, ctx, &invoice, &before, &self.fees).await?;
        let ending = Ending {
            phase: Phase::Cancelled,
            crew: &self.crew,
            partners: &[],
            policy: &self.policy,
            warranty_days: 0,
            release_at: rules::release_at(&self.policy, Acceptance::Presumed, ctx.now, ctx.now),
            insurance: 0,
        };
        let (mut invoice, mut booked) = ending.end(tx, ctx, invoice, &fees).await?;
        if booked.value.back.is_positive() {
            let refunds = refund::give_back(tx, ctx, &invoice, booked.value.back, self.refund_to, "cancelled").await?;
            booked.steps.extend(refunds);
        }
        let about = About::invoice(&invoice).and(self.crew.iter().map(|member| member.technician));
        let Finished { total: fee, due, back, .. } = booked.value;
        tx.announce(ctx, &InvoiceCancelled { about, invoice: invoice.invoice_id, fee, due, back });
        invoice.state = rules::state_of(&invoice);
        announce_paid(tx, ctx, &invoice);
        Ok(booked)
    }
}

async fn draft_of(tx: &mut Tx, ctx: &Ctx, job: JobId) -> Result<Invoice> {
    let invoice = invoices::invoice_of_job(tx, ctx.market, job).await?;
    match invoice.phase {
        Phase::Draft => Ok(invoice),
        Phase::Final | Phase::Cancelled => Err(refusals::INVOICE_FINAL.problem().param("job", &invoice.job_number)),
    }
}

fn active(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().filter(|line| line.state == LineState::Active).collect()
}

fn announce_paid(tx: &mut Tx, ctx: &Ctx, invoice: &Invoice) {
    if invoice.due_minor() == 0 && invoice.total_minor > 0 {
        let total = invoice.money(invoice.total_minor);
        tx.announce(ctx, &InvoicePaid { about: About::invoice(invoice), invoice: invoice.invoice_id, total });
    }
}

/// How an invoice ends.
struct Ending<'a> {
    phase: Phase,
    crew: &'a [CrewShare],
    partners: &'a [PartnerShare],
    policy: &'a MoneyPolicy,
    warranty_days: i64,
    release_at: Timestamp,
    insurance: i64,
}

impl Ending<'_> {
    /// Splits the lines, books the recognition, writes shares and earnings. What escrow holds beyond the total is marked as returned and
    /// booked to refund payable; the answer says how much.
    async fn end(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        mut invoice: Invoice,
        lines: &[Line],
    ) -> Result<(Invoice, Booked<Finished>)> {
        self.check_crew()?;
        let total = rules::total(lines, invoice.currency)?;
        let shares = waterfall::split(lines, &self.terms(tx, ctx, &invoice).await?, invoice.currency)?;
        let parts = rules::technician_parts(lines, &shares, self.policy, self.warranty_days)?;
        let escrow = invoice.money(invoice.escrow_minor).min(total)?;
        let back = invoice.money(invoice.escrow_minor).minus(escrow)?;
        let mut steps = Vec::new();
        if !lines.is_empty() && !shares.is_empty() {
            let customer = invoice.customer_id;
            let receivable = total.minus(escrow)?;
            let fact = Fact::InvoiceRecognised { customer, escrow, receivable, shares: &shares, technicians: &parts };
            let posting = postings::posting(&fact, refs_of(&invoice), format!("recognised-{}", invoice.invoice_id))?;
            steps.push(LedgerStep::Post(posting));
            books::book(tx, ctx, &steps[0]).await?;
        }
        for share in &shares {
            invoices::insert_share(tx, ctx.market, invoice.invoice_id, share).await?;
        }
        self.write_earnings(tx, ctx, &invoice, &parts).await?;
        invoice.phase = self.phase;
        invoice.total_minor = total.minor;
        invoice.deposit_minor = 0;
        invoice.escrow_minor = 0;
        invoice.returned_minor += back.minor;
        invoice.finished_at = Some(ctx.now);
        invoice::save(tx, ctx.market, &mut invoice).await?;
        give_up_open(tx, ctx, &invoice, invoice.due_minor()).await?;
        if back.is_positive() {
            let step = refund::from_escrow(tx, ctx, &invoice, back).await?;
            steps.push(step);
            if self.phase == Phase::Final {
                steps.extend(refund::give_back(tx, ctx, &invoice, back, RefundTo::Original, "overpaid").await?);
            }
        }
        let value = Finished { invoice: invoice.invoice_id, total, due: invoice.due(), back };
        Ok((invoice, Booked { value, steps }))
    }

    fn check_crew(&self) -> Result<()> {
        let mut seen: Vec<_> = self.crew.iter().map(|member| member.technician).collect();
        seen.sort_unstable();
        seen.dedup();
        let weightless = self.crew.iter().all(|member| member.weight == 0);
        if seen.len() != self.crew.len() || !self.crew.is_empty() && weightless {
            return Err(problem::OUT_OF_RANGE.field("crew"));
        }
        Ok(())
    }

    async fn terms(&self, tx: &mut Tx, ctx: &Ctx, invoice: &Invoice) -> Result<Terms> {
        let dated = store::commission::rules(tx, ctx.market).await?;
        let level = self.crew.first().map_or(0, |lead| lead.level);
        let rate = |category: &Category| (*category, commission::rate(&dated, *category, level, invoice.opened_at));
        Ok(Terms {
            seller: self.policy.seller,
            tax: self.policy.tax,
            insurance: invoice.money(self.insurance.max(0)),
            rates: Category::ALL.iter().map(rate).collect(),
            partners: self.partners.to_vec(),
            crew: self.crew.to_vec(),
        })
    }

    async fn write_earnings(&self, tx: &mut Tx, ctx: &Ctx, invoice: &Invoice, parts: &[TechnicianPart]) -> Result<()> {
        let days = self.warranty_days.min(self.policy.retention_days_max);
        let warranty_end = ctx.now.checked_add(time::hours(24 * days)).unwrap_or(Timestamp::MAX);
        let mut retaining = false;
        for part in parts {
            let retained = part.retained.is_positive();
            retaining |= retained;
            let earning = Earning {
                invoice_id: invoice.invoice_id,
                technician_id: part.technician,
                job_id: invoice.job_id,
                job_number: invoice.job_number.clone(),
                state: EarningState::Frozen,
                earned_minor: part.frozen.plus(part.retained)?.minor,
                frozen_minor: part.frozen.minor,
                retained_minor: part.retained.minor,
                clawed_minor: 0,
                currency: invoice.currency,
                release_at: self.release_at,
                retain_until: retained.then_some(warranty_end),
                earned_at: ctx.now,
                version: 1,
            };
            invoices::insert_earning(tx, ctx.market, &earning).await?;
        }
        if !parts.is_empty() {
            tx.enqueue_at(ctx, &ReleaseEarningsDue { invoice: invoice.invoice_id }, self.release_at);
        }
        if retaining {
            tx.enqueue_at(ctx, &ReleaseEarningsDue { invoice: invoice.invoice_id }, warranty_end.max(self.release_at));
        }
        Ok(())
    }
}

/// What a posting about an invoice refers to.
pub(crate) fn refs_of(invoice: &Invoice) -> References {
    References { job: Some(invoice.job_id), invoice: Some(invoice.invoice_id), ..References::default() }
}
