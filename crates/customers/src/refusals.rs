//! Why this context says no.

kernel::refusals! {
    /// Another customer has this phone.
    PHONE_TAKEN = Refused "phone_taken";
    /// The file holds as many entries of this kind as it may.
    FILE_FULL = Refused "file_full";
    /// A customer cannot be merged with themselves, or with one that was merged away.
    BAD_MERGE = Refused "bad_merge";
}
