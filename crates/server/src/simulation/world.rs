//! The simulated people of one market: keeps track of every open visit and does what is due.

use super::{
    agenda::Agenda,
    album::Album,
    course::{Course, Fate},
    figures::DayFigures,
    ground::{Ground, along, travel_time},
    next::{Deed, Scene, Standing, next},
};
use access::Subject;
use catalog::model::Service;
use db::{PageRequest, Worker};
use flows::App;
use gateways::pay::simulator::Payer;
use jobs::{
    model::{Job, Stage, State, Visit},
    views::{JobFilter, VisitDetail},
};
use kernel::{
    Actor, Ctx, Kind, PaymentId, Place, Problem, Result, TechnicianId, Timestamp, VisitId,
    time::{SignedDuration, hours, minutes},
};
use markets::Market;
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};
use workforce::{Vehicle, views::TechnicianFilter};

/// Whether people who sign in take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// Nobody real is there.
    Alone,
    /// Real people play too; who was there lately plays their own part.
    Shared,
}

/// A technician as the simulation moves them.
#[derive(Clone, Copy, Debug)]
pub struct Fieldworker {
    /// How they travel.
    pub vehicle: Vehicle,
    /// Where they were last.
    pub place: Place,
    /// The visit they are on the way to, or working at.
    pub active: Option<VisitId>,
}

/// Somebody on the way.
#[derive(Clone, Copy, Debug)]
struct Drive {
    from: Place,
    to: Place,
    departed: Timestamp,
    travel: SignedDuration,
}

/// What came of a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// Not now; again after so long.
    Later(SignedDuration),
}

/// A visit loaded to act on.
pub struct Loaded {
    /// Its job.
    pub job: Job,
    /// The visit with checklist and proofs.
    pub detail: VisitDetail,
    /// The course it takes.
    pub course: Course,
}

impl Loaded {
    /// The visit's row.
    #[must_use]
    pub fn visit(&self) -> &Visit {
        &self.detail.visit
    }
}

/// Failures of one deed after which the visit is left alone until something else happens to it.
const TRIES_MAX: u32 = 6;
/// How long after their last click somebody still plays their own part, unless they sign out: a newcomer may go for lunch.
const PLAYS_FOR: SignedDuration = hours(12);

/// The simulated people of one market.
pub struct World {
    pub(crate) app: App,
    pub(crate) market: Market,
    pub(crate) people: HashMap<TechnicianId, Fieldworker>,
    pub(crate) album: Album,
    /// What the current day came to so far.
    pub figures: DayFigures,
    pub(crate) reviewed: HashSet<VisitId>,
    pub(crate) confirmed: HashSet<PaymentId>,
    pub(crate) payer: Payer,
    /// What is sold, by code.
    pub services: BTreeMap<String, Service>,
    pub(crate) ground: Ground,
    /// What is to happen to visits whatever the dice say.
    pub fates: HashMap<VisitId, Fate>,
    worker: Option<Worker>,
    system: Ctx,
    seed: u64,
    company: Company,
    agenda: Agenda,
    drives: HashMap<TechnicianId, Drive>,
    tries: HashMap<VisitId, u32>,
    live: Receiver<db::LiveEvent>,
}

impl World {
    /// Meets everybody and looks at every open job of the market.
    pub async fn open(app: &App, market: &Market, ground: Ground, seed: u64, company: Company) -> Result<Self> {
        let live = app.db.live();
        let system = crate::founding::system_in(app, market);
        let services = catalog::views::services(&mut app.db.read().await?, market.market_id).await?;
        let mut world = Self {
            app: app.clone(),
            market: market.clone(),
            people: HashMap::new(),
            album: Album::default(),
            figures: DayFigures::default(),
            reviewed: HashSet::new(),
            confirmed: HashSet::new(),
            payer: Payer::new()?,
            services: services.into_iter().map(|service| (service.spec.code.clone(), service)).collect(),
            ground,
            fates: HashMap::new(),
            worker: None,
            system,
            seed,
            company,
            agenda: Agenda::default(),
            drives: HashMap::new(),
            tries: HashMap::new(),
            live,
        };
        world.meet_everybody().await?;
        world.look_at_everything().await?;
        Ok(world)
    }

    /// With a worker that runs errands after each deed, for driven clocks.
    #[must_use]
    pub fn with_worker(mut self, worker: Worker) -> Self {
        self.worker = Some(worker);
        self
    }

    /// Circumstances of an actor, now.
    pub(crate) fn ctx(&self, actor: Actor) -> Ctx {
        let mut ctx = self.system.acting_as(actor).at(self.app.clock.now());
        ctx.request = ctx.new_id();
        ctx
    }

    async fn meet_everybody(&mut self) -> Result<()> {
        let mut read = self.app.db.read().await?;
        let mut page = PageRequest::first(200);
        loop {
            let found =
                workforce::views::technicians(&mut read, self.market.market_id, &TechnicianFilter::default(), &page)
                    .await?;
            for one in found.items {
                let worker = Fieldworker { vehicle: one.vehicle, place: one.home(), active: None };
                self.people.entry(one.technician_id).or_insert(worker);
            }
            match found.next {
                Some(after) => page.after = Some(after),
                None => return Ok(()),
            }
        }
    }

