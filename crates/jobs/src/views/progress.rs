//! The progress page: what whoever holds its link may see.

use super::detail::job;
use crate::{
    model::{ChangeOrder, Job, Line, Move, Names, Party, Proof, State, Verb},
    rules::moves,
    store::job_columns,
};
use db::{Read, params};
use kernel::{JobId, MarketId, Money, Result, TechnicianId, Timestamp, VisitId, Window, problem};
use serde::Serialize;

db::statements! {
    JOB_BY_LINK = concat!("select ", job_columns!(), " from jobs j where j.share_token = $1");
}

/// A state that the visit has come into, for the progress page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProgressStep {
    /// The state.
    pub state: State,
    /// When.
    pub at: Timestamp,
}

/// What the progress page shows to whoever has its link: no full phone number, no code, no position of anybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// In which market; the page acts in it.
    pub market: MarketId,
    /// The job.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// Its current visit.
    pub visit: VisitId,
    /// 1 for the first trip.
    pub sequence: u32,
    /// Where that stands.
    pub state: State,
    /// What was ordered.
    pub service: Names,
    /// Who is called, first letter only.
    pub contact_name: String,
    /// Their number, its middle hidden.
    pub contact_phone: String,
    /// Address text.
    pub address: String,
    /// The promised window.
    pub window: Window,
    /// Another time that waits for an answer.
    pub proposal: Option<crate::model::Proposal>,
    /// Who has it.
    pub technician: Option<TechnicianId>,
    /// Whether the visit is frozen because another person came.
    pub is_frozen: bool,
    /// What was quoted.
    pub lines: Vec<Line>,
    /// What it costs, extras included.
    pub total: Money,
    /// Extra work, asked for and answered.
    pub change_orders: Vec<ChangeOrder>,
    /// Photos and signatures.
    pub proofs: Vec<Proof>,
    /// What the technician found.
    pub diagnosis: String,
    /// The states it went through.
    pub steps: Vec<ProgressStep>,
    /// What the holder of the link may do with the end of the phone number.
    pub verbs: Vec<Verb>,
}

/// The progress page of a share token, in whichever market it is.
pub async fn progress(read: &mut Read, token: &str) -> Result<Progress> {
    if token.len() != 32 {
        return Err(problem::MISSING.problem());
    }
    let row: Job = read.one(JOB_BY_LINK, params![token.to_owned()]).await?;
    let detail = job(read, row.market, row.job).await?;
    let Some(current) = detail.current().cloned() else {
        return Err(problem::MISSING.problem());
    };
    let came_into = |line: &&Move| line.visit == row.current_visit && line.from != Some(line.to);
    let without_place = |proof: Proof| Proof { place: None, ..proof };
    Ok(Progress {
        market: row.market,
        job: row.job,
        verbs: moves::verbs_open_to(Party::Link, &current.visit),
        number: row.number,
        visit: row.current_visit,
        sequence: current.visit.sequence,
        state: current.visit.state,
        service: row.service_names,
        contact_name: masked_name(&row.contact.name),
        contact_phone: row.contact.phone.masked(),
        address: row.property.address,
        window: current.visit.window,
        proposal: current.visit.proposal,
        technician: current.visit.technician,
        is_frozen: current.visit.frozen_reason.is_some(),
        lines: row.lines,
        total: detail.due,
        change_orders: detail.change_orders,
        proofs: current.proofs.into_iter().map(without_place).collect(),
        diagnosis: current.visit.diagnosis,
        steps: detail
            .timeline
            .iter()
            .filter(came_into)
            .map(|line| ProgressStep { state: line.to, at: line.at })
            .collect(),
    })
}

fn masked_name(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    format!("{first}**")
}
