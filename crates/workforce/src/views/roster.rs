//! Who can be planned when: eight queries whatever the number of technicians and days.

use crate::{
    CertificateRule, LunchRule, Roster, RosterSkill, RosterTechnician, ShiftDay, Span, Technician, TechnicianStatus,
    WeeklyShift,
    rules::{Hours, shift_day},
};
use db::{Read, params};
use jiff::{ToSpan, civil::Date};
use kernel::{MarketId, Result, TechnicianId, TerritoryId, Timestamp, Value, Window, Zone, scalar::Json};
use std::collections::HashMap;

db::statements! {
    ROSTER_TECHNICIANS = "
        select technician_id, name_zh, name_en, phone, kind, level, gender, home_latitude, home_longitude, vehicle,
          photo_file_id, visits_max, minutes_max, hired_on, status, on_duty, rating_milli, rating_count,
          punctuality_per_mille, version
        from technicians
        where market_id = $1 and status <> 'left' and ($2 = '' or technician_id = $2)
        order by technician_id";
    ROSTER_SKILLS = "
        select technician_id, skill, level
        from technician_skills
        where market_id = $1 and ($2 = '' or technician_id = $2)
        order by technician_id, skill";
    ROSTER_TERRITORIES = "
        select technician_id, territory_id
        from technician_territories
        where market_id = $1 and ($2 = '' or technician_id = $2)
        order by technician_id, territory_id";
    /// Per technician and kind the last day on which some unrevoked certificate is valid.
    ROSTER_CERTIFICATES = "
        select technician_id, kind, max(coalesce(expires_on, '9999-12-31')) as valid_until
        from certificates
        where market_id = $1 and is_revoked = false and ($2 = '' or technician_id = $2)
        group by technician_id, kind";
    ROSTER_CERTIFICATE_RULES = "select skill, kind from certificate_rules where market_id = $1";
    ROSTER_WEEKS = "
        select technician_id, weekday, starts_minute, ends_minute
        from weekly_shifts
        where market_id = $1 and ($2 = '' or technician_id = $2)
        order by technician_id, weekday, starts_minute";
    ROSTER_DATED = "
        select technician_id, date, spans
        from dated_shifts
        where market_id = $1 and ($2 = '' or technician_id = $2) and date >= $3 and date < $4";
    ROSTER_TIME_OFF = "
        select technician_id, starts_at, ends_at
        from time_off
        where market_id = $1 and state = 'approved' and ($2 = '' or technician_id = $2) and ends_at > $3 and starts_at < $4
        order by starts_at";
}

/// For whom, which dates, and when people eat.
#[derive(Clone, Debug)]
pub struct RosterQuestion {
    /// The market's zone.
    pub zone: Zone,
    /// First date.
    pub from: Date,
    /// How many dates, 1 to 62.
    pub days: u32,
    /// Only this technician.
    pub only: Option<TechnicianId>,
    /// When people eat.
    pub lunch: LunchRule,
}

/// The roster of everybody, with the usual lunch.
pub async fn roster(read: &mut Read, market: MarketId, zone: &Zone, from: Date, days: u32) -> Result<Roster> {
    let question = RosterQuestion { zone: zone.clone(), from, days, only: None, lunch: LunchRule::default() };
    roster_for(read, market, &question).await
}

