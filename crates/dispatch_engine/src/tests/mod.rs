//! Properties that hold for any problem, checked on generated ones.

mod board;
pub(crate) mod make;
mod search;
mod tied;
