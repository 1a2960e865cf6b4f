//! In the field: cash at the door, a message that counts as contact, what a job will earn. Each spans several contexts.

use crate::{books, crew, extras::own_job, policies};
use billing::{
    actions::CollectCash,
    model::{CommissionRule, LineState, MoneyPolicy, Owner},
    rules::{commission, waterfall},
};
use db::{Action, Read, Tx};
use jobs::{
    actions::{ContactKind, Depart, Moved, RecordContact},
    model::{Device, Verb},
    rules::moves,
};
use kernel::{
    Ctx, FileId, JobId, MessageId, Money, PaymentId, Permission, Place, Result, TechnicianId, VisitId, problem,
    time::{hours, minutes},
};
use messaging::actions::PostTechnicianMessage;
use workforce::{Technician, Vehicle};

/// The technician takes what is due in cash. The amount is what the books say, never what somebody types.
pub struct TakeCash {
    /// At which visit.
    pub visit: VisitId,
    /// What the technician was shown as due; when it is another amount by now, nothing is taken.
    pub shown: Money,
}

impl Action for TakeCash {
    const NAME: &'static str = "flows.take_cash";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = PaymentId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PaymentId> {
        let technician = ctx.actor.technician().ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
        let job = own_job(tx, ctx, self.visit).await?;
        let invoice = billing::views::invoices::head_of_job(tx, ctx.market, job.job).await?;
        let (due, nothing) = (invoice.due(), Money::zero(invoice.currency));
        if due != self.shown {
            return Err(problem::CHANGED_MEANWHILE.field("shown").param("due", due));
        }
        let collect = CollectCash { invoice: invoice.invoice_id, technician, amount: due, waived: nothing };
        let booked = collect.perform(tx, ctx).await?;
        books::keep(tx, ctx, booked).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician writes to the customer in the chat of the job; while the visit runs, that counts as contact.
pub struct WriteToCustomer {
    /// About which visit.
    pub visit: VisitId,
    /// The words; may be empty with a photo.
    pub text: String,
    /// A stored photo.
    pub photo: Option<FileId>,
    /// Where and when the device says it happened.
    pub device: Device,
}

impl Action for WriteToCustomer {
    const NAME: &'static str = "flows.write_to_customer";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = MessageId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<MessageId> {
        let (job, detail) = jobs::views::visit(tx, ctx.market, self.visit).await?;
        let (thread, _) = messaging::views::chat::thread_for_job(tx, ctx.market, job.job, &ctx.actor).await?;
        let post = PostTechnicianMessage { thread: thread.thread_id, text: self.text.clone(), photo: self.photo };
        let message = post.perform(tx, ctx).await?;
        let is_theirs = detail.visit.technician == ctx.actor.technician();
        if is_theirs && moves::is_open(detail.visit.state, Verb::Contact) {
            let (visit, device) = (self.visit, self.device.clone());
            let contact = RecordContact { visit, kind: ContactKind::Message, note: String::new(), device };
            contact.perform(tx, ctx).await?;
        }
        Ok(message)
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// What jobs will earn a technician, by the split that acceptance will use.
pub struct Expectations {
    technician: TechnicianId,
    rules: Vec<CommissionRule>,
    policy: MoneyPolicy,
}

impl Expectations {
    /// Reads the market's rules once, for any number of jobs.
    pub async fn of(read: &mut Read, ctx: &Ctx, technician: &Technician) -> Result<Self> {
        Ok(Self {
            technician: technician.technician_id,
            rules: billing::views::invoices::commission_rules(read, ctx.market).await?,
            policy: policies::money(read, ctx.market).await?,
        })
    }

    /// The technician's part of a job, as lead or as helper: earned already, else what its lines come to now.
    pub async fn from_job(&self, read: &mut Read, ctx: &Ctx, job: JobId) -> Result<Money> {
        let whole = billing::views::invoices::of_job(read, ctx.market, job).await?;
        let currency = whole.invoice.currency;
        if let Some(earning) = whole.earnings.iter().find(|earning| earning.technician_id == self.technician) {
            return Ok(earning.money(earning.earned_minor - earning.clawed_minor));
        }
        let lines: Vec<_> = whole.lines.into_iter().filter(|line| line.state == LineState::Active).collect();
        let row = jobs::views::job_row(read, ctx.market, job).await?;
        let helps = crew::helpers(read, ctx.market, row.current_visit).await?.contains(&self.technician);
        let lead = row.technician.filter(|_| helps).unwrap_or(self.technician);
        let crew = crew::shares(read, ctx.market, row.current_visit, Some(lead)).await?;
        let level = crew.first().map_or(0, |lead| lead.level);
        let rate = |category| (category, commission::rate(&self.rules, category, level, ctx.now));
        let terms = waterfall::Terms {
            seller: self.policy.seller,
            tax: self.policy.tax,
            insurance: Money::new(self.policy.insurance_premium_minor, currency),
            rates: lines.iter().map(|line| rate(line.category)).collect(),
            partners: Vec::new(),
            crew,
        };
        let shares = waterfall::split(&lines, &terms, currency)?;
        let own = shares.iter().filter(|share| share.owner == Owner::Technician(self.technician));
        Money::sum(own.map(|share| share.amount), currency)
    }
}

/// The technician sets off; when they will arrive follows from where they are and how they travel.
pub struct SetOff {
    /// To which visit.
    pub visit: VisitId,
    /// Where and when the device says it happened.
    pub device: Device,
}

impl Action for SetOff {
    const NAME: &'static str = "flows.set_off";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let technician = ctx.actor.technician().ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
        let job = own_job(tx, ctx, self.visit).await?;
        let me = workforce::views::technician(tx, ctx.market, technician).await?;
        let last = workforce::views::last_position(tx, ctx.market, technician).await?;
        let seen = last.filter(|seen| ctx.now.duration_since(seen.reported_at) < hours(1)).map(|seen| seen.place());
        let from = self.device.place.or(seen).unwrap_or(me.home());
        let way = travel_minutes(&policies::dispatching(tx, ctx.market).await?, me.vehicle, from, job.property.place);
        let eta = ctx.now.checked_add(minutes(way)).ok();
        Depart { visit: self.visit, eta, device: self.device.clone() }.perform(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Minutes on the way from one place to another, as planning counts them.
#[must_use]
pub fn travel_minutes(policy: &dispatch::Policy, vehicle: Vehicle, from: Place, to: Place) -> i64 {
    let vehicle = match vehicle {
        Vehicle::Scooter => dispatch::Vehicle::Scooter,
        Vehicle::Car => dispatch::Vehicle::Car,
        Vehicle::PublicTransport => dispatch::Vehicle::PublicTransport,
    };
    policy.speed(vehicle).minutes(from, to)
}
