//! The linear relaxation of choosing routes: no visit more than once, no group of days more often than it has days, profit highest.
//!
//! The revised primal simplex method with a dense inverse (Dantzig 1963): rows are few (visits and groups), every column has a handful of
//! ones, and new columns or changed profits leave the basis feasible, so each call goes on where the last one stopped. Right-hand sides
//! are a little uneven on purpose, against standing still at degenerate corners.

use crate::random::Random;

/// Reduced profit below which a column does not pay.
const PAYS: f64 = 1e-2;
/// Smallest pivot.
const PIVOT: f64 = 1e-7;
/// What is smaller counts as nothing.
const ZERO: f64 = 1e-11;
/// Rows of the inverse with at most one number in so many are added up number by number.
const SPARSE: usize = 6;
/// Pivots after which the inverse is made anew.
const FRESH: u32 = 400;
/// Columns that are looked at again before all others are.
const CANDIDATES: usize = 40;

/// The relaxation and its present basis.
#[derive(Debug, Clone)]
pub(super) struct Simplex {
    rows: usize,
    limit: Vec<f64>,
    profit: Vec<f64>,
    from: Vec<u32>,
    ones: Vec<u32>,
    /// Column in each row of the basis; the slack of row `i` is `SLACK + i`.
    basis: Vec<u32>,
    /// Row of the basis in which each column is.
    place: Vec<u32>,
    inverse: Vec<f64>,
    amount: Vec<f64>,
    /// What a unit of every row is worth.
    pub worth: Vec<f64>,
    alpha: Vec<f64>,
    pivots: u32,
    /// Gain and number of columns that paid when last looked through.
    candidates: Vec<(f64, u32)>,
    /// Work done, in columns looked at.
    pub work: u64,
}

const SLACK: u32 = 1 << 30;
const OUT: u32 = u32::MAX;

impl Simplex {
    /// No columns yet; each row with its limit.
    pub(super) fn new(limits: impl Iterator<Item = u32>) -> Self {
        let mut random = Random::new(11);
        let limit: Vec<f64> = limits.map(|l| f64::from(l) + 1e-5 * (1.0 + random.unit())).collect();
        let rows = limit.len();
        let mut simplex = Simplex {
            rows,
            amount: limit.clone(),
            limit,
            profit: Vec::new(),
            from: vec![0],
            ones: Vec::new(),
            basis: Vec::new(),
            place: Vec::new(),
            inverse: Vec::new(),
            worth: vec![0.0; rows],
            alpha: vec![0.0; rows],
            pivots: 0,
            candidates: Vec::new(),
            work: 0,
        };
        simplex.clear();
        simplex
    }

    /// Adds a column with ones in these rows.
    pub(super) fn add(&mut self, profit: f64, ones: impl Iterator<Item = u32>) {
        self.profit.push(profit);
        self.ones.extend(ones);
        self.from.push(self.ones.len() as u32);
        self.place.push(OUT);
    }

    /// The column added last is looked at before all others.
    pub(super) fn suggest_last(&mut self) {
        self.candidates.push((0.0, self.profit.len() as u32 - 1));
    }

    /// How much of each chosen column is in the solution.
    pub(super) fn chosen(&self) -> impl Iterator<Item = (u32, f64)> {
        self.basis.iter().zip(&self.amount).filter(|x| *x.0 < SLACK && *x.1 > 1e-4).map(|(&k, &x)| (k, x))
    }

    /// What the solution is worth.
    pub(super) fn value(&self) -> f64 {
        self.chosen().map(|(k, x)| self.profit[k as usize] * x).sum()
    }

    #[inline]
    fn of(&self, k: usize) -> &[u32] {
        &self.ones[self.from[k] as usize..self.from[k + 1] as usize]
    }

    /// Improves the solution by at most so many pivots; whether nothing is left to improve.
    pub(super) fn climb(&mut self, most: u32) -> bool {
        self.value_rows();
        for _ in 0..most {
            if self.pivots >= FRESH {
                self.renew();
            }
            let Some((k, gain)) = self.entering() else { return true };
            self.column(k);
            let Some(r) = self.leaving() else { return true };
            self.enter(k, r, gain);
        }
        false
    }

