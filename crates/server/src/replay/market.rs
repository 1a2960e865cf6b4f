//! The market a file is replayed in: the one with the code, or a new one that fits the file.

use super::{days::FileDays, formats::CityPreset};
use crate::{
    demo::people::{Employment, employ},
    dice::Dice,
    founding::{MarketPlan, TerritoryPlan, hire, market_by_code, open_market},
};
use flows::App;
use jiff::{ToSpan, civil::Date};
use kernel::{Place, Problem, Result};
use markets::Market;
use workforce::TechnicianKind;

/// A working technician does about so many visits a day.
const VISITS_EACH: usize = 5;

/// What a new market is made of.
pub struct NewMarket<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its city.
    pub city: CityPreset,
    /// The file it is for.
    pub file: &'a FileDays,
    /// How many technicians; none: for the file's usual day.
    pub technicians: Option<usize>,
    /// The seed of everybody's names and skills.
    pub seed: u64,
}

impl NewMarket<'_> {
    /// Opens it, with everybody hired; the market and how many they are.
    pub async fn open(&self, app: &App, first: Date) -> Result<(Market, usize)> {
        let own = |pair: (&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let plan = MarketPlan {
            code: self.code.to_owned(),
            brand: own(("回放", "Replay")),
            name: own(self.city.name),
            zone: self.city.zone.parse()?,
            currency: self.city.currency,
            centre: self.city.centre,
            phone: "400 820 0101".to_owned(),
            territories: vec![TerritoryPlan {
                code: "city".to_owned(),
                name: own(self.city.name),
                ring: self.file.ring(),
            }],
            outer: Vec::new(),
            prices_from: first.saturating_sub(30.days()),
        };
        let founded = open_market(app, &plan, None).await?;
        let market = market_by_code(app, self.code).await?;
        let market = market.ok_or_else(|| Problem::broken("the market that was just opened is not there"))?;
        let count = self.technicians.unwrap_or_else(|| self.file.usual_day().div_ceil(VISITS_EACH).clamp(6, 300));
        let homes: Vec<Place> = self.file.places().collect();
        let mut dice = Dice::of(self.seed, "crew");
        for number in 0..count {
            let is_cleaner = number % 5 < 2;
            let kind = if is_cleaner { TechnicianKind::Cleaner } else { TechnicianKind::Repair };
            let employment = Employment {
                kind,
                level: [3, 4, 2, 5, 3][number / 5 % 5],
                nth: number / 5 * 3 + number % 5,
                number: 50_000 + number,
                home: *dice.pick(&homes),
                territories: vec![0],
                today: first,
            };
            hire(app, &founded, &employ(&employment, &mut dice)?).await?;
        }
        Ok((market, count))
    }
}
