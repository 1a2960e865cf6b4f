//! Facts announced. Every one carries [`About`]: whom and what it concerns, after the fact.

use crate::{
    model::{AcceptedVia, Line, Names, Party, State},
    rules::{
        arrival::ArrivalProof,
        cancellation::{CancelReason, FeePreview},
    },
};
use db::Event;
use kernel::{ChangeOrderId, CustomerId, JobId, Money, TechnicianId, TerritoryId, Timestamp, VisitId, Window};
use serde::{Deserialize, Serialize};

/// Whom and what a fact concerns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The job.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// The visit.
    pub visit: VisitId,
    /// 1 for the first trip.
    pub sequence: u32,
    /// Its state after the fact.
    pub state: State,
    /// Who pays.
    pub customer: CustomerId,
    /// Who has it, or had it until this fact.
    pub technician: Option<TechnicianId>,
    /// Where.
    pub territory: TerritoryId,
    /// What was ordered.
    pub service: Names,
    /// The promised window after the fact.
    pub window: Window,
}

impl About {
    fn topics(&self) -> Vec<String> {
        let mut topics = vec![self.visit.to_string(), format!("customer:{}", self.customer), "board".to_owned()];
        topics.extend(self.technician.map(|technician| format!("technician:{technician}")));
        topics
    }
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident = $text:literal { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $name {
                /// Whom and what it concerns.
                pub about: About,
                $($(#[$field_meta])* pub $field: $kind,)*
            }
            impl Event for $name {
                const NAME: &'static str = $text;
                fn subject(&self) -> String { self.about.job.to_string() }
                fn topics(&self) -> Vec<String> { self.about.topics() }
            }
        )*
        /// The name of every event of this context, for the listing test of reactions.
        pub const ALL: &[&str] = &[$($text),*];
    };
}

events! {
    /// A job was opened, with its first visit.
    JobOpened = "jobs.job_opened" {
        /// Quoted total.
        total: Money,
        /// Due before dispatch; zero when paying after.
        due_before_dispatch: Money,
        /// Until when that must be paid.
        payment_due_at: Option<Timestamp>,
        /// The technician that the customer asked for.
        wanted_technician: Option<TechnicianId>,
    }
    /// What was due before dispatch is paid.
    JobPaid = "jobs.job_paid" {
        /// How much.
        amount: Money,
    }
    /// It was not paid in time.
    JobExpired = "jobs.job_expired" {}
    /// The visit is offered.
    VisitOffered = "jobs.visit_offered" {
        /// To whom; none: to a pool.
        offered_to: Option<TechnicianId>,
    }
    /// A technician is named.
    VisitAssigned = "jobs.visit_assigned" {
        /// Who had it before.
        previous: Option<TechnicianId>,
    }
    /// It was taken back from its technician (`about.technician`).
    VisitUnassigned = "jobs.visit_unassigned" {
        /// Why, as a code.
        reason: String,
    }
    /// Nobody can take it.
    VisitUnassignable = "jobs.visit_unassignable" {
        /// Why.
        reason: String,
    }
    /// The technician agreed; the promised time stands.
    VisitAccepted = "jobs.visit_accepted" {}
    /// The technician (`about.technician`) said no.
    VisitRefused = "jobs.visit_refused" {
        /// Out of which state: refusing an appointed visit is worse than declining an offer.
        from: State,
        /// Why, as a code.
        reason: String,
        /// Why, in words.
        note: String,
    }
    /// The technician called or wrote.
    CustomerContacted = "jobs.customer_contacted" {
        /// `call`, `message` or `late_notice`.
        kind: String,
    }
    /// The technician set off.
    TechnicianDeparted = "jobs.technician_departed" {
        /// When the technician expects to arrive.
        eta: Option<Timestamp>,
    }
    /// The technician checked in.
    TechnicianArrived = "jobs.technician_arrived" {
        /// How it was proven.
        proof: ArrivalProof,
        /// Minutes after the end of the promised window; zero when in time.
        late_minutes: i64,
    }
    /// Another person stood at the door; the visit is frozen.
    WrongPersonReported = "jobs.wrong_person_reported" {
        /// What was reported.
        note: String,
    }
    /// An operator cleared it.
    FreezeCleared = "jobs.freeze_cleared" {
        /// What was found.
        note: String,
    }
    /// The fault is being looked at.
    InspectionStarted = "jobs.inspection_started" {}
    /// It was found.
    FaultDiagnosed = "jobs.fault_diagnosed" {
        /// What.
        finding: String,
    }
    /// Extra work waits for the customer.
    ChangeOrderProposed = "jobs.change_order_proposed" {
        /// Which.
        change_order: ChangeOrderId,
        /// What it adds.
        total: Money,
        /// How much longer it takes.
        minutes: u32,
    }
    /// The customer wants it.
    ChangeOrderApproved = "jobs.change_order_approved" {
        /// Which.
        change_order: ChangeOrderId,
        /// What it adds, line by line.
        lines: Vec<Line>,
        /// What it adds.
        total: Money,
        /// What the job costs now.
        job_total: Money,
        /// How much longer it takes.
        minutes: u32,
    }
    /// The customer does not.
    ChangeOrderDeclined = "jobs.change_order_declined" {
        /// Which.
        change_order: ChangeOrderId,
    }
    /// The technician took it back.
    ChangeOrderWithdrawn = "jobs.change_order_withdrawn" {
        /// Which.
        change_order: ChangeOrderId,
    }
    /// Work began.
    WorkStarted = "jobs.work_started" {}
    /// Something on site went on: a step ticked, a photo added, a pause.
    WorkProgressed = "jobs.work_progressed" {
        /// Which verb.
        verb: crate::model::Verb,
    }
    /// The technician says it is done.
    WorkFinished = "jobs.work_finished" {
        /// What the job costs.
        total: Money,
        /// Until when the finish code holds.
        finish_code_expires_at: Timestamp,
        /// When silence counts as acceptance.
        auto_accept_at: Timestamp,
    }
    /// The customer has a fresh finish code.
    FinishCodeRenewed = "jobs.finish_code_renewed" {
        /// Until when it holds.
        expires_at: Timestamp,
    }
    /// The work is accepted: the final invoice is due.
    WorkAccepted = "jobs.work_accepted" {
        /// How.
        via: AcceptedVia,
        /// What the job costs.
        total: Money,
    }
    /// The customer sent it back.
    ReworkRequested = "jobs.rework_requested" {
        /// How often by now.
        times: u32,
        /// Why.
        reason: String,
        /// Whether it was too often, so that an operator decides.
        is_disputed: bool,
    }
    /// An operator ended the dispute in favour of the work.
    DisputeResolved = "jobs.dispute_resolved" {
        /// How.
        note: String,
        /// What the job costs.
        total: Money,
    }
    /// It was moved to another time.
    VisitRescheduled = "jobs.visit_rescheduled" {
        /// The window before.
        previous: Window,
        /// On whose behalf; `system` is the company.
        by: Party,
        /// Who had it before; `about.technician` keeps it.
        previous_technician: Option<TechnicianId>,
    }
    /// One side asked for another time at short notice.
    RescheduleProposed = "jobs.reschedule_proposed" {
        /// The time asked for.
        proposed: Window,
        /// On whose behalf.
        by: Party,
        /// Until when the other side may answer.
        expires_at: Timestamp,
    }
    /// The old time stays.
    RescheduleDeclined = "jobs.reschedule_declined" {
        /// The time asked for.
        proposed: Window,
        /// Who had asked.
        proposed_by: Party,
        /// Whether nobody answered in time.
        is_expired: bool,
    }
    /// The job was called off (`about.technician` had it).
    JobCancelled = "jobs.job_cancelled" {
        /// Whether somebody was there already.
        is_on_site: bool,
        /// Out of which state.
        from: State,
        /// Why.
        reason: CancelReason,
        /// What it costs whom.
        ending: FeePreview,
        /// What the job would have cost.
        total: Money,
    }
    /// Customer or technician was not there; `ending.liable` says who.
    VisitNoShow = "jobs.visit_no_show" {
        /// What it costs whom.
        ending: FeePreview,
        /// What the job would have cost.
        total: Money,
    }
    /// Work goes on at another visit (`about`).
    ReturnVisitOpened = "jobs.return_visit_opened" {
        /// The visit before.
        parent: VisitId,
        /// Why.
        reason: String,
    }
    /// The job is closed in the books.
    JobSettled = "jobs.job_settled" {
        /// What it cost.
        total: Money,
    }
}
