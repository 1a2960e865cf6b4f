//! Arrival windows as the choices of a picker, and back.

use dispatch::rules::slots::{Slot, SlotDay, SlotState};
use kernel::{Problem, Result, Timestamp, Window, problem};
use ui::{Shell, SlotChoice, SlotPicker};

/// The picker of some days; a window is sent as its two instants.
pub(crate) fn picker(shell: &Shell, days: &[SlotDay], chosen: &str) -> SlotPicker {
    let choice = |slot: &Slot| SlotChoice {
        value: value(slot.window),
        window: slot.window,
        note: match slot.state {
            SlotState::Few => shell.t("day-slot-few"),
            SlotState::Open => shell.tw("day-slot-technicians", &[("count", slot.technicians.into())]),
            SlotState::Full => String::new(),
        },
        state: match slot.state {
            SlotState::Open | SlotState::Few => ui::SlotState::Free,
            SlotState::Full => ui::SlotState::Full,
        },
    };
    let day = |day: &SlotDay| ui::SlotDay { date: day.date, slots: day.slots.iter().map(choice).collect() };
    shell.slot_picker("window", chosen, days.iter().map(day).collect())
}

/// A window as a form sends it.
pub(crate) fn value(window: Window) -> String {
    format!("{}_{}", window.start, window.end)
}

/// The window that a form sent.
pub(crate) fn window(text: &str) -> Result<Window> {
    let bad = || -> Problem { problem::BAD_TIME.field("window").param("given", text) };
    if text.is_empty() {
        return Err(problem::REQUIRED.field("window"));
    }
    let (start, end) = text.split_once('_').ok_or_else(bad)?;
    let instant = |text: &str| text.parse::<Timestamp>().map_err(|_| bad());
    Window::new(instant(start)?, instant(end)?).map_err(|problem| problem.field("window"))
}
