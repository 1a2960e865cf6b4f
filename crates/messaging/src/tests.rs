//! Rules as tables, every template rendered, stories on both engines.

mod chat;
mod notices;
mod rules;
mod texts;

use crate::{Channel, DeliveryState, MIGRATIONS, NoticeKey, STATEMENTS, Side};
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
        .chain(NoticeKey::ALL.iter().map(|key| format!("messaging-notice-{key}")))
        .chain(Channel::ALL.iter().map(|channel| format!("messaging-channel-{channel}")))
        .chain(DeliveryState::ALL.iter().map(|state| format!("messaging-delivery-{state}")))
        .chain(Side::ALL.iter().map(|side| format!("messaging-side-{side}")));
    for key in keys.map(|key| key.replace('_', "-")) {
        assert!(Locale::ALL.iter().all(|locale| i18n::has(*locale, &key)), "{key}");
    }
}
