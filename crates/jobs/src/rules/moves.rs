//! The one table of moves: it decides what is allowed, which buttons show, and what the diagram in the docs looks like.

use crate::{
    model::{Party, State, Verb, Visit},
    refusals,
};
use kernel::Result;

/// From a state, by a verb, into a state.
pub type Move = (State, Verb, State);

/// The states a visit can begin in.
pub const OPENINGS: &[State] = &[State::PendingPayment, State::PendingDispatch];

/// Every move there is (DOMAIN 1). A pair of state and verb may lead to several states; facts decide which.
pub const MOVES: &[Move] = {
    use State as S;
    use Verb as V;
    &[
        (S::PendingPayment, V::ConfirmPayment, S::PendingDispatch),
        (S::PendingPayment, V::Expire, S::Expired),
        (S::PendingPayment, V::Cancel, S::Cancelled),
        (S::PendingDispatch, V::Offer, S::Offered),
        (S::PendingDispatch, V::Assign, S::Assigned),
        (S::PendingDispatch, V::FlagUnassignable, S::PendingDispatch),
        (S::PendingDispatch, V::Reschedule, S::PendingDispatch),
        (S::PendingDispatch, V::Cancel, S::Cancelled),
        (S::Offered, V::Offer, S::Offered),
        (S::Offered, V::Assign, S::Assigned),
        (S::Offered, V::Accept, S::Assigned),
        (S::Offered, V::Refuse, S::PendingDispatch),
        (S::Offered, V::Unassign, S::PendingDispatch),
        (S::Offered, V::Reschedule, S::PendingDispatch),
        (S::Offered, V::Cancel, S::Cancelled),
        (S::Assigned, V::Assign, S::Assigned),
        (S::Assigned, V::Unassign, S::PendingDispatch),
        (S::Assigned, V::Accept, S::Assigned),
        (S::Assigned, V::Agree, S::Appointed),
        (S::Assigned, V::Refuse, S::PendingDispatch),
        (S::Assigned, V::Contact, S::Assigned),
        (S::Assigned, V::Reschedule, S::Assigned),
        (S::Assigned, V::Reschedule, S::PendingDispatch),
        (S::Assigned, V::Cancel, S::Cancelled),
        (S::Assigned, V::NoShowTechnician, S::NoShowTechnician),
        (S::Appointed, V::Assign, S::Assigned),
        (S::Appointed, V::Unassign, S::PendingDispatch),
        (S::Appointed, V::Refuse, S::PendingDispatch),
        (S::Appointed, V::Contact, S::Appointed),
        (S::Appointed, V::Reschedule, S::Appointed),
        (S::Appointed, V::Reschedule, S::PendingDispatch),
        (S::Appointed, V::ProposeReschedule, S::Rescheduling),
        (S::Appointed, V::Depart, S::EnRoute),
        (S::Appointed, V::Cancel, S::Cancelled),
        (S::Appointed, V::NoShowTechnician, S::NoShowTechnician),
        (S::Rescheduling, V::AgreeReschedule, S::Appointed),
        (S::Rescheduling, V::AgreeReschedule, S::PendingDispatch),
        (S::Rescheduling, V::DeclineReschedule, S::Appointed),
        (S::Rescheduling, V::ExpireReschedule, S::Appointed),
        (S::Rescheduling, V::Unassign, S::PendingDispatch),
        (S::Rescheduling, V::Refuse, S::PendingDispatch),
        (S::Rescheduling, V::Contact, S::Rescheduling),
        (S::Rescheduling, V::Cancel, S::Cancelled),
        (S::EnRoute, V::Contact, S::EnRoute),
        (S::EnRoute, V::Arrive, S::Arrived),
        (S::EnRoute, V::ReportWrongPerson, S::EnRoute),
        (S::EnRoute, V::ClearFreeze, S::EnRoute),
        (S::EnRoute, V::Unassign, S::PendingDispatch),
        (S::EnRoute, V::Cancel, S::Cancelled),
        (S::EnRoute, V::NoShowTechnician, S::NoShowTechnician),
        (S::Arrived, V::Contact, S::Arrived),
        (S::Arrived, V::AttachProof, S::Arrived),
        (S::Arrived, V::ReportWrongPerson, S::Arrived),
        (S::Arrived, V::ClearFreeze, S::Arrived),
        (S::Arrived, V::StartInspection, S::Inspecting),
        (S::Arrived, V::StartWork, S::InService),
        (S::Arrived, V::CancelOnSite, S::CancelledOnSite),
        (S::Arrived, V::NoShowCustomer, S::NoShowCustomer),
        (S::Inspecting, V::Contact, S::Inspecting),
        (S::Inspecting, V::Diagnose, S::Inspecting),
        (S::Inspecting, V::TickStep, S::Inspecting),
        (S::Inspecting, V::AttachProof, S::Inspecting),
        (S::Inspecting, V::ReportWrongPerson, S::Inspecting),
        (S::Inspecting, V::ClearFreeze, S::Inspecting),
        (S::Inspecting, V::ProposeChange, S::AwaitingApproval),
        (S::Inspecting, V::StartWork, S::InService),
        (S::Inspecting, V::CancelOnSite, S::CancelledOnSite),
        (S::AwaitingApproval, V::Contact, S::AwaitingApproval),
        (S::AwaitingApproval, V::AttachProof, S::AwaitingApproval),
        (S::AwaitingApproval, V::ApproveChange, S::Inspecting),
        (S::AwaitingApproval, V::ApproveChange, S::InService),
        (S::AwaitingApproval, V::DeclineChange, S::Inspecting),
        (S::AwaitingApproval, V::DeclineChange, S::InService),
        (S::AwaitingApproval, V::WithdrawChange, S::Inspecting),
        (S::AwaitingApproval, V::WithdrawChange, S::InService),
        (S::AwaitingApproval, V::CancelOnSite, S::CancelledOnSite),
        (S::InService, V::Contact, S::InService),
        (S::InService, V::Diagnose, S::InService),
        (S::InService, V::TickStep, S::InService),
        (S::InService, V::AttachProof, S::InService),
        (S::InService, V::Pause, S::InService),
        (S::InService, V::Resume, S::InService),
        (S::InService, V::ReportWrongPerson, S::InService),
        (S::InService, V::ClearFreeze, S::InService),
        (S::InService, V::ProposeChange, S::AwaitingApproval),
        (S::InService, V::Finish, S::AwaitingAcceptance),
        (S::InService, V::OpenReturnVisit, S::Continued),
        (S::InService, V::CancelOnSite, S::CancelledOnSite),
        (S::AwaitingAcceptance, V::Contact, S::AwaitingAcceptance),
        (S::AwaitingAcceptance, V::RenewFinishCode, S::AwaitingAcceptance),
        (S::AwaitingAcceptance, V::AcceptWork, S::Completed),
        (S::AwaitingAcceptance, V::AutoAccept, S::Completed),
        (S::AwaitingAcceptance, V::RequestRework, S::Rework),
        (S::AwaitingAcceptance, V::RequestRework, S::Disputed),
        (S::Rework, V::Contact, S::Rework),
        (S::Rework, V::TickStep, S::Rework),
        (S::Rework, V::AttachProof, S::Rework),
        (S::Rework, V::Finish, S::AwaitingAcceptance),
        (S::Rework, V::OpenReturnVisit, S::Continued),
        (S::Disputed, V::Contact, S::Disputed),
        (S::Disputed, V::ResolveDispute, S::Completed),
        (S::Disputed, V::OpenReturnVisit, S::Continued),
        (S::Completed, V::Settle, S::Settled),
        (S::NoShowCustomer, V::OpenReturnVisit, S::NoShowCustomer),
        (S::NoShowTechnician, V::OpenReturnVisit, S::NoShowTechnician),
        (S::NoShowTechnician, V::Cancel, S::Cancelled),
    ]
};

