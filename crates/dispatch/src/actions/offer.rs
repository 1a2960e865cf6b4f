//! Finding a technician by asking: start, and the next step after a no or no answer.

use super::{
    Facts,
    placing::{Desk, desk, give, plannable},
};
use crate::{
    GrabRound, Mode, Offer, OfferState, PlanState, RoundState, VisitPlan,
    errands::{CloseGrab, OfferTimeout},
    events::{GrabOpened, NamedTechnicianDeclined, VisitOffered, VisitUnassignable},
    refusals,
    rules::{
        day::Wish,
        modes::{Step, asked, next_step},
        rank::{Judged, Scene},
    },
    store::{offers, plans},
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, TechnicianId, VisitId, time::SignedDuration};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// At most so many technicians see a visit in one grab round, the nearest.
const GRAB_OFFERS_MAX: usize = 40;

/// How far asking got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Offered {
    /// One technician is asked.
    Asked {
        /// Who.
        technician: TechnicianId,
    },
    /// One technician got it (must-take).
    Assigned {
        /// Who.
        technician: TechnicianId,
    },
    /// The pool is open.
    Grab {
        /// How many see it.
        technicians: u32,
    },
    /// The customer must say what now.
    AskCustomer,
    /// A dispatcher must act.
    GaveUp,
    /// There was nothing to do: it is being asked, has somebody, or is over.
    Nothing,
}

