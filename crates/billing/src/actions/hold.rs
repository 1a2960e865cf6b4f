//! A dispute holds the money of a job until it is decided (F48).

use crate::{
    actions::{check_reason, earnings, invoice::save},
    events::{About, InvoiceHeld, InvoiceHoldEnded},
    model::{Booked, EarningState, Invoice, LedgerStep, Owner},
    refusals,
    rules::postings::Fact,
    store::{books, invoices},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, Money, Permission, Result};
use serde::{Deserialize, Serialize};

/// Holds the money of a job: nothing is released, and what is available and not paid out is frozen again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HoldInvoice {
    /// Which.
    pub invoice: InvoiceId,
    /// Why.
    pub reason: String,
}

impl Action for HoldInvoice {
    const NAME: &'static str = "billing.hold_invoice";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<InvoiceId>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<InvoiceId>> {
        check_reason(&self.reason)?;
        let mut invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        if invoice.held_at.is_some() {
            return Err(refusals::HOLD_STATE.problem());
        }
        let before = invoice.clone();
        invoice.held_at = Some(ctx.now);
        invoice.hold_reason.clone_from(&self.reason);
        save(tx, ctx.market, &mut invoice).await?;
        let (steps, about) = freeze(tx, ctx, &invoice).await?;
        tx.changed(invoice.invoice_id, Some(&before), Some(&invoice));
        tx.announce(ctx, &InvoiceHeld { about, invoice: invoice.invoice_id, reason: self.reason.clone() });
        Ok(Booked { value: invoice.invoice_id, steps })
    }
}

async fn freeze(tx: &mut Tx, ctx: &Ctx, invoice: &Invoice) -> Result<(Vec<LedgerStep>, About)> {
    let mut about = About::invoice(invoice);
    let mut steps = Vec::new();
    for mut earning in invoices::earnings(tx, ctx.market, invoice.invoice_id).await? {
        about = about.and([earning.technician_id]);
        if earning.state == EarningState::Frozen {
            continue;
        }
        let wallet = books::wallet(tx, ctx.market, Owner::Technician(earning.technician_id), earning.currency).await?;
        let minor = earning.released_minor().min(wallet.free_minor()).max(0);
        earning.state = EarningState::Frozen;
        earning.frozen_minor += minor;
        let amount = Money::new(minor, earning.currency);
        if !amount.is_zero() {
            let fact = Fact::EarningFrozen { technician: earning.technician_id, amount };
            let step = earnings::step_of(tx, ctx, &earning, &fact, amount, "frz").await?;
            steps.extend(step);
        }
        invoices::save_earning(tx, ctx.market, &earning).await?;
    }
    Ok((steps, about))
}

/// The dispute is decided (a refund is an action of its own): what is due to the technicians is released again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndHold {
    /// Which.
    pub invoice: InvoiceId,
}

impl Action for EndHold {
    const NAME: &'static str = "billing.end_hold";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<InvoiceId>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<InvoiceId>> {
        let mut invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        if invoice.held_at.is_none() {
            return Err(refusals::HOLD_STATE.problem());
        }
        let before = invoice.clone();
        invoice.held_at = None;
        invoice.hold_reason.clear();
        save(tx, ctx.market, &mut invoice).await?;
        tx.changed(invoice.invoice_id, Some(&before), Some(&invoice));
        tx.announce(ctx, &InvoiceHoldEnded { about: About::invoice(&invoice), invoice: invoice.invoice_id });
        let steps = earnings::release(tx, ctx, &mut invoice).await?;
        Ok(Booked { value: invoice.invoice_id, steps })
    }
}
