//! Shapes of invoices, payments, wallets, settlements and the ledger.

use crate::shape::{coded, each, mirror, readable, shape};
use billing::{
    actions::{Finished, Refunded},
    model::{
        Bearer, Category, Channel, ChannelReceipt, CommissionRule, Earning, EarningState, Invoice, InvoiceState, Line,
        LineKind, LineState, Party, Payment, PaymentPurpose, PaymentState, Payout, PayoutChannel, PayoutState, Phase,
        ReceiptOutcome, Refund, RefundState, RefundTo, Settlement, SettlementState, Wallet,
    },
    rules::refund::RefundPlan,
    views::{costing::JobCosting, invoices::WholeInvoice, settlements::WholeSettlement},
};
use kernel::{
    CommissionRuleId, Currency, CustomerId, InvoiceId, InvoiceLineId, JobId, LedgerAccountId, Money, PaymentId,
    PayoutId, Rate, ReceiptId, RefundId, SettlementId, TechnicianId, Timestamp, TransferId, time::Date,
};
use ledger::{
    model::{Account, AccountClass, AccountCode, Entry, References, Transfer, TransferState},
    views::{
        accounts::{AccountLine, CodeLine, TrialBalance},
        explain::{Explanation, JobShare, KindShare},
        transfers::{StatementLine, WholeTransfer},
        verify::Proof,
    },
};

coded!(
    AccountClass,
    AccountCode,
    Bearer,
    Category,
    Channel,
    EarningState,
    InvoiceState,
    LineKind,
    LineState,
    Party,
    PaymentPurpose,
    PaymentState,
    PayoutChannel,
    PayoutState,
    Phase,
    ReceiptOutcome,
    RefundState,
    RefundTo,
    SettlementState,
    TransferState
);
readable!(CommissionRule);

