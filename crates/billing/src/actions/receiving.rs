//! Money is here, by whatever channel: the one way by which a payment becomes paid.

use crate::{
    actions::{earnings, invoice::save, pay::give_up_open},
    events::{About, DepositCovered, InvoicePaid, PaymentReceived},
    model::{Booked, Invoice, LedgerStep, Payment, Phase, References},
    rules::{
        invoice::Application,
        moves::{self, PAYMENT_MOVES, PaymentVerb},
        postings::{self, Fact},
    },
    store::{books, payments},
};
use db::Tx;
use kernel::{Ctx, PaymentId, Result};

/// Writes the payment as paid (version 0: a new one), saves the invoice it was applied to, books the fact, tells everybody, and releases
/// what waited for it.
pub(crate) async fn receive(
    tx: &mut Tx,
    ctx: &Ctx,
    mut invoice: Invoice,
    payment: Payment,
    fact: &Fact<'_>,
    used: Application,
) -> Result<Booked<PaymentId>> {
    let applied = used.applied()?;
    let deposit_was_due =
        Invoice { received_minor: invoice.received_minor - applied.minor, ..invoice.clone() }.deposit_due_minor() > 0;
    let paid = Payment {
        state: moves::next(PAYMENT_MOVES, payment.state, PaymentVerb::Pay)?,
        applied_minor: applied.minor,
        paid_at: Some(ctx.now),
        ..payment
    };
    match paid.version {
        0 => payments::insert(tx, ctx.market, &paid).await?,
        _ => payments::save(tx, ctx.market, &paid).await?,
    }
    save(tx, ctx.market, &mut invoice).await?;
    give_up_open(tx, ctx, &invoice, invoice.due_minor()).await?;
    let refs = References {
        job: Some(invoice.job_id),
        invoice: Some(invoice.invoice_id),
        payment: Some(paid.payment_id),
        ..References::default()
    };
    let mut steps = vec![LedgerStep::Post(postings::posting(fact, refs, format!("payment-{}", paid.payment_id))?)];
    books::book(tx, ctx, &steps[0]).await?;
    let about = About::invoice(&invoice).and(paid.collected_by);
    let received =
        PaymentReceived { about, payment: paid.payment_id, channel: paid.channel, amount: paid.amount(), applied };
    tx.announce(ctx, &received);
    if deposit_was_due && invoice.deposit_due_minor() == 0 {
        tx.announce(ctx, &DepositCovered { about: About::invoice(&invoice), invoice: invoice.invoice_id });
    }
    if applied.is_positive() && invoice.phase != Phase::Draft && invoice.due_minor() == 0 {
        tx.announce(
            ctx,
            &InvoicePaid {
                about: About::invoice(&invoice),
                invoice: invoice.invoice_id,
                total: invoice.money(invoice.total_minor),
            },
        );
        steps.extend(earnings::release(tx, ctx, &mut invoice).await?);
    }
    Ok(Booked { value: paid.payment_id, steps })
}
