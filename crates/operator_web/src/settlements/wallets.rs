//! Technicians' wallets: available, frozen, retained, cash in hand; and cash that is handed over.

use super::runs::{every_wallet, tabs};
use crate::{
    forms::{Refused, Typed},
    frame,
    subjects::People,
    tabs::Tab,
};
use askama::Template;
use axum::extract::Path;
use billing::{actions::HandOverCash, model::Wallet};
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::money::Kept;
use kernel::{Money, Permission, Result};
use ui::Shell;

#[derive(Template)]
#[template(path = "settlements/wallets.html")]
struct Wallets {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<(Wallet, String)>,
    refused: Option<String>,
    may_write: bool,
}

impl Wallets {
    fn minor(&self, wallet: &Wallet, minor: impl std::borrow::Borrow<i64>) -> String {
        self.shell.money(Money::new(*minor.borrow(), wallet.currency))
    }
    fn cash(&self, wallet: &Wallet) -> String {
        Money::new(wallet.cash_held_minor, wallet.currency).decimal()
    }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let page = page(visitor, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(visitor: &Visitor, refused: Option<&Refused>) -> Result<Wallets> {
    frame::require(visitor, Permission::MoneyRead)?;
    let wallets = every_wallet(visitor).await?;
    let ids: Vec<String> = wallets.iter().map(|wallet| wallet.owner.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let here = "/console/settlements/wallets";
    let shell = frame::shell_at(visitor, "day-wallets", here, refused);
    Ok(Wallets {
        tabs: tabs(&shell, here),
        rows: wallets.into_iter().map(|wallet| (wallet.clone(), people.name(&wallet.owner.to_string()))).collect(),
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        may_write: frame::may(visitor, Permission::MoneyWrite),
        shell,
    })
}

pub(super) async fn hand_over(Path(technician): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MoneyWrite).or_fail(visitor)?;
    match perform(&form, &technician).await {
        Ok(()) => Ok(frame::done(visitor, "/console/settlements/wallets", "day-done-cash")),
        Err(problem) => dress(visitor, Some(Refused::of("cash", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, technician: &str) -> Result<()> {
    let visitor = &form.visitor;
    let amount = form.amount("amount", visitor.market.currency)?;
    let hand_over = HandOverCash { technician: technician.parse()?, amount };
    visitor.edge.app.db.perform(&visitor.ctx, Kept(hand_over)).await
}
