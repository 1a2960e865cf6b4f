//! Shapes of notices, chats and reviews.

use crate::shape::{coded, mirror, shape};
use feedback::{
    Dimension, Opinion, Review, ReviewState, ReviewTag, Scores,
    views::{Mean, Rating},
};
use kernel::{
    CustomerId, DeliveryId, FileId, JobId, Locale, MessageId, NoticeId, ReviewId, TechnicianId, ThreadId, Timestamp,
    VisitId,
};
use messaging::{
    Channel, DeliveryState, NoticeKey, Side,
    templates::Text,
    views::{
        chat::{Message, Thread, Unread},
        deliveries::DeliveryLine,
        inbox::Notice,
        texts::TemplateText,
    },
};

coded!(Channel, DeliveryState, Dimension, NoticeKey, ReviewState, ReviewTag, Side);

shape! {
    /// Something told to a person.
    NoticeShown of Notice as notice {
        notice: NoticeId = notice.notice_id,
        inbox: String = notice.inbox.to_string(),
        key: NoticeKey = notice.notice_key,
        about: String,
        subject: String,
        body: String,
        created_at: Timestamp,
        read_at: Option<Timestamp>,
    }
}

shape! {
    /// The chat of a job.
    ThreadShown of Thread as thread {
        thread: ThreadId = thread.thread_id,
        job: JobId = thread.job_id,
        customer: CustomerId = thread.customer_id,
        technician: Option<TechnicianId> = thread.technician_id,
        closes_at: Option<Timestamp>,
        message_count: i64,
        last_text: String,
        last_message_at: Timestamp,
        customer_unread: i64,
        technician_unread: i64,
        desk_unread: i64,
    }
}

shape! {
    /// One message.
    MessageShown of Message as message {
        message: MessageId = message.message_id,
        number: i64,
        side: Side,
        author: String,
        body: String,
        photo: Option<FileId> = message.photo_id,
        created_at: Timestamp,
    }
}

mirror! { Unread = Unread { notices: i64, messages: i64 } }

shape! {
    /// One try to deliver a notice by a channel.
    DeliveryShown of DeliveryLine as line {
        delivery: DeliveryId = line.delivery_id,
        key: NoticeKey = line.notice_key,
        about: String,
        channel: Channel,
        address_masked: String,
        body: String,
        state: DeliveryState,
        tries: i64,
        last_error: String,
        due_at: Timestamp,
        created_at: Timestamp,
        sent_at: Option<Timestamp>,
    }
}

shape! {
    /// The text of a kind of notice on a channel.
    TemplateShown of TemplateText as text {
        key: NoticeKey,
        channel: Channel,
        locale: Locale,
        subject: String = text.text.subject.clone(),
        body: String = text.text.body.clone(),
        shipped: Text,
        version: i64,
        edited_at: Option<Timestamp>,
    }
}
mirror! { Text = Text { subject: String, body: String } }

mirror! { Scores = Scores {
    overall: i64, punctuality: Option<i64>, workmanship: Option<i64>, communication: Option<i64>, cleanliness: Option<i64>,
    price_transparency: Option<i64>,
} }
mirror! { Opinion = Opinion { scores: Scores, text: String, tags: Vec<ReviewTag>, photos: Vec<FileId> } }

shape! {
    /// What a customer thinks of a visit.
    ReviewShown of Review as review {
        review: ReviewId = review.review_id,
        visit: VisitId = review.visit_id,
        job: JobId = review.job_id,
        customer: CustomerId = review.customer_id,
        technician: TechnicianId = review.technician_id,
        opinion: Opinion,
        state: ReviewState,
        state_reason: String,
        reply: String,
        replied_at: Option<Timestamp>,
        created_at: Timestamp,
        edited_at: Option<Timestamp>,
        version: i64,
    }
}

mirror! { Mean = Mean { dimension: Dimension, review_count: i64, hundredths: i64 } }
mirror! { Rating = Rating { technician: TechnicianId, means: Vec<Mean> } }
