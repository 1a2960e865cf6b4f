//! Properties that hold for any problem, checked on generated ones.

mod board;
mod combined;
mod explain;
mod formats;
pub(crate) mod make;
mod quota;
mod rules;
mod search;
mod tied;
mod whatif;
