//! The runs, and opening one with what it would pay shown before.

use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    subjects::People,
    tabs::Tab,
    words::{self, Words},
};
use askama::Template;
use billing::{
    actions::OpenSettlement,
    model::{Owner, PayoutChannel, Settlement, Wallet},
    views::{settlements, wallets},
};
use db::PageRequest;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Money, Permission, Result, SettlementId};
use ui::{Choice, Pagination, Shell};

#[derive(Template)]
#[template(path = "settlements/runs.html")]
struct Runs {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<Settlement>,
    pages: Pagination,
    sheet: Sheet,
    channels: Vec<Choice>,
    payable: Vec<(String, Money)>,
    total: Money,
    minimum: Money,
    may_run: bool,
}

impl Runs {
    fn amount(&self, run: &Settlement) -> String {
        self.shell.money(Money::new(run.total_minor, run.currency))
    }
}

/// The tabs of settlements.
pub(super) fn tabs(shell: &Shell, here: &str) -> Vec<Tab> {
    let pages = [("/console/settlements", "day-runs"), ("/console/settlements/wallets", "day-wallets")];
    pages.iter().map(|(href, label)| Tab::new(*href, shell.t(label), *href == here)).collect()
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let page = page(visitor, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

/// Every wallet of technicians; a market has some hundred.
pub(super) async fn every_wallet(visitor: &Visitor) -> Result<Vec<Wallet>> {
    let (mut all, mut after) = (Vec::new(), None);
    let mut read = visitor.edge.app.db.read().await?;
    loop {
        let page = PageRequest::new(after, Some(200));
        let page = wallets::of_technicians(&mut read, visitor.ctx.market, &page).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn page(visitor: &Visitor, refused: Option<&Refused>) -> Result<Runs> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let (market, currency) = (visitor.ctx.market, visitor.market.currency);
    let mut read = visitor.edge.app.db.read().await?;
    let page = settlements::latest(&mut read, market, &asked.page(30)?).await?;
    let policy = flows::policies::money(&mut read, market).await?;
    drop(read);
    let minimum = policy.payout_minimum_minor.max(1);
    let wallets = every_wallet(visitor).await?;
    let due: Vec<&Wallet> =
        wallets.iter().filter(|one| one.currency == currency && one.payable_minor() >= minimum).collect();
    let ids: Vec<String> = due.iter().map(|wallet| wallet.owner.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let payable =
        |wallet: &&Wallet| (people.name(&wallet.owner.to_string()), Money::new(wallet.payable_minor(), currency));
    let payable: Vec<(String, Money)> =
        due.iter().filter(|wallet| matches!(wallet.owner, Owner::Technician(_))).map(payable).collect();
    let shell = frame::shell_at(visitor, "console-settlements", "/console/settlements", refused);
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    Ok(Runs {
        tabs: tabs(&shell, "/console/settlements"),
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page.items,
        sheet: Sheet::new(&shell, refused, "open", |form| form.with("day", today)),
        channels: words::choices(shell.locale, "day-payout", PayoutChannel::ALL.iter().map(|one| one.as_str())),
        total: Money::sum(payable.iter().map(|(_, amount)| *amount), currency)?,
        minimum: Money::new(minimum, currency),
        may_run: frame::may(visitor, Permission::SettlementRun),
        payable,
        shell,
    })
}

pub(super) async fn submit(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::SettlementRun).or_fail(visitor)?;
    match open(&form).await {
        Ok(id) => Ok(frame::done(visitor, &format!("/console/settlements/{id}"), "day-done-run-opened")),
        Err(problem) => dress(visitor, Some(Refused::of("open", &form, problem)?)).await,
    }
}

async fn open(form: &Submitted) -> Result<SettlementId> {
    let visitor = &form.visitor;
    let mut read = visitor.edge.app.db.read().await?;
    let policy = flows::policies::money(&mut read, visitor.ctx.market).await?;
    drop(read);
    let open = OpenSettlement {
        day: form.date("day")?,
        currency: visitor.market.currency,
        minimum_minor: policy.payout_minimum_minor,
        channel: form.read_as("channel")?,
    };
    visitor.edge.app.db.perform(&visitor.ctx, open).await
}