shape! {
    /// What is owed for a job.
    InvoiceShown of Invoice as invoice {
        invoice: InvoiceId = invoice.invoice_id,
        job: JobId = invoice.job_id,
        job_number: String,
        customer: CustomerId = invoice.customer_id,
        currency: Currency,
        phase: Phase,
        state: InvoiceState,
        total: Money = invoice.money(invoice.total_minor),
        deposit: Money = invoice.money(invoice.deposit_minor),
        deposit_due: Money = invoice.money(invoice.deposit_due_minor()),
        due: Money = invoice.due(),
        received: Money = invoice.money(invoice.received_minor),
        returned: Money = invoice.money(invoice.returned_minor),
        credited: Money = invoice.money(invoice.credited_minor),
        waived: Money = invoice.money(invoice.waived_minor),
        escrow: Money = invoice.money(invoice.escrow_minor),
        held_at: Option<Timestamp>,
        hold_reason: String,
        opened_at: Timestamp,
        finished_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// One line of an invoice.
    InvoiceLineShown of Line as line {
        line: InvoiceLineId = line.invoice_line_id,
        line_no: i64,
        kind: LineKind,
        category: Category,
        name_zh: String,
        name_en: String,
        quantity: i64,
        amount: Money = Money::new(line.amount_minor, line.currency),
        refunded: Money = Money::new(line.refunded_minor, line.currency),
        source: String,
        state: LineState,
    }
}

shape! {
    /// Money that came in, or is expected to.
    PaymentShown of Payment as payment {
        payment: PaymentId = payment.payment_id,
        invoice: InvoiceId = payment.invoice_id,
        job: JobId = payment.job_id,
        customer: CustomerId = payment.customer_id,
        channel: Channel,
        provider: String,
        state: PaymentState,
        amount: Money = payment.amount(),
        applied: Money = Money::new(payment.applied_minor, payment.currency),
        refunded: Money = Money::new(payment.refunded_minor, payment.currency),
        fee: Money = Money::new(payment.fee_minor, payment.currency),
        transaction: Option<String> = payment.transaction_id.clone(),
        /// Where the customer pays, once the provider has answered.
        checkout_url: String = payment.client.clone(),
        collected_by: Option<TechnicianId>,
        note: String,
        created_at: Timestamp,
        expires_at: Option<Timestamp>,
        paid_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// Money given back.
    RefundShown of Refund as refund {
        refund: RefundId = refund.refund_id,
        payment: PaymentId = refund.payment_id,
        invoice: InvoiceId = refund.invoice_id,
        job: JobId = refund.job_id,
        customer: CustomerId = refund.customer_id,
        channel: Channel,
        provider: String,
        state: RefundState,
        amount: Money = refund.amount(),
        reason: String,
        transaction: Option<String> = refund.transaction_id.clone(),
        failure: String,
        created_at: Timestamp,
        done_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// What a technician earned with a job.
    EarningShown of Earning as earning {
        invoice: InvoiceId = earning.invoice_id,
        technician: TechnicianId = earning.technician_id,
        job: JobId = earning.job_id,
        job_number: String,
        state: EarningState,
        earned: Money = earning.money(earning.earned_minor),
        frozen: Money = earning.money(earning.frozen_minor),
        retained: Money = earning.money(earning.retained_minor),
        clawed: Money = earning.money(earning.clawed_minor),
        release_at: Timestamp,
        retain_until: Option<Timestamp>,
        earned_at: Timestamp,
    }
}

shape! {
    /// Who gets what of an invoice line.
    ShareShown of billing::model::StoredShare as stored {
        line: InvoiceLineId = stored.share.invoice_line_id,
        party: Party = stored.share.party,
        account: String = stored.share.code.to_string(),
        owner: String = stored.share.owner.to_string(),
        amount: Money = stored.share.amount,
        reversed: Money = Money::new(stored.reversed_minor, stored.share.amount.currency),
    }
}

shape! {
    /// An invoice with its lines, payments and refunds.
    InvoiceDetail of WholeInvoice as whole {
        invoice: InvoiceShown = (&whole.invoice).into(),
        lines: Vec<InvoiceLineShown> = each(&whole.lines),
        payments: Vec<PaymentShown> = each(&whole.payments),
        refunds: Vec<RefundShown> = each(&whole.refunds),
        /// Shown to the company only.
        shares: Vec<ShareShown> = each(&whole.shares),
        /// Shown to the company only.
        earnings: Vec<EarningShown> = each(&whole.earnings),
    }
}

shape! {
    /// Money of an unknown origin, or twice the same.
    ReceiptShown of ChannelReceipt as receipt {
        receipt: ReceiptId = receipt.receipt_id,
        provider: String,
        transaction: String = receipt.transaction_id.clone(),
        payment: PaymentId = receipt.payment_id,
        amount: Money = Money::new(receipt.amount_minor, receipt.currency),
        outcome: ReceiptOutcome,
        received_at: Timestamp,
    }
}

shape! {
    /// What a refund would do, or did.
    RefundPlanShown of RefundPlan as plan {
        amount: Money,
        /// What of it makes the debt smaller instead of going back.
        against_due: Money,
        /// What goes back to the customer.
        back: Money,
        payments: Vec<(PaymentId, Money)>,
        lines: Vec<(InvoiceLineId, Money)>,
    }
}

mirror! { Refunded = Refunded { invoice: InvoiceId, back: Money, against_due: Money } }
mirror! { Finished = Finished { invoice: InvoiceId, total: Money, due: Money, back: Money } }
mirror! { JobCosting = JobCosting {
    price: Money, technicians: Money, partners: Money, tax: Money, insurance: Money, commission: Money, penalties: Money,
    coupons: Money, channel_fees: Money, compensation: Money, rounding: Money, margin: Money,
} }
mirror! { CommissionRule = CommissionRule {
    rule_id: CommissionRuleId, category: Category, level: Option<u8>, rate: Rate, valid_from: Timestamp,
} }

shape! {
    /// What somebody has with the company.
    WalletShown of Wallet as wallet {
        owner: String = wallet.owner.to_string(),
        available: Money = Money::new(wallet.available_minor, wallet.currency),
        frozen: Money = Money::new(wallet.frozen_minor, wallet.currency),
        retained: Money = Money::new(wallet.retained_minor, wallet.currency),
        cash_held: Money = Money::new(wallet.cash_held_minor, wallet.currency),
        in_payout: Money = Money::new(wallet.in_payout_minor, wallet.currency),
        /// What can be used right now.
        free: Money = wallet.free(),
        version: i64,
    }
}

shape! {
    /// One settlement run.
    SettlementShown of Settlement as settlement {
        settlement: SettlementId = settlement.settlement_id,
        day: Date,
        state: SettlementState,
        payout_count: i64,
        total: Money = Money::new(settlement.total_minor, settlement.currency),
        opened_at: Timestamp,
        locked_at: Option<Timestamp>,
        approved_at: Option<Timestamp>,
        closed_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// Money paid out to one technician.
    PayoutShown of Payout as payout {
        payout: PayoutId = payout.payout_id,
        settlement: SettlementId = payout.settlement_id,
        technician: TechnicianId = payout.technician_id,
        channel: PayoutChannel,
        state: PayoutState,
        amount: Money = payout.amount(),
        /// Cash held that was set off against it.
        netted: Money = Money::new(payout.netted_minor, payout.currency),
        transaction: Option<String> = payout.transaction_id.clone(),
        note: String,
        sent_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// A settlement run with its payouts.
    SettlementDetail of WholeSettlement as whole {
        settlement: SettlementShown = (&whole.settlement).into(),
        payouts: Vec<PayoutShown> = each(&whole.payouts),
    }
}

shape! {
    /// One account of the ledger.
    AccountShown of Account as account {
        account: LedgerAccountId = account.account_id,
        code: AccountCode,
        owner: String = account.owner.to_string(),
        currency: Currency,
    }
}

shape! {
    /// An account with its balance on its normal side.
    AccountLineShown of AccountLine as line {
        account: AccountShown = (&line.account).into(),
        balance: Money,
        pending_out: Money,
        free: Money,
    }
}

mirror! { CodeLine = CodeLine { code: AccountCode, class: AccountClass, debit: Money, credit: Money, balance: Money } }
mirror! { TrialBalance = TrialBalance {
    currency: Currency, lines: Vec<CodeLine>, debit: Money, credit: Money, difference: Money,
} }
mirror! { KindShare = KindShare { kind: String, amount: Money } }
mirror! { JobShare = JobShare { job: Option<JobId>, amount: Money } }

shape! {
    /// A balance, and of which kinds of facts it is made.
    BalanceExplained of Explanation as explanation {
        line: AccountLineShown = (&explanation.line).into(),
        kinds: Vec<KindShare>,
    }
}

mirror! { References = References {
    job: Option<JobId>, invoice: Option<InvoiceId>, payment: Option<PaymentId>, refund: Option<RefundId>,
    settlement: Option<SettlementId>, payout: Option<PayoutId>,
} }

shape! {
    /// A balanced set of entries.
    TransferShown of Transfer as transfer {
        transfer: TransferId = transfer.transfer_id,
        kind: String,
        state: TransferState,
        dedupe_key: String,
        memo_key: String,
        refs: References,
        reverses: Option<TransferId> = transfer.reverses_id,
        made_by: String,
        made_at: Timestamp,
        resolved_at: Option<Timestamp>,
        sequence: Option<i64>,
        hash: Option<String>,
    }
}

shape! {
    /// One side of a transfer; debits are positive.
    EntryShown of Entry as entry {
        line: i64,
        account: AccountShown = (&entry.account).into(),
        amount: Money,
    }
}

shape! {
    /// A transfer with its entries.
    TransferDetail of WholeTransfer as whole {
        transfer: TransferShown = (&whole.transfer).into(),
        entries: Vec<EntryShown> = each(&whole.entries),
    }
}

shape! {
    /// One line of an account's statement.
    StatementLineShown of StatementLine as line {
        transfer: TransferShown = (&line.transfer).into(),
        line: i64,
        amount: Money,
    }
}

shape! {
    /// Whether the books are sound: the chain of sealed transfers, every balance, every sum.
    BooksProof of Proof as proof {
        is_sound: bool = proof.is_sound(),
        links: i64,
        broken_links: Vec<i64>,
        unbalanced: Vec<TransferId>,
        wrong_sums: Vec<(String, String)>,
        trial_balances: Vec<TrialBalance>,
    }
}
