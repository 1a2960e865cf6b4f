//! A small city whose capacity can be counted on the fingers: technicians alike, at most one visit in each window.

use crate::asking::Asker;
use customers::{Standing, actions::FindOrAddCustomer};
use dispatch::model::Policy;
use flows::{App, policies::DispatchPolicy};
use jiff::ToSpan;
use kernel::{Ctx, Currency, Place, Result, TechnicianId, Zone, time::Date};
use markets::actions::SetPolicy;
use server::{
    demo::people::Hire,
    founding::{MarketPlan, TerritoryPlan, hire, market_by_code, open_market, system_in},
};
use workforce::model::{Gender, Names, Profile, Skill, TechnicianKind, Vehicle, WeeklyShift};

/// The market's code.
pub const CODE: &str = "loadtown";
/// Working hours, minutes from midnight.
pub const SHIFT: (u16, u16) = (9 * 60, 18 * 60);
/// Day of the week on which nobody works (Sunday).
pub const FREE_WEEKDAY: i8 = 7;
const CENTRE: Place = Place { latitude: 31.23, longitude: 121.47 };

/// What the small city is made of.
pub struct CityPlan<'a> {
    /// The zone of its market.
    pub zone: &'a str,
    /// Technicians, alike.
    pub technicians: usize,
    /// What every one of them can do.
    pub skills: &'a [&'a str],
    /// Its dispatch numbers.
    pub dispatch: Policy,
    /// Whose today it is.
    pub today: Date,
}

/// A point so many metres east and north of the middle.
pub fn place(east: i64, north: i64) -> Place {
    Place { latitude: CENTRE.latitude + north as f64 / 111_195.0, longitude: CENTRE.longitude + east as f64 / 95_080.0 }
}

/// Opens the market and hires everybody; the software's circumstances in it.
pub async fn found(app: &App, plan: &CityPlan<'_>) -> Result<(Ctx, Vec<TechnicianId>)> {
    let corner = |east, north| {
        let place = place(east, north);
        (place.longitude, place.latitude)
    };
    let ring = |from, until| vec![corner(from, -9000), corner(until, -9000), corner(until, 9000), corner(from, 9000)];
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    let market = MarketPlan {
        code: CODE.to_owned(),
        brand: pair("试帮", "Trial"),
        name: pair("试城", "Loadtown"),
        zone: plan.zone.parse::<Zone>()?,
        currency: Currency::Cny,
        centre: CENTRE,
        phone: "400 820 0102".to_owned(),
        territories: vec![
            TerritoryPlan { code: "west".to_owned(), name: pair("西", "West"), ring: ring(-9000, 0) },
            TerritoryPlan { code: "east".to_owned(), name: pair("东", "East"), ring: ring(0, 9000) },
        ],
        outer: Vec::new(),
        prices_from: plan.today.saturating_sub(30.days()),
    };
    let founded = open_market(app, &market, None).await?;
    app.db.perform(&founded.ctx, SetPolicy::of(&DispatchPolicy(plan.dispatch.clone()), 0)).await?;
    let mut technicians = Vec::new();
    for number in 0..plan.technicians {
        technicians.push(hire(app, &founded, &technician(number, plan)?).await?.technician);
    }
    Ok((founded.ctx, technicians))
}

fn technician(number: usize, plan: &CityPlan<'_>) -> Result<Hire> {
    let week = (1..=7u8).filter(|weekday| i8::try_from(*weekday) != Ok(FREE_WEEKDAY));
    Ok(Hire {
        profile: Profile {
            names: Names { zh: format!("师傅{number}"), en: format!("T{number}") },
            phone: format!("199{:08}", 10_001 + number).parse()?,
            kind: TechnicianKind::Repair,
            level: 3,
            gender: Gender::Male,
            home: place(number as i64 * 137 % 1500 - 700, number as i64 * 311 % 1500 - 700),
            vehicle: Vehicle::Scooter,
            photo: None,
            visits_max: None,
            minutes_max: None,
            hired_on: plan.today.saturating_sub(300.days()),
        },
        skills: plan.skills.iter().map(|skill| Skill { skill: (*skill).to_owned(), level: 3 }).collect(),
        territories: vec![0, 1],
        week: week.map(|weekday| WeeklyShift { weekday, starts_minute: SHIFT.0, ends_minute: SHIFT.1 }).collect(),
        certificates: vec!["electrician"],
    })
}

/// The software's circumstances in the market, when somebody else opened it.
pub async fn system(app: &App) -> Ctx {
    let market = market_by_code(app, CODE).await.unwrap().expect("the parent process opened the market");
    system_in(app, &market)
}

/// The customer of a number; made when they are new.
pub async fn customer(app: &App, system: &Ctx, number: usize) -> Result<Asker> {
    let phone: kernel::Phone = format!("138{:08}", 10_001 + number).parse()?;
    let name = format!("客{number}");
    let find = FindOrAddCustomer { phone: phone.clone(), standing: Standing::Account, name: name.clone() };
    let customer = app.db.perform(&system.at(app.clock.now()), find).await?.customer;
    let (east, north) = (number as i64 * 73 % 3001 - 1500, number as i64 * 197 % 3001 - 1500);
    Ok(Asker { customer, name, phone, place: place(east, north) })
}
