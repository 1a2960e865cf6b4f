//! What happens when time passes: unpaid bookings end, silence accepts, offers and proposals run out.

use crate::dispatching::{GrabRanOut, OfferRanOut};
use db::{Action, Errand, Handlers};
use dispatch::errands::{CloseGrab, HoldTimeout, OfferTimeout};
use jobs::actions::{AutoAccept, ExpireReschedule, ExpireUnpaid};
use kernel::{Ctx, JobId, Problem, Result, VisitId};
use serde::{Deserialize, Serialize};

macro_rules! deadlines {
    ($($(#[$doc:meta])* $name:ident = $code:literal { $field:ident: $kind:ty })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub struct $name {
            /// About which.
            pub $field: $kind,
        }

        impl Errand for $name {
            const NAME: &'static str = $code;
            fn subject(&self) -> String {
                self.$field.to_string()
            }
        }
    )*};
}

deadlines! {
    /// Until now the deposit had to be paid.
    PaymentDeadline = "flows.payment_deadline" { job: JobId }
    /// Silence until now counts as acceptance.
    AutoAcceptDue = "flows.auto_accept_due" { visit: VisitId }
    /// Until now the other side had to answer a proposed time.
    RescheduleDeadline = "flows.reschedule_deadline" { visit: VisitId }
}

async fn perform<A: Action>(db: &db::Database, ctx: &Ctx, action: A) -> Result<()> {
    match db.perform(ctx, action).await {
        // The thing went another way meanwhile, or is gone: nothing is left to do.
        Err(problem) if is_overtaken(&problem) => {
            tracing::debug!(%problem, "a deadline was overtaken");
            Ok(())
        }
        done => done.map(drop),
    }
}

fn is_overtaken(problem: &Problem) -> bool {
    matches!(problem.kind(), kernel::Kind::Refused | kernel::Kind::Missing)
}

/// Registers the errands with a deadline.
pub(crate) fn register(handlers: &mut Handlers) {
    handlers.errand::<PaymentDeadline>(|db, ctx, due| {
        Box::pin(async move { perform(&db, &ctx, ExpireUnpaid { job: due.job }).await })
    });
    handlers.errand::<AutoAcceptDue>(|db, ctx, due| {
        Box::pin(async move {
            let after_hours = crate::policies::day(&mut db.read().await?, ctx.market).await?.auto_accept_hours;
            perform(&db, &ctx, AutoAccept { visit: due.visit, after_hours }).await
        })
    });
    handlers.errand::<RescheduleDeadline>(|db, ctx, due| {
        Box::pin(async move { perform(&db, &ctx, ExpireReschedule { visit: due.visit }).await })
    });
    handlers.errand::<HoldTimeout>(|db, ctx, due| {
        Box::pin(async move { perform(&db, &ctx, dispatch::actions::ExpireHold { hold: due.hold }).await })
    });
    handlers.errand::<OfferTimeout>(|db, ctx, due| {
        Box::pin(async move { perform(&db, &ctx, OfferRanOut { offer: due.offer }).await })
    });
    handlers.errand::<CloseGrab>(|db, ctx, due| {
        Box::pin(
            async move { perform(&db, &ctx, GrabRanOut { visit: due.visit, wave: due.wave, round: due.round }).await },
        )
    });
}
