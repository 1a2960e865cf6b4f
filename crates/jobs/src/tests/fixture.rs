//! A job as tests open it, people to act in it, and every verb as one call.

use crate::{
    Device, Line, Names, Need, PaymentTerms, PhotoNeed, PropertyFacts, QuoteFacts, ServiceFacts, SkillNeed, Source,
    State, StepFact, Verb, Visit,
    actions::*,
    model::Contact,
    rules::{
        cancellation::{CancelReason, CancellationPolicy, Liable},
        reschedule::ReschedulePolicy,
    },
    store,
};
use db::{Action, Tx, params};
use kernel::{
    Actor, ChangeOrderId, Ctx, Currency, CustomerId, Id, JobId, MarketScope, Money, Permission, Place, Result, Role,
    TechnicianId, Timestamp, UserId, VisitId, Window, problem,
    time::{hours, minutes},
};
use test_kit::Bench;

/// An id of any kind with a number in it.
pub fn id<T: Id>(number: u128) -> T {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let digits: String =
        (0..26).rev().map(|position| char::from(ALPHABET[((number >> (position * 5)) & 31) as usize])).collect();
    format!("{}_{digits}", T::PREFIX).parse().expect("26 digits are an id")
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub fn customer() -> CustomerId {
    id(100)
}

pub fn technician() -> TechnicianId {
    id(200)
}

pub fn another_technician() -> TechnicianId {
    id(201)
}

pub fn as_customer() -> Actor {
    Actor::Customer { customer: customer() }
}

pub fn as_technician() -> Actor {
    Actor::Technician { technician: technician() }
}

pub fn as_operator() -> Actor {
    Actor::Staff { user: id::<UserId>(300), roles: vec![Role::ServiceDesk], markets: MarketScope::All }
}

/// 31.2304, 121.4737: the property of every test.
pub fn home() -> Place {
    Place { latitude: 31.2304, longitude: 121.4737 }
}

/// A device at the property.
pub fn at_home() -> Device {
    Device { place: Some(home()), accuracy_metres: Some(10), ..Device::default() }
}

pub fn after(start: Timestamp, span: kernel::time::SignedDuration) -> Timestamp {
    start.checked_add(span).unwrap()
}

/// Two hours that begin this long after the start of the test.
pub fn window_in(hours_ahead: i64) -> Window {
    let start = after(test_kit::start(), hours(hours_ahead));
    Window { start, end: after(start, hours(2)) }
}

pub fn line(code: &str, minor: i64) -> Line {
    Line { code: code.to_owned(), label: names("项目", code), amount: cny(minor) }
}

pub fn names(zh: &str, en: &str) -> Names {
    Names { zh: zh.to_owned(), en: en.to_owned() }
}

pub fn need() -> Need {
    let skills = vec![SkillNeed { skill: "wood_surface".to_owned(), level: 2 }];
    Need { duration_minutes: 60, buffer_before_minutes: 10, buffer_after_minutes: 15, skills, crew_size: 1 }
}

pub fn checklist() -> Vec<StepFact> {
    let photo = |name: &str| PhotoNeed { name: name.to_owned(), label: names("照片", name) };
    let step = |code: &str, is_required: bool, photos: Vec<PhotoNeed>| StepFact {
        code: code.to_owned(),
        names: names("步骤", code),
        is_required,
        photos,
    };
    vec![
        step("cover_floor", true, vec![]),
        step("repair", true, vec![photo("before"), photo("after")]),
        step("advise", false, vec![photo("leaflet")]),
    ]
}

/// A job of ¥300 in four days, paid afterwards.
pub fn open_job() -> OpenJob {
    OpenJob {
        customer: customer(),
        contact: Contact { name: "王小明".to_owned(), phone: "13800138000".parse().unwrap() },
        property: PropertyFacts {
            property: None,
            address: "世纪大道 100 号 3 栋 502".to_owned(),
            place: home(),
            territory: id(400),
            floor: 5,
            has_lift: true,
            building_note: String::new(),
        },
        quote: QuoteFacts {
            quote: id(500),
            lines: vec![line("labour", 25_000), line("material", 5_000)],
            total: cny(30_000),
        },
        service: ServiceFacts {
            service: id(600),
            code: "wood_repair".to_owned(),
            names: names("木器维修", "Wood repair"),
        },
        terms: PaymentTerms::PayAfter,
        payment_due_at: None,
        need: need(),
        window: window_in(96),
        wanted_technician: None,
        checklist: checklist(),
        visit_fee: None,
        travel_fee: Some(cny(1_500)),
        note: "柜门刮花".to_owned(),
        photos: vec![id(700)],
        source: Source::Web,
    }
}

/// A job opened by the software.
pub async fn opened(bench: &Bench, open: OpenJob) -> Opened {
    let ctx = bench.ctx(Actor::System);
    bench.db.perform(&ctx, open).await.unwrap()
}

/// Moves the clock forward.
pub fn wait(bench: &Bench, span: kernel::time::SignedDuration) {
    bench.clock.move_to(after(bench.clock.now(), span));
}

pub fn wait_until(bench: &Bench, instant: Timestamp) {
    bench.clock.move_to(instant);
}

pub async fn visit_of(bench: &Bench, visit: VisitId) -> Visit {
    let mut read = bench.db.read().await.unwrap();
    store::visits::find(&mut read, bench.system.market, visit).await.unwrap()
}

/// Puts a visit into a state with what usually comes with it, past every rule; for walks over the table of moves.
pub struct Force {
    pub visit: VisitId,
    pub state: State,
    pub change_order: ChangeOrderId,
}

impl Action for Force {
    const NAME: &'static str = "jobs.test_force";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let mut visit = store::visits::find(tx, ctx.market, self.visit).await?;
        let has_technician = !matches!(self.state, State::PendingPayment | State::PendingDispatch | State::Offered);
        visit.state = self.state;
        visit.entered_verb = Verb::Open;
        visit.technician = has_technician.then(technician);
        visit.offered_to = (self.state == State::Offered).then(technician);
        visit.accepted_at = has_technician.then_some(ctx.now);
        visit.arrived_at = Some(after(ctx.now, minutes(-60)));
        visit.finished_at = Some(after(ctx.now, hours(-80)));
        (visit.calls_at_door, visit.messages_at_door) = (2, 1);
        visit.resume_state = (self.state == State::AwaitingApproval).then_some(State::InService);
        visit.proposal = (self.state == State::Rescheduling).then(|| crate::Proposal {
            window: window_in(120),
            by: crate::Party::Technician,
            reason: String::new(),
            expires_at: after(ctx.now, hours(1)),
        });
        if self.state == State::AwaitingApproval {
            let order = crate::ChangeOrder {
                quote: None,
                change_order: self.change_order,
                job: visit.job,
                visit: visit.visit,
                state: crate::ChangeOrderState::Proposed,
                lines: vec![line("extra", 1_000)],
                total: cny(1_000),
                minutes: 10,
                reason: "more".to_owned(),
                proposed_at: ctx.now,
                proposed_by: "x".to_owned(),
                decided_at: None,
                decided_by: None,
            };
            store::field::insert_change_order(tx, ctx, &order).await?;
        }
        store::visits::save(tx, &mut visit).await
    }
}