    async fn look_at_everything(&mut self) -> Result<()> {
        let open = [
            Stage::Unpaid,
            Stage::ToDispatch,
            Stage::Scheduled,
            Stage::UnderWay,
            Stage::ToAccept,
            Stage::Completed,
            Stage::Trouble,
        ];
        for stage in open {
            let filter = JobFilter { stage: Some(stage), ..JobFilter::default() };
            let mut page = PageRequest::first(200);
            loop {
                let found =
                    jobs::views::jobs(&mut self.app.db.read().await?, self.market.market_id, &filter, &page).await?;
                for row in found.items {
                    self.look_at(row.visit).await?;
                }
                match found.next {
                    Some(after) => page.after = Some(after),
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// When the first deed is due.
    #[must_use]
    pub fn first_due(&self) -> Option<Timestamp> {
        self.agenda.first_due()
    }

    /// Looks again at every visit that something happened to.
    pub async fn catch_up(&mut self) -> Result<()> {
        self.catch_up_with(None).await
    }

    /// The same, and at one visit in any case.
    async fn catch_up_with(&mut self, visit: Option<VisitId>) -> Result<()> {
        let mut touched: HashSet<VisitId> = visit.into_iter().collect();
        loop {
            match self.live.try_recv() {
                Ok(event) if event.market == self.market.market_id => {
                    touched.extend(event.topics.iter().filter_map(|topic| topic.parse::<VisitId>().ok()));
                }
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => return self.look_at_everything().await,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let mut touched: Vec<VisitId> = touched.into_iter().collect();
        touched.sort_unstable();
        for visit in touched {
            self.look_at(visit).await?;
        }
        Ok(())
    }

    /// Does everything that is due by then, in order; moves a driven clock along. How many deeds were done.
    pub async fn act(&mut self, by: Timestamp) -> Result<usize> {
        let mut done = 0;
        self.catch_up().await?;
        while let Some((at, visit, deed)) = self.agenda.take_due(by) {
            self.app.clock.move_to(at);
            let loaded = self.load(visit).await?;
            match self.perform(&loaded, deed).await {
                Ok(Outcome::Done) => {
                    done += 1;
                    self.run_errands().await?;
                    self.catch_up_with(Some(visit)).await?;
                    if self.agenda.next_of(visit).is_some_and(|(_, next)| next == deed && deed != Deed::Step) {
                        self.try_again(visit, deed, None);
                    }
                }
                Ok(Outcome::Later(wait)) => {
                    self.run_errands().await?;
                    self.agenda.set(visit, Some((later(self.app.clock.now(), wait), deed)));
                }
                Err(problem) => self.try_again(visit, deed, Some(&problem)),
            }
        }
        Ok(done)
    }

    /// On a driven clock nobody else runs errands.
    async fn run_errands(&self) -> Result<()> {
        match &self.worker {
            Some(worker) => worker.drain().await.map(drop),
            None => Ok(()),
        }
    }

    /// A deed that did not work, or changed nothing, comes again later and later, and then not at all.
    fn try_again(&mut self, visit: VisitId, deed: Deed, problem: Option<&Problem>) {
        if let Some(problem) = problem {
            if problem.kind() == Kind::Broken {
                tracing::warn!(%visit, ?deed, %problem, "a simulated deed failed by our fault");
            } else {
                tracing::debug!(%visit, ?deed, %problem, "a simulated deed was refused");
            }
        }
        let tries = self.tries.entry(visit).or_insert(0);
        *tries += 1;
        let due = (*tries < TRIES_MAX).then(|| (later(self.app.clock.now(), minutes(1 << *tries)), deed));
        self.agenda.set(visit, due);
    }

    pub(crate) async fn load(&self, visit: VisitId) -> Result<Loaded> {
        let mut read = self.app.db.read().await?;
        let (job, detail) = jobs::views::visit(&mut read, self.market.market_id, visit).await?;
        drop(read);
        let course = Course::of(self.seed, visit);
        let mut course = match self.fates.get(&visit) {
            Some(fate) => course.with(*fate, detail.visit.window.start.duration_since(job.opened_at)),
            None => course,
        };
        // Somebody real opens the door.
        course.nobody_home &= !self.is_played(Subject::Customer(job.customer)).await?;
        Ok(Loaded { job, detail, course })
    }

    /// Decides anew what happens next at a visit.
    async fn look_at(&mut self, visit: VisitId) -> Result<()> {
        let loaded = self.load(visit).await?;
        self.note_where_people_are(loaded.visit());
        let scene = self.scene(&loaded).await?;
        self.note_drive(loaded.visit(), scene.travel);
        let standing = Standing::of(loaded.visit(), loaded.job.opened_at);
        let due = next(&standing, &loaded.course, &scene);
        self.agenda.set(visit, due.map(|(at, deed)| (at.max(self.app.clock.now()), deed)));
        if loaded.visit().state.is_over() {
            self.tries.remove(&visit);
        }
        Ok(())
    }

    fn note_where_people_are(&mut self, visit: &Visit) {
        let Some(worker) = visit.technician.and_then(|technician| self.people.get_mut(&technician)) else { return };
        let is_busy = match visit.state {
            State::EnRoute
            | State::Arrived
            | State::Inspecting
            | State::AwaitingApproval
            | State::InService
            | State::Rework => true,
            State::PendingPayment
            | State::PendingDispatch
            | State::Offered
            | State::Assigned
            | State::Appointed
            | State::Rescheduling
            | State::AwaitingAcceptance
            | State::Continued
            | State::Completed
            | State::Settled
            | State::Disputed
            | State::Cancelled
            | State::CancelledOnSite
            | State::NoShowCustomer
            | State::NoShowTechnician
            | State::Expired => false,
        };
        if is_busy {
            worker.active = Some(visit.visit);
        } else if worker.active == Some(visit.visit) {
            worker.active = None;
        }
        if visit.arrived_at.is_some() && is_busy {
            worker.place = visit.place;
        }
    }

    fn note_drive(&mut self, visit: &Visit, travel: SignedDuration) {
        let Some(technician) = visit.technician else { return };
        let worker = self.people.get(&technician).copied();
        match (worker, visit.departed_at) {
            (Some(worker), Some(departed)) if visit.state == State::EnRoute => {
                let drive = Drive { from: worker.place, to: visit.place, departed, travel };
                self.drives.insert(technician, drive);
            }
            (Some(worker), _) if worker.active.is_none() || worker.active == Some(visit.visit) => {
                self.drives.remove(&technician);
            }
            _ => {}
        }
    }

    /// Where everybody on the way is now.
    #[must_use]
    pub fn drives_at(&self, now: Timestamp) -> Vec<(TechnicianId, Place)> {
        let place = |drive: &Drive| {
            let seconds = drive.travel.as_secs_f64().max(1.0);
            let share = now.duration_since(drive.departed).as_secs_f64() / seconds;
            along(&self.ground.way(drive.from, drive.to), share)
        };
        self.drives.iter().filter_map(|(technician, drive)| Some((*technician, place(drive)?))).collect()
    }

    async fn scene(&self, loaded: &Loaded) -> Result<Scene> {
        let visit = loaded.visit();
        let open = loaded.detail.checklist.iter().filter(|step| step.ticked_at.is_none()).count();
        let worker = visit.technician.and_then(|technician| self.people.get(&technician));
        let travel = worker.map_or(minutes(20), |worker| {
            travel_time(worker.place, visit.place, worker.vehicle, loaded.course.travel_factor)
        });
        let mut scene = Scene {
            planned_start: later(visit.window.start, minutes(30)),
            travel,
            busy_until: None,
            is_repair: !loaded.job.service_code.starts_with("HC") && !loaded.job.service_code.starts_with("AC"),
            steps_open: u32::try_from(open).unwrap_or(0),
            steps: u32::try_from(loaded.detail.checklist.len()).unwrap_or(0),
            has_asked_more: false,
            is_owed: false,
            is_reviewed: true,
        };
        let (market, mut read) = (self.market.market_id, self.app.db.read().await?);
        match visit.state {
            State::Appointed => {
                let promised = dispatch::views::reservations_of_visit(&mut read, market, visit.visit).await?;
                if let Some(lead) = promised.first() {
                    scene.planned_start = lead.planned_start;
                }
            }
            State::Inspecting => {
                let whole = jobs::views::job(&mut read, market, loaded.job.job).await?;
                scene.has_asked_more = !whole.change_orders.is_empty();
            }
            State::Completed | State::Settled | State::CancelledOnSite | State::NoShowCustomer | State::Cancelled => {
                let invoice = billing::views::invoices::of_job(&mut read, market, loaded.job.job).await?;
                scene.is_owed = invoice.due.is_positive();
                scene.is_reviewed = self.reviewed.contains(&visit.visit);
            }
            State::PendingPayment
            | State::PendingDispatch
            | State::Offered
            | State::Assigned
            | State::Rescheduling
            | State::EnRoute
            | State::Arrived
            | State::AwaitingApproval
            | State::InService
            | State::AwaitingAcceptance
            | State::Rework
            | State::Continued
            | State::Disputed
            | State::NoShowTechnician
            | State::Expired => {}
        }
        Ok(scene)
    }

    /// Whether a real person plays this part now.
    pub(crate) async fn is_played(&self, subject: Subject) -> Result<bool> {
        if self.company == Company::Alone {
            return Ok(false);
        }
        let now = self.app.clock.now();
        let mut read = self.app.db.read().await?;
        let sessions = access::views::sessions_of(&mut read, self.market.brand_id, subject, now).await?;
        Ok(sessions.iter().any(|session| now.duration_since(session.last_seen_at) < PLAYS_FOR))
    }
}

/// An instant and a wait.
pub(crate) fn later(instant: Timestamp, wait: SignedDuration) -> Timestamp {
    instant.checked_add(wait).unwrap_or(Timestamp::MAX)
}
