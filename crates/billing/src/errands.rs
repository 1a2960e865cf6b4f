//! Work that needs the gateway or a later moment; `flows` does it and records what came of it.

use kernel::{InvoiceId, PaymentId, PayoutId, RefundId};
use serde::{Deserialize, Serialize};

macro_rules! errands {
    ($($(#[$meta:meta])* $name:ident = $code:literal { $(#[$field_meta:meta])* $field:ident: $kind:ty })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name {
                $(#[$field_meta])*
                pub $field: $kind,
            }
            impl db::Errand for $name {
                const NAME: &'static str = $code;
                fn subject(&self) -> String { self.$field.to_string() }
            }
        )*
    };
}

errands! {
    /// Ask the channel to expect a payment (`views::payments::payment`), then [`crate::actions::RecordIntent`]; only while it is `created`.
    OpenIntent = "billing.open_intent" {
        /// Which payment.
        payment: PaymentId
    }
    /// Ask the channel what became of a payment (callbacks get lost), then [`crate::actions::RecordPaymentResult`]; only while it is open.
    /// After its expiry an unpaid one is closed at the channel first.
    QueryPayment = "billing.query_payment" {
        /// Which payment.
        payment: PaymentId
    }
    /// Tell the channel that a payment is given up. What it brings nevertheless is taken.
    CloseIntent = "billing.close_intent" {
        /// Which payment.
        payment: PaymentId
    }
    /// Ask the channel to refund, by the refund's id (`views::payments::refund`), then [`crate::actions::RecordRefundResult`]; only while it
    /// is `requested`.
    SendRefund = "billing.send_refund" {
        /// Which refund.
        refund: RefundId
    }
    /// [`crate::actions::ReservePayout`], then ask the bank by the payout's id while it is `sent`, then
    /// [`crate::actions::RecordPayoutResult`].
    SendPayout = "billing.send_payout" {
        /// Which payout.
        payout: PayoutId
    }
    /// [`crate::actions::ReleaseEarnings`]: a share or a retention falls due.
    ReleaseEarningsDue = "billing.release_earnings_due" {
        /// Of which invoice.
        invoice: InvoiceId
    }
}
