//! Why this context says no, as codes.

kernel::refusals! {
    /// The verb does not lead out of the visit's state.
    MOVE_NOT_OPEN = Refused "move_not_open";
    /// Somebody reported another person at the door; an operator must clear it first.
    VISIT_FROZEN = Refused "visit_frozen";
    /// The work pauses; it must be resumed first.
    VISIT_PAUSED = Refused "visit_paused";
    /// The code typed is not the right one.
    WRONG_CODE = Refused "wrong_code";
    /// Too many wrong codes.
    CODE_LOCKED = TooMany "code_locked";
    /// The finish code is too old; the customer can have a new one.
    FINISH_CODE_EXPIRED = Refused "finish_code_expired";
    /// The position reported is too far from the property.
    TOO_FAR_AWAY = Refused "too_far_away";
    /// Neither position nor start code came with the arrival.
    ARRIVAL_NEEDS_PROOF = Invalid "arrival_needs_proof";
    /// Steps or photos are missing.
    WORK_INCOMPLETE = Refused "work_incomplete";
    /// Less was paid than is due before dispatch.
    PAYMENT_TOO_SMALL = Refused "payment_too_small";
    /// The time to pay has not run out.
    PAYMENT_STILL_OPEN = Refused "payment_still_open";
    /// The lines do not sum to the total.
    TOTAL_MISMATCH = Invalid "total_mismatch";
    /// Moved as often as allowed.
    RESCHEDULE_LIMIT = Refused "reschedule_limit";
    /// The proposal ran out of time.
    PROPOSAL_EXPIRED = Refused "proposal_expired";
    /// The proposal may still be answered.
    PROPOSAL_STILL_OPEN = Refused "proposal_still_open";
    /// Only the other side can agree.
    OWN_PROPOSAL = Refused "own_proposal";
    /// Not waited or not called often enough to say that nobody is there.
    NO_SHOW_TOO_EARLY = Refused "no_show_too_early";
    /// The technician is not late enough to count as missing, or has said so in time.
    TECHNICIAN_NOT_MISSING = Refused "technician_not_missing";
    /// The customer may still look at the work.
    ACCEPTANCE_STILL_OPEN = Refused "acceptance_still_open";
    /// The change order was answered or taken back.
    CHANGE_ORDER_DECIDED = Refused "change_order_decided";
    /// The visit is not offered to this technician.
    NOT_OFFERED_TO_YOU = Refused "not_offered_to_you";
    /// As many photos as a visit can have.
    TOO_MANY_PROOFS = Refused "too_many_proofs";
    /// A content hash that is none.
    BAD_DIGEST = Invalid "bad_digest";
    /// Who answers for it must be named.
    LIABLE_REQUIRED = Invalid "liable_required";
    /// The reason is not one for this situation or person.
    REASON_NOT_ALLOWED = Refused "reason_not_allowed";
}
