//! `/field/visits/{id}`: one visit with its one next thing to do, and everything around it.

mod acceptance;
mod card;
mod cash;
mod chat;
mod checklist;
mod extras;
mod moving;
mod next;
mod photos;
mod show;
mod steps;
mod trouble;

pub(crate) use show::refuse;
pub(crate) use steps::one_of;

use crate::frame;
use axum::Router;
use db::Read;
use edge::{Edge, Visitor};
use jobs::{
    model::{Job, Party, Verb},
    views::VisitDetail,
};
use kernel::{Result, VisitId, problem};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .merge(show::routes())
        .merge(steps::routes())
        .merge(card::routes())
        .merge(checklist::routes())
        .merge(photos::routes())
        .merge(extras::routes())
        .merge(acceptance::routes())
        .merge(cash::routes())
        .merge(trouble::routes())
        .merge(moving::routes())
        .merge(chat::routes())
}

/// A visit that the technician who asks has, or is asked to take.
pub(crate) struct Own {
    pub id: VisitId,
    pub job: Job,
    pub detail: VisitDetail,
    /// What they may do with it now.
    pub verbs: Vec<Verb>,
    /// Whether it is theirs; else it is offered, or they help with it.
    pub is_theirs: bool,
    /// Whether they come along to help: they see it and do nothing to it.
    pub is_helper: bool,
}

impl Own {
    /// Reads it; `missing` when it is somebody else's.
    pub async fn read(read: &mut Read, visitor: &Visitor, id: &str) -> Result<Self> {
        let me = frame::technician(visitor)?;
        let id: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
        let (job, detail) = jobs::views::visit(read, visitor.ctx.market, id).await?;
        let is_theirs = detail.visit.technician == Some(me);
        let is_asked = detail.visit.offered_to == Some(me);
        let is_helper =
            !is_theirs && !is_asked && flows::crew::helpers(read, visitor.ctx.market, id).await?.contains(&me);
        if !is_theirs && !is_asked && !is_helper {
            return Err(problem::MISSING.problem());
        }
        let verbs = if is_helper { Vec::new() } else { jobs::views::verbs_open_to(Party::Technician, &detail.visit) };
        Ok(Self { id, job, detail, verbs, is_theirs, is_helper })
    }

    /// Whether the verb is open.
    pub fn can(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }

    /// A page of it.
    pub fn href(&self, page: &str) -> String {
        href(self.id, page)
    }
}

/// A page of a visit; `""` is the visit itself.
pub(crate) fn href(visit: VisitId, page: &str) -> String {
    if page.is_empty() { format!("/field/visits/{visit}") } else { format!("/field/visits/{visit}/{page}") }
}

/// The frame of a page below a visit.
pub(crate) async fn shell_below(read: &mut Read, visitor: &Visitor, own: &Own, title: &str) -> Result<ui::Shell> {
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, title)).await?;
    let service = own.job.service_names.in_locale(visitor.ctx.locale);
    Ok(shell.back(own.href(""), format!("{} · {service}", own.job.number)))
}
