//! The notices there are: for whom, what they can say, how they travel.

use crate::Channel;

kernel::text_enum! {
    /// One kind of notice; the reason why somebody is told something.
    pub enum NoticeKey {
        /// To a phone: the code to sign in with. Never in an inbox.
        OneTimeCode = "one_time_code",
        /// To the customer: the visit is booked.
        Booked = "booked",
        /// To the customer: money is due.
        PaymentDue = "payment_due",
        /// To the customer: money arrived.
        PaymentReceived = "payment_received",
        /// To the customer: not paid in time, the booking lapsed.
        BookingExpired = "booking_expired",
        /// To the customer: who will come.
        TechnicianAssigned = "technician_assigned",
        /// To the customer: the technician agreed.
        TechnicianAccepted = "technician_accepted",
        /// To the customer: the technician departed.
        OnTheWay = "on_the_way",
        /// To the customer: the technician is at the door.
        Arrived = "arrived",
        /// To the customer: extra work is asked for.
        ChangeOrderAsked = "change_order_asked",
        /// To the customer: please accept the work.
        WorkFinished = "work_finished",
        /// To the customer: thank you, and what is to be paid.
        WorkAccepted = "work_accepted",
        /// To the customer: the invoice is paid in full.
        InvoicePaid = "invoice_paid",
        /// To the customer: money goes back.
        RefundMade = "refund_made",
        /// To the customer: money goes to the balance instead of back.
        RefundToBalance = "refund_to_balance",
        /// To the customer: a payment came that is not wanted any more, and goes back.
        PaymentReturned = "payment_returned",
        /// To the customer: what was refunded twice is taken back from the balance.
        RefundTakenBack = "refund_taken_back",
        /// To the customer: something for our failure, in the balance.
        Compensated = "compensated",
        /// To the customer: the job is off, who is liable, what it costs.
        Cancelled = "cancelled",
        /// To the customer: another time.
        Rescheduled = "rescheduled",
        /// To the customer: rework is agreed.
        ReworkAgreed = "rework_agreed",
        /// To the customer: somebody did not show up.
        NoShow = "no_show",
        /// To customer or technician: somebody wrote in the chat.
        ChatMessage = "chat_message",
        /// To the technician: a visit is offered.
        VisitOffered = "visit_offered",
        /// To the technician: a visit is theirs.
        VisitAssigned = "visit_assigned",
        /// To the technician: a visit is no longer theirs.
        VisitTaken = "visit_taken",
        /// To the technician: another time.
        VisitRescheduled = "visit_rescheduled",
        /// To the technician: the visit is off.
        VisitCancelled = "visit_cancelled",
        /// To the technician: the customer agreed to extra work.
        ChangeOrderApproved = "change_order_approved",
        /// To the technician: the customer declined extra work.
        ChangeOrderDeclined = "change_order_declined",
        /// To the technician: the customer sent the work back.
        ReworkAsked = "rework_asked",
        /// To the technician: the customer accepted the work.
        VisitAccepted = "visit_accepted",
        /// To the technician: a no-show was recorded.
        VisitNoShow = "visit_no_show",
        /// To the technician: money was paid out.
        PayoutPaid = "payout_paid",
        /// To the technician: a customer reviewed a visit.
        ReviewReceived = "review_received",
        /// To dispatchers: nobody can be found for a visit.
        Unassignable = "unassignable",
        /// To the service desk: something needs a person.
        AttentionNeeded = "attention_needed",
    }
}

/// Whether a notice may wake people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Text messages wait for the morning.
    Normal,
    /// Somebody waits for an answer right now.
    Urgent,
}

