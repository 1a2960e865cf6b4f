//! `/console/payments`: every payment, refunds that wait for somebody, and money that fits nothing yet.

use crate::{
    asked::Asked,
    forms::{Refused, Typed},
    frame,
    invoices::tabs,
    subjects::People,
    tabs::Tab,
    words::{self, Words},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use billing::{
    actions::{ClearSuspense, ClearedBy, ConfirmRefund, RefundToBalance, ResolveSuspense, RetryRefund, SuspenseGoes},
    model::{Channel, ChannelReceipt, Payment, ReceiptOutcome, Refund, RefundState},
    views::payments,
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::money::Kept;
use kernel::{Permission, Phone, Result, problem};
use ui::{Choice, Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/payments", get(list))
        .route("/console/payments/refunds", get(refunds))
        .route("/console/payments/refunds/{id}/{verb}", post(act_on_refund))
        .route("/console/payments/unmatched", get(unmatched))
        .route("/console/payments/unmatched/{id}/{verb}", post(resolve))
}

#[derive(Template)]
#[template(path = "payments/list.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<(Payment, String)>,
    pages: Pagination,
}

async fn list(visitor: Visitor) -> Answer {
    let list = read_payments(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &list, None))
}

async fn read_payments(visitor: &Visitor) -> Result<List> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let mut read = visitor.edge.app.db.read().await?;
    let page = payments::latest(&mut read, visitor.ctx.market, &asked.page(50)?).await?;
    drop(read);
    let ids: Vec<String> = page.items.iter().map(|payment| payment.customer_id.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let shell = frame::shell(visitor, "day-payments");
    Ok(List {
        tabs: tabs(&shell, "/console/payments"),
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page.items.into_iter().map(|one| (one.clone(), people.name(&one.customer_id.to_string()))).collect(),
        shell,
    })
}

#[derive(Template)]
#[template(path = "payments/refunds.html")]
struct Refunds {
    shell: Shell,
    tabs: Vec<Tab>,
    state: RefundState,
    states: Vec<Tab>,
    rows: Vec<(Refund, String)>,
    pages: Pagination,
    refused: Option<String>,
    may_write: bool,
}

impl Refunds {
    fn needs_hand(&self, refund: &Refund) -> bool {
        self.may_write && needs_hand(refund)
    }
    fn is_paid_twice(&self, refund: &Refund) -> bool {
        refund.state == RefundState::PaidTwice
    }
    fn ways(&self) -> Vec<Choice> {
        words::choices(self.shell.locale, "day-clear", ["balance", "transfer", "platform"])
    }
    fn is_failed(&self, refund: &Refund) -> bool {
        refund.state == RefundState::Failed
    }
    fn is_online(&self, refund: &Refund) -> bool {
        refund.channel == Channel::Online
    }
}

/// Whether a refund waits for somebody: it failed, or no channel reports it.
pub(crate) fn needs_hand(refund: &Refund) -> bool {
    match refund.state {
        RefundState::Failed | RefundState::PaidTwice => true,
        RefundState::Requested => matches!(refund.channel, Channel::Cash | Channel::Transfer),
        RefundState::Done => false,
    }
}

async fn refunds(visitor: Visitor) -> Answer {
    dress_refunds(&visitor, None).await
}

