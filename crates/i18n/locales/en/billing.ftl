# Money: refusals, facts, states.

problem-billing-wrong-state = This is not possible while it is “{ $state }”.
problem-billing-invoice-exists = This job has an invoice already.
problem-billing-no-lines = An invoice needs at least one line.
problem-billing-bad-line = The amount { $amount } does not fit this kind of line.
problem-billing-negative-total = The invoice would fall below zero.
problem-billing-deposit-too-large = The deposit cannot be larger than the total of { $total }.
problem-billing-invoice-final = The invoice is final and its lines cannot change any more.
problem-billing-nothing-due = Nothing is due.
problem-billing-more-than-due = This is more than what is due: { $due }.
problem-billing-balance-too-low = The balance is too low: { $missing } is missing.
problem-billing-more-than-paid = At most { $limit } can be refunded.
problem-billing-reference-used = The reference “{ $reference }” has been recorded before.
problem-billing-hold-state = The money of this job is held already, or not held at all.
problem-billing-cause-used = This has been paid or charged before.
problem-billing-waived-too-much = Only small change below one unit can be waived, when the rest of an accepted invoice is paid.
problem-billing-wrong-refund-way = This refund cannot be confirmed by hand.
problem-billing-bad-rates = The shares of a price cannot be negative or exceed the whole.
problem-billing-rule-in-past = A commission rule cannot begin in the past.
problem-billing-rule-exists = There is a rule with this beginning already.
problem-billing-settlement-exists = There is a settlement run for { $day } already.
problem-billing-nothing-to-settle = Nobody has enough to be paid out.

billing-fact-payment-received = Payment received
billing-fact-balance-paid = Paid from the balance
billing-fact-invoice-recognised = Work accepted, shares distributed
billing-fact-rounding-waived = Small change waived
billing-fact-escrow-refunded = Refund from escrow
billing-fact-credit-granted = Credit after acceptance
billing-fact-refund-paid = Refund paid out
billing-fact-refund-to-balance = Refund to the balance
billing-fact-earning-released = Technician’s share released
billing-fact-earning-frozen = Technician’s share frozen
billing-fact-retention-released = Warranty retention released
billing-fact-compensation-granted = Compensation
billing-fact-penalty-charged = Penalty
billing-fact-cash-netted = Collected cash counted against earnings
billing-fact-cash-handed-over = Collected cash handed over
billing-fact-payout-sent = Payout
billing-fact-suspense-received = Unmatched money received
billing-fact-suspense-paid = Unmatched money left
billing-fact-suspense-applied = Unmatched money given to a balance
billing-fact-suspense-returned = Unmatched money sent back
billing-fact-balance-returned = Balance paid out

billing-invoice-open = Open
billing-invoice-partly-paid = Partly paid
billing-invoice-paid = Paid
billing-invoice-void = Void
billing-invoice-refunded = Refunded

billing-line-service = Service
billing-line-part = Part
billing-line-fee = Fee
billing-line-surcharge = Surcharge
billing-line-cancellation = Cancellation fee
billing-line-coupon = Discount
billing-line-adjustment = Adjustment

billing-category-cleaning = Cleaning
billing-category-repair = Repair
billing-category-parts = Parts
billing-category-installation = Installation
billing-category-appliance = Appliances
billing-category-plumbing-electric = Plumbing and electric
billing-category-fees = Fees

billing-party-tax = Tax
billing-party-platform = Platform
billing-party-agent = Agent
billing-party-shop = Shop
billing-party-insurance = Insurance
billing-party-technician = Technician
billing-party-coupon = Discount we bear

billing-channel-cash = Cash
billing-channel-transfer = Bank transfer
billing-channel-balance = Balance
billing-channel-online = Online payment

billing-payment-created = Being prepared
billing-payment-pending = Waiting for payment
billing-payment-paid = Paid
billing-payment-partly-refunded = Partly refunded
billing-payment-refunded = Refunded
billing-payment-failed = Failed
billing-payment-closed = Closed

billing-receipt-applied = Applied
billing-receipt-surplus = To the balance
billing-receipt-suspense = Unmatched
billing-receipt-resolved = Resolved

billing-refund-requested = On its way
billing-refund-done = Refunded
billing-refund-failed = Failed
billing-refund-paid-twice = Paid twice

billing-bearer-shared = Everybody gives back their share
billing-bearer-platform = We bear it
billing-bearer-technician = The technician bears it

billing-earning-frozen = Frozen
billing-earning-available = Released

billing-settlement-open = Planned
billing-settlement-locked = Locked
billing-settlement-approved = Being paid
billing-settlement-paid = Paid
billing-settlement-failed = Ended with failures

billing-payout-planned = Planned
billing-payout-sent = Sent to the bank
billing-payout-paid = Paid
billing-payout-failed = Refused by the bank
billing-payout-dropped = Taken out
billing-refund-reason-cancelled = the order was called off
billing-refund-reason-overpaid = more was paid than the work came to
billing-refund-reason-ended = the order had ended before the payment arrived
billing-refund-reason-paid-twice = it was paid already
billing-refund-reason-more-than-open = only a part was still open
problem-billing-fee-charged = A fee was charged when { $job } ended, so it is closed. Book a new order.
billing-fact-suspense-recovered = Double refund taken from the balance
billing-fact-suspense-repaid = Double refund sent back by the customer
billing-fact-suspense-borne = Double refund borne by us
problem-billing-compensation-too-large = At most { $limit } may be granted for this order.
