//! What the books are told: entries by account code and owner, and the steps that `flows` hands to the ledger in the same transaction.

use kernel::{
    CustomerId, InvoiceId, JobId, Money, PaymentId, PayoutId, Problem, RefundId, Result, Scalar, ScalarKind,
    SettlementId, TechnicianId, Value,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

kernel::text_enum! {
    /// The codes of the ledger's chart, repeated here because contexts do not import each other; a test in `flows` holds both equal.
    pub enum AccountCode {
        /// Cash in the office.
        CashOffice = "cash_office",
        /// Cash that a technician collected and has not handed over.
        CashHeld = "cash_held",
        /// The bank account: transfers in, payouts out.
        CashBank = "cash_bank",
        /// What the online payment channel holds for us.
        CashOnline = "cash_online",
        /// What customers owe for accepted work.
        CustomerReceivable = "customer_receivable",
        /// What merchants owe by their monthly statement.
        MerchantReceivable = "merchant_receivable",
        /// Parts in stock.
        Inventory = "inventory",
        /// Customers' money kept with us, free to be spent.
        CustomerBalance = "customer_balance",
        /// Customers' money for work not accepted yet.
        Escrow = "escrow",
        /// Refunds granted and not paid out yet.
        RefundPayable = "refund_payable",
        /// Cards and packages sold and not used yet.
        DeferredRevenue = "deferred_revenue",
        /// Technicians' money that the next settlement pays out.
        TechnicianAvailable = "technician_available",
        /// Technicians' money before its release date, or disputed.
        TechnicianFrozen = "technician_frozen",
        /// Technicians' money kept back until the warranty ends.
        TechnicianRetained = "technician_retained",
        /// What partner shops get.
        ShopPayable = "shop_payable",
        /// What agents get.
        AgentPayable = "agent_payable",
        /// Deposits of technicians and shops.
        DepositsHeld = "deposits_held",
        /// Insurance premiums collected for the insurer.
        InsurancePremium = "insurance_premium",
        /// Tax to be paid.
        TaxPayable = "tax_payable",
        /// Points that customers may spend.
        PointsLiability = "points_liability",
        /// Money that came and cannot be matched yet.
        Suspense = "suspense",
        /// Commission on cleaning.
        RevenueCleaning = "revenue_cleaning",
        /// Commission on repair labour.
        RevenueRepair = "revenue_repair",
        /// Commission on installation.
        RevenueInstallation = "revenue_installation",
        /// Commission on appliance work.
        RevenueAppliance = "revenue_appliance",
        /// Commission on plumbing and electric work.
        RevenuePlumbingElectric = "revenue_plumbing_electric",
        /// Commission on visit and cancellation fees.
        RevenueFees = "revenue_fees",
        /// Commission on parts.
        PartsRevenue = "parts_revenue",
        /// Penalties charged to technicians.
        PenaltiesIncome = "penalties_income",
        /// What parts cost us.
        PartsCost = "parts_cost",
        /// Discounts that the platform bears.
        CouponExpense = "coupon_expense",
        /// What customers got for our failures.
        CompensationExpense = "compensation_expense",
        /// Insurance claims that we bear.
        InsuranceClaims = "insurance_claims",
        /// What payment channels charge.
        ChannelFees = "channel_fees",
        /// Small change waived or left over.
        Rounding = "rounding",
    }
}

/// Whose account is meant. Written `none`, `cus_…` or `tec_…`, as the ledger does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The market's own.
    None,
    /// A customer's.
    Customer(CustomerId),
    /// A technician's.
    Technician(TechnicianId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Customer(id) => id.fmt(f),
            Self::Technician(id) => id.fmt(f),
        }
    }
}

impl FromStr for Owner {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        match text.split_once('_') {
            None if text == "none" => Ok(Self::None),
            Some(("cus", _)) => text.parse().map(Self::Customer),
            Some(_) | None => text.parse().map(Self::Technician),
        }
    }
}

