//! Words and colours for codes.

use jobs::model::State;
use kernel::Locale;
use std::fmt::Display;
use ui::{Choice, Shell, Tone};

/// The word for a code: text `<group>-<code>`, or the code itself where nobody wrote one (codes that operators make).
pub(crate) fn word(locale: Locale, group: &str, code: impl Display) -> String {
    let code = code.to_string();
    let key = format!("{group}-{}", code.replace(['_', '.', ':'], "-"));
    if i18n::has(locale, &key) { i18n::text(locale, &key) } else { code }
}

/// Chinese or English of a name that is data.
pub(crate) fn name(locale: Locale, zh: &str, en: &str) -> String {
    match locale {
        Locale::ZhCn => zh.to_owned(),
        Locale::En => en.to_owned(),
    }
}

/// Codes as the choices of a field.
pub(crate) fn choices<'a>(locale: Locale, group: &str, codes: impl IntoIterator<Item = &'a str>) -> Vec<Choice> {
    codes.into_iter().map(|code| Choice::new(code, word(locale, group, code))).collect()
}

/// Words in templates.
pub(crate) trait Words {
    /// The word for a code.
    fn word(&self, group: &str, code: impl Display) -> String;
    /// A name in the page's language.
    fn name(&self, names: &jobs::model::Names) -> String;
}

impl Words for Shell {
    fn word(&self, group: &str, code: impl Display) -> String {
        word(self.locale, group, code)
    }
    fn name(&self, names: &jobs::model::Names) -> String {
        names.in_locale(self.locale).to_owned()
    }
}

/// The colour of a visit's state, as its technician sees it.
pub(crate) fn tone(state: State) -> Tone {
    match state {
        State::EnRoute | State::Arrived | State::Inspecting | State::InService => Tone::Accent,
        State::PendingPayment | State::PendingDispatch | State::Assigned | State::Appointed => Tone::Info,
        State::Offered | State::Rescheduling | State::AwaitingApproval | State::AwaitingAcceptance | State::Rework => {
            Tone::Warn
        }
        State::Completed | State::Settled | State::Continued => Tone::Good,
        State::Disputed | State::NoShowCustomer | State::NoShowTechnician => Tone::Bad,
        State::Cancelled | State::CancelledOnSite | State::Expired => Tone::Neutral,
    }
}

/// Whether somebody is under way or at work, so that the state pulses.
pub(crate) fn is_live(state: State) -> bool {
    tone(state) == Tone::Accent
}
