//! `/settlements`, `/payouts`, `/wallets`, `/me/wallet`: what technicians and customers have, and paying out.

use super::prelude::*;
use crate::shapes::money::{EarningShown, PayoutShown, SettlementDetail, SettlementShown, WalletShown};
use billing::{
    actions::{ApproveSettlement, DropPayout, HandOverCash, LockSettlement, OpenSettlement, ReturnBalance},
    model::{Owner, PayoutChannel},
    views::wallets,
};
use flows::{money::Kept, policies};
use kernel::{CustomerId, Money, PayoutId, Result, SettlementId, TechnicianId, time::Date};

pub(super) fn routes(surface: &mut Surface) {
    let (read, run) = (&[P::MoneyRead], &[P::SettlementRun]);
    surface
        .group("Wallets and settlements")
        .get(
            "/me/wallet",
            "What one has: balance, or earnings available, frozen and retained",
            &[P::CustomerSelf, P::TechnicianSelf],
            own,
        )
        .get("/me/earnings", "What one earned, job by job", &[P::TechnicianSelf], own_earnings)
        .get("/me/payouts", "What was paid out to one", &[P::TechnicianSelf], own_payouts)
        .get("/wallets", "Technicians' wallets", read, all)
        .get("/technicians/{technician}/wallet", "A technician's wallet", read, of_technician)
        .get("/technicians/{technician}/earnings", "What a technician earned", read, earnings)
        .get("/customers/{customer}/wallet", "A customer's balance", read, of_customer)
        .post("/technicians/{technician}/cash-handovers", "A technician hands over cash", &[P::MoneyWrite], hand_over)
        .post(
            "/customers/{customer}/balance-returns",
            "Pay a customer's balance back",
            &[P::MoneyWrite],
            return_balance,
        )
        .get("/settlements", "Settlement runs, newest first", read, list)
        .post("/settlements", "Open a run for a day", run, open)
        .get("/settlements/{settlement}", "A run and its payouts", read, one)
        .post("/settlements/{settlement}/lock", "Fix the run's payouts", run, lock)
        .post("/settlements/{settlement}/approval", "Approve the run: payouts are sent", run, approve)
        .get("/payouts/{payout}", "A payout", read, payout)
        .delete("/payouts/{payout}", "Leave a payout out of its run", run, drop_payout);
}

async fn wallet(caller: &Caller, owner: Owner) -> Result<WalletShown> {
    let mut read = caller.read().await?;
    match owner {
        Owner::Customer(customer) => drop(customers::views::customer(&mut read, caller.ctx.market, customer).await?),
        Owner::Technician(technician) => {
            drop(workforce::views::technician(&mut read, caller.ctx.market, technician).await?);
        }
        Owner::None => return Err(problem::MISSING.problem()),
    }
    let wallet = wallets::wallet(&mut read, caller.ctx.market, owner, caller.market.currency).await?;
    Ok((&wallet).into())
}

async fn own(caller: Caller) -> Answer<Shown<WalletShown>> {
    let actor = &caller.ctx.actor;
    let owner = actor.customer().map(Owner::Customer).or(actor.technician().map(Owner::Technician));
    let owner = owner.ok_or_else(|| problem::FORBIDDEN.problem())?;
    Ok(Shown(wallet(&caller, owner).await?))
}

