//! What the simulated carriers would have delivered: kept in memory so that a person trying the product can read their "phone".

use kernel::Timestamp;
use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

const KEPT: usize = 500;

/// One message that left the house.
#[derive(Clone, Debug, Serialize)]
pub struct SentMessage {
    /// When.
    pub at: Timestamp,
    /// Telephone number or mail address.
    pub to: String,
    /// Subject, for mail.
    pub subject: Option<String>,
    /// What it said.
    pub body: String,
}

/// The last messages, newest first.
#[derive(Clone, Default)]
pub struct SentBox(Arc<Mutex<VecDeque<SentMessage>>>);

impl SentBox {
    /// Keeps a message.
    pub fn keep(&self, message: SentMessage) {
        let mut kept = self.0.lock().expect("nothing panics while holding the box");
        kept.push_front(message);
        kept.truncate(KEPT);
    }

    /// The last messages to one receiver, or to all, newest first.
    #[must_use]
    pub fn latest(&self, to: Option<&str>, limit: usize) -> Vec<SentMessage> {
        let kept = self.0.lock().expect("nothing panics while holding the box");
        kept.iter().filter(|message| to.is_none_or(|to| message.to == to)).take(limit).cloned().collect()
    }
}
