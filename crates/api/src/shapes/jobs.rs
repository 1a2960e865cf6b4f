//! Shapes of jobs and visits. Secrets of the customer (start code, share link) have resources of their own.

use crate::shape::{asked, coded, each, mirror, shape, tagged};
use jobs::{
    actions::{CalledOff, ContactKind, Moved, Rescheduled},
    model::{
        Acceptance, AcceptedVia, ChangeOrder, ChangeOrderState, ChecklistStep, Contact, Device, Ending, Job, Line,
        Move, Names, Need, Party, PaymentTerms, PhotoNeed, Proof, ProofKind, PropertyFacts, Proposal, SkillNeed,
        Source, Stage, State, Verb, Visit,
    },
    rules::{
        cancellation::{CancelReason, FeePreview, Liable, Tier},
        completion::Missing,
        reschedule::RescheduleWay,
        work_card::{CardVerdict, WorkCardCode},
    },
    views::{BoardVisit, JobDetail, JobSummary, Progress, ProgressStep, StageCount, VisitCodes, VisitDetail},
};
use kernel::{
    ChangeOrderId, ChecklistStepId, CustomerId, FileId, JobId, MarketId, Money, MoveId, Phone, Place, ProofId,
    PropertyId, QuoteId, Rate, ServiceId, TechnicianId, TerritoryId, Timestamp, VisitId, Window,
};

coded!(
    AcceptedVia,
    CancelReason,
    CardVerdict,
    ChangeOrderState,
    ContactKind,
    Liable,
    Party,
    ProofKind,
    Source,
    Stage,
    State,
    Tier,
    Verb
);

mirror! { Names = Names { zh: String, en: String } }
mirror! { SkillNeed = SkillNeed { skill: String, level: u8 } }
mirror! { JobLine = Line { code: String, label: Names, amount: Money } }
mirror! { JobNeed = Need {
    duration_minutes: u32, buffer_before_minutes: u32, buffer_after_minutes: u32, skills: Vec<SkillNeed>, crew_size: u32,
} }
mirror! { JobContact = Contact { name: String, phone: Phone } }
mirror! { PropertyFacts = PropertyFacts {
    property: Option<PropertyId>, address: String, place: Place, territory: TerritoryId, floor: i32, has_lift: bool,
    building_note: String,
} }
tagged! { PaymentTerms by kind = PaymentTerms { deposit { due: Money }, prepay {}, pay_after {} } }
mirror! { PhotoNeed = PhotoNeed { name: String, label: Names } }
mirror! { Ending = Ending { tier: Tier, fee: Money, liable: Liable, compensation: Money, penalty: Money } }
mirror! { Acceptance = Acceptance { via: AcceptedVia, name: String, file: Option<FileId>, at: Timestamp, by: Party } }
mirror! { Proposal = Proposal { window: Window, by: Party, reason: String, expires_at: Timestamp } }
mirror! { ChecklistStep = ChecklistStep {
    step: ChecklistStepId, code: String, names: Names, is_required: bool, photos: Vec<PhotoNeed>, note: String,
    ticked_at: Option<Timestamp>, ticked_by: Option<String>,
} }
mirror! { Proof = Proof {
    proof: ProofId, visit: VisitId, kind: ProofKind, name: String, step: Option<ChecklistStepId>, file: FileId, sha256: String,
    taken_at: Option<Timestamp>, received_at: Timestamp, place: Option<Place>, added_by: String,
} }
mirror! { ChangeOrder = ChangeOrder {
    change_order: ChangeOrderId, job: JobId, visit: VisitId, state: ChangeOrderState, quote: Option<QuoteId>, lines: Vec<Line>, total: Money,
    minutes: u32,
    reason: String, proposed_at: Timestamp, proposed_by: String, decided_at: Option<Timestamp>, decided_by: Option<String>,
} }
mirror! { MissingStep = Missing { code: String, label: Names } }
mirror! { Moved = Moved { job: JobId, visit: VisitId, state: State, version: i64, is_repeat: bool } }
mirror! { FeePreview = FeePreview {
    tier: Tier, fee: Money, liable: Liable, rate: Option<Rate>, lead_minutes: i64, is_by_original_time: bool, compensation: Money,
    penalty: Money,
} }
mirror! { CalledOff = CalledOff { moved: Moved, ending: FeePreview } }
tagged! { RescheduleWay by how = RescheduleWay { direct {}, by_consent { expires_at: Timestamp } } }
mirror! { Rescheduled = Rescheduled { moved: Moved, way: RescheduleWay } }
mirror! { WorkCardCode = WorkCardCode { code: String, until: Timestamp } }
mirror! { VisitCodes = VisitCodes {
    start_code: String, finish_code: Option<String>, finish_code_expires_at: Option<Timestamp>,
} }
mirror! { JobSummary = JobSummary {
    job: JobId, number: String, stage: Stage, visit: VisitId, state: State, sequence: u32, unassignable_reason: Option<String>,
    frozen_reason: Option<String>, customer: CustomerId, contact_name: String, contact_phone: String, address: String,
    territory: TerritoryId, service: Names, window: Window, technician: Option<TechnicianId>, total: Money, opened_at: Timestamp,
    version: i64,
} }
mirror! { StageCount = StageCount { stage: Stage, jobs: i64 } }
mirror! { BoardVisit = BoardVisit {
    visit: VisitId, job: JobId, number: String, state: State, technician: Option<TechnicianId>, offered_to: Option<TechnicianId>,
    wanted_technician: Option<TechnicianId>, territory: TerritoryId, place: Place, address: String, service: Names, window: Window,
    planned_minutes: u32, departed_at: Option<Timestamp>, arrived_at: Option<Timestamp>, finished_at: Option<Timestamp>,
    unassignable_reason: Option<String>, frozen_reason: Option<String>, version: i64,
} }
mirror! { ProgressStep = ProgressStep { state: State, at: Timestamp } }
mirror! { Progress = Progress {
    market: MarketId, job: JobId, number: String, visit: VisitId, sequence: u32, state: State, service: Names, contact_name: String,
    contact_phone: String, address: String, window: Window, proposal: Option<Proposal>, technician: Option<TechnicianId>,
    is_frozen: bool, lines: Vec<Line>, total: Money, change_orders: Vec<ChangeOrder>, proofs: Vec<Proof>, diagnosis: String,
    steps: Vec<ProgressStep>, verbs: Vec<Verb>,
} }

