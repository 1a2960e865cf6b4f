# Notices, deliveries and chat.

problem-bad-template = This template cannot be used: { $reason }
problem-empty-message = Please write something or add a photo.
problem-chat-closed = The chat of this job is closed. Please contact the service desk if you need help.
problem-not-failed = Only a message that failed can be sent again.

messaging-notice-one-time-code = One-time code
messaging-notice-booked = Booked
messaging-notice-payment-due = Payment due
messaging-notice-payment-received = Payment received
messaging-notice-booking-expired = Booking lapsed
messaging-notice-technician-assigned = Technician planned
messaging-notice-technician-accepted = Technician confirmed
messaging-notice-on-the-way = On the way
messaging-notice-arrived = Arrived
messaging-notice-change-order-asked = Extra work asked for
messaging-notice-work-finished = Please accept
messaging-notice-work-accepted = Thank you for accepting
messaging-notice-invoice-paid = Invoice paid
messaging-notice-refund-made = Refund made
messaging-notice-refund-to-balance = Refund put on the balance
messaging-notice-payment-returned = Payment goes back
messaging-notice-refund-taken-back = Double refund taken back
messaging-notice-compensated = Compensation
messaging-notice-cancelled = Cancelled (customer)
messaging-notice-rescheduled = Rescheduled (customer)
messaging-notice-rework-agreed = Rework planned
messaging-notice-no-show = No-show (customer)
messaging-notice-chat-message = Chat message
messaging-notice-visit-offered = Offer
messaging-notice-visit-assigned = New visit
messaging-notice-visit-taken = Visit taken off
messaging-notice-visit-rescheduled = Visit rescheduled
messaging-notice-visit-cancelled = Visit cancelled
messaging-notice-change-order-approved = Extra work approved
messaging-notice-change-order-declined = Extra work declined
messaging-notice-rework-asked = Rework asked for
messaging-notice-visit-accepted = Work accepted
messaging-notice-visit-no-show = No-show (technician)
messaging-notice-payout-paid = Payout
messaging-notice-review-received = Review received
messaging-notice-unassignable = Nobody found
messaging-notice-attention-needed = Needs a person

messaging-channel-in-app = In the app
messaging-channel-sms = Text message
messaging-channel-mail = Mail

messaging-delivery-waiting = Waiting
messaging-delivery-sent = Sent
messaging-delivery-failed = Failed

messaging-side-customer = Customer
messaging-side-technician = Technician
messaging-side-desk = Service desk
