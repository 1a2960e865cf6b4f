//! Who a technician is: adding one, profile, picture, status, where they go, how they stand.

use super::{Head, PAGE, page_of};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Uploaded, Visitor};
use kernel::{FileId, Permission, Place, Result, TechnicianId, problem};
use ui::{Choice, Form, MapData, Shell};
use workforce::{
    Gender, Names, Profile, Technician, TechnicianKind, TechnicianStatus, Vehicle,
    actions::{AddTechnician, ChangeTechnician, SetStatus, SetTerritories, SwitchDuty},
    views,
};

/// The choices of a profile's fields.
struct Fields {
    kinds: Vec<Choice>,
    levels: Vec<Choice>,
    genders: Vec<Choice>,
    vehicles: Vec<Choice>,
    territories: Vec<Choice>,
}

impl Fields {
    fn of(visitor: &Visitor) -> Self {
        let locale = visitor.ctx.locale;
        let levels = (0..=workforce::rules::LEVEL_MAX).map(|level| level.to_string());
        let levels = levels.map(|level| Choice::new(&level, words::word(locale, "console-level", &level)));
        let territories = visitor.edge.directory.territories(visitor.ctx.market);
        let territory = |one: &markets::Territory| Choice::new(one.territory_id, one.names.get(locale));
        Self {
            kinds: words::choices(
                locale,
                "console-technician-kind",
                TechnicianKind::ALL.iter().map(|one| one.as_str()),
            ),
            levels: levels.collect(),
            genders: words::choices(locale, "console-gender", Gender::ALL.iter().map(|one| one.as_str())),
            vehicles: words::choices(locale, "console-vehicle", Vehicle::ALL.iter().map(|one| one.as_str())),
            territories: territories.iter().map(territory).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "technicians/new.html")]
struct New {
    shell: Shell,
    sheet: Sheet,
    fields: Fields,
    chosen_territories: Vec<String>,
    map: MapData,
}

pub(super) async fn new(visitor: Visitor) -> Answer {
    dress_new(&visitor, None)
}

fn dress_new(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let shell = frame::shell_at(visitor, "console-technicians-new", "/console/technicians/new", refused.as_ref());
    let shell = shell.back(PAGE, i18n::text(visitor.ctx.locale, "console-technicians"));
    let centre = visitor.market.centre;
    let sheet = Sheet::new(&shell, refused.as_ref(), "new", |form| {
        let form = form.with("level", 1).with("hired_on", visitor.market.zone.date_of(visitor.ctx.now));
        form.with("latitude", centre.latitude).with("longitude", centre.longitude)
    });
    let fields = Fields::of(visitor);
    let all = fields.territories.iter().map(|choice| choice.value.clone());
    let new = New { chosen_territories: sheet.chosen("territories", all), sheet, map: map(visitor), fields, shell };
    Ok(frame::respond(visitor, &new, refused.as_ref()))
}

pub(super) async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    match try_add(&form).await {
        Ok(technician) => Ok(frame::done(visitor, &page_of(technician, "skills"), "console-added")),
        Err(problem) => dress_new(visitor, Some(Refused::of("new", &form, problem)?)),
    }
}

async fn try_add(form: &Submitted) -> Result<TechnicianId> {
    let (profile, territories) = (profile_of(form, None)?, form.all_as("territories")?);
    let add = AddTechnician { profile, skills: Vec::new(), territories };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await
}

fn profile_of(form: &Submitted, photo: Option<FileId>) -> Result<Profile> {
    let place = Place::new(form.number("latitude")?, form.number("longitude")?);
    Ok(Profile {
        names: Names { zh: form.required("names.zh")?.to_owned(), en: form.required("names.en")?.to_owned() },
        phone: form.read_as("phone")?,
        kind: form.read_as("kind")?,
        level: form.number("level")?,
        gender: form.read_as("gender")?,
        home: place.map_err(|problem| problem.field("latitude"))?,
        vehicle: form.read_as("vehicle")?,
        photo,
        visits_max: form.maybe_number("visits_max")?,
        minutes_max: form.maybe_number("minutes_max")?,
        hired_on: form.date("hired_on")?,
    })
}

fn filled(form: Form, technician: &Technician) -> Form {
    form.with("names.zh", &technician.name_zh)
        .with("names.en", &technician.name_en)
        .with("phone", technician.phone.local())
        .with("kind", technician.kind)
        .with("level", technician.level)
        .with("gender", technician.gender)
        .with("latitude", technician.home_latitude)
        .with("longitude", technician.home_longitude)
        .with("vehicle", technician.vehicle)
        .with("visits_max", technician.visits_max)
        .with("minutes_max", technician.minutes_max)
        .with("hired_on", technician.hired_on)
        .with("version", technician.version)
}

