//! Words for codes that are stored: roles, kinds, states.

use kernel::Locale;
use std::fmt::Display;
use ui::{Choice, Shell};

/// The word for a code: text `<group>-<code>`.
pub(crate) fn word(locale: Locale, group: &str, code: impl Display) -> String {
    i18n::text(locale, &format!("{group}-{}", code.to_string().replace(['_', '.', ':'], "-")))
}

/// The same, or the code itself where nobody wrote a word for it (codes that operators make).
pub(crate) fn word_or_code(locale: Locale, group: &str, code: &str) -> String {
    let key = format!("{group}-{}", code.replace(['_', '.', ':'], "-"));
    if i18n::has(locale, &key) { i18n::text(locale, &key) } else { code.to_owned() }
}

/// Codes as the choices of a field.
pub(crate) fn choices<'a>(locale: Locale, group: &str, codes: impl IntoIterator<Item = &'a str>) -> Vec<Choice> {
    codes.into_iter().map(|code| Choice::new(code, word(locale, group, code))).collect()
}

/// Words in templates: `shell.word("access-role", role)`.
pub(crate) trait Words {
    /// The word for a code.
    fn word(&self, group: &str, code: impl Display) -> String;
    /// The same, or the code itself where nobody wrote a word for it.
    fn word_or_code(&self, group: &str, code: impl AsRef<str>) -> String;
    /// Whether a page is in the person's navigation, so that no link leads where they may not go.
    fn has_page(&self, href: &str) -> bool;
    /// Chinese or English of a name that is data.
    fn name(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> String;
}

impl Words for Shell {
    fn word(&self, group: &str, code: impl Display) -> String {
        word(self.locale, group, code)
    }
    fn word_or_code(&self, group: &str, code: impl AsRef<str>) -> String {
        word_or_code(self.locale, group, code.as_ref())
    }
    fn has_page(&self, href: &str) -> bool {
        self.nav.iter().any(|item| item.href == href)
    }
    fn name(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> String {
        match self.locale {
            Locale::ZhCn => zh.as_ref().to_owned(),
            Locale::En => en.as_ref().to_owned(),
        }
    }
}
