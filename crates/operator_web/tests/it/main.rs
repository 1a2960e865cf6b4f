//! The console's pages, read by selector, on SQLite.

mod pages;
mod site;
