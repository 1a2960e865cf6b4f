# Slots, holds, offers, assignments, and the reasons for them.

problem-slot-taken = Somebody was faster, this time is no longer free. Please choose another one.
problem-slot-not-offered = This time cannot be booked. Please choose one of the times shown.
problem-hold-expired = The time we kept for you has run out. Please choose a time again.
problem-hold-used = This reserved time was already used or given back.
problem-too-many-holds = You are keeping { $max } times already. Please book or release one first.
problem-visit-already-planned = This visit already has its time.
problem-visit-not-plannable = This visit is over, or its technician is already on the way.
problem-nobody-can = Nobody can do this visit at that time.
problem-technician-cannot = This technician cannot do the visit then. Rules not met: { $rules }.
problem-rule-not-overrulable = The rule “{ $rule }” cannot be passed over.
problem-technician-pinned = The technician of this visit is fixed. Release the pin first.
problem-nobody-named = The customer did not choose a technician.
problem-offer-expired = The time to answer has run out.
problem-offer-answered = This offer was already answered.
problem-offer-withdrawn = This offer is no longer available.
problem-offer-of-other-kind = This offer cannot be answered in this way.
problem-reason-needed = Please give a reason.

dispatch-rule-status = Does not work at present
dispatch-rule-on-duty = Is off duty
dispatch-rule-not-excluded = The customer does not want this technician
dispatch-rule-declined = Said no to this visit, or did not answer
dispatch-rule-named = The customer chose somebody else
dispatch-rule-gender = { $wanted ->
    [female] The customer asked for a woman
   *[male] The customer asked for a man
}
dispatch-rule-territory = Does not serve this area
dispatch-rule-skill = Needs { $skill } at level { $needed }, has { $level }
dispatch-rule-certificate = Certificate “{ $certificate }” is missing or expired (valid until { $until })
dispatch-rule-difficulty = Difficulty { $difficulty } is beyond level { $level } (at most { $max })
dispatch-rule-apprentice = Apprentices never go alone
dispatch-rule-shift = { $case ->
    [outside] Works that day, but not at that time
   *[free] Does not work that day
}
dispatch-rule-time-off = Is away
dispatch-rule-visits-max = Has { $max } visits that day already, the most allowed
dispatch-rule-hours-max = The day would be { $minutes } min longer than allowed
dispatch-rule-route = { $case ->
    [late] Would arrive { $minutes } min after the window
    [overtime] Would be home { $minutes } min after the end of the shift
    [past] That time has passed
   *[room] Has no room between the visits already promised
}
dispatch-rule-reserve = { $percent } % of the day is kept for emergencies
dispatch-rule-crew = Not enough people for a crew of { $needed } are free at the same time

dispatch-part-travel = Travel
dispatch-part-skill = Skill
dispatch-part-punctuality = Punctuality
dispatch-part-rating = Rating
dispatch-part-load = Workload
dispatch-part-familiarity = Knows the customer
dispatch-part-slack = Time to spare

dispatch-why-chosen = { $travel } min more travel, level { $level } for level { $needed }, rating { $rating }
dispatch-why-lower-score = possible too, score { $score }
dispatch-points-behind = { $points } points behind { $who } ({ $score } to { $best })
dispatch-points-level = as many points as { $who } ({ $score })
dispatch-points-ahead = { $points } points ahead of { $who } ({ $score } to { $best }), but the score did not decide
dispatch-behind-travel = { $theirs } min more travel, not { $best }
dispatch-behind-skill = level { $theirs }, further above what is needed than level { $best }
dispatch-behind-punctuality = { $theirs } % on time, not { $best } %
dispatch-behind-rating = rating { $theirs }, not { $best }
dispatch-behind-load = { $theirs } visits that day, not { $best }
dispatch-behind-familiarity = unknown to the customer
dispatch-behind-slack = { $theirs } min to spare, not { $best }
dispatch-why-nobody = Nobody can do this visit in that window.

dispatch-relax-later-window = could come if the window ended { $minutes } min later
dispatch-relax-earlier-window = could come if the window began { $minutes } min earlier
dispatch-relax-overtime = could come with { $minutes } min of overtime
dispatch-relax-lower-level = could come if { $skill } at level { $level } were enough
dispatch-relax-displace = could come if another visit of that day were moved ({ $visit })

dispatch-trouble-nobody-can = Nobody can do this visit
dispatch-trouble-nobody-took-it = Nobody accepted this visit
dispatch-trouble-named-declined = The chosen technician cannot come; ask the customer
dispatch-trouble-taken-off = Taken off its technician
dispatch-trouble-by-hand = To be assigned by hand
