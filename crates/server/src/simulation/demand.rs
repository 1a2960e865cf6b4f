//! Who asks for what, and when: a day's requests in the shape of the trade (DOMAIN 15), the same for the same seed and date.

use crate::{dice::Dice, replay::kinds::Kinds};
use jiff::civil::{Date, Weekday};
use kernel::{TechnicianId, Timestamp, Zone, time::SignedDuration};
use std::collections::BTreeSet;

/// Requests of an hour, in proportion: few at night, most before noon and after work.
const HOURS: [u32; 24] = [5, 4, 4, 4, 4, 5, 8, 14, 26, 36, 38, 32, 22, 24, 28, 28, 24, 22, 24, 26, 22, 14, 9, 6];

/// Somebody will ask for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// When.
    pub at: Timestamp,
    /// Who, by index of the residents.
    pub resident: usize,
    /// For what: a service code.
    pub service: String,
    /// Only this technician.
    pub technician: Option<TechnicianId>,
    /// What they add.
    pub note: String,
}

/// The demand of a city.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Its seed.
    pub seed: u64,
    /// Requests of an ordinary weekday; weekends have 40 % more.
    pub per_day: usize,
    /// Number of residents who may ask.
    pub residents: usize,
    /// The city's zone.
    pub zone: Zone,
    /// What is sold.
    pub services: BTreeSet<String>,
}

impl Demand {
    /// The requests of a date, in order.
    #[must_use]
    pub fn of(&self, date: Date) -> Vec<Wish> {
        let mut dice = Dice::of(self.seed, &format!("demand {date}"));
        let kinds = Kinds::mix();
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let usual = if is_weekend { self.per_day * 14 / 10 } else { self.per_day };
        let count = dice.around(usual as f64, usual as f64 * 0.08).max(0.0) as usize;
        let start = self.zone.day(date).start;
        let mut wishes: Vec<Wish> = (0..count)
            .filter_map(|_| {
                let second = dice.weighted(&HOURS) as i64 * 3600 + dice.between(0, 3599);
                let service = kinds.service("", &self.services, &mut dice)?;
                let at = start.checked_add(SignedDuration::from_secs(second)).ok()?;
                Some(Wish { at, resident: dice.below(self.residents), service, technician: None, note: String::new() })
            })
            .collect();
        wishes.sort_by_key(|wish| (wish.at, wish.resident));
        wishes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn demand() -> Demand {
        let services = ["HC-D", "FS-02", "RP-W"].map(str::to_owned).into();
        Demand { seed: 7, per_day: 100, residents: 50, zone: "Asia/Shanghai".parse().unwrap(), services }
    }

    #[test]
    fn a_date_has_its_own_requests_in_order() {
        let monday = demand().of(date(2026, 3, 2));
        assert_eq!(monday, demand().of(date(2026, 3, 2)));
        assert_ne!(monday, demand().of(date(2026, 3, 3)));
        assert!((60..140).contains(&monday.len()) && monday.is_sorted_by_key(|wish| wish.at));
        assert!(demand().of(date(2026, 3, 7)).len() > monday.len(), "Saturdays are busier");
    }
}
