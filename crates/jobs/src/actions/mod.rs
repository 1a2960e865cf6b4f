//! The verbs that write, and who may say them: by the person's own session, for them by an operator, or through the progress link.

mod accepting;
mod answering;
mod arriving;
mod calling_off;
mod change_orders;
mod closing;
mod dispatching;
mod doors;
mod opening;
mod paying;
mod proofs;
mod rescheduling;
mod returning;
mod scene;
mod travelling;
mod working;

pub use accepting::{AcceptBy, AcceptWork, AcceptWorkOnSite, RenewFinishCode, RequestRework};
pub use answering::{AnswerReschedule, AnswerRescheduleAsTechnician, ExpireReschedule, RescheduleAnswer};
pub use arriving::{Arrive, ClearFreeze, ReportWrongPerson};
pub use calling_off::{CalledOff, CancelJob, CancelOnSite, MarkNoShowCustomer, MarkNoShowTechnician};
pub use change_orders::{ApproveChangeOrder, DeclineChangeOrder, ProposeChangeOrder, Proposed, WithdrawChangeOrder};
pub use closing::{AutoAccept, ResolveDispute, SettleJob};
pub use dispatching::{AcceptVisit, FlagUnassignable, MarkAssigned, MarkOffered, RefuseVisit, Unassign};
pub use doors::{ByLink, ByOperator, Door, LinkVerb, OperatorVerb};
pub use opening::{OpenJob, Opened};
pub use paying::{ConfirmPayment, ExpireUnpaid};
pub use proofs::{AttachProof, Attached};
pub use rescheduling::{AskForAnotherTime, Rebooking, RescheduleVisit, Rescheduled, Side};
pub use returning::OpenReturnVisit;
pub use scene::Moved;
pub use travelling::{ContactKind, Depart, RecordContact};
pub use working::{FinishWork, PauseWork, RecordDiagnosis, ResumeWork, StartInspection, StartWork, TickStep};