/// Somebody who may use the verb.
pub fn actor_for(verb: Verb) -> Actor {
    use crate::Party;
    match verb.parties().first() {
        Some(Party::Customer | Party::Link) => as_customer(),
        Some(Party::Technician) => as_technician(),
        Some(Party::Operator) => as_operator(),
        Some(Party::System) | None => Actor::System,
    }
}

/// Does a verb by its action, with input that is fine; the state reached.
pub async fn say(bench: &Bench, verb: Verb, job: JobId, visit: VisitId, order: ChangeOrderId) -> Result<State> {
    let ctx = bench.ctx(actor_for(verb));
    say_as(bench, &ctx, verb, job, visit, order).await
}

/// The same, as a certain actor, who needs to be one of those who may.
pub async fn say_as(
    bench: &Bench,
    ctx: &Ctx,
    verb: Verb,
    job: JobId,
    visit: VisitId,
    order: ChangeOrderId,
) -> Result<State> {
    let db = &bench.db;
    let device = at_home();
    let text = "because".to_owned();
    let policy = CancellationPolicy::default();
    let rule = ReschedulePolicy::default();
    let reschedule = |hours_ahead: i64| RescheduleVisit {
        visit,
        window: window_in(hours_ahead),
        rebooking: Rebooking::SameTechnician,
        side: Side::Customer,
        reason: "later".to_owned(),
        policy: rule,
        if_version: None,
        device: Device::default(),
    };
    let later = 200 + ctx.now.duration_since(test_kit::start()).as_hours();
    let moved = match verb {
        Verb::Open | Verb::Agree => return Err(problem::MISSING.problem()),
        Verb::ConfirmPayment => db.perform(ctx, ConfirmPayment { job, amount: cny(30_000) }).await?,
        Verb::Expire => db.perform(ctx, ExpireUnpaid { job }).await?,
        Verb::Offer => db.perform(ctx, MarkOffered { visit, offered_to: Some(technician()) }).await?,
        Verb::Assign => {
            let system = ctx.acting_as(Actor::System);
            db.perform(&system, MarkAssigned { visit, technician: technician() }).await?
        }
        Verb::Unassign => db.perform(&ctx.acting_as(Actor::System), Unassign { visit, reason: text }).await?,
        Verb::FlagUnassignable => db.perform(ctx, FlagUnassignable { visit, reason: text }).await?,
        Verb::Accept => db.perform(ctx, AcceptVisit { visit, device }).await?,
        Verb::Refuse => db.perform(ctx, RefuseVisit { visit, reason: text.clone(), note: text, device }).await?,
        Verb::Contact => db.perform(ctx, RecordContact { visit, kind: ContactKind::Call, note: text, device }).await?,
        Verb::Reschedule => db.perform(ctx, reschedule(later)).await?.moved,
        Verb::ProposeReschedule => {
            let technician = ctx.acting_as(as_technician());
            db.perform(&technician, AskForAnotherTime(reschedule(later))).await?.moved
        }
        Verb::AgreeReschedule => {
            let answer = RescheduleAnswer::Agree { rebooking: Rebooking::SameTechnician };
            db.perform(ctx, AnswerReschedule { visit, answer, policy: rule, device }).await?
        }
        Verb::DeclineReschedule => {
            let answer = RescheduleAnswer::Decline;
            db.perform(ctx, AnswerReschedule { visit, answer, policy: rule, device }).await?
        }
        Verb::ExpireReschedule => db.perform(ctx, ExpireReschedule { visit }).await?,
        Verb::Depart => db.perform(ctx, Depart { visit, eta: None, device }).await?,
        Verb::Arrive => {
            db.perform(ctx, Arrive { visit, start_code: None, geofence_metres: 300, device }).await?.into_result()?
        }
        Verb::ReportWrongPerson => db.perform(ctx, ReportWrongPerson { visit, note: text, device }).await?,
        Verb::ClearFreeze => db.perform(ctx, ClearFreeze { visit, note: text }).await?,
        Verb::StartInspection => db.perform(ctx, StartInspection { visit, device }).await?,
        Verb::Diagnose => {
            let finding = format!("scratch seen at {}", ctx.now);
            db.perform(ctx, RecordDiagnosis { visit, finding, device }).await?
        }
        Verb::ProposeChange => {
            let lines = vec![line("extra", 5_000)];
            let (total, minutes) = (cny(5_000), 30);
            db.perform(ctx, ProposeChangeOrder { visit, quote: None, lines, total, minutes, reason: text, device })
                .await?
                .moved
        }
        Verb::ApproveChange => db.perform(ctx, ApproveChangeOrder { change_order: order, device }).await?,
        Verb::DeclineChange => db.perform(ctx, DeclineChangeOrder { change_order: order, device }).await?,
        Verb::WithdrawChange => db.perform(ctx, WithdrawChangeOrder { change_order: order, device }).await?,
        Verb::StartWork => db.perform(ctx, StartWork { visit, device }).await?,
        Verb::TickStep => {
            let steps = store::field::checklist(&mut db.read().await?, ctx.market, visit).await?;
            let step = steps.iter().find(|step| step.ticked_at.is_none()).unwrap_or(&steps[0]).step;
            db.perform(ctx, TickStep { visit, step, note: String::new(), device }).await?
        }
        Verb::AttachProof => {
            let proofs = store::field::proofs(&mut db.read().await?, ctx.market, visit).await?.len();
            let name = if proofs % 2 == 0 { "before" } else { "after" };
            db.perform(ctx, photo(visit, name, proofs as u128)).await?.moved
        }
        Verb::Pause => db.perform(ctx, PauseWork { visit, reason: text, device }).await?,
        Verb::Resume => db.perform(ctx, ResumeWork { visit, device }).await?,
        Verb::Finish => db.perform(ctx, FinishWork { visit, note: text, auto_accept_hours: 72, device }).await?,
        Verb::RenewFinishCode => db.perform(ctx, RenewFinishCode { visit }).await?,
        Verb::AcceptWork => {
            let by = AcceptBy::TypedName { name: "王小明".to_owned() };
            db.perform(ctx, AcceptWork { visit, by, device }).await?.into_result()?
        }
        Verb::AutoAccept => db.perform(ctx, AutoAccept { visit, after_hours: 72 }).await?,
        Verb::RequestRework => db.perform(ctx, RequestRework { visit, reason: text, device }).await?,
        Verb::ResolveDispute => db.perform(ctx, ResolveDispute { visit, note: text }).await?,
        Verb::Cancel => db.perform(ctx, cancel(job)).await?.moved,
        Verb::CancelOnSite => {
            let technician = ctx.acting_as(as_technician());
            let reason = CancelReason::PriceDeclined;
            db.perform(&technician, CancelOnSite { visit, reason, note: text, policy, device }).await?.moved
        }
        Verb::NoShowCustomer => db.perform(ctx, MarkNoShowCustomer { visit, note: text, policy, device }).await?.moved,
        Verb::NoShowTechnician => {
            db.perform(ctx, MarkNoShowTechnician { visit, note: text, policy, device }).await?.moved
        }
        Verb::OpenReturnVisit => {
            let (window, need, checklist) = (window_in(later), need(), checklist());
            let action = OpenReturnVisit { job, window, need, checklist, wanted_technician: None, reason: text };
            db.perform(ctx, action).await?;
            return Ok(visit_of(bench, visit).await.state);
        }
        Verb::Settle => db.perform(ctx, SettleJob { job }).await?,
    };
    Ok(moved.state)
}

