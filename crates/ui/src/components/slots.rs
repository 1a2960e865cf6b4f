//! Arrival windows to choose from, grouped by day and part of day; only what can be taken is offered.

use super::html_safe;
use crate::Shell;
use askama::Template;
use kernel::{Locale, Window, time::Date};

/// Whether a window can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// It can.
    Free,
    /// It can, and we recommend it.
    Best,
    /// Somebody else has it.
    Full,
}

/// One arrival window.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotChoice {
    /// What is sent.
    pub value: String,
    /// When.
    pub window: Window,
    /// Price difference, technician, or what makes it good.
    pub note: String,
    /// Whether it can be taken.
    pub state: SlotState,
}

/// The windows of a day, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotDay {
    /// Which day.
    pub date: Date,
    /// Its windows; none: nobody works.
    pub slots: Vec<SlotChoice>,
}

/// A window as it is shown.
#[derive(Clone, Debug)]
struct Shown {
    value: String,
    label: String,
    note: String,
    is_best: bool,
    is_chosen: bool,
}

/// Morning, afternoon or evening with its free windows.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    slots: Vec<Shown>,
}

/// A day as it is shown.
#[derive(Clone, Debug)]
struct Day {
    label: String,
    note: String,
    parts: Vec<Part>,
    /// Nobody works that day; else, without parts, everything is taken.
    is_idle: bool,
}

impl Day {
    fn count(&self) -> usize {
        self.parts.iter().map(|part| part.slots.len()).sum()
    }
}

/// Radio buttons by day, the first free day open; with script, one day at a time.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/slot_picker.html")]
pub struct SlotPicker {
    locale: Locale,
    name: String,
    days: Vec<Day>,
    open: usize,
}

impl SlotPicker {
    /// Whether there is nothing to choose.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.days.iter().all(|day| day.parts.is_empty())
    }
    fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key)
    }
    fn free(&self, day: &Day) -> String {
        i18n::text_with(self.locale, "ui-slots-free", &[("count", i64::try_from(day.count()).unwrap_or(0).into())])
    }
}

impl Shell {
    /// A picker that sends a window under a name; `chosen` is the value that was chosen before.
    #[must_use]
    pub fn slot_picker(&self, name: &str, chosen: &str, days: Vec<SlotDay>) -> SlotPicker {
        let days: Vec<Day> = days.iter().map(|day| self.slot_day(day, chosen)).collect();
        let is_chosen = |day: &Day| day.parts.iter().flat_map(|part| &part.slots).any(|slot| slot.is_chosen);
        let open = days.iter().position(is_chosen).or_else(|| days.iter().position(|day| !day.parts.is_empty()));
        SlotPicker { locale: self.locale, name: name.to_owned(), open: open.unwrap_or(0), days }
    }

    fn slot_day(&self, day: &SlotDay, chosen: &str) -> Day {
        let mut parts: Vec<Part> = Vec::new();
        for slot in day.slots.iter().filter(|slot| slot.state != SlotState::Full) {
            let name = self.t(part_of_day(self.zone.local(slot.window.start).hour()));
            let shown = Shown {
                value: slot.value.clone(),
                label: self.window_time(slot.window),
                note: slot.note.clone(),
                is_best: slot.state == SlotState::Best,
                is_chosen: slot.value == chosen,
            };
            match parts.last_mut().filter(|part| part.name == name) {
                Some(part) => part.slots.push(shown),
                None => parts.push(Part { name, slots: vec![shown] }),
            }
        }
        let today = self.zone.date_of(self.now);
        let is_near = day.date == today || Some(day.date) == today.tomorrow().ok();
        let weekday = i18n::weekday(self.locale, day.date);
        Day {
            label: if is_near { self.relative_day(day.date) } else { weekday.to_owned() },
            note: i18n::day_of_month(self.locale, day.date),
            parts,
            is_idle: day.slots.is_empty(),
        }
    }
}

/// The text that names a part of the day by its hour.
fn part_of_day(hour: i8) -> &'static str {
    match hour {
        ..12 => "ui-slots-morning",
        12..18 => "ui-slots-afternoon",
        18.. => "ui-slots-evening",
    }
}

html_safe!(SlotPicker);