#[derive(Template)]
#[template(path = "technicians/profile.html")]
struct Show {
    shell: Shell,
    head: Head,
    sheet: Sheet,
    fields: Fields,
    statuses: Vec<Choice>,
    status: Sheet,
    areas: Sheet,
    photo: Sheet,
    chosen_territories: Vec<String>,
    map: MapData,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::WorkforceRead).or_fail(&visitor)?;
    let technician = id.parse().or_fail(&visitor)?;
    dress(&visitor, technician, None).await
}

async fn dress(visitor: &Visitor, id: TechnicianId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::WorkforceRead).or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let technician = views::technician(&mut read, visitor.ctx.market, id).await.or_fail(visitor)?;
    let territories = views::territories_of(&mut read, visitor.ctx.market, id).await.or_fail(visitor)?;
    drop(read);
    let refused = refused.as_ref();
    let head = Head::new(visitor, technician, "");
    let shell = head.shell(visitor, refused);
    let version = head.technician.version;
    let areas = Sheet::new(&shell, refused, "territories", |form| form.with("version", version));
    let statuses = TechnicianStatus::ALL.iter().map(|status| status.as_str());
    let show = Show {
        sheet: Sheet::new(&shell, refused, "profile", |form| filled(form, &head.technician)),
        status: Sheet::new(&shell, refused, "status", |form| {
            form.with("status", head.technician.status).with("version", version)
        }),
        photo: Sheet::new(&shell, refused, "photo", |form| form.with("version", version)),
        chosen_territories: areas.chosen("territories", territories),
        areas,
        fields: Fields::of(visitor),
        statuses: words::choices(shell.locale, "console-technician-status", statuses),
        map: map(visitor),
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused))
}

/// Where we work, for a map to set a pin on.
fn map(visitor: &Visitor) -> MapData {
    let territories = visitor.edge.directory.territories(visitor.ctx.market);
    let area = |map: MapData, one: &markets::Territory| map.territory(one.names.get(visitor.ctx.locale), &one.ring);
    territories.iter().fold(MapData::new(), area)
}

/// Reads the id, performs what the form asks for, and shows the page again with what came of it.
macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident($form:literal) = $perform:path;)*) => {$(
        $(#[$doc])*
        pub(super) async fn $name(Path(id): Path<String>, form: Submitted) -> Answer {
            let visitor = &form.visitor;
            frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
            let technician = id.parse().or_fail(visitor)?;
            match $perform(&form, technician).await {
                Ok(()) => Ok(frame::done(visitor, &page_of(technician, ""), "console-saved")),
                Err(problem) => dress(visitor, technician, Some(Refused::of($form, &form, problem)?)).await,
            }
        }
    )*};
}

handlers! {
    /// The profile changes.
    change("profile") = try_change;
    /// Works, on leave, left.
    set_status("status") = try_status;
    /// The operator's hand on the technician's own switch.
    switch_duty("status") = try_duty;
    /// Where they go.
    set_territories("territories") = try_territories;
}

async fn try_change(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let visitor = &form.visitor;
    let photo = {
        let mut read = visitor.edge.app.db.read().await?;
        views::technician(&mut read, visitor.ctx.market, technician).await?.photo_file_id
    };
    let change = ChangeTechnician { technician, version: form.version()?, profile: profile_of(form, photo)? };
    visitor.edge.app.db.perform(&visitor.ctx, change).await
}

async fn try_status(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let set = SetStatus { technician, version: form.version()?, status: form.read_as("status")? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}

async fn try_duty(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let switch = SwitchDuty { technician, on_duty: form.ticked("on_duty") };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, switch).await
}

async fn try_territories(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let set = SetTerritories { technician, version: form.version()?, territories: form.all_as("territories")? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}

/// A new picture.
pub(super) async fn set_photo(Path(id): Path<String>, upload: Uploaded) -> Answer {
    let Uploaded { form, mut files } = upload;
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let technician = id.parse().or_fail(visitor)?;
    match try_photo(&form, technician, files.pop().map(|file| file.bytes)).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(technician, ""), "console-saved")),
        Err(problem) => dress(visitor, technician, Some(Refused::of("photo", &form, problem)?)).await,
    }
}

async fn try_photo(form: &Submitted, technician: TechnicianId, bytes: Option<Vec<u8>>) -> Result<()> {
    let visitor = &form.visitor;
    let bytes = bytes.ok_or_else(|| problem::REQUIRED.field("photo"))?;
    let row = {
        let mut read = visitor.edge.app.db.read().await?;
        views::technician(&mut read, visitor.ctx.market, technician).await?
    };
    let stored = visitor.edge.keep_photo(visitor, bytes).await.map_err(|problem| problem.field("photo"))?;
    let profile = Profile {
        names: row.names(),
        phone: row.phone.clone(),
        kind: row.kind,
        level: row.level,
        gender: row.gender,
        home: row.home(),
        vehicle: row.vehicle,
        photo: Some(stored.file),
        visits_max: Some(row.visits_max),
        minutes_max: Some(row.minutes_max),
        hired_on: row.hired_on,
    };
    let change = ChangeTechnician { technician, version: form.version()?, profile };
    visitor.edge.app.db.perform(&visitor.ctx, change).await
}