impl Scalar for Owner {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

impl Serialize for Owner {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Owner {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

kernel::text_enum! {
    /// Whether an account may be overdrawn by an entry; the ledger's word.
    pub enum Floor {
        /// It may.
        Free = "free",
        /// It may not.
        NotBelowZero = "not_below_zero",
    }
}

/// One side of a posting: debits positive, credits negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The account's code.
    pub code: AccountCode,
    /// Its owner.
    pub owner: Owner,
    /// Debit positive, credit negative.
    pub amount: Money,
    /// Whether it may be overdrawn.
    pub floor: Floor,
}

/// What a posting is about; every id that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// The job.
    pub job: Option<JobId>,
    /// The invoice.
    pub invoice: Option<InvoiceId>,
    /// The payment.
    pub payment: Option<PaymentId>,
    /// The refund.
    pub refund: Option<RefundId>,
    /// The settlement run.
    pub settlement: Option<SettlementId>,
    /// The payout.
    pub payout: Option<PayoutId>,
}

kernel::text_enum! {
    /// The kinds of money facts; the name for people is text `billing-fact-<code>`.
    pub enum FactKind {
        /// A customer's money came in.
        PaymentReceived = "payment_received",
        /// A customer paid from the balance kept with us.
        BalancePaid = "balance_paid",
        /// Work was accepted, or ended by a cancellation with a fee: escrow and receivable become everybody's shares.
        InvoiceRecognised = "invoice_recognised",
        /// Small change was waived.
        RoundingWaived = "rounding_waived",
        /// Money in escrow goes back to the customer.
        EscrowRefunded = "escrow_refunded",
        /// Part of an accepted invoice is taken back, with everybody's share.
        CreditGranted = "credit_granted",
        /// A refund left us.
        RefundPaid = "refund_paid",
        /// A refund went to the customer's balance.
        RefundToBalance = "refund_to_balance",
        /// A technician's share became available.
        EarningReleased = "earning_released",
        /// A technician's share was frozen again.
        EarningFrozen = "earning_frozen",
        /// The warranty ended and the retention became available.
        RetentionReleased = "retention_released",
        /// A customer got something for our failure.
        CompensationGranted = "compensation_granted",
        /// A technician was charged a penalty.
        PenaltyCharged = "penalty_charged",
        /// Collected cash was counted against a technician's money.
        CashNetted = "cash_netted",
        /// A technician handed collected cash over.
        CashHandedOver = "cash_handed_over",
        /// Money was sent to a technician.
        PayoutSent = "payout_sent",
        /// Money came that fits nothing.
        SuspenseReceived = "suspense_received",
        /// Money left that fits nothing.
        SuspensePaid = "suspense_paid",
        /// Unmatched money was given to a customer's balance.
        SuspenseApplied = "suspense_applied",
        /// Unmatched money was sent back.
        SuspenseReturned = "suspense_returned",
        /// What left twice was taken back from the customer's balance.
        SuspenseRecovered = "suspense_recovered",
        /// The customer sent back what left twice.
        SuspenseRepaid = "suspense_repaid",
        /// We bear what left twice.
        SuspenseBorne = "suspense_borne",
        /// A customer's balance was paid out.
        BalanceReturned = "balance_returned",
    }
}

impl FactKind {
    /// The key of its explanation in the texts.
    #[must_use]
    pub fn memo_key(self) -> String {
        format!("billing-fact-{}", self.as_str().replace('_', "-"))
    }
}

/// A fact as the ledger posts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The kind of fact.
    pub kind: FactKind,
    /// Its sides.
    pub entries: Vec<Entry>,
    /// What it is about.
    pub refs: References,
    /// The fact's own key.
    pub dedupe_key: String,
}

/// What the ledger is to do, in this order, in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum LedgerStep {
    /// Post it.
    Post(Posting),
    /// Write it as pending.
    Reserve(Posting),
    /// Post what is pending.
    Confirm {
        /// The key of the pending fact.
        dedupe_key: String,
    },
    /// Give up what is pending.
    Void {
        /// The key of the pending fact.
        dedupe_key: String,
    },
}

/// What an action answers, and what the ledger is to do because of it. Whoever performs such an action hands `steps` to the ledger in the
/// same transaction; `flows` does, and nobody else performs them. They are also kept in `billing_postings`, where a check finds missing ones.
#[must_use = "the ledger must be told"]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked<T> {
    /// The answer.
    pub value: T,
    /// For the ledger.
    pub steps: Vec<LedgerStep>,
}