async fn own_earnings(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<EarningShown>> {
    let me = super::visits::own_id(&caller)?;
    Ok(page_of(wallets::earnings(&mut caller.read().await?, caller.ctx.market, me, &page).await?))
}

async fn own_payouts(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<PayoutShown>> {
    let me = super::visits::own_id(&caller)?;
    Ok(page_of(wallets::payouts(&mut caller.read().await?, caller.ctx.market, me, &page).await?))
}

async fn all(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<WalletShown>> {
    Ok(page_of(wallets::of_technicians(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

async fn of_technician(caller: Caller, Path(id): Path<TechnicianId>) -> Answer<Shown<WalletShown>> {
    Ok(Shown(wallet(&caller, Owner::Technician(id)).await?))
}

async fn earnings(
    caller: Caller,
    Path(id): Path<TechnicianId>,
    Paged((), page): Paged<()>,
) -> Answer<Listed<EarningShown>> {
    Ok(page_of(wallets::earnings(&mut caller.read().await?, caller.ctx.market, id, &page).await?))
}

async fn of_customer(caller: Caller, Path(id): Path<CustomerId>) -> Answer<Shown<WalletShown>> {
    Ok(Shown(wallet(&caller, Owner::Customer(id)).await?))
}

asked! {
    /// How much.
    HandoverAsk { amount: Money }
}

async fn hand_over(caller: Caller, Path(technician): Path<TechnicianId>, Body(ask): Body<HandoverAsk>) -> Answer<Done> {
    caller.perform(Kept(HandOverCash { technician, amount: ask.amount })).await?;
    Ok(Done)
}

asked! {
    /// How much, and why.
    ReturnBalanceAsk { amount: Money, reason: String }
}

async fn return_balance(
    caller: Caller,
    Path(customer): Path<CustomerId>,
    Body(ask): Body<ReturnBalanceAsk>,
) -> Answer<Done> {
    caller.perform(Kept(ReturnBalance { customer, amount: ask.amount, reason: ask.reason })).await?;
    Ok(Done)
}

async fn list(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<SettlementShown>> {
    Ok(page_of(billing::views::settlements::latest(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

asked! {
    /// For which day; today when left out.
    SettlementAsk { day: Option<Date>, channel: Option<PayoutChannel> }
}

async fn shown(caller: &Caller, id: SettlementId) -> Result<Versioned<SettlementDetail>> {
    let whole = billing::views::settlements::settlement(&mut caller.read().await?, caller.ctx.market, id).await?;
    Ok(Versioned((&whole).into(), whole.settlement.version))
}

async fn open(caller: Caller, Body(ask): Body<SettlementAsk>) -> Answer<Made<SettlementDetail>> {
    let policy = policies::money(&mut caller.read().await?, caller.ctx.market).await?;
    let open = OpenSettlement {
        day: ask.day.unwrap_or_else(|| caller.market.zone.date_of(caller.ctx.now)),
        currency: caller.market.currency,
        minimum_minor: policy.payout_minimum_minor,
        channel: ask.channel.unwrap_or(PayoutChannel::Bank),
    };
    let id = caller.perform(open).await?;
    Ok(Made(shown(&caller, id).await?.0))
}

async fn one(caller: Caller, Path(id): Path<SettlementId>) -> Answer<Versioned<SettlementDetail>> {
    Ok(shown(&caller, id).await?)
}

async fn lock(
    caller: Caller,
    Path(settlement): Path<SettlementId>,
    IfMatch(version): IfMatch,
) -> Answer<Versioned<SettlementDetail>> {
    caller.perform(LockSettlement { settlement, version }).await?;
    Ok(shown(&caller, settlement).await?)
}

async fn approve(
    caller: Caller,
    Path(settlement): Path<SettlementId>,
    IfMatch(version): IfMatch,
) -> Answer<Versioned<SettlementDetail>> {
    caller.perform(ApproveSettlement { settlement, version }).await?;
    Ok(shown(&caller, settlement).await?)
}

async fn payout(caller: Caller, Path(id): Path<PayoutId>) -> Answer<Versioned<PayoutShown>> {
    let payout = billing::views::settlements::payout(&mut caller.read().await?, caller.ctx.market, id).await?;
    Ok(Versioned((&payout).into(), payout.version))
}

asked! {
    /// Why.
    DropAsk { reason: String }
}

async fn drop_payout(caller: Caller, Path(payout): Path<PayoutId>, Query(ask): Query<DropAsk>) -> Answer<Done> {
    caller.perform(DropPayout { payout, reason: ask.reason }).await?;
    Ok(Done)
}
