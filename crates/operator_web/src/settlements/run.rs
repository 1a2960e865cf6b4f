//! One run: its payouts; locked, approved, single payouts taken out before.

use crate::{
    forms::{Refused, Typed},
    frame,
    subjects::People,
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use billing::{
    actions::{ApproveSettlement, DropPayout, LockSettlement},
    model::{Payout, PayoutState, Settlement, SettlementState},
    views::settlements,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Money, Permission, Result, SettlementId, problem};
use ui::Shell;

#[derive(Template)]
#[template(path = "settlements/run.html")]
struct Run {
    shell: Shell,
    run: Settlement,
    payouts: Vec<(Payout, String)>,
    refused: Option<String>,
    may_run: bool,
}

impl Run {
    fn is(&self, state: &str) -> bool {
        self.run.state.as_str() == state
    }
    fn total(&self) -> Money {
        Money::new(self.run.total_minor, self.run.currency)
    }
    fn netted(&self, payout: &Payout) -> Money {
        Money::new(payout.netted_minor, payout.currency)
    }
    fn may_drop(&self, payout: &Payout) -> bool {
        self.may_run && self.run.state == SettlementState::Open && payout.state == PayoutState::Planned
    }
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    let page = page(visitor, id, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(visitor: &Visitor, id: &str, refused: Option<&Refused>) -> Result<Run> {
    frame::require(visitor, Permission::MoneyRead)?;
    let mut read = visitor.edge.app.db.read().await?;
    let whole = settlements::settlement(&mut read, visitor.ctx.market, id.parse()?).await?;
    drop(read);
    let ids: Vec<String> = whole.payouts.iter().map(|payout| payout.technician_id.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let shell = frame::shell_at(visitor, "console-settlements", &format!("/console/settlements/{id}"), refused);
    let (title, back) = (shell.date(whole.settlement.day), shell.t("console-settlements"));
    Ok(Run {
        payouts: whole
            .payouts
            .into_iter()
            .map(|payout| (payout.clone(), people.name(&payout.technician_id.to_string())))
            .collect(),
        run: whole.settlement,
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        may_run: frame::may(visitor, Permission::SettlementRun),
        shell: shell.titled(title).back("/console/settlements", back),
    })
}

pub(super) async fn submit(Path((id, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::SettlementRun).or_fail(visitor)?;
    match perform(&form, &id, &verb).await {
        Ok(()) => Ok(frame::done(visitor, &format!("/console/settlements/{id}"), "day-done")),
        Err(problem) => dress(visitor, &id, Some(Refused::of("run", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, id: &str, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, settlement) = (&visitor.edge.app.db, &visitor.ctx, id.parse::<SettlementId>()?);
    match verb {
        "lock" => db.perform(ctx, LockSettlement { settlement, version: form.version()? }).await.map(drop),
        "approve" => db.perform(ctx, ApproveSettlement { settlement, version: form.version()? }).await.map(drop),
        "drop" => {
            let reason = form.required("reason")?.to_owned();
            db.perform(ctx, DropPayout { payout: form.read_as("payout")?, reason }).await.map(drop)
        }
        _ => Err(problem::MISSING.problem()),
    }
}
