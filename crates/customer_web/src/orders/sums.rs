//! What an order costs, line by line, what is paid of it, and what extra work would add.

use crate::words::Words;
use billing::views::invoices::WholeInvoice;
use jobs::model::{ChangeOrder, ChangeOrderState, State, Visit};
use ui::{Bill, Shell, Tone};

/// A payment or refund of the order.
pub(crate) struct MoneyRow {
    /// By which way.
    pub title: String,
    /// How it went, and when.
    pub note: String,
    /// How much.
    pub amount: String,
    /// Its own page.
    pub href: Option<String>,
    /// The colour of how it went.
    pub tone: Tone,
}

/// Extra work that was asked for.
pub(crate) struct ExtraRow {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
    /// What it comes to.
    pub total: String,
    /// Whether it waits, or how it was answered.
    pub state: ChangeOrderState,
    /// The colour of that.
    pub tone: Tone,
}

/// A row of extra work.
pub(crate) fn extra(shell: &Shell, order: &ChangeOrder) -> ExtraRow {
    ExtraRow {
        id: order.change_order.to_string(),
        reason: order.reason.clone(),
        total: shell.money(order.total),
        state: order.state,
        tone: match order.state {
            ChangeOrderState::Proposed => Tone::Warn,
            ChangeOrderState::Approved => Tone::Good,
            ChangeOrderState::Declined | ChangeOrderState::Withdrawn => Tone::Neutral,
        },
    }
}

/// The invoice line by line, and what is paid of it.
pub(crate) fn cost_bill(shell: &Shell, whole: &WholeInvoice) -> Bill {
    let invoice = &whole.invoice;
    let active = whole.lines.iter().filter(|line| line.state == billing::model::LineState::Active);
    let bill = active.fold(ui::bill(shell.locale), |bill, line| {
        bill.line(shell.name(&line.name_zh, &line.name_en), "", invoice.money(line.amount_minor))
    });
    let mut bill = bill.sum(shell.t("customer-total"), invoice.money(invoice.total_minor));
    let paid = invoice.received_minor - invoice.returned_minor;
    for (key, minor) in [
        ("customer-credited", invoice.credited_minor),
        ("customer-waived", invoice.waived_minor),
        ("customer-paid-so-far", paid),
    ] {
        if minor != 0 {
            bill = bill.line(shell.t(key), "", invoice.money(-minor));
        }
    }
    bill.total(shell.t("customer-due"), whole.due)
}

/// What should be paid now: the deposit before dispatch, the rest once the work is accepted.
pub(crate) fn due_now(shell: &Shell, invoice: &WholeInvoice, visit: &Visit) -> Option<String> {
    let amount = if visit.state == State::PendingPayment { invoice.deposit_due } else { invoice.due };
    let is_time = visit.state == State::PendingPayment || invoice.invoice.phase != billing::model::Phase::Draft;
    (is_time && amount.is_positive()).then(|| shell.money(amount))
}

/// Payments and refunds, as the customer is told of them.
pub(crate) fn money(shell: &Shell, whole: &WholeInvoice) -> Vec<MoneyRow> {
    use billing::model::{PaymentState, RefundState};
    let payments =
        whole.payments.iter().filter(|payment| payment.state != PaymentState::Closed).map(|payment| MoneyRow {
            title: shell.word("billing-channel", payment.channel),
            note: format!(
                "{} · {}",
                shell.word("billing-payment", payment.state),
                shell.date_time(payment.paid_at.unwrap_or(payment.created_at))
            ),
            amount: shell.money(payment.amount()),
            href: Some(format!("/payments/{}", payment.payment_id)),
            tone: match payment.state {
                PaymentState::Paid => Tone::Good,
                PaymentState::Failed => Tone::Bad,
                PaymentState::Created | PaymentState::Pending => Tone::Warn,
                PaymentState::PartlyRefunded | PaymentState::Refunded | PaymentState::Closed => Tone::Neutral,
            },
        });
    let refunds = whole.refunds.iter().map(|refund| MoneyRow {
        title: shell.t("customer-refund"),
        note: format!(
            "{} · {}",
            shell.word("customer-refund", refund.state),
            shell.date_time(refund.done_at.unwrap_or(refund.created_at))
        ),
        amount: shell.money(refund.amount()),
        href: None,
        tone: match refund.state {
            RefundState::Requested | RefundState::Failed => Tone::Warn,
            RefundState::Done | RefundState::PaidTwice => Tone::Good,
        },
    });
    payments.chain(refunds).collect()
}

/// The lines of extra work with their sum.
pub(crate) fn extra_bill(shell: &Shell, extra: &ChangeOrder) -> Bill {
    let bill = extra
        .lines
        .iter()
        .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
    bill.total(shell.t("customer-extra-total"), extra.total)
}
