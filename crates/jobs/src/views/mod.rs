//! Reads shaped for screens and resources. Every list is bounded or paged by cursor over an index, so that no cost grows with the table.

pub mod detail;
pub mod orders;
pub mod progress;
pub mod schedule;

pub use crate::rules::moves::verbs_open_to;
pub use detail::{
    JobDetail, VisitCodes, VisitDetail, VisitWithJob, cancel_preview, change_order, customer_jobs, job, job_by_number,
    job_row, reschedule_preview, timeline, verify_work_card, visit, visit_codes, work_card,
};
pub use orders::{JobFilter, JobSummary, StageCount, jobs, stage_counts};
pub use progress::{Progress, ProgressStep, progress};
pub use schedule::{BoardVisit, board, offers, technician_day, unassigned};
