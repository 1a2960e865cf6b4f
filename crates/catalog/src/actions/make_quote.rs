//! Making binding quotes: for a request, again for another time, and for extra work on site.

use super::{
    found::find,
    quotes::{asker, supersede},
};
use crate::{
    events::QuoteMade,
    model::{
        ItemChoice, LineCode, Need, PaymentMode, Plan, PriceBook, Quote, QuoteOption, QuoteRequest, QuoteState,
        QuotedItem, SigningKey, Urgency, VisitFacts,
    },
    refusals,
    rules::{self, Extra},
    store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, JobId, Money, Permission, QuoteId, Result, Timestamp, problem, time::hours};
use serde::{Deserialize, Serialize};

/// A year is the furthest that anybody plans a visit.
const HORIZON_HOURS: i64 = 24 * 366;

/// Makes a quote; guests may. It prices the visit's time when that is known, from the book valid then; otherwise from today's.
pub struct MakeQuote {
    /// What, where, when.
    pub request: QuoteRequest,
    /// For whom, when an operator asks; customers ask for themselves.
    pub customer: Option<CustomerId>,
    /// The installation's key.
    pub key: SigningKey,
}

impl Action for MakeQuote {
    const NAME: &'static str = "catalog.make_quote";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Quote;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        let customer = asker(ctx, self.customer)?;
        make(tx, ctx, Asked { request: &self.request, customer, credit_of: None, key: &self.key }).await
    }
}

/// Makes a quote that takes the visit fee of an earlier quote off. Flows perform it once that fee is paid, or sure to be.
pub struct MakeCreditedQuote {
    /// What, where, when.
    pub request: QuoteRequest,
    /// The accepted quote for inspection or measuring.
    pub credit_of: QuoteId,
    /// The installation's key.
    pub key: SigningKey,
}

impl Action for MakeCreditedQuote {
    const NAME: &'static str = "catalog.make_credited_quote";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Quote;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        let paid = views::quote(tx, ctx.market, self.credit_of).await?;
        let asked = Asked { request: &self.request, customer: paid.customer, credit_of: Some(&paid), key: &self.key };
        make(tx, ctx, asked).await
    }
}

/// Makes the quote again for another time, because the time can change the price; the old one is superseded. Also renews an expired one.
pub struct RequoteAt {
    /// Which.
    pub quote: QuoteId,
    /// Begin of the arrival window.
    pub start: Option<Timestamp>,
    /// How soon.
    pub urgency: Urgency,
    /// The installation's key.
    pub key: SigningKey,
}

impl Action for RequoteAt {
    const NAME: &'static str = "catalog.requote_at";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Quote;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        let old = views::quote_seen_by(tx, ctx, self.quote).await?;
        let ([item], None) = (old.items.as_slice(), old.base) else {
            return Err(problem::MISSING.problem());
        };
        let visit = VisitFacts { start: self.start, urgency: self.urgency, ..old.visit.clone() };
        let request = QuoteRequest { item: item.choice.clone(), visit };
        let credited = match old.credit_of {
            Some(id) => Some(views::quote(tx, ctx.market, id).await?),
            None => None,
        };
        // Difficulty was judged when the old quote was made; asking for another time does not judge it again.
        let customer = old.customer.or(ctx.actor.customer());
        let new =
            make_judged(tx, ctx, Asked { request: &request, customer, credit_of: credited.as_ref(), key: &self.key })
                .await?;
        supersede(tx, ctx, &old, new.id).await?;
        Ok(new)
    }
    fn subject(&self) -> String {
        self.quote.to_string()
    }
}

/// A catalogue item as extra work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraItem {
    /// What, with add-ons and parts.
    #[serde(flatten)]
    pub choice: ItemChoice,
    /// Which way; `standard` for services offered one way.
    pub plan: Plan,
}

/// Quotes extra work on site, from the book of the accepted quote: catalogue items only, no free amounts. A visit fee that the accepted quote
/// charged is taken off once. Flows perform it for a technician at the door or an operator.
pub struct QuoteExtra {
    /// The job it belongs to.
    pub job: JobId,
    /// The accepted quote of the job.
    pub base: QuoteId,
    /// What.
    pub items: Vec<ExtraItem>,
    /// The installation's key.
    pub key: SigningKey,
}