/// Whether the verb leads out of the state at all.
#[must_use]
pub fn is_open(from: State, verb: Verb) -> bool {
    MOVES.iter().any(|(state, by, _)| *state == from && *by == verb)
}

/// Refuses a verb that does not lead out of the state.
pub fn require_open(from: State, verb: Verb) -> Result<()> {
    if is_open(from, verb) {
        return Ok(());
    }
    Err(refusals::MOVE_NOT_OPEN.problem().param("state", from).param("verb", verb))
}

/// Refuses a move that is not in the table.
pub fn require_move(from: State, verb: Verb, to: State) -> Result<()> {
    if MOVES.contains(&(from, verb, to)) {
        return Ok(());
    }
    Err(refusals::MOVE_NOT_OPEN.problem().param("state", from).param("verb", verb))
}

/// Whether a frozen visit keeps the verb from its technician.
#[must_use]
pub fn is_frozen_for(verb: Verb, party: Party) -> bool {
    party == Party::Technician && verb != Verb::Contact
}

/// The verbs that a party may use on a visit now: what a page shows as buttons. Rules that need the time or a code still apply.
#[must_use]
pub fn verbs_open_to(party: Party, visit: &Visit) -> Vec<Verb> {
    let fits = |verb: Verb| {
        let is_running = visit.working_since.is_some();
        verb.is_for(party)
            && is_open(visit.state, verb)
            && !(visit.frozen_reason.is_some() && is_frozen_for(verb, party))
            && match verb {
                Verb::Pause => is_running,
                Verb::Resume => visit.is_paused,
                Verb::Finish | Verb::ProposeChange => !visit.is_paused,
                // A page has one button for another time; the rules make a proposal of it when they must.
                Verb::ProposeReschedule => party == Party::Technician,
                Verb::ReportWrongPerson => visit.frozen_reason.is_none(),
                Verb::ClearFreeze => visit.frozen_reason.is_some(),
                Verb::AgreeReschedule => {
                    visit.proposal.as_ref().is_some_and(|proposal| is_other_side(proposal.by, party))
                }
                Verb::Open
                | Verb::ConfirmPayment
                | Verb::Expire
                | Verb::Offer
                | Verb::Assign
                | Verb::Unassign
                | Verb::FlagUnassignable
                | Verb::Accept
                | Verb::Refuse
                | Verb::Agree
                | Verb::Contact
                | Verb::Reschedule
                | Verb::DeclineReschedule
                | Verb::ExpireReschedule
                | Verb::Depart
                | Verb::Arrive
                | Verb::StartInspection
                | Verb::Diagnose
                | Verb::ApproveChange
                | Verb::DeclineChange
                | Verb::WithdrawChange
                | Verb::StartWork
                | Verb::TickStep
                | Verb::AttachProof
                | Verb::RenewFinishCode
                | Verb::AcceptWork
                | Verb::AutoAccept
                | Verb::RequestRework
                | Verb::ResolveDispute
                | Verb::Cancel
                | Verb::CancelOnSite
                | Verb::NoShowCustomer
                | Verb::NoShowTechnician
                | Verb::OpenReturnVisit
                | Verb::Settle => true,
            }
    };
    Verb::ALL.iter().copied().filter(|verb| fits(*verb)).collect()
}