    /// The most profitable column or slack among the candidates; when none pays any more, all are looked through for new ones.
    fn entering(&mut self) -> Option<(u32, f64)> {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.retain_mut(|c| {
            c.0 = self.gain(c.1);
            c.0 > PAYS
        });
        self.work += candidates.len() as u64;
        if candidates.is_empty() {
            let mut from = 0;
            for (k, (&profit, &to)) in self.profit.iter().zip(&self.from[1..]).enumerate() {
                let mut gain = profit;
                for &i in &self.ones[from as usize..to as usize] {
                    gain -= self.worth[i as usize];
                }
                from = to;
                if gain > PAYS && self.place[k] == OUT {
                    candidates.push((gain, k as u32));
                }
            }
            let slacks = self.worth.iter().enumerate().filter(|w| -w.1 > PAYS);
            candidates.extend(slacks.map(|(i, w)| (-w, SLACK + i as u32)));
            self.work += self.profit.len() as u64 + self.rows as u64;
            if candidates.len() > CANDIDATES {
                candidates.select_nth_unstable_by(CANDIDATES - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                candidates.truncate(CANDIDATES);
            }
        }
        let best = candidates.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        self.candidates = candidates;
        best.map(|(gain, k)| (k, gain))
    }

    /// What a unit of a column or slack would add; nothing when it is in the basis.
    #[inline]
    fn gain(&self, k: u32) -> f64 {
        if k >= SLACK {
            return -self.worth[(k - SLACK) as usize];
        }
        if self.place[k as usize] != OUT {
            return 0.0;
        }
        self.of(k as usize).iter().fold(self.profit[k as usize], |gain, &i| gain - self.worth[i as usize])
    }

    /// The inverse times a column, into `alpha`.
    fn column(&mut self, k: u32) {
        let mut alpha = std::mem::take(&mut self.alpha);
        let one = [k.wrapping_sub(SLACK)];
        let ones = if k >= SLACK { &one[..] } else { self.of(k as usize) };
        for (r, a) in alpha.iter_mut().enumerate() {
            let row = &self.inverse[r * self.rows..(r + 1) * self.rows];
            *a = ones.iter().map(|&i| row[i as usize]).sum();
        }
        self.alpha = alpha;
    }

    /// The row that limits the entering column.
    fn leaving(&self) -> Option<usize> {
        let mut best = (f64::INFINITY, PIVOT, None);
        for (r, (&a, &x)) in self.alpha.iter().zip(&self.amount).enumerate() {
            if a > PIVOT {
                let ratio = x.max(0.0) / a;
                if ratio < best.0 - 1e-12 || ratio < best.0 + 1e-12 && a > best.1 {
                    best = (ratio, a, Some(r));
                }
            }
        }
        best.2
    }

    fn enter(&mut self, k: u32, r: usize, gain: f64) {
        let step = self.amount[r].max(0.0) / self.alpha[r];
        for (x, a) in self.amount.iter_mut().zip(&self.alpha) {
            *x -= a * step;
        }
        self.amount[r] = step;
        self.swap(k, r);
        let row = &self.inverse[r * self.rows..(r + 1) * self.rows];
        for (y, v) in self.worth.iter_mut().zip(row) {
            *y += gain * v;
        }
        self.pivots += 1;
    }

    /// Puts a column into a row of the basis; `alpha` is that column.
    fn swap(&mut self, k: u32, r: usize) {
        let (m, pivot) = (self.rows, self.alpha[r]);
        let mut own = self.inverse[r * m..(r + 1) * m].to_vec();
        own.iter_mut().for_each(|v| *v = if v.abs() < ZERO { 0.0 } else { *v / pivot });
        let ones: Vec<u32> = (0..m as u32).filter(|&i| own[i as usize] != 0.0).collect();
        for (s, row) in self.inverse.chunks_exact_mut(m).enumerate() {
            let a = self.alpha[s];
            if s == r || a.abs() < ZERO {
                continue;
            }
            if ones.len() * SPARSE < m {
                ones.iter().for_each(|&i| row[i as usize] -= a * own[i as usize]);
            } else {
                row.iter_mut().zip(&own).for_each(|(v, o)| *v -= a * o);
            }
            self.work += 1;
        }
        self.inverse[r * m..(r + 1) * m].copy_from_slice(&own);
        let gone = self.basis[r];
        if gone < SLACK {
            self.place[gone as usize] = OUT;
        }
        self.basis[r] = k;
        if k < SLACK {
            self.place[k as usize] = r as u32;
        }
    }

    /// Only slacks.
    fn clear(&mut self) {
        self.basis = (0..self.rows as u32).map(|i| SLACK + i).collect();
        self.place.fill(OUT);
        self.inverse = vec![0.0; self.rows * self.rows];
        (0..self.rows).for_each(|i| self.inverse[i * self.rows + i] = 1.0);
        self.pivots = 0;
    }

    /// Makes the inverse anew, so that rounding errors do not add up.
    fn renew(&mut self) {
        let (slacks, structural): (Vec<u32>, Vec<u32>) = self.basis.iter().partition(|&&k| k >= SLACK);
        let mut free = vec![true; self.rows];
        slacks.iter().for_each(|k| free[(k - SLACK) as usize] = false);
        self.clear();
        for k in structural {
            self.column(k);
            let rows = (0..self.rows).filter(|&r| free[r]);
            let Some(r) = rows.max_by(|&a, &b| self.alpha[a].abs().total_cmp(&self.alpha[b].abs())) else { break };
            if self.alpha[r].abs() > PIVOT {
                self.swap(k, r);
                free[r] = false;
            }
        }
        for r in 0..self.rows {
            let row = &self.inverse[r * self.rows..(r + 1) * self.rows];
            self.amount[r] = row.iter().zip(&self.limit).map(|(a, b)| a * b).sum();
        }
        if self.amount.iter().any(|&x| x < -1e-6) {
            self.clear();
            self.amount.copy_from_slice(&self.limit);
        }
        self.value_rows();
    }

    /// Worths by the profits in the basis.
    fn value_rows(&mut self) {
        self.worth.fill(0.0);
        for (r, &k) in self.basis.iter().enumerate() {
            if k < SLACK && self.profit[k as usize] != 0.0 {
                let profit = self.profit[k as usize];
                let row = &self.inverse[r * self.rows..(r + 1) * self.rows];
                self.worth.iter_mut().zip(row).for_each(|(y, v)| *y += profit * v);
            }
        }
    }
}
