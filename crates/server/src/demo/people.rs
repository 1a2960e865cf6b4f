//! The generated staff in the field: thirty who repair, twenty who clean (DOMAIN 15), and the customers.

use super::{
    city::{City, Home},
    names::{PersonName, person},
};
use crate::dice::Dice;
use jiff::{ToSpan, civil::Date};
use kernel::{MailAddress, Phone, Place, Result};
use workforce::model::{Gender, Names, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// One person to be hired.
#[derive(Clone, Debug)]
pub struct Hire {
    /// Profile.
    pub profile: Profile,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Where they go, by index of the territory.
    pub territories: Vec<usize>,
    /// Working hours.
    pub week: Vec<WeeklyShift>,
    /// Kinds of certificates they hold.
    pub certificates: Vec<&'static str>,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Name.
    pub name: PersonName,
    /// Phone.
    pub phone: Phone,
    /// Mail address, of every third.
    pub mail: Option<MailAddress>,
    /// Where they live.
    pub home: Home,
}

/// Trades of people who repair: skill codes that go together.
const TRADES: [&[&str]; 6] = [
    &["wood_structure", "wood_surface", "hardware", "assembly"],
    &["upholstery_leather", "upholstery_fabric", "wood_structure", "appliance_cleaning"],
    &["electric", "plumbing", "hardware", "appliance_cleaning"],
    &["appliance_repair", "refrigeration", "electric", "appliance_cleaning"],
    &["assembly", "hardware", "glass_stone", "smart_home"],
    &["wood_surface", "glass_stone", "upholstery_leather", "hardware"],
];

/// Skills that the law ties to a certificate, and the certificate's kind (DOMAIN 7).
pub const LICENSED: [(&str, &str); 2] = [("electric", "electrician"), ("refrigeration", "refrigeration")];

/// How many of each level repair: engineers, technicians, juniors, apprentices.
const REPAIR_LEVELS: [(u8, usize); 6] = [(5, 2), (4, 3), (3, 6), (2, 6), (1, 8), (0, 5)];
const CLEANER_LEVELS: [(u8, usize); 3] = [(3, 5), (2, 9), (1, 6)];

/// Everybody in the field, engineers first. `today` dates their hiring.
pub fn hires(city: &City, seed: u64, today: Date) -> Result<Vec<Hire>> {
    let mut dice = Dice::of(seed, "technicians");
    let mut hires = Vec::new();
    let crews = [(TechnicianKind::Repair, &REPAIR_LEVELS[..]), (TechnicianKind::Cleaner, &CLEANER_LEVELS[..])];
    for (kind, levels) in crews {
        let levels = levels.iter().flat_map(|(level, count)| std::iter::repeat_n(*level, *count));
        for (nth, level) in levels.enumerate() {
            let number = hires.len();
            hires.push(hire(city, kind, (level, nth, number), today, &mut dice)?);
        }
    }
    Ok(hires)
}

/// How somebody is employed.
#[derive(Clone, Debug)]
pub struct Employment {
    /// Repairs or cleans.
    pub kind: TechnicianKind,
    /// 0 to 5.
    pub level: u8,
    /// Counts the people of a kind; decides trade and shift.
    pub nth: usize,
    /// Counts everybody; decides the phone.
    pub number: usize,
    /// Where the day starts.
    pub home: Place,
    /// Where they go, by index of the territory.
    pub territories: Vec<usize>,
    /// The day the company is looked at.
    pub today: Date,
}

fn hire(
    city: &City,
    kind: TechnicianKind,
    (level, nth, number): (u8, usize, usize),
    today: Date,
    dice: &mut Dice,
) -> Result<Hire> {
    let home = city.home(Some(nth % city.quarters.len()), dice).place;
    let territories = (0..city.quarters.len()).collect();
    employ(&Employment { kind, level, nth, number, home, territories, today }, dice)
}

/// Makes somebody up who fits the employment.
pub fn employ(employment: &Employment, dice: &mut Dice) -> Result<Hire> {
    let Employment { kind, level, nth, number, home, ref territories, today } = *employment;
    let is_cleaner = kind == TechnicianKind::Cleaner;
    let name = person(dice.happens(if is_cleaner { 0.85 } else { 0.12 }), dice);
    let skills = if is_cleaner { cleaner_skills(level) } else { repair_skills(level, nth) };
    let certificates = LICENSED
        .iter()
        .filter(|(skill, _)| level >= 1 && skills.iter().any(|one| one.skill == *skill))
        .map(|(_, certificate)| *certificate)
        .collect();
    let vehicle = match dice.weighted(if is_cleaner { &[70, 5, 25] } else { &[60, 40, 0] }) {
        0 => Vehicle::Scooter,
        1 => Vehicle::Car,
        _ => Vehicle::PublicTransport,
    };
    let profile = Profile {
        names: Names { zh: name.zh, en: name.en },
        phone: format!("199{:08}", 10_001 + number).parse()?,
        kind,
        level,
        gender: if name.is_female { Gender::Female } else { Gender::Male },
        home,
        vehicle,
        photo: None,
        visits_max: None,
        minutes_max: None,
        hired_on: today.saturating_sub((60 + dice.between(0, 1500)).days()),
    };
    let week = day_week(nth, today);
    Ok(Hire { profile, skills, territories: territories.clone(), week, certificates })
}

fn repair_skills(level: u8, nth: usize) -> Vec<Skill> {
    let trade = TRADES[nth % TRADES.len()];
    let mut skills: Vec<Skill> = Vec::new();
    for (rank, skill) in trade.iter().enumerate() {
        // The first two skills of a trade are its heart; the others lag a level behind.
        let of_skill = if rank < 2 { level } else { level.saturating_sub(1) };
        skills.push(Skill { skill: (*skill).to_owned(), level: of_skill });
    }
    if level >= 3 {
        // Experienced people know the neighbouring trade too.
        for skill in TRADES[(nth + 1) % TRADES.len()] {
            if skills.iter().all(|known| known.skill != *skill) {
                skills.push(Skill { skill: (*skill).to_owned(), level: level - 2 });
            }
        }
    }
    skills
}

fn cleaner_skills(level: u8) -> Vec<Skill> {
    let of = |skill: &str, level: u8| Skill { skill: skill.to_owned(), level };
    let mut skills = vec![of("cleaning_daily", level), of("cleaning_deep", level)];
    skills.push(of("cleaning_first", level.saturating_sub(1).max(1)));
    if level >= 2 {
        skills.push(of("appliance_cleaning", level));
    }
    skills
}

/// Six early days or six late ones; the free day moves from person to person, so that weekends are well staffed.
/// The first of each kind, whom newcomers play, was free yesterday.
fn day_week(nth: usize, today: Date) -> Vec<WeeklyShift> {
    let (starts_minute, ends_minute) = [(480, 1080), (510, 1080), (540, 1110), (660, 1200)][nth % 4];
    let yesterday = today.saturating_sub(1.days()).weekday().to_monday_one_offset() as u8;
    let free = if nth == 0 { yesterday } else { [1, 2, 3, 4, 5, 1, 3][nth % 7] };
    let days = (1..=7).filter(|weekday| *weekday != free);
    days.map(|weekday| WeeklyShift { weekday, starts_minute, ends_minute }).collect()
}

/// Customers; their phones count up from `138 0001 0001`.
pub fn residents(city: &City, seed: u64, count: usize) -> Result<Vec<Resident>> {
    let mut dice = Dice::of(seed, "customers");
    let one = |number: usize| {
        let name = person(dice.happens(0.55), &mut dice);
        let home = city.home(None, &mut dice);
        let mail = number.is_multiple_of(3).then(|| format!("resident{}@example.com", 1 + number).parse());
        Ok(Resident { name, phone: format!("138{:08}", 10_001 + number).parse()?, mail: mail.transpose()?, home })
    };
    (0..count).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_repair_and_twenty_clean() {
        let city = City::generate(7);
        let today = jiff::civil::date(2026, 3, 2);
        let hires = hires(&city, 7, today).unwrap();
        let count = |kind| hires.iter().filter(|hire| hire.profile.kind == kind).count();
        assert_eq!((count(TechnicianKind::Repair), count(TechnicianKind::Cleaner)), (30, 20));
        let engineers =
            hires.iter().filter(|hire| hire.profile.kind == TechnicianKind::Repair && hire.profile.level >= 4);
        assert_eq!(engineers.count(), 5);
        let mut phones: Vec<String> = hires.iter().map(|hire| hire.profile.phone.e164().to_owned()).collect();
        phones.dedup();
        assert_eq!(phones.len(), 50);
        for hire in &hires {
            workforce::rules::checked_week(&hire.week).unwrap();
            workforce::rules::checked_skills(&hire.skills).unwrap();
        }
    }

    #[test]
    fn every_trade_is_there_on_every_weekday() {
        let city = City::generate(7);
        let hires = hires(&city, 7, jiff::civil::date(2026, 3, 2)).unwrap();
        for skill in TRADES.concat() {
            for weekday in 1..=7 {
                let able = hires.iter().filter(|hire| {
                    let knows = hire.skills.iter().any(|one| one.skill == skill && one.level >= 1);
                    knows && hire.week.iter().any(|shift| shift.weekday == weekday && shift.starts_minute >= 480)
                });
                assert!(able.count() >= 2, "{skill} on weekday {weekday}");
            }
        }
    }

    #[test]
    fn residents_repeat() {
        let city = City::generate(7);
        let (one, other) = (residents(&city, 7, 40).unwrap(), residents(&city, 7, 40).unwrap());
        assert!(one.iter().zip(&other).all(|(a, b)| a.name == b.name && a.home == b.home && a.phone == b.phone));
    }
}
