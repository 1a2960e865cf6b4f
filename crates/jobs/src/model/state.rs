//! The states of a visit, the verbs that lead from one to another, who may use them, and the stages of a job.

kernel::text_enum! {
    /// Where a visit stands (DOMAIN 1).
    pub enum State {
        /// Price agreed, deposit or payment due.
        PendingPayment = "pending_payment",
        /// Paid or payable later; looking for a technician.
        PendingDispatch = "pending_dispatch",
        /// Offered to one technician or to many.
        Offered = "offered",
        /// A technician is named; not yet agreed.
        Assigned = "assigned",
        /// The technician agreed to the time.
        Appointed = "appointed",
        /// One side proposed another time at short notice; the other side must answer.
        Rescheduling = "rescheduling",
        /// The technician departed.
        EnRoute = "en_route",
        /// Checked in at the door.
        Arrived = "arrived",
        /// The fault is being looked at.
        Inspecting = "inspecting",
        /// Extra work waits for the customer's answer.
        AwaitingApproval = "awaiting_approval",
        /// Work runs (or pauses).
        InService = "in_service",
        /// The technician says it is done.
        AwaitingAcceptance = "awaiting_acceptance",
        /// The customer sent it back.
        Rework = "rework",
        /// Ended without acceptance because the work goes on at a return visit.
        Continued = "continued",
        /// Accepted.
        Completed = "completed",
        /// Accepted, and the money is posted and split.
        Settled = "settled",
        /// Sent back too often: an operator decides.
        Disputed = "disputed",
        /// Called off before arrival.
        Cancelled = "cancelled",
        /// Called off after arrival.
        CancelledOnSite = "cancelled_on_site",
        /// Nobody opened.
        NoShowCustomer = "no_show_customer",
        /// The technician did not come.
        NoShowTechnician = "no_show_technician",
        /// Not paid in time.
        Expired = "expired",
    }
}

impl State {
    /// The stage of a job whose current visit is in this state.
    #[must_use]
    pub fn stage(self) -> Stage {
        match self {
            Self::PendingPayment => Stage::Unpaid,
            Self::PendingDispatch | Self::Offered => Stage::ToDispatch,
            Self::Assigned | Self::Appointed | Self::Rescheduling => Stage::Scheduled,
            Self::EnRoute
            | Self::Arrived
            | Self::Inspecting
            | Self::AwaitingApproval
            | Self::InService
            | Self::Rework
            | Self::Continued => Stage::UnderWay,
            Self::AwaitingAcceptance => Stage::ToAccept,
            Self::Completed => Stage::Completed,
            Self::Settled => Stage::Settled,
            Self::Disputed | Self::NoShowTechnician => Stage::Trouble,
            Self::Cancelled | Self::CancelledOnSite | Self::NoShowCustomer | Self::Expired => Stage::Cancelled,
        }
    }

    /// Whether the visit is over: it takes no more of anybody's time.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Self::Continued
            | Self::Completed
            | Self::Settled
            | Self::Cancelled
            | Self::CancelledOnSite
            | Self::NoShowCustomer
            | Self::NoShowTechnician
            | Self::Expired => true,
            Self::PendingPayment
            | Self::PendingDispatch
            | Self::Offered
            | Self::Assigned
            | Self::Appointed
            | Self::Rescheduling
            | Self::EnRoute
            | Self::Arrived
            | Self::Inspecting
            | Self::AwaitingApproval
            | Self::InService
            | Self::AwaitingAcceptance
            | Self::Rework
            | Self::Disputed => false,
        }
    }
}

kernel::text_enum! {
    /// Where a job stands, derived from its current visit: the groups of the order list.
    pub enum Stage {
        /// Waits for deposit or payment.
        Unpaid = "unpaid",
        /// Looks for a technician.
        ToDispatch = "to_dispatch",
        /// Has a technician and a time.
        Scheduled = "scheduled",
        /// Somebody drives or works.
        UnderWay = "under_way",
        /// Done, waits for the customer's acceptance.
        ToAccept = "to_accept",
        /// Accepted, money not yet split.
        Completed = "completed",
        /// Closed in the books.
        Settled = "settled",
        /// An operator must look.
        Trouble = "trouble",
        /// Called off, expired or nobody at home.
        Cancelled = "cancelled",
    }
}

