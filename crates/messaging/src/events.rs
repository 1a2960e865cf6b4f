//! Facts announced by this context.

use crate::{Inbox, NoticeKey, Side};
use kernel::{CustomerId, JobId, MessageId, NoticeId, TechnicianId, ThreadId};
use serde::{Deserialize, Serialize};

/// Somebody has a new notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoticeSent {
    /// Which.
    pub notice: NoticeId,
    /// Whose.
    pub inbox: Inbox,
    /// Of what kind.
    pub key: NoticeKey,
    /// The id of what it is about.
    pub about: String,
}

impl db::Event for NoticeSent {
    const NAME: &'static str = "messaging.notice_sent";
    fn subject(&self) -> String {
        self.inbox.to_string()
    }
}

/// Somebody wrote in a job's chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessagePosted {
    /// In which chat.
    pub thread: ThreadId,
    /// Which message.
    pub message: MessageId,
    /// About which job.
    pub job: JobId,
    /// Who wrote.
    pub side: Side,
    /// The customer of the chat.
    pub customer: CustomerId,
    /// The technician of the chat, once there is one.
    pub technician: Option<TechnicianId>,
}

impl db::Event for MessagePosted {
    const NAME: &'static str = "messaging.message_posted";
    fn subject(&self) -> String {
        self.thread.to_string()
    }
    fn topics(&self) -> Vec<String> {
        let technician = self.technician.map(|technician| Inbox::Technician(technician).to_string());
        let mut topics = vec![Inbox::Customer(self.customer).to_string(), self.job.to_string(), "desk".to_owned()];
        topics.extend(technician);
        topics
    }
}
