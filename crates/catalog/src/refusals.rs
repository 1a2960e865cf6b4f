//! Why the catalogue says no.

kernel::refusals! {
    /// The service is not offered now.
    SERVICE_INACTIVE = Refused "service_inactive";
    /// No price book is valid then.
    NO_PRICE_BOOK = Refused "no_price_book";
    /// The valid price book does not price it.
    NOT_PRICED = Refused "not_priced";
    /// Less or more than one visit can do.
    BAD_QUANTITY = Invalid "bad_quantity";
    /// The service has no such add-on.
    UNKNOWN_ADD_ON = Invalid "unknown_add_on";
    /// More of an add-on than can be, or none.
    BAD_ADD_ON_COUNT = Invalid "bad_add_on_count";
    /// The price book has no such material, or the service is not done on it.
    UNKNOWN_MATERIAL = Invalid "unknown_material";
    /// No such brand or brand tier.
    UNKNOWN_BRAND = Invalid "unknown_brand";
    /// No such furniture type.
    UNKNOWN_FURNITURE = Invalid "unknown_furniture";
    /// No such fault, or another service repairs it.
    UNKNOWN_FAULT = Invalid "unknown_fault";
    /// The service is not offered that way.
    UNKNOWN_PLAN = Invalid "unknown_plan";
    /// Only those who can judge it set the difficulty.
    DIFFICULTY_BY_EXPERT = Refused "difficulty_by_expert";
    /// More work than one visit can hold.
    TOO_LONG_FOR_VISIT = Refused "too_long_for_visit";
    /// The quote no longer binds us.
    QUOTE_EXPIRED = Refused "quote_expired";
    /// The quote was accepted before.
    QUOTE_ACCEPTED = Refused "quote_accepted";
    /// Another quote took its place.
    QUOTE_SUPERSEDED = Refused "quote_superseded";
    /// Extra work needs an accepted quote.
    QUOTE_NOT_ACCEPTED = Refused "quote_not_accepted";
    /// The visit fee was taken off before.
    CREDIT_USED = Refused "credit_used";
    /// The quote is not what we signed.
    QUOTE_TAMPERED = Refused "quote_tampered";
    /// A published price book never changes.
    BOOK_PUBLISHED = Refused "book_published";
    /// Something that is offered has no price in the book.
    BOOK_INCOMPLETE = Refused "book_incomplete";
    /// A book cannot begin in the past.
    BOOK_BEGINS_IN_PAST = Refused "book_begins_in_past";
    /// A part's price is more above its cost than allowed.
    MARKUP_TOO_HIGH = Refused "markup_too_high";
    /// The code is taken by another.
    CODE_TAKEN = Refused "catalog_code_taken";
    /// Not a code: letters, digits and the separators its kind allows.
    BAD_CODE = Invalid "bad_catalog_code";
    /// The same code stands twice in one list.
    REPEATED_CODE = Invalid "repeated_catalog_code";
    /// A category cannot stand under itself.
    BAD_PARENT = Invalid "bad_category_parent";
    /// What a step needs for its kind is missing, or is too much.
    BAD_STEP = Invalid "bad_checklist_step";
}