/// Whether the party may agree to what the other proposed. Operators may agree for either side.
#[must_use]
pub fn is_other_side(proposer: Party, party: Party) -> bool {
    match party {
        Party::Customer | Party::Link => !proposer.is_customer_side(),
        Party::Technician => proposer != Party::Technician,
        Party::Operator | Party::System => true,
    }
}

/// The table as a Mermaid state diagram; verbs that stay in a state are listed as its description.
#[must_use]
pub fn diagram() -> String {
    let mut text = String::from("stateDiagram-v2\n");
    for state in OPENINGS {
        text.push_str(&format!("    [*] --> {state}: open\n"));
    }
    for state in State::ALL {
        let staying: Vec<&str> = MOVES
            .iter()
            .filter(|(from, _, to)| from == state && to == state)
            .map(|(_, verb, _)| verb.as_str())
            .collect();
        if !staying.is_empty() {
            text.push_str(&format!("    {state}: {state} ({})\n", staying.join(", ")));
        }
        for target in State::ALL.iter().filter(|target| *target != state) {
            let verbs: Vec<&str> = MOVES
                .iter()
                .filter(|(from, _, to)| from == state && to == target)
                .map(|(_, verb, _)| verb.as_str())
                .collect();
            if !verbs.is_empty() {
                text.push_str(&format!("    {state} --> {target}: {}\n", verbs.join(", ")));
            }
        }
        if !MOVES.iter().any(|(from, _, to)| from == state && to != state) {
            text.push_str(&format!("    {state} --> [*]\n"));
        }
    }
    text
}
