//! The parts of a page that have structure of their own; what is only a class on plain HTML stands in README.md and in the gallery.

mod bill;
mod board;
mod chat;
mod field;
mod form;
mod map;
mod marks;
mod media;
mod progress;
mod slots;
mod words;

pub use bill::{Bill, BillLine, Price, bill, price};
pub use board::{Board, BoardRow, BoardSpan, BoardVisit, LANES};
pub use chat::{Bubble, BubbleState};
pub use field::{Choice, Field, checkbox, field};
pub use form::{CsrfField, Form};
pub use map::{MapData, MapPoint};
pub use marks::{Avatar, Badge, Rate, Stars, Tone, avatar, badge, dot, rate, stars};
pub use media::{PhotoQueue, PhotoSlot, photo_queue};
pub use progress::{Meter, Stat, Step, StepState, Stepper, Timeline, TimelineEntry, meter, stat, stepper, timeline};
pub use slots::{SlotChoice, SlotDay, SlotPicker, SlotState};
pub use words::{Blank, Notice, Pagination, blank, notice, pagination};

/// Lets templates show a component as it is: its own template has escaped what came from people.
macro_rules! html_safe {
    ($($name:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
pub(crate) use html_safe;
