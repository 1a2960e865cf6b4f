//! Why this context says no.

kernel::refusals! {
    /// The place is in none of the territories that are served.
    OUTSIDE_TERRITORIES = Refused "outside_territories";
    /// A border that is none.
    BAD_RING = Invalid "bad_ring";
    /// A code that is not short lower-case ASCII.
    BAD_CODE = Invalid "bad_code";
    /// The code is in use.
    CODE_TAKEN = Refused "code_taken";
    /// A policy document that its reader cannot understand.
    BAD_POLICY = Invalid "bad_policy";
}
