//! Plans kept for breeding: good ones, and ones unlike the others.
//!
//! Two halves, plans that keep all rules and plans that almost do; who is bred from and who has to go is decided by rank in cost and rank
//! in distance to the nearest others together (Vidal, Crainic, Gendreau, Lahrichi and Rei 2012, biased fitness with broken pairs).

use super::ground::{Ground, PARTS};
use super::tours::{Penalties, Tours};
use crate::compiled::NONE;
use crate::random::Random;

/// Plans a half is cut down to.
const FEWEST: usize = 25;
/// Plans bred before a half is cut down.
const GENERATION: usize = 40;
/// Best plans that distance does not count against.
const ELITE: usize = 4;
/// Nearest others that count for distance.
const CLOSE: usize = 5;

/// A plan in the population.
#[derive(Debug, Clone)]
pub(super) struct Life {
    pub routes: Vec<Vec<u32>>,
    /// Parts without penalties.
    pub cost: i64,
    /// Prizes missed, in parts.
    pub missed: i64,
    warp: i64,
    excess: i64,
    next: Vec<u32>,
    first: Vec<bool>,
    id: u64,
    /// Distance to every other of its half, nearest first.
    close: Vec<(u32, u64)>,
}

impl Life {
    pub(super) fn of(tours: &Tours) -> Self {
        let ground = tours.ground;
        let n = ground.n() as usize;
        let (mut next, mut first) = (vec![NONE; n], vec![false; n]);
        for seq in &tours.routes {
            seq.windows(2).for_each(|w| next[w[0] as usize] = w[1]);
            seq.first().into_iter().for_each(|&v| first[v as usize] = true);
        }
        let absent: i64 = (0..n).filter(|&v| tours.stops[v].route == NONE).map(|v| ground.prize[v]).sum();
        let excess = |r: usize| (tours.sums[r].load - ground.capacity[r]).max(0);
        let all = 0..tours.routes.len();
        let mut routes = tours.routes.clone();
        if ground.alike {
            // Days alike need no names.
            routes.retain(|seq| !seq.is_empty());
        }
        Life {
            routes,
            missed: absent,
            cost: all.clone().map(|r| tours.plain_cost(r)).sum::<i64>() + absent,
            warp: all.clone().map(|r| i64::from(tours.sums[r].warp)).sum(),
            excess: all.map(excess).sum(),
            next,
            first,
            id: 0,
            close: Vec::new(),
        }
    }

    pub(super) fn on_time(&self) -> bool {
        self.warp == 0
    }

    pub(super) fn within_load(&self) -> bool {
        self.excess == 0
    }

    pub(super) fn keeps_rules(&self) -> bool {
        self.on_time() && self.within_load()
    }

    fn priced(&self, penalties: Penalties) -> i64 {
        self.cost + self.warp * penalties.warp + self.excess * penalties.load
    }

    /// Visits followed by another one than there, and first visits that are not first there.
    fn broken_pairs(&self, other: &Life) -> u32 {
        let next = self.next.iter().zip(&other.next).filter(|(a, b)| a != b).count();
        let first = self.first.iter().zip(&other.first).filter(|(a, b)| **a && !**b).count();
        (next + first) as u32
    }
}

/// Two halves of plans.
#[derive(Debug, Default)]
pub(super) struct Population {
    /// Plans that keep the rules, and others; cheapest first.
    halves: [Vec<Life>; 2],
    born: u64,
}

impl Population {
    pub(super) fn add(&mut self, mut life: Life, penalties: Penalties) {
        self.born += 1;
        life.id = self.born;
        let half = &mut self.halves[usize::from(!life.keeps_rules())];
        for other in half.iter_mut() {
            let apart = life.broken_pairs(other);
            let by = |list: &[(u32, u64)]| list.partition_point(|x| x.0 <= apart);
            let (here, there) = (by(&life.close), by(&other.close));
            life.close.insert(here, (apart, other.id));
            other.close.insert(there, (apart, life.id));
        }
        let priced = life.priced(penalties);
        let at = half.partition_point(|l| l.priced(penalties) <= priced);
        half.insert(at, life);
        if half.len() > FEWEST + GENERATION {
            while half.len() > FEWEST {
                remove_worst(half);
            }
        }
    }

    /// Prices have changed: the other half is sorted anew.
    pub(super) fn price(&mut self, penalties: Penalties) {
        self.halves[1].sort_by_key(|l| (l.priced(penalties), l.id));
    }

