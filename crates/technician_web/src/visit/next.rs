//! The one next thing to do at a visit, from the verbs that are open.

use super::Own;
use jobs::model::{State, Verb};
use kernel::Money;
use workforce::TechnicianKind;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Answer the offer.
    Answer,
    /// One button: a step of [`super::steps::Step`].
    Press(&'static str),
    /// Check in: by position, else by the customer's code.
    CheckIn,
    /// A page of its own.
    Page(&'static str),
    /// Say that it is done.
    Finish,
    /// It is somebody else's turn; why is text `field-wait-<code>`.
    Wait(&'static str),
    /// Nothing more.
    Over,
}

/// What comes next; `due` is what the customer still owes.
pub(crate) fn next(own: &Own, kind: TechnicianKind, due: Option<Money>) -> Next {
    let can = |verb| own.can(verb);
    let visit = &own.detail.visit;
    if visit.frozen_reason.is_some() {
        return Next::Wait("frozen");
    }
    if !own.is_theirs {
        return Next::Answer;
    }
    if visit.state == State::Assigned && can(Verb::Accept) {
        return Next::Press("accept");
    }
    if can(Verb::AgreeReschedule) {
        return Next::Wait("answer");
    }
    if can(Verb::Depart) {
        return Next::Press("depart");
    }
    if can(Verb::Arrive) {
        return Next::CheckIn;
    }
    if can(Verb::StartInspection) && kind == TechnicianKind::Repair {
        return Next::Press("start_inspection");
    }
    if can(Verb::StartWork) {
        return Next::Press("start_work");
    }
    if can(Verb::Resume) {
        return Next::Press("resume");
    }
    if can(Verb::Finish) {
        return if own.detail.missing.is_empty() { Next::Finish } else { Next::Page("checklist") };
    }
    if can(Verb::AcceptWork) {
        return Next::Page("acceptance");
    }
    if visit.state.is_over() {
        let is_due = visit.arrived_at.is_some() && due.is_some_and(|due| due.is_positive());
        return if is_due { Next::Page("cash") } else { Next::Over };
    }
    Next::Wait(match visit.state {
        State::AwaitingApproval => "approval",
        State::Rescheduling => "reschedule",
        State::Disputed => "dispute",
        _ => "dispatch",
    })
}
