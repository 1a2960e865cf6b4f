//! Why this context says no.

kernel::refusals! {
    /// The visit has its review already.
    ALREADY_REVIEWED = Refused "already_reviewed";
    /// A review can be changed for some days only.
    REVIEW_FINAL = Refused "review_final";
    /// The visit is not completed yet.
    TOO_EARLY_TO_REVIEW = Refused "too_early_to_review";
    /// Reviews are accepted for some weeks after the visit.
    TOO_LATE_TO_REVIEW = Refused "too_late_to_review";
    /// A score that is not between one and five.
    BAD_SCORE = Invalid "bad_score";
    /// The review has its reply already.
    ALREADY_REPLIED = Refused "already_replied";
    /// A review that is not shown cannot be answered.
    REVIEW_NOT_SHOWN = Refused "review_not_shown";
}
