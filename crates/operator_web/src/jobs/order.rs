//! What every page of one order knows: the job, its plan, who is who, and the head above the tabs.

use crate::{frame, subjects::People, tabs::Tab, tones, words::Words};
use dispatch::model::VisitPlan;
use edge::{Answer, OrFail, Visitor, see_other};
use jobs::{
    model::{Party, Verb, Visit},
    views::{self, JobDetail, VisitDetail},
};
use kernel::{Permission, Result, problem};
use ui::{Shell, Tone};

/// One order as its pages read it.
pub(crate) struct Order {
    /// The job with everything.
    pub detail: JobDetail,
    /// How its current visit is planned.
    pub plan: Option<VisitPlan>,
    /// Names of everybody in it.
    pub people: People,
    /// What an operator may do with its current visit now.
    pub verbs: Vec<Verb>,
}

impl Order {
    /// The order behind a number or an id.
    pub async fn of(visitor: &Visitor, key: &str) -> Result<Self> {
        frame::require(visitor, Permission::JobsRead)?;
        let market = visitor.ctx.market;
        let mut read = visitor.edge.app.db.read().await?;
        let job = match key.starts_with("job_") {
            true => key.parse()?,
            false => views::job_by_number(&mut read, market, key).await?.job,
        };
        let detail = views::job(&mut read, market, job).await?;
        let plan = dispatch::views::plan(&mut read, market, detail.job.current_visit).await?;
        drop(read);
        let people = People::of(visitor, ids(&detail).iter().map(String::as_str)).await?;
        let current = detail.current().ok_or_else(|| problem::MISSING.problem())?;
        let verbs = match frame::may(visitor, Permission::JobsWrite) {
            true => views::verbs_open_to(Party::Operator, &current.visit),
            false => Vec::new(),
        };
        Ok(Self { plan, people, verbs, detail })
    }

    /// The visit that decides where the order stands.
    pub fn current(&self) -> &VisitDetail {
        self.detail.current().unwrap_or(&self.detail.visits[0])
    }

    /// That visit's row.
    pub fn visit(&self) -> &Visit {
        &self.current().visit
    }

    /// Whether an operator may do this now.
    pub fn can(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }

    /// The address of one of its pages.
    pub fn page(&self, tab: &str) -> String {
        let number = &self.detail.job.number;
        if tab.is_empty() { format!("/console/jobs/{number}") } else { format!("/console/jobs/{number}/{tab}") }
    }

    /// The head above the tabs, on the tab that is shown.
    pub fn head(&self, visitor: &Visitor, shell: &Shell, tab: &str) -> Head {
        let (job, visit) = (&self.detail.job, self.visit());
        let may = |permission| frame::may(visitor, permission);
        let tabs = [
            ("", "day-tab-overview", true),
            ("dispatch", "day-tab-dispatch", may(Permission::DispatchRead)),
            ("money", "day-tab-money", may(Permission::MoneyRead)),
            ("messages", "day-tab-messages", may(Permission::MessagesRead)),
        ];
        let tabs = tabs.iter().filter(|(_, _, is_open)| *is_open);
        Head {
            service: shell.name(&job.service_names.zh, &job.service_names.en),
            tone: tones::visit(visit.state),
            state: shell.word("jobs-state", visit.state),
            window: shell.window(visit.window),
            technician: visit.technician.map(|id| self.people.name(&id.to_string())),
            visit: visit.visit.to_string(),
            tabs: tabs.map(|(page, label, _)| Tab::new(self.page(page), shell.t(label), *page == tab)).collect(),
        }
    }

    /// The frame of one of its pages.
    pub fn shell(&self, visitor: &Visitor) -> Shell {
        let shell = frame::shell(visitor, "console-jobs");
        let back = shell.t("console-jobs");
        shell.titled(self.detail.job.number.clone()).back("/console/jobs", back)
    }
}

/// The head of an order's pages.
pub(crate) struct Head {
    pub service: String,
    pub tone: Tone,
    pub state: String,
    pub window: String,
    pub technician: Option<String>,
    pub visit: String,
    pub tabs: Vec<Tab>,
}

fn ids(detail: &JobDetail) -> Vec<String> {
    let mut ids: Vec<String> = detail.timeline.iter().map(|step| step.actor.clone()).collect();
    let visits = detail.visits.iter().map(|one| &one.visit);
    for visit in visits {
        let some = [visit.technician, visit.offered_to, visit.wanted_technician];
        ids.extend(some.iter().flatten().map(ToString::to_string));
    }
    for named in ["offered_to", "technician", "previous"] {
        let found = detail.timeline.iter().filter_map(|step| step.detail.get(named)?.as_str());
        ids.extend(found.map(str::to_owned));
    }
    ids.push(detail.job.customer.to_string());
    ids.extend(detail.change_orders.iter().map(|order| order.proposed_by.clone()));
    ids.sort();
    ids.dedup();
    ids
}

/// The money of an order is at home on its invoice.
pub(super) async fn to_invoice(visitor: Visitor, axum::extract::Path(key): axum::extract::Path<String>) -> Answer {
    frame::require(&visitor, Permission::MoneyRead).or_fail(&visitor)?;
    let order = Order::of(&visitor, &key).await.or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let head = billing::views::invoices::head_of_job(&mut read, visitor.ctx.market, order.detail.job.job).await;
    let head = head.or_fail(&visitor)?;
    Ok(see_other(&visitor, &format!("/console/invoices/{}", head.invoice_id), &[]))
}
