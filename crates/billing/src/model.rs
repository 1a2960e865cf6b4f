//! Invoices, payments, refunds, wallets, settlements, and what the books are told about them.

mod invoice;
mod payment;
mod policy;
mod posting;
mod settlement;
mod wallet;

pub use invoice::{
    Acceptance, CrewShare, Invoice, InvoiceState, Line, LineDraft, LineKind, LineState, PartnerShare, Party, Phase,
    Share, StoredShare,
};
pub use payment::{
    Bearer, Channel, ChannelReceipt, GatewayResult, Payment, PaymentPurpose, PaymentState, ReceiptOutcome, Refund,
    RefundGatewayResult, RefundState, RefundTo, Surplus,
};
pub use policy::{Category, CommissionRule, MoneyPolicy, Seller};
pub use posting::{AccountCode, Booked, Entry, FactKind, Floor, LedgerStep, Owner, Posting, References};
pub use settlement::{Payout, PayoutChannel, PayoutResult, PayoutState, Settlement, SettlementState};
pub use wallet::{Earning, EarningState, Pocket, Wallet};
