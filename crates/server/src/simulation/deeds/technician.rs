//! What simulated technicians do.

use crate::{
    demo::pictures::{Moment, Motif},
    dice::Dice,
    simulation::{
        asking::item,
        ground::travel_time,
        world::{Loaded, Outcome, World, later},
    },
};
use access::Subject;
use catalog::{
    actions::ExtraItem,
    model::{Plan, Service, SigningKey},
};
use dispatch::{
    actions::{Answer, ClaimGrab},
    model::{Mode, Offer, OfferState},
};
use flows::{dispatching::RespondToOffer, extras::ProposeExtraWork, field::WriteToCustomer, policies};
use jobs::{
    actions::{
        AcceptVisit, Arrive, AttachProof, ContactKind, Depart, FinishWork, MarkNoShowCustomer, RecordContact,
        RecordDiagnosis, StartInspection, StartWork, TickStep,
    },
    model::{ChecklistStep, Device, Proof, State},
};
use kernel::{Actor, Ctx, Place, Result, time::minutes};
use messaging::actions::PostCustomerMessage;

/// Why simulated technicians say no.
const REASONS: [&str; 3] = ["too_far", "feeling_unwell", "previous_job_runs_late"];

/// Small work that is often found on the spot.
const EXTRAS: [&str; 4] = ["FD-02", "FD-05", "FP-05", "RP-W1"];

const FINDINGS: [&str; 5] = [
    "连接件松动，需重新加固",
    "部件磨损，更换标准件即可",
    "表面受潮，需清理后修补",
    "五金件老化，建议一并更换",
    "结构完好，仅需调整",
];

/// What is written before a visit, and answered.
const TALKS: [(&str, &str); 6] = [
    ("您好，我是这次上门的师傅，会按约定时间到，请问楼下方便停电动车吗？", "可以的，停在单元门旁边就行。"),
    ("您好，麻烦发一下需要处理的位置，我提前带好配件。", "就在客厅靠窗这边，到了我指给您看。"),
    ("您好，我已看到订单，家里有人吗？", "有人在，到门口按门铃就好。"),
    ("您好，请提前清空一下台面，谢谢。", "好的，没问题。"),
    (
        "Hello, I will be there within the window. Is there anything I should bring?",
        "No, everything is here. See you then.",
    ),
    ("您好，上次也是我上门的，这次还是同样的位置吗？", "对，还是老地方，辛苦了。"),
];

impl World {
    /// Somebody who was asked says yes or no; in a pool up to two claim it.
    pub(crate) async fn answer_offer(&mut self, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        if visit.state == State::Assigned {
            let Some(technician) = visit.technician else { return Ok(Outcome::Done) };
            if self.is_played(Subject::Technician(technician)).await? {
                return Ok(Outcome::Later(minutes(2)));
            }
            let ctx = self.ctx(Actor::Technician { technician });
            self.app.db.perform(&ctx, AcceptVisit { visit: visit.visit, device: Device::default() }).await?;
            self.figures.assigned += 1;
            return Ok(Outcome::Done);
        }
        let market = self.market.market_id;
        let offers = dispatch::views::offers_of_visit(&mut self.app.db.read().await?, market, visit.visit).await?;
        let is_first = offers.len() <= 1;
        let open: Vec<Offer> = offers.into_iter().filter(|offer| offer.state == OfferState::Open).collect();
        let mut answered = false;
        for offer in open.iter().take(2) {
            if self.is_played(Subject::Technician(offer.technician_id)).await? {
                continue;
            }
            self.answer(loaded, offer, is_first && loaded.course.refuses).await?;
            answered = true;
        }
        Ok(if answered { Outcome::Done } else { Outcome::Later(minutes(1)) })
    }

    async fn answer(&mut self, loaded: &Loaded, offer: &Offer, refuses: bool) -> Result<()> {
        let ctx = self.ctx(Actor::Technician { technician: offer.technician_id });
        if offer.mode == Mode::Grab {
            let policy = policies::dispatching(&mut self.app.db.read().await?, self.market.market_id).await?;
            let claim = ClaimGrab { offer: offer.offer_id, collect_seconds: policy.grab_collect_seconds };
            self.app.db.perform(&ctx, claim).await?;
            self.figures.assigned += 1;
            return Ok(());
        }
        let answer = if refuses {
            let mut dice = Dice::of(0, &offer.offer_id.to_string());
            Answer::Refuse { reason: (*dice.pick(&REASONS)).to_owned() }
        } else {
            self.figures.assigned += 1;
            Answer::Accept
        };
        let visit = loaded.visit().visit;
        let respond = RespondToOffer { offer: offer.offer_id, visit, answer, device: Device::default() };
        self.app.db.perform(&ctx, respond).await
    }