/// The customer's cancel, for no special reason.
pub fn cancel(job: JobId) -> CancelJob {
    CancelJob {
        job,
        reason: CancelReason::ChangedMind,
        note: String::new(),
        liable: None,
        policy: CancellationPolicy::default(),
        fee_shown: None,
        if_version: None,
        device: Device::default(),
    }
}

/// An operator's cancel, blaming somebody.
pub fn cancel_blaming(job: JobId, liable: Liable) -> ByOperator<CancelJob> {
    ByOperator(CancelJob { reason: CancelReason::Other, liable: Some(liable), ..cancel(job) })
}

/// A photo with a content of its own.
pub fn photo(visit: VisitId, name: &str, number: u128) -> AttachProof {
    AttachProof {
        visit,
        step: None,
        name: name.to_owned(),
        file: id(800 + number),
        sha256: format!("{number:064x}"),
        taken_at: None,
        place: Some(home()),
        device: Device::default(),
    }
}

/// The usual way from opening to a state, verb by verb, each by whoever may.
pub async fn lead_to(bench: &Bench, job: &Opened, state: State) {
    const WAY: &[(Verb, State)] = &[
        (Verb::Assign, State::Assigned),
        (Verb::Accept, State::Appointed),
        (Verb::Depart, State::EnRoute),
        (Verb::Arrive, State::Arrived),
        (Verb::StartInspection, State::Inspecting),
        (Verb::StartWork, State::InService),
        (Verb::TickStep, State::InService),
        (Verb::TickStep, State::InService),
        (Verb::AttachProof, State::InService),
        (Verb::AttachProof, State::InService),
        (Verb::Finish, State::AwaitingAcceptance),
        (Verb::AcceptWork, State::Completed),
    ];
    for (verb, reached) in WAY {
        if visit_of(bench, job.visit).await.state == state {
            return;
        }
        let now = say(bench, *verb, job.job, job.visit, id(1)).await.unwrap();
        assert_eq!(now, *reached, "after {verb}");
    }
    assert_eq!(visit_of(bench, job.visit).await.state, state);
}

/// Counts rows of a table for a visit.
pub async fn count_moves(bench: &Bench, visit: VisitId) -> i64 {
    let mut read = bench.db.read().await.unwrap();
    let sql = "select count(*) from moves where market_id = $1 and visit_id = $2";
    let (count,): (i64,) = read.one(sql, params![bench.system.market, visit]).await.unwrap();
    count
}
