//! Words for codes and names that are data; colours of states; icons of what is sold.

use jobs::model::{Stage, State};
use kernel::Locale;
use std::fmt::Display;
use ui::{Shell, Tone};

/// The word for a code: text `<group>-<code>`.
pub(crate) fn word(locale: Locale, group: &str, code: impl Display) -> String {
    i18n::text(locale, &format!("{group}-{}", code.to_string().replace(['_', '.', ':'], "-")))
}

/// Words in templates: `shell.word("jobs-state", state.as_str())`.
pub(crate) trait Words {
    /// The word for a code.
    fn word(&self, group: &str, code: impl Display) -> String;
    /// Chinese or English of a name that is data.
    fn name(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> String;
    /// A text about a number, its `count`.
    fn counted(&self, key: &str, count: impl Display) -> String;
    /// So much of a unit of the catalogue: "3 hours".
    fn amount_of(&self, unit: impl Display, count: impl Display) -> String;
    /// A duration in minutes.
    fn minutes(&self, count: impl Display) -> String;
    /// The word, or the code itself where nobody wrote one (codes that operators make).
    fn word_or_code(&self, group: &str, code: &str) -> String;
}

impl Words for Shell {
    fn word(&self, group: &str, code: impl Display) -> String {
        word(self.locale, group, code)
    }
    fn name(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> String {
        match self.locale {
            Locale::ZhCn => zh.as_ref().to_owned(),
            Locale::En => en.as_ref().to_owned(),
        }
    }
    fn counted(&self, key: &str, count: impl Display) -> String {
        let count: i64 = count.to_string().parse().unwrap_or(0);
        self.tw(key, &[("count", count.into())])
    }
    fn amount_of(&self, unit: impl Display, count: impl Display) -> String {
        self.counted(&format!("catalog-amount-{}", unit.to_string().replace('_', "-")), count)
    }
    fn minutes(&self, count: impl Display) -> String {
        self.duration(count.to_string().parse::<i64>().unwrap_or(0))
    }
    fn word_or_code(&self, group: &str, code: &str) -> String {
        let key = format!("{group}-{}", code.replace(['_', '.', ':'], "-"));
        if i18n::has(self.locale, &key) { self.t(&key) } else { code.to_owned() }
    }
}

/// The colour of where a visit stands.
pub(crate) fn tone(state: State) -> Tone {
    match state {
        State::PendingPayment | State::AwaitingApproval | State::AwaitingAcceptance | State::Rescheduling => Tone::Warn,
        State::PendingDispatch | State::Offered => Tone::Accent,
        State::Assigned
        | State::Appointed
        | State::EnRoute
        | State::Arrived
        | State::Inspecting
        | State::InService
        | State::Rework => Tone::Info,
        State::Completed | State::Settled => Tone::Good,
        State::Disputed | State::NoShowCustomer | State::NoShowTechnician => Tone::Bad,
        State::Continued | State::Cancelled | State::CancelledOnSite | State::Expired => Tone::Neutral,
    }
}

/// How far a job has come, as the steps a customer knows; none when it ended in another way.
pub(crate) fn progress(state: State) -> Option<usize> {
    match state {
        State::PendingPayment | State::PendingDispatch | State::Offered => Some(0),
        State::Assigned | State::Appointed | State::Rescheduling => Some(1),
        State::EnRoute => Some(2),
        State::Arrived | State::Inspecting | State::AwaitingApproval | State::InService | State::Rework => Some(3),
        State::AwaitingAcceptance | State::Disputed => Some(4),
        State::Completed | State::Settled => Some(5),
        State::Continued => Some(3),
        State::Cancelled
        | State::CancelledOnSite
        | State::NoShowCustomer
        | State::NoShowTechnician
        | State::Expired => None,
    }
}

/// The names of those steps.
pub(crate) const STEPS: [&str; 5] = [
    "customer-step-booked",
    "customer-step-appointed",
    "customer-step-on-the-way",
    "customer-step-working",
    "customer-step-accepting",
];

/// Whether a job is still to be watched.
pub(crate) fn is_open(stage: Stage) -> bool {
    match stage {
        Stage::Unpaid | Stage::ToDispatch | Stage::Scheduled | Stage::UnderWay | Stage::ToAccept | Stage::Trouble => {
            true
        }
        Stage::Completed | Stage::Settled | Stage::Cancelled => false,
    }
}

/// The icon of a category, by its code; an operator's own has the toolbox.
pub(crate) fn icon_of(category: &str) -> &'static str {
    match category {
        "cleaning" => "sparkle",
        "appliance_cleaning" => "snowflake",
        "furniture_bed" => "home",
        "furniture_table" => "grid",
        "furniture_door" => "box",
        "furniture_surface" => "paint",
        "furniture_smart" => "settings",
        "installation" => "hammer",
        "plumbing_electric" => "droplet",
        "appliance_repair" => "plug",
        "inspection" => "scale",
        code if code.starts_with("furniture") => "sofa",
        _ => "toolbox",
    }
}
