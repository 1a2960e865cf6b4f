//! `/console/technicians`: the people in the field, what they can do, when they work.

mod hours;
mod list;
mod profile;
mod skills;
mod time_off;
mod week;

use crate::{frame, words::Words};
use axum::{
    Router,
    routing::{get, post},
};
use edge::{Edge, Visitor};
use kernel::{Permission, TechnicianId};
use ui::{Shell, Tone};
use workforce::{Technician, TechnicianStatus, TimeOffState};

const PAGE: &str = "/console/technicians";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(list::show).post(profile::add))
        .route("/console/technicians/new", get(profile::new))
        .route("/console/technicians/time-off", get(time_off::show))
        .route("/console/technicians/time-off/{id}", post(time_off::decide))
        .route("/console/technicians/time-off/{id}/cancel", post(time_off::cancel))
        .route("/console/technicians/{id}", get(profile::show).post(profile::change))
        .route("/console/technicians/{id}/status", post(profile::set_status))
        .route("/console/technicians/{id}/duty", post(profile::switch_duty))
        .route("/console/technicians/{id}/territories", post(profile::set_territories))
        .route("/console/technicians/{id}/photo", post(profile::set_photo))
        .route("/console/technicians/{id}/skills", get(skills::show).post(skills::save))
        .route("/console/technicians/{id}/certificates", post(skills::add_certificate))
        .route("/console/technicians/{id}/certificates/{certificate}/revoke", post(skills::revoke_certificate))
        .route("/console/technicians/{id}/hours", get(hours::show).post(hours::save_week))
        .route("/console/technicians/{id}/dates", post(hours::set_date))
        .route("/console/technicians/{id}/dates/{date}/clear", post(hours::clear_date))
        .route("/console/technicians/{id}/time-off", post(hours::enter_time_off))
}

/// What the pages of one technician have in common: the person and the tabs.
struct Head {
    technician: Technician,
    name: String,
    photo: Option<String>,
    may_write: bool,
    /// Which of the tabs.
    tab: &'static str,
}

impl Head {
    fn new(visitor: &Visitor, technician: Technician, tab: &'static str) -> Self {
        Self {
            name: names_of(visitor, &technician).to_owned(),
            photo: technician.photo_file_id.map(|file| visitor.edge.thumbnail_url(file)),
            may_write: frame::may(visitor, Permission::WorkforceWrite),
            technician,
            tab,
        }
    }

    /// The address of the technician's first tab.
    fn base(&self) -> String {
        page_of(self.technician.technician_id, "")
    }

    fn status(&self) -> (Tone, &'static str) {
        standing(&self.technician)
    }

    /// The frame of this tab's page.
    fn shell(&self, visitor: &Visitor, refused: Option<&crate::forms::Refused>) -> Shell {
        let page = page_of(self.technician.technician_id, self.tab);
        let shell = frame::shell_at(visitor, "console-technicians", &page, refused);
        let note = format!(
            "{} · {}",
            shell.word("console-technician-kind", self.technician.kind.as_str()),
            shell.word("console-level", self.technician.level.to_string())
        );
        let back = shell.t("console-technicians");
        shell.titled(&self.name).lead(note).back(PAGE, back)
    }
}

fn names_of<'a>(visitor: &Visitor, technician: &'a Technician) -> &'a str {
    match visitor.ctx.locale {
        kernel::Locale::ZhCn => &technician.name_zh,
        kernel::Locale::En => &technician.name_en,
    }
}

fn page_of(technician: TechnicianId, tab: &str) -> String {
    if tab.is_empty() { format!("{PAGE}/{technician}") } else { format!("{PAGE}/{technician}/{tab}") }
}

/// Status and duty in one mark: its tone and the key of its word.
fn standing(technician: &Technician) -> (Tone, &'static str) {
    match (technician.status, technician.on_duty) {
        (TechnicianStatus::Active, true) => (Tone::Good, "console-technician-on-duty"),
        (TechnicianStatus::Active, false) => (Tone::Neutral, "console-technician-off-duty"),
        (TechnicianStatus::OnLeave, _) => (Tone::Warn, "console-technician-status-on-leave"),
        (TechnicianStatus::Left, _) => (Tone::Bad, "console-technician-status-left"),
    }
}

fn tone_of(state: TimeOffState) -> Tone {
    match state {
        TimeOffState::Requested => Tone::Warn,
        TimeOffState::Approved => Tone::Good,
        TimeOffState::Refused => Tone::Bad,
        TimeOffState::Withdrawn => Tone::Neutral,
    }
}
