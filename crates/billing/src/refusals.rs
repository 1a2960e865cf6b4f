//! Why money is not moved.

kernel::refusals! {
    /// The state does not allow the verb.
    WRONG_STATE = Refused "billing_wrong_state";
    /// A job has one invoice.
    INVOICE_EXISTS = Conflict "billing_invoice_exists";
    /// An invoice needs at least one line.
    NO_LINES = Invalid "billing_no_lines";
    /// A line's amount has a sign that its kind does not allow.
    BAD_LINE = Invalid "billing_bad_line";
    /// The lines of an invoice would sum to less than nothing.
    NEGATIVE_TOTAL = Refused "billing_negative_total";
    /// The deposit is larger than the invoice.
    DEPOSIT_TOO_LARGE = Invalid "billing_deposit_too_large";
    /// The lines are final.
    INVOICE_FINAL = Refused "billing_invoice_final";
    /// A fee was charged when the order ended: it is closed in the books.
    FEE_CHARGED = Refused "billing_fee_charged";
    /// Nothing is due.
    NOTHING_DUE = Refused "billing_nothing_due";
    /// More than is due.
    MORE_THAN_DUE = Refused "billing_more_than_due";
    /// The balance is smaller than the amount.
    BALANCE_TOO_LOW = Refused "billing_balance_too_low";
    /// More than was paid and not yet given back.
    MORE_THAN_PAID = Refused "billing_more_than_paid";
    /// The same bank reference was recorded before.
    REFERENCE_USED = Conflict "billing_reference_used";
    /// A dispute holds the money already, or none does.
    HOLD_STATE = Refused "billing_hold_state";
    /// The same cause was paid or charged before.
    CAUSE_USED = Conflict "billing_cause_used";
    /// The policy does not allow to give so much for one order.
    COMPENSATION_TOO_LARGE = Refused "billing_compensation_too_large";
    /// Only small change may be waived, when the rest is paid.
    WAIVED_TOO_MUCH = Refused "billing_waived_too_much";
    /// The refund goes by a channel that reports itself, or does not.
    WRONG_REFUND_WAY = Refused "billing_wrong_refund_way";
    /// The rates of a split are negative or more than the whole.
    BAD_RATES = Invalid "billing_bad_rates";
    /// A commission rule may not begin in the past.
    RULE_IN_PAST = Invalid "billing_rule_in_past";
    /// A rule of this category, level and beginning exists.
    RULE_EXISTS = Conflict "billing_rule_exists";
    /// There is a run for this day.
    SETTLEMENT_EXISTS = Conflict "billing_settlement_exists";
    /// Nobody has enough to be paid out.
    NOTHING_TO_SETTLE = Refused "billing_nothing_to_settle";
}
