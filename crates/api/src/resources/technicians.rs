//! `/technicians`, `/roster`, `/time-off`: people in the field, what they can, when they work.

use super::{prelude::*, visits::own_id};
use crate::shapes::people::{PositionShown, ProfileAsk, RosterLine, TechnicianFile, TechnicianShown};
use kernel::{
    CertificateId, FileId, Result, TechnicianId, TerritoryId, TimeOffId, Timestamp, Window,
    time::{Date, hours},
};
use workforce::{
    Certificate, Skill, Span, TechnicianKind, TechnicianStatus, TimeOff, TimeOffKind, TimeOffState, WeeklyShift,
    actions::{
        AddCertificate, AddTechnician, CancelTimeOff, ChangeTechnician, ClearDatedShift, DecideTimeOff, EnterTimeOff,
        RequestTimeOff, RevokeCertificate, SetCertificateRule, SetDatedShift, SetSkills, SetStatus, SetTerritories,
        SetWeek, SwitchDuty, WithdrawTimeOff,
    },
    model::CertificateRule,
    views::TechnicianFilter,
};

pub(super) fn routes(surface: &mut Surface) {
    let (read, write) = (&[P::WorkforceRead], &[P::WorkforceWrite]);
    surface
        .group("Technicians")
        .get("/technicians", "Technicians", read, list)
        .post("/technicians", "Add a technician", write, add)
        .get("/technicians/{technician}", "A technician with skills, shifts and absences", read, one)
        .put("/technicians/{technician}", "Change a technician's profile", write, change)
        .put("/technicians/{technician}/skills", "Set skills", write, set_skills)
        .put("/technicians/{technician}/territories", "Set territories", write, set_territories)
        .put("/technicians/{technician}/status", "Active, on leave, or left", write, set_status)
        .put("/technicians/{technician}/duty", "Switch on or off duty", write, switch_duty)
        .put("/technicians/{technician}/week", "Set the weekly shifts", write, set_week)
        .put("/technicians/{technician}/days/{date}", "Set the shift of a date", write, set_day)
        .delete("/technicians/{technician}/days/{date}", "Back to the weekly shift", write, clear_day)
        .post("/technicians/{technician}/certificates", "Add a certificate", write, add_certificate)
        .delete("/certificates/{certificate}", "Revoke a certificate", write, revoke_certificate)
        .get("/certificates", "Certificates that run out soon", read, expiring)
        .get("/certificate-rules", "Which skill needs which certificate", read, rules)
        .put("/certificate-rules/{skill}", "Set which certificate a skill needs", write, set_rule)
        .get("/positions", "Where technicians were last, within the hour", &[P::DispatchRead], positions)
        .get("/roster", "Who can be planned when", read, roster)
        .get("/time-off", "Absences", read, absences)
        .post("/technicians/{technician}/time-off", "Enter an absence", write, enter_absence)
        .put("/time-off/{time_off}/decision", "Approve or refuse an absence", write, decide)
        .delete("/time-off/{time_off}", "Cancel an absence", write, cancel)
        .get("/me/technician", "One's own file (technician)", &[P::TechnicianSelf], mine)
        .post("/me/time-off", "Ask for time off", &[P::TechnicianSelf], request)
        .delete("/me/time-off/{time_off}", "Take the question back", &[P::TechnicianSelf], withdraw);
}

