//! The page that shows every component in every state.
use crate::*;
use kernel::Locale;
/// x
#[must_use]
pub fn gallery(_locale: Locale, _theme: Theme) -> String {
    String::new()
}
