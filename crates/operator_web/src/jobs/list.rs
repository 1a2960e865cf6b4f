//! The live order list: by stage, searched, filtered, paged.

use crate::{asked::Asked, frame, subjects::People, tabs::Tab, words::Words};
use askama::Template;
use db::PageRequest;
use edge::{Answer, OrFail, Visitor, see_other};
use jobs::{
    model::Stage,
    views::{self, JobFilter, JobSummary},
};
use kernel::{Permission, Result, TechnicianId, TerritoryId, problem, time::Date};
use ui::{Choice, Pagination, Shell, Width};

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    pages: Pagination,
    technicians: Vec<Choice>,
    territories: Vec<Choice>,
    stage: String,
    text: String,
    date: String,
    technician: String,
    territory: String,
    is_filtered: bool,
    may_write: bool,
}

struct Row {
    job: JobSummary,
    technician: Option<String>,
    territory: String,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::JobsRead).or_fail(&visitor)?;
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    if let Some(number) = whole_number(asked.text("q")) {
        let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
        if views::job_by_number(&mut read, visitor.ctx.market, &number).await.is_ok() {
            return Ok(see_other(&visitor, &format!("/console/jobs/{number}"), &[]));
        }
    }
    list(&visitor, &asked).await.or_fail(&visitor).map(|list| frame::respond(&visitor, &list, None))
}

/// A job's number that was typed as a whole leads straight to the job.
fn whole_number(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let digits = upper.strip_prefix("J-")?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(upper)
}

async fn list(visitor: &Visitor, asked: &Asked) -> Result<List> {
    let market = visitor.ctx.market;
    let date = asked.text("date");
    let promised = match date {
        "" => None,
        typed => {
            let date: Date = typed.parse().map_err(|_| problem::BAD_TIME.field("date").param("given", typed))?;
            Some(visitor.market.zone.day(date))
        }
    };
    let stage = asked.read::<Stage>("stage")?;
    let filter = JobFilter {
        stage,
        technician: asked.read::<TechnicianId>("technician")?,
        territory: asked.read::<TerritoryId>("territory")?,
        promised,
        text: Some(asked.text("q").to_owned()),
    };
    let mut read = visitor.edge.app.db.read().await?;
    let page = views::jobs(&mut read, market, &filter, &asked.page(50)?).await?;
    let counts = views::stage_counts(&mut read, market).await?;
    let all = workforce::views::TechnicianFilter::default();
    let people = workforce::views::technicians(&mut read, market, &all, &PageRequest::new(None, Some(200))).await?;
    drop(read);
    let shell = frame::shell(visitor, "console-jobs").width(Width::Wide);
    let whole = Tab::new(asked.with("stage", ""), shell.t("console-all"), stage.is_none());
    let by_stage = Stage::ALL.iter().map(|known| {
        let count = counts.iter().find(|count| count.stage == *known).map_or(0, |count| count.jobs);
        let tab = Tab::new(asked.with("stage", known.as_str()), shell.word("jobs-stage", known), stage == Some(*known));
        if count == 0 { tab } else { tab.count(if count >= 1000 { "999+".to_owned() } else { count.to_string() }) }
    });
    let territories = visitor.edge.directory.territories(market);
    let ids: Vec<String> = page.items.iter().filter_map(|job| job.technician).map(|id| id.to_string()).collect();
    let names = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let name_of = |id: TerritoryId| territories.iter().find(|one| one.territory_id == id);
    let rows = page.items.into_iter().map(|job| Row {
        technician: job.technician.map(|id| names.name(&id.to_string())),
        territory: name_of(job.territory).map(|one| one.names.get(shell.locale).to_owned()).unwrap_or_default(),
        job,
    });
    Ok(List {
        tabs: std::iter::once(whole).chain(by_stage).collect(),
        rows: rows.collect(),
        pages: asked.pagination(&shell, page.next.as_ref()),
        technicians: people
            .items
            .iter()
            .map(|one| Choice::new(one.technician_id, shell.name(&one.name_zh, &one.name_en)))
            .collect(),
        territories: territories.iter().map(|one| Choice::new(one.territory_id, one.names.get(shell.locale))).collect(),
        stage: asked.text("stage").to_owned(),
        text: asked.text("q").to_owned(),
        date: date.to_owned(),
        technician: asked.text("technician").to_owned(),
        territory: asked.text("territory").to_owned(),
        is_filtered: asked.any(&["q", "date", "technician", "territory"]),
        may_write: frame::may(visitor, Permission::JobsWrite),
        shell,
    })
}
