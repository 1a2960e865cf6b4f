//! The customers' pages, asked as a browser asks them, over a small town with real contexts.

mod pages;
mod story;
mod town;
mod trouble;
