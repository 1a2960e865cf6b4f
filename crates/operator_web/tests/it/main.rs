//! The console's pages, read by selector, on SQLite.

mod editing;
mod pages;
mod people;
mod site;
