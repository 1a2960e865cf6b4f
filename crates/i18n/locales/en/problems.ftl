# General problems; the refusals of each context stand in its own file.

problem-kind-invalid = Something in the form is not right. Please check it and try again.
problem-kind-unauthenticated = Please sign in first.
problem-kind-forbidden = You are not allowed to do this.
problem-kind-missing = We could not find that.
problem-kind-refused = This cannot be done now.
problem-kind-conflict = Somebody just changed this. Reload the page and try again.
problem-kind-too-many = That was too often. Please wait a little.
problem-kind-unavailable = The service is not available right now. Please try again soon.
problem-kind-broken = Something went wrong on our side. We have noted it; please try again soon.

problem-broken = Something went wrong on our side. We have noted it; please try again soon.
problem-broken-row = One of our records could not be read. We have noted it.
problem-malformed-id = “{ $given }” is not a valid id.
problem-unknown-code = “{ $given }” is none of the allowed values: { $allowed }.
problem-missing = We could not find that, or you may not see it.
problem-not-signed-in = Please sign in first.
problem-forbidden = You are not allowed to do this.
problem-changed-meanwhile = Somebody just changed this. Reload the page and try again.
problem-idempotency-key-reused = This idempotency key was already used for another request.
problem-busy = The system is busy. Please try again in a moment.
problem-required = Please fill this in.
problem-too-long = This text is too long.
problem-out-of-range = This number is outside the allowed range.
problem-bad-amount = This amount is not valid.
problem-currency-mismatch = The currencies do not match.
problem-bad-phone = This is not a valid phone number.
problem-bad-mail = This is not a valid mail address.
problem-bad-place = This place is not valid, or lies outside the city we serve.
problem-bad-time = This date or time is not valid.
problem-time-skipped = The clock changes that day and { $given } does not exist. Please choose another time.
problem-time-past = This time has passed. Please choose another one.

# Files and services outside.
problem-file-empty = The file is empty.
problem-file-missing = The file is not there.
problem-file-too-large = The file is too large.
problem-not-a-photo = This is not a photo we can read. Please send JPEG, PNG or WebP.
problem-photo-too-many-pixels = The photo has too many pixels.
problem-gateway-unavailable = A service outside does not answer now. Please try again later.
problem-payment-refused = The payment channel refused.
problem-bad-signature = The signature is not right.
problem-already-exists = This exists already.
problem-retry = Busy just now. Please try again.
problem-bad-mail-server = The mail server must be given as smtps://user:password@host:465, smtp://user:password@host:587?tls=required or smtp://host:25.
problem-bad-mail-sender = { $given } is not a mail address. Write hello@example.org, or Doorstep <hello@example.org>.
