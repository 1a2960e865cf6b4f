//! Verbs that write.

mod chat;
mod deliveries;
mod notices;

pub use chat::{
    MarkThreadRead, MoveCustomer, OpenThread, PostCustomerMessage, PostDeskMessage, PostTechnicianMessage,
    ScheduleThreadClose, SetThreadTechnician,
};
pub use deliveries::{Handed, LogCodeDelivery, RecordDelivery, RetryDelivery};
pub use notices::{EditTemplate, MarkAllNoticesRead, MarkNoticeRead, SendNotice};
