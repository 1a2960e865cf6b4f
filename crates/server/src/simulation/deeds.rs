//! Doing what is due: which person acts, and whether it is a real person's part now.

mod customer;
mod money;
mod technician;

use super::{
    next::Deed,
    world::{Loaded, Outcome, World},
};
use access::Subject;
use kernel::{Actor, Ctx, CustomerId, Result, TechnicianId, problem, time::minutes};

/// Who does a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Customer(CustomerId),
    Technician(TechnicianId),
    /// Whoever is asked; found out when it is done.
    Asked,
    Operator,
}

impl World {
    /// Does a deed, unless somebody real plays that part: then they have their time.
    pub(crate) async fn perform(&mut self, loaded: &Loaded, deed: Deed) -> Result<Outcome> {
        let part = part(loaded, deed)?;
        let subject = match part {
            Part::Customer(customer) => Some(Subject::Customer(customer)),
            Part::Technician(technician) => Some(Subject::Technician(technician)),
            Part::Asked | Part::Operator => None,
        };
        if let Some(subject) = subject
            && self.is_played(subject).await?
        {
            return Ok(Outcome::Later(minutes(2)));
        }
        let ctx = match part {
            Part::Customer(customer) => self.ctx(Actor::Customer { customer }),
            Part::Technician(technician) => self.ctx(Actor::Technician { technician }),
            Part::Asked | Part::Operator => self.ctx(Actor::System),
        };
        self.act_as(&ctx, loaded, deed).await
    }

    async fn act_as(&mut self, ctx: &Ctx, loaded: &Loaded, deed: Deed) -> Result<Outcome> {
        match deed {
            Deed::PayFirst | Deed::PayRest => self.pay(ctx, loaded, deed).await,
            Deed::Cancel => self.cancel(ctx, loaded).await,
            Deed::Move => self.move_away(ctx, loaded).await,
            Deed::AskMore => self.ask_more(ctx, loaded).await,
            Deed::AnswerMove => self.answer_move(ctx, loaded).await,
            Deed::AnswerOffer => self.answer_offer(loaded).await,
            Deed::Contact | Deed::CallAtDoor => self.contact(ctx, loaded).await,
            Deed::Depart => self.depart(ctx, loaded).await,
            Deed::Arrive => self.arrive(ctx, loaded).await,
            Deed::GiveUp => self.give_up(ctx, loaded).await,
            Deed::ReportAbsence => self.report_absence(ctx, loaded).await,
            Deed::CloseAbsence => self.close_absence(ctx, loaded).await,
            Deed::Inspect => self.inspect(ctx, loaded).await,
            Deed::Diagnose => self.diagnose(ctx, loaded).await,
            Deed::AnswerMore => self.answer_more(ctx, loaded).await,
            Deed::StartWork => self.start_work(ctx, loaded).await,
            Deed::Step => self.step(ctx, loaded).await,
            Deed::Finish => self.finish(ctx, loaded).await,
            Deed::Judge => self.judge(ctx, loaded).await,
            Deed::Review => self.review(ctx, loaded).await,
            Deed::Resolve => self.resolve(ctx, loaded).await,
        }
    }
}

fn part(loaded: &Loaded, deed: Deed) -> Result<Part> {
    let visit = loaded.visit();
    let customer = Part::Customer(loaded.job.customer);
    let technician = || visit.technician.map(Part::Technician).ok_or_else(|| problem::MISSING.field("technician"));
    match deed {
        Deed::PayFirst
        | Deed::PayRest
        | Deed::Cancel
        | Deed::Move
        | Deed::AnswerMore
        | Deed::ReportAbsence
        | Deed::Judge
        | Deed::Review => Ok(customer),
        Deed::Contact
        | Deed::CallAtDoor
        | Deed::Depart
        | Deed::Arrive
        | Deed::GiveUp
        | Deed::Inspect
        | Deed::Diagnose
        | Deed::AskMore
        | Deed::StartWork
        | Deed::Step
        | Deed::Finish => technician(),
        Deed::AnswerMove => match visit.proposal.as_ref().map(|proposal| proposal.by.is_customer_side()) {
            Some(true) => technician(),
            Some(false) | None => Ok(customer),
        },
        Deed::AnswerOffer => Ok(Part::Asked),
        Deed::CloseAbsence | Deed::Resolve => Ok(Part::Operator),
    }
}
