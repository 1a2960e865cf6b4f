//! The books, tried on both engines.

mod it {
    mod books;
    mod races;
    mod rules;
    mod statements;
    mod support;
}
