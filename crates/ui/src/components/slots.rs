//! Arrival windows to choose from, grouped by day.

use super::html_safe;
use askama::Template;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotChoice {
    /// What is sent.
    pub value: String,
    /// Its times.
    pub label: String,
    /// Price difference, technician, or what makes it good.
    pub note: String,
    /// Whether it can be taken.
    pub state: SlotState,
}

/// The windows of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotDay {
    /// Today, tomorrow or the weekday.
    pub label: String,
    /// Day and month.
    pub note: String,
    /// In order of time.
    pub slots: Vec<SlotChoice>,
}

/// Radio buttons by day; with script, one day at a time.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/slot_picker.html")]
pub struct SlotPicker {
    /// The name under which the chosen window is sent.
    pub name: String,
    /// What is chosen already.
    pub chosen: String,
    /// What to say for a day without windows.
    pub empty: String,
    /// In order.
    pub days: Vec<SlotDay>,
}

html_safe!(SlotPicker);
