//! Time passing on a driven clock: customers ask, technicians work, errands run, until an instant is reached.

use super::{
    asking::{Ask, Asker, book},
    course::Fate,
    demand::Wish,
    world::{World, later},
};
use crate::dice::Dice;
use catalog::model::Urgency;
use db::{Clock, Worker};
use jobs::model::Source;
use kernel::{Kind, Result, Timestamp, time::minutes};
use std::{collections::VecDeque, time::Duration};

/// The longest step of the clock, so that errands run near their time.
const STEP_MINUTES: i64 = 5;

/// A past that is being made.
pub struct History {
    /// The people.
    pub world: World,
    /// Runs errands when the clock has moved.
    pub worker: Worker,
    /// The clock that is driven.
    pub clock: Clock,
    /// Who may ask.
    pub askers: Vec<Asker>,
    /// Where orders come from.
    pub source: Source,
    /// What is to happen to the first order after each instant; in order.
    pub fates: VecDeque<(Timestamp, Fate)>,
    /// Minutes of the past in a minute; none: as fast as the machine can.
    pub speed: Option<f64>,
}

impl History {
    /// Lets time pass until then; `wishes` are in order and after now.
    pub async fn pass(&mut self, until: Timestamp, wishes: Vec<Wish>) -> Result<()> {
        let mut wishes: VecDeque<Wish> = wishes.into();
        loop {
            let now = self.clock.now();
            if now >= until {
                return Ok(());
            }
            let step = later(now, minutes(STEP_MINUTES)).min(until);
            let next = wishes.front().map_or(step, |wish| wish.at.clamp(now, step));
            if let Some(speed) = self.speed {
                let seconds = next.duration_since(now).as_secs_f64() / speed;
                tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
            }
            self.world.act(next).await?;
            self.clock.move_to(next);
            self.worker.drain().await?;
            while wishes.front().is_some_and(|wish| wish.at <= next) {
                let Some(wish) = wishes.pop_front() else { break };
                self.ask(&wish).await?;
                self.worker.drain().await?;
            }
        }
    }

    async fn ask(&mut self, wish: &Wish) -> Result<()> {
        let service = self.world.services.get(&wish.service).cloned();
        let (Some(asker), Some(service)) = (self.askers.get(wish.resident), service) else { return Ok(()) };
        let mut dice = Dice::of(wish.at.as_second().unsigned_abs(), &wish.service);
        let ask = Ask {
            service: &service,
            technician: wish.technician,
            urgency: Urgency::Normal,
            note: String::new(),
            source: self.source,
        };
        let world = &mut self.world;
        let system = world.ctx(kernel::Actor::System);
        world.figures.requests += 1;
        match book(&world.app, &system, asker, &ask, &mut dice).await {
            Ok(booked) => {
                world.figures.booked += 1;
                let fate = self.fates.front().copied().filter(|(from, _)| *from <= wish.at);
                if let Some((_, fate)) = fate {
                    self.fates.pop_front();
                    world.fates.insert(booked.opened.visit, fate);
                }
            }
            Err(problem) if matches!(problem.kind(), Kind::Broken | Kind::Unavailable) => return Err(problem),
            Err(problem) => world.figures.refuse(problem.code()),
        }
        Ok(())
    }
}
