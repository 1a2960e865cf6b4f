//! Rules as tables, stories on both engines.

mod rules;
mod stories;

use crate::{Dimension, MIGRATIONS, ReviewState, ReviewTag, STATEMENTS};
use kernel::Locale;

#[test]
fn every_statement_is_understood() {
    test_kit::prepare_all(&[MIGRATIONS], STATEMENTS);
}

#[test]
fn every_refusal_and_code_has_its_words() {
    let keys = crate::refusals::ALL
        .iter()
        .map(|code| format!("problem-{}", code.code))
        .chain(Dimension::ALL.iter().map(|dimension| format!("feedback-dimension-{dimension}")))
        .chain(ReviewTag::ALL.iter().map(|tag| format!("feedback-tag-{tag}")))
        .chain(ReviewState::ALL.iter().map(|state| format!("feedback-state-{state}")));
    for key in keys.map(|key| key.replace('_', "-")) {
        assert!(Locale::ALL.iter().all(|locale| i18n::has(*locale, &key)), "{key}");
    }
}