impl NoticeKey {
    /// What a flow has to fill in, written for the recipient's language; the only names a template may use.
    #[must_use]
    pub const fn params(self) -> &'static [&'static str] {
        match self {
            Self::OneTimeCode => &["code", "minutes"],
            Self::Booked => &["job", "service", "window", "address", "link"],
            Self::PaymentDue => &["job", "service", "amount", "until", "link"],
            Self::PaymentReceived | Self::InvoicePaid => &["job", "service", "amount", "link"],
            Self::BookingExpired => &["job", "service", "window", "link"],
            Self::TechnicianAssigned | Self::TechnicianAccepted => &["job", "service", "window", "technician", "link"],
            Self::OnTheWay => &["job", "technician", "eta", "link"],
            Self::Arrived => &["job", "technician", "link"],
            Self::ChangeOrderAsked => &["job", "technician", "amount", "reason", "link"],
            Self::WorkFinished => &["job", "service", "technician", "link"],
            Self::WorkAccepted => &["job", "service", "amount", "link"],
            Self::RefundMade | Self::RefundToBalance | Self::RefundTakenBack | Self::Compensated => {
                &["job", "amount", "reason", "link"]
            }
            Self::PaymentReturned => &["job", "service", "amount", "reason", "link"],
            Self::Cancelled => &["job", "service", "window", "liable", "fee", "reason", "link"],
            Self::Rescheduled => &["job", "service", "old_window", "window", "fee", "link"],
            Self::ReworkAgreed => &["job", "service", "window", "technician", "link"],
            Self::NoShow => &["job", "service", "window", "liable", "fee", "link"],
            Self::ChatMessage => &["job", "sender", "text", "link"],
            Self::VisitOffered => &["job", "service", "window", "area", "pay", "until", "link"],
            Self::VisitAssigned => &["job", "service", "window", "address", "link"],
            Self::VisitTaken => &["job", "service", "window", "reason"],
            Self::VisitRescheduled => &["job", "service", "old_window", "window", "link"],
            Self::VisitCancelled => &["job", "service", "window", "liable", "reason", "link"],
            Self::ChangeOrderApproved | Self::ChangeOrderDeclined => &["job", "amount", "link"],
            Self::ReworkAsked => &["job", "service", "reason", "link"],
            Self::VisitAccepted => &["job", "service", "link"],
            Self::VisitNoShow => &["job", "service", "window", "liable", "link"],
            Self::PayoutPaid => &["amount", "period", "link"],
            Self::ReviewReceived => &["job", "stars", "text", "link"],
            Self::Unassignable => &["job", "service", "window", "reason", "link"],
            Self::AttentionNeeded => &["job", "reason", "link"],
        }
    }

    /// Whether it may wake people.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self {
            Self::OneTimeCode
            | Self::OnTheWay
            | Self::Arrived
            | Self::ChangeOrderAsked
            | Self::WorkFinished
            | Self::VisitOffered
            | Self::VisitTaken
            | Self::ChangeOrderApproved
            | Self::ChangeOrderDeclined
            | Self::ReworkAsked
            | Self::Unassignable => Urgency::Urgent,
            Self::Booked
            | Self::PaymentDue
            | Self::PaymentReceived
            | Self::BookingExpired
            | Self::TechnicianAssigned
            | Self::TechnicianAccepted
            | Self::WorkAccepted
            | Self::InvoicePaid
            | Self::RefundMade
            | Self::RefundToBalance
            | Self::PaymentReturned
            | Self::RefundTakenBack
            | Self::Compensated
            | Self::Cancelled
            | Self::Rescheduled
            | Self::ReworkAgreed
            | Self::NoShow
            | Self::ChatMessage
            | Self::VisitAssigned
            | Self::VisitRescheduled
            | Self::VisitCancelled
            | Self::VisitAccepted
            | Self::VisitNoShow
            | Self::PayoutPaid
            | Self::ReviewReceived
            | Self::AttentionNeeded => Urgency::Normal,
        }
    }

    /// How it travels unless the flow says otherwise, besides the inbox. A channel without an address is left out.
    #[must_use]
    pub const fn usual_channels(self) -> &'static [Channel] {
        match self {
            Self::OneTimeCode => &[Channel::Sms],
            Self::Booked
            | Self::Cancelled
            | Self::Rescheduled
            | Self::RefundMade
            | Self::RefundToBalance
            | Self::RefundTakenBack
            | Self::PaymentReturned
            | Self::InvoicePaid => &[Channel::Sms, Channel::Mail],
            Self::PaymentDue
            | Self::BookingExpired
            | Self::Compensated
            | Self::TechnicianAccepted
            | Self::OnTheWay
            | Self::ChangeOrderAsked
            | Self::WorkFinished
            | Self::NoShow
            | Self::VisitOffered
            | Self::VisitAssigned
            | Self::VisitTaken
            | Self::VisitRescheduled
            | Self::VisitCancelled
            | Self::ReworkAsked
            | Self::PayoutPaid => &[Channel::Sms],
            Self::Unassignable | Self::AttentionNeeded => &[Channel::Mail],
            Self::PaymentReceived
            | Self::TechnicianAssigned
            | Self::Arrived
            | Self::WorkAccepted
            | Self::ReworkAgreed
            | Self::ChatMessage
            | Self::ChangeOrderApproved
            | Self::ChangeOrderDeclined
            | Self::VisitAccepted
            | Self::VisitNoShow
            | Self::ReviewReceived => &[],
        }
    }
}