    /// A call; the third at a closed door is a message.
    pub(crate) async fn contact(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        if visit.contacted_at.is_none() && loaded.course.writes {
            return self.write_and_hear(ctx, loaded).await;
        }
        let kind = if visit.calls_at_door >= 2 { ContactKind::Message } else { ContactKind::Call };
        let contact = RecordContact { visit: visit.visit, kind, note: String::new(), device: self.device(loaded) };
        self.app.db.perform(ctx, contact).await?;
        Ok(Outcome::Done)
    }

    /// Writes in the chat of the job, and is answered there.
    async fn write_and_hear(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let mut dice = Dice::of(5, &loaded.visit().visit.to_string());
        let (said, heard) = *dice.pick(&TALKS);
        let (visit, device) = (loaded.visit().visit, self.device(loaded));
        let write = WriteToCustomer { visit, text: said.to_owned(), photo: None, device };
        self.app.db.perform(ctx, write).await?;
        if self.is_played(Subject::Customer(loaded.job.customer)).await? {
            return Ok(Outcome::Done);
        }
        let customer = self.ctx(Actor::Customer { customer: loaded.job.customer });
        let (market, job) = (self.market.market_id, loaded.job.job);
        let mut read = self.app.db.read().await?;
        let (thread, _) = messaging::views::chat::thread_for_job(&mut read, market, job, &customer.actor).await?;
        drop(read);
        let answer = PostCustomerMessage { thread: thread.thread_id, text: heard.to_owned(), photo: None };
        self.app.db.perform(&customer, answer).await?;
        Ok(Outcome::Done)
    }

    /// Leaves, once the visit before is done; says so when it will be late.
    pub(crate) async fn depart(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        let worker = visit.technician.and_then(|technician| self.people.get(&technician)).copied();
        if worker.and_then(|worker| worker.active).is_some_and(|other| other != visit.visit) {
            return Ok(Outcome::Later(minutes(4)));
        }
        let travel = worker.map_or(minutes(20), |worker| {
            travel_time(worker.place, visit.place, worker.vehicle, loaded.course.travel_factor)
        });
        let now = self.app.clock.now();
        let eta = later(now, travel);
        if eta > visit.window.end && visit.late_notice_at.is_none() {
            let (kind, device) = (ContactKind::LateNotice, Device::default());
            let notice = RecordContact { visit: visit.visit, kind, note: String::new(), device };
            self.app.db.perform(ctx, notice).await?;
        }
        let place = worker.map(|worker| worker.place);
        let device = Device { at: Some(now), place, accuracy_metres: Some(20), ..Device::default() };
        self.app.db.perform(ctx, Depart { visit: visit.visit, eta: Some(eta), device }).await?;
        Ok(Outcome::Done)
    }

    /// Checks in at the door.
    pub(crate) async fn arrive(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        let policy = policies::day(&mut self.app.db.read().await?, self.market.market_id).await?;
        let arrive = Arrive {
            visit: visit.visit,
            start_code: None,
            geofence_metres: policy.geofence_metres,
            device: self.device(loaded),
        };
        self.app.db.perform(ctx, arrive).await?.into_result()?;
        let now = self.app.clock.now();
        self.figures.arrived += 1;
        self.figures.on_time += u64::from(now <= visit.window.end);
        if let Some(departed) = visit.departed_at {
            self.figures.travel += now.duration_since(departed);
        }
        Ok(Outcome::Done)
    }

    /// Nobody opened.
    pub(crate) async fn give_up(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let policy = policies::cancellation(&mut self.app.db.read().await?, self.market.market_id).await?;
        let visit = loaded.visit().visit;
        let note = String::new();
        self.app.db.perform(ctx, MarkNoShowCustomer { visit, note, policy, device: self.device(loaded) }).await?;
        Ok(Outcome::Done)
    }

    /// Looks at the fault.
    pub(crate) async fn inspect(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let inspect = StartInspection { visit: loaded.visit().visit, device: self.device(loaded) };
        self.app.db.perform(ctx, inspect).await?;
        Ok(Outcome::Done)
    }

