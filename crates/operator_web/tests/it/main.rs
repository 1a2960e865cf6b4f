//! The console's pages, read by selector, on SQLite.

mod day;
mod editing;
mod pages;
mod people;
mod site;
mod words;
