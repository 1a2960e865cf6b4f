//! Why this context says no.

kernel::refusals! {
    /// A template that cannot be rendered with what its notice offers.
    BAD_TEMPLATE = Invalid "bad_template";
    /// A message with neither words nor photo.
    EMPTY_MESSAGE = Invalid "empty_message";
    /// The chat of a job closes some days after its completion.
    CHAT_CLOSED = Refused "chat_closed";
    /// Only a delivery that failed can be tried again.
    NOT_FAILED = Refused "not_failed";
}
