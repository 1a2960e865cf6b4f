//! What people read: texts by locale from Fluent files, and money, dates and times as a locale writes them.
//!
//! Texts live in `locales/{zh-CN,en}/*.ftl`, one file per context or face; a new file is picked up by itself. Keys are global, so begin
//! them with the file's subject (`jobs-`, `catalog-`); the sentence of a [`kernel::Problem`] is `problem-<code with - for _>`.
//! A test keeps both locales complete.

mod bundles;
mod figures;
mod moments;
mod negotiation;

pub use bundles::{Value, has, keys, problem, text, text_with};
pub use figures::{distance, duration, money, money_short, number, percent, rate};
pub use moments::{ago, date, date_time, day, day_of_month, month, relative_day, time, weekday, window, window_time};
pub use negotiation::negotiate;

#[cfg(test)]
mod tests;
