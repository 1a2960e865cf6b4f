//! How one visit will go, decided by dice that belong to it: who is late, who cancels, who wants more, who is content (DOMAIN 3, 5, 11).

use crate::dice::Dice;
use kernel::{VisitId, time::SignedDuration};

/// What a visit's people will do. The same for the same seed and visit, whatever else happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Until the customer pays what is due before dispatch; none: never does.
    pub pays_first_after: Option<SignedDuration>,
    /// Until a technician answers.
    pub answers_after: SignedDuration,
    /// The technician says no to the first offer (acceptance is about 92 %).
    pub refuses: bool,
    /// After accepting, until the customer is called.
    pub contacts_after: SignedDuration,
    /// In the chat of the job instead of by phone.
    pub writes: bool,
    /// The customer calls it off so long after booking; mostly nobody does.
    pub cancels_after: Option<SignedDuration>,
    /// The customer asks for another day so long after booking.
    pub moves_after: Option<SignedDuration>,
    /// Arrival minus planned start; negative is early.
    pub arrival_offset: SignedDuration,
    /// Real travel time over the straight-line estimate.
    pub travel_factor: f64,
    /// The technician does not come, and does not say so.
    pub never_comes: bool,
    /// Nobody opens.
    pub nobody_home: bool,
    /// Looking at the fault.
    pub inspection: SignedDuration,
    /// Asks for extra work.
    pub asks_more: bool,
    /// The customer wants it.
    pub wants_more: bool,
    /// Until the customer answers anything.
    pub customer_thinks: SignedDuration,
    /// Real work time over the standard time.
    pub work_factor: f64,
    /// The customer sends it back once.
    pub sends_back: bool,
    /// Until the customer accepts.
    pub accepts_after: SignedDuration,
    /// Until the customer pays the rest.
    pub pays_after: SignedDuration,
    /// How: parts of 100 for online, cash, transfer, in that order.
    pub pays_by: PaysBy,
    /// Stars 1 to 5, when a review is written at all.
    pub stars: Option<u8>,
}

/// The customer's way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaysBy {
    /// By the online channel.
    Online,
    /// Cash to the technician.
    Cash,
    /// Bank transfer, noted by staff.
    Transfer,
}

fn seconds(dice: &mut Dice, low: i64, high: i64) -> SignedDuration {
    SignedDuration::from_secs(dice.between(low, high))
}

/// Something that happens seldom and that a past should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The technician does not come.
    NobodyComes,
    /// Nobody opens.
    NobodyHome,
    /// The customer calls it off some hours before, for a fee.
    CancelledLate,
}

/// How long before the window a late cancellation comes.
const LATE: SignedDuration = kernel::time::hours(3);

impl Course {
    /// The same course, but with this fate; `ahead` is the time from booking to the window.
    #[must_use]
    pub fn with(self, fate: Fate, ahead: SignedDuration) -> Self {
        let plain = Self { cancels_after: None, moves_after: None, never_comes: false, nobody_home: false, ..self };
        match fate {
            Fate::NobodyComes => Self { never_comes: true, ..plain },
            Fate::NobodyHome => Self { nobody_home: true, ..plain },
            Fate::CancelledLate => Self { cancels_after: Some(ahead - LATE), ..plain },
        }
    }

    /// The course of a visit.
    #[must_use]
    pub fn of(seed: u64, visit: VisitId) -> Self {
        let dice = &mut Dice::of(seed, &visit.to_string());
        let is_late = dice.happens(0.04);
        let late = dice.around(75.0, 25.0).max(40.0);
        let offset = if is_late { late } else { dice.around(-2.0, 7.0).clamp(-20.0, 25.0) };
        let stars = [5, 4, 3, 2, 1][dice.weighted(&[74, 18, 5, 2, 1])];
        Self {
            pays_first_after: if dice.happens(0.975) { Some(seconds(dice, 20, 240)) } else { None },
            answers_after: seconds(dice, 8, 150),
            refuses: dice.happens(0.08),
            contacts_after: seconds(dice, 120, 1500),
            cancels_after: if dice.happens(0.04) { Some(seconds(dice, 600, 100_000)) } else { None },
            moves_after: if dice.happens(0.03) { Some(seconds(dice, 1200, 40_000)) } else { None },
            arrival_offset: SignedDuration::from_secs((offset * 60.0) as i64),
            travel_factor: dice.around(1.0, 0.12).clamp(0.7, 1.6),
            never_comes: dice.happens(0.008),
            nobody_home: dice.happens(0.01),
            inspection: seconds(dice, 300, 900),
            asks_more: dice.happens(0.10),
            wants_more: dice.happens(0.8),
            customer_thinks: seconds(dice, 60, 400),
            work_factor: dice.around(1.0, 0.12).clamp(0.7, 1.4),
            writes: dice.happens(0.3),
            sends_back: dice.happens(0.03),
            accepts_after: seconds(dice, 60, 900),
            pays_after: seconds(dice, 30, 2400),
            pays_by: [PaysBy::Online, PaysBy::Cash, PaysBy::Transfer][dice.weighted(&[72, 20, 8])],
            stars: if dice.happens(0.45) { Some(stars) } else { None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    fn many() -> Vec<Course> {
        (0..4000u128).map(|n| Course::of(7, VisitId::from_uuid(uuid::Uuid::from_u128(n)))).collect()
    }

    #[test]
    fn the_same_visit_takes_the_same_course() {
        assert_eq!(many()[..20], many()[..20]);
    }

    #[test]
    fn rates_are_those_of_the_trade() {
        let courses = many();
        let share = |has: fn(&Course) -> bool| courses.iter().filter(|one| has(one)).count() as f64 / 4000.0;
        assert!((0.06..0.10).contains(&share(|one| one.refuses)));
        assert!((0.025..0.055).contains(&share(|one| one.cancels_after.is_some())));
        assert!((0.004..0.014).contains(&share(|one| one.never_comes)));
        assert!((0.025..0.055).contains(&share(|one| one.arrival_offset.as_secs() > 30 * 60)));
        assert!((0.40..0.50).contains(&share(|one| one.stars.is_some())));
        assert!(courses.iter().all(|one| (0.7..=1.4).contains(&one.work_factor)));
    }
}
