//! Why the books say no.

kernel::refusals! {
    /// Debits and credits of a transfer differ.
    UNBALANCED = Invalid "ledger_unbalanced";
    /// A transfer has fewer than two entries, or one of nothing.
    EMPTY_ENTRY = Invalid "ledger_empty_entry";
    /// An account of this code belongs to another kind of owner.
    WRONG_OWNER = Invalid "ledger_wrong_owner";
    /// The account holds less than is to be taken out of it.
    OVERDRAWN = Refused "ledger_overdrawn";
    /// The same fact was posted before with other amounts.
    DIFFERENT_FACT = Conflict "ledger_different_fact";
    /// A transfer that is not pending cannot be confirmed or voided otherwise than it was.
    ALREADY_RESOLVED = Refused "ledger_already_resolved";
    /// Only posted transfers can be reversed, and a reversal cannot.
    NOT_REVERSIBLE = Refused "ledger_not_reversible";
}
