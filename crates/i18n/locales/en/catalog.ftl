# The catalogue: units, plans, the lines of a quote, and why it says no.

catalog-unit-hour = hour
catalog-unit-unit = appliance
catalog-unit-item = piece
catalog-unit-seat = seat
catalog-unit-square-metre = m²
catalog-unit-square-metre-month = m² and month
catalog-unit-cubic-metre = m³
catalog-unit-door = door
catalog-unit-spot = spot
catalog-unit-visit = visit
catalog-unit-metre = m
catalog-unit-pair = pair
catalog-unit-job = job

# So much of a unit.
catalog-amount-hour = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
catalog-amount-unit = { $count ->
    [one] 1 appliance
   *[other] { $count } appliances
}
catalog-amount-item = { $count ->
    [one] 1 piece
   *[other] { $count } pieces
}
catalog-amount-seat = { $count ->
    [one] 1 seat
   *[other] { $count } seats
}
catalog-amount-square-metre = { $count } m²
catalog-amount-square-metre-month = { $count } m² and month
catalog-amount-cubic-metre = { $count } m³
catalog-amount-door = { $count ->
    [one] 1 door
   *[other] { $count } doors
}
catalog-amount-spot = { $count ->
    [one] 1 spot
   *[other] { $count } spots
}
catalog-amount-visit = { $count ->
    [one] 1 visit
   *[other] { $count } visits
}
catalog-amount-metre = { $count } m
catalog-amount-pair = { $count ->
    [one] 1 pair
   *[other] { $count } pairs
}
catalog-amount-job = { $count ->
    [one] 1 job
   *[other] { $count } jobs
}

catalog-plan-economy = Economy
catalog-plan-standard = Standard
catalog-plan-premium = Premium

catalog-payment-deposit = Deposit before, the rest after
catalog-payment-pay-after = Pay after the work
catalog-payment-prepay = Pay before the work

catalog-commission-cleaning = Cleaning
catalog-commission-repair-labour = Repair labour
catalog-commission-installation = Installation
catalog-commission-appliance = Appliances
catalog-commission-plumbing-electric = Plumbing and electric
catalog-commission-parts = Parts
catalog-commission-inspection = Inspection

catalog-visit-fee-unrelated = Has nothing to do with the visit fee
catalog-visit-fee-charges = Is the visit fee
catalog-visit-fee-credits = Takes a paid visit fee off

catalog-photo-before = Before
catalog-photo-after = After
catalog-photo-kitchen = Kitchen
catalog-photo-bathroom = Bathroom
catalog-photo-damage = Damage
catalog-photo-windows = Windows
catalog-photo-apart = Taken apart
catalog-photo-fault = Fault
catalog-photo-wall = Wall
catalog-photo-power-off = Power off
catalog-photo-plate = Rating plate
catalog-photo-old-part = Old part
catalog-photo-parts = Parts
catalog-photo-secured = Secured
catalog-photo-part = New part
catalog-photo-test = Test
catalog-photo-inside = Inside
catalog-photo-loading = Loading

catalog-step-tick = Tick off
catalog-step-photo = Photo
catalog-step-reading = Reading

catalog-gate-nothing = Holds nothing up
catalog-gate-start = Before the work
catalog-gate-finish = Before saying “done”

catalog-book-draft = Draft
catalog-book-published = Published

catalog-day-holiday = Holiday
catalog-day-peak = Season
catalog-day-workday = Working weekend

catalog-term-furniture-type = Furniture types
catalog-term-material = Materials
catalog-term-brand-tier = Brand tiers
catalog-term-brand = Brands

catalog-urgency-normal = At an agreed time
catalog-urgency-emergency = As soon as possible

catalog-quote-open = Open
catalog-quote-accepted = Accepted
catalog-quote-superseded = Replaced
catalog-quote-expired = Expired

catalog-line-base = { $name } × { $quantity }
catalog-line-plan = { $name } ({ $rate })
catalog-line-brand-tier = Brand: { $name } ({ $rate })
catalog-line-material = Material: { $name } ({ $rate })
catalog-line-difficulty = Difficulty ({ $rate })
catalog-line-price-floor = Raised to our lowest price ({ $bound } each)
catalog-line-price-cap = Capped at our highest price ({ $bound } each)
catalog-line-minimum = Raised to the minimum charge of { $bound }
catalog-line-add-on = { $name } × { $count }
catalog-line-part = Part: { $name } × { $count }
catalog-line-floor = Floors climbed without a lift: { $floors }
catalog-line-territory = { $name } ({ $rate })
catalog-line-travel = Travel fee, { $name }
catalog-line-night = Night work ({ $rate })
catalog-line-weekend = Weekend ({ $rate })
catalog-line-holiday = { $name } ({ $rate })
catalog-line-peak = { $name } ({ $rate })
catalog-line-emergency = Emergency ({ $rate })
catalog-line-visit-fee-credit = Visit fee of { $fee } paid before

problem-service-inactive = { $service } is not offered at the moment.
problem-no-price-book = There are no prices for that date yet.
problem-not-priced = { $what } has no price for that date yet.
problem-bad-quantity = Between { $low } and { $high } can be ordered at once, not { $given }.
problem-unknown-add-on = There is no option “{ $given }” here.
problem-bad-add-on-count = Between 1 and { $high } of “{ $add_on }” can be chosen, not { $given }.
problem-unknown-material = This is not done on the material “{ $given }”.
problem-unknown-brand = We do not know the brand or brand tier “{ $given }”.
problem-unknown-furniture = We do not know the furniture type “{ $given }”.
problem-unknown-fault = The fault “{ $given }” does not belong to this service.
problem-unknown-plan = This is not offered as “{ $given }”.
problem-difficulty-by-expert = Only a technician or our staff can judge the difficulty.
problem-too-long-for-visit = That would take { $minutes } minutes; one visit can take { $most } at most. Please order less, or call us.
problem-quote-expired = This quote has expired. Please ask for a new one.
problem-quote-accepted = This quote was accepted already.
problem-quote-superseded = This quote was replaced by a newer one.
problem-quote-not-accepted = The first quote has not been accepted yet.
problem-credit-used = The visit fee was taken off another quote already. Please ask for a new quote.
problem-quote-tampered = This quote does not carry our signature; nothing was agreed. Please ask for a new one.
problem-book-published = Price book { $number } is published and cannot change. Copy it and publish the copy.
problem-book-incomplete = These have no price in the book yet: { $missing }
problem-book-begins-in-past = A price book cannot begin before today, { $today }.
problem-markup-too-high = { $given } is too far above the cost of the part; { $most } is the most.
problem-catalog-code-taken = The code “{ $given }” is in use.
problem-bad-catalog-code = “{ $given }” is not a valid code.
problem-repeated-catalog-code = “{ $given }” stands there twice.
problem-bad-category-parent = A category cannot stand under itself.
problem-bad-checklist-step = Step “{ $step }”: a photo step names its photos, a reading its unit, a tick neither.
