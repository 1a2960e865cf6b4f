//! Money, tried on both engines.

mod it {
    mod books;
    mod history;
    mod moves;
    mod payments;
    mod races;
    mod refunds;
    mod settlements;
    mod split;
    mod statements;
    mod support;
}
