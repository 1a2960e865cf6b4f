//! Routes worth remembering, by the days that can drive them: for every set of visits the cheapest order seen.

use crate::compiled::NONE;
use crate::random::Random;
use crate::search::state::{MANDATORY, State};
use std::collections::HashMap;

/// Routes of days that are alike.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Open days, by the model's numbers.
    pub days: Vec<u32>,
    /// Prizes of the visits served less the route's points.
    pub profit: Vec<i32>,
    /// Where each route's requests begin in `visits`; one more at the end.
    pub from: Vec<u32>,
    /// Requests, numbered as in `State::requests`.
    pub visits: Vec<u32>,
    /// Orders with deliveries and supply calls.
    pub orders: Vec<Box<[u32]>>,
    /// Routes that were in the relaxed choice when the group was last open.
    pub basic: Vec<u32>,
    known: HashMap<u64, u32>,
}

impl Group {
    /// The requests of a route.
    #[inline]
    pub(super) fn of(&self, column: usize) -> &[u32] {
        &self.visits[self.from[column] as usize..self.from[column + 1] as usize]
    }
}

/// All routes remembered.
#[derive(Debug)]
pub(super) struct Pool {
    pub groups: Vec<Group>,
    /// Group of each day; `NONE` for a closed one.
    pub group_of: Vec<u32>,
    /// Number of each request among all; `NONE` for deliveries.
    pub number: Vec<u32>,
    /// What serving each request is worth, in points.
    pub prize: Vec<i32>,
    marks: Vec<u64>,
}

/// Routes kept of a group before it starts anew.
const MOST: usize = 1500;
/// No prize or cost is larger, so that sums of a route fit.
const DEAREST: i64 = 1 << 24;

impl Pool {
    /// An empty pool over the open days, a unit of weight worth `price` points.
    pub(super) fn new(state: &State, price: f64) -> Self {
        let model = state.model;
        let (mut groups, mut group_of) = (Vec::<Group>::new(), vec![NONE; model.days.len()]);
        let mut known: HashMap<u32, u32> = HashMap::new();
        for d in (0..model.days.len()).filter(|&d| !state.is_closed(d)) {
            let g = *known.entry(model.days[d].twin).or_insert_with(|| {
                groups.push(Group { from: vec![0], ..Group::default() });
                groups.len() as u32 - 1
            });
            groups[g as usize].days.push(d as u32);
            group_of[d] = g;
        }
        let mut number = vec![NONE; model.nodes.len()];
        state.requests.iter().enumerate().for_each(|(i, &v)| number[v as usize] = i as u32);
        let prize = |&v: &u32| match state.weight(v) {
            weight if weight >= MANDATORY => DEAREST as i32,
            weight => ((weight as f64 * price) as i64).min(DEAREST) as i32,
        };
        let mut random = Random::new(7);
        Pool {
            groups,
            group_of,
            prize: state.requests.iter().map(prize).collect(),
            marks: state.requests.iter().map(|_| random.next()).collect(),
            number,
        }
    }

    /// Remembers a route that keeps all rules; whether it is new or cheaper than one with the same visits.
    pub(super) fn add(&mut self, d: usize, order: &[u32], points: i64) -> bool {
        let g = self.group_of[d];
        if g == NONE || order.is_empty() {
            return false;
        }
        let group = &mut self.groups[g as usize];
        let requests = || order.iter().filter(|&&v| v != NONE).map(|&v| self.number[v as usize]).filter(|&i| i != NONE);
        let key = requests().fold(0u64, |sum, i| sum.wrapping_add(self.marks[i as usize]));
        let worth: i64 = requests().map(|i| i64::from(self.prize[i as usize])).sum();
        let profit = (worth - points).clamp(-(1 << 30), 1 << 30) as i32;
        match group.known.get(&key) {
            Some(&k) if group.profit[k as usize] >= profit => return false,
            Some(&k) => {
                group.profit[k as usize] = profit;
                group.orders[k as usize] = order.into();
            }
            None => {
                group.known.insert(key, group.profit.len() as u32);
                group.profit.push(profit);
                group.visits.extend(requests());
                group.from.push(group.visits.len() as u32);
                group.orders.push(order.into());
            }
        }
        true
    }

    /// Makes room in the group of a day that has too many routes; numbers of its routes hold no longer.
    pub(super) fn tidy(&mut self, d: usize) {
        let group = &mut self.groups[self.group_of[d] as usize];
        if group.profit.len() > MOST {
            *group = Group { days: std::mem::take(&mut group.days), from: vec![0], ..Group::default() };
        }
    }

    /// Number of requests.
    pub(super) fn n(&self) -> usize {
        self.prize.len()
    }
}