asked! {
    /// Which technicians.
    TechnicianSearch { kind: Option<TechnicianKind>, status: Option<TechnicianStatus>, q: Option<String> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<TechnicianSearch>) -> Answer<Listed<TechnicianShown>> {
    let filter = TechnicianFilter { kind: ask.kind, status: ask.status, text: ask.q.unwrap_or_default() };
    Ok(page_of(workforce::views::technicians(&mut caller.read().await?, caller.ctx.market, &filter, &page).await?))
}

async fn file(caller: &Caller, id: TechnicianId) -> Result<Versioned<TechnicianFile>> {
    let today = caller.market.zone.date_of(caller.ctx.now);
    let page = workforce::views::technician_page(&mut caller.read().await?, caller.ctx.market, id, today).await?;
    Ok(Versioned((&page).into(), page.technician.version))
}

async fn one(caller: Caller, Path(id): Path<TechnicianId>) -> Answer<Versioned<TechnicianFile>> {
    Ok(file(&caller, id).await?)
}

async fn mine(caller: Caller) -> Answer<Versioned<TechnicianFile>> {
    let me = own_id(&caller)?;
    Ok(file(&caller, me).await?)
}

asked! {
    /// A new technician.
    TechnicianAsk { profile: ProfileAsk, skills: Vec<Skill>, territories: Vec<TerritoryId> }
}

async fn add(caller: Caller, Body(ask): Body<TechnicianAsk>) -> Answer<Made<TechnicianFile>> {
    let TechnicianAsk { profile, skills, territories } = ask;
    let id = caller.perform(AddTechnician { profile: profile.into(), skills, territories }).await?;
    Ok(Made(file(&caller, id).await?.0))
}

type Changed = Answer<Versioned<TechnicianFile>>;

async fn change(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<ProfileAsk>,
) -> Changed {
    caller.perform(ChangeTechnician { technician, version, profile: ask.into() }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// What somebody can.
    SkillsAsk { skills: Vec<Skill> }
}

async fn set_skills(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<SkillsAsk>,
) -> Changed {
    caller.perform(SetSkills { technician, version, skills: ask.skills }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// Where somebody works.
    TerritoriesAsk { territories: Vec<TerritoryId> }
}

async fn set_territories(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<TerritoriesAsk>,
) -> Changed {
    caller.perform(SetTerritories { technician, version, territories: ask.territories }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// Whether somebody works here.
    StatusAsk { status: TechnicianStatus }
}

async fn set_status(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<StatusAsk>,
) -> Changed {
    caller.perform(SetStatus { technician, version, status: ask.status }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// On or off.
    SwitchAsk { on_duty: bool }
}

async fn switch_duty(caller: Caller, Path(technician): Path<TechnicianId>, Body(ask): Body<SwitchAsk>) -> Answer<Done> {
    caller.perform(SwitchDuty { technician, on_duty: ask.on_duty }).await?;
    Ok(Done)
}

asked! {
    /// Shifts by weekday, 1 is Monday; minutes after midnight.
    WeekAsk { shifts: Vec<WeeklyShift> }
}

async fn set_week(caller: Caller, Path(technician): Path<TechnicianId>, Body(ask): Body<WeekAsk>) -> Changed {
    caller.perform(SetWeek { technician, shifts: ask.shifts }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// The working times of a date; none: a day off.
    DatedAsk { spans: Vec<Span>, note: Option<String> }
}

async fn set_day(
    caller: Caller,
    Path2(technician, date): Path2<TechnicianId, Date>,
    Body(ask): Body<DatedAsk>,
) -> Changed {
    caller.perform(SetDatedShift { technician, date, spans: ask.spans, note: ask.note.unwrap_or_default() }).await?;
    Ok(file(&caller, technician).await?)
}

async fn clear_day(caller: Caller, Path2(technician, date): Path2<TechnicianId, Date>) -> Changed {
    caller.perform(ClearDatedShift { technician, date }).await?;
    Ok(file(&caller, technician).await?)
}

asked! {
    /// A certificate.
    CertificateAsk {
        kind: String,
        number: String,
        issued_on: Date,
        expires_on: Option<Date>,
        file: Option<FileId>,
    }
}

async fn add_certificate(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    Body(ask): Body<CertificateAsk>,
) -> Answer<Made<Certificate>> {
    let CertificateAsk { kind, number, issued_on, expires_on, file } = ask;
    let id = caller.perform(AddCertificate { technician, kind, number, issued_on, expires_on, file }).await?;
    Ok(Made(workforce::views::certificate(&mut caller.read().await?, caller.ctx.market, id).await?))
}

async fn revoke_certificate(
    caller: Caller,
    Path(certificate): Path<CertificateId>,
    IfMatch(version): IfMatch,
) -> Answer<Done> {
    caller.perform(RevokeCertificate { certificate, version }).await?;
    Ok(Done)
}

asked! {
    /// Until when they run out.
    ExpiringAsk { until: Date }
}

async fn expiring(caller: Caller, Query(ask): Query<ExpiringAsk>) -> Answer<Shown<Vec<Certificate>>> {
    Ok(Shown(workforce::views::certificates_expiring(&mut caller.read().await?, caller.ctx.market, ask.until).await?))
}

async fn rules(caller: Caller) -> Answer<Shown<Vec<CertificateRule>>> {
    Ok(Shown(workforce::views::certificate_rules(&mut caller.read().await?, caller.ctx.market).await?))
}

asked! {
    /// Which certificate; none is needed when left out.
    RuleAsk { kind: Option<String> }
}

async fn set_rule(caller: Caller, Path(skill): Path<String>, Body(ask): Body<RuleAsk>) -> Answer<Done> {
    caller.perform(SetCertificateRule { skill, kind: ask.kind }).await?;
    Ok(Done)
}

async fn positions(caller: Caller) -> Answer<Shown<Vec<PositionShown>>> {
    let since = caller.ctx.now.checked_sub(hours(1)).unwrap_or(Timestamp::MIN);
    Ok(Shown(each(&workforce::views::last_positions(&mut caller.read().await?, caller.ctx.market, since).await?)))
}

asked! {
    /// From which day, how many days (at most 31).
    RosterAsk { from: Option<Date>, days: Option<u32> }
}

async fn roster(caller: Caller, Query(ask): Query<RosterAsk>) -> Answer<Shown<Vec<RosterLine>>> {
    let zone = &caller.market.zone;
    let from = ask.from.unwrap_or_else(|| zone.date_of(caller.ctx.now));
    let days = ask.days.unwrap_or(7).clamp(1, 31);
    let roster = workforce::views::roster(&mut caller.read().await?, caller.ctx.market, zone, from, days).await?;
    Ok(Shown(each(&roster.technicians)))
}

asked! {
    /// Which absences.
    AbsenceSearch { state: Option<TimeOffState> }
}

async fn absences(caller: Caller, Paged(ask, page): Paged<AbsenceSearch>) -> Answer<Listed<TimeOff>> {
    Ok(Listed(workforce::views::time_off_page(&mut caller.read().await?, caller.ctx.market, ask.state, &page).await?))
}

asked! {
    /// An absence.
    AbsenceAsk { kind: TimeOffKind, window: Window, reason: Option<String> }
}

async fn absence(caller: &Caller, id: TimeOffId) -> Result<TimeOff> {
    workforce::views::time_off(&mut caller.read().await?, caller.ctx.market, id).await
}

async fn enter_absence(
    caller: Caller,
    Path(technician): Path<TechnicianId>,
    Body(ask): Body<AbsenceAsk>,
) -> Answer<Made<TimeOff>> {
    let AbsenceAsk { kind, window, reason } = ask;
    let enter = EnterTimeOff { technician, kind, window, reason: reason.unwrap_or_default() };
    let id = caller.perform(enter).await?;
    Ok(Made(absence(&caller, id).await?))
}

async fn request(caller: Caller, Body(ask): Body<AbsenceAsk>) -> Answer<Made<TimeOff>> {
    let AbsenceAsk { kind, window, reason } = ask;
    let id = caller.perform(RequestTimeOff { kind, window, reason: reason.unwrap_or_default() }).await?;
    Ok(Made(absence(&caller, id).await?))
}

asked! {
    /// `approved` or `refused`.
    DecisionAsk { state: TimeOffState, note: Option<String> }
}

async fn decide(
    caller: Caller,
    Path(time_off): Path<TimeOffId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<DecisionAsk>,
) -> Answer<Versioned<TimeOff>> {
    caller.perform(DecideTimeOff { time_off, version, state: ask.state, note: ask.note.unwrap_or_default() }).await?;
    let decided = absence(&caller, time_off).await?;
    let version = decided.version;
    Ok(Versioned(decided, version))
}

asked! {
    /// Why.
    CancelNote { note: Option<String> }
}

async fn cancel(
    caller: Caller,
    Path(time_off): Path<TimeOffId>,
    IfMatch(version): IfMatch,
    Query(ask): Query<CancelNote>,
) -> Answer<Done> {
    caller.perform(CancelTimeOff { time_off, version, note: ask.note.unwrap_or_default() }).await?;
    Ok(Done)
}

async fn withdraw(caller: Caller, Path(time_off): Path<TimeOffId>) -> Answer<Done> {
    caller.perform(WithdrawTimeOff { time_off }).await?;
    Ok(Done)
}