    /// Everyone goes; the best is known elsewhere.
    pub(super) fn clear(&mut self) {
        self.halves = Default::default();
    }

    /// Two different parents, each the better of two.
    pub(super) fn parents(&self, random: &mut Random) -> (&Life, &Life) {
        let fitness = [fitness(&self.halves[0]), fitness(&self.halves[1])];
        let mut one = || {
            let n = self.halves[0].len() + self.halves[1].len();
            let mut draw = || {
                let i = random.below(n);
                let (half, i) = if i < self.halves[0].len() { (0, i) } else { (1, i - self.halves[0].len()) };
                (fitness[half][i], half, i)
            };
            let (a, b) = (draw(), draw());
            let (_, half, i) = if b.0 < a.0 { b } else { a };
            &self.halves[half][i]
        };
        let first = one();
        let mut second = one();
        for _ in 0..10 {
            if second.id != first.id && second.broken_pairs(first) > 0 {
                break;
            }
            second = one();
        }
        (first, second)
    }
}

/// Rank in cost plus rank in distance, less is better; in units that make both exact integers.
fn fitness(half: &[Life]) -> Vec<usize> {
    let n = half.len();
    let mut by_distance: Vec<(u64, usize)> = half
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let close = &l.close[..l.close.len().min(CLOSE)];
            let sum: u64 = close.iter().map(|c| u64::from(c.0)).sum();
            (u64::MAX - sum * 1000 / close.len().max(1) as u64, i)
        })
        .collect();
    by_distance.sort_unstable();
    let mut fitness = vec![0; n];
    for (rank, &(_, i)) in by_distance.iter().enumerate() {
        fitness[i] = i * n + (n - ELITE.min(n)) * rank;
    }
    fitness
}

fn remove_worst(half: &mut Vec<Life>) {
    let fitness = fitness(half);
    let double = |l: &Life| l.close.first().is_some_and(|c| c.0 == 0);
    let worst = (1..half.len()).max_by_key(|&i| (double(&half[i]), fitness[i], i)).unwrap_or(0);
    let gone = half.remove(worst);
    half.iter_mut().for_each(|l| l.close.retain(|c| c.1 != gone.id));
}

/// Penalties that follow how many new plans keep each rule.
#[derive(Debug)]
pub(super) struct Steering {
    pub penalties: Penalties,
    least: Penalties,
    seen: u32,
    on_time: u32,
    within_load: u32,
}

/// New plans between two changes of the penalties.
const WINDOW: u32 = 100;
/// Share of new plans, in a hundred, that should keep each rule.
const WANTED: u32 = 40;

impl Steering {
    /// A second of warp costs as much as one of driving, a full load as much as the longest drive.
    pub(super) fn new(ground: &Ground) -> Self {
        let longest = (0..ground.n()).map(|v| ground.seconds(ground.site[ground.n() as usize], v)).max().unwrap_or(1);
        let heaviest = ground.load.iter().copied().max().unwrap_or(1).max(1);
        let load = (i64::from(longest) * ground.drive_parts / heaviest).clamp(PARTS / 8, PARTS * 100_000);
        Steering {
            penalties: Penalties { warp: ground.drive_parts, load },
            least: Penalties { warp: ground.drive_parts / 32, load: (load / 1000).max(1) },
            seen: 0,
            on_time: 0,
            within_load: 0,
        }
    }

    /// Counts a new plan; true when the penalties have changed.
    pub(super) fn note(&mut self, life: &Life) -> bool {
        self.seen += 1;
        self.on_time += u32::from(life.on_time());
        self.within_load += u32::from(life.within_load());
        if self.seen < WINDOW {
            return false;
        }
        let steer = |price: i64, kept: u32, least: i64| {
            let share = kept * 100 / WINDOW;
            if share + 5 < WANTED {
                (price * 6 / 5).max(price + 1).min(1 << 40)
            } else if share > WANTED + 5 {
                (price * 17 / 20).max(least.max(1))
            } else {
                price
            }
        };
        self.penalties.warp = steer(self.penalties.warp, self.on_time, self.least.warp);
        self.penalties.load = steer(self.penalties.load, self.within_load, self.least.load);
        (self.seen, self.on_time, self.within_load) = (0, 0, 0);
        true
    }

    /// Penalties for repair.
    pub(super) fn tenfold(&self) -> Penalties {
        Penalties { warp: self.penalties.warp * 10, load: self.penalties.load * 10 }
    }
}
