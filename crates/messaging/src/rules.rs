//! Decisions: when a message may go out, what a chat message may hold.

mod masking;

pub use masking::mask_phones;

use crate::{Channel, SendingHours, notices::Urgency, refusals};
use kernel::{
    FileId, Result, Timestamp, problem,
    time::{SignedDuration, hours},
};

/// How long after its completion a job's chat stays open.
pub const CHAT_OPEN_AFTER: SignedDuration = hours(72);
/// Characters of one chat message.
pub const MESSAGE_LENGTH_MAX: usize = 2000;

/// When a delivery is due: at once, or for text messages that can wait, when the quiet time ends.
#[must_use]
pub fn due_at(now: Timestamp, channel: Channel, urgency: Urgency, sending: &SendingHours) -> Timestamp {
    match (channel, urgency) {
        (Channel::InApp | Channel::Mail, _) | (Channel::Sms, Urgency::Urgent) => return now,
        (Channel::Sms, Urgency::Normal) => {}
    }
    let local = sending.zone.local(now);
    let (from, until, time) = (sending.quiet_from, sending.quiet_until, local.time());
    let is_quiet = if from <= until { from <= time && time < until } else { from <= time || time < until };
    if !is_quiet {
        return now;
    }
    let ends_today = time < until;
    let date = if ends_today { local.date() } else { local.date().tomorrow().unwrap_or(local.date()) };
    sending.zone.instant_or_after(date.to_datetime(until))
}

/// The text of a chat message as it is kept: trimmed; refused when too long, or empty without a photo.
pub fn message_text(text: &str, photo: Option<FileId>) -> Result<String> {
    let text = text.trim();
    if text.is_empty() && photo.is_none() {
        return Err(refusals::EMPTY_MESSAGE.field("text"));
    }
    if text.chars().count() > MESSAGE_LENGTH_MAX {
        return Err(problem::TOO_LONG.field("text").param("length_max", MESSAGE_LENGTH_MAX));
    }
    Ok(text.to_owned())
}

/// Whether a chat is closed.
#[must_use]
pub fn is_closed(closes_at: Option<Timestamp>, now: Timestamp) -> bool {
    closes_at.is_some_and(|end| end <= now)
}

/// An address as logs show it: phones with a hidden middle, mail addresses with a hidden name.
#[must_use]
pub fn masked_address(address: &str) -> String {
    if let Some((name, host)) = address.split_once('@') {
        let first: String = name.chars().take(1).collect();
        return format!("{first}***@{host}");
    }
    address.parse::<kernel::Phone>().map_or_else(|_| "***".to_owned(), |phone| phone.masked())
}
