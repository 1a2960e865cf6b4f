//! A market with customers, technicians and jobs, and the audit that every test ends with.

use billing::{
    actions::{FinishInvoice, OpenInvoice, RecordPaymentResult, StartPayment},
    model::{
        Acceptance, Booked, Category, CrewShare, GatewayResult, InvoiceState, LineDraft, LineKind, MoneyPolicy, Owner,
        PaymentPurpose, Phase, ReceiptOutcome, RefundState,
    },
    views::{
        invoices::{self, WholeInvoice},
        payments, postings, wallets,
    },
};
use db::{Action, Database, Handlers, PageRequest};
use kernel::{
    Actor, Ctx, Currency, CustomerId, Id, InvoiceId, JobId, Kind, Money, PaymentId, Problem, TechnicianId, time,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};
use test_kit::Bench;

pub fn on_both<F: Fn(Bench) -> R, R: Future<Output = Bench>>(body: F) {
    test_kit::on_both_engines(&[billing::MIGRATIONS], &Handlers::default(), body);
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

pub fn job(number: u128) -> JobId {
    JobId::from_uuid(uuid(number))
}

pub fn customer(number: u128) -> CustomerId {
    CustomerId::from_uuid(uuid(number))
}

pub fn technician(number: u128) -> TechnicianId {
    TechnicianId::from_uuid(uuid(number))
}

pub fn line(kind: LineKind, category: Category, minor: i64) -> LineDraft {
    LineDraft {
        kind,
        category,
        name_zh: "深度保洁".to_owned(),
        name_en: "Deep cleaning".to_owned(),
        quantity: 1,
        amount: cny(minor),
        source: String::new(),
    }
}

/// A job of customer 1 with one line of cleaning.
pub fn cleaning(number: u128, minor: i64, deposit: i64) -> OpenInvoice {
    OpenInvoice {
        job: job(number),
        job_number: format!("J-{number}"),
        customer: customer(1),
        currency: Currency::Cny,
        lines: vec![line(LineKind::Service, Category::Cleaning, minor)],
        deposit: cny(deposit),
    }
}

pub fn finish(number: u128, crew: &[u128]) -> FinishInvoice {
    let member = |who: &u128| CrewShare { technician: technician(*who), level: 2, weight: 1 };
    FinishInvoice {
        job: job(number),
        acceptance: Acceptance::Confirmed,
        completed_at: test_kit::start(),
        crew: crew.iter().map(member).collect(),
        partners: Vec::new(),
        warranty_days: 0,
        policy: MoneyPolicy::default(),
    }
}

pub fn later(ctx: &Ctx, hours: i64) -> Ctx {
    ctx.at(ctx.now.checked_add(time::hours(hours)).unwrap())
}

pub fn as_customer(ctx: &Ctx, number: u128) -> Ctx {
    ctx.acting_as(Actor::Customer { customer: customer(number) })
}

pub fn as_technician(ctx: &Ctx, number: u128) -> Ctx {
    ctx.acting_as(Actor::Technician { technician: technician(number) })
}

pub async fn act<A: Action>(db: &Database, ctx: &Ctx, action: A) -> A::Outcome {
    db.perform(ctx, action).await.unwrap_or_else(|problem| panic!("{}: {problem}", A::NAME))
}

pub async fn refused<A: Action>(db: &Database, ctx: &Ctx, action: A) -> Problem {
    match db.perform(ctx, action).await {
        Ok(_) => panic!("{} was not refused", A::NAME),
        Err(problem) => problem,
    }
}

pub async fn start(db: &Database, ctx: &Ctx, invoice: InvoiceId, purpose: PaymentPurpose) -> PaymentId {
    act(db, ctx, StartPayment { invoice, purpose, provider: "sim".to_owned(), minutes: 15 }).await
}

pub fn paid(payment: PaymentId, transaction: &str, minor: i64) -> RecordPaymentResult {
    let result =
        GatewayResult::Paid { transaction_id: transaction.to_owned(), amount: cny(minor), fee: cny(minor * 6 / 1000) };
    RecordPaymentResult { payment, provider: "sim".to_owned(), result }
}

/// Pays everything that is due, online.
pub async fn pay_online(db: &Database, ctx: &Ctx, invoice: InvoiceId) -> PaymentId {
    let payment = start(db, ctx, invoice, PaymentPurpose::Due).await;
    let due = whole(db, ctx, invoice).await.due.minor;
    let _booked: Booked<_> = act(db, ctx, paid(payment, &format!("T-{payment}"), due)).await;
    payment
}

pub async fn whole(db: &Database, ctx: &Ctx, invoice: InvoiceId) -> WholeInvoice {
    invoices::invoice(&mut db.read().await.unwrap(), ctx.market, invoice).await.unwrap()
}

pub async fn wallet(db: &Database, ctx: &Ctx, owner: Owner) -> billing::model::Wallet {
    wallets::wallet(&mut db.read().await.unwrap(), ctx.market, owner, Currency::Cny).await.unwrap()
}

/// Whether a problem is one that a person may get; ours never are.
pub fn is_answer(problem: &Problem) -> bool {
    matches!(problem.kind(), Kind::Refused | Kind::Invalid | Kind::Conflict | Kind::Missing)
}

/// What the ledger would hold: every posted entry summed by code and owner, and the pending ones.
pub struct Folded {
    pub balances: BTreeMap<(String, String), i64>,
    pub pending_out: BTreeMap<String, i64>,
    pub escrow_by_job: BTreeMap<Option<JobId>, i64>,
}

impl Folded {
    /// Debits positive.
    pub fn of(&self, code: &str, owner: &str) -> i64 {
        self.balances.get(&(code.to_owned(), owner.to_owned())).copied().unwrap_or(0)
    }

    pub fn total(&self, code: &str) -> i64 {
        self.balances.iter().filter(|((of, _), _)| of == code).map(|(_, minor)| minor).sum()
    }
}

pub async fn fold(db: &Database, ctx: &Ctx) -> Folded {
    let mut folded = Folded { balances: BTreeMap::new(), pending_out: BTreeMap::new(), escrow_by_job: BTreeMap::new() };
    let mut keys = BTreeSet::new();
    let mut page = PageRequest::first(100);
    loop {
        let found = postings::all(&mut db.read().await.unwrap(), ctx.market, &page).await.unwrap();
        for kept in found.items {
            let posting = kept.posting;
            assert!(keys.insert(posting.dedupe_key.clone()), "{} twice", posting.dedupe_key);
            assert!(posting.dedupe_key.len() <= 64, "{} cannot be a cursor", posting.dedupe_key);
            assert!(
                posting.entries.len() >= 2 && posting.entries.iter().all(|entry| !entry.amount.is_zero()),
                "{posting:?}"
            );
            assert_eq!(posting.entries.iter().map(|entry| entry.amount.minor).sum::<i64>(), 0, "{posting:?}");
            for entry in posting.entries {
                let owner = entry.owner.to_string();
                match kept.state {
                    postings::PostingState::Voided => {}
                    postings::PostingState::Pending => {
                        *folded.pending_out.entry(owner).or_default() += entry.amount.minor.max(0)
                    }
                    postings::PostingState::Posted => {
                        if entry.code.as_str() == "escrow" {
                            *folded.escrow_by_job.entry(posting.refs.job).or_default() -= entry.amount.minor;
                        }
                        *folded.balances.entry((entry.code.to_string(), owner)).or_default() += entry.amount.minor;
                    }
                }
            }
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return folded,
        }
    }
}

async fn every_invoice(db: &Database, ctx: &Ctx) -> Vec<WholeInvoice> {
    let mut all = Vec::new();
    for state in InvoiceState::ALL {
        let mut read = db.read().await.unwrap();
        let page = invoices::by_state(&mut read, ctx.market, *state, &PageRequest::first(200)).await.unwrap();
        for invoice in page.items {
            all.push(invoices::invoice(&mut read, ctx.market, invoice.invoice_id).await.unwrap());
        }
    }
    all
}

/// Everything that must hold at any time, whatever happened before.
pub async fn audit(db: &Database, ctx: &Ctx) -> Folded {
    let folded = fold(db, ctx).await;
    assert_eq!(folded.balances.values().sum::<i64>(), 0, "trial balance");
    let invoices = every_invoice(db, ctx).await;
    let (mut due, mut frozen, mut retained) =
        (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    let (mut unpaid_refunds, mut left_twice) = (0, 0);
    for whole in &invoices {
        audit_invoice(whole, &folded);
        if whole.invoice.phase != Phase::Draft {
            *due.entry(whole.invoice.customer_id.to_string()).or_default() += whole.due.minor;
        }
        for earning in &whole.earnings {
            *frozen.entry(earning.technician_id.to_string()).or_default() += earning.frozen_minor;
            *retained.entry(earning.technician_id.to_string()).or_default() += earning.retained_minor;
        }
        unpaid_refunds += whole
            .refunds
            .iter()
            .filter(|refund| matches!(refund.state, RefundState::Requested | RefundState::Failed))
            .map(|refund| refund.amount_minor)
            .sum::<i64>();
        left_twice += whole
            .refunds
            .iter()
            .filter(|refund| refund.state == RefundState::PaidTwice)
            .map(|refund| refund.amount_minor)
            .sum::<i64>();
    }
    assert_eq!(-folded.total("refund_payable"), unpaid_refunds, "what is to be refunded");
    for (owner, due) in &due {
        assert_eq!(folded.of("customer_receivable", owner), *due, "what {owner} owes");
    }
    let mut read = db.read().await.unwrap();
    let receipts = payments::receipts(&mut read, ctx.market, ReceiptOutcome::Suspense, &PageRequest::first(200)).await;
    drop(read);
    let waiting: i64 = receipts.unwrap().items.iter().map(|receipt| receipt.amount_minor).sum();
    assert_eq!(-folded.total("suspense"), waiting - left_twice, "suspense");
    for number in 1..6 {
        audit_wallet(db, ctx, &folded, Owner::Customer(customer(number)), 0, 0).await;
        let owner = technician(number).to_string();
        let sum = |sums: &BTreeMap<String, i64>| sums.get(&owner).copied().unwrap_or(0);
        audit_wallet(db, ctx, &folded, Owner::Technician(technician(number)), sum(&frozen), sum(&retained)).await;
    }
    folded
}

fn audit_invoice(whole: &WholeInvoice, folded: &Folded) {
    let invoice = &whole.invoice;
    let escrow = folded.escrow_by_job.get(&Some(invoice.job_id)).copied().unwrap_or(0);
    assert!(
        escrow >= 0 && escrow == invoice.escrow_minor,
        "escrow of {}: {escrow}, {}",
        invoice.job_number,
        invoice.escrow_minor
    );
    assert!((0..=invoice.received_minor).contains(&invoice.returned_minor), "{invoice:?}");
    assert!((0..=invoice.total_minor).contains(&invoice.credited_minor), "{invoice:?}");
    let applied: i64 = whole.payments.iter().map(|payment| payment.applied_minor).sum();
    let refunded: i64 = whole.payments.iter().map(|payment| payment.refunded_minor).sum();
    assert_eq!((applied, refunded), (invoice.received_minor, invoice.returned_minor), "{}", invoice.job_number);
    for payment in &whole.payments {
        assert!(
            (0..=payment.applied_minor).contains(&payment.refunded_minor)
                && payment.applied_minor <= payment.amount_minor
        );
        let back: i64 = whole
            .refunds
            .iter()
            .filter(|refund| refund.payment_id == payment.payment_id && refund.surplus.is_none())
            .map(|refund| refund.amount_minor)
            .sum();
        assert_eq!(back, payment.refunded_minor, "refunds of {}", payment.payment_id);
    }
    if invoice.phase != Phase::Draft {
        let shared: i64 = whole.shares.iter().map(|stored| stored.share.amount.minor).sum();
        assert_eq!(shared, invoice.total_minor, "the split of {} is exact", invoice.job_number);
    }
    for earning in &whole.earnings {
        assert!(earning.frozen_minor >= 0 && earning.retained_minor >= 0, "{earning:?}");
    }
}

async fn audit_wallet(db: &Database, ctx: &Ctx, folded: &Folded, owner: Owner, frozen: i64, retained: i64) {
    let wallet = wallet(db, ctx, owner).await;
    let name = owner.to_string();
    let available = -folded.of("customer_balance", &name) - folded.of("technician_available", &name);
    assert_eq!(wallet.available_minor, available, "{name} available");
    assert_eq!(wallet.frozen_minor, -folded.of("technician_frozen", &name), "{name} frozen");
    assert_eq!(wallet.retained_minor, -folded.of("technician_retained", &name), "{name} retained");
    assert_eq!(wallet.cash_held_minor, folded.of("cash_held", &name), "{name} cash");
    assert_eq!(wallet.in_payout_minor, folded.pending_out.get(&name).copied().unwrap_or(0), "{name} in payout");
    assert_eq!((wallet.frozen_minor, wallet.retained_minor), (frozen, retained), "{name}: the jobs behind it");
}