/// The roster that was asked for.
pub async fn roster_for(read: &mut Read, market: MarketId, question: &RosterQuestion) -> Result<Roster> {
    let RosterQuestion { zone, from, only, .. } = question;
    let days = question.days.clamp(1, 62);
    let until = from.saturating_add(i64::from(days).days());
    let who = || only.map_or_else(String::new, |id| id.to_string());
    let scope = || -> Vec<Value> { params![market, who()] };
    let technicians: Vec<Technician> = read.all(ROSTER_TECHNICIANS, scope()).await?;
    let facts = Facts {
        skills: grouped(read.all::<(TechnicianId, String, u8)>(ROSTER_SKILLS, scope()).await?, |(id, skill, level)| {
            (id, (skill, level))
        }),
        territories: grouped(read.all::<(TechnicianId, TerritoryId)>(ROSTER_TERRITORIES, scope()).await?, |row| row),
        certificates: (read.all::<(TechnicianId, String, Date)>(ROSTER_CERTIFICATES, scope()).await?)
            .into_iter()
            .map(|(id, kind, until)| ((id, kind), until))
            .collect(),
        rules: (read.all::<CertificateRule>(ROSTER_CERTIFICATE_RULES, params![market]).await?)
            .into_iter()
            .map(|rule| (rule.skill, rule.kind))
            .collect(),
        weeks: grouped(
            read.all::<(TechnicianId, u8, u16, u16)>(ROSTER_WEEKS, scope()).await?,
            |(id, weekday, starts_minute, ends_minute)| (id, WeeklyShift { weekday, starts_minute, ends_minute }),
        ),
        dated: (read
            .all::<(TechnicianId, Date, Json<Vec<Span>>)>(ROSTER_DATED, params![market, who(), from, until])
            .await?)
            .into_iter()
            .map(|(id, date, spans)| ((id, date), spans.0))
            .collect(),
        time_off: grouped(
            read.all::<(TechnicianId, Timestamp, Timestamp)>(
                ROSTER_TIME_OFF,
                params![market, who(), zone.day(*from).start, zone.day(until).start],
            )
            .await?,
            |(id, start, end)| (id, Window { start, end }),
        ),
    };
    let dates: Vec<Date> = (0..i64::from(days)).map(|day| from.saturating_add(day.days())).collect();
    let technicians = technicians.into_iter().map(|row| facts.of(row, question, &dates)).collect();
    Ok(Roster { zone: zone.clone(), technicians })
}

fn grouped<R, T>(rows: Vec<R>, split: impl Fn(R) -> (TechnicianId, T)) -> HashMap<TechnicianId, Vec<T>> {
    let mut groups: HashMap<TechnicianId, Vec<T>> = HashMap::new();
    for (id, item) in rows.into_iter().map(split) {
        groups.entry(id).or_default().push(item);
    }
    groups
}

/// What the queries brought, by technician.
struct Facts {
    skills: HashMap<TechnicianId, Vec<(String, u8)>>,
    territories: HashMap<TechnicianId, Vec<TerritoryId>>,
    certificates: HashMap<(TechnicianId, String), Date>,
    rules: HashMap<String, String>,
    weeks: HashMap<TechnicianId, Vec<WeeklyShift>>,
    dated: HashMap<(TechnicianId, Date), Vec<Span>>,
    time_off: HashMap<TechnicianId, Vec<Window>>,
}

impl Facts {
    fn of(&self, technician: Technician, question: &RosterQuestion, dates: &[Date]) -> RosterTechnician {
        let id = technician.technician_id;
        let days = dates.iter().map(|date| self.day(&technician, question, *date)).collect();
        RosterTechnician {
            skills: self
                .skills
                .get(&id)
                .into_iter()
                .flatten()
                .map(|(skill, level)| self.skill(id, skill, *level))
                .collect(),
            territories: self.territories.get(&id).cloned().unwrap_or_default(),
            technician,
            days,
        }
    }

    fn skill(&self, id: TechnicianId, skill: &str, level: u8) -> RosterSkill {
        let certificate = self.rules.get(skill).cloned();
        let valid_until = certificate.as_ref().and_then(|kind| self.certificates.get(&(id, kind.clone())).copied());
        RosterSkill { skill: skill.to_owned(), level, certificate, valid_until }
    }

    fn day(&self, technician: &Technician, question: &RosterQuestion, date: Date) -> ShiftDay {
        let id = technician.technician_id;
        let works = technician.status == TechnicianStatus::Active && technician.hired_on <= date;
        let none: &[WeeklyShift] = &[];
        let hours = Hours {
            weekly: if works { self.weeks.get(&id).map_or(none, Vec::as_slice) } else { none },
            dated: if works { self.dated.get(&(id, date)).map(Vec::as_slice) } else { None },
            time_off: self.time_off.get(&id).map_or(&[][..], Vec::as_slice),
            lunch: question.lunch,
        };
        shift_day(&question.zone, date, &hours)
    }
}