kernel::text_enum! {
    /// What can be done with a visit.
    pub enum Verb {
        /// Begin it (recorded as its first move).
        Open = "open",
        /// The deposit or payment came in.
        ConfirmPayment = "confirm_payment",
        /// The time to pay ran out.
        Expire = "expire",
        /// Offer it to technicians.
        Offer = "offer",
        /// Name its technician.
        Assign = "assign",
        /// Take it back from its technician.
        Unassign = "unassign",
        /// Note that nobody can take it.
        FlagUnassignable = "flag_unassignable",
        /// The technician says yes.
        Accept = "accept",
        /// The technician says no.
        Refuse = "refuse",
        /// The promised time stands between both sides.
        Agree = "agree",
        /// Call or message the customer.
        Contact = "contact",
        /// Move it to another time.
        Reschedule = "reschedule",
        /// Ask the other side for another time.
        ProposeReschedule = "propose_reschedule",
        /// Agree to the other time.
        AgreeReschedule = "agree_reschedule",
        /// Keep the old time.
        DeclineReschedule = "decline_reschedule",
        /// The proposal ran out of time.
        ExpireReschedule = "expire_reschedule",
        /// Set off.
        Depart = "depart",
        /// Check in at the door.
        Arrive = "arrive",
        /// Another person than announced stands at the door.
        ReportWrongPerson = "report_wrong_person",
        /// An operator has cleared that up.
        ClearFreeze = "clear_freeze",
        /// Look at the fault.
        StartInspection = "start_inspection",
        /// Write down what was found.
        Diagnose = "diagnose",
        /// Ask for extra work.
        ProposeChange = "propose_change",
        /// The customer wants the extra work.
        ApproveChange = "approve_change",
        /// The customer does not.
        DeclineChange = "decline_change",
        /// The technician takes the request back.
        WithdrawChange = "withdraw_change",
        /// Begin the work.
        StartWork = "start_work",
        /// Tick a step off.
        TickStep = "tick_step",
        /// Add a photo.
        AttachProof = "attach_proof",
        /// Stop for a while.
        Pause = "pause",
        /// Go on.
        Resume = "resume",
        /// Say it is done.
        Finish = "finish",
        /// A fresh finish code for the customer.
        RenewFinishCode = "renew_finish_code",
        /// The customer accepts.
        AcceptWork = "accept_work",
        /// Silence counts as acceptance.
        AutoAccept = "auto_accept",
        /// The customer sends it back.
        RequestRework = "request_rework",
        /// An operator ends the dispute.
        ResolveDispute = "resolve_dispute",
        /// Call it off before arrival.
        Cancel = "cancel",
        /// Call it off after arrival.
        CancelOnSite = "cancel_on_site",
        /// Nobody opens.
        NoShowCustomer = "no_show_customer",
        /// Nobody came.
        NoShowTechnician = "no_show_technician",
        /// Go on at another visit.
        OpenReturnVisit = "open_return_visit",
        /// Close it in the books.
        Settle = "settle",
    }
}

impl Verb {
    /// Who may use it; the software itself always may.
    #[must_use]
    pub fn parties(self) -> &'static [Party] {
        use Party::{Customer, Link, Operator, Technician};
        match self {
            Self::Open
            | Self::ConfirmPayment
            | Self::Expire
            | Self::Offer
            | Self::FlagUnassignable
            | Self::Agree
            | Self::ExpireReschedule
            | Self::AutoAccept
            | Self::Settle => &[],
            Self::Assign | Self::Unassign | Self::ClearFreeze | Self::ResolveDispute | Self::OpenReturnVisit => {
                &[Operator]
            }
            Self::Accept
            | Self::Refuse
            | Self::Contact
            | Self::Depart
            | Self::Arrive
            | Self::StartInspection
            | Self::Diagnose
            | Self::ProposeChange
            | Self::WithdrawChange
            | Self::StartWork
            | Self::TickStep
            | Self::AttachProof
            | Self::Pause
            | Self::Resume
            | Self::Finish
            | Self::NoShowCustomer => &[Technician, Operator],
            Self::Reschedule
            | Self::ReportWrongPerson
            | Self::ApproveChange
            | Self::DeclineChange
            | Self::RequestRework
            | Self::Cancel
            | Self::NoShowTechnician => &[Customer, Link, Operator],
            Self::RenewFinishCode => &[Customer, Operator],
            Self::ProposeReschedule
            | Self::AgreeReschedule
            | Self::DeclineReschedule
            | Self::AcceptWork
            | Self::CancelOnSite => &[Customer, Link, Technician, Operator],
        }
    }

    /// Whether one request may have become either: a cancel is one on site when somebody is there, a reschedule a proposal when the
    /// other side must agree.
    pub(crate) fn is_kin_of(self, other: Self) -> bool {
        let kin = |one: Self| match one {
            Self::CancelOnSite => Self::Cancel,
            Self::ProposeReschedule => Self::Reschedule,
            other => other,
        };
        kin(self) == kin(other)
    }

    /// Whether the party may use it.
    #[must_use]
    pub fn is_for(self, party: Party) -> bool {
        party == Party::System || self.parties().contains(&party)
    }
}

kernel::text_enum! {
    /// On whose behalf a move was made.
    pub enum Party {
        /// The customer, signed in.
        Customer = "customer",
        /// Whoever holds the progress link and knows the end of the phone number.
        Link = "link",
        /// The technician.
        Technician = "technician",
        /// Staff, or a program with a token.
        Operator = "operator",
        /// The software, or another context that has decided already.
        System = "system",
    }
}

impl Party {
    /// Whether it speaks for the customer.
    #[must_use]
    pub fn is_customer_side(self) -> bool {
        match self {
            Self::Customer | Self::Link => true,
            Self::Technician | Self::Operator | Self::System => false,
        }
    }
}
