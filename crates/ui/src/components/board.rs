//! The dispatch board: who goes where when.

use super::{Tone, html_safe};
use askama::Template;

/// A visit on the board. Times are minutes from the board's midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardVisit {
    /// Its id.
    pub id: String,
    /// Sent back on a move, so that two dispatchers cannot overwrite each other.
    pub version: i64,
    /// First line: number or customer.
    pub title: String,
    /// Second line: window, service, place.
    pub note: String,
    /// Work begins.
    pub start_minute: u32,
    /// Work ends.
    pub end_minute: u32,
    /// Travel before it, in minutes.
    pub travel_minutes: u32,
    /// Its state's colour.
    pub tone: Tone,
    /// Its page.
    pub href: String,
    /// A dispatcher fixed it.
    pub is_pinned: bool,
    /// It cannot be moved any more.
    pub is_locked: bool,
}

/// How many colours there are for routes.
pub const LANES: usize = 12;

/// Minutes in which a technician does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardSpan {
    /// From.
    pub start_minute: u32,
    /// Until.
    pub end_minute: u32,
}

/// A technician's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// Their id.
    pub technician: String,
    /// Their name.
    pub name: String,
    /// Load, territory, or what they do now.
    pub note: String,
    /// What they do now, as a dot.
    pub presence: Tone,
    /// Their page.
    pub href: String,
    /// Number of the colour of their route, 1 to [`LANES`]; none: they go nowhere.
    pub lane: Option<usize>,
    /// Outside the shift and time off.
    pub off: Vec<BoardSpan>,
    /// In order of time.
    pub visits: Vec<BoardVisit>,
}

/// The whole board. With script, visits are dragged, or lifted with Enter and moved with the arrow keys; a move posts `visit`,
/// `technician`, `start_minute`, `version` and `csrf` to `action`. Without script a form of selects does; its `version` is empty.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/board.html")]
pub struct Board {
    /// Language of its few words.
    pub locale: kernel::Locale,
    /// First minute shown.
    pub from_minute: u32,
    /// Last minute shown.
    pub to_minute: u32,
    /// Now, when the board shows today.
    pub now_minute: Option<u32>,
    /// Grid of a move, in minutes.
    pub step_minutes: u32,
    /// Where a move is posted; empty: who looks may not move.
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Visits nobody has yet.
    pub pool: Vec<BoardVisit>,
    /// One per technician.
    pub rows: Vec<BoardRow>,
}

impl Board {
    /// Every minute on the grid with its clock reading.
    fn starts(&self) -> impl Iterator<Item = (u32, String)> {
        let step = self.step_minutes.max(1) as usize;
        (self.from_minute..self.to_minute)
            .step_by(step)
            .map(|minute| (minute, format!("{:02}:{:02}", minute / 60, minute % 60)))
    }
}

html_safe!(Board);
