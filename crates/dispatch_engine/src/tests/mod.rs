//! Properties that hold for any problem, checked on generated ones.

mod board;
mod make;
mod search;
mod tied;
