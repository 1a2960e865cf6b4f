//! Why workforce says no.

kernel::refusals! {
    /// Another technician of the market has this phone number.
    PHONE_TAKEN = Refused "technician_phone_taken";
    /// Working hours of one day overlap or end before they start.
    BAD_SHIFT = Invalid "bad_shift";
    /// A weekly pattern without a free day.
    NO_FREE_DAY = Invalid "no_free_day";
    /// The technician works here no more.
    TECHNICIAN_LEFT = Refused "technician_left";
    /// A technician on leave cannot go on duty.
    TECHNICIAN_ON_LEAVE = Refused "technician_on_leave";
    /// The wish for time off was decided or withdrawn already.
    TIME_OFF_DECIDED = Refused "time_off_decided";
    /// The time off overlaps another one.
    TIME_OFF_OVERLAPS = Refused "time_off_overlaps";
    /// A certificate that expires before it was issued.
    BAD_CERTIFICATE_DATES = Invalid "bad_certificate_dates";
}
