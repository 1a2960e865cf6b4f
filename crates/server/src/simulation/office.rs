//! What the office of a simulated company does in a day: the weekly settlement, now and then a refund and a compensation.

use super::world::World;
use billing::{
    actions::{ApproveSettlement, LockSettlement, OpenSettlement, RefundInvoice},
    model::{Bearer, Invoice, InvoiceState, PayoutChannel, Phase, RefundTo, Settlement, SettlementState},
};
use db::PageRequest;
use flows::{
    money::{Compensate, Kept},
    policies,
};
use jiff::civil::{Date, Weekday};
use kernel::{Actor, Kind, Money, Rate, Result};

/// Hour of the market's day at which the office makes its round.
pub const OFFICE_HOUR: i8 = 10;

/// What a compensation is worth, in minor units (DOMAIN 5: late by half an hour to an hour).
const LATE_MINOR: i64 = 2_000;

impl World {
    /// The office's round of a date (DOMAIN 6: settled on Monday, paid on Wednesday).
    pub async fn keep_office(&self, date: Date) -> Result<()> {
        match date.weekday() {
            Weekday::Monday => self.open_settlement(date).await,
            Weekday::Tuesday => self.refund_somebody(RefundTo::Original).await,
            Weekday::Wednesday => self.pay_settlements().await,
            Weekday::Thursday => self.compensate_somebody().await,
            Weekday::Friday => self.refund_somebody(RefundTo::Balance).await,
            Weekday::Saturday | Weekday::Sunday => Ok(()),
        }
    }

    /// Opens a run for the date, unless one is open or nobody has enough.
    pub async fn open_settlement(&self, day: Date) -> Result<()> {
        if self.runs().await?.iter().any(|run| run.state == SettlementState::Open) {
            return Ok(());
        }
        let (market, currency) = (self.market.market_id, self.market.currency);
        let minimum_minor = policies::money(&mut self.app.db.read().await?, market).await?.payout_minimum_minor;
        let open = OpenSettlement { day, currency, minimum_minor, channel: PayoutChannel::Bank };
        match self.app.db.perform(&self.ctx(Actor::System), open).await {
            Err(problem) if matches!(problem.kind(), Kind::Refused | Kind::Conflict) => Ok(()),
            done => done.map(drop),
        }
    }

    /// Checks and sends what is open.
    async fn pay_settlements(&self) -> Result<()> {
        for run in self.runs().await?.into_iter().filter(|run| run.state == SettlementState::Open) {
            let (settlement, ctx) = (run.settlement_id, self.ctx(Actor::System));
            self.app.db.perform(&ctx, LockSettlement { settlement, version: run.version }).await?;
            self.app.db.perform(&ctx, ApproveSettlement { settlement, version: run.version + 1 }).await?;
        }
        Ok(())
    }

    async fn runs(&self) -> Result<Vec<Settlement>> {
        let mut read = self.app.db.read().await?;
        Ok(billing::views::settlements::latest(&mut read, self.market.market_id, &PageRequest::first(10)).await?.items)
    }

    /// Gives a part back to the customer of some paid and accepted work.
    async fn refund_somebody(&self, to: RefundTo) -> Result<()> {
        let Some(invoice) = self.some_paid_invoice().await? else { return Ok(()) };
        let paid = invoice.money(invoice.received_minor - invoice.returned_minor);
        let refund = RefundInvoice {
            invoice: invoice.invoice_id,
            amount: whole_units(paid.share(Rate::percent(15))?),
            lines: Vec::new(),
            bearer: Bearer::Shared,
            to,
            reason: "有一处没处理到位，协商退回部分费用".to_owned(),
            version: invoice.version,
        };
        self.app.db.perform(&self.ctx(Actor::System), Kept(refund)).await.map(drop)
    }

    /// Gives a customer something because the technician was late.
    async fn compensate_somebody(&self) -> Result<()> {
        let Some(invoice) = self.some_paid_invoice().await? else { return Ok(()) };
        let gift = Compensate {
            customer: invoice.customer_id,
            job: Some(invoice.job_id),
            amount: Money::new(LATE_MINOR, invoice.currency),
            reason: "师傅迟到，耽误了您的时间，非常抱歉".to_owned(),
            seen: Some(0),
        };
        match self.app.db.perform(&self.ctx(Actor::System), gift).await {
            // That order had its compensation.
            Err(problem) if problem.kind() == Kind::Conflict => Ok(()),
            done => done,
        }
    }

    /// The latest accepted invoice that was paid online or otherwise, of which nothing was taken back yet.
    async fn some_paid_invoice(&self) -> Result<Option<Invoice>> {
        let (market, page) = (self.market.market_id, PageRequest::first(20));
        let mut read = self.app.db.read().await?;
        let paid = billing::views::invoices::by_state(&mut read, market, InvoiceState::Paid, &page).await?;
        let fits = |invoice: &Invoice| {
            invoice.phase == Phase::Final && invoice.credited_minor == 0 && invoice.received_minor >= 10_000
        };
        Ok(paid.items.into_iter().find(fits))
    }
}

/// Without small change.
fn whole_units(amount: Money) -> Money {
    Money { minor: amount.minor / 100 * 100, ..amount }
}
