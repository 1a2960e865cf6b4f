//! The knobs of the search: what was measured, and found best where it stands.

/// Knobs of the search, for measuring; the defaults are what was found best.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Tuning {
    /// Start temperature, in thousandths of a mean leg.
    pub hot: f64,
    /// End temperature, likewise.
    pub cold: f64,
    /// Visits taken out on average; in half of the steps three times as many where visits come in pairs.
    pub visits: usize,
    /// Longest string; 0 for 10, and in half of the steps 30 where visits come in pairs.
    pub string: usize,
    /// One route in this many is overlooked.
    pub blink: usize,
    /// Cost of a unit of weight left out, in mean legs.
    pub weight: f64,
    /// The same where steps are scarce and nearly everyone is served.
    pub last: f64,
    /// Recreations by weight for 14 others.
    pub orders: usize,
    /// One step in this many opens a route; 0 for none.
    pub fresh: usize,
    /// Start temperature for each step a request gets, when `hot` is 0, and its limit.
    pub slope: f64,
    /// See `slope`.
    pub hottest: f64,
    /// Its limit where mandatory pairs may be absent for a while.
    pub mild: f64,
    /// Lowest start temperature that `slope` gives.
    pub coolest: f64,
    /// Visits taken out on average where a fleet of equals gets too few steps for breeding.
    pub stride: usize,
    /// Share of the budget before breeding; 0 for as many steps as `solo` for each request, none below `scarce`.
    pub alone: f64,
    /// See `alone`.
    pub solo: f64,
    /// See `alone`.
    pub scarce: f64,
    /// Near visits in local search.
    pub near: usize,
    /// Local searches in a hundred with SWAP*.
    pub stars: usize,
    /// Children are searched in full.
    pub wide: bool,
    /// Price of weight left out while breeding, in mean legs.
    pub prize: f64,
    /// Threads for problems that are divided by area.
    pub threads: usize,
    /// Share of the budget for fewer days in use, where that comes first.
    pub fewer: f64,
    /// Days that differ are bred, too, for at most so many visits.
    pub mixed: usize,
    /// Share of the budget for choosing among as many days as possible at once.
    pub bold: f64,
    /// Share of the budget before that.
    pub before: f64,
    /// Share of the budget before breeding part by part.
    pub whole: f64,
    /// Steps for each request below which nothing is bred part by part.
    pub sparse: f64,
    /// Visits in a part.
    pub part: usize,
    /// Children of a part without a better plan, after which another part is bred.
    pub patience: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning {
            hot: 0.0,
            slope: 1.5,
            hottest: 5000.0,
            mild: 2000.0,
            coolest: 100.0,
            stride: 15,
            cold: 30.0,
            visits: 10,
            string: 0,
            blink: 100,
            weight: 10.0,
            last: 16.0,
            orders: 30,
            fresh: 30,
            alone: 0.0,
            solo: 600.0,
            scarce: 1500.0,
            near: 40,
            stars: 15,
            wide: false,
            prize: 10.0,
            mixed: 0,
            bold: 0.4,
            before: 0.15,
            whole: 0.35,
            sparse: 800.0,
            part: 300,
            patience: 1000,
            threads: 1,
            fewer: 0.5,
        }
    }
}

impl Tuning {
    /// Sets a knob by name.
    ///
    /// # Errors
    /// When there is no such knob.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), String> {
        match name {
            "hot" => self.hot = value,
            "cold" => self.cold = value,
            "visits" => self.visits = value as usize,
            "string" => self.string = value as usize,
            "blink" => self.blink = value as usize,
            "alone" => self.alone = value,
            "solo" => self.solo = value,
            "scarce" => self.scarce = value,
            "near" => self.near = value as usize,
            "stars" => self.stars = value as usize,
            "prize" => self.prize = value,
            "threads" => self.threads = value as usize,
            "fewer" => self.fewer = value,
            "bold" => self.bold = value,
            "whole" => self.whole = value,
            "sparse" => self.sparse = value,
            "part" => self.part = value as usize,
            "patience" => self.patience = value as u32,
            "before" => self.before = value,
            "mixed" => self.mixed = value as usize,
            "wide" => self.wide = value > 0.0,
            "fresh" => self.fresh = value as usize,
            "slope" => self.slope = value,
            "hottest" => self.hottest = value,
            "mild" => self.mild = value,
            "coolest" => self.coolest = value,
            "stride" => self.stride = value as usize,
            "orders" => self.orders = value as usize,
            "weight" => self.weight = value,
            "last" => self.last = value,
            other => return Err(format!("there is no knob {other}")),
        }
        Ok(())
    }
}
