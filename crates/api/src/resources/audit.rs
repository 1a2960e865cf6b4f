//! `/audit`: who changed what, with before and after.

use super::prelude::*;
use crate::shapes::people::AuditShown;

pub(super) fn routes(surface: &mut Surface) {
    surface.group("Audit").get("/audit", "The audit log, newest first", &[P::AuditRead], list);
}

asked! {
    /// Only about this thing.
    AuditSearch { subject: Option<String> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<AuditSearch>) -> Answer<Listed<AuditShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(db::views::audit_page(&mut read, caller.ctx.market, ask.subject.as_deref(), &page).await?))
}
