//! Working a request file off: day by day, through the actions that customers and technicians use.

use super::{
    days::{FileDay, FileDays},
    formats::FileRequest,
    kinds::Kinds,
};
use crate::{
    demo::names::person,
    dice::Dice,
    simulation::{asking::Asker, demand::Wish, figures::DayFigures, history::History, world::later},
};
use customers::{Standing, actions::FindOrAddCustomer};
use jiff::civil::Date;
use kernel::{
    Actor, Result, Timestamp,
    time::{SignedDuration, minutes},
};
use std::collections::BTreeSet;

/// Days after the file's last in which booked visits are still worked off.
const AFTER_DAYS: usize = 15;

/// A replay under way.
pub struct Replay {
    /// The people and the clock.
    pub history: History,
    /// What kinds mean.
    pub kinds: Kinds,
    /// The seed of everything made up.
    pub seed: u64,
    /// At most so many days of the file.
    pub days_max: Option<usize>,
}

impl Replay {
    /// Replays the file and what follows from it; a line a day goes to the output, bad lines to the error output.
    pub async fn run(&mut self, file: &FileDays) -> Result<()> {
        let mut all = DayFigures::default();
        let mut bad_lines = 0;
        let days = file.days.iter().take(self.days_max.unwrap_or(usize::MAX));
        let mut last = None;
        for (date, day) in days {
            for bad in &day.bad {
                eprintln!("line {}: {}", bad.line, bad.reason);
            }
            bad_lines += day.bad.len();
            let figures = self.day(*date, day).await?;
            all = all.and(&figures);
            last = Some(*date);
        }
        for _ in 0..AFTER_DAYS {
            let Some(date) = last.and_then(|last| last.tomorrow().ok()) else { break };
            if self.history.world.first_due().is_none() {
                break;
            }
            all = all.and(&self.day(date, &FileDay::default()).await?);
            last = Some(date);
        }
        let (currency, balance) = (self.history.world.market.currency, self.trial_balance().await?);
        println!("{}", all.line("together  ", currency, balance));
        println!("{bad_lines} bad lines");
        Ok(())
    }

    async fn day(&mut self, date: Date, day: &FileDay) -> Result<DayFigures> {
        let zone = self.history.world.market.zone.clone();
        let window = zone.day(date);
        // Days of the file may be missing, and one that was replayed before is in the past.
        self.history.pass(window.start, Vec::new()).await?;
        self.history.world.figures = DayFigures { shifts: self.shifts(date).await?, ..DayFigures::default() };
        let wishes = self.wishes(day).await?;
        self.history.pass(window.end, wishes).await?;
        let figures = std::mem::take(&mut self.history.world.figures);
        let (currency, balance) = (self.history.world.market.currency, self.trial_balance().await?);
        println!("{}", figures.line(&date.to_string(), currency, balance));
        Ok(figures)
    }

    /// Everybody who asks on the day is on file; what they ask for, in order.
    async fn wishes(&mut self, day: &FileDay) -> Result<Vec<Wish>> {
        let known: BTreeSet<String> = self.history.world.services.keys().cloned().collect();
        self.history.askers.clear();
        let mut wishes = Vec::new();
        for (at, request) in &day.requests {
            let mut dice = Dice::of(self.seed, &format!("line {}", request.line));
            let Some(service) = self.kinds.service(&request.kind, &known, &mut dice) else {
                self.history.world.figures.requests += 1;
                self.history.world.figures.refuse("unknown_kind");
                continue;
            };
            let asker = self.asker(request, *at, &mut dice).await?;
            wishes.push(Wish {
                at: *at,
                resident: self.history.askers.len(),
                service,
                technician: None,
                note: request.note.clone(),
            });
            self.history.askers.push(asker);
        }
        Ok(wishes)
    }

    async fn asker(&self, request: &FileRequest, at: Timestamp, dice: &mut Dice) -> Result<Asker> {
        let world = &self.history.world;
        let name = person(dice.happens(0.5), dice).zh;
        let phone: kernel::Phone = format!("137{:08}", 10_000_000 + request.line).parse()?;
        let find = FindOrAddCustomer { phone: phone.clone(), standing: Standing::Account, name: name.clone() };
        let system = world.ctx(Actor::System).at(later(at, minutes(-1)).max(world.app.clock.now()));
        let customer = world.app.db.perform(&system, find).await?.customer;
        Ok(Asker {
            customer,
            name,
            phone,
            property: None,
            address: format!("{:.4}, {:.4}", request.place.latitude, request.place.longitude),
            place: request.place,
            territory: None,
            floor: 1,
            has_lift: true,
        })
    }

    async fn shifts(&self, date: Date) -> Result<SignedDuration> {
        let world = &self.history.world;
        let (market, zone) = (world.market.market_id, &world.market.zone);
        let roster = workforce::views::roster(&mut world.app.db.read().await?, market, zone, date, 1).await?;
        let days = roster.technicians.iter().flat_map(|one| &one.days);
        Ok(days.flat_map(|day| &day.windows).fold(SignedDuration::ZERO, |sum, window| sum + window.duration()))
    }

    async fn trial_balance(&self) -> Result<i64> {
        let world = &self.history.world;
        let mut read = world.app.db.read().await?;
        let balances = ledger::views::accounts::trial_balance(&mut read, world.market.market_id).await?;
        Ok(balances.iter().map(|one| one.difference.minor).sum())
    }
}