impl Action for QuoteExtra {
    const NAME: &'static str = "catalog.quote_extra";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Quote;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        if self.items.len() > 20 {
            return Err(problem::TOO_LONG.field("items"));
        }
        let base = views::quote(tx, ctx.market, self.base).await?;
        let book = views::price_book(tx, ctx.market, base.price_book).await?;
        let fee = paid_fee(tx, ctx, &base).await?;
        let mut wanted = Vec::with_capacity(self.items.len());
        for item in &self.items {
            wanted.push((find(tx, ctx, &book, &item.choice).await?, item.plan));
        }
        let extras: Vec<Extra<'_>> =
            wanted.iter().map(|(found, plan)| Extra { offered: found.offered(), plan: *plan }).collect();
        let option = rules::quote_extra(&book, &extras, &base.visit, fee)?;
        let specs: Vec<_> = wanted.iter().map(|(found, _)| (&found.service.spec, &found.choice)).collect();
        let need = rules::need_of_extra(&specs)?;
        let is_credited = option.lines.iter().any(|line| line.code == LineCode::VisitFeeCredit);
        let terms = Terms {
            customer: base.customer,
            job: Some(self.job),
            base: Some(base.id),
            credit_of: is_credited.then_some(base.id),
            payment: PaymentMode::PayAfter,
            visit: base.visit.clone(),
        };
        // The whole job is paid by the terms it was agreed with; extra work is due when it is done.
        let option = QuoteOption { due_first: Money::zero(book.currency), ..option };
        let items = wanted.iter().map(|(found, _)| found.quoted()).collect();
        seal(tx, ctx, &book, Offer { items, options: vec![option], need }, terms, &self.key).await
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}

struct Asked<'a> {
    request: &'a QuoteRequest,
    customer: Option<CustomerId>,
    credit_of: Option<&'a Quote>,
    key: &'a SigningKey,
}

async fn make(tx: &mut Tx, ctx: &Ctx, asked: Asked<'_>) -> Result<Quote> {
    if asked.request.item.piece.difficulty.is_some() && !ctx.actor.is_operator() {
        return Err(refusals::DIFFICULTY_BY_EXPERT.field("piece.difficulty"));
    }
    make_judged(tx, ctx, asked).await
}

async fn make_judged(tx: &mut Tx, ctx: &Ctx, asked: Asked<'_>) -> Result<Quote> {
    let visit = &asked.request.visit;
    check_start(ctx, visit.start)?;
    let book = views::book_valid_at(tx, ctx.market, visit.start.unwrap_or(ctx.now)).await?;
    let found = find(tx, ctx, &book, &asked.request.item).await?;
    let fee = match asked.credit_of {
        Some(paid) => paid_fee(tx, ctx, paid).await?,
        None => None,
    };
    let options = rules::quote(&book, &found.offered(), visit, fee)?;
    let need = rules::need_of(&found.service.spec, &found.choice, visit)?;
    let is_credited = options.iter().flat_map(|option| &option.lines).any(|line| line.code == LineCode::VisitFeeCredit);
    let terms = Terms {
        customer: asked.customer,
        job: None,
        base: None,
        credit_of: asked.credit_of.filter(|_| is_credited).map(|paid| paid.id),
        payment: found.service.spec.terms.payment,
        visit: visit.clone(),
    };
    seal(tx, ctx, &book, Offer { items: vec![found.quoted()], options, need }, terms, asked.key).await
}

fn check_start(ctx: &Ctx, start: Option<Timestamp>) -> Result<()> {
    let Some(start) = start else { return Ok(()) };
    if start < ctx.now {
        return Err(problem::TIME_PAST.field("visit.start"));
    }
    match ctx.now.checked_add(hours(HORIZON_HOURS)) {
        Ok(horizon) if start <= horizon => Ok(()),
        Ok(_) | Err(_) => Err(problem::BAD_TIME.field("visit.start")),
    }
}

/// The visit fee that may be taken off.
async fn paid_fee(tx: &mut Tx, ctx: &Ctx, paid: &Quote) -> Result<Option<Money>> {
    let ids: Vec<_> = paid.items.iter().map(|item| item.choice.service).collect();
    let services = views::services_by_id(tx, ctx.market, &ids).await?;
    rules::credit_of(paid, &services)
}

struct Offer {
    items: Vec<QuotedItem>,
    options: Vec<QuoteOption>,
    need: Need,
}

struct Terms {
    customer: Option<CustomerId>,
    job: Option<JobId>,
    base: Option<QuoteId>,
    credit_of: Option<QuoteId>,
    payment: PaymentMode,
    visit: VisitFacts,
}

/// Signs, stores and announces the quote.
async fn seal(tx: &mut Tx, ctx: &Ctx, book: &PriceBook, offer: Offer, terms: Terms, key: &SigningKey) -> Result<Quote> {
    let valid_until = ctx.now.checked_add(hours(i64::from(book.policy.quote_hours))).unwrap_or(Timestamp::MAX);
    let mut quote = Quote {
        id: ctx.new_id(),
        state: QuoteState::Open,
        customer: terms.customer,
        job: terms.job,
        base: terms.base,
        credit_of: terms.credit_of,
        credited_by: None,
        price_book: book.id,
        price_book_number: book.number,
        currency: book.currency,
        items: offer.items,
        visit: terms.visit,
        options: offer.options,
        need: offer.need,
        payment: terms.payment,
        visit_fee: book.policy.visit_fee,
        valid_until,
        signature: String::new(),
        made_at: ctx.now,
        made_by: ctx.actor.label(),
        version: 1,
    };
    quote.signature = rules::sign(key, ctx.market, &quote)?;
    store::insert_quote(tx, ctx.market, &quote).await?;
    let lowest_total = quote.lowest_total();
    tx.announce(ctx, &QuoteMade { quote: quote.id, customer: quote.customer, job: quote.job, lowest_total });
    Ok(quote)
}