    /// Asks for extra work from the catalogue.
    pub(crate) async fn ask_more(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let mut dice = Dice::of(4, &loaded.visit().visit.to_string());
        let known: Vec<&Service> = EXTRAS.iter().filter_map(|code| self.services.get(*code)).collect();
        if known.is_empty() {
            return self.diagnose(ctx, loaded).await;
        }
        let service = *dice.pick(&known);
        let plan = service.spec.plans.first().map_or(Plan::Standard, |offer| offer.plan);
        let extra = ProposeExtraWork {
            visit: loaded.visit().visit,
            items: vec![ExtraItem { choice: item(service, &mut dice), plan }],
            reason: "现场发现另有一处需要处理".to_owned(),
            device: self.device(loaded),
            key: SigningKey::new(&self.app.keys.quotes)?,
        };
        self.app.db.perform(ctx, extra).await?;
        Ok(Outcome::Done)
    }

    /// Says what it is, and begins.
    pub(crate) async fn diagnose(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit().visit;
        let finding = (*Dice::of(1, &visit.to_string()).pick(&FINDINGS)).to_owned();
        self.app.db.perform(ctx, RecordDiagnosis { visit, finding, device: self.device(loaded) }).await?;
        self.start_work(ctx, loaded).await
    }

    /// Begins, or goes on after it was sent back.
    pub(crate) async fn start_work(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let start = StartWork { visit: loaded.visit().visit, device: self.device(loaded) };
        self.app.db.perform(ctx, start).await?;
        Ok(Outcome::Done)
    }

    /// Takes the next step's photos and ticks it off.
    pub(crate) async fn step(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let steps = &loaded.detail.checklist;
        let Some((index, step)) = steps.iter().enumerate().find(|(_, step)| step.ticked_at.is_none()) else {
            return Ok(Outcome::Done);
        };
        for (nth, photo) in step.photos.iter().enumerate() {
            if !has_photo(&loaded.detail.proofs, step, &photo.name) {
                self.take_photo(ctx, loaded, step, &photo.name, index + nth).await?;
            }
        }
        let device = Device { at: Some(self.app.clock.now()), ..Device::default() };
        let tick = TickStep { visit: loaded.visit().visit, step: step.step, note: String::new(), device };
        self.app.db.perform(ctx, tick).await?;
        Ok(Outcome::Done)
    }

    async fn take_photo(
        &mut self,
        ctx: &Ctx,
        loaded: &Loaded,
        step: &ChecklistStep,
        name: &str,
        variant: usize,
    ) -> Result<()> {
        let motif = Motif::of(&loaded.job.service_code);
        let is_early = name.contains("before") || name.contains("fault");
        let moment = if is_early { Moment::Before } else { Moment::After };
        let photo = self.album.photo(&self.app, ctx, motif, moment, variant).await?;
        let device = self.device(loaded);
        let attach = AttachProof {
            visit: loaded.visit().visit,
            step: Some(step.step),
            name: name.to_owned(),
            file: photo.file,
            sha256: photo.sha256,
            taken_at: device.at,
            place: device.place,
            device,
        };
        self.app.db.perform(ctx, attach).await?;
        Ok(())
    }

    /// Says it is done.
    pub(crate) async fn finish(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let policy = policies::day(&mut self.app.db.read().await?, self.market.market_id).await?;
        let visit = loaded.visit();
        let finish = FinishWork {
            visit: visit.visit,
            note: String::new(),
            auto_accept_hours: policy.auto_accept_hours,
            device: self.device(loaded),
        };
        self.app.db.perform(ctx, finish).await?;
        if visit.reworks == 0 {
            self.figures.finished += 1;
        }
        if let Some(arrived) = visit.arrived_at {
            self.figures.work += self.app.clock.now().duration_since(arrived);
        }
        Ok(Outcome::Done)
    }

    /// A phone at the visit's door, some metres off.
    fn device(&self, loaded: &Loaded) -> Device {
        let visit = loaded.visit();
        let mut dice = Dice::of(2, &format!("{}{}", visit.visit, visit.version));
        let off = |dice: &mut Dice| (dice.share() - 0.5) * 0.0004;
        let place = Place {
            latitude: visit.place.latitude + off(&mut dice),
            longitude: visit.place.longitude + off(&mut dice),
        };
        Device { at: Some(self.app.clock.now()), place: Some(place), accuracy_metres: Some(12), ..Device::default() }
    }
}

fn has_photo(proofs: &[Proof], step: &ChecklistStep, name: &str) -> bool {
    proofs.iter().any(|proof| proof.name == name && proof.step == Some(step.step))
}