shape! {
    /// Agreed work, from booking to close.
    JobShown of Job as job {
        job: JobId,
        number: String,
        stage: Stage,
        customer: CustomerId,
        contact: Contact,
        property: PropertyFacts,
        quote: QuoteId,
        lines: Vec<Line>,
        total: Money,
        /// What approved change orders add.
        extras: Money,
        visit_fee: Money,
        travel_fee: Money,
        terms: PaymentTerms,
        payment_due_at: Option<Timestamp>,
        paid_at: Option<Timestamp>,
        service: ServiceId,
        service_code: String,
        service_names: Names,
        note: String,
        photos: Vec<FileId>,
        source: Source,
        current_visit: VisitId,
        window_start: Timestamp,
        technician: Option<TechnicianId>,
        /// What calling off came to, when it was called off.
        ending: Option<Ending>,
        opened_at: Timestamp,
        closed_at: Option<Timestamp>,
        version: i64,
    }
}

shape! {
    /// One trip for a job.
    VisitShown of Visit as visit {
        visit: VisitId,
        job: JobId,
        sequence: u32,
        parent: Option<VisitId>,
        state: State,
        entered_at: Timestamp,
        unassignable_reason: Option<String>,
        frozen_reason: Option<String>,
        territory: TerritoryId,
        place: Place,
        need: Need,
        extra_minutes: u32,
        window: Window,
        original_start: Timestamp,
        wanted_technician: Option<TechnicianId>,
        offered_to: Option<TechnicianId>,
        technician: Option<TechnicianId>,
        accepted_at: Option<Timestamp>,
        contacted_at: Option<Timestamp>,
        departed_at: Option<Timestamp>,
        arrived_at: Option<Timestamp>,
        started_at: Option<Timestamp>,
        finished_at: Option<Timestamp>,
        ended_at: Option<Timestamp>,
        late_notice_at: Option<Timestamp>,
        worked_seconds: i64,
        is_paused: bool,
        reschedules: u32,
        proposal: Option<Proposal>,
        reworks: u32,
        diagnosis: String,
        acceptance: Option<Acceptance>,
        version: i64,
    }
}

shape! {
    /// A visit with its checklist and proofs.
    VisitDetailShown of VisitDetail as detail {
        visit: VisitShown = (&detail.visit).into(),
        checklist: Vec<ChecklistStep>,
        proofs: Vec<Proof>,
        /// What must be done before the work can be finished.
        missing: Vec<Missing>,
    }
}

shape! {
    /// One recorded move of a visit.
    MoveShown of Move as one {
        id: MoveId,
        visit: VisitId,
        position: i64,
        at: Timestamp,
        device_at: Option<Timestamp>,
        actor: String,
        party: Party,
        from: Option<State>,
        verb: Verb,
        to: State,
        reason: String,
        note: String,
        place: Option<Place>,
        accuracy_metres: Option<u32>,
        detail: serde_json::Value,
    }
}

shape! {
    /// A job with everything about it.
    JobDetailShown of JobDetail as detail {
        job: JobShown = (&detail.job).into(),
        due: Money,
        visits: Vec<VisitDetailShown> = each(&detail.visits),
        change_orders: Vec<ChangeOrder>,
        timeline: Vec<MoveShown> = each(&detail.timeline),
    }
}

shape! {
    /// A job in a customer's list, with its visit.
    JobWithVisit {
        job: JobShown,
        visit: VisitShown,
    }
}

impl From<&jobs::views::VisitWithJob> for JobWithVisit {
    fn from(both: &jobs::views::VisitWithJob) -> Self {
        Self { job: (&both.job).into(), visit: (&both.visit).into() }
    }
}

asked! {
    /// Where and when the device says it happened.
    DeviceAsk {
        at: Option<Timestamp>,
        place: Option<Place>,
        accuracy_metres: Option<u32>,
        is_mocked: Option<bool>,
        /// The device's own key for this move, so that a repetition is recognised.
        client_key: Option<String>,
    }
}

/// The device of a body, as an action takes it.
pub(crate) fn device(asked: Option<DeviceAsk>) -> Device {
    asked.map_or_else(Device::default, |asked| Device {
        at: asked.at,
        place: asked.place,
        accuracy_metres: asked.accuracy_metres,
        is_mocked: asked.is_mocked.unwrap_or(false),
        client_key: asked.client_key,
    })
}
