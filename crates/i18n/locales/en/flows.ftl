flows-cancellation-fee = Cancellation fee
problem-hold-differs = The slot you hold was for other work or another address. Choose a time again.
problem-quote-for-elsewhere = This quote was made for another area. Ask for a new one for this address.
flows-payment-mismatched = A payment does not match what was expected; it waits in suspense.
flows-refund-failed = The provider refused a refund.