/// Dispatch begins (anew) in a mode: after booking, after the customer's consent to another technician, or by a dispatcher.
/// Modes other than `named` no longer hold the customer's choice against others; whoever starts them has the customer's consent.
#[derive(Clone, Debug)]
pub struct OfferVisit {
    /// Which visit.
    pub visit: VisitId,
    /// How.
    pub mode: Mode,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for OfferVisit {
    const NAME: &'static str = "dispatch.offer_visit";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = Offered;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Offered> {
        let mut plan = plans::plan(tx, ctx.market, self.visit).await?;
        let desk = desk(tx, ctx, &self.facts, Some(self.visit), plan.window_start).await?;
        plannable(&plan, &desk.old)?;
        match self.mode {
            Mode::Named if plan.need.0.named.is_none() => return Err(refusals::NOBODY_NAMED.problem()),
            Mode::Grab if plan.is_technician_pinned => return Err(refusals::TECHNICIAN_PINNED.problem()),
            Mode::Named => {}
            Mode::Direct | Mode::MustTake | Mode::Grab | Mode::Manual => plan.need.0.named = None,
        }
        offers::withdraw(tx, ctx, self.visit, None).await?;
        plan.mode = self.mode;
        plan.wave += 1;
        plan.state = PlanState::Planned;
        advance(tx, ctx, &self.facts, plan, desk).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The next step after a refusal or silence. Does nothing while an offer waits or somebody has the visit.
#[derive(Clone, Debug)]
pub struct NextCandidate {
    /// Which visit.
    pub visit: VisitId,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for NextCandidate {
    const NAME: &'static str = "dispatch.next_candidate";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Offered;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Offered> {
        let plan = plans::plan(tx, ctx.market, self.visit).await?;
        let waits = |state| matches!(state, OfferState::Open | OfferState::Claimed);
        let waiting =
            offers::of_wave(tx, ctx.market, self.visit, plan.wave).await?.iter().any(|offer| waits(offer.state));
        match plan.state {
            PlanState::Planned | PlanState::Offered if !waiting => {}
            PlanState::Planned
            | PlanState::Offered
            | PlanState::Assigned
            | PlanState::Unassigned
            | PlanState::Ended => {
                return Ok(Offered::Nothing);
            }
        }
        let desk = desk(tx, ctx, &self.facts, Some(self.visit), plan.window_start).await?;
        advance(tx, ctx, &self.facts, plan, desk).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Takes the next step of the wave, and the one after it when a step finds nobody.
pub(super) async fn advance(tx: &mut Tx, ctx: &Ctx, facts: &Facts, plan: VisitPlan, desk: Desk) -> Result<Offered> {
    let past = offers::of_wave(tx, ctx.market, plan.visit_id, plan.wave).await?;
    let need = plan.need.0.clone();
    let declined = asked(&past);
    let scene = Scene { declined: &declined, ..desk.scene(facts, &need, ctx.now) };
    let exact = desk.old.first().filter(|_| plan.is_start_pinned).map(|row| row.planned_start);
    let wish = Wish { window: plan.window(), earliest: ctx.now, exact };
    let mut ranked = scene.rank(&wish);
    if plan.is_technician_pinned {
        ranked.retain(|judged| Some(judged.candidate.technician) == plan.technician_id);
    }
    let eligible = ranked.iter().any(|judged| judged.team.is_some());
    let search = Search { facts, desk: &desk, scene: &scene, wish, ranked: &ranked };
    loop {
        let rounds = offers::rounds(tx, ctx.market, plan.visit_id, plan.wave).await?;
        match next_step(plan.mode, &past, &rounds, &facts.policy) {
            Step::Ask if eligible => return search.ask(tx, ctx, plan).await,
            Step::Grab { round, radius_metres } if eligible && !plan.is_technician_pinned => {
                let count = search.grab(tx, ctx, &plan, round, i64::from(radius_metres)).await?;
                if count > 0 {
                    return opened(tx, ctx, plan, count).await;
                }
            }
            Step::Ask if plan.mode == Mode::Named => return search.ask_customer(tx, ctx, plan).await,
            Step::AskCustomer => return search.ask_customer(tx, ctx, plan).await,
            Step::Ask | Step::Grab { .. } | Step::GiveUp => return search.give_up(tx, ctx, plan, eligible).await,
        }
    }
}

async fn opened(tx: &mut Tx, ctx: &Ctx, mut plan: VisitPlan, technicians: u32) -> Result<Offered> {
    plan.state = PlanState::Offered;
    plan.trouble.clear();
    plans::put(tx, ctx, &mut plan).await?;
    Ok(Offered::Grab { technicians })
}

/// What a step of dispatch works on.
struct Search<'a> {
    facts: &'a Facts,
    desk: &'a Desk,
    scene: &'a Scene<'a>,
    wish: Wish,
    ranked: &'a [Judged],
}

impl Search<'_> {
    /// Asks the best, whose time is taken from now on; must-take gives it at once.
    async fn ask(&self, tx: &mut Tx, ctx: &Ctx, mut plan: VisitPlan) -> Result<Offered> {
        let Some((judged, team)) =
            self.ranked.iter().find_map(|judged| judged.team.as_ref().map(|team| (judged, team)))
        else {
            return Ok(Offered::Nothing);
        };
        let policy = &self.facts.policy;
        let must_take = plan.mode == Mode::MustTake;
        let seconds = match plan.mode {
            Mode::Named => policy.named_seconds,
            Mode::Direct | Mode::MustTake | Mode::Grab | Mode::Manual if plan.need.0.is_emergency => {
                policy.emergency_offer_seconds
            }
            Mode::Direct | Mode::MustTake | Mode::Grab | Mode::Manual => policy.offer_seconds,
        };
        // The pool ends in direct offers.
        let mode = if plan.mode == Mode::Grab { Mode::Direct } else { plan.mode };
        let mut offer = new_offer(ctx, &plan, mode, 0, judged, i64::from(seconds));
        offer.distance_metres = self.distance(judged);
        if must_take {
            offer.state = OfferState::Accepted;
            offer.answered_at = Some(ctx.now);
        }
        plan.state = if must_take { PlanState::Assigned } else { PlanState::Offered };
        plan.trouble.clear();
        offers::insert(tx, ctx, &offer).await?;
        let window = plan.window();
        give(tx, ctx, self.facts, &mut plan, window, self.desk, team).await?;
        let technician = team.lead();
        let cause = if must_take { "must_take" } else { "offer" };
        plans::decide(tx, ctx, plan.visit_id, cause, self.scene.explain(self.ranked, Some(technician), &self.wish))
            .await?;
        if must_take {
            return Ok(Offered::Assigned { technician });
        }
        tx.enqueue_at(ctx, &OfferTimeout { offer: offer.offer_id }, offer.expires_at);
        let event = VisitOffered {
            visit: plan.visit_id,
            offer: offer.offer_id,
            technician,
            mode,
            expires_at: offer.expires_at,
        };
        tx.announce(ctx, &event);
        Ok(Offered::Asked { technician })
    }

    fn distance(&self, judged: &Judged) -> i64 {
        let technician = self.scene.roster.technician(judged.candidate.technician);
        technician.map_or(0, |technician| technician.home.metres_to(self.scene.need.place).round() as i64)
    }

    /// Shows the visit to the eligible within the radius; how many there are.
    async fn grab(&self, tx: &mut Tx, ctx: &Ctx, plan: &VisitPlan, number: i64, radius_metres: i64) -> Result<u32> {
        let able = self.ranked.iter().filter(|judged| judged.team.is_some());
        let mut near: Vec<(i64, &Judged)> = able
            .map(|judged| (self.distance(judged), judged))
            .filter(|(distance, _)| *distance <= radius_metres)
            .collect();
        near.sort_by_key(|(distance, judged)| (*distance, judged.candidate.technician));
        near.truncate(GRAB_OFFERS_MAX);
        let seconds = i64::from(self.facts.policy.grab_round_seconds);
        let closes_at = ctx.now + SignedDuration::from_secs(seconds);
        let round = GrabRound {
            visit_id: plan.visit_id,
            wave: plan.wave,
            round: number,
            radius_metres,
            opened_at: ctx.now,
            closes_at,
            first_claim_at: None,
            state: if near.is_empty() { RoundState::Closed } else { RoundState::Open },
            version: 1,
        };
        offers::insert_round(tx, ctx, &round).await?;
        if near.is_empty() {
            return Ok(0);
        }
        let mut technicians = Vec::with_capacity(near.len());
        for (distance, judged) in near {
            let mut offer = new_offer(ctx, plan, Mode::Grab, number, judged, seconds);
            offer.distance_metres = distance;
            offers::insert(tx, ctx, &offer).await?;
            technicians.push(offer.technician_id);
        }
        let (visit, wave, count) = (plan.visit_id, plan.wave, technicians.len());
        tx.enqueue_at(ctx, &CloseGrab { visit, wave, round: number }, closes_at);
        tx.announce(ctx, &GrabOpened { visit, round: number, radius_metres, technicians, closes_at });
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn ask_customer(&self, tx: &mut Tx, ctx: &Ctx, mut plan: VisitPlan) -> Result<Offered> {
        plan.state = PlanState::Unassigned;
        "dispatch-trouble-named-declined".clone_into(&mut plan.trouble);
        plans::put(tx, ctx, &mut plan).await?;
        plans::decide(tx, ctx, plan.visit_id, "unassignable", self.scene.explain(self.ranked, None, &self.wish))
            .await?;
        tx.announce(ctx, &NamedTechnicianDeclined { visit: plan.visit_id, technician: plan.need.0.named });
        Ok(Offered::AskCustomer)
    }

    async fn give_up(&self, tx: &mut Tx, ctx: &Ctx, mut plan: VisitPlan, eligible: bool) -> Result<Offered> {
        plan.state = PlanState::Unassigned;
        let trouble = match (plan.mode, eligible) {
            (Mode::Manual, _) => "dispatch-trouble-by-hand",
            (Mode::Direct | Mode::MustTake | Mode::Grab | Mode::Named, true) => "dispatch-trouble-nobody-took-it",
            (Mode::Direct | Mode::MustTake | Mode::Grab | Mode::Named, false) => "dispatch-trouble-nobody-can",
        };
        trouble.clone_into(&mut plan.trouble);
        plans::put(tx, ctx, &mut plan).await?;
        plans::decide(tx, ctx, plan.visit_id, "unassignable", self.scene.explain(self.ranked, None, &self.wish))
            .await?;
        tx.announce(ctx, &VisitUnassignable { visit: plan.visit_id, trouble: trouble.to_owned() });
        Ok(Offered::GaveUp)
    }
}

fn new_offer(ctx: &Ctx, plan: &VisitPlan, mode: Mode, round: i64, judged: &Judged, seconds: i64) -> Offer {
    Offer {
        offer_id: ctx.new_id(),
        visit_id: plan.visit_id,
        wave: plan.wave,
        technician_id: judged.candidate.technician,
        mode,
        round,
        state: OfferState::Open,
        offered_at: ctx.now,
        expires_at: ctx.now + SignedDuration::from_secs(seconds),
        claimed_at: None,
        answered_at: None,
        reason: String::new(),
        score: judged.candidate.total,
        distance_metres: 0,
        version: 1,
    }
}
