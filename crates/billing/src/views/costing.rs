//! What a job brought and cost (F121), from the same postings that the ledger has.

use crate::{
    model::{AccountCode, Invoice},
    store::invoices,
    views::postings::{self, PostingState},
};
use db::Read;
use kernel::{JobId, MarketId, Money, Result};
use serde::Serialize;

/// Revenue, costs and margin of one job; zero before the work is accepted. Costs are positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobCosting {
    /// What the customer is charged in the end, credits taken off.
    pub price: Money,
    /// What technicians get, clawbacks and penalties taken off.
    pub technicians: Money,
    /// What agents and shops get.
    pub partners: Money,
    /// Tax in it.
    pub tax: Money,
    /// The insurance premium.
    pub insurance: Money,
    /// The platform's commission.
    pub commission: Money,
    /// Penalties charged.
    pub penalties: Money,
    /// Discounts the platform bore.
    pub coupons: Money,
    /// What payment channels kept.
    pub channel_fees: Money,
    /// Compensation, and credits that the platform bore.
    pub compensation: Money,
    /// Small change waived.
    pub rounding: Money,
    /// Commission and penalties less what the platform bore.
    pub margin: Money,
}

/// The costing of a job; `missing` when it has no invoice.
pub async fn of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<JobCosting> {
    let invoice = invoices::invoice_of_job(read, market, job).await?;
    let mut sums = Sums::default();
    for kept in postings::of_job(read, market, job).await? {
        match kept.state {
            PostingState::Pending | PostingState::Voided => {}
            PostingState::Posted => {
                for entry in &kept.posting.entries {
                    sums.add(entry.code, entry.amount.minor);
                }
            }
        }
    }
    Ok(sums.costing(&invoice))
}

/// Sums of entries, debits positive.
#[derive(Default)]
struct Sums {
    technicians: i64,
    partners: i64,
    tax: i64,
    insurance: i64,
    commission: i64,
    penalties: i64,
    coupons: i64,
    channel_fees: i64,
    compensation: i64,
    rounding: i64,
}

impl Sums {
    fn add(&mut self, code: AccountCode, minor: i64) {
        use AccountCode as Code;
        match code {
            Code::TechnicianAvailable | Code::TechnicianFrozen | Code::TechnicianRetained => self.technicians -= minor,
            Code::ShopPayable | Code::AgentPayable => self.partners -= minor,
            Code::TaxPayable => self.tax -= minor,
            Code::InsurancePremium => self.insurance -= minor,
            Code::RevenueCleaning
            | Code::RevenueRepair
            | Code::RevenueInstallation
            | Code::RevenueAppliance
            | Code::RevenuePlumbingElectric
            | Code::RevenueFees
            | Code::PartsRevenue => self.commission -= minor,
            Code::PenaltiesIncome => self.penalties -= minor,
            Code::CouponExpense => self.coupons += minor,
            Code::ChannelFees => self.channel_fees += minor,
            Code::CompensationExpense => self.compensation += minor,
            Code::Rounding => self.rounding += minor,
            Code::CashOffice
            | Code::CashHeld
            | Code::CashBank
            | Code::CashOnline
            | Code::CustomerReceivable
            | Code::MerchantReceivable
            | Code::Inventory
            | Code::CustomerBalance
            | Code::Escrow
            | Code::RefundPayable
            | Code::DeferredRevenue
            | Code::DepositsHeld
            | Code::PointsLiability
            | Code::Suspense
            | Code::PartsCost
            | Code::InsuranceClaims => {}
        }
    }

    fn costing(&self, invoice: &Invoice) -> JobCosting {
        let money = |minor| invoice.money(minor);
        let borne = self.coupons + self.channel_fees + self.compensation + self.rounding;
        JobCosting {
            price: money(invoice.total_minor - invoice.credited_minor),
            technicians: money(self.technicians),
            partners: money(self.partners),
            tax: money(self.tax),
            insurance: money(self.insurance),
            commission: money(self.commission),
            penalties: money(self.penalties),
            coupons: money(self.coupons),
            channel_fees: money(self.channel_fees),
            compensation: money(self.compensation),
            rounding: money(self.rounding),
            margin: money(self.commission + self.penalties - borne),
        }
    }
}
