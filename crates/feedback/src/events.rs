//! Facts announced by this context.

use kernel::{CustomerId, JobId, ReviewId, TechnicianId, VisitId};
use serde::{Deserialize, Serialize};

/// A customer reviewed a visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewWritten {
    /// The review.
    pub review: ReviewId,
    /// Of which job.
    pub job: JobId,
    /// Of which visit.
    pub visit: VisitId,
    /// By whom.
    pub customer: CustomerId,
    /// About whom.
    pub technician: TechnicianId,
    /// From one to five.
    pub overall: i64,
}

impl db::Event for ReviewWritten {
    const NAME: &'static str = "feedback.review_written";
    fn subject(&self) -> String {
        self.review.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec![self.job.to_string(), format!("technician:{}", self.technician), "reviews".to_owned()]
    }
}

/// A review was edited, answered, hidden or shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewChanged {
    /// The review.
    pub review: ReviewId,
    /// Of which job.
    pub job: JobId,
    /// By whom.
    pub customer: CustomerId,
    /// About whom.
    pub technician: TechnicianId,
}

impl db::Event for ReviewChanged {
    const NAME: &'static str = "feedback.review_changed";
    fn subject(&self) -> String {
        self.review.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec![self.job.to_string(), format!("technician:{}", self.technician), "reviews".to_owned()]
    }
}

/// A technician's rating changed; whoever keeps a copy of it (dispatch scores) reads it anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RatingChanged {
    /// Whose.
    pub technician: TechnicianId,
    /// How many reviews count now.
    pub review_count: i64,
    /// Their mean overall score in hundredths; 0 without reviews.
    pub overall_hundredths: i64,
}

impl db::Event for RatingChanged {
    const NAME: &'static str = "feedback.rating_changed";
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}
