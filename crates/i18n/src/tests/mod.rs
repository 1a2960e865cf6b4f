//! Formats as tables, and the keeper of complete locales.

mod completeness;
mod formats;
