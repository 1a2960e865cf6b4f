//! `/audit`, `/stuck-errands`: who changed what, with before and after; and what the program could not finish by itself.

use super::prelude::*;
use crate::shapes::people::{AuditShown, StuckErrandShown};
use db::RetryErrand;
use kernel::ErrandId;

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Audit")
        .get("/audit", "The audit log, newest first", &[P::AuditRead], list)
        .get("/stuck-errands", "Background work that failed too often", &[P::AuditRead], stuck)
        .post("/stuck-errands/{errand}/retry", "Try stuck work again", &[P::MarketsWrite], retry);
}

asked! {
    /// Only about this thing.
    AuditSearch { subject: Option<String> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<AuditSearch>) -> Answer<Listed<AuditShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(db::views::audit_page(&mut read, caller.ctx.market, ask.subject.as_deref(), &page).await?))
}

async fn stuck(caller: Caller) -> Answer<Shown<Vec<StuckErrandShown>>> {
    let stuck = db::views::stuck_errands(&mut caller.read().await?, caller.ctx.market).await?;
    Ok(Shown(stuck.iter().map(Into::into).collect()))
}

async fn retry(caller: Caller, Path(errand): Path<ErrandId>) -> Answer<Done> {
    caller.perform(RetryErrand { errand }).await?;
    Ok(Done)
}
