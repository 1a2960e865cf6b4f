//! The list of technicians, with what waits for a decision.

use super::{names_of, standing};
use crate::{
    asked::Asked,
    frame,
    words::{self, Words},
};
use askama::Template;
use db::PageRequest;
use edge::{Answer, OrFail, Visitor};
use jiff::ToSpan;
use kernel::{Permission, Result};
use ui::{Choice, Pagination, Shell, Tone};
use workforce::{
    Technician, TechnicianKind, TechnicianStatus, TimeOffState,
    views::{self, TechnicianFilter},
};

/// Certificates that expire within so many days are worth a notice.
const EXPIRING_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "technicians/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    statuses: Vec<Choice>,
    kind: String,
    status: String,
    text: String,
    is_filtered: bool,
    pages: Pagination,
    /// How many requests for time off wait, and whether there are more.
    waiting: (usize, bool),
    expiring: usize,
    may_write: bool,
}

struct Row {
    technician: Technician,
    name: String,
    photo: Option<String>,
    phone: String,
    status: (Tone, &'static str),
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::WorkforceRead).or_fail(&visitor)?;
    list(&visitor).await.or_fail(&visitor).map(|list| frame::respond(&visitor, &list, None))
}

async fn list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let filter = TechnicianFilter {
        kind: asked.read::<TechnicianKind>("kind")?,
        status: asked.read::<TechnicianStatus>("status")?,
        text: asked.text("q").to_owned(),
    };
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let until = today.checked_add(EXPIRING_DAYS.days()).unwrap_or(today);
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let found = views::technicians(&mut read, market, &filter, &asked.page(50)?).await?;
    let requested = Some(TimeOffState::Requested);
    let waiting = views::time_off_page(&mut read, market, requested, &PageRequest::first(20)).await?;
    let expiring = views::certificates_expiring(&mut read, market, until).await?;
    drop(read);
    let shell = frame::shell(visitor, "console-technicians");
    let row = |technician: Technician| Row {
        name: names_of(visitor, &technician).to_owned(),
        photo: technician.photo_file_id.map(|file| visitor.edge.thumbnail_url(file)),
        phone: technician.phone.masked(),
        status: standing(&technician),
        technician,
    };
    let kinds = TechnicianKind::ALL.iter().map(|kind| kind.as_str());
    let statuses = TechnicianStatus::ALL.iter().map(|status| status.as_str());
    Ok(List {
        pages: asked.pagination(&shell, found.next.as_ref()),
        rows: found.items.into_iter().map(row).collect(),
        kinds: words::choices(shell.locale, "console-technician-kind", kinds),
        statuses: words::choices(shell.locale, "console-technician-status", statuses),
        kind: asked.text("kind").to_owned(),
        status: asked.text("status").to_owned(),
        text: filter.text,
        is_filtered: asked.any(&["kind", "status", "q"]),
        waiting: (waiting.items.len(), waiting.next.is_some()),
        expiring: expiring.len(),
        may_write: frame::may(visitor, Permission::WorkforceWrite),
        shell,
    })
}
