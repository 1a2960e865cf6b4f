//! Why dispatch says no.

kernel::refusals! {
    /// Nobody can come in that window any more.
    SLOT_TAKEN = Refused "slot_taken";
    /// The window is none that is offered, or starts too soon or too far ahead.
    SLOT_NOT_OFFERED = Invalid "slot_not_offered";
    /// The hold's time ran out.
    HOLD_EXPIRED = Refused "hold_expired";
    /// The hold became another visit already, or was given back.
    HOLD_USED = Refused "hold_used";
    /// This person keeps as many slots as allowed.
    TOO_MANY_HOLDS = TooMany "too_many_holds";
    /// The visit has its time already.
    VISIT_ALREADY_PLANNED = Refused "visit_already_planned";
    /// The visit is over, or its technician is on the way.
    VISIT_NOT_PLANNABLE = Refused "visit_not_plannable";
    /// Nobody can do the visit then.
    NOBODY_CAN = Refused "nobody_can";
    /// This technician cannot do the visit then; `rules` names the failed rules.
    TECHNICIAN_CANNOT = Refused "technician_cannot";
    /// A rule that nobody may pass over.
    RULE_NOT_OVERRULABLE = Invalid "rule_not_overrulable";
    /// The technician is pinned; unpin first.
    TECHNICIAN_PINNED = Refused "technician_pinned";
    /// The customer chose nobody.
    NOBODY_NAMED = Refused "nobody_named";
    /// The offer's time ran out.
    OFFER_EXPIRED = Refused "offer_expired";
    /// The offer was answered already.
    OFFER_ANSWERED = Refused "offer_answered";
    /// The offer was taken back.
    OFFER_WITHDRAWN = Refused "offer_withdrawn";
    /// This is an offer to one person; it is answered, not claimed (or the other way round).
    OFFER_OF_OTHER_KIND = Refused "offer_of_other_kind";
    /// A refusal needs a reason.
    REASON_NEEDED = Invalid "reason_needed";
}
