//! Reads: inboxes, deliveries, template texts, chats.

pub mod chat;
pub mod deliveries;
pub mod inbox;
pub mod texts;
