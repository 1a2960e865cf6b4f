//! `/field/wallet`: what is available, frozen, retained, held in cash; the jobs behind it; what was paid out.

use crate::{frame, live, words::Words};
use askama::Template;
use axum::{Router, extract::Query, routing::get};
use billing::model::{Earning, EarningState, Owner, Payout, PayoutState, Wallet};
use db::{Cursor, Page, PageRequest, Read};
use edge::{Answer, Edge, OrFail, Visitor};
use kernel::{Money, Result};
use serde::Deserialize;
use ui::{Pagination, Shell, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/wallet", get(show))
}

#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    earnings: String,
    #[serde(default)]
    payouts: String,
}

#[derive(Template)]
#[template(path = "wallet/show.html", blocks = ["content"])]
struct Show {
    shell: Shell,
    topics: String,
    wallet: Wallet,
    earnings: Page<Earning>,
    payouts: Page<Payout>,
    more_earnings: Pagination,
    more_payouts: Pagination,
}

impl Show {
    fn money(&self, minor: &i64) -> String {
        self.shell.money(Money::new(*minor, self.wallet.currency))
    }
    fn tone(&self, earning: &Earning) -> Tone {
        match earning.state {
            EarningState::Frozen => Tone::Warn,
            EarningState::Available => Tone::Good,
        }
    }
    fn payout_tone(&self, payout: &Payout) -> Tone {
        match payout.state {
            PayoutState::Planned | PayoutState::Sent => Tone::Info,
            PayoutState::Paid => Tone::Good,
            PayoutState::Failed => Tone::Bad,
            PayoutState::Dropped => Tone::Neutral,
        }
    }
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let mut read = frame::read(&visitor).await?;
    let page = page(&mut read, &visitor, &asked).await.or_fail(&visitor)?;
    drop(read);
    frame::respond(&visitor, &page, None)
}

async fn page(read: &mut Read, visitor: &Visitor, asked: &Asked) -> Result<Show> {
    let (me, market) = (frame::technician(visitor)?, visitor.ctx.market);
    let wallet = billing::views::wallets::wallet(read, market, Owner::Technician(me), visitor.market.currency).await?;
    let (first, second) = (request(&asked.earnings)?, request(&asked.payouts)?);
    let earnings = billing::views::wallets::earnings(read, market, me, &first).await?;
    let payouts = billing::views::wallets::payouts(read, market, me, &second).await?;
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-wallet")).await?;
    let more = |name: &str, given: &str, next: &Option<Cursor>| {
        let back = (!given.is_empty()).then(|| "/field/wallet".to_owned());
        ui::pagination(shell.locale, back, next.as_ref().map(|next| format!("/field/wallet?{name}={next}#{name}")))
    };
    Ok(Show {
        topics: live::topics(me),
        more_earnings: more("earnings", &asked.earnings, &earnings.next),
        more_payouts: more("payouts", &asked.payouts, &payouts.next),
        wallet,
        earnings,
        payouts,
        shell,
    })
}

/// A page of twenty-five from a cursor of ours.
pub(crate) fn request(after: &str) -> Result<PageRequest> {
    let after = Some(after).filter(|after| !after.is_empty()).map(str::parse).transpose()?;
    Ok(PageRequest::new(after, Some(25)))
}
