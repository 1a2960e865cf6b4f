//! What components write, and keepers over every face's templates.

mod components;
mod keepers;