async fn dress_refunds(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let page = read_refunds(visitor, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

/// The state of the refunds that are looked at, kept by the forms of each.
fn asked_state(asked: &Asked) -> Result<RefundState> {
    Ok(asked.read("state")?.unwrap_or(RefundState::Requested))
}

async fn read_refunds(visitor: &Visitor, refused: Option<&Refused>) -> Result<Refunds> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let state = asked_state(&asked)?;
    let mut read = visitor.edge.app.db.read().await?;
    let page = match refused {
        Some(_) => db::PageRequest::new(None, Some(50)),
        None => asked.page(50)?,
    };
    let page = payments::refunds_by_state(&mut read, visitor.ctx.market, state, &page).await?;
    drop(read);
    let ids: Vec<String> = page.items.iter().map(|refund| refund.customer_id.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let here = "/console/payments/refunds";
    let shell = frame::shell_at(visitor, "day-refunds", here, refused);
    let states = RefundState::ALL
        .iter()
        .map(|known| Tab::new(format!("{here}?state={known}"), shell.word("billing-refund", known), *known == state));
    Ok(Refunds {
        tabs: tabs(&shell, here),
        state,
        states: states.collect(),
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page.items.into_iter().map(|one| (one.clone(), people.name(&one.customer_id.to_string()))).collect(),
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        may_write: frame::may(visitor, Permission::MoneyWrite),
        shell,
    })
}

async fn act_on_refund(Path((id, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MoneyWrite).or_fail(visitor)?;
    match try_refund(&form, &id, &verb).await {
        Ok(()) => {
            let state = asked_state(&Asked::of(visitor).or_fail(visitor)?).or_fail(visitor)?;
            Ok(frame::done(visitor, &format!("/console/payments/refunds?state={state}"), "day-done"))
        }
        Err(problem) => dress_refunds(visitor, Some(Refused::of("refund", &form, problem)?)).await,
    }
}

async fn try_refund(form: &Submitted, id: &str, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, refund) = (&visitor.edge.app.db, &visitor.ctx, id.parse()?);
    match verb {
        "confirm" => {
            let reference = form.required("reference")?.to_owned();
            db.perform(ctx, Kept(ConfirmRefund { refund, reference })).await.map(drop)
        }
        "clear" => {
            let by = match form.text("by") {
                "balance" => ClearedBy::Balance,
                "transfer" => ClearedBy::Transfer { reference: form.required("reference")?.to_owned() },
                "platform" => ClearedBy::Platform,
                other => return Err(problem::UNKNOWN_CODE.field("by").param("given", other)),
            };
            let reason = form.required("reason")?.to_owned();
            db.perform(ctx, Kept(ClearSuspense { refund, by, reason })).await.map(drop)
        }
        "retry" => db.perform(ctx, RetryRefund { refund }).await.map(drop),
        "to-balance" => db.perform(ctx, Kept(RefundToBalance { refund })).await.map(drop),
        _ => Err(problem::MISSING.problem()),
    }
}

#[derive(Template)]
#[template(path = "payments/unmatched.html")]
struct Unmatched {
    shell: Shell,
    tabs: Vec<Tab>,
    states: Vec<Tab>,
    rows: Vec<ChannelReceipt>,
    pages: Pagination,
    refused: Option<String>,
    may_write: bool,
}

impl Unmatched {
    fn amount(&self, receipt: &ChannelReceipt) -> String {
        self.shell.money(kernel::Money::new(receipt.amount_minor, receipt.currency))
    }
    fn waits(&self, receipt: &ChannelReceipt) -> bool {
        self.may_write && receipt.outcome == ReceiptOutcome::Suspense
    }
}

async fn unmatched(visitor: Visitor) -> Answer {
    dress_unmatched(&visitor, None).await
}

async fn dress_unmatched(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let page = read_unmatched(visitor, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn read_unmatched(visitor: &Visitor, refused: Option<&Refused>) -> Result<Unmatched> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let outcome = asked.read::<ReceiptOutcome>("outcome")?.unwrap_or(ReceiptOutcome::Suspense);
    let mut read = visitor.edge.app.db.read().await?;
    let page = match refused {
        Some(_) => db::PageRequest::new(None, Some(50)),
        None => asked.page(50)?,
    };
    let page = payments::receipts(&mut read, visitor.ctx.market, outcome, &page).await?;
    let here = "/console/payments/unmatched";
    let shell = frame::shell_at(visitor, "day-unmatched", here, refused);
    let states = ReceiptOutcome::ALL.iter().map(|known| {
        Tab::new(format!("{here}?outcome={known}"), shell.word("billing-receipt", known), *known == outcome)
    });
    Ok(Unmatched {
        tabs: tabs(&shell, here),
        states: states.collect(),
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page.items,
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        may_write: frame::may(visitor, Permission::MoneyWrite),
        shell,
    })
}

async fn resolve(Path((id, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MoneyWrite).or_fail(visitor)?;
    match try_resolve(&form, &id, &verb).await {
        Ok(()) => Ok(frame::done(visitor, "/console/payments/unmatched", "day-done")),
        Err(problem) => dress_unmatched(visitor, Some(Refused::of("resolve", &form, problem)?)).await,
    }
}

async fn try_resolve(form: &Submitted, id: &str, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, receipt) = (&visitor.edge.app.db, &visitor.ctx, id.parse()?);
    let goes = match verb {
        "customer" => {
            let phone = form.read_as::<Phone>("phone")?;
            let found = customers::views::customer_by_phone(&mut db.read().await?, ctx.market, &phone).await?;
            let found = found.ok_or_else(|| problem::MISSING.field("phone"))?;
            SuspenseGoes::Customer { customer: found.customer_id }
        }
        "back" => SuspenseGoes::Back,
        _ => return Err(problem::MISSING.problem()),
    };
    db.perform(ctx, Kept(ResolveSuspense { receipt, goes })).await
}
