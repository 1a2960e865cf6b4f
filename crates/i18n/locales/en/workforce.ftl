# Technicians, hours, certificates, time off.

problem-technician-phone-taken = Another technician already has this phone number.
problem-bad-shift = Working hours must end after they start, must not overlap, and may not exceed { $minutes_max } minutes a day.
problem-no-free-day = A week may have at most { $days_max } working days.
problem-technician-left = This technician no longer works here.
problem-technician-on-leave = You are on leave and cannot go on duty.
problem-time-off-decided = This request was already decided or withdrawn ({ $state }).
problem-time-off-overlaps = This overlaps other time off.
problem-bad-certificate-dates = A certificate cannot expire before it was issued.
